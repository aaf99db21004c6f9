public import Evidence

extension NamePlan {
  /// The names for a terminal: what is wrong with each, and what it is to be called.
  ///
  /// - Parameter folder: the dossier, as the user names it.
  public func text(_ language: Language, folder: String) -> String {
    let wording = Wording(language, namesCommands: true)
    guard !items.isEmpty else { return wording["names.none"] + "\n" }
    var lines = [
      wording.phrase(
        "names.summary",
        [
          "rename": String(renamings.count),
          "judge": String(items.count { $0.newName == nil }),
        ])
    ]
    for item in items {
      lines += ["", item.shown.shown]
      var hints: [String] = []
      for finding in item.findings {
        lines.append("  · " + wording.message(finding))
        // What a new name does not mend is for a person to do.
        if item.newName == nil || !finding.isMended, let hint = wording.hint(finding) {
          hints.append("    → " + hint)
        }
      }
      lines += hints
      if let newName = item.newName {
        lines.append("  → " + wording.phrase("names.new", ["name": newName.shown]))
      }
    }
    if !renamings.isEmpty { lines += ["", wording.phrase("names.next", ["folder": folder])] }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Finding {
  /// Whether a new name mends what is found about a name.
  fileprivate var isMended: Bool {
    FileName.Defect(rawValue: rule.rawValue)?.isMended ?? (rule == "attachment-twins")
  }
}
