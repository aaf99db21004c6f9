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
    let whole = try EncodedText.text(of: bytes)
    if let format = ListFileError.Format(beginning: whole) {
      // A page without a table is evidence of another kind.
      let isTable = format != .webPage || whole.lowercased().contains("<table")
      throw isTable ? .otherFormat(format) : .notAList
    }
    let text = Array(whole.utf8)[...]
    if let (delimiter, rest) = namedDelimiter(text) {
      return Sheet(rows: try rows(of: rest, parted: delimiter))
    }
    var best: (delimiter: UInt8, score: Int) = (UInt8(ascii: ","), 0)
    for delimiter in delimiters {
      let score = try score(of: text.prefix(sample), delimiter)
      if score > best.score { best = (delimiter, score) }
    }
    // Typed with a Chinese input method.
    if best.score == 0, whole.contains("，") {
      let plain = Array(whole.replacing("，", with: ",").utf8)
      return Sheet(rows: try rows(of: plain[...], parted: best.delimiter))
    }
    return Sheet(rows: try rows(of: text, parted: best.delimiter))
  }

  /// What Excel's own first line says (`sep=;`, in quotes or not), and the text from its end on.
  private static func namedDelimiter(
    _ text: ArraySlice<UInt8>
  ) -> (delimiter: UInt8, rest: ArraySlice<UInt8>)? {
    let line = text.prefix(8).prefix { $0 != 0x0A && $0 != 0x0D }
    let bare = line.filter { $0 != UInt8(ascii: "\"") }
    guard bare.count == 5, String(decoding: bare.prefix(4), as: UTF8.self).lowercased() == "sep="
    else { return nil }
    // The line itself is a record.
    return (bare[4], text[line.endIndex...])
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
    try parser.read(text)
    return parser.rows
  }
}

extension ListFileError.Format {
  /// Of a text that is another format's file; nil for what may be delimited values.
  fileprivate init?(beginning text: String) {
    let head = text.utf8.prefix(4096)
    let start = String(decoding: head, as: UTF8.self).lowercased()
      .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if start.hasPrefix("mime-version:") || start.hasPrefix("from: <saved by") {
      self = .webArchive
    } else if Self.isSymbolicLink(start) {
      self = .symbolicLink
    } else if !start.hasPrefix("<") {
      return nil
    } else if start.contains("urn:schemas-microsoft-com:office:spreadsheet"),
      start.contains("<workbook") || start.contains(":workbook")
    {
      self = .xmlSpreadsheet
    } else if start.contains("office:document") {
      self = .openDocument
    } else if ["<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<style", "<div"]
      .contains(where: start.contains)
    {
      self = .webPage
    } else {
      return nil
    }
  }

  /// Whether the text is SYLK: `ID;P` begins it, and a record of a letter or two follows, where the
  /// header `ID;Patent;…` of a list is followed by numbers.
  private static func isSymbolicLink(_ start: Substring) -> Bool {
    guard start.hasPrefix("id;p") else { return false }
    let lines = start.split(maxSplits: 2, whereSeparator: \.isNewline)
    let record = lines.dropFirst().first?.prefix { $0 != ";" } ?? ""
    return (1...2).contains(record.count) && record.allSatisfy { ("a"..."z").contains($0) }
  }
}

/// Parts a text into records and values (RFC 4180 §2), a line break being CR, LF or both.
private struct RecordParser {
  let delimiter: UInt8
  private(set) var rows: [Sheet.Row] = []
  private var row = 1
  private var cells: [Sheet.Cell] = []
  private var column = 1
  private var cellCount = 0

  private static let quote = UInt8(ascii: "\"")

  init(delimiter: UInt8) { self.delimiter = delimiter }

  mutating func read(_ text: ArraySlice<UInt8>) throws(ListFileError) {
    var index = text.startIndex
    while index < text.endIndex {
      var value: [UInt8] = []
      if text[index] == Self.quote, let quoted = quoted(text, from: index) {
        (value, index) = quoted
      }
      // What follows a closing quote belongs to the value all the same.
      let end = text[index...].firstIndex(where: endsValue) ?? text.endIndex
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
  }

  private func endsValue(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 0x0A || byte == 0x0D
  }

  /// The value in the quotes that open at `start`, and where it ends.
  ///
  /// Nil where the quote is one of the text: nobody closes it, or what closes it, lines below, opens
  /// another value.
  ///
  /// - Complexity: linear in the length of the value; what was passed over in vain holds no second
  ///   opening quote that leads beyond it.
  private func quoted(
    _ text: ArraySlice<UInt8>, from start: Int
  ) -> (value: [UInt8], end: Int)? {
    var value: [UInt8] = []
    var index = start + 1
    while true {
      guard let end = text[index...].firstIndex(of: Self.quote) else { return nil }
      value += text[index..<end]
      index = end + 1
      guard index < text.endIndex, text[index] == Self.quote else { break }
      value.append(Self.quote)
      index += 1
    }
    if index < text.endIndex, !endsValue(text[index]),
      value.contains(where: { $0 == 0x0A || $0 == 0x0D })
    {
      return nil
    }
    return (value, index)
  }

  private mutating func close(_ value: [UInt8]) throws(ListFileError) {
    if value.contains(where: { $0 > 0x20 }) {
      cellCount += 1
      guard cellCount <= ListFile.mostCells, column <= CellAddress.lastColumn else {
        throw .tooLarge
      }
      let text = String(decoding: Self.plain(value[...]), as: UTF8.self)
      cells.append(Sheet.Cell(column: column, text: text))
    }
    column += 1
  }

  /// The value without the marks by which Excel is made to take it for text: `="…"` and a `'` before
  /// it.
  private static func plain(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if value.count > 3, value.starts(with: "=\"".utf8), value.last == quote {
      return value.dropFirst(2).dropLast()
    }
    let apostrophe = UInt8(ascii: "'")
    if value.first == apostrophe, !value.dropFirst().contains(apostrophe) {
      return value.dropFirst()
    }
    return value
  }

  private mutating func closeRecord() {
    if !cells.isEmpty { rows.append(Sheet.Row(number: row, cells: cells)) }
    cells = []
    column = 1
    row += 1
  }
}
