public import Evidence
public import Files

/// The clinic for file names: what is wrong with them in a dossier, mending them, taking it back.
///
/// Nothing is ever overwritten, no link is followed, and nothing outside of the dossier is touched.
/// Hidden files and folders, `dossier.yaml`, `answers.yaml`, the filled form, the form's definition,
/// the folder 佐证材料 and what is in an unpacked package keep their names.
public enum NameMending {
  /// What was done.
  public struct Outcome: Sendable {
    /// Old and new paths, as they are in the dossier before and after all of it.
    public var renamed: [(from: String, to: String)] = []
    /// What could not be renamed, and why.
    public var failed: [(path: String, error: SystemError)] = []
    /// The log that undoes it, below the dossier; nil where nothing was renamed.
    public var log: String?
    /// Links in `dossier.yaml` that were changed along with the names.
    public var links = 0
  }

  /// The names in the dossier at `root` of which something is to be told.
  ///
  /// - Throws: ``DeskError``.
  public static func plan(_ root: String) throws(DeskError) -> NamePlan {
    let kept = try keptPaths(root)
    let entries = try onDisk { () throws(SystemError) in try DossierWalk(root).entries }
    // What can't be looked at would pass for well named.
    if let error = entries.lazy.compactMap({ $0.error(in: root) }).first { throw .system(error) }
    let usable = entries.filter { entry in
      if FileName.isHidden(entry.path) { return false }
      switch entry.kind {
      case .regular: return !FileName.isJunkFile(entry.name)
      case .directory: return !FileName.isJunkFolder(entry.name)
      default: return false
      }
    }
    let name = resolvedPath(root).split(separator: "/").last.map(String.init) ?? ""
    return NamePlan(
      usable.map { entry in
        let own = Array(entry.name)
        let isUTF8 = String(validating: own, as: UTF8.self) != nil
        return NamePlan.Entry(
          path: entry.path, decoded: isUTF8 ? nil : decodedLegacyName(own),
          isKept: kept.contains(entry.path))
      }, root: name)
  }

  /// What keeps its name.
  private static func keptPaths(_ root: String) throws(DeskError) -> Set<[UInt8]> {
    Set(
      try DossierFolder.file(in: root).ownFiles.map(\.bytes) + [Array(AttachmentScan.folder.utf8)])
  }

  /// Renames what the plan says, what is in a folder before the folder, and changes the links in
  /// `dossier.yaml` along with it.
  ///
  /// Each renaming is written to a log in `.evpack` before it is done. One that fails is told, and
  /// the others are done nevertheless.
  ///
  /// - Parameter moment: names the log; digits and letters.
  /// - Throws: ``DeskError`` where nothing could be done.
  public static func mend(_ root: String, at moment: String) throws(DeskError) -> Outcome {
    try FolderLock.hold(root) { () throws(DeskError) in
      let renamings = try plan(root).renamings
      var outcome = Outcome()
      guard !renamings.isEmpty else { return outcome }
      var folder = try onDisk { () throws(SystemError) in try SourceFolder(root) }
      var log = try onDisk { () throws(SystemError) in try NamesLog(in: root, at: moment) }
      outcome.log = log.name
      var done: [(path: [UInt8], newName: [UInt8])] = []
      for item in renamings {
        let newName = Array((item.newName ?? "").utf8)
        do throws(SystemError) {
          let inode = try folder.identity(item.path).inode
          try log.append(NamesLog.Line(path: item.path, newName: newName, inode: inode))
          try folder.rename(item.path, to: newName)
          done.append((item.path, newName))
        } catch {
          outcome.failed.append((item.shown, error))
        }
      }
      let paths = RenamedPaths(done)
      outcome.renamed = done.map { item in
        (FileName.shown(item.path), FileName.shown(paths.after(item.path)))
      }
      outcome.links = try relink(root, paths.after)
      return outcome
    }
  }

  /// Gives the files of a log their old names back, byte for byte, and the links their old paths.
  ///
  /// A file that has been moved or replaced since is told and left alone. What a run that was cut
  /// short had not renamed is as it was.
  ///
  /// - Parameter log: its path, of a log that the user answers for; nil takes the newest one that
  ///   this user wrote on this computer and that has not been undone.
  /// - Throws: ``DeskError``.
  public static func undo(_ root: String, log: String? = nil) throws(DeskError) -> Outcome {
    try FolderLock.hold(root) { () throws(DeskError) in
      _ = try DossierFolder.file(in: root)
      let kept = try keptPaths(root)
      let lines: [NamesLog.Line]
      var own: String?
      if let log {
        lines = try NamesLog.lines(of: log)
      } else {
        let newest = try NamesLog.newest(in: root)
        (own, lines) = (newest.name, newest.lines)
      }
      var folder = try onDisk { () throws(SystemError) in try SourceFolder(root) }
      var outcome = Outcome()
      var undone: [NamesLog.Line] = []
      for line in lines.reversed() {
        do throws(SystemError) {
          if try isThere(line.path, line.inode, &folder) { continue }
          guard try isThere(line.newPath, line.inode, &folder) else {
            throw SystemError(.rename, FileName.shown(line.newPath), code: SystemError.notFound)
          }
          // Such are never renamed, so no log of ours gives them a name.
          let paths = [line.path, line.newPath]
          guard !paths.contains(where: { FileName.isHidden($0) || kept.contains($0) }) else {
            throw SystemError(.rename, FileName.shown(line.newPath), code: SystemError.notPermitted)
          }
          let oldName = Array(line.path.split(separator: UInt8(ascii: "/")).last ?? [])
          try folder.rename(line.newPath, to: oldName)
          undone.append(line)
        } catch {
          outcome.failed.append((FileName.shown(line.newPath), error))
        }
      }
      // The links of all lines: a run that was cut short may have undone some of them before.
      let paths = RenamedPaths(lines.map { ($0.path, $0.newName) })
      outcome.renamed = undone.map { line in
        (FileName.shown(paths.after(line.path)), FileName.shown(line.path))
      }
      outcome.links = try relink(root) { path in
        let old = paths.before(path)
        return (try? folder.identity(old)) == nil ? path : old
      }
      if outcome.failed.isEmpty { try retire(log ?? "\(root)/\(own ?? "")") }
      return outcome
    }
  }

  /// Whether the very file stands at `path`.
  private static func isThere(
    _ path: [UInt8], _ inode: UInt64, _ folder: inout SourceFolder
  ) throws(SystemError) -> Bool {
    do throws(SystemError) {
      return try folder.identity(path).inode == inode
    } catch {
      if error.isNotFound { return false }
      throw error
    }
  }

  /// Changes the paths of the links, under the folder's lock; `dossier.yaml` is written only where
  /// one changes.
  private static func relink(
    _ root: String, _ path: ([UInt8]) -> [UInt8]
  ) throws(DeskError) -> Int {
    try DossierFile.rewrite(in: root) { file in
      var count = 0
      for (index, link) in file.links.enumerated() {
        let mapped = path(link.attachment.bytes)
        guard mapped != link.attachment.bytes, let attachment = try? PackagePath(bytes: mapped)
        else { continue }
        file.links[index].attachment = attachment
        count += 1
      }
      return count
    }
  }

  /// Marks a log as undone.
  private static func retire(_ path: String) throws(DeskError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let name = String(parts.last ?? "")
    let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
    try onDisk { () throws(SystemError) in
      var source = try SourceFolder(folder.isEmpty ? "/" : folder)
      try source.rename(Array(name.utf8), to: Array((name + NamesLog.undoneSuffix).utf8))
    }
  }
}
