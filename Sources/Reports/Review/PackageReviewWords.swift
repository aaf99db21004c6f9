internal import Evidence
internal import Manifest

/// The words that the text and the page of a review share.
extension PackageReview {
  /// What the package is, by the ids of the labels' phrases.
  package func facts(_ wording: Wording) -> [(label: String, value: String)] {
    guard package.isPackage else { return [("verify.file", file.shown)] }
    let contents = wording.phrase(
      "verify.contents",
      ["size": ByteCount.text(package.byteCount), "count": String(package.entries.count)])
    var facts = [(label: "verify.file", value: "\(file.shown)  \(contents)")]
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
    return facts
  }

  func factLines(_ wording: Wording) -> [String] {
    let facts = facts(wording)
    let width = facts.map { wording[$0.label].columns }.max() ?? 0
    return facts.map { "  \(wording[$0.label].padded(to: width))  \($0.value)" }
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

  private func intactWords(_ wording: Wording) -> String {
    switch intact {
    case .passed where !isDossier: wording["verify.intact.passed-foreign"]
    case .failed:
      wording.phrase("verify.intact.failed", ["errors": String(package.ownFindings.count(.error))])
    default: wording["verify.intact.\(intact.rawValue)"]
    }
  }

  private func completeWords(_ wording: Wording) -> String {
    guard let completeness else { return wording["verify.complete.not-checked"] }
    let required = completeness.count(.required)
    let errors = (findings + attachmentFindings + completeness.findings).count(.error)
    return wording.phrase(
      "verify.complete.\(complete.rawValue)",
      [
        "held": String(required.held), "asked": String(required.asked), "errors": String(errors),
      ])
  }

  private func usableWords(_ items: [ReviewItem], _ wording: Wording) -> String {
    let bad = Set(
      items.filter { $0.kind.property == .usability }.flatMap(\.findings)
        .filter { $0.rule.rawValue.hasPrefix("attachment-") }.map(\.place))
    let details = [
      "count": String(attachments.count), "bad": String(bad.count),
      "unopened": String(attachments.count { !$0.isOpened }),
    ]
    if !bad.isEmpty { return wording.phrase("verify.usable.failed", details) }
    if attachments.isEmpty { return wording["verify.usable.none"] }
    if !attachments.allSatisfy(\.isOpened) {
      return wording.phrase("verify.usable.not-checked", details)
    }
    return wording.phrase(
      package.notChecked.isEmpty && !package.isCutOff
        ? "verify.usable.passed" : "verify.usable.partly", details)
  }

  /// One of the four properties: its name, its outcome, and why in a few words.
  func words(
    _ property: ReviewItem.Property, _ items: [ReviewItem], _ wording: Wording
  ) -> (name: String, outcome: String, remark: String) {
    let outcome = outcome(of: property, items)
    let own = items.filter { $0.kind.property == property }
    var remarks: [String] =
      switch property {
      case .authenticity: [intactWords(wording), authenticWords(wording)]
      case .integrity: [completeWords(wording)]
      case .usability: [usableWords(items, wording)]
      case .safety:
        [
          wording.phrase(
            outcome == .failed ? "verify.safe.failed" : "verify.safe.not-checked",
            ["count": String(own.count { $0.outcome == .notChecked })])
        ]
      }
    let failed = own.count { $0.outcome == .failed }
    if failed > 0 {
      remarks.append(wording.phrase("verify.items-failed", ["count": String(failed)]))
    }
    return (
      wording["property.\(property)"], wording["verify.\(outcome.rawValue)"],
      remarks.joined(separator: wording["semicolon"])
    )
  }

  func propertyLines(_ items: [ReviewItem], _ wording: Wording) -> [String] {
    let rows = ReviewItem.Property.allCases.map { words($0, items, wording) }
    let width = rows.map(\.name.columns).max() ?? 0
    let outcomeWidth = rows.map(\.outcome.columns).max() ?? 0
    return rows.map { row in
      "  \(row.name.padded(to: width))  \(row.outcome.padded(to: outcomeWidth))  \(row.remark)"
    }
  }
}

extension PackageReview {
  /// One of the four properties, as a page shows it.
  package struct Verdict: Sendable {
    package var name: String
    /// `passed`, `failed` or `not-checked`.
    package var outcome: String
    package var words: String
    package var remark: String
  }

  /// The four properties in their order.
  package func verdicts(_ wording: Wording) -> [Verdict] {
    let items = items
    return ReviewItem.Property.allCases.map { property in
      let words = words(property, items, wording)
      return Verdict(
        name: words.name, outcome: outcome(of: property, items).rawValue, words: words.outcome,
        remark: words.remark)
    }
  }
}
