internal import Evidence
internal import Files
internal import Manifest

/// Which file of a dossier goes where in its package.
struct PackageContents {
  static let formFolder = "data/form"
  static let evidenceFolder = "data/evidence"
  static let answersPath = "data/form/answers.json"
  static let evidencePath = "evidence.json"
  static let formPath = "form.json"
  static let pagePath = "index.html"
  /// The bag-info field with the verdict at sealing and the required items: `complete 41/41`.
  static let completenessField = "Evpack-Completeness"

  let folder: DossierFolder
  /// The places in the package by the places in the dossier.
  let paths: [PackagePath: PackagePath]

  /// Gives each linked attachment one place: below its first requirement, in the order of the
  /// numbers.
  init(_ folder: DossierFolder) throws(PackagePath.Problem) {
    self.folder = folder
    let folders = Dictionary(
      uniqueKeysWithValues: folder.dossier.form.requirements.map { ($0.number, $0.folderName) })
    var paths: [PackagePath: PackagePath] = [:]
    var taken: Set<[UInt8]> = []
    let known = Set(folder.dossier.attachments.map(\.path))
    let links = folder.dossier.links.filter { known.contains($0.attachment) }
      .sorted { ($0.requirement, $0.attachment) < ($1.requirement, $1.attachment) }
    for link in links where paths[link.attachment] == nil {
      guard let folder = folders[link.requirement] else { continue }
      let place = "\(Self.evidenceFolder)/\(folder)"
      // bsdtar composes the names that it extracts, and macOS hands them over decomposed; so that
      // the manifests hold for everyone, names are composed (NFC) here. `source` keeps the spelling.
      let composed = FileName.inNFC(link.attachment.name)
      let name = Self.free(composed, in: place, &taken)
      paths[link.attachment] = try PackagePath("\(place)/\(name)")
    }
    self.paths = paths
  }

  /// The name, or the name with a number where another file has it; names that differ only by case
  /// or Unicode form are one on Windows and macOS.
  private static func free(
    _ name: String, in folder: String, _ taken: inout Set<[UInt8]>
  ) -> String {
    let dot = name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? $0 : nil } ?? name.endIndex
    var candidate = name
    var count = 1
    while !taken.insert(FileName.twinBytes("\(folder)/\(candidate)".utf8)).inserted {
      count += 1
      candidate = "\(name[..<dot]) (\(count))\(name[dot...])"
    }
    return candidate
  }

  /// The payload, the form and the answers included.
  func payload(answers: [UInt8]) throws(PackagePath.Problem) -> [PayloadFile] {
    var files: [PayloadFile] = []
    if let document = folder.document {
      files.append(
        PayloadFile(
          path: try PackagePath("\(Self.formFolder)/\(document.name)"),
          source: .bytes(document.bytes)))
    }
    files.append(PayloadFile(path: try PackagePath(Self.answersPath), source: .bytes(answers)))
    for (path, place) in paths {
      guard let identity = folder.identities[path] else { continue }
      files.append(
        PayloadFile(
          path: place, source: .file(root: folder.root, path: path.bytes, identity: identity)))
    }
    return files
  }

  /// The dossier with its attachments where the package has them, and only those.
  func sealedDossier(_ files: [SealedFile]) -> Dossier {
    let digests = Dictionary(
      files.map { ($0.path, $0.digest.hex) }, uniquingKeysWith: { first, _ in first })
    var dossier = folder.dossier
    dossier.attachments = folder.dossier.attachments.compactMap { attachment in
      guard let place = paths[attachment.path] else { return nil }
      var sealed = attachment
      sealed.source = attachment.path
      sealed.path = place
      sealed.sha256 = digests[place]
      return sealed
    }
    dossier.links = folder.dossier.links.compactMap { link in
      guard let place = paths[link.attachment] else { return nil }
      var sealed = link
      sealed.attachment = place
      return sealed
    }
    return dossier
  }
}
