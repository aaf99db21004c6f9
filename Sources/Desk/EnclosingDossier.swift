internal import Files

/// A dossier whose folder a file or another folder lies in.
struct EnclosingDossier {
  /// Its folder, absolute, links resolved.
  var root: String
  /// The path below its folder.
  var path: String

  /// The innermost dossier around `path`, which need not be there itself; nil where there is none.
  init?(around path: String) {
    let whole = resolvedFolder(of: path)
    var folder = whole
    while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
      folder = String(folder[..<slash])
      if (try? Descriptor.open("\(folder)/\(DossierFile.name)")) != nil {
        root = folder
        self.path = String(whole.dropFirst(folder.count + 1))
        return
      }
    }
    return nil
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
