internal import Evidence
internal import Manifest

extension PackageReview {
  /// The items of DA/T 70, each by what was found.
  package var items: [ReviewItem] {
    // A package may have a hundred thousand findings; each is looked at once.
    var errors: [ReviewItem.Kind: [Finding]] = [:]
    var warnings: [ReviewItem.Kind: Int] = [:]
    // What no more than follows from an end that is missing is held against nobody.
    let findings = package.isCutOff ? package.ownFindings + ownFindings : allFindings
    for finding in findings where finding.level != .note {
      for kind in RuleCatalogue[finding.rule]?.items ?? [] {
        if finding.level == .error {
          guard concerns(finding, kind) else { continue }
          errors[kind, default: []].append(finding)
        } else {
          warnings[kind, default: 0] += 1
        }
      }
    }
    let details = itemDetails
    return ReviewItem.Kind.allCases.map { kind in
      var item = item(kind, details, failures: errors[kind] ?? [])
      item.warnings = warnings[kind] ?? 0
      return item
    }
  }

  private func item(
    _ kind: ReviewItem.Kind, _ details: [String: String], failures: [Finding]
  ) -> ReviewItem {
    let looked = ReviewItem.Reason(phrase: "item.\(kind.rawValue).looked", details: details)
    guard failures.isEmpty else {
      return ReviewItem(kind: kind, outcome: .failed, reason: looked, findings: failures)
    }
    if kind.basis == .none {
      return ReviewItem(kind: kind, outcome: .notApplicable, reason: looked)
    }
    // What only a person can see is never passed, whatever was found.
    if kind.basis == .person {
      return ReviewItem(kind: kind, outcome: .notChecked, reason: looked)
    }
    if let obstacle = obstacle(kind, details) {
      return ReviewItem(kind: kind, outcome: .notChecked, reason: obstacle)
    }
    return ReviewItem(kind: kind, outcome: .passed, reason: looked)
  }

  /// Of a stated total that is wrong, whether it is the number of files, or of bytes.
  private func concerns(_ finding: Finding, _ kind: ReviewItem.Kind) -> Bool {
    guard finding.rule == "oxum-mismatch",
      let stated = finding.details["expected"].flatMap({ PayloadOxum($0) })
    else { return true }
    return kind == .fileCount
      ? stated.streams != package.payloadOxum.streams
      : stated.octets != package.payloadOxum.octets
  }

  /// Why an item against which nothing speaks has not passed all the same; nil where it has.
  private func obstacle(
    _ kind: ReviewItem.Kind, _ details: [String: String]
  ) -> ReviewItem.Reason? {
    func because(_ why: String) -> ReviewItem.Reason {
      ReviewItem.Reason(phrase: "item.because.\(why)", details: details)
    }
    if !package.isPackage { return because("no-package") }
    if package.isCutOff || !package.notChecked.isEmpty { return because("unread") }
    let hasManifest = !package.algorithms.isEmpty
    switch kind.basis {
    case .package: return nil
    case .manifest where !hasManifest: return because("no-manifest")
    case .manifest: return kind == .fixity ? signatureObstacle : nil
    case .total:
      return package.info.values(of: BagLayout.oxumField).isEmpty ? because("no-total") : nil
    case .answers, .document:
      if !isDossier, findings.isEmpty { return because("foreign") }
      if completeness == nil { return because("no-answers") }
      let hasDocument = !findings.contains { $0.rule == "form-not-sealed" }
      return kind.basis == .document && !hasDocument ? because("no-document") : nil
    case .openedFiles:
      if attachments.isEmpty { return because("no-files") }
      return attachments.contains { !$0.isOpened } ? because("unopened") : nil
    case .person, .none: return because("no-package")
    }
  }

  /// Digests show that nothing was changed since the sealing; only a signature shows whose it is.
  private var signatureObstacle: ReviewItem.Reason? {
    let signers = signatures.signers
    if signers.isEmpty {
      return ReviewItem.Reason(
        phrase: package.sealNumber == nil
          ? "item.because.unsigned-foreign" : "item.because.unsigned")
    }
    return verdict[.authentic].outcome == .passed
      ? nil
      : ReviewItem.Reason(
        phrase: "item.because.unconfirmed", details: ["count": String(signers.count)])
  }

  private var itemDetails: [String: String] {
    let required = completeness?.count(.required)
    var details = [
      "files": String(package.payloadOxum.streams), "bytes": String(package.payloadOxum.octets),
      "attachments": String(attachments.count),
      "unopened": String(attachments.count { !$0.isOpened }),
      "held": String(required?.held ?? 0), "asked": String(required?.asked ?? 0),
    ]
    if !signatures.signers.isEmpty { details["signers"] = String(signatures.signers.count) }
    return details
  }

  /// The outcome of one of the four properties, by its items.
  ///
  /// Items that only a person can make are listed and do not keep a property from passing; but 安全性
  /// is never said to be passed, since what it asks first, a search for viruses, is not made. Mistakes
  /// in filling are an answer of their own, and make no record false.
  package func outcome(of property: ReviewItem.Property, _ items: [ReviewItem]) -> Verdict.Outcome {
    let own = items.filter { $0.kind.property == property }
    if own.contains(where: \.isAgainstTheRecord) { return .failed }
    if property == .safety { return .notChecked }
    let open = own.contains { $0.outcome == .notChecked && $0.kind.basis != .person }
    return open ? .notChecked : .passed
  }
}

extension ReviewItem {
  /// Whether it failed for more than mistakes in filling.
  fileprivate var isAgainstTheRecord: Bool {
    outcome == .failed && findings.contains { RuleCatalogue[$0.rule]?.question != .filled }
  }
}

extension Attachment {
  /// Whether it was looked at, with whatever result.
  package var isOpened: Bool { size == 0 || facts.map { $0.state != .unchecked } == true }
}
