internal import Evidence

/// A cell of a blank form's table with its place in the grid.
struct DraftCell {
  enum Item {
    case line(DraftLine)
    case table(WordDocument.Table)
  }

  enum Role {
    /// Merged with the cell above.
    case continued
    /// Nothing, or dots to be typed over: an answer.
    case blank
    /// Fixed words.
    case label
    /// Words and answers: boxes, blanks, room below words, tables.
    case mixed
  }

  /// The columns of the grid that it spans.
  let range: Range<Int>
  let merge: WordDocument.VerticalMerge
  let items: [Item]

  init(_ cell: WordDocument.Cell, at column: Int) {
    range = column..<(column + max(1, cell.columns))
    merge = cell.merge
    items = Self.items(cell.blocks)
  }

  static func items(_ blocks: [WordDocument.Block]) -> [Item] {
    blocks.flatMap { block -> [Item] in
      switch block {
      case .paragraph(let paragraph): paragraph.lines.map { .line(DraftLine($0)) }
      case .table(let table): [.table(table)]
      }
    }
  }

  /// The lines that aren't blank.
  var lines: [DraftLine] {
    items.compactMap { if case .line(let line) = $0, !line.isBlank { line } else { nil } }
  }

  /// The words, the lines joined without a break.
  var text: String { lines.map(\.text).joined().condensed }

  var hasTable: Bool { items.contains(where: \.isTable) }
  var hasBoxes: Bool { lines.contains(where: \.hasBoxes) }
  var hasBlanks: Bool { lines.contains(where: \.hasBlanks) }
  var isDots: Bool { lines.count == 1 && lines[0].isDots }

  var leadingBlanks: Int { items.prefix { $0.isBlank }.count }
  var trailingBlanks: Int { items.reversed().prefix { $0.isBlank }.count }

  /// - Parameter isLast: whether no blank cell follows in the row, so that an answer must be here.
  func role(isLast: Bool) -> Role {
    if merge == .continued { return .continued }
    if hasTable || hasBoxes || hasBlanks { return .mixed }
    if lines.isEmpty || isDots { return .blank }
    guard isLast else { return .label }
    let hasRoom = trailingBlanks >= 2 || leadingBlanks >= 2
    let isSigned = lines.contains { $0.endsWithColon && DraftWords.asksForSignature($0.text) }
    if isSigned || (hasRoom && !(lines.count == 1 && lines[0].text.count < 3)) { return .mixed }
    return lines.contains(where: \.isOutlined) && lines.count > 2 ? .mixed : .label
  }
}

extension DraftCell.Item {
  var isTable: Bool { if case .table = self { true } else { false } }

  var isBlank: Bool { if case .line(let line) = self { line.isBlank } else { false } }
}

extension DraftLine {
  /// Whether it is a numbered heading of a text.
  var isOutlined: Bool { outline != nil }

  /// How its number is written; headings of one level are written alike.
  var outline: String? {
    guard text.count <= 40, !text.hasSuffix("。"), !text.hasSuffix("；") else { return nil }
    let digits = DraftWords.digits
    var rest = text[...]
    let isOpen = rest.first == "（" || rest.first == "("
    if isOpen { rest.removeFirst() }
    let number = rest.prefix { digits.contains($0) || DraftWords.numerals.contains($0) }
    guard let first = number.first, number.count <= 3 else { return isNumbered ? "auto" : nil }
    let mark = rest[number.endIndex...].first
    let kind = digits.contains(first) ? "1" : "一"
    if isOpen { return mark == "）" || mark == ")" ? "(\(kind))" : nil }
    return mark.map { "、.．".contains($0) } == true ? kind + (mark == "、" ? "、" : ".") : nil
  }
}

extension String {
  /// With the room between the characters of a label (姓    名) taken out; one space stays.
  var condensed: String {
    var condensed = String.UnicodeScalarView()
    var room = 0
    for scalar in unicodeScalars {
      if scalar.isBlank {
        room += scalar == "\u{3000}" || scalar == "\t" ? 2 : 1
        continue
      }
      if room == 1 { condensed.append(" ") }
      room = 0
      condensed.append(scalar)
    }
    let words = String(condensed).split(separator: " ")
    let isSpaced = words.count > 2 && words.allSatisfy { $0.count == 1 }
    return isSpaced ? words.joined() : String(condensed)
  }
}
