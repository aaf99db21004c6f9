internal import Evidence

extension CompletenessReport {
  /// The report for a terminal: the verdict, what to do next, what is missing, what is wrong.
  ///
  /// - Parameters:
  ///   - folder: the dossier's folder as the user names it; nil where it is the current one.
  ///   - colour: for a terminal; a file and another program want none.
  func text(_ language: Language, folder: String? = nil, colour: Bool = false) -> String {
    let wording = Wording(language, namesCommands: true)
    let ink = Ink(colour: colour)
    let places = PlaceWords(form, wording)
    var lines = [ink.line(verdict(wording), isComplete ? .good : .bad)]
    lines.append(name.isEmpty ? form.title : "\(name) · \(form.title)".shown)
    var details: [String: String] = [:]
    if let folder, folder != "." { details["folder"] = folder.shown }
    lines.append(wording.phrase(isComplete ? "check.next-seal" : "check.next-missing", details))
    lines += progressLines(wording, ink)
    lines += missingLines(wording, ink)
    let groups = FindingGroup.groups(otherFindings, in: form, places, wording)
    for level in Finding.Level.allCases {
      if level == .warning { lines += expectedLines(wording, ink) }
      let own = groups.filter { $0.level == level }
      if own.isEmpty { continue }
      lines += ["", ink.line(wording["level.\(level.rawValue)"], level.tone)]
      lines += own.flatMap { $0.text(wording) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The verdict as one sentence.
  func verdict(_ wording: Wording) -> String {
    let required = count(.required)
    let errors = otherFindings.count(.error)
    let warnings = findings.count(.warning)
    let counts = [
      "asked": String(required.asked), "missing": String(required.missing),
      "errors": String(errors), "warnings": String(warnings),
    ]
    var verdict: String
    if required.missing > 0 {
      verdict = wording.phrase("check.missing", counts)
      if errors > 0 { verdict += wording.phrase("check.and-errors", counts) }
    } else if errors > 0 {
      verdict = wording.phrase("check.errors", counts)
    } else {
      verdict = wording.phrase(
        required.asked == 0 ? "check.complete-none" : "check.complete", counts)
    }
    if warnings > 0 { verdict += wording.phrase("check.and-warnings", counts) }
    return verdict
  }

  private func progressLines(_ wording: Wording, _ ink: Ink) -> [String] {
    let required = count(.required)
    guard required.asked > 0 else { return [] }
    let heading = wording.phrase(
      "check.progress", ["held": String(required.held), "asked": String(required.asked)])
    let sections = progressBySection.map {
      (
        title: $0.section.words, count: "\($0.count.held)/\($0.count.asked)",
        isWhole: $0.count.missing == 0
      )
    }
    let width = sections.map(\.title.columns).max() ?? 0
    let countWidth = sections.map(\.count.columns).max() ?? 0
    return ["", ink.line(heading, .heading)]
      + sections.map { title, count, isWhole in
        let line = "  \(title.padded(to: width))  \(count.aligned(to: countWidth))"
        return isWhole ? ink.line(line, .good) : line
      }
  }

  /// What is missing in the form's own words, section by section.
  private func missingLines(_ wording: Wording, _ ink: Ink) -> [String] {
    let missing = missing(.required)
    guard let first = missing.first else { return [] }
    let heading = wording.phrase("check.missing-heading", ["count": String(missing.count)])
    let hint = hint("evidence-missing", wording) ?? ""
    let example = form.sections.first { $0.number == first.requirement.section }
      .map { "佐证材料/\($0.folderName)/\(first.requirement.folderName)" }
    var lines = ["", ink.line(heading, .bad), "  → \(hint)"]
    if let example {
      lines.append("    " + wording.phrase("check.folder-example", ["folder": example]))
    }
    return lines + listed(missing, wording)
  }

  /// What is missing, for a reviewer: without the applicant's next steps.
  func reviewLines(_ wording: Wording) -> [String] {
    let headings: [(Requirement.Level, String)] = [
      (.required, "check.missing-heading"), (.expected, "check.expected-heading"),
    ]
    return headings.flatMap { level, heading -> [String] in
      let missing = missing(level)
      if missing.isEmpty { return [] }
      return ["", wording.phrase(heading, ["count": String(missing.count)])]
        + listed(missing, wording)
    }
  }

  private func expectedLines(_ wording: Wording, _ ink: Ink) -> [String] {
    let missing = missing(.expected)
    guard !missing.isEmpty else { return [] }
    let heading = wording.phrase("check.expected-heading", ["count": String(missing.count)])
    let hint = hint("evidence-expected", wording) ?? ""
    return ["", ink.line(heading, .doubt), "  → \(hint)"] + listed(missing, wording)
  }

  /// Requirements by section with the printed notes; a note that all of a section share stands
  /// beside the section.
  private func listed(_ items: [Item], _ wording: Wording) -> [String] {
    let width = items.map(\.requirement.number.description.columns).max() ?? 0
    return form.sections.flatMap { section -> [String] in
      let own = items.filter { $0.requirement.section == section.number }
      if own.isEmpty { return [] }
      let notes = Set(own.map(\.requirement.noteBesideTitle))
      let shared = own.count > 1 && notes.count == 1 ? own[0].requirement.noteBesideTitle : nil
      return ["  \(section.words)\(shared ?? "")".shown]
        + own.map { item in
          let note = shared == nil ? item.requirement.noteBesideTitle ?? "" : ""
          let number = item.requirement.number.description.padded(to: width)
          return "    \(number)  \(item.title(wording))\(note)".shown
        }
    }
  }
}

extension Finding.Level {
  fileprivate var tone: Ink.Tone {
    switch self {
    case .error: .bad
    case .warning: .doubt
    case .note: .heading
    }
  }
}
