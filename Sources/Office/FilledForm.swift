public import Evidence

/// The answers of a filled form, read from a Word document.
///
/// The form's printed rows say where each answer stands. Boxes that can't be made out are
/// ``Evidence/Answers/Answer/undetermined``, never guessed; places that the document lacks have no
/// answer, or an undetermined one where they are boxes.
///
/// | finding | level | place | details |
/// | --- | --- | --- | --- |
/// | `form-other` | error | the form's id | `found`, `printed`: labels |
/// | `form-section-missing` | error | the section's id | `text`: its heading |
/// | `form-place-missing` | error | the place's id | `text`: the printed words |
/// | `box-undetermined` | error | the box's place | `text`: the line it stands in, `what` |
/// | `answer-undetermined` | error | the place's id | |
/// | `form-drawn-over` | warning | the section's id | `count`: floating drawings |
/// | `form-altered` | warning | the section's id | `what`, `text` or `count` |
public struct FilledForm: Hashable, Sendable {
  public var answers: Answers
  /// What was missing or unclear, in the order of the form.
  public var findings: [Finding]

  package init(answers: Answers, findings: [Finding]) {
    self.answers = answers
    self.findings = findings
  }

  /// Reads the answers to `form` in `document`.
  ///
  /// - Complexity: linear in the length of the document, times the rows of the form.
  public init(_ form: Form, in document: WordDocument) {
    var reading = FormReading(form)
    reading.read(document)
    answers = Answers(values: reading.values)
    findings = reading.findings
  }
}

/// The state of reading one form.
struct FormReading {
  private let form: Form
  private(set) var values: [String: Answers.Answer] = [:]
  private(set) var findings: [Finding] = []

  /// The field of each box whose field has one answer only.
  private let choices: [String: String]

  init(_ form: Form) {
    self.form = form
    let fields = Set(
      form.sections.flatMap(\.fields).lazy.filter { $0.kind == .yesNo || $0.kind == .choice }
        .map(\.id))
    choices = Dictionary(
      form.places.lazy.filter { $0.kind == .checkbox && fields.contains($0.fieldID) }
        .map { ($0.id, $0.fieldID) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func read(_ document: WordDocument) {
    let labels = form.labels
    let present = document.blocks.texts
    let found = labels.count { present.contains($0) }
    // Of another form of the same office a few labels (联系人) are found, of this one, however
    // mangled, most.
    guard found * 2 >= labels.count else {
      findings = [
        Finding(
          "form-other", .error, at: form.id,
          ["found": String(found), "printed": String(labels.count)])
      ]
      return
    }
    for part in DocumentParts(form, in: document).parts {
      if part.floatingDrawings > 0, let section = part.sections.first(where: \.hasBoxes) {
        findings.append(
          Finding(
            "form-drawn-over", .warning, at: section.id, ["count": String(part.floatingDrawings)]))
      }
      switch part.blocks {
      case .paragraphs(let blocks): readParagraphs(part.sections[0], blocks)
      case .rows(let rows): readTables(part, rows)
      }
    }
    for place in form.places where place.kind == .checkbox && values[place.id] == nil {
      values[place.id] = .undetermined
    }
  }

  // MARK: Sections

  private mutating func readParagraphs(_ section: Form.Section, _ blocks: [WordDocument.Block]) {
    let lines = section.rows.flatMap(\.cells).flatMap { cell -> [PrintedLine] in
      if case .lines(let lines) = cell { lines } else { [] }
    }
    keep(CellReading(lines, in: blocks, endsAtBlank: true), in: section)
  }

  private mutating func readTables(_ part: DocumentParts.Part, _ rows: [WordDocument.Row]) {
    let reading = TableReading(part.sections.flatMap(\.rows), in: rows)
    var rest = reading.rows[...]
    for section in part.sections {
      let own = rest.prefix(section.rows.count)
      rest = rest.dropFirst(section.rows.count)
      guard own.contains(where: { $0.found != nil }) else {
        findings.append(
          Finding("form-section-missing", .error, at: section.id, ["text": section.heading]))
        continue
      }
      if !part.headings.contains(section.id), !section.printsHeading {
        report("heading", in: section, ["text": section.heading])
      }
      own.forEach { read($0, in: section) }
    }
    if reading.addedRows > 0 {
      report("row-added", in: part.sections[0], ["count": String(reading.addedRows)])
    }
  }

  private mutating func readTable(
    _ printed: [PrintedRow], in table: WordDocument.Table?, of section: Form.Section
  ) {
    guard let table else {
      for row in printed { miss(row.placeIDs, row.words) }
      return
    }
    let reading = TableReading(printed, in: table.rows)
    reading.rows.forEach { read($0, in: section) }
    if reading.addedRows > 0 {
      report("row-added", in: section, ["count": String(reading.addedRows)])
    }
  }

  private mutating func read(_ row: TableReading.Row, in section: Form.Section) {
    guard let found = row.found else {
      miss(row.printed.placeIDs, row.printed.words)
      if row.printed.placeIDs.isEmpty {
        report("row-missing", in: section, ["text": row.printed.words])
      }
      return
    }
    if row.printed.cells.count != found.cells.count {
      report("cells", in: section, ["text": row.printed.words])
    } else if row.isAltered {
      report("label", in: section, ["text": row.printed.words])
    }
    let isDrawnOver = found.cells.contains { $0.blocks.areDrawnOver }
    for (index, cell) in row.printed.cells.enumerated() {
      guard case .lines(let lines) = cell, cell.label == nil else { continue }
      guard index < found.cells.count else {
        miss(lines.flatMap(\.placeIDs), row.printed.words)
        continue
      }
      keep(
        CellReading(lines, in: found.cells[index].blocks, isDrawnOver: isDrawnOver), in: section)
    }
  }

  private mutating func keep(_ cell: CellReading, in section: Form.Section) {
    for (id, text) in cell.answers { values[id] = .text(text.withoutUnderscores) }
    for place in cell.disputed.isEmpty ? [] : form.places where cell.disputed.contains(place.id) {
      findings.append(Finding("answer-undetermined", .error, at: place.id))
    }
    let chosen = Set(cell.boxes.filter { $0.isTicked == true }.compactMap { choices[$0.id] })
    for box in cell.boxes {
      // Where another option of a question with one answer is ticked, one without any mark is not:
      // two lines of the printed form have no boxes for 否.
      let isLeftOut = box.isBare && choices[box.id].map(chosen.contains) == true
      let isTicked = isLeftOut ? false : box.isTicked
      values[box.id] = isTicked.map(Answers.Answer.ticked) ?? .undetermined
      if isTicked == nil {
        var details = ["text": box.text]
        details["what"] = box.showsTickWrongly.map { $0 ? "shown-ticked" : "shown-empty" }
        findings.append(Finding("box-undetermined", .error, at: box.id, details))
      }
    }
    for id in cell.missingBoxes { miss([id], form.places.first { $0.id == id }?.option ?? "") }
    for words in cell.missingWords { report("words", in: section, ["text": words]) }
    if cell.strayLines > 0 {
      report("text-added", in: section, ["count": String(cell.strayLines)])
    }
    for table in cell.tables { readTable(table.printed, in: table.found, of: section) }
  }

  // MARK: Findings

  private mutating func miss(_ places: [String], _ words: String) {
    for id in places {
      findings.append(Finding("form-place-missing", .error, at: id, ["text": words]))
    }
  }

  private mutating func report(
    _ what: String, in section: Form.Section, _ details: [String: String]
  ) {
    findings.append(
      Finding(
        "form-altered", .warning, at: section.id,
        details.merging(["what": what]) { own, _ in own }))
  }
}

extension Form.Section {
  fileprivate var hasBoxes: Bool { fields.contains { $0.kind.hasBoxes } }

  /// Whether its heading is a row of the table.
  fileprivate var printsHeading: Bool {
    rows.first?.cells.count == 1 && rows[0].cells[0].label == heading.folded
  }
}

extension String {
  /// Without what is left of the line on which it was written: ____张三____.
  fileprivate var withoutUnderscores: String {
    guard unicodeScalars.first?.isUnderscore == true || unicodeScalars.last?.isUnderscore == true
    else { return self }
    var rest = unicodeScalars[...]
    while let first = rest.first, first.isUnderscore || first.isBlank { rest.removeFirst() }
    while let last = rest.last, last.isUnderscore || last.isBlank { rest.removeLast() }
    return String(rest)
  }
}

extension PrintedRow {
  /// The printed words of the row's labels.
  fileprivate var words: String {
    cells.compactMap { cell -> String? in
      guard case .lines(let lines) = cell, cell.label != nil else { return nil }
      return lines.map { PrintedPattern($0).words }.joined()
    }.joined(separator: " ")
  }
}
