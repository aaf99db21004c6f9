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
  /// What the reviewer read on the stamped cover; nil where nothing was given.
  public var expectedSeal: SealExpectation?

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

  /// Whether a signature is wrong, or lacks what the reviewer asked for.
  public var isSignatureRefused: Bool { signatures.findings.count(.error) > 0 }

  /// Whether the package is no longer what was signed.
  package var isUndermined: Bool { !isIntact && signatures.signers.contains(where: \.isRight) }

  package var allFindings: [Finding] { package.findings + ownFindings }

  /// The findings beyond the package's.
  package var ownFindings: [Finding] {
    signatures.findings + findings + attachmentFindings + (completeness?.findings ?? [])
  }

  /// The sealing time as the package tells it.
  package var sealedAt: String? { package.info.values(of: BagLayout.sealedField).first }

  /// The seal number of the package whose place this one takes, as the package tells it.
  package var supersedes: String? { package.info.values(of: BagLayout.supersedesField).first }

  /// What is told of the package's findings.
  ///
  /// The clauses of BagIt are for those who deal with other tools' bags.
  package var told: [Finding] {
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
}

extension Signer {
  /// Whether the signature is right in itself, whoever made it.
  package var isRight: Bool { state == .trusted || state == .unconfirmed }
}
