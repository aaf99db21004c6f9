internal import Evidence

extension CompletenessReport {
  /// One row a requirement and attachment, for Excel and WPS: UTF-8 with a byte order mark, CRLF.
  func csv(_ language: Language) -> String {
    let wording = Wording(language)
    let columns = [
      "number", "section", "requirement", "level", "state", "file", "pages", "size", "sha256",
      "note",
    ]
    var text = "\u{FEFF}" + Self.row(columns.map { wording["column.\($0)"] })
    for item in items {
      let requirement = item.requirement
      let section = form.sections.first { $0.number == requirement.section }
      let beginning = [
        requirement.number.description, section?.words ?? requirement.section,
        // Excel reads 3-1 as a date; beside its title the number survives.
        "\(requirement.number) \(requirement.title)",
        wording["requirement.\(requirement.level.rawValue)"],
        wording["state.\(item.state.rawValue)"],
      ]
      let declared = item.byDeclaration ? wording["state.declared"] : nil
      if item.attachments.isEmpty {
        text += Self.row(beginning + ["", "", "", "", Self.note([declared, requirement.note])])
      }
      for (attachment, link) in item.linkedAttachments {
        text += Self.row(
          beginning + [
            attachment.path.description, attachment.facts?.pages.map(String.init) ?? "",
            String(attachment.size), attachment.sha256?.hex ?? "",
            Self.note([link.place, link.note]),
          ])
      }
    }
    return text
  }

  private static func note(_ parts: [String?]) -> String {
    parts.compactMap { $0 }.joined(separator: " ")
  }

  private static func row(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  /// A cell as RFC 4180 §2 has it.
  private static func cell(_ text: String) -> String {
    // A note may have several lines.
    var text = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).shown }.joined(separator: "\n")
    // Excel takes these for the beginning of a formula, which a file's name must not be.
    if let first = text.unicodeScalars.first(where: { $0 != " " }),
      "=+-@".unicodeScalars.contains(first)
    {
      text = "'" + text
    }
    guard text.unicodeScalars.contains(where: { ",\"\n".unicodeScalars.contains($0) }) else {
      return text
    }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
