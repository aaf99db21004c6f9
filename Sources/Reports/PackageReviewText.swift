internal import Evidence
internal import Manifest

extension PackageReview {
  /// The review for a terminal: the verdict, the seal number, the questions, every defect, and what
  /// was not looked at.
  public func text(_ language: Language) -> String {
    let wording = Wording(language, for: .reviewer, clock: .local)
    let places = PlaceWords(completeness?.form, wording)
    var lines = [
      headline(wording)
        + (isSignatureRefused && package.isPackage ? wording["verify.and-signature"] : "")
    ]
    lines += factLines(wording)
    if package.isPackage {
      lines += ["", wording["verify.questions"]]
      lines += questionLines(wording)
    }
    func append(_ findings: [Finding], _ heading: String) {
      if findings.isEmpty { return }
      lines += ["", heading]
      lines += FindingGroup.groups(findings, in: completeness?.form, places, wording)
        .flatMap { $0.text(wording) }
    }
    let defects = told.only(.error)
    if package.isPackage {
      append(defects, wording.phrase("verify.defects", ["count": String(defects.count)]))
    } else {
      lines += FindingGroup.groups(defects, in: nil, places, wording).flatMap { $0.text(wording) }
    }
    if !package.notChecked.isEmpty {
      lines += ["", wording["verify.not-checked-heading"]]
      lines += notChecked(wording).map { "  \($0)" }
    }
    append(findings, wording["verify.review"])
    if !signatures.signers.isEmpty {
      let count = ["count": String(signatures.signers.count)]
      lines += ["", wording.phrase("verify.signers", count)]
      lines += signatures.signers.flatMap { $0.text(wording, isPackageIntact: isIntact) }
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
    append(told.filter { $0.level != .error }, wording["verify.package-notes"])
    lines.append("")
    return lines.joined(separator: "\n")
  }

  /// What is told of the package's findings.
  ///
  /// The clauses of BagIt are for those who deal with other tools' bags.
  private var told: [Finding] {
    let findings = package.ownFindings
    guard !isForeign else { return findings }
    return findings.map { finding in
      var finding = finding
      finding.details["clause"] = nil
      return finding
    }
  }

  /// Whether the package is another tool's bag; of one that is cut off that can't be told.
  private var isForeign: Bool {
    package.isPackage && !package.isEvpackPackage && !package.isCutOff
  }

  /// The verdict in words.
  public func headline(_ wording: Wording) -> String {
    if !package.isPackage { return wording["verify.no-package"] }
    if package.isCutOff { return wording["verify.cut-off"] }
    if isIntact, !isComplete {
      if complete == .notChecked { return wording["verify.intact-unknown"] }
      if completeness?.count(.required).missing == 0 { return wording["verify.intact-errors"] }
    }
    return wording["verify.\(verdict)"]
  }

  private func factLines(_ wording: Wording) -> [String] {
    guard package.isPackage else { return ["  \(wording["verify.file"])  \(file.shown)"] }
    let contents = wording.phrase(
      "verify.contents",
      ["size": ByteCount.text(package.byteCount), "count": String(package.entries.count)])
    var facts = [("verify.file", "\(file.shown)  \(contents)")]
    if let form { facts.append(("verify.form", form.shown)) }
    if let source = package.info.values(of: BagLayout.sourceField).first {
      facts.append(("verify.source", source.shown))
    }
    if let declaration = package.declaration, isForeign {
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
    let noSeal = wording[package.isCutOff ? "verify.seal-lost" : "verify.seal-none"]
    facts.append(("verify.seal", package.sealNumber?.shortForm ?? noSeal))
    if let number = package.sealNumber { facts.append(("verify.seal-full", number.hex)) }
    if let sealedAt { facts.append(("verify.sealed-at", wording.moment(sealedAt))) }
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
      if isUndermined, !isSignatureRefused {
        return wording.phrase("verify.authentic.undermined", count)
      }
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
          "verify.intact.failed", ["errors": String(told.count(.error))])
      default: wording["verify.intact.\(intact.rawValue)"]
      }
    let completeWords =
      completeness == nil
      ? wording["verify.complete.not-checked"]
      : wording.phrase("verify.complete.\(complete.rawValue)", counts)
    let rows = Question.allCases.map { question in
      let words =
        switch question {
        case .intact: intactWords
        case .complete: completeWords
        case .authentic: authenticWords(wording)
        case .usable, .safe: wording["verify.\(question.rawValue).not-checked"]
        }
      return (
        question: wording["verify.\(question.rawValue)"],
        answer: wording["verify.\(outcome(of: question).rawValue)"], words: words
      )
    }
    let width = rows.map(\.question.columns).max() ?? 0
    let answerWidth = rows.map(\.answer.columns).max() ?? 0
    return rows.map { row in
      "  \(row.question.padded(to: width))  \(row.answer.padded(to: answerWidth))  \(row.words)"
    }
  }
}
