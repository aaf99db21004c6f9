internal import Evidence
internal import Manifest

extension PackageReview {
  /// The review for a terminal: the verdict, the seal number, the four properties, every defect, and
  /// what was not looked at.
  ///
  /// - Parameter everyItem: whether the items that passed are told one by one.
  public func text(_ language: Language, everyItem: Bool = false) -> String {
    let wording = Wording(language, for: .reviewer, clock: .local)
    let places = PlaceWords(completeness?.form, wording)
    var lines = [headline(wording)]
    lines += factLines(wording)
    if package.isPackage {
      let items = items
      lines += ["", wording["verify.questions"]]
      lines += propertyLines(items, wording)
      lines += [""] + (everyItem ? items.table(wording) : items.summary(wording))
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
    append(findings + attachmentFindings, wording["verify.review"])
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
  var told: [Finding] {
    let findings = package.ownFindings
    guard !isForeign else { return findings }
    return findings.map { finding in
      var finding = finding
      finding.details["clause"] = nil
      return finding
    }
  }

  /// Whether the package is another tool's bag; of one that is cut off that can't be told.
  package var isForeign: Bool { package.isPackage && !isDossier && !package.isCutOff }

  /// The verdict in words, and what a signature or an unusable file adds to it.
  package func headline(_ wording: Wording) -> String {
    var headline = verdictWords(wording)
    guard package.isPackage else { return headline }
    if isForeign, hasUnusableFiles { headline += wording["verify.and-unusable"] }
    if isSignatureRefused { headline += wording["verify.and-signature"] }
    return headline
  }

  /// The verdict in words.
  public func verdictWords(_ wording: Wording) -> String {
    if !package.isPackage { return wording["verify.no-package"] }
    if package.isCutOff { return wording["verify.cut-off"] }
    if isIntact, !isComplete {
      if complete == .notChecked { return wording["verify.intact-unknown"] }
      if completeness == nil { return wording["verify.intact-unreviewed"] }
      if completeness?.count(.required).missing == 0 { return wording["verify.intact-errors"] }
    }
    return wording["verify.\(verdict)"]
  }
}
