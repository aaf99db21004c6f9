internal import Evidence
internal import Manifest

extension PackageReview {
  /// The review for a terminal: the verdict, the seal number, the four questions, every defect,
  /// and what was not looked at.
  public func text(_ language: Language) -> String {
    let wording = Wording(language)
    let places = PlaceWords(completeness?.form, wording)
    var lines = [headline(wording) + (isSignatureRefused ? wording["verify.and-signature"] : "")]
    lines += factLines(wording)
    lines += ["", wording["verify.questions"]]
    lines += questionLines(wording)
    func append(_ findings: [Finding], _ heading: String) {
      if findings.isEmpty { return }
      lines += ["", heading]
      lines += FindingGroup.groups(findings, in: completeness?.form, places, wording)
        .flatMap { $0.text(wording) }
    }
    let defects = package.findings.only(.error)
    append(defects, wording.phrase("verify.defects", ["count": String(defects.count)]))
    if !package.notChecked.isEmpty {
      lines += ["", wording["verify.not-checked-heading"]]
      lines += notChecked(wording).map { "  \($0)" }
    }
    append(findings, wording["verify.review"])
    if !signatures.signers.isEmpty {
      let count = ["count": String(signatures.signers.count)]
      lines += ["", wording.phrase("verify.signers", count)]
      lines += signatures.signers.flatMap { $0.text(wording) }
    }
    append(signatures.findings, wording["verify.signature-findings"])
    if let completeness {
      if !isIntact { lines += ["", wording["verify.caution"]] }
      lines += completeness.reviewLines(wording)
      let others = completeness.otherFindings
      for level in Finding.Level.allCases {
        append(others.only(level), wording["level.\(level.rawValue)"])
      }
    }
    append(package.findings.filter { $0.level != .error }, wording["verify.package-notes"])
    lines.append("")
    return lines.joined(separator: "\n")
  }

  private func headline(_ wording: Wording) -> String {
    if isIntact, !isComplete {
      if complete == .notChecked { return wording["verify.intact-unknown"] }
      if completeness?.count(.required).missing == 0 { return wording["verify.intact-errors"] }
    }
    return wording["verify.\(verdict)"]
  }

  private func factLines(_ wording: Wording) -> [String] {
    let contents = wording.phrase(
      "verify.contents",
      ["size": ByteCount.text(package.byteCount), "count": String(package.entries.count)])
    var facts = [("verify.file", "\(file.shown)  \(contents)")]
    if let form { facts.append(("verify.form", form.shown)) }
    if let source = package.info.values(of: "Source-Organization").first {
      facts.append(("verify.source", source.shown))
    }
    if let declaration = package.declaration {
      let none = wording["verify.seal-none"]
      let algorithms = package.algorithms.map(\.rawValue).joined(separator: wording["comma"])
      let words = wording.phrase(
        "verify.bag-words",
        [
          "version": declaration.version?.description ?? none,
          "complete": wording[package.isBagComplete ? "verify.yes" : "verify.no"],
          "valid": wording[package.isBagValid ? "verify.yes" : "verify.no"],
          "algorithms": algorithms.isEmpty ? none : algorithms,
        ])
      facts.append(("verify.bag", words))
    }
    facts.append(("verify.seal", package.sealNumber?.shortForm ?? wording["verify.seal-none"]))
    if let number = package.sealNumber { facts.append(("verify.seal-full", number.hex)) }
    if let sealedAt { facts.append(("verify.sealed-at", sealedAt.shown)) }
    if let supersedes {
      facts.append(
        ("verify.supersedes", Digest(hex: supersedes)?.shortForm ?? supersedes.shown))
    }
    let width = facts.map { wording[$0.0].columns }.max() ?? 0
    return facts.map { "  \(wording[$0].padded(to: width))  \($1)" }
  }

  private func authenticWords(_ wording: Wording) -> String {
    let count = ["count": String(signatures.signers.count)]
    switch authentic {
    case .passed: return wording.phrase("verify.authentic.passed", count)
    case .failed:
      return wording[
        signatures.signers.isEmpty && signatures.file == nil
          ? "verify.authentic.missing" : "verify.authentic.failed"]
    case .notChecked:
      if signatures.file == nil { return wording["verify.authentic.none"] }
      let isUnconfirmed = signatures.findings.count(.warning) == signatures.signers.count
      return wording.phrase(
        isUnconfirmed ? "verify.authentic.unconfirmed" : "verify.authentic.doubtful", count)
    }
  }

  private func questionLines(_ wording: Wording) -> [String] {
    let required = completeness?.count(.required)
    let counts = [
      "held": String(required?.held ?? 0), "asked": String(required?.asked ?? 0),
      "errors": String(findings.count(.error) + (completeness?.findings.count(.error) ?? 0)),
    ]
    let intactWords =
      switch intact {
      case .passed where !package.isEvpackPackage: wording["verify.intact.passed-foreign"]
      case .failed:
        wording.phrase(
          "verify.intact.failed", ["errors": String(package.findings.count(.error))])
      default: wording["verify.intact.\(intact.rawValue)"]
      }
    let completeWords =
      completeness == nil
      ? wording["verify.complete.not-checked"]
      : wording.phrase("verify.complete.\(complete.rawValue)", counts)
    let rows: [(String, Outcome, String)] = [
      ("verify.intact", intact, intactWords),
      ("verify.complete", complete, completeWords),
      ("verify.authentic", authentic, authenticWords(wording)),
      ("verify.usable", .notChecked, wording["verify.usable.not-checked"]),
      ("verify.safe", .notChecked, wording["verify.safe.not-checked"]),
    ]
    let width = rows.map { wording[$0.0].columns }.max() ?? 0
    let outcomeWidth = rows.map { wording["verify.\($0.1.rawValue)"].columns }.max() ?? 0
    return rows.map { question, outcome, words in
      let answer = wording["verify.\(outcome.rawValue)"].padded(to: outcomeWidth)
      return "  \(wording[question].padded(to: width))  \(answer)  \(words)"
    }
  }
}
