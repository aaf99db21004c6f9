internal import Evidence

/// Where a report may be written.
public enum ReportTarget {
  /// Makes sure that a report at `path` would not stand among a dossier's files, or in the place of
  /// one: an earlier report is replaced, evidence never.
  ///
  /// - Throws: ``DeskError/partOfDossier(file:)``.
  public static func check(_ path: String) throws(DeskError) {
    guard let dossier = EnclosingDossier(around: path),
      let place = try? PackagePath(dossier.path)
    else { return }
    let file = try? DossierFolder.file(in: dossier.root)
    let form = file.flatMap { try? FormDefinition(named: $0.form, in: dossier.root).form }
    let isEvidence = AttachmentScan.isEvidence(
      place, numbers: Set(form?.requirements.map(\.number) ?? []),
      linked: Set(file?.links.map(\.attachment) ?? []))
    guard !isEvidence, file?.ownFiles.contains(place) != true else {
      throw .partOfDossier(file: path)
    }
  }
}
