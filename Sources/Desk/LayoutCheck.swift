internal import Evidence
internal import Manifest
internal import Reports

/// Holds the files of a package against the layout that evpack gives it (PackageFormat.md §4.1).
///
/// | finding | level | place |
/// | --- | --- | --- |
/// | `stray-file` | error | a file that no package of evpack's has |
/// | `part-missing` | error | form.json, index.html |
/// | `answers-unreadable`, `definition-unreadable` | error | the file; `reason` |
/// | `page-foreign` | error | index.html; `text`: what stands in it |
/// | `page-differs` | error | index.html; `stated`, `found` |
struct LayoutCheck {
  private let package: PackageReport
  private(set) var findings: [Finding] = []
  /// What is wrong with the files that are beyond the layout, as they were opened.
  private(set) var strayFindings: [Finding] = []

  init(_ package: PackageReport) {
    self.package = package
    // What no manifest lists has been told as that.
    let unlisted = Set(
      package.findings.lazy.filter { Self.rulesOfUnlisted.contains($0.rule) }.map(\.place))
    for entry in package.entries where !PackageContents.mayHold(entry.path) {
      let place = entry.path.description
      if !unlisted.contains(place) { findings.append(Finding("stray-file", .error, at: place)) }
      strayFindings += Attachment(
        path: entry.path, size: entry.size, sha256: entry.digest, facts: entry.facts
      ).findings(limits: nil)
    }
    // Of a package that lacks files this has been told.
    guard package.isIntact else { return }
    for path in [PackageContents.formPath, PackageContents.pagePath]
    where package.digest(of: path) == nil {
      findings.append(Finding("part-missing", .error, at: path))
    }
  }

  private static let rulesOfUnlisted: Set<Finding.Rule> = [
    "payload-extra", "tagfile-extra", "macos-files", "fetch-file",
  ]

  /// The sealed answers; what they are instead is told.
  func answers(_ findings: inout [Finding]) -> SealedAnswers? {
    switch package.sealedAnswers {
    case .success(let answers): return answers
    // What is altered has been told with the package's findings.
    case .failure(.altered): return nil
    case .failure(let defect):
      findings.append(
        Finding(
          "answers-unreadable", .error, at: PackageContents.answersPath,
          ["reason": defect.rawValue]))
      return nil
    }
  }

  /// Holds the sealed form's name and title against the record's.
  func checkForm(_ stated: StatedEvidence, _ findings: inout [Finding]) {
    switch package.sealedForm {
    case .success(let form):
      let statements = [
        ("form", "\(stated.formID) \(stated.formVersion ?? "")", "\(form.id) \(form.version)"),
        ("form-title", stated.formTitle ?? "", form.title ?? stated.formTitle ?? ""),
      ]
      for (statement, stated, found) in statements where stated != found {
        findings.append(
          Finding(
            "statement-differs", .error, at: PackageContents.evidencePath,
            [
              "statement": statement, "stated": stated, "other": PackageContents.formPath,
              "found": found,
            ]))
      }
    // These are told above, and with the package's findings.
    case .failure(.missing), .failure(.altered): return
    case .failure(let defect):
      findings.append(
        Finding(
          "definition-unreadable", .error, at: PackageContents.formPath,
          ["reason": defect.rawValue]))
    }
  }

  /// What is wrong with the page that people open first.
  ///
  /// - Parameter page: nil where it was not captured.
  static func check(
    _ page: SealedPage?, of package: PackageReport, _ stated: StatedEvidence?
  ) -> [Finding] {
    let place = PackageContents.pagePath
    guard let page else {
      guard let entry = package.entries.last(where: { $0.path.is(place) }),
        entry.size > SealedPage.largest
      else { return [] }
      return [
        Finding(
          "page-too-large", .warning, at: place,
          ["bytes": String(entry.size), "limit-bytes": String(SealedPage.largest)])
      ]
    }
    if let foreign = page.foreign {
      return [Finding("page-foreign", .error, at: place, ["text": foreign.shown])]
    }
    guard let summary = stated?.summary, page.figures != summary.words else { return [] }
    return [
      Finding(
        "page-differs", .error, at: place,
        ["stated": page.figures ?? "none", "found": summary.words])
    ]
  }
}
