internal import Evidence
internal import Files
internal import Manifest

/// What lies in a dossier's folder; hidden folders and unpacked packages are listed, not entered.
///
/// A package that was unpacked beside the evidence holds it all once more, and names its folders as
/// a dossier does.
struct DossierWalk {
  var entries: [DirectoryTree.Entry] = []
  /// The folders that are unpacked packages; the payload's where the dossier's own folder is one.
  var packages: [[UInt8]] = []

  /// - Throws: ``SystemError`` where the folder itself can't be read.
  init(_ root: String) throws(SystemError) {
    var folder = try SourceFolder(root)
    let isPackage = Self.holdsPackage([], in: &folder)
    var packages: [[UInt8]] = []
    entries = try DirectoryTree(root: root).entries { path in
      if FileName.isHidden(path) { return false }
      guard isPackage && path == Self.payload || Self.holdsPackage(path, in: &folder) else {
        return true
      }
      packages.append(path)
      return false
    }
    self.packages = packages.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static let payload = Array(BagLayout.payloadFolder.utf8.dropLast())

  /// Whether a folder of the dossier has what makes it a bag (RFC 8493 §2.1).
  private static func holdsPackage(_ path: [UInt8], in folder: inout SourceFolder) -> Bool {
    let prefix = path.isEmpty ? [] : path + [UInt8(ascii: "/")]
    let kinds = [Array(BagLayout.declarationPath.utf8), payload].map { name in
      try? folder.identity(prefix + name).kind
    }
    return kinds == [.regular, .directory]
  }
}
