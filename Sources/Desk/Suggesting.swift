public import Evidence
internal import Files
internal import Inspection

/// Proposes for which requirements the loose files of a folder were gathered.
public enum Suggesting {
  /// The largest Word file that is opened for its title.
  private static let largestDocument = 16 << 20

  /// The files of a folder that nothing is linked to, with what each may prove.
  ///
  /// Nothing is moved, renamed or linked.
  ///
  /// - Parameter source: the folder with the loose files; nil takes the dossier's 佐证材料.
  /// - Throws: ``DeskError``.
  /// - Complexity: walks both folders; opens Word files for their titles.
  public static func suggest(
    _ root: String, from source: String? = nil
  ) throws(DeskError) -> SuggestionReport {
    let dossier = try DossierFolder(root)
    return try suggest(dossier, dossier.assess(), from: source)
  }

  /// As ``suggest(_:from:)``, for a dossier that has been read.
  static func suggest(
    _ dossier: DossierFolder, _ report: CompletenessReport, from source: String? = nil
  ) throws(DeskError) -> SuggestionReport {
    let root = dossier.root
    let asked = report.items.filter { $0.state != .notRequired }.map(\.requirement.number)
    let matcher = EvidenceMatcher(dossier.dossier.form, asked: Set(asked))
    let folder = try source.map { source throws(DeskError) in try place(source, in: root) }
    let base = folder?.isInside == false ? folder?.path ?? root : root
    var files = try onDisk { () throws(SystemError) in try SourceFolder(base) }
    let loose =
      try folder.map { folder throws(DeskError) in try walk(folder, dossier) }
      ?? report.unlinked.map { ($0.path, $0.size) }
    let items = try loose.map { path, size throws(DeskError) in
      let title = size > 0 ? try title(path, in: &files, dossier.inspector) : nil
      var folders = path.components
      let name = folders.removeLast()
      let file = LooseFile(folders: folders, name: name, title: title, isEmpty: size == 0)
      let shown = folder?.isInside == false ? "\(source ?? base)/\(path)" : path.description
      return SuggestionReport.Item(
        path: shown, title: file.title, suggestions: matcher.suggestions(for: file))
    }
    return SuggestionReport(
      form: report.form, name: report.name, folder: root, items: items,
      canLink: folder?.isInside ?? true,
      missing: report.items(.missing).map(\.requirement).filter { $0.level == .required })
  }

  private struct Place {
    /// The folder's own path where it is outside, else the path below the dossier.
    var path: String
    var isInside: Bool
  }

  private static func place(_ source: String, in root: String) throws(DeskError) -> Place {
    let kind = try onDisk { () throws(SystemError) in
      try FileIdentity.at(source).kind
    }
    guard kind == .directory else {
      throw .system(SystemError(.list, source, code: SystemError.notAFolder))
    }
    let (base, path) = (resolvedPath(root), resolvedPath(source))
    if path == base { return Place(path: "", isInside: true) }
    guard path.hasPrefix(base + "/") else { return Place(path: source, isInside: false) }
    return Place(path: String(path.dropFirst(base.count + 1)), isInside: true)
  }

  /// The files of a folder that can be evidence and are not linked.
  private static func walk(
    _ place: Place, _ dossier: DossierFolder
  ) throws(DeskError) -> [(PackagePath, Int64)] {
    let entries = try onDisk { () throws(SystemError) in
      place.isInside
        ? try DossierWalk(dossier.root).entries
        : try DirectoryTree(root: place.path).entries { !FileName.isJunkFolder($0) }
    }
    let linked = Set(dossier.dossier.links.map(\.attachment))
    let own = dossier.ownFiles
    let prefix = place.isInside && !place.path.isEmpty ? Array("\(place.path)/".utf8) : []
    return entries.compactMap { entry in
      guard entry.kind == .regular, entry.problem == nil, entry.path.starts(with: prefix),
        let path = try? PackagePath(bytes: entry.path), !FileName.isJunk(path.bytes)
      else { return nil }
      if place.isInside, linked.contains(path) || own.contains(path) { return nil }
      return (path, entry.identity?.size ?? 0)
    }
  }

  /// The title inside a file; nil for files whose title can't be read here.
  private static func title(
    _ path: PackagePath, in files: inout SourceFolder, _ inspector: Inspector
  ) throws(DeskError) -> String? {
    switch path.name.split(separator: ".").last?.lowercased() {
    case "docx"?:
      do throws(SystemError) {
        return try inspector.title(of: files.read(path.bytes, limit: largestDocument))
      } catch {
        if error.isShortage { throw .system(error) }
        return nil
      }
    // A PDF's title is mostly that of the template or the scanner that made it.
    default: return nil
    }
  }
}
