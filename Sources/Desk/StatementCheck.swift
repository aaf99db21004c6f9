internal import Evidence
internal import Manifest

/// Holds what a package says of itself in one place against what it says in another.
///
/// | finding | details |
/// | --- | --- |
/// | `statement-differs` | `statement`: which; `stated`; `other`: where it is told otherwise; `found` |
/// | `label-count` | `label`, `count`: how often it stands in bag-info.txt instead of once |
/// | `supersedes-malformed` | — |
struct StatementCheck {
  private let package: PackageReport
  private let stated: StatedEvidence
  private(set) var findings: [Finding] = []

  init(_ stated: StatedEvidence, in package: PackageReport) {
    self.package = package
    self.stated = stated
    checkLabels()
    checkForm()
    checkSummary()
  }

  private mutating func compare(
    _ statement: String, _ one: String?, at place: String = PackageContents.evidencePath,
    with other: String?, in otherPlace: String = BagLayout.infoPath
  ) {
    guard one != other else { return }
    findings.append(
      Finding(
        "statement-differs", .error, at: place,
        [
          "statement": statement, "stated": one ?? "none", "other": otherPlace,
          "found": other ?? "none",
        ]))
  }

  /// The value of a label that stands once; nil, with a finding, where it does not.
  private mutating func label(_ label: String, isNeeded: Bool = true) -> String? {
    let values = package.info.values(of: label)
    // That all of evpack's were removed is told once.
    let isNeeded = isNeeded && (package.isEvpackPackage || !label.hasPrefix("Evpack-"))
    if values.count > 1 || (values.isEmpty && isNeeded) {
      findings.append(
        Finding(
          "label-count", .error, at: BagLayout.infoPath,
          ["label": label, "count": String(values.count)]))
    }
    return values.count == 1 ? values[0] : nil
  }

  private mutating func checkLabels() {
    let name = BagInfo.Field(label: BagLayout.sourceField, value: stated.name)?.value ?? ""
    for field in [BagLayout.sourceField, PackageContents.identifierField] {
      if let value = label(field, isNeeded: !name.isEmpty) {
        compare("name", name, with: value)
      }
    }
    if let sealed = label(BagLayout.sealedField) {
      compare("sealed-at", stated.sealedAt, with: sealed)
      if let day = label(PackageContents.dayField, isNeeded: false) {
        compare(
          "day", day, at: BagLayout.infoPath, with: String(sealed.prefix(10)),
          in: BagLayout.sealedField)
      }
    }
    if let form = label(PackageContents.formField) {
      compare("form", "\(stated.formID) \(stated.formVersion ?? "")", with: form)
    }
    if let number = label(BagLayout.supersedesField, isNeeded: false),
      Digest(hex: number)?.hex != number
    {
      findings.append(Finding("supersedes-malformed", .error, at: BagLayout.infoPath))
    }
  }

  private mutating func checkForm() {
    guard let digest = package.digest(of: PackageContents.formPath) else { return }
    compare("form-digest", stated.formDigest, with: digest.hex, in: PackageContents.formPath)
  }

  private mutating func checkSummary() {
    let required = stated.requirements.filter { $0.level == Requirement.Level.required.rawValue }
    let held = required.count { $0.state == CompletenessReport.State.held.rawValue }
    let missing = required.count { $0.state == CompletenessReport.State.missing.rawValue }
    let listed = "\(held)/\(held + missing)"
    compare("summary", stated.summary?.words, with: listed, in: PackageContents.listPlace)
    // Errors keep a dossier from being complete as well.
    if stated.verdict != "incomplete" || (missing == 0 && stated.summary?.errors == 0) {
      compare(
        "verdict", stated.verdict, with: missing == 0 ? "complete" : "incomplete",
        in: PackageContents.listPlace)
    }
    guard let value = label(PackageContents.completenessField) else { return }
    let words = value.split(separator: " ", maxSplits: 1).map(String.init)
    compare("summary", stated.summary?.words, with: words.count == 2 ? words[1] : value)
    // A link that leads nowhere makes a package incomplete that a report calls complete.
    if words.first != "incomplete" { compare("verdict", stated.verdict, with: words.first) }
  }
}

extension PackageReport {
  func digest(of path: String) -> Digest? {
    entries.last { $0.path.bytes.elementsEqual(path.utf8) }?.digest
  }
}
