internal import Evidence
internal import Files
internal import Manifest

/// What lies in a dossier's folder; folders of systems (``FileName/isJunkFolder(_:)``) and unpacked
/// packages are listed, not entered.
///
/// A package that was unpacked beside the evidence holds it all once more, and names its folders as
/// a dossier does.
struct DossierWalk {
  var entries: [DirectoryTree.Entry] = []
  /// The folders that are unpacked packages; the payload's where the dossier's own folder is one.
  var packages: [[UInt8]] = []

  /// - Throws: ``SystemError`` where the folder itself can't be read, or descriptors run out.
  init(_ root: String) throws(SystemError) {
    var folder = try SourceFolder(root)
    let isPackage = try Self.holdsPackage([], in: &folder)
    var packages: [[UInt8]] = []
    var shortage: SystemError?
    entries = try DirectoryTree(root: root).entries { path in
      if FileName.isJunkFolder(path) { return false }
      do throws(SystemError) {
        if !(isPackage && path == Self.payload) {
          guard try Self.holdsPackage(path, in: &folder) else { return true }
        }
      } catch {
        shortage = error
        return false
      }
      packages.append(path)
      return false
    }
    if let shortage { throw shortage }
    self.packages = packages.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static let payload = Array(BagLayout.payloadFolder.utf8.dropLast())

  /// Whether a folder of the dossier has what makes it a bag (RFC 8493 §2.1); one that can't be looked
  /// into has not.
  private static func holdsPackage(
    _ path: [UInt8], in folder: inout SourceFolder
  ) throws(SystemError) -> Bool {
    let prefix = path.isEmpty ? [] : path + [UInt8(ascii: "/")]
    do throws(SystemError) {
      let declaration = try folder.identity(prefix + Array(BagLayout.declarationPath.utf8))
      guard declaration.kind == .regular else { return false }
      return try folder.identity(prefix + payload).kind == .directory
    } catch {
      if error.isShortage { throw error }
      return false
    }
  }
}
