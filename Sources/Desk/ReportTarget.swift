internal import Evidence
internal import Files
internal import Manifest

/// Where a report may be written.
public enum ReportTarget {
  /// Makes sure that a report at `path` would not stand among a dossier's files or in an unpacked
  /// package, or in the place of one of their files: an earlier report is replaced, evidence never.
  ///
  /// - Throws: ``DeskError/partOfDossier(file:)``, ``DeskError/partOfPackage(file:)``, or where
  ///   descriptors run out.
  public static func check(_ path: String) throws(DeskError) {
    if isInPackage(path) { throw .partOfPackage(file: path) }
    guard let dossier = EnclosingDossier(around: path),
      let place = try? PackagePath(dossier.path)
    else { return }
    var file: DossierFile?
    var form: Form?
    do throws(DeskError) {
      file = try DossierFolder.file(in: dossier.root)
      form = try file.map { file throws(DeskError) in
        try FormDefinition(named: file.form, ofDossier: dossier.root).form
      }
    } catch {
      // What a faulty file would tell is left out.
      if error.isShortage { throw error }
    }
    let isEvidence = AttachmentScan.isEvidence(
      place, numbers: Set(form?.requirements.map(\.number) ?? []),
      linked: Set(file?.links.map(\.attachment) ?? []))
    guard !isEvidence, file?.ownFiles.contains(place) != true else {
      throw .partOfDossier(file: path)
    }
  }

  /// Whether a folder around the file is a bag.
  private static func isInPackage(_ path: String) -> Bool {
    enclosingFolders(of: path).contains { folder in
      isTaken("\(folder)/\(BagLayout.declarationPath)")
    }
  }
}
