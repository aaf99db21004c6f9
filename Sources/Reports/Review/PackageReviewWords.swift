internal import Evidence
internal import Manifest
internal import Review

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

  /// What was not looked at, in words: paths, and spans of bytes.
  func notChecked(_ wording: Wording) -> [String] {
    package.notChecked.map { place in
      guard let span = place.wholeMatch(of: /bytes ([0-9]+)-([0-9]*)/) else { return place.shown }
      let ends = ["from": String(span.1), "to": String(span.2)]
      return wording.phrase(span.2.isEmpty ? "verify.bytes-from" : "verify.bytes-span", ends)
    }
  }

  /// The four properties of DA/T 70 for a terminal, a line each.
  func propertyLines(_ items: [ReviewItem], _ wording: Wording) -> [String] {
    let names = ReviewItem.Property.allCases.map { wording["property.\($0)"] }
    let width = names.map(\.columns).max() ?? 0
    return zip(ReviewItem.Property.allCases, names).map { property, name in
      "  \(name.padded(to: width))  "
        + wording["verify.\(outcome(of: property, items).rawValue)"]
    }
  }
}
