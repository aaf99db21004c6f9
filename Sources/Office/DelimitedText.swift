internal import Evidence
internal import Files

/// Reads text files of delimited values: RFC 4180, and what Excel, WPS and pandas make of it.
enum DelimitedText {
  /// What may part the values of a record.
  private static let delimiters: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|"),
  ]
  /// Bytes by which the delimiter is found.
  private static let sample = 64 << 10

  /// The table in `bytes`, whose rows are the file's records, counted from 1.
  ///
  /// - Throws: ``ListFileError``.
  static func sheet(of bytes: [UInt8]) throws(ListFileError) -> Sheet {
    let text = Array(try text(of: bytes).utf8)[...]
    // Excel's own line that names the delimiter.
    if text.starts(with: "sep=".utf8), text.count > 4 {
      let rest = text.dropFirst(5).drop { $0 == 0x0D }
      return Sheet(rows: try rows(of: rest, parted: text[text.startIndex + 4]))
    }
    var best: (delimiter: UInt8, score: Int) = (UInt8(ascii: ","), 0)
    for delimiter in delimiters {
      let score = try score(of: text.prefix(sample), delimiter)
      if score > best.score { best = (delimiter, score) }
    }
    return Sheet(rows: try rows(of: text, parted: best.delimiter))
  }

  /// How many values the first records hold when parted so; titles above a list hold one.
  private static func score(
    of text: ArraySlice<UInt8>, _ delimiter: UInt8
  ) throws(ListFileError) -> Int {
    var counts: [Int: Int] = [:]
    for row in try rows(of: text, parted: delimiter) {
      let width = row.cells.last?.column ?? 0
      if width > 1 { counts[width, default: 0] += 1 }
    }
    return counts.map { $0.key * $0.value }.max() ?? 0
  }

  private static func rows(
    of text: ArraySlice<UInt8>, parted delimiter: UInt8
  ) throws(ListFileError) -> [Sheet.Row] {
    var parser = RecordParser(delimiter: delimiter)
    if try parser.read(text) { return parser.rows }
    // A quote that nobody closes is a quote.
    parser = RecordParser(delimiter: delimiter)
    parser.hasQuotes = false
    _ = try parser.read(text)
    return parser.rows
  }

  // MARK: Encodings

  private static func text(of bytes: [UInt8]) throws(ListFileError) -> String {
    if bytes.isEmpty { return "" }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return try checked(String(validating: bytes.dropFirst(3), as: UTF8.self))
    }
    if bytes.starts(with: [0xFF, 0xFE]) { return try wide(bytes.dropFirst(2), isBig: false) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try wide(bytes.dropFirst(2), isBig: true) }
    // Without a mark, UTF-16 shows by the zeros of its commas and line ends.
    let head = bytes.prefix(4096)
    if head.contains(0) {
      let even = head.enumerated().count { $0.element == 0 && $0.offset % 2 == 0 }
      let odd = head.enumerated().count { $0.element == 0 && $0.offset % 2 == 1 }
      guard min(even, odd) * 8 < max(even, odd) else { throw .notAList }
      return try wide(bytes[...], isBig: even > odd)
    }
    if let text = String(validating: bytes, as: UTF8.self) { return try checked(text) }
    // GB 18030, of which GBK and GB 2312 are parts.
    let text = try? Transcoding.utf8(bytes, from: "GB18030")
    return try checked(text.flatMap { String(validating: $0, as: UTF8.self) })
  }

  private static func wide(
    _ bytes: ArraySlice<UInt8>, isBig: Bool
  ) throws(ListFileError) -> String {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isBig ? first << 8 | second : second << 8 | first)
      index += 2
    }
    return try checked(String(validating: units, as: UTF16.self))
  }

  /// The text, unless it holds what text files don't: PDF files, pictures and the like do.
  private static func checked(_ text: String?) throws(ListFileError) -> String {
    guard let text else { throw .unknownEncoding }
    let isBinary = text.utf8.prefix(4096).contains { byte in
      byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D && byte != 0x0C && byte != 0x1A
    }
    if isBinary || text.hasPrefix("%PDF-") || text.hasPrefix("{\\rtf") { throw .notAList }
    return text
  }
}

/// Parts a text into records and values (RFC 4180 §2), a line break being CR, LF or both.
private struct RecordParser {
  let delimiter: UInt8
  var hasQuotes = true
  private(set) var rows: [Sheet.Row] = []
  private var row = 1
  private var cells: [Sheet.Cell] = []
  private var column = 1
  private var cellCount = 0

  init(delimiter: UInt8) { self.delimiter = delimiter }

  /// - Returns: whether every quote is closed.
  mutating func read(_ text: ArraySlice<UInt8>) throws(ListFileError) -> Bool {
    let quote = UInt8(ascii: "\"")
    var index = text.startIndex
    while index < text.endIndex {
      var value: [UInt8] = []
      if hasQuotes, text[index] == quote {
        index += 1
        while true {
          guard let end = text[index...].firstIndex(of: quote) else { return false }
          value += text[index..<end]
          index = end + 1
          guard index < text.endIndex, text[index] == quote else { break }
          value.append(quote)
          index += 1
        }
      }
      // What follows a closing quote belongs to the value all the same.
      let end =
        text[index...].firstIndex { $0 == delimiter || $0 == 0x0A || $0 == 0x0D } ?? text.endIndex
      if value.isEmpty { value = Array(text[index..<end]) } else { value += text[index..<end] }
      index = end
      try close(value)
      guard index < text.endIndex else { break }
      let isCarriageReturn = text[index] == 0x0D
      let isDelimiter = text[index] == delimiter
      index += 1
      if isDelimiter { continue }
      if isCarriageReturn, index < text.endIndex, text[index] == 0x0A { index += 1 }
      closeRecord()
    }
    closeRecord()
    return true
  }

  private mutating func close(_ value: [UInt8]) throws(ListFileError) {
    if value.contains(where: { $0 > 0x20 }) {
      cellCount += 1
      guard cellCount <= ListFile.mostCells, column <= CellAddress.lastColumn else {
        throw .tooLarge
      }
      cells.append(Sheet.Cell(column: column, text: String(decoding: value, as: UTF8.self)))
    }
    column += 1
  }

  private mutating func closeRecord() {
    if !cells.isEmpty { rows.append(Sheet.Row(number: row, cells: cells)) }
    cells = []
    column = 1
    row += 1
  }
}
