internal import Evidence
internal import Files
internal import Manifest

/// What lies in a folder to work on: dossiers and packages; or the one dossier that it is itself.
public struct Shelf: Sendable {
  public enum Kind: String, Sendable {
    case dossier, package
  }

  public struct Item: Sendable {
    public var kind: Kind
    /// The name of its folder or file.
    public var name: String
    public var path: String
    /// Of a package's file.
    public var size: Int64
    /// Nanoseconds since 1970.
    public var modified: Int64
  }

  public let root: String
  /// Whether the folder is a dossier; its packages lie beside it then.
  public let isDossier: Bool
  private let name: String
  /// The folder in which packages are looked for and put.
  public let packageFolder: String

  /// - Throws: ``DeskError`` where there is no such folder.
  public init(_ root: String) throws(DeskError) {
    try DossierFolder.checkFolder(root)
    self.root = resolvedPath(root)
    isDossier = Self.holdsDossier(self.root)
    let parts = self.root.split(separator: "/")
    name = parts.last.map(String.init) ?? "dossier"
    packageFolder = isDossier ? "/" + parts.dropLast().joined(separator: "/") : self.root
  }

  /// What is there now, by name.
  ///
  /// - Throws: ``DeskError``.
  public func items() throws(DeskError) -> [Item] {
    var items: [Item] = []
    if isDossier {
      items.append(Item(kind: .dossier, name: name, path: root, size: 0, modified: 0))
    }
    let entries = try onDisk { () throws(SystemError) in
      try DirectoryTree(root: packageFolder).entries { _ in false }
    }
    for entry in entries {
      guard let path = try? PackagePath(bytes: entry.path), let identity = entry.identity,
        !FileName.isHidden(entry.path)
      else { continue }
      let item = Item(
        kind: identity.kind == .directory ? .dossier : .package, name: path.name,
        path: "\(packageFolder)/\(path.name)", size: identity.size, modified: identity.modified)
      switch identity.kind {
      case .directory where !isDossier && Self.holdsDossier(item.path): items.append(item)
      case .regular
      where BagLayout.isArchive(path.name) && (!isDossier || path.name.hasPrefix(name)):
        items.append(item)
      default: continue
      }
    }
    return items
  }

  /// The dossier or package of a name; nil where there is none.
  ///
  /// - Throws: ``DeskError``.
  public func item(_ kind: Kind, named name: String) throws(DeskError) -> Item? {
    try items().first { $0.kind == kind && $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// A text with the paths in it from this folder on: where on the disk it lies tells a page's reader
  /// nothing.
  public func withoutPlace(_ text: String) -> String {
    text.replacing("\(packageFolder)/", with: "")
  }

  private static func holdsDossier(_ folder: String) -> Bool {
    isTaken("\(folder)/\(DossierFile.name)")
  }
}
