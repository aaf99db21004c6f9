public import Evidence

extension NamePlan {
  /// The names for a terminal: what is wrong with each, and what it is to be called.
  ///
  /// - Parameter folder: the dossier, as the user names it.
  public func text(_ language: Language, folder: String) -> String {
    let wording = Wording(language)
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
        if item.newName == nil, finding.level != .note, let hint = wording.hint(finding) {
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
