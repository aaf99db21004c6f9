import Glibc

/// What an ``Inspector`` asks its service of one open file.
struct InspectionRequest {
  enum Kind: UInt8 {
    /// What the file is, and whether it opens.
    case facts
    /// The answers in a Word form; the definition of the form goes along.
    case answers
    /// The sheets of a list.
    case sheets
    /// A definition drafted out of a blank Word form; the id that it gets goes along.
    case draft
    /// The title of a Word file.
    case title
    /// The text of a Word file.
    case text
    /// A file that a PDF carries; its name goes along.
    case attachedFile
  }

  var kind: Kind
  var offset: Int64 = 0
  var count: Int64
  /// What goes along with the file.
  var text: [UInt8] = []

  /// The longest text that goes along: a form's definition.
  static let longestText = 16 << 20

  // MARK: Limits

  /// Bytes of memory for whatever the file asks for.
  ///
  /// libqpdf needs some 200 bytes for each object of a PDF. A workbook of 390,000 texts, near the
  /// limits of ``Office/ListFile``, is unpacked, read and answered in 130 MB.
  var memory: UInt {
    switch kind {
    case .facts: 160 << 20
    case .answers, .sheets, .draft, .title, .text, .attachedFile: Self.mostMemory
    }
  }

  /// What no file gets more than.
  static let mostMemory: UInt = 512 << 20

  private static let bytesASecond: Int64 = 50 << 20

  /// Seconds of a processor; a PDF without a table is searched from end to end, so that large files
  /// get more.
  var seconds: UInt32 {
    switch kind {
    case .facts, .attachedFile: UInt32(clamping: 2 + count / Self.bytesASecond)
    case .answers, .draft, .title, .text: 5
    case .sheets: 10
    }
  }

  /// How long it may take by the clock: what the processor does not count is waiting for a disk or
  /// a network drive.
  static let patience = Duration.seconds(20)

  /// Bytes of the longest answer.
  var longestAnswer: Int {
    switch kind {
    case .facts, .title: 1 << 20
    case .answers, .text: 8 << 20
    case .draft, .attachedFile: 16 << 20
    case .sheets: 64 << 20
    }
  }

  // MARK: As bytes

  /// What is sent together with the file: the request, and how long the text is that follows.
  struct Head: BitwiseCopyable {
    var kind: UInt64
    var offset: Int64
    var count: Int64
    var textCount: Int64
  }

  var head: Head {
    Head(kind: UInt64(kind.rawValue), offset: offset, count: count, textCount: Int64(text.count))
  }
}
