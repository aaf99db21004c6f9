public import Evidence

/// What was read in a list file.
public enum ListRendering {
  /// The lists as `Documentation/schemas/lists.schema.json` has them.
  public static func json(_ report: ListReport, _ language: Language) -> String {
    JSONValue.object([
      ("schema", .string("evpack/lists/1")), ("file", .string(report.file)),
      ("form", .string(report.form.id)), ("lists", .array(report.items.map(\.json))),
      (
        "counts",
        .array(
          report.tallies.flatMap { requirement, tally in
            tally.counts.map { $0.json(requirement, report.form) }
          })
      ),
      ("findings", report.findings.json(in: report.form, Wording(language, namesCommands: true))),
    ]).text
  }

  /// The lists for a terminal.
  public static func text(_ report: ListReport, _ language: Language) -> String {
    let wording = Wording(language, namesCommands: true)
    var lines: [String] = []
    if report.items.isEmpty {
      lines = Self.noneLines(report, wording)
    }
    for item in report.items { lines += Self.lines(item, wording) + [""] }
    for (requirement, tally) in report.tallies
    where tally.counts.contains(where: { $0.possible > 0 }) {
      lines += Self.lines(tally, of: requirement, report.form, wording) + [""]
    }
    let groups = FindingGroup.groups(
      report.findings, in: report.form, PlaceWords(report.form, wording), wording)
    if !groups.isEmpty {
      lines += [wording["lists.findings"]] + groups.flatMap { $0.text(wording) }
    } else if !report.items.isEmpty {
      lines.append(wording["lists.no-findings"])
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What to say of a file without a list, and what to do.
  private static func noneLines(_ report: ListReport, _ wording: Wording) -> [String] {
    let requirements = report.form.listRequirements
    let columns = requirements.flatMap {
      $0.columns.filter { $0.id == "number" || $0.isRequired }.map(\.label.shown)
    }
    let heading = wording.phrase(
      "lists.none",
      ["file": report.file.shown, "columns": columns.joined(separator: wording["comma"])])
    return [heading, "  → " + wording["lists.none-next"]]
      + requirements.map { requirement in
        let title = requirement.requirement.short ?? requirement.requirement.title
        let entries = requirement.counting.entries.rawValue
        let isKnown = requirement.counting.entries != .rows
        return "    "
          + wording.phrase(
            isKnown ? "lists.none-template" : "lists.none-row-template",
            ["entries": entries, "name": title.shown, "form": report.form.id])
      }
  }

  private static func lines(_ item: ListReport.Item, _ wording: Wording) -> [String] {
    let list = item.list
    let requirement = item.requirement.requirement
    var place = ["row": String(list.header.row)]
    place["sheet"] = list.sheet?.shown
    var lines = [
      "\(requirement.number) \((requirement.short ?? requirement.title).shown)",
      "  " + wording.phrase("lists.place", place) + (list.isHidden ? wording["lists.hidden"] : ""),
      "  " + wording["lists.columns"]
        + list.header.columns.map { column in
          var details = [
            "column": CellAddress(column: column.column, row: 1).columnName,
            "label": column.schema.label.shown,
          ]
          if column.heading != column.schema.label { details["heading"] = column.heading.shown }
          return wording.phrase("lists.column", details)
        }.joined(separator: wording["comma"]),
    ]
    let missing = item.requirement.columns.filter { list.header[$0.id] == nil }.map(\.label.shown)
    if !missing.isEmpty {
      lines.append(
        "  " + wording["lists.missing-columns"] + missing.joined(separator: wording["comma"]))
    }
    lines.append("  " + wording.phrase("lists.entries", ["count": String(list.entries.count)]))
    let rows = list.entries.map { entry -> [String] in
      [wording.phrase("lists.row", ["row": String(entry.row)])]
        + entry.words(item.requirement.columns, wording)
    }
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].columns }.max() ?? 0
    }
    lines += rows.map { row in
      let padded = zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
      return "    " + padded.withoutTrailingBlanks
    }
    for kind in EvidenceList.OtherRow.Kind.allCases {
      let others = list.otherRows.filter { $0.kind == kind }.map { String($0.row) }
      if others.isEmpty { continue }
      lines.append(
        "  "
          + wording.phrase(
            "lists.other.\(kind.rawValue)", ["rows": others.joined(separator: wording["comma"])]))
    }
    return lines
  }

  private static func lines(
    _ tally: ListTally, of requirement: ListRequirement, _ form: Form, _ wording: Wording
  ) -> [String] {
    let label = (requirement.requirement.short ?? requirement.field.label).shown
    let places = Dictionary(
      form.places.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let counts = tally.counts.filter { $0.possible > 0 }
      .map { count -> (String, String) in
        let place = places[count.place]
        let cell = [place?.row, place?.column].compactMap { $0 }.joined(separator: "/")
        return (cell.isEmpty ? label : cell.shown, count.listed)
      }
    let width = counts.map(\.0.columns).max() ?? 0
    return [wording.phrase("lists.counts", ["label": label])]
      + counts.map { "    \($0.0.padded(to: width))  \($0.1)" }
  }
}

extension EvidenceList.Entry {
  /// What the entry was taken for, column by column.
  fileprivate func words(_ columns: [Form.ListColumn], _ wording: Wording) -> [String] {
    let written = (cells["number"]?.text ?? "").shown
    switch content {
    case .standard(let standard):
      func words(_ values: [String], _ name: String) -> String {
        let shown = values.map { wording.phrase("value.\(name).\($0)") }
        return values.isEmpty || values.count > 1 && name == "role"
          ? wording["lists.undecided"] : shown.joined(separator: "/")
      }
      return [
        standard.number.flatMap { $0.serial.isEmpty ? nil : $0.description.shown } ?? written,
        words(standard.categories.map(\.rawValue), "level"),
        words(standard.roles.map(\.rawValue), "role"),
        standard.years.isEmpty
          ? wording["lists.undecided"] : standard.years.map(String.init).joined(separator: "/"),
        standard.count.words(wording),
      ]
    case .right(let right):
      let kind = right.right.map { wording.phrase("value.kind.\($0.rawValue)") }
      return [
        right.number.plain ?? written, kind ?? wording["lists.unknown"],
        right.number.checkWords(wording), right.granted?.description ?? "",
        right.count.words(wording),
      ]
    case .row(let row):
      return columns.filter { $0.id != "serial" }.map { column in
        guard let value = row.values[column.id] else {
          return cells[column.id] == nil ? "" : wording["lists.undecided"]
        }
        return column.name(ofChoice: value).shown
      } + [row.count.words(wording)]
    }
  }
}

extension EntryCount {
  fileprivate func words(_ wording: Wording) -> String {
    switch self {
    case .counts: ""
    case .mayCount: wording["lists.undecided"]
    case .never: wording["lists.not-counted"]
    }
  }
}

extension RightNumber {
  /// The number in plain form; nil where it can't be read.
  fileprivate var plain: String? {
    switch self {
    case .patent(let number): number.description
    case .publication(let number), .other(_, let number): number.shown
    case .rounded, .unknown: nil
    }
  }

  fileprivate func checkWords(_ wording: Wording) -> String {
    switch self {
    case .patent(let number):
      switch number.isCheckDigitRight {
      case true?: wording["lists.check-right"]
      case false?: wording["lists.check-wrong"]
      case nil: wording["lists.check-missing"]
      }
    case .publication: wording["lists.publication"]
    case .other: ""
    case .rounded, .unknown: wording["lists.unknown"]
    }
  }
}

// MARK: JSON

extension ListReport.Item {
  fileprivate var json: JSONValue {
    .object([
      ("requirement", .string(requirement.requirement.number.description)),
      ("field", .string(requirement.field.id)),
      ("entryKind", .string(requirement.counting.entries.rawValue)),
      ("sheet", .optional(list.sheet)), ("hidden", .bool(list.isHidden)),
      ("headerRow", .integer(list.header.row)),
      (
        "columns",
        .array(
          list.header.columns.map { column in
            .object([
              ("id", .string(column.schema.id)), ("label", .string(column.schema.label)),
              ("column", .string(CellAddress(column: column.column, row: 1).columnName)),
              ("heading", .string(column.heading)),
            ])
          })
      ),
      ("entries", .array(list.entries.map { $0.json(list.header) })),
      (
        "otherRows",
        .array(
          list.otherRows.map {
            .object([("row", .integer($0.row)), ("kind", .string($0.kind.rawValue))])
          })
      ),
    ])
  }
}

extension EvidenceList.Entry {
  fileprivate func json(_ header: ListHeader) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("row", .integer(row)), ("hidden", .bool(isHidden)),
      (
        "values",
        .object(
          header.columns.enumerated().filter { index, column in
            // A question may have a column for each answer.
            !header.columns[..<index].contains { $0.schema.id == column.schema.id }
          }.map { ($1.schema.id, .string(cells[$1.schema.id]?.text ?? "")) })
      ),
    ]
    switch content {
    case .standard(let standard):
      members += [
        ("number", .optional(standard.number?.description)),
        ("standing", .optional(standard.number?.standing.rawValue)),
        ("categories", .array(standard.categories.map { .string($0.rawValue) })),
        ("years", .array(standard.years.map { .integer($0) })),
        ("roles", .array(standard.roles.map { .string($0.rawValue) })),
        ("counts", .bool(standard.count == .counts)),
      ]
    case .right(let right):
      members += [
        ("number", .optional(right.number.plain)), ("numberKind", .string(right.number.kindName)),
        ("right", .optional(right.right?.rawValue)),
        ("granted", .optional(right.granted?.description)),
      ]
      if case .patent(let patent) = right.number {
        members += [
          ("checkDigit", .optional(patent.checkDigit.map(String.init))),
          ("expectedCheckDigit", .string(String(patent.expectedCheckDigit))),
        ]
      }
      members.append(("counts", .bool(right.count == .counts)))
    case .row(let row):
      members += [
        (
          "read", .object(row.values.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        ),
        ("counts", .bool(row.count == .counts)),
      ]
    }
    return .object(members)
  }
}

extension RightNumber {
  fileprivate var kindName: String {
    switch self {
    case .patent: "patent"
    case .publication: "publication"
    case .other: "other"
    case .rounded: "rounded"
    case .unknown: "unknown"
    }
  }
}

extension ListTally.Count {
  fileprivate func json(_ requirement: ListRequirement, _ form: Form) -> JSONValue {
    let cell = form.places.first { $0.id == place }
    var members: [(String, JSONValue)] = [
      ("requirement", .string(requirement.requirement.number.description)),
      ("place", .string(place)), ("row", .optional(cell?.row)), ("column", .optional(cell?.column)),
      ("count", .integer(certain)), ("atMost", .integer(possible)),
      ("rows", .array(entries.map { .integer($0.row) })),
    ]
    if sum != nil { members.append(("sum", .string(listed))) }
    return .object(members)
  }
}

extension String {
  fileprivate var withoutTrailingBlanks: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
