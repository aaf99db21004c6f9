internal import Evidence
public import Manifest
public import Reports

/// Compares packages.
public enum PackageComparing {
  /// What changed from the package `old` to the package `new`.
  ///
  /// Both are verified; a package that is not intact is compared by what could be read, and its
  /// report says so.
  ///
  /// - Parameters:
  ///   - progress: called from several threads.
  ///   - isCancelled: asked often, from several threads.
  /// - Throws: `VerificationError`, or ``DeskError``: `notComparable` where a package is no dossier
  ///   of evpack's, or what it holds can't be read.
  public static func compare(
    _ old: String, with new: String, progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> PackageDifference {
    let records = try [old, new].map { path in
      try read(path, progress: progress, isCancelled: isCancelled)
    }
    return PackageDifference(
      from: records[0].side, to: records[1].side, form: try form(of: records[1]))
  }

  private struct Record {
    var side: PackageDifference.Side
    var formID: String
  }

  private static func read(
    _ path: String, progress: (@Sendable (Progress) -> Void)?,
    isCancelled: (@Sendable () -> Bool)?
  ) throws -> Record {
    let package = try Verification.verify(
      path: path,
      capture: { path in
        [
          PackageContents.evidencePath, PackageContents.formPath, PackageContents.answersPath,
        ].contains(where: path.is)
      }, progress: progress, isCancelled: isCancelled)
    guard package.isEvpackPackage,
      let stated = try? package.record.get(), let answers = try? package.sealedAnswers.get()
    else {
      let reason: DeskError.Incomparable =
        !package.isPackage
        ? .noPackage : package.isCutOff ? .cutOff : package.isIntact ? .foreign : .damaged
      throw DeskError.notComparable(package: path, reason)
    }
    let entries = Dictionary(
      package.entries.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var states: [Requirement.Number: CompletenessReport.State] = [:]
    var attachments: [Requirement.Number: [Attachment]] = [:]
    for requirement in stated.requirements {
      guard let number = Requirement.Number(requirement.number) else { continue }
      states[number] = CompletenessReport.State(rawValue: requirement.state)
      attachments[number] = requirement.attachments.compactMap { attachment in
        guard let path = attachment.path, let entry = entries[path] else {
          return nil
        }
        return Attachment(
          path: path, size: entry.size,
          sha256: entry.digest)
      }
    }
    return Record(
      side: PackageDifference.Side(
        file: path, package: package, states: states, attachments: attachments,
        answers: answers.answers), formID: stated.formID)
  }

  /// The form that the program brings, or else the one in the package.
  private static func form(of record: Record) throws(DeskError) -> Form {
    if let own = try? FormDefinition(bundled: record.formID) { return own.form }
    guard let sealed = record.side.package.captured[PackageContents.formPath],
      let text = String(validating: sealed, as: UTF8.self)
    else { throw .notComparable(package: record.side.file, .foreign) }
    return try FormDefinition(text: text, file: PackageContents.formPath).form
  }
}
