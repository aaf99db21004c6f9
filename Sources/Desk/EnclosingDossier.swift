internal import Files

/// A dossier whose folder a file or another folder lies in.
struct EnclosingDossier {
  /// Its folder, absolute, links resolved.
  var root: String
  /// The path below its folder.
  var path: String

  /// The innermost dossier around `path`, which need not be there itself; nil where there is none.
  init?(around path: String) {
    let root = enclosingFolders(of: path).first { folder in
      isTaken("\(folder)/\(DossierFile.name)")
    }
    guard let root else { return nil }
    self.root = root
    self.path = String(resolvedFolder(of: path).dropFirst(root.count + 1))
  }

  /// Its folder as one names it who named a folder in it `name`.
  func shown(from name: String) -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let named = parts.last == "" ? parts.dropLast() : parts
    let depth = path.split(separator: "/").count
    guard named.count > depth, !named.contains("."), !named.contains("..") else { return root }
    return named.dropLast(depth).joined(separator: "/")
  }
}
