public import Evidence
public import Manifest

/// What a reviewer found out about one package: each question answered by itself.
public struct PackageReview: Sendable {
  /// The package's file, as the reviewer named it.
  public var file: String
  public var package: PackageReport
  /// Judged anew from the sealed answers and links; nil where that could not be done.
  public var completeness: CompletenessReport?
  /// Whether it is judged as a dossier's package: it says so, or holds what evpack seals.
  public var isDossier: Bool
  /// The form's title.
  public var form: String?
  /// What the review found beyond the package's and the completeness report's findings.
  public var findings: [Finding]
  /// What was found of the signatures that lie beside the package.
  public var signatures: SignatureReport
  /// The files that are evidence, or all files of another tool's bag, as they were opened.
  public var attachments: [Attachment]
  /// What the applicant filled in, as it was sealed.
  public var answers = Answers()
  /// The numbers of the standards and rights in each list among them.
  public var listed: [PackagePath: [String]] = [:]
  /// What is wrong with those of which the completeness report does not tell.
  public var attachmentFindings: [Finding] = []

  public init(
    file: String, package: PackageReport, completeness: CompletenessReport?, form: String?,
    findings: [Finding], signatures: SignatureReport = SignatureReport(),
    attachments: [Attachment] = []
  ) {
    self.file = file
    self.package = package
    isDossier = package.isEvpackPackage
    self.completeness = completeness
    self.form = form
    self.findings = findings
    self.signatures = signatures
    self.attachments = attachments
  }

  /// Whether every byte is as it was sealed.
  public var isIntact: Bool { package.isIntact }

  /// Whether the package says that it corrects the other one.
  public func supersedes(_ other: PackageReview) -> Bool {
    guard let number = other.package.sealNumber else { return false }
    return package.info.values(of: BagLayout.supersedesField).contains(number.hex)
  }

  /// Whether all required evidence is in the package, opens, and nothing in it contradicts itself.
  public var isComplete: Bool {
    (completeness?.isComplete ?? false)
      && !(findings + attachmentFindings).contains { $0.level == .error }
  }

  /// Whether a file that was to be opened can't be used.
  public var hasUnusableFiles: Bool { usable(items) == .failed }

  /// What is asked of a package.
  enum Question: String, CaseIterable {
    case intact, complete, authentic
    /// Whether the attachments open.
    case usable
    /// Whether nothing is in it that does not belong there; viruses are not searched for.
    case safe
  }

  func outcome(of question: Question, _ items: [ReviewItem]) -> Outcome {
    switch question {
    case .intact: intact
    case .complete: complete
    case .authentic: authentic
    case .usable: usable(items)
    case .safe: outcome(of: .safety, items)
    }
  }

  /// Whether the files are of known formats and open.
  private func usable(_ items: [ReviewItem]) -> Outcome {
    let own = items.filter { [.contentFormat, .readableContent].contains($0.kind) }
    if own.contains(where: { $0.outcome == .failed }) { return .failed }
    return own.allSatisfy { $0.outcome == .passed } ? .passed : .notChecked
  }

  /// The answer to one of the questions.
  enum Outcome: String, CaseIterable {
    case passed, failed
    case notChecked = "not-checked"
  }

  var intact: Outcome {
    if package.findings.contains(where: { $0.level == .error }) { return .failed }
    return package.notChecked.isEmpty ? .passed : .notChecked
  }

  var complete: Outcome {
    if isComplete { return .passed }
    if completeness == nil, findings.count(.error) == 0 { return .notChecked }
    return .failed
  }

  /// Whether a signature is wrong, or lacks what the reviewer asked for.
  public var isSignatureRefused: Bool { signatures.findings.count(.error) > 0 }

  var authentic: Outcome {
    if isSignatureRefused || isUndermined { return .failed }
    let isTrusted =
      !signatures.signers.isEmpty && signatures.signers.allSatisfy { $0.state == .trusted }
    return isTrusted ? .passed : .notChecked
  }

  /// Whether the package is no longer what was signed.
  var isUndermined: Bool { !isIntact && signatures.signers.contains(where: \.isRight) }

  package var allFindings: [Finding] { package.findings + ownFindings }

  /// The findings beyond the package's.
  var ownFindings: [Finding] {
    signatures.findings + findings + attachmentFindings + (completeness?.findings ?? [])
  }

  /// The sealing time as the package tells it.
  var sealedAt: String? { package.info.values(of: BagLayout.sealedField).first }

  /// The seal number of the package whose place this one takes, as the package tells it.
  var supersedes: String? { package.info.values(of: BagLayout.supersedesField).first }

  var verdict: String {
    if !isIntact { return "not-intact" }
    return isComplete ? "intact-complete" : "intact-incomplete"
  }

  /// What was not looked at, in words: paths, and spans of bytes.
  func notChecked(_ wording: Wording) -> [String] {
    package.notChecked.map { place in
      guard let span = place.wholeMatch(of: /bytes ([0-9]+)-([0-9]*)/) else { return place.shown }
      let ends = ["from": String(span.1), "to": String(span.2)]
      return wording.phrase(span.2.isEmpty ? "verify.bytes-from" : "verify.bytes-span", ends)
    }
  }
}
