public import Notation

/// Why a form definition could not be read: everything that is wrong with it, with lines.
public struct FormDefinitionError: Error, Sendable {
  /// Each has the detail `line`, counted from 1.
  public var findings: [Finding]

  public init(findings: [Finding]) { self.findings = findings }
}

extension Form {
  /// Reads a form definition; see `Documentation/FormDefinition.md`.
  ///
  /// - Throws: ``FormDefinitionError`` with every defect of the definition, not only the first.
  /// - Complexity: linear in the length of the definition.
  public init(_ definition: Node) throws(FormDefinitionError) {
    let problems = DefinitionNode.Problems()
    let form = FormReader(problems: problems)
      .form(DefinitionNode(node: definition, path: "", problems: problems))
    guard problems.findings.isEmpty else {
      throw FormDefinitionError(findings: problems.findings)
    }
    self = form
  }
}

/// Reads the parts of a definition, noting every defect.
struct FormReader {
  let problems: DefinitionNode.Problems

  func form(_ root: DefinitionNode) -> Form {
    let keys = root.mapping([
      "form", "version", "title", "issuer", "instructions", "remarks", "sections", "rules", "years",
      "general-words", "limits", "edition",
    ])
    let sections = keys.required("sections", in: root)?.items() ?? []
    var form = Form(
      id: keys.required("form", in: root)?.text() ?? "",
      version: keys.required("version", in: root)?.text() ?? "",
      title: keys.required("title", in: root)?.text() ?? "",
      issuer: keys.required("issuer", in: root)?.text() ?? "",
      instructions: keys["instructions"]?.items().map { $0.text() } ?? [],
      remarks: keys["remarks"]?.items().map { $0.text() } ?? [],
      sections: sections.map(section), rules: [])
    form.edition = keys["edition"]?.text() ?? ""
    form.generalWords = keys["general-words"].map(words) ?? []
    form.rules = keys["rules"]?.items().compactMap { rule($0, of: form) } ?? []
    if let limits = keys["limits"] { form.limits = self.limits(limits) }
    return form
  }

  private func limits(_ node: DefinitionNode) -> Form.Limits {
    let keys = node.mapping(["attachment", "total"])
    func bytes(_ key: String) -> Int64? {
      guard let child = keys[key] else { return nil }
      let megabytes = child.number()
      guard megabytes > 0, megabytes <= 1_000_000 else {
        child.report("form-limit")
        return nil
      }
      return Int64(megabytes * 1_000_000)
    }
    let standard = Form.Limits()
    return Form.Limits(
      attachment: bytes("attachment") ?? standard.attachment, total: bytes("total"))
  }

  // MARK: Sections and fields

  private func section(_ node: DefinitionNode) -> Form.Section {
    let keys = node.mapping([
      "id", "number", "ordinal", "title", "heading", "layout", "fields", "printed",
    ])
    let id = keys.required("id", in: node)?.uniqueID() ?? ""
    let items = keys.required("fields", in: node)?.items() ?? []
    var section = Form.Section(
      id: id, number: keys.required("number", in: node)?.text() ?? "",
      ordinal: keys["ordinal"].flatMap(ordinal),
      title: keys.required("title", in: node)?.text() ?? "",
      heading: keys.required("heading", in: node)?.text() ?? "",
      layout: keys["layout"]?.choice(Form.Layout.self) ?? .table, fields: [], rows: [])
    let fields = items.filter { !$0.isRow }.map { (node: $0, field: field($0, in: id)) }
    section.fields = fields.map { $0.field }
    let printed = PrintedRowReader(section: section)
    var remaining = fields[...]
    for item in items {
      if item.isRow {
        section.rows.append(printed.row(item))
      } else if let next = remaining.popFirst(), keys["printed"] == nil {
        section.rows += printed.rows(of: next.field, at: item)
      }
    }
    if let whole = keys["printed"] {
      var nested: [String: [PrintedRow]] = [:]
      for (node, field) in fields { nested[field.id] = printed.rows(of: field, at: node) }
      section.rows = whole.items().map {
        PrintedRowReader(section: section, nested: nested).row($0)
      }
    }
    checkPrinted(section, node)
    return section
  }

  /// The first part of requirements' numbers, which no other section may have.
  private func ordinal(_ node: DefinitionNode) -> Int {
    let ordinal = node.integer()
    let isNew = problems.ordinals.insert(ordinal).inserted
    if !isNew || !(1...Requirement.Number.largestPart).contains(ordinal) {
      node.report("form-ordinal", ["ordinal": String(ordinal)])
    }
    return ordinal
  }

  private func field(_ node: DefinitionNode, in section: String) -> Form.Field {
    let keys = node.mapping([
      "id", "label", "short", "parent", "kind", "unit", "limit", "range", "blank", "options",
      "claims-nothing", "rows", "columns", "evidence", "printed", "keywords",
    ])
    var field = Form.Field(
      id: keys.required("id", in: node)?.uniqueID(in: section) ?? "",
      label: keys.required("label", in: node)?.text() ?? "",
      parent: keys["parent"]?.text(),
      kind: keys.required("kind", in: node)?.choice(Form.Field.Kind.self) ?? .text)
    field.short = keys["short"]?.text()
    field.unit = keys["unit"]?.text()
    field.limit = keys["limit"]?.integer()
    field.range = keys["range"].flatMap(range)
    if let blank = keys["blank"] {
      field.blank = blank.node.text == "allowed" ? nil : blank.choice(Finding.Level.self)
    }
    field.options =
      keys["options"]?.entries().map { Form.Choice(id: $0.key, label: $0.value.text()) } ?? []
    field.rows = keys["rows"]?.entries().map(heading) ?? []
    field.columns = keys["columns"]?.entries().map(heading) ?? []
    field.evidence = keys["evidence"].flatMap { demand($0, of: field) }
    if let keywords = keys["keywords"] { read(keywords, into: &field) }
    for item in keys["claims-nothing"]?.items() ?? [] { readUnclaimed(item, into: &field) }
    if field.kind.hasBoxes != !field.options.isEmpty {
      node.report("form-options", ["kind": field.kind.rawValue])
    }
    if field.kind == .table, field.rows.isEmpty || field.columns.isEmpty {
      node.report("form-table-headings")
    }
    return field
  }

  private func heading(_ entry: (key: String, value: DefinitionNode)) -> Form.Heading {
    guard entry.value.node.scalar == nil else {
      return Form.Heading(id: entry.key, label: entry.value.text())
    }
    let keys = entry.value.mapping(["label", "printed", "kind", "only-rows", "optional"])
    return Form.Heading(
      id: entry.key, label: keys.required("label", in: entry.value)?.text() ?? "",
      printed: keys["printed"]?.text(), kind: keys["kind"]?.choice(Form.Field.Kind.self),
      onlyRows: keys["only-rows"]?.items().map { $0.text() },
      optional: keys["optional"]?.flag() ?? false)
  }

  /// The words by which files are matched: a list for a question without boxes, else one for each
  /// box.
  private func read(_ node: DefinitionNode, into field: inout Form.Field) {
    guard field.kind.hasBoxes else {
      field.keywords = words(node)
      return
    }
    for (key, value) in node.entries() {
      guard let index = field.options.firstIndex(where: { $0.id == key }) else {
        value.report("form-unknown-option", ["id": key])
        continue
      }
      field.options[index].keywords = words(value)
    }
  }

  /// An option that claims nothing; one for which the form asks for evidence does.
  private func readUnclaimed(_ node: DefinitionNode, into field: inout Form.Field) {
    let id = node.text()
    guard let index = field.options.firstIndex(where: { $0.id == id }) else {
      return node.report("form-unknown-option", ["id": id])
    }
    field.options[index].claims = false
    let isAsked = field.evidence?.when == .yes ? index == 0 : field.evidence != nil
    if isAsked { node.report("form-claims-nothing", ["id": id]) }
  }

  /// A list of words, none of them too short to match by or there twice.
  private func words(_ node: DefinitionNode) -> [String] {
    var seen: Set<WordUnits> = []
    return node.items().map { item in
      let text = item.text()
      let units = WordUnits(text)
      let isWord = units.grams.contains { $0 != nil }
      if !isWord { item.report("form-keyword-short", ["word": text]) }
      if isWord, !seen.insert(units).inserted { item.report("form-keyword-twice", ["word": text]) }
      return text
    }
  }

  private func range(_ node: DefinitionNode) -> ClosedRange<Double>? {
    var bounds = node.items().map { $0.number() }
    if bounds.count == 1 { bounds.append(.infinity) }
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      node.report("form-range")
      return nil
    }
    return bounds[0]...bounds[1]
  }

  private func demand(_ node: DefinitionNode, of field: Form.Field) -> Form.Demand? {
    let keys = node.mapping(["when", "level", "accepts", "list", "counts", "note", "declares"])
    guard let when = keys.required("when", in: node)?.choice(Form.Demand.Trigger.self) else {
      return nil
    }
    let suits: Bool =
      switch when {
      case .ticked: field.kind.hasBoxes
      case .yes: field.kind == .yesNo
      case .nonzero, .filled: !field.kind.hasBoxes
      case .always: true
      }
    if !suits {
      node.report("form-trigger", ["when": when.rawValue, "kind": field.kind.rawValue])
    }
    let columns = keys["list"]?.listColumns() ?? []
    return Form.Demand(
      when: when, level: keys["level"]?.choice(Requirement.Level.self) ?? .required,
      accepts: keys["accepts"]?.choice(Form.Demand.Accepted.self) ?? .any,
      list: columns,
      counting: keys["counts"].flatMap { node in
        var asked = field
        asked.evidence = Form.Demand(when: when, level: .required, list: columns)
        return node.counting(of: &asked)
      },
      note: keys["note"]?.text(), declares: keys["declares"]?.flag() ?? false)
  }

  // MARK: Rules

  /// Years of growth are compounded one by one, so that their number is a number of years.
  private func years(_ node: DefinitionNode) -> Int {
    let years = node.integer()
    guard (1...100).contains(years) else {
      node.report("form-value", ["value": String(years), "allowed": "1–100"])
      return 0
    }
    return years
  }

  private func rule(_ node: DefinitionNode, of form: Form) -> FillingRule? {
    let keys = node.mapping([
      "rule", "level", "note", "fields", "places", "count", "names", "base", "target", "floor",
      "percent", "years", "section", "limit", "place", "dividend", "divisor", "per",
    ])
    let known = Set(form.places.map { $0.id })
    func place(_ key: String) -> String {
      guard let child = keys.required(key, in: node) else { return "" }
      if !known.contains(child.text()) { child.report("form-unknown-place", ["id": child.text()]) }
      return child.text()
    }
    func figure(_ key: String) -> Double { keys.required(key, in: node)?.number() ?? 0 }
    let kind: FillingRule.Kind
    switch keys.required("rule", in: node)?.text() {
    case "nested"?:
      let fields = keys.required("fields", in: node)?.items() ?? []
      for field in fields where form.field(field.text()) == nil {
        field.report("form-unknown-field", ["id": field.text()])
      }
      kind = .nested(fields.map { $0.text() })
    case "same"?:
      let places = keys.required("places", in: node)?.items() ?? []
      for place in places where !known.contains(place.text()) {
        place.report("form-unknown-place", ["id": place.text()])
      }
      kind = .same(places.map { $0.text() })
    case "names-count"?: kind = .namesCount(count: place("count"), names: place("names"))
    case "target-at-least"?: kind = .targetAtLeast(target: place("target"), floor: figure("floor"))
    case "target-above"?: kind = .targetAbove(base: place("base"), target: place("target"))
    case "target-growth"?:
      kind = .targetGrowth(
        base: place("base"), target: place("target"), percent: figure("percent"),
        years: keys.required("years", in: node).map(years) ?? 0)
    case "target-fall"?:
      kind = .targetFall(base: place("base"), target: place("target"), percent: figure("percent"))
    case "quotient"?:
      kind = .quotient(
        place: place("place"), dividend: place("dividend"), divisor: place("divisor"),
        per: keys["per"]?.number() ?? 1)
    case "total-length"?:
      let section = keys.required("section", in: node)
      if let section, !form.sections.contains(where: { $0.id == section.text() }) {
        section.report("form-unknown-section", ["id": section.text()])
      }
      kind = .totalLength(
        section: section?.text() ?? "", limit: keys.required("limit", in: node)?.integer() ?? 0)
    case let name?:
      node.report("form-value", ["value": name, "allowed": Self.ruleNames])
      return nil
    case nil: return nil
    }
    return FillingRule(
      kind: kind, level: keys["level"]?.choice(Finding.Level.self) ?? .warning,
      note: keys.required("note", in: node)?.text() ?? "")
  }

  private static let ruleNames =
    "nested, same, names-count, target-at-least, target-above, target-growth, target-fall, "
    + "quotient, total-length"

  // MARK: Checks of the whole

  /// Every place must be printed, and only once: a reader looks for answers nowhere else.
  private func checkPrinted(_ section: Form.Section, _ node: DefinitionNode) {
    let printed = section.rows.flatMap { $0.placeIDs }
    let places = section.fields.flatMap { $0.places(in: section) }.map { $0.id }
    var counts: [String: Int] = [:]
    for id in printed { counts[id, default: 0] += 1 }
    for id in places {
      if counts[id] != 1 {
        node.report("form-not-printed-once", ["id": id, "count": String(counts[id] ?? 0)])
      }
      // `a.b` may be a question, a box of the question `a`, or a cell.
      if !problems.placeIDs.insert(id).inserted { node.report("form-duplicate-id", ["id": id]) }
    }
  }
}

extension DefinitionNode {
  /// Whether the item is a printed row without a question of its own.
  fileprivate var isRow: Bool { node.sequence != nil }
}
