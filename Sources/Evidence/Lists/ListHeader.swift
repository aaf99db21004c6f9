/// The row of a sheet that heads a list, and which of its cells heads which column.
public struct ListHeader: Hashable, Sendable {
  /// A column of the row schema and where the list has it.
  public struct Column: Hashable, Sendable {
    public var schema: Form.ListColumn
    /// Counted from 1.
    public var column: Int
    /// As the list has it, on one line.
    public var heading: String
  }

  /// Counted from 1.
  public var row: Int
  /// In the order of the schema.
  public var columns: [Column]
  /// How well the row fits the schema: more for a heading by its very name than for one that
  /// only holds it.
  var score: Int

  /// Titles, units, dates and notes stand above a header, but no more than this.
  static let lastRow = 60
  /// A list has a dozen columns; beyond this a row is not looked at.
  static let mostCells = 64
  /// Names of three characters tell enough to be looked for in a longer heading; in bytes.
  private static let tellingName = 9
  /// A heading is a few words.
  static let longestHeading = 64

  /// Where the column with this id stands; nil where the list has none.
  public subscript(id: String) -> Int? { columns.first { $0.schema.id == id }?.column }

  /// Finds the row that fits the schema best: it names the number and at least one more column.
  ///
  /// Nil where there is none.
  init?(in sheet: Sheet, schema: ListSchema) {
    var best: ListHeader?
    for row in sheet.rows.prefix(Self.lastRow) {
      guard let header = ListHeader(row, schema: schema) else { continue }
      if header.score > best?.score ?? 0 { best = header }
    }
    guard let best else { return nil }
    self = best
  }

  private init?(_ row: Sheet.Row, schema: ListSchema) {
    // Bytes, since every row near the top is compared with every name.
    let headings = row.cells.prefix(Self.mostCells).compactMap { cell -> (Int, [UInt8], String)? in
      guard cell.text.utf8.count <= Self.longestHeading * 3 else { return nil }
      let bare = Array(cell.text.bareHeading.utf8)
      return bare.isEmpty ? nil : (cell.column, bare, cell.text)
    }
    guard headings.count > 1 else { return nil }
    var taken: Set<Int> = []
    var found: [Int: Column] = [:]
    score = 0
    func fit(_ weight: Int, _ fits: (_ name: [UInt8], _ heading: [UInt8]) -> Bool) -> Int {
      var score = 0
      for (index, names) in schema.names.enumerated() where found[index] == nil {
        var match: (Int, [UInt8], String)?
        for name in names where match == nil {
          match = headings.first { !taken.contains($0.0) && fits(name, $0.1) }
        }
        guard let match else { continue }
        taken.insert(match.0)
        found[index] = Column(
          schema: schema.columns[index], column: match.0, heading: match.2.onOneLine)
        score += weight
      }
      return score
    }
    score += fit(4) { $0 == $1 }
    // 发明专利名称, 标准编号及年代号: a longer heading that holds the name.
    score += fit(1) { name, heading in
      name.count >= Self.tellingName && heading.count > name.count && heading.holds(name)
    }
    self.row = row.number
    columns = found.sorted { $0.key < $1.key }.map(\.value)
    let isSerialOnly = columns.filter { $0.schema.id != "serial" }.count < 2
    guard !isSerialOnly, self["number"] != nil else { return nil }
  }
}

/// A list's row schema, prepared for finding its columns.
struct ListSchema {
  let columns: [Form.ListColumn]
  let counting: Form.Counting
  /// The names of each column without blanks and brackets, the best first.
  let names: [[[UInt8]]]

  /// Nil where `demand` asks for no list whose entries are counted.
  init?(_ demand: Form.Demand?) {
    guard let demand, let counting = demand.counting else { return nil }
    self.counting = counting
    columns = demand.list
    names = demand.list.map { column in
      ([column.label] + column.synonyms).map { Array($0.bareHeading.utf8) }
    }
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
    split(whereSeparator: \.isNewline).joined()
  }
}
