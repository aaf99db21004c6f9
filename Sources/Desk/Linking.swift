public import Evidence
internal import Files

/// Links between requirements and files that the folders alone can't say.
public enum Linking {
  /// Links each of `files` to the requirement, in `dossier.yaml`.
  ///
  /// - Parameter files: as the user names them, relative to the current folder.
  /// - Returns: the links that were added; those that were there already are left out.
  /// - Throws: ``DeskError``; the file is then as it was.
  public static func link(
    _ files: [String], to number: String, in root: String, place: String? = nil,
    note: String? = nil
  ) throws(DeskError) -> [EvidenceLink] {
    try DossierFile.change(in: root) { (file) throws(DeskError) in
      let folder = try DossierFolder(root)
      let requirement = try requirement(number, of: folder)
      var added: [EvidenceLink] = []
      for name in files {
        let path = try attachment(name, in: folder)
        let link = EvidenceLink(
          requirement: requirement, attachment: path, place: place, note: note)
        if folder.dossier.links.contains(link) || added.contains(link) { continue }
        file.links.removeAll { $0.requirement == requirement && $0.attachment == path }
        file.links.append(link)
        added.append(link)
      }
      return added
    }
  }

  /// Adds links to `dossier.yaml`, in one writing.
  ///
  /// - Parameter links: to files of the dossier, as a walk of it found them.
  /// - Throws: ``DeskError``; the file is then as it was.
  public static func add(_ links: [EvidenceLink], in root: String) throws(DeskError) {
    try DossierFile.change(in: root) { file in
      file.links += links.filter { !file.links.contains($0) }
    }
  }

  /// Takes the links from `files` to the requirement out of `dossier.yaml`.
  ///
  /// - Throws: ``DeskError``: `notLinked`, or `linkedByFolder` where the link comes from the
  ///   folder or the name of the file.
  public static func unlink(
    _ files: [String], from number: String, in root: String
  ) throws(DeskError) -> [EvidenceLink] {
    try DossierFile.change(in: root) { (file) throws(DeskError) in
      let folder = try DossierFolder(root)
      let requirement = try requirement(number, of: folder)
      var removed: [EvidenceLink] = []
      for name in files {
        // A file that has been deleted can still be unlinked.
        let path = try path(name, in: root)
        let isMeant = { (link: EvidenceLink) in
          link.requirement == requirement && link.attachment == path
        }
        guard let link = file.links.first(where: isMeant) else {
          throw folder.dossier.links.contains(where: isMeant)
            ? .linkedByFolder(number: number, file: name)
            : .notLinked(number: number, file: name)
        }
        file.links.removeAll(where: isMeant)
        removed.append(link)
      }
      return removed
    }
  }

  private static func requirement(
    _ number: String, of folder: DossierFolder
  ) throws(DeskError) -> Requirement.Number {
    // The prefix takes the full-width digits and dashes of a Chinese keyboard.
    guard let parsed = Requirement.Number(number) ?? Requirement.Number(prefixOf: number),
      folder.dossier.form.requirements.contains(where: { $0.number == parsed })
    else { throw .unknownRequirement(number: number) }
    return parsed
  }

  /// The path in the dossier of a file that is named from the current folder, or from the dossier's
  /// as reports print it.
  private static func path(_ name: String, in root: String) throws(DeskError) -> PackagePath {
    let base = resolvedPath(root)
    let here = resolvedFolder(of: name)
    let whole = here.hasPrefix(base + "/") ? here : resolvedFolder(of: "\(root)/\(name)")
    guard whole.hasPrefix(base + "/"),
      let path = try? PackagePath(String(whole.dropFirst(base.count + 1)))
    else { throw .notAnAttachment(file: name) }
    return path
  }

  private static func attachment(
    _ name: String, in folder: DossierFolder
  ) throws(DeskError) -> PackagePath {
    let path = try path(name, in: folder.root)
    // The form does not prove itself.
    if folder.ownFiles.contains(path) { throw .notAnAttachment(file: name) }
    let identity = try onDisk { () throws(SystemError) in
      var source = try SourceFolder(folder.root)
      return try source.open(path.bytes).identity()
    }
    guard identity.kind == .regular else { throw .notAnAttachment(file: name) }
    return path
  }

}
