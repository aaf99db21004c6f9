internal import Review

extension ReviewItem {
  /// The standard's name of the item.
  func name(_ wording: Wording) -> String { wording["item.\(kind.rawValue).name"] }

  /// The number and the name.
  func title(_ wording: Wording) -> String { "\(kind.rawValue) \(name(wording))" }

  /// What was looked at or why it was not, and how much was found.
  func remark(_ wording: Wording) -> String {
    var remarks = [wording.phrase(reason.phrase, reason.details)]
    if !findings.isEmpty {
      remarks.append(wording.phrase("item.errors", ["count": String(findings.count)]))
    }
    if warnings > 0 {
      remarks.append(wording.phrase("item.warnings", ["count": String(warnings)]))
    }
    return remarks.joined(separator: wording["semicolon"])
  }
}

extension [ReviewItem] {
  /// The items for a terminal, all of them.
  func table(_ wording: Wording) -> [String] {
    let rows = map {
      ($0.title(wording), wording["verify.\($0.outcome.rawValue)"], $0.remark(wording))
    }
    let width = rows.map(\.0.columns).max() ?? 0
    let outcomeWidth = rows.map(\.1.columns).max() ?? 0
    return [wording["verify.items-all"]]
      + rows.map { title, outcome, remark in
        "  \(title.padded(to: width))  \(outcome.padded(to: outcomeWidth))  \(remark)"
      }
  }

  /// Those that did not pass, for a terminal; those that are for people in every review stand on one
  /// line.
  func summary(_ wording: Wording) -> [String] {
    let passed = count { $0.outcome == .passed }
    var lines = [wording.phrase("verify.items", ["count": String(passed)])]
    let failed = filter { $0.outcome == .failed }
    if !failed.isEmpty {
      lines.append("  " + wording["verify.failed"])
      lines += failed.map { "    \($0.title(wording))\(wording["colon"])\($0.remark(wording))" }
    }
    lines.append("  " + wording["verify.not-checked"])
    let open = filter { $0.outcome == .notChecked }
    lines += Self.lines(open.filter { $0.kind.basis != .person }, wording)
    let titles = open.filter { $0.kind.basis == .person }.map { $0.title(wording) }
    let names = titles.joined(separator: wording["comma"])
    return lines + ["    " + wording.phrase("verify.items-for-people", ["names": names])]
  }

  /// The items with their reasons, those of one reason together.
  private static func lines(_ items: [ReviewItem], _ wording: Wording) -> [String] {
    var reasons: [String] = []
    var titles: [String: [String]] = [:]
    for item in items {
      let remark = item.remark(wording)
      if titles[remark] == nil { reasons.append(remark) }
      titles[remark, default: []].append(item.title(wording))
    }
    return reasons.map { reason in
      let names = titles[reason, default: []].joined(separator: wording["comma"])
      return "    \(names)\(wording["colon"])\(reason)"
    }
  }
}
