extension Form {
  /// The definition of this form, as ``init(definition:)`` reads it.
  ///
  /// Reading what was written gives the same form, unless its fixed words hold `{…}` or `[[`, which
  /// a definition reads as an answer or a prompt, or a text begins with U+FEFF, which is taken for
  /// a byte order mark and dropped where the text is read, however it is written.
  ///
  /// - Parameter comments: remarks by the id of a section or a field, each line of them a comment
  ///   before it; those of the empty id stand at the head of the file, those of `rules` before the
  ///   rules.
  public func definition(comments: [String: [String]] = [:]) -> String {
    var writer = FormWriter(comments: comments)
    writer.write(self)
    return writer.text
  }
}

/// Writes a form's definition; the counterpart of ``FormReader``.
struct FormWriter {
  private(set) var text = ""
  private let comments: [String: [String]]
  /// So that a line, Chinese characters being two columns wide, fits a window.
  private static let longestFlow = 48

  init(comments: [String: [String]] = [:]) { self.comments = comments }

  mutating func write(_ form: Form) {
    comment("", depth: 0)
    line(0, "form: \(YAMLScalar.plain(form.id))")
    line(0, "version: \(YAMLScalar.quoted(form.version))")
    if !form.edition.isEmpty { line(0, "edition: \(YAMLScalar.quoted(form.edition))") }
    line(0, "title: \(YAMLScalar.plain(form.title))")
    line(0, "issuer: \(YAMLScalar.plain(form.issuer))")
    list("instructions", form.instructions)
    list("remarks", form.remarks)
    list("general-words", form.generalWords)
    limits(form.limits)
    line(0, form.sections.isEmpty ? "sections: []" : "sections:")
    form.sections.forEach { section($0) }
    comment("rules", depth: 0)
    if !form.rules.isEmpty { line(0, "rules:") }
    form.rules.forEach { rule($0) }
  }

  /// Sizes are written in MB; see ``FormReader``.
  private mutating func limits(_ limits: Form.Limits) {
    if limits == Form.Limits() { return }
    line(0, "limits:")
    line(1, "attachment: \((Double(limits.attachment) / 1_000_000).plain)")
    if let total = limits.total { line(1, "total: \((Double(total) / 1_000_000).plain)") }
  }

  // MARK: Sections and fields

  private mutating func section(_ section: Form.Section) {
    comment(section.id, depth: 1)
    line(1, "- id: \(YAMLScalar.plain(section.id))")
    line(2, "number: \(YAMLScalar.plain(section.number))")
    if let ordinal = section.ordinal { line(2, "ordinal: \(ordinal)") }
    line(2, "title: \(YAMLScalar.plain(section.title))")
    line(2, "heading: \(YAMLScalar.plain(section.heading))")
    line(2, "layout: \(section.layout.rawValue)")
    let names = SectionNames(section)
    let layout = PrintedRowLayout(section, names)
    if let whole = layout.whole {
      line(2, "printed:")
      whole.forEach { row($0, names, depth: 3) }
    }
    line(2, layout.items.isEmpty ? "fields: []" : "fields:")
    for item in layout.items {
      switch item {
      case .row(let printed): row(printed, names, depth: 3)
      case .field(let own, let rows): field(own, rows, of: section, names)
      }
    }
  }

  private mutating func field(
    _ field: Form.Field, _ rows: [PrintedRow]?, of section: Form.Section, _ names: SectionNames
  ) {
    comment(field.id, depth: 3)
    line(3, "- id: \(YAMLScalar.plain(field.ownID(in: section)))")
    line(4, "label: \(YAMLScalar.plain(field.label))")
    if let short = field.short { line(4, "short: \(YAMLScalar.plain(short))") }
    if let parent = field.parent { line(4, "parent: \(YAMLScalar.plain(parent))") }
    line(4, "kind: \(field.kind.rawValue)")
    if let unit = field.unit { line(4, "unit: \(YAMLScalar.plain(unit))") }
    if let limit = field.limit { line(4, "limit: \(limit)") }
    if let range = field.range {
      let most = range.upperBound.isFinite ? ", \(range.upperBound.plain)" : ""
      line(4, "range: [\(range.lowerBound.plain)\(most)]")
    }
    if field.blank != .error { line(4, "blank: \(field.blank?.rawValue ?? "allowed")") }
    if !field.options.isEmpty {
      entries("options", field.options.map { ($0.id, YAMLScalar.plain($0.label)) })
    }
    let unclaimed = field.options.filter { !$0.claims }.map { $0.id }
    if !unclaimed.isEmpty { line(4, "claims-nothing: \(YAMLScalar.flow(unclaimed))") }
    headings("rows", field.rows)
    headings("columns", field.columns)
    if let demand = field.evidence { evidence(demand) }
    keywords(field)
    if let rows {
      line(4, rows.isEmpty ? "printed: []" : "printed:")
      rows.forEach { row($0, names, depth: 5) }
    }
  }

  private mutating func headings(_ key: String, _ headings: [Form.Heading]) {
    if headings.isEmpty { return }
    let written: [(id: String, value: String)] = headings.map { heading in
      var parts = ["label: \(YAMLScalar.plain(heading.label))"]
      if let printed = heading.printed { parts.append("printed: \(YAMLScalar.plain(printed))") }
      if let kind = heading.kind { parts.append("kind: \(kind.rawValue)") }
      if let rows = heading.onlyRows {
        parts.append("only-rows: \(YAMLScalar.flow(rows))")
      }
      if heading.optional { parts.append("optional: true") }
      let label = YAMLScalar.plain(heading.label)
      return (heading.id, parts.count == 1 ? label : "{\(parts.joined(separator: ", "))}")
    }
    entries(key, written)
  }

  /// Ids with their values: on one line where they are few and short.
  private mutating func entries(_ key: String, _ entries: [(id: String, value: String)]) {
    let flow = entries.map { "\(YAMLScalar.plain($0.id)): \($0.value)" }.joined(separator: ", ")
    if flow.unicodeScalars.count <= Self.longestFlow {
      line(4, "\(key): {\(flow)}")
    } else {
      line(4, "\(key):")
      for (id, value) in entries { entry(5, id, value) }
    }
  }

  private mutating func evidence(_ demand: Form.Demand) {
    line(4, "evidence:")
    line(5, "when: \(demand.when.rawValue)")
    if demand.level != .required { line(5, "level: \(demand.level.rawValue)") }
    if demand.accepts != .any { line(5, "accepts: \(demand.accepts.rawValue)") }
    if let note = demand.note { line(5, "note: \(YAMLScalar.plain(note))") }
    if demand.declares { line(5, "declares: true") }
    if !demand.list.isEmpty { line(5, "list:") }
    for column in demand.list {
      listColumn(column)
    }
    if let counting = demand.counting { counts(counting) }
  }

  private mutating func counts(_ counting: Form.Counting) {
    line(5, "counts:")
    line(6, "entries: \(counting.entries.rawValue)")
    if let cell = counting.cell { line(6, "cell: \(YAMLScalar.quoted(cell.text))") }
    if let ranks = counting.leadRanks { line(6, "lead-ranks: \(ranks)") }
    if !counting.rights.isEmpty {
      line(6, "rights: \(YAMLScalar.flow(counting.rights.map { $0.rawValue }))")
    }
    if let from = counting.from { line(6, "from: \(from)") }
    if let until = counting.until { line(6, "until: \(until)") }
    if counting.entries == .rows { line(6, "same: \(YAMLScalar.flow(counting.same))") }
    let sums = counting.sums.filter { $0.cell != nil }
    if !sums.isEmpty { line(6, "sum:") }
    for sum in counting.sums {
      if let cell = sum.cell {
        entry(7, sum.column, YAMLScalar.quoted(cell.text))
      } else {
        line(6, "sum: \(YAMLScalar.plain(sum.column))")
      }
    }
  }

  private mutating func listColumn(_ column: Form.ListColumn) {
    let names = YAMLScalar.flow([column.label] + column.synonyms)
    guard column.content != .text || column.isRequired else { return entry(6, column.id, names) }
    line(6, "\(YAMLScalar.plain(column.id)):")
    line(7, "names: \(names)")
    if column.isRequired { line(7, "required: true") }
    if column.content != .text { line(7, "holds: \(column.content.name)") }
    switch column.content {
    case .amount(let unit): line(7, "unit: \(YAMLScalar.plain(unit))")
    case .code(let pattern): line(7, "pattern: \(YAMLScalar.quoted(pattern.text))")
    case .choice(let choices):
      line(7, "choices:")
      for choice in choices {
        let words = YAMLScalar.flow(choice.words)
        let headings = YAMLScalar.flow(choice.headings)
        entry(
          8, choice.id,
          choice.words == choice.headings ? words : "{words: \(words), headings: \(headings)}")
      }
    case .text, .date, .year, .standardNumber, .patentNumber: break
    }
  }

  private mutating func keywords(_ field: Form.Field) {
    if !field.keywords.isEmpty { line(4, "keywords: \(YAMLScalar.flow(field.keywords))") }
    let options = field.options.filter { !$0.keywords.isEmpty }
    if options.isEmpty { return }
    line(4, "keywords:")
    for option in options { entry(5, option.id, YAMLScalar.flow(option.keywords)) }
  }

  // MARK: Printed rows

  private mutating func row(_ row: PrintedRow, _ names: SectionNames, depth: Int) {
    let cells = row.cells.map { $0.definition(in: names) }
    guard cells.contains(where: { $0.contains("\n") }) else {
      return line(depth, "- [\(cells.map(YAMLScalar.quoted).joined(separator: ", "))]")
    }
    for (index, cell) in cells.enumerated() {
      let lead = index == 0 ? "- - " : "  - "
      guard cell.contains("\n"), cell.isBlockScalar else {
        line(depth, lead + YAMLScalar.quoted(cell))
        continue
      }
      line(depth, lead + "|-")
      for part in cell.split(separator: "\n", omittingEmptySubsequences: false) {
        if part.isEmpty { text += "\n" } else { line(depth + 2, String(part)) }
      }
    }
  }

  // MARK: Rules

  private mutating func rule(_ rule: FillingRule) {
    line(1, "- rule: \(rule.kind.name)")
    line(2, "level: \(rule.level.rawValue)")
    for (key, value) in rule.kind.operands { line(2, "\(key): \(value)") }
    line(2, "note: \(YAMLScalar.plain(rule.note))")
  }

  // MARK: Lines

  private mutating func comment(_ id: String, depth: Int) {
    for comment in comments[id] ?? [] {
      for part in comment.split(whereSeparator: { $0.isNewline }) { line(depth, "# \(part)") }
    }
  }

  private mutating func list(_ key: String, _ items: [String]) {
    if items.isEmpty { return }
    line(0, "\(key):")
    for item in items { line(1, "- \(YAMLScalar.quoted(item))") }
  }

  private mutating func entry(_ depth: Int, _ key: String, _ value: String) {
    let key = YAMLScalar.plain(key)
    if key.unicodeScalars.count <= YAMLScalar.longestImplicitKey {
      line(depth, "\(key): \(value)")
    } else {
      line(depth, "? \(key)")
      line(depth, ": \(value)")
    }
  }

  private mutating func line(_ depth: Int, _ words: String) {
    text += String(repeating: "  ", count: depth) + words + "\n"
  }
}

/// Which printed rows stand at which question of a section.
private struct PrintedRowLayout {
  enum Item {
    case row(PrintedRow)
    /// The rows are nil where they follow from the question.
    case field(Form.Field, [PrintedRow]?)
  }

  private(set) var items: [Item] = []
  /// All rows, where they can't stand at the questions: one cell holds several, or a table.
  private(set) var whole: [PrintedRow]?

  init(_ section: Form.Section, _ names: SectionNames) {
    let owned = section.rows.map { row in row.placeIDs.first.flatMap { names.owners[$0] } }
    let order = owned.compactMap { $0 }
    guard order == order.sorted(), !section.rows.contains(where: { $0.hasTable }) else {
      whole = section.rows
      var nested: [Int: [PrintedRow]] = [:]
      for case .table(let rows) in section.rows.flatMap({ $0.lines }) {
        if let owner = rows.flatMap({ $0.placeIDs }).first.flatMap({ names.owners[$0] }) {
          nested[owner] = nested[owner] ?? rows
        }
      }
      items = section.fields.enumerated().map { .field($1, nested[$0]) }
      return
    }
    var rows: [Int: [PrintedRow]] = [:]
    var loose: [Int: [PrintedRow]] = [:]
    var current: Int?
    for (row, owner) in zip(section.rows, owned) {
      if let owner {
        // What stands between must not be torn from the rows of the same question.
        if owner == current {
          rows[owner, default: []] += loose.removeValue(forKey: owner) ?? []
        }
        if row.cells.first == .mergedAbove {
          rows[owner, default: []] += Self.popMerged(&loose[current ?? -1, default: []])
        }
        rows[owner, default: []].append(row)
        current = owner
      } else if let current, row.cells.first == .mergedAbove, loose[current] == nil {
        rows[current, default: []].append(row)
      } else {
        loose[current ?? -1, default: []].append(row)
      }
    }
    items = (loose[-1] ?? []).map(Item.row)
    for (index, field) in section.fields.enumerated() {
      let own = rows[index] ?? []
      let follows =
        own.count == 1
        && own[0].cells.map { $0.definition(in: names) }
          == field.defaultRow(inSection: section.id)
      items.append(.field(field, follows ? nil : own))
      items += (loose[index] ?? []).map(Item.row)
    }
  }

  /// Takes the rows off the end with whose first cell the next row is merged.
  private static func popMerged(_ rows: inout [PrintedRow]) -> [PrintedRow] {
    guard let start = rows.lastIndex(where: { $0.cells.first != .mergedAbove }) else { return [] }
    defer { rows.removeSubrange(start...) }
    return Array(rows[start...])
  }
}

/// The questions of a section by their places.
private struct SectionNames {
  let section: Form.Section
  /// Where in `section.fields` the question of a place stands.
  let owners: [String: Int]

  init(_ section: Form.Section) {
    self.section = section
    var owners: [String: Int] = [:]
    for (index, field) in section.fields.enumerated() {
      for place in field.places(in: section) { owners[place.id] = index }
    }
    self.owners = owners
  }

  func field(of place: String) -> Form.Field? { owners[place].map { section.fields[$0] } }
}

extension PrintedRow {
  fileprivate var lines: [PrintedLine] {
    cells.flatMap { cell in if case .lines(let lines) = cell { lines } else { [PrintedLine]() } }
  }

  fileprivate var hasTable: Bool {
    lines.contains { if case .table = $0 { true } else { false } }
  }
}

extension PrintedCell {
  /// The cell as a definition writes it.
  fileprivate func definition(in names: SectionNames) -> String {
    guard case .lines(let lines) = self else { return "^" }
    var texts: [String] = []
    var rest = lines[...]
    while let line = rest.first {
      if let (field, count) = rest.leadingBoxes(in: names) {
        texts.append("{\(field.ownID(in: names.section)).*}")
        rest = rest.dropFirst(count)
      } else {
        texts.append(line.definition(in: names))
        rest.removeFirst()
      }
    }
    return texts.joined(separator: "\n")
  }
}

extension ArraySlice<PrintedLine> {
  /// The question whose boxes, all of them and nothing else, these lines begin with.
  fileprivate func leadingBoxes(
    in names: SectionNames
  ) -> (field: Form.Field, count: Int)? {
    guard case .tokens(let tokens)? = first, tokens.count == 1,
      case .box(let id, _)? = tokens.first,
      let field = names.field(of: id)
    else { return nil }
    let boxes = field.options.map { option in
      PrintedLine.tokens([.box("\(field.id).\(option.id)", label: option.label)])
    }
    return starts(with: boxes) ? (field, boxes.count) : nil
  }
}

extension PrintedLine {
  fileprivate func definition(in names: SectionNames) -> String {
    let section = names.section
    switch self {
    case .table(let rows):
      let field = rows.flatMap { $0.placeIDs }.first.flatMap(names.field)
      return field.map { "{@\($0.ownID(in: section))}" } ?? ""
    case .tokens(let tokens):
      return tokens.map { token in
        switch token {
        case .words(let words, let optional): optional ? "[[\(words)]]" : words
        case .answer(let id), .box(let id, _): "{\(id.dropFirst(section.id.count + 1))}"
        }
      }.joined()
    }
  }
}

extension Form.Field {
  /// The id within the section.
  fileprivate func ownID(in section: Form.Section) -> String {
    String(id.dropFirst(section.id.count + 1))
  }
}

extension String {
  /// Whether the text may stand as it is below `|-`.
  fileprivate var isBlockScalar: Bool {
    !hasPrefix("\n") && !hasSuffix("\n") && unicodeScalars.first != " "
      && unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) }
      && !unicodeScalars.contains {
        (0x80...0x9F).contains($0.value) || $0 == "\u{2028}"
          || $0 == "\u{2029}" || $0 == "\u{FEFF}"
      }
  }
}

extension FillingRule.Kind {
  /// The rule's name in a definition.
  fileprivate var name: String {
    switch self {
    case .nested: "nested"
    case .same: "same"
    case .namesCount: "names-count"
    case .targetAtLeast: "target-at-least"
    case .targetAbove: "target-above"
    case .targetGrowth: "target-growth"
    case .targetFall: "target-fall"
    case .quotient: "quotient"
    case .totalLength: "total-length"
    }
  }

  fileprivate var operands: [(key: String, value: String)] {
    switch self {
    case .nested(let fields): [("fields", YAMLScalar.flow(fields))]
    case .same(let places): [("places", YAMLScalar.flow(places))]
    case .namesCount(let count, let names):
      [("count", YAMLScalar.plain(count)), ("names", YAMLScalar.plain(names))]
    case .targetAtLeast(let target, let floor):
      [("target", YAMLScalar.plain(target)), ("floor", floor.plain)]
    case .targetAbove(let base, let target):
      [("base", YAMLScalar.plain(base)), ("target", YAMLScalar.plain(target))]
    case .targetGrowth(let base, let target, let percent, let years):
      [
        ("base", YAMLScalar.plain(base)), ("target", YAMLScalar.plain(target)),
        ("percent", percent.plain), ("years", "\(years)"),
      ]
    case .targetFall(let base, let target, let percent):
      [
        ("base", YAMLScalar.plain(base)), ("target", YAMLScalar.plain(target)),
        ("percent", percent.plain),
      ]
    case .quotient(let place, let dividend, let divisor, let factor):
      [
        ("place", YAMLScalar.plain(place)), ("dividend", YAMLScalar.plain(dividend)),
        ("divisor", YAMLScalar.plain(divisor)), ("per", factor.plain),
      ]
    case .totalLength(let section, let limit):
      [("section", YAMLScalar.plain(section)), ("limit", "\(limit)")]
    }
  }
}
