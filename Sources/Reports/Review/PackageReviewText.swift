internal import Evidence
internal import Manifest
public import Review

extension PackageReview {
  /// The review for a terminal: the verdict, the seal number, the five answers, every defect,
  /// what was not looked at, and the four properties of DA/T 70.
  ///
  /// - Parameter everyItem: whether the items that passed are told one by one.
  public func text(_ language: Language, everyItem: Bool = false) -> String {
    let wording = Wording(language, for: .reviewer, clock: .local)
    let places = PlaceWords(completeness?.form, wording)
    let verdict = verdict
    var lines = [verdict.headline(wording)]
    lines += factLines(wording)
    if package.isPackage {
      lines += ["", wording["verdict.answers"]]
      lines += verdict.lines(wording)
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
    if package.isPackage {
      let items = items
      lines += ["", wording["verify.questions"]]
      lines += propertyLines(items, wording)
      lines += everyItem ? [""] + items.table(wording) : items.summary(wording)
    }
    lines.append("")
    return lines.joined(separator: "\n")
  }
}
