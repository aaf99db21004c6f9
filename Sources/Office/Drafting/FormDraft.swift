public import Evidence

/// A form definition to start from, drafted out of a blank form in Word.
///
/// What a form's layout tells is drafted: sections, questions, boxes, cells, limits, units, and
/// what the printed notes ask to be proven. What only a reader can know is a check.
///
/// | finding | place | details |
/// | --- | --- | --- |
/// | `draft-filled` | the form's id | `count` of ticked boxes |
/// | `draft-issuer` | the form's id | |
/// | `draft-rules` | `rules` | `fields`: a figure and a part of it |
/// | `draft-years` | the form's id | `years` |
/// | `draft-outside` | a section | `text` |
/// | `draft-list`, `draft-columns` | a field | |
/// | `draft-boxes` | a field | `what`: its kind |
/// | `draft-beside-boxes` | a field | `text` |
public struct FormDraft: Sendable {
  /// The definition; without fields where the document is no form.
  public var form: Form
  /// What is to be checked by hand, in the order of the form.
  public var checks: [Finding]

  package init(form: Form, checks: [Finding]) {
    self.form = form
    self.checks = checks
  }

  /// Drafts a definition.
  ///
  /// - Parameter id: the form's id.
  /// - Complexity: linear in the length of the document, times the width of its tables.
  public init(_ document: WordDocument, id: String) {
    let outline = DraftOutline(document.blocks)
    form = Form(
      id: id, version: "1", title: outline.title, issuer: outline.issuer,
      instructions: outline.instructions, remarks: [], sections: [], rules: [])
    checks = []
    var drafts: [SectionDraft] = []
    if let cover = outline.cover { drafts.append(cover) }
    for (index, part) in outline.parts.enumerated() {
      drafts.append(Self.section(of: part, number: index + 1))
    }
    drafts.removeAll { $0.section.fields.isEmpty }
    for index in drafts.indices { drafts[index].tellApart() }
    number(&drafts)
    form.sections = drafts.map(\.section)
    form.rules = drafts.compactMap { $0.totalLength }
    let ticked = document.blocks.draftLines.reduce(0) { $0 + $1.ticked }
    checkWhole(ticked: ticked, drafts)
  }

  // MARK: Sections

  private static func section(of part: DraftOutline.Part, number: Int) -> SectionDraft {
    var draft = SectionDraft(
      id: "s\(number)", number: part.number.isEmpty ? "\(number)" : part.number,
      title: part.title.printable,
      heading: part.heading, layout: part.rows.isEmpty ? .paragraphs : .table)
    if part.rows.isEmpty {
      var lines = CellDraft(
        DraftCell.items(part.blocks), label: nil, parent: nil, isPage: true, &draft
      ).lines
      if draft.section.fields.isEmpty {
        lines.append(.answer(draft.add(part.title.printable).id))
      }
      draft.section.rows = lines.map { PrintedRow(cells: [.lines([$0])]) }
      return draft
    }
    for line in part.blocks.draftLines where line.hasBlanks || line.hasBoxes {
      draft.check(Finding("draft-outside", .note, at: draft.section.id, ["text": line.text]))
    }
    draft.section.rows = TableDraft(part.rows, &draft).rows
    return draft
  }

  private static let numerals = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五",
    "十六", "十七", "十八", "十九", "二十",
  ]

  /// Numbers the sections: as printed, or in their order.
  private func number(_ drafts: inout [SectionDraft]) {
    var next = 1
    var declared = false
    for index in drafts.indices {
      for field in drafts[index].section.fields.indices
      where drafts[index].section.fields[field].evidence?.declares == true {
        if declared { drafts[index].section.fields[field].evidence?.declares = false }
        declared = true
      }
      if drafts[index].section.number == DraftOutline.cover { continue }
      let printed = Self.numerals.firstIndex(of: drafts[index].section.number).map { $0 + 1 }
      next = max(next, printed ?? next)
      drafts[index].section.ordinal = next
      next += 1
    }
  }

  private mutating func checkWhole(ticked: Int, _ drafts: [SectionDraft]) {
    if ticked > 0 {
      checks.append(Finding("draft-filled", .warning, at: form.id, ["count": String(ticked)]))
    }
    if form.issuer.isEmpty { checks.append(Finding("draft-issuer", .note, at: form.id)) }
    let years = form.sections.compactMap { section -> String? in
      let years = section.fields.flatMap { $0.columns + $0.rows }
        .compactMap { DraftWords.year($0.label) }
      guard let first = years.min(), let last = years.max() else { return nil }
      return "\(section.number) " + (first == last ? first : "\(first)—\(last)")
    }
    if !years.isEmpty {
      checks.append(
        Finding("draft-years", .note, at: form.id, ["years": years.joined(separator: ", ")]))
    }
    var rules = Finding("draft-rules", .note, at: "rules")
    rules.details["fields"] = form.nestedFields?.joined(separator: ", ")
    checks.append(rules)
    checks += drafts.flatMap(\.checks)
  }
}

extension Form {
  /// A figure and those that are a part of it (其中：), as far as the labels tell.
  fileprivate var nestedFields: [String]? {
    for section in sections {
      for (whole, part) in zip(section.fields, section.fields.dropFirst())
      where part.label.hasPrefix("其中") && part.columns == whole.columns {
        return [whole.id, part.id]
      }
    }
    return nil
  }
}

extension SectionDraft {
  /// The limit of the section's texts together, where its one cell begins with it.
  fileprivate var totalLength: FillingRule? {
    guard section.rows.count == 1, let cell = section.rows[0].cells.first,
      case .lines(let lines) = cell, lines.count > 2, case .tokens(let tokens)? = lines.first,
      case .words(let words, _)? = tokens.first, let limit = DraftWords.limit(words)
    else { return nil }
    return FillingRule(
      kind: .totalLength(section: section.id, limit: limit), level: .error, note: words)
  }
}

extension [WordDocument.Block] {
  /// The lines of the paragraphs that aren't blank, those in tables included.
  var draftLines: [DraftLine] {
    flatMap { block -> [DraftLine] in
      switch block {
      case .paragraph(let paragraph): paragraph.lines.map(DraftLine.init).filter { !$0.isBlank }
      case .table(let table):
        table.rows.flatMap(\.cells).filter { $0.merge != .continued }.flatMap {
          $0.blocks.draftLines
        }
      }
    }
  }
}
