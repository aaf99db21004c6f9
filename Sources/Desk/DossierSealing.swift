public import Evidence
public import Files
internal import Inspection
public import Manifest
internal import Reports

/// Seals a dossier into a package.
public enum DossierSealing {
  /// What sealing made, and what the dossier held.
  public struct Outcome: Sendable {
    public var receipt: SealReceipt
    /// What the package holds.
    public var report: CompletenessReport
    /// Whether the dossier is complete: the report is, and no link leads nowhere.
    public var isComplete: Bool
    /// Why files are not in the package that can't be read or can't stand in one.
    public var leftOut: [Finding]
    /// How many files are not in the package since they are linked to nothing.
    public var unlinked: Int
  }

  /// Seals the dossier in the folder `root`.
  ///
  /// - Parameters:
  ///   - target: the package; nil puts `NAME.tar`, NAME being the folder's, into the current folder.
  ///   - pipe: takes the package instead of a file, as it is being made; `target` names it then.
  ///   - sealedAt: Unix seconds.
  ///   - allowIncomplete: seals a dossier that lacks required evidence; the package says so.
  ///   - withSM3: adds a manifest of SM3 digests.
  ///   - supersedes: the seal number of the package whose place this one takes.
  ///   - reading: called from several threads while the attachments are opened before the sealing:
  ///     of a dossier that is refused, and of one that goes to a pipe.
  ///   - progress: called from several threads while they are sealed.
  ///   - isCancelled: asked often, from several threads.
  /// - Throws: ``DeskError``, or the sealing's own `SealingError`. Nothing is left behind then.
  public static func seal(
    _ root: String, to target: String? = nil, streamingTo pipe: Descriptor? = nil, sealedAt: Int64,
    allowIncomplete: Bool = false,
    withSM3: Bool = false, supersedes: Digest? = nil,
    reading: (@Sendable (Progress) -> Void)? = nil,
    progress: (@Sendable (Progress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> Outcome {
    var folder = try DossierFolder(root)
    // What names and links alone show to be incomplete is read in search of all that is wrong, and
    // refused; and so is what goes to a pipe, from which nothing can be taken back.
    if !allowIncomplete, pipe != nil || !folder.assess().isComplete {
      try folder.read(
        hashing: false, progress: reading, isCancelled: isCancelled)
      try refuseIncomplete(folder.assess(), of: root)
    } else {
      try folder.recall()
    }
    let name = absolutePath(root).split(separator: "/").last ?? "dossier"
    let target = target ?? "\(name).tar"
    let contents = try PackageContents(folder.dossier)
    // The words inside a package are in the form's own language, whoever seals it.
    let language = Language.zh
    let answers = AnswersRendering.json(
      form: folder.dossier.form, answers: folder.dossier.answers,
      findings: folder.answerFindings,
      language: language)
    let (day, moment) = civilDate(ofUnixSeconds: sealedAt)
    let bag = try BagLayout.bagName(ofFileNamed: target)
    let facts = SealFacts(package: "\(bag).tar", date: day)
    let payload = try contents.payload(of: folder, answers: Array(answers.utf8))
    var assessed: CompletenessReport?
    let info = { (files: [SealedFile]) in
      try folder.read(contents, in: files)
      let report = contents.sealed(folder.dossier).assess(with: folder.findings)
      let isComplete = report.isComplete && contents.hasAllLinks
      if !isComplete, !allowIncomplete {
        // The places that people know are those in the folder.
        try refuseIncomplete(folder.assess(), of: root)
        try refuseIncomplete(report, of: root)
      }
      assessed = report
      return Self.info(report, isComplete: isComplete, folder, supersedes)
    }
    let tagFiles = { (_: [SealedFile]) in
      guard let report = assessed else { preconditionFailure("the info was made first") }
      let form = folder.definition.json
      let formDigest = try digest(form)
      return [
        TagFile(path: try PackagePath(PackageContents.evidencePath)) { output in
          try report.json(
            language, extra: [("sealedAt", .string(moment)), ("formDigest", .string(formDigest))]
          ).write(to: output)
        },
        TagFile(path: try PackagePath(PackageContents.formPath), bytes: Array(form.utf8)),
        TagFile(path: try PackagePath(PackageContents.pagePath)) { output in
          try report.writeHTML(language, on: day, links: .below(""), seal: facts, to: output)
        },
      ]
    }
    let inspection = PayloadInspection(by: folder.inspector)
    let receipt =
      if let pipe {
        try Sealing.stream(
          bagNamed: bag, to: pipe, payload: payload, sealedAt: sealedAt, inspection: inspection,
          info: info, withSM3: withSM3, tagFiles: tagFiles, progress: progress,
          isCancelled: isCancelled)
      } else {
        try Sealing.seal(
          bagNamed: bag, to: target, payload: payload, sealedAt: sealedAt, inspection: inspection,
          info: info, withSM3: withSM3, tagFiles: tagFiles, progress: progress,
          isCancelled: isCancelled)
      }
    guard let report = assessed else { preconditionFailure("the info was made") }
    return Outcome(
      receipt: receipt, report: report, isComplete: report.isComplete && contents.hasAllLinks,
      leftOut: folder.leftOut, unlinked: contents.places.count { $0 == nil })
  }

  private static func refuseIncomplete(_ report: CompletenessReport, of root: String) throws {
    if report.isComplete { return }
    throw DeskError.incomplete(
      folder: root, missing: report.items(.missing).count { $0.requirement.level == .required },
      errors: report.findings.count { $0.level == .error })
  }

  /// The seal number that `text` is, or that the package in the file `text` has.
  ///
  /// - Throws: ``DeskError``: `partialSealNumber`, `nothingToSupersede` or `notSuperseding`;
  ///   `VerificationError`.
  public static func sealNumber(of text: String) throws -> Digest {
    if let number = Digest(hex: text.lowercased()) { return number }
    let package: PackageReport
    do throws(VerificationError) {
      package = try Verification.verify(path: text)
    } catch {
      guard case .unreadable(let reason) = error, reason.isNotFound else { throw error }
      let isPart =
        text.contains(where: \.isHexDigit) && text.allSatisfy { $0.isHexDigit || $0 == "-" }
      throw isPart ? DeskError.partialSealNumber(text) : DeskError.nothingToSupersede(text)
    }
    guard package.isIntact, package.isEvpackPackage, let number = package.sealNumber else {
      throw DeskError.notSuperseding(package: text)
    }
    return number
  }

  private static func digest(_ text: String) throws -> String {
    try SHA256.digest(of: Array(text.utf8)).hex
  }

  private static func info(
    _ report: CompletenessReport, isComplete: Bool, _ folder: DossierFolder,
    _ supersedes: Digest?
  ) -> [(label: String, value: String)] {
    let progress = report.progress
    let state = isComplete ? "complete" : "incomplete"
    return [
      (BagLayout.sourceField, folder.dossier.name),
      ("External-Identifier", folder.dossier.name),
      ("Evpack-Form", "\(report.form.id) \(report.form.version)"),
      (PackageContents.completenessField, "\(state) \(progress.held)/\(progress.asked)"),
      (BagLayout.supersedesField, supersedes?.hex ?? ""),
    ].filter { !$0.1.isEmpty }
  }
}
