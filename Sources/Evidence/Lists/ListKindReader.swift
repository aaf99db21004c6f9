internal import Notation

/// What a definition says of a list: its columns, and how its rows count.
///
/// Definitions come from strangers, and each row of a list is held against all of this: columns,
/// answers and cells are few.
extension DefinitionNode {
  private static let mostColumns = 40
  private static let mostNames = 40
  private static let mostChoices = 30
  private static let mostCells = 400

  /// The first `most` of `items`; more are a defect.
  private func first<Item>(_ items: [Item], _ most: Int) -> [Item] {
    if items.count > most { report("form-too-many", ["most": String(most)]) }
    return Array(items.prefix(most))
  }

  // MARK: Columns

  func listColumns() -> [Form.ListColumn] {
    first(entries(), Self.mostColumns).map { $0.value.listColumn(id: $0.key) }
  }

  private func listColumn(id: String) -> Form.ListColumn {
    guard node.sequence == nil else { return Self.column(id, names()) }
    let keys = mapping(["names", "holds", "required", "unit", "pattern", "choices"])
    var column = Self.column(id, keys.required("names", in: self)?.names() ?? [])
    column.isRequired = keys["required"]?.flag() ?? false
    let holds = keys["holds"]?.text() ?? "text"
    switch holds {
    case "text": column.content = .text
    case "date": column.content = .date
    case "year": column.content = .year
    case "standard-number": column.content = .standardNumber
    case "patent-number": column.content = .patentNumber
    case "choice":
      if let choices = keys.required("choices", in: self) {
        column.content = .choice(choices.choices())
      }
    case "amount":
      if let unit = keys.required("unit", in: self) {
        column.content = .amount(unit: unit.text())
        if Unit(unit.text()).dimension == nil { unit.report("form-unit", ["unit": unit.text()]) }
      }
    case "code":
      if let pattern = keys.required("pattern", in: self) {
        let known = Form.CodePattern(pattern.text())
        if let known { column.content = .code(known) }
        if known == nil { pattern.report("form-code-pattern", ["pattern": pattern.text()]) }
      }
    default:
      keys["holds"]?.report(
        "form-value",
        ["value": holds, "allowed": Form.ListContent.names.joined(separator: ", ")])
    }
    for (key, content) in [("choices", "choice"), ("unit", "amount"), ("pattern", "code")]
    where holds != content { keys[key]?.report("form-unknown-key", ["key": key]) }
    return column
  }

  private static func column(_ id: String, _ names: [String]) -> Form.ListColumn {
    Form.ListColumn(id: id, label: names.first ?? "", synonyms: Array(names.dropFirst()))
  }

  /// Words, at least one.
  private func names() -> [String] {
    let names = first(items(), Self.mostNames).map { $0.text() }
    if names.isEmpty || names.contains("") { report("form-type", ["expected": "text"]) }
    return names
  }

  private func choices() -> [Form.ListChoice] {
    let entries = first(entries(), Self.mostChoices)
    if entries.isEmpty { report("form-missing-key", ["key": "choices"]) }
    return entries.map { id, node in
      guard node.node.sequence == nil else { return Form.ListChoice(id: id, words: node.names()) }
      let keys = node.mapping(["words", "headings"])
      return Form.ListChoice(
        id: id, words: keys.required("words", in: node)?.names() ?? [],
        headings: keys["headings"]?.names())
    }
  }

  // MARK: Counting

  /// - Parameter field: the question, with the columns of its list; it gets the counting.
  func counting(of field: inout Form.Field) -> Form.Counting? {
    let keys = mapping([
      "entries", "cell", "lead-ranks", "rights", "until", "from", "same", "sum",
    ])
    guard let entries = keys.required("entries", in: self)?.choice(Form.Counting.Entries.self)
    else { return nil }
    let columns = field.evidence?.list ?? []
    var counting = Form.Counting(entries: entries, leadRanks: keys["lead-ranks"]?.integer())
    counting.rights = keys["rights"]?.items().compactMap { $0.choice(Right.self) } ?? []
    counting.from = keys["from"]?.day()
    counting.until = keys["until"]?.day()
    let ids = Set(
      field.rows.isEmpty
        ? field.columns.map { $0.id }
        : field.rows.flatMap { row in field.columns.map { "\(row.id).\($0.id)" } })
    guard entries != .rows else {
      for key in ["lead-ranks", "rights"] { keys[key]?.report("form-unknown-key", ["key": key]) }
      rows(&counting, keys, ids, &field)
      return counting
    }
    for key in ["from", "same", "sum"] { keys[key]?.report("form-unknown-key", ["key": key]) }
    if columns["number"] == nil { report("form-missing-key", ["key": "list.number"]) }
    if let cell = keys["cell"] {
      counting.cell = Form.CellPattern(cell.text())
      let reached = counting.cell.map { Self.cells($0, years: counting.years(of: field)) } ?? []
      // Each figure of the field must be one that entries can count for.
      if ids.isEmpty || !ids.isSubset(of: reached) {
        cell.report("form-cell-pattern", ["pattern": cell.text()])
      }
    } else if !ids.isEmpty {
      report("form-missing-key", ["key": "cell"])
    }
    return counting
  }

  private func day() -> ListDate? {
    let date = ListDate(text())
    if date?.day == nil { report("form-type", ["expected": "date"]) }
    return date
  }

  private func rows(
    _ counting: inout Form.Counting, _ keys: [String: DefinitionNode], _ ids: Set<String>,
    _ field: inout Form.Field
  ) {
    let columns = field.evidence?.list ?? []
    if !columns.contains(where: { $0.isRequired }) {
      report("form-missing-key", ["key": "list.….required"])
    }
    if !columns.contains(where: { $0.content == .date }) {
      (keys["from"] ?? keys["until"])?.report("form-unknown-column", ["id": "holds: date"])
    }
    counting.same = keys["same"]?.items().map { $0.column(columns) } ?? []
    if keys["same"] == nil, columns["number"] != nil { counting.same = ["number"] }
    // What tells the rows of one figure from those of another.
    let names = Set(
      columns.filter { !$0.choices.isEmpty || $0.content == .date || $0.content == .year }
        .map { $0.id })
    func pattern(_ node: DefinitionNode) -> Form.CellPattern? {
      let pattern = Form.CellPattern(node.text(), columns: names)
      if pattern == nil { node.report("form-row-pattern", ["pattern": node.text()]) }
      return pattern
    }
    func amounts(_ node: DefinitionNode, _ id: String) {
      if case .amount? = columns[id]?.content { return }
      node.report("form-unknown-column", ["id": id])
    }
    counting.cell = keys["cell"].flatMap(pattern)
    if let sum = keys["sum"] {
      if let column = sum.node.text {
        amounts(sum, column)
        counting.sums = [Form.Sum(column: column, cell: nil)]
      } else {
        for (column, cell) in sum.entries() {
          amounts(cell, column)
          if let pattern = pattern(cell) {
            counting.sums.append(Form.Sum(column: column, cell: pattern))
          }
        }
      }
    }
    if ids.count > Self.mostCells { report("form-too-many", ["most": String(Self.mostCells)]) }
    field.evidence?.counting = counting
    let unreached =
      ids.count > Self.mostCells
      ? nil : ids.sorted().first { counting.figure(of: $0, field) == nil }
    if let unreached { report("form-cell-unreached", ["id": unreached]) }
    if ids.isEmpty, counting.cell != nil || counting.sums.contains(where: { $0.cell != nil }) {
      (keys["cell"] ?? keys["sum"])?.report("form-cell-unreached", ["id": field.id])
    }
  }

  /// The id of one of the list's columns.
  private func column(_ columns: [Form.ListColumn]) -> String {
    if columns[text()] == nil { report("form-unknown-column", ["id": text()]) }
    return text()
  }

  /// The ids that a pattern can name.
  private static func cells(_ pattern: Form.CellPattern, years: [Int]) -> [String] {
    StandardNumber.Category.allCases.flatMap { category in
      DraftingRole.allCases.flatMap { role in
        (years.isEmpty ? [""] : years.map(String.init)).map {
          pattern.id(category: category, year: $0, role: role)
        }
      }
    }
  }
}
