internal import Evidence

/// A section of a form while it is drafted: its fields so far, and its printed rows.
struct SectionDraft {
  var section: Form.Section
  /// What is to be checked by hand; the place is the field's id or the section's.
  private(set) var checks: [Finding] = []

  init(id: String, number: String, title: String, heading: String, layout: Form.Layout) {
    section = Form.Section(
      id: id, number: number, ordinal: nil, title: title, heading: heading, layout: layout,
      fields: [], rows: [])
  }

  mutating func check(_ finding: Finding) { checks.append(finding) }

  // MARK: Fields

  /// Adds a question; gives it an id, and reads off its label what that tells.
  ///
  /// - Parameter notes: printed words beside the answer.
  mutating func add(
    _ label: String, parent: String? = nil, kind: Form.Field.Kind? = nil, unit: String? = nil,
    notes: [String] = []
  ) -> Form.Field {
    let isFigure =
      unit != nil || DraftWords.isFigure(label) || parent.map(DraftWords.isFigure) == true
    var field = Form.Field(
      id: "\(section.id).f\(section.fields.count + 1)",
      label: label.isEmpty ? section.title : label,
      parent: parent, kind: kind ?? (isFigure ? .number : .text))
    if kind == .text {
      field.unit = nil
    } else if field.kind == .number || field.kind == .table {
      field.unit = unit ?? DraftWords.unit(ofLabel: label)
      field.range = DraftWords.range(label, unit: field.unit)
    }
    if field.kind == .text {
      field.limit = ([label] + notes).lazy.compactMap(DraftWords.limit).first
    }
    if field.limit != nil { field.kind = .text }
    field.evidence = (notes + [label]).lazy.compactMap(DraftWords.note).first
      .map { DraftWords.demand($0, for: field) }
    if field.evidence?.accepts == .list {
      check(Finding("draft-list", .note, at: field.id))
    }
    section.fields.append(field)
    return field
  }

  /// Takes the field's changes over.
  mutating func update(_ field: Form.Field) {
    guard let index = section.fields.lastIndex(where: { $0.id == field.id }) else { return }
    section.fields[index] = field
  }

  /// Adds a question with boxes.
  mutating func addBoxes(
    _ options: [String], label: String, parent: String?, notes: [String]
  ) -> Form.Field {
    let kind = DraftWords.kind(ofBoxes: options, label: label)
    var field = add(label, parent: parent, kind: kind, notes: notes)
    var taken: Set<String> = []
    for (index, option) in options.enumerated() {
      let letter = Unicode.Scalar(UInt8(97 + index % 26)).description
      let round = index / 26
      let known = DraftWords.id(option).flatMap { taken.insert($0).inserted ? $0 : nil }
      let id = known ?? (round == 0 ? letter : "\(letter)\(round + 1)")
      var choice = Form.Choice(id: id, label: option)
      choice.claims = !DraftWords.claimsNothing(option)
      field.options.append(choice)
    }
    update(field)
    // Long options are things done, of which any may be true; short ones may exclude each other.
    if kind == .choice || (kind == .checklist && options.allSatisfy { $0.count <= 6 }) {
      check(Finding("draft-boxes", .note, at: field.id, ["what": kind.rawValue]))
    }
    return field
  }

  /// Adds a question with several answers beside its label.
  mutating func addColumns(
    _ columns: [String], label: String, parent: String? = nil, kind: Form.Field.Kind? = nil,
    notes: [String] = []
  ) -> Form.Field {
    var field = add(label, parent: parent, kind: kind, notes: notes)
    field.columns = Self.headings(columns, letter: "c")
    update(field)
    return field
  }

  /// Notes below or beside a question that was drafted before.
  mutating func note(_ text: String) {
    guard var field = section.fields.last, field.evidence == nil,
      let note = DraftWords.note(in: text)
    else { return }
    field.evidence = DraftWords.demand(note, for: field)
    update(field)
  }

  /// Rows or columns with their ids: known words, years, or the letter and a number.
  static func headings(_ labels: [String], letter: String) -> [Form.Heading] {
    let known = labels.map(DraftWords.id)
    let totals = Dictionary(known.compactMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
    var counts: [String: Int] = [:]
    return labels.enumerated().map { index, label in
      guard let id = known[index] else {
        return Form.Heading(id: "\(letter)\(index + 1)", label: label)
      }
      counts[id, default: 0] += 1
      let isRepeated = totals[id] != 1
      return Form.Heading(id: isRepeated ? "\(id)-\(counts[id] ?? 0)" : id, label: label)
    }
  }

  /// Tells repeated labels apart by the question before them.
  mutating func tellApart() {
    let counts = Dictionary(section.fields.map { ($0.label, 1) }, uniquingKeysWith: +)
    var unique: String?
    for index in section.fields.indices {
      let isRepeated = counts[section.fields[index].label] != 1
      if !isRepeated { unique = section.fields[index].label }
      if isRepeated, section.fields[index].parent == nil { section.fields[index].parent = unique }
    }
  }
}

extension PrintedLine {
  /// A line of fixed words.
  static func words(_ text: String) -> PrintedLine {
    .tokens(text.isEmpty ? [] : [.words(text.printable, optional: false)])
  }

  static func answer(_ id: String) -> PrintedLine { .tokens([.answer(id)]) }
}

extension PrintedCell {
  static func words(_ lines: [String]) -> PrintedCell {
    .lines(lines.map { PrintedLine.words($0) })
  }
}

extension String {
  /// With the characters that mean something in a definition in their full-width forms, which are
  /// compared as the same.
  var printable: String {
    if self == "^" { return "＾" }
    guard contains(where: { "{}[]".contains($0) }) else { return self }
    return String(
      map { character in
        switch character {
        case "{": "｛"
        case "}": "｝"
        case "[": "［"
        case "]": "］"
        default: character
        }
      })
  }
}
