public import Evidence

/// A form's definition for people.
public enum FormRendering {
  /// Everything that the form asks to be proven, section by section: number, title, level and the
  /// printed note.
  public static func text(_ form: Form, _ language: Language) -> String {
    let wording = Wording(language, namesCommands: true)
    let requirements = form.requirements
    let required = requirements.count { $0.level == .required }
    let expected = requirements.count { $0.level == .expected && $0.claims }
    var lines = [
      form.title.shown,
      "\(form.id) · \(wording.phrase("form.version", ["version": form.version])) · \(form.issuer)"
        .shown,
      wording.phrase(
        "form.summary",
        [
          "count": String(requirements.count), "required": String(required),
          "expected": String(expected),
          "unclaimed": String(requirements.count - required - expected),
        ]),
    ]
    let numberWidth = requirements.map(\.number.description.columns).max() ?? 0
    let levels = ["required", "expected", "unclaimed"].map { wording["requirement.\($0)"] }
    let levelWidth = levels.map(\.columns).max() ?? 0
    for section in form.sections {
      let own = requirements.filter { $0.section == section.number }
      if own.isEmpty { continue }
      lines += ["", section.words]
      for requirement in own {
        let number = requirement.number.description.padded(to: numberWidth)
        let word = requirement.claims ? requirement.level.rawValue : "unclaimed"
        let level = wording["requirement.\(word)"].padded(to: levelWidth)
        lines.append(
          "  \(number)  \(level)  \(requirement.title)\(requirement.noteBesideTitle ?? "")".shown)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One defect of a definition as compilers print them, `FILE:LINE: message`.
  public static func problem(
    _ finding: Finding, in file: String, _ language: Language
  ) -> String {
    let wording = Wording(language, namesCommands: true)
    let line = finding.details["line"].map { "\($0):" } ?? ""
    let place = finding.place.isEmpty ? "" : finding.place.shown + wording["colon"]
    return "\(file.shown):\(line) \(place)\(wording.message(finding))"
  }
}
