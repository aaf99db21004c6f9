internal import Notation

/// A list that serves as evidence, as the form's row schema reads it.
public struct EvidenceList: Sendable {
  /// One standard or right of the list.
  public struct Entry: Sendable {
    public var row: Int
    public var isHidden: Bool
    /// By the ids of the schema's columns.
    public var cells: [String: Sheet.Cell]
    public var content: Content

    public enum Content: Sendable {
      case standard(StandardEntry)
      case right(RightEntry)
      case row(RowEntry)
    }

    /// The number by which the standard or right is known wherever it is listed; nil where it has
    /// none that can be read.
    public var number: String? {
      switch content {
      case .standard(let standard): standard.number?.description
      case .right(let right): right.number.key
      case .row(let row): row.key
      }
    }
  }

  /// A row that is no entry, and why it is taken for none.
  public struct OtherRow: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// The worked example of a template.
      case example
      /// 合计, 小计
      case total
      /// 备注, or whatever else stands alone in its row.
      case remark
      /// The header once more, as on every printed page.
      case heading
    }
    public var row: Int
    public var kind: Kind
  }

  /// The file's path.
  public var file: String
  /// The sheet's name; nil in a text file.
  public var sheet: String?
  public var isHidden: Bool
  public var header: ListHeader
  public var entries: [Entry]
  public var otherRows: [OtherRow]
  /// What is doubtful about single rows, in their order, and about the list.
  public var findings: [Finding]

  /// Rows that are read as entries; no cluster has a thousand standards or patents.
  static let mostEntries = 20_000
}

extension EvidenceList {
  /// Reads the rows below `header`.
  init(_ sheet: Sheet, below header: ListHeader, of file: String, schema: ListSchema) {
    self.file = file
    self.sheet = sheet.name
    isHidden = sheet.isHidden
    self.header = header
    entries = []
    otherRows = []
    findings = []
    let anchor = schema.anchor
    let numberHeading = header.columns.first { $0.schema.id == anchor }?.heading.bareHeading
    for row in sheet.rows where row.number > header.lastRow {
      if entries.count == Self.mostEntries {
        findings.append(
          Finding(
            "list-cut", .warning, at: file, place.adding(["row": String(row.number)])))
        break
      }
      var cells = header.ticked(in: row)
      for column in header.columns where column.answer == nil {
        if let cell = row[column.column], cell.holdsSomething {
          cells[column.schema.id] = cell
        }
      }
      switch kind(of: row, cells, numberHeading: numberHeading, schema) {
      case .empty: continue
      case .other(let kind): otherRows.append(OtherRow(row: row.number, kind: kind))
      case .entry: read(row, cells, schema)
      }
    }
    if entries.isEmpty { findings.append(Finding("list-empty", .warning, at: file, place)) }
    tellHidden(sheet)
    tellMissingColumns(schema)
  }

  /// The details that say where in the file the list is.
  var place: [String: String] { sheet.map { ["sheet": $0] } ?? [:] }

  // MARK: Rows

  private enum RowKind {
    case entry, empty
    case other(OtherRow.Kind)
  }

  private func kind(
    of row: Sheet.Row, _ cells: [String: Sheet.Cell], numberHeading: String?, _ schema: ListSchema
  ) -> RowKind {
    guard let first = row.cells.first(where: { $0.holdsSomething }) else { return .empty }
    let serial = cells["serial"]?.text.bareHeading ?? ""
    let head = first.text.normalised.filter { !"()[]【】 ".contains($0) }
    if Self.isExample(head) || Self.isExample(serial) { return .other(.example) }
    if let number = cells[schema.anchor], number.text.bareHeading == numberHeading {
      return .other(.heading)
    }
    if header.isRepeated(in: row) { return .other(.heading) }
    let isNumbered = !serial.isEmpty && serial.allSatisfy { $0.isNumber }
    let telling = cells.keys.filter { $0 != "serial" }.count
    if Self.totals.contains(where: head.hasPrefix) || Self.totals.contains(where: serial.hasPrefix)
    {
      return .other(.total)
    }
    if let name = cells["name"]?.text.bareHeading, cells[schema.anchor] == nil,
      Self.totals.contains(where: name.hasPrefix)
    {
      return .other(.total)
    }
    // Numbers that were put in beforehand, for rows that nobody filled.
    if telling == 0 { return isNumbered ? .empty : .other(.remark) }
    if Self.remarks.contains(where: head.hasPrefix), telling < 3 { return .other(.remark) }
    if isNumbered || telling > 1 { return .entry }
    guard let number = cells[schema.anchor] else { return .other(.remark) }
    return Self.isNumber(number.text, schema) ? .entry : .other(.remark)
  }

  private static let totals = ["合计", "小计", "总计", "共计", "累计", "总数"]
  private static let remarks = ["备注", "注:", "注1", "说明", "填表", "填报", "审核", "制表", "联系", "单位盖章"]

  private static func isExample(_ head: String) -> Bool {
    head == "例" || head == "例:" || head == "例子"
      || ["示例", "样例", "范例", "填写示例", "填写样例"].contains { head.hasPrefix($0) }
  }

  /// Whether the text is a number of the kind that the list is about.
  static func isNumber(_ text: String, _ schema: ListSchema) -> Bool {
    switch schema.counting.entries {
    case .standards: return StandardNumber(text) != nil
    case .patents:
      if case .unknown = RightNumber(text) { return false }
      return true
    case .rows:
      return schema.columns.contains { column in
        switch column.content {
        case .code(let pattern): pattern.code(text) != nil
        case .standardNumber: StandardNumber(text) != nil
        case .patentNumber: RightNumber(text) != .unknown
        default: false
        }
      }
    }
  }

  // MARK: Entries

  private mutating func read(
    _ row: Sheet.Row, _ cells: [String: Sheet.Cell], _ schema: ListSchema
  ) {
    var doubts = RowDoubts(list: self, row: row.number)
    var told = cells
    // A cell whose value is not there says nothing.
    for cell in Set(cells.values).sorted(by: { $0.column < $1.column }) {
      let details = ["cell": CellAddress(column: cell.column, row: row.number).description]
      switch cell.kind {
      case .error: doubts.doubt("list-cell-error", .warning, details)
      case .uncomputed: doubts.doubt("list-cell-uncomputed", .warning, details)
      case .text, .number, .date:
        guard cell.text.utf8.contains(0xEF), cell.text.unicodeScalars.contains("\u{FFFD}") else {
          continue
        }
        doubts.doubt("list-cell-undecodable", .warning, details)
      }
      told = told.filter { $0.value.column != cell.column }
    }
    if cells["number"] == nil, schema.counting.entries != .rows {
      doubts.doubt("list-number-blank", .warning)
    }
    let content: Entry.Content =
      switch schema.counting.entries {
      case .standards: .standard(StandardEntry(told, schema, header, &doubts))
      case .patents: .right(RightEntry(told, schema.counting, header, &doubts))
      case .rows: .row(RowEntry(told, schema, header, &doubts))
      }
    entries.append(
      Entry(row: row.number, isHidden: row.isHidden, cells: cells, content: content))
    findings += doubts.findings
  }

  private mutating func tellHidden(_ sheet: Sheet) {
    let hidden = entries.filter { $0.isHidden }.map { $0.row }
    if sheet.isHidden {
      findings.append(Finding("list-sheet-hidden", .note, at: file, place))
    }
    if !hidden.isEmpty {
      findings.append(
        Finding(
          "list-rows-hidden", .note, at: file,
          place.adding(["rows": RowRanges(hidden).description])))
    }
  }

  /// A column without which entries can't be sorted; level and year follow from the number.
  private mutating func tellMissingColumns(_ schema: ListSchema) {
    if schema.counting.entries == .rows {
      for column in schema.columns where column.isRequired && header[column.id] == nil {
        findings.append(
          Finding(
            "list-column-missing", .warning, at: file,
            place.adding(["column": column.label, "what": "required"])))
      }
      return
    }
    guard let cell = schema.counting.cell, cell.uses(.role), header["role"] == nil,
      header["rank"] == nil,
      let column = schema.columns.first(where: { $0.id == "role" }), !entries.isEmpty
    else { return }
    findings.append(
      Finding(
        "list-column-missing", .warning, at: file,
        place.adding(["column": column.label])))
  }
}

/// Collects what is doubtful about one row.
struct RowDoubts {
  let file: String
  let place: [String: String]
  private(set) var findings: [Finding] = []

  init(list: EvidenceList, row: Int) {
    file = list.file
    place = list.place.adding(["row": String(row)])
  }

  mutating func doubt(
    _ rule: Finding.Rule, _ level: Finding.Level, _ details: [String: String] = [:]
  ) {
    findings.append(Finding(rule, level, at: file, place.adding(details)))
  }
}

/// Numbers of rows, or years, in few characters: `5–20, 26`.
struct RowRanges: CustomStringConvertible {
  var rows: [Int]
  /// A sentence takes no more ranges than this.
  static let most = 12

  init(_ rows: [Int]) { self.rows = rows.sorted() }

  var description: String {
    var ranges: [ClosedRange<Int>] = []
    for row in rows {
      if let last = ranges.last, row <= last.upperBound + 1 {
        ranges[ranges.count - 1] = last.lowerBound...max(row, last.upperBound)
      } else {
        ranges.append(row...row)
      }
    }
    let shown = ranges.prefix(Self.most).map { range in
      range.count == 1 ? String(range.lowerBound) : "\(range.lowerBound)–\(range.upperBound)"
    }
    return shown.joined(separator: ", ") + (ranges.count > Self.most ? " …" : "")
  }
}

extension Sheet.Cell {
  /// Whether there is more in the cell than blanks.
  var holdsSomething: Bool {
    kind == .error || kind == .uncomputed
      || text.unicodeScalars.contains { !$0.properties.isWhitespace && $0.value != 0xFEFF }
  }
}
