/// The rows of a sheet that head a list, one or a few, and which of their cells heads which column.
public struct ListHeader: Hashable, Sendable {
  /// A column of the row schema and where the list has it.
  public struct Column: Hashable, Sendable {
    public var schema: Form.ListColumn
    /// Counted from 1.
    public var column: Int
    /// As the list has it, on one line.
    public var heading: String
    /// What a tick in the column says, as `主持` where 起草情况 has the columns 主持 and 参与; nil where
    /// the column's cells hold the answer themselves.
    public var answer: String?
  }

  /// The first of them, counted from 1.
  public private(set) var row: Int
  /// The last of them.
  public private(set) var lastRow: Int
  /// In the order of the schema.
  public var columns: [Column]
  /// Every heading without blanks and brackets.
  private var headings: Set<String>
  /// How well the rows fit the schema: more for a heading by its very name than for one that only
  /// holds it.
  var score: Int

  /// Titles, units, dates and notes stand above a header, but no more than this.
  static let lowestRow = 60
  /// A heading has a group above it, which has another.
  private static let mostLevels = 3
  /// A list has a dozen columns; beyond this a row is not looked at.
  static let mostCells = 64
  /// Names of three characters tell enough to be looked for in a longer heading; in bytes.
  private static let tellingName = 9
  /// A heading is a few words.
  static let longestHeading = 64

  /// The column by which rows are told: the number.
  let anchor: String

  /// How the column with this id is headed.
  func heading(of id: String) -> String { columns.first { $0.schema.id == id }?.heading ?? "" }

  /// Where the column with this id stands; nil where the list has none.
  public subscript(id: String) -> Int? { columns.first { $0.schema.id == id }?.column }

  /// Finds the rows that fit the schema best: they name the number and at least one more column.
  ///
  /// Nil where there are none.
  init?(in sheet: Sheet, schema: ListSchema) {
    let levels = sheet.rows.prefix(Self.lowestRow).map(Level.init)
    var best: ListHeader?
    for depth in 1...Self.mostLevels {
      for start in levels.indices.dropLast(depth - 1) {
        let block = levels[start..<(start + depth)]
        // Few rows below the first head anything.
        guard depth == 1 || block.last?.mayHead(schema) == true,
          zip(block, block.dropFirst()).allSatisfy({ $0.row + 1 == $1.row }),
          let header = ListHeader(block, schema: schema), header.score > best?.score ?? 0
        else { continue }
        best = header
      }
    }
    guard var best else { return nil }
    best.takeMerged(levels)
    self = best
  }

  /// One row of headings.
  private struct Level {
    var row: Int
    var headings: [Heading]

    /// Whether a heading stands in it by its very name, or answers to choose among.
    func mayHead(_ schema: ListSchema) -> Bool {
      if headings.contains(where: { schema.headings.contains($0.bare) }) { return true }
      let answers = headings.compactMap { schema.answer($0.bare)?.id }
      return Set(answers).count < answers.count
    }

    init(_ row: Sheet.Row) {
      self.row = row.number
      headings = row.cells.prefix(ListHeader.mostCells).compactMap { cell in
        guard cell.text.utf8.count <= ListHeader.longestHeading * 3 else { return nil }
        let bare = cell.text.bareHeading
        return bare.isEmpty
          ? nil : Heading(column: cell.column, bare: bare, name: Array(bare.utf8), text: cell.text)
      }
    }
  }

  private struct Heading {
    var column: Int
    var bare: String
    /// Bytes, since every row near the top is compared with every name.
    var name: [UInt8]
    var text: String
  }

  private init?(_ levels: ArraySlice<Level>, schema: ListSchema) {
    guard let first = levels.first, let last = levels.last else { return nil }
    // What stands lowest heads the column.
    var lowest: [Int: Heading] = [:]
    for heading in levels.lazy.flatMap({ $0.headings }) { lowest[heading.column] = heading }
    let headings = lowest.values.sorted { $0.column < $1.column }
    guard headings.count > 1 else { return nil }
    (row, lastRow) = (first.row, last.row)
    anchor = schema.anchor
    self.headings = Set(levels.lazy.flatMap { $0.headings }.map { $0.bare })
    score = 0
    let answers = Self.answers(headings, below: levels.dropLast().map { $0.headings }, schema)
    var taken = Set(answers.map { $0.column })
    var found: [Int: Column] = [:]
    func fit(_ weight: Int, _ fits: (_ name: [UInt8], _ heading: [UInt8]) -> Bool) -> Int {
      var score = 0
      for (index, names) in schema.names.enumerated() where found[index] == nil {
        var match: Heading?
        for name in names where match == nil {
          match = headings.first { !taken.contains($0.column) && fits(name, $0.name) }
        }
        guard let match else { continue }
        taken.insert(match.column)
        found[index] = Column(
          schema: schema.columns[index], column: match.column, heading: match.text.onOneLine)
        score += weight
      }
      return score
    }
    score += fit(4) { $0 == $1 }
    // 发明专利名称, 标准编号及年代号: a longer heading that holds the name.
    score += fit(1) { name, heading in
      name.count >= Self.tellingName && heading.count > name.count && heading.holds(name)
    }
    columns = found.sorted { $0.key < $1.key }.map { $0.value }
    let isSerialOnly = columns.filter { $0.schema.id != "serial" }.count < 2 && answers.isEmpty
    guard !isSerialOnly, hasAnchors(schema) else { return nil }
    // A column that says it outright goes before ticks.
    let ticked = answers.filter { self[$0.schema.id] == nil }
    columns = schema.columns.flatMap { column in
      (columns + ticked).filter { $0.schema.id == column.id }
    }
    // Two of them outweigh a heading that was taken for their group's.
    score += 3 * Set(columns.filter { $0.answer != nil }.map { $0.column }).count
  }

  /// Whether enough is there to tell the list: the number, or of rows half of what they must have.
  private func hasAnchors(_ schema: ListSchema) -> Bool {
    guard schema.counting.entries == .rows else { return self["number"] != nil }
    let required = schema.columns.filter { $0.isRequired }
    return required.count { self[$0.id] != nil } * 2 >= Swift.max(required.count, 1)
  }

  // MARK: Answers

  /// The columns that are headed by answers, where the list has two or more to choose among.
  private static func answers(
    _ headings: [Heading], below groups: [[Heading]], _ schema: ListSchema
  ) -> [Column] {
    var columns: [Column] = []
    for heading in headings {
      guard let own = schema.answer(heading.bare) else { continue }
      var found = [own.id: own.text]
      // The group that stands above it reaches to the next one on the right.
      for group in groups {
        let above = group.last { $0.column <= heading.column }
        guard let above, let answer = schema.answer(above.bare), found[answer.id] == nil else {
          continue
        }
        found[answer.id] = answer.text
      }
      for column in schema.columns {
        guard let text = found[column.id] else { continue }
        columns.append(
          Column(
            schema: column, column: heading.column, heading: heading.text.onOneLine, answer: text))
      }
    }
    let choices = Dictionary(grouping: columns) { $0.schema.id }
      .mapValues { Set($0.compactMap { column in column.answer }).count }
    return columns.filter { choices[$0.schema.id, default: 0] > 1 }
  }

  // MARK: Rows below and above

  /// Takes in the rows above whose heading of the number reaches down, as in a merged cell.
  private mutating func takeMerged(_ levels: [Level]) {
    func number(_ level: Level) -> String? {
      level.headings.first { $0.column == self[anchor] }?.bare
    }
    guard let start = levels.firstIndex(where: { $0.row == row }),
      let heading = number(levels[start])
    else { return }
    for level in levels[..<start].reversed() {
      guard level.row + 1 == row, number(level) == heading else { return }
      row = level.row
      headings.formUnion(level.headings.map { $0.bare })
    }
  }

  /// Whether a row repeats headings, as on every printed page, or numbers the columns.
  func isRepeated(in row: Sheet.Row) -> Bool {
    guard row.cells.count > 1 else { return false }
    if row.cells.allSatisfy({ headings.contains($0.text.bareHeading) }) { return true }
    return row.cells.count > 2 && row.cells.count >= columns.count
      && row.cells.enumerated().allSatisfy { $1.text == String($0 + 1) }
  }

  /// What the ticks of a row say, by the ids of the schema's columns.
  ///
  /// Where several are ticked the cell holds all their answers, and where something else than a tick
  /// stands it holds that: neither is an answer.
  func ticked(in row: Sheet.Row) -> [String: Sheet.Cell] {
    var cells: [String: Sheet.Cell] = [:]
    var answers: [String: [String]] = [:]
    for column in columns {
      guard let answer = column.answer, let cell = row[column.column], cell.holdsSomething else {
        continue
      }
      let id = column.schema.id
      switch Tick(cell.text, under: column.heading) {
      case .no: continue
      case .yes:
        if answers[id]?.contains(answer) == true { continue }
        answers[id, default: []].append(answer)
      case .unclear: answers[id, default: []].append(cell.text)
      }
      var joined = cell
      joined.kind = cell.kind == .error || cell.kind == .uncomputed ? cell.kind : .text
      joined.text = answers[id, default: []].joined(separator: "/")
      cells[id] = joined
    }
    return cells
  }
}

/// What stands in a column that is to be ticked.
private enum Tick {
  case yes, no, unclear

  private static let affirming: Set<String> = [
    "√", "✓", "✔", "✅", "☑", "■", "●", "★", "▲", "◆", "是", "有", "对", "Y", "YES", "V", "1", "TRUE",
  ]
  private static let denying: Set<String> = [
    "", "否", "无", "N", "NO", "0", "×", "✗", "✘", "X", "-", "--", "/", "□", "☐", "○", "FALSE",
  ]

  init(_ text: String, under heading: String) {
    let plain = text.normalised
    if Self.affirming.contains(plain) || plain.bareHeading == heading.bareHeading {
      self = .yes
    } else {
      self = Self.denying.contains(plain) ? .no : .unclear
    }
  }
}

/// A list's row schema, prepared for finding its columns.
struct ListSchema {
  let columns: [Form.ListColumn]
  let counting: Form.Counting
  /// The names of each column without blanks and brackets, the best first.
  let names: [[[UInt8]]]
  /// All of them.
  let headings: Set<String>
  /// The column by which rows are told.
  let anchor: String
  /// What a heading answers by itself: the column's id and the answer.
  private let answers: [String: (id: String, text: String)]
  /// The column that is answered by a heading that is a year.
  private let year: String?

  /// Nil where `demand` asks for no list whose entries are counted.
  init?(_ demand: Form.Demand?) {
    guard let demand, let counting = demand.counting else { return nil }
    self.counting = counting
    columns = demand.list
    let bare = demand.list.map { column in
      ([column.label] + column.synonyms).map { $0.bareHeading }
    }
    names = bare.map { $0.map { Array($0.utf8) } }
    headings = Set(bare.joined())
    anchor = demand.list.anchor
    var answers: [String: (id: String, text: String)] = [:]
    for column in demand.list {
      for choice in column.choices {
        for bare in choice.headings.map({ $0.bareHeading }) where answers[bare] == nil {
          let says = column.choices.choice(in: bare) == choice.id
          answers[bare] = (column.id, says ? bare : choice.words[0])
        }
      }
    }
    self.answers = answers
    year = demand.list.first { $0.content == .year }?.id
  }

  /// What a heading says by itself: the id of the column that it answers, and the answer.
  func answer(_ bare: String) -> (id: String, text: String)? {
    if let answer = answers[bare] { return answer }
    guard let column = self.year else { return nil }
    let year = bare.prefix { $0.isASCII && $0.isNumber }
    let isYear = year.count == 4 && ["", "年", "年度"].contains(bare.dropFirst(4))
    return isYear && ListDate(String(year)) != nil ? (column, String(year)) : nil
  }
}

extension [UInt8] {
  /// Whether `sequence` occurs in it.
  fileprivate func holds(_ sequence: [UInt8]) -> Bool {
    guard let first = sequence.first, count >= sequence.count else { return false }
    return (0...(count - sequence.count)).contains { start in
      self[start] == first && self[start...].starts(with: sequence)
    }
  }
}

extension String {
  /// The text without its line breaks: 授权↵公告日 is one heading.
  var onOneLine: String {
    split(whereSeparator: { $0.isNewline }).joined()
  }
}
