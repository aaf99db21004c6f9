internal import Notation

/// A row of a list whose columns the form's definition describes: a contract, a prize, a project.
public struct RowEntry: Hashable, Sendable {
  /// What the cells say, in plain form, by the ids of their columns; what can't be read has none.
  public var values: [String: String] = [:]
  /// By which rows are the same; nil where the row has nothing of it.
  public var key: String?
  public var count: EntryCount = .counts
  /// The groups that the row may belong to, by the columns that tell: ids of answers, years.
  var groups: [String: [String]] = [:]
  /// The amounts in the units of their columns; none where one can't be read.
  var amounts: [String: Double] = [:]

  init(
    _ cells: [String: Sheet.Cell], _ schema: ListSchema, _ header: ListHeader,
    _ doubts: inout RowDoubts
  ) {
    for column in schema.columns where column.id != "serial" && header[column.id] != nil {
      read(column, cells[column.id], header, &doubts)
    }
    // What a missing column would tell is open.
    for column in schema.columns where header[column.id] == nil && !column.choices.isEmpty {
      groups[column.id] = column.choices.map { $0.id }
    }
    let parts = schema.counting.same.map { values[$0] ?? cells[$0]?.text.normalised ?? "" }
    if parts.contains(where: { !$0.isEmpty }) { key = parts.joined(separator: " ") }
    tellOutside(schema, cells, &doubts)
  }

  private mutating func read(
    _ column: Form.ListColumn, _ cell: Sheet.Cell?, _ header: ListHeader,
    _ doubts: inout RowDoubts
  ) {
    guard let cell else {
      if column.isRequired { doubts.doubt("list-cell-blank", .warning, ["column": column.label]) }
      // Without its group a row may stand anywhere; without a day it stands nowhere.
      if !column.choices.isEmpty { groups[column.id] = column.choices.map { $0.id } }
      return
    }
    let text = cell.text
    let value: String?
    switch column.content {
    case .text: value = text.inSentence
    case .choice(let choices):
      let id = choices.choice(in: text)
      groups[column.id] = id.map { [$0] } ?? choices.map { $0.id }
      value = id
    case .date, .year:
      let date = ListDate(text)
      groups[column.id] = date.map { [String($0.year)] } ?? []
      value = date?.description
    case .amount(let unit):
      let amount = Self.amount(text, under: header.heading(of: column.id), in: unit)
      amounts[column.id] = amount
      value = amount?.plain
    case .code(let pattern): value = pattern.code(text)
    case .standardNumber: value = StandardNumber(text)?.description
    case .patentNumber: value = RightNumber(text).key
    }
    values[column.id] = value
    if value == nil {
      doubts.doubt(
        "list-cell-unknown", .warning,
        ["column": column.label, "text": text.inSentence, "content": column.content.name])
      // What can't be read says nothing against the row, and nothing for it.
      count = .mayCount
    }
  }

  private mutating func tellOutside(
    _ schema: ListSchema, _ cells: [String: Sheet.Cell], _ doubts: inout RowDoubts
  ) {
    let column = schema.columns.first { $0.content == .date }
    guard let column, let date = cells[column.id].flatMap({ ListDate($0.text) }) else { return }
    let (from, until) = (schema.counting.from, schema.counting.until)
    guard until.map(date.isAfter) == true || from.map({ $0.isAfter(date) }) == true else { return }
    count = .never
    let days = "\(from?.description ?? "…")–\(until?.description ?? "…")"
    doubts.doubt("list-date-outside", .warning, ["date": date.description, "days": days])
  }

  /// The amount in `unit`; its own unit stands behind it, or in the heading: 合同金额（元）.
  private static func amount(_ text: String, under heading: String, in unit: String) -> Double? {
    let plain = text.normalised.drop { $0 == "¥" || $0 == "￥" }
    guard var figure = Figure(String(plain)), !figure.departures.contains(.inexact) else {
      return nil
    }
    if figure.unit.isEmpty { figure.unit = heading.unitInBrackets ?? "" }
    return figure.value(in: Unit(unit))?.rounded(to: 6)
  }
}

extension String {
  /// What stands in the last brackets where it is a unit, with 单位： before it or not.
  fileprivate var unitInBrackets: String? {
    let plain = unicodeScalars.map { $0 == "（" ? "(" : $0 == "）" ? ")" : $0 }
    guard let close = plain.lastIndex(of: ")"), let open = plain[..<close].lastIndex(of: "(")
    else { return nil }
    var words = String(String.UnicodeScalarView(plain[open..<close].dropFirst()))
    for mark in ["单位：", "单位:"] where words.hasPrefix(mark) { words.removeFirst(mark.count) }
    return Unit(words).dimension == nil ? nil : words
  }
}
