public import Files
public import Inspection
internal import Notation
internal import Reports

/// What a volume that was bound says of itself: the pages on which each file is.
///
/// Every part carries it as an attached file (ISO 32000-1, 7.11.4), so that a later supplement and the
/// catalogue know the numbers on paper that is bound already.
public struct VolumeRecord: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    public var name: String
    /// In hexadecimal digits.
    public var sha256: String
    /// The numbers on its pages.
    public var pages: ClosedRange<Int>
  }

  /// The number of the last page.
  public var last: Int
  /// In the order in which they are bound; those of earlier volumes too.
  public var files: [File]

  /// By SHA-256: the pages.
  public var pages: [String: ClosedRange<Int>] {
    Dictionary(files.map { ($0.sha256, $0.pages) }) { first, _ in first }
  }

  static let name = "evpack-volume.json"
  private static let schema = "evpack/volume/1"
  /// No volume has more pages.
  static let mostPages = 10_000_000
  /// No dossier has more files.
  private static let mostFiles = 1_000_000

  init(last: Int, files: [File]) {
    self.last = last
    self.files = files
  }

  /// What is bound by `plan`.
  init(_ order: VolumeOrder, _ plan: VolumePlan) {
    last = plan.parts.last?.last ?? 0
    files = order.earlier?.files ?? []
    let known = Set(files.map(\.sha256))
    for (source, pages) in plan.ranges.sorted(by: { $0.value.lowerBound < $1.value.lowerBound }) {
      let bound = order.sources[source]
      guard !bound.sha256.isEmpty, !known.contains(bound.sha256) else { continue }
      files.append(File(name: bound.name, sha256: bound.sha256, pages: pages))
    }
  }

  /// Reads the record in a volume.
  ///
  /// - Returns: nil where the file is no volume of evpack's.
  /// - Throws: `SystemError` where the PDF can't be read.
  public init?(in volume: Descriptor, by inspector: Inspector) throws(SystemError) {
    guard let text = try inspector.attachedText(Self.name, in: volume) else { return nil }
    self.init(json: Array(text.utf8))
  }

  /// What is bound there and is no longer among `sources`.
  func withdrawn(from sources: [VolumeOrder.Source]) -> [File] {
    let digests = Set(sources.map(\.sha256))
    return files.filter { !digests.contains($0.sha256) }
  }

  // MARK: JSON

  var json: [UInt8] {
    JSONValue.object([
      ("schema", .string(Self.schema)), ("last", .integer(last)),
      (
        "files",
        .array(
          files.map { file in
            .object([
              ("name", .string(file.name)), ("sha256", .string(file.sha256)),
              ("first", .integer(file.pages.lowerBound)), ("last", .integer(file.pages.upperBound)),
            ])
          })
      ),
    ]).bytes
  }

  init?(json: [UInt8]) {
    do throws(JSONCursor.Failure) {
      self = try JSONCursor.value(of: json) { cursor throws(JSONCursor.Failure) in
        try VolumeRecord(&cursor)
      }
    } catch {
      return nil
    }
  }

  private init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var (schema, last): (String?, Int?)
    var files: [File] = []
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "schema" {
        schema = try cursor.string()
      } else if key == "last" {
        last = try Self.page(&cursor)
      } else if key == "files" {
        try cursor.array { cursor throws(JSONCursor.Failure) in
          guard files.count < Self.mostFiles else { throw .incomplete }
          files.append(try File(&cursor))
        }
      } else {
        try cursor.skip()
      }
    }
    guard schema == Self.schema, let last else { throw .incomplete }
    guard files.allSatisfy({ $0.pages.upperBound <= last }) else { throw .incomplete }
    self.init(last: last, files: files)
  }

  fileprivate static func page(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) -> Int {
    let number = try cursor.integer()
    guard (1...Int64(mostPages)).contains(number) else { throw .incomplete }
    return Int(number)
  }
}

extension VolumeRecord.File {
  fileprivate init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var (name, sha256): (String?, String?)
    var (first, last): (Int?, Int?)
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "name" {
        name = try cursor.string()
      } else if key == "sha256" {
        sha256 = try cursor.string()
      } else if key == "first" {
        first = try VolumeRecord.page(&cursor)
      } else if key == "last" {
        last = try VolumeRecord.page(&cursor)
      } else {
        try cursor.skip()
      }
    }
    guard let name, let sha256, let first, let last, first <= last else { throw .incomplete }
    self.init(name: name.shown, sha256: sha256, pages: first...last)
  }
}
