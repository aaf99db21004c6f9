internal import Evidence
internal import Files
internal import FoundationEssentials
internal import Manifest

/// What a change to a dossier did, so that it can be taken back once those after it are.
///
/// Only a change that this user made on this computer is one (``OwnFile``), and taking it back writes
/// the dossier's own files and moves evidence within the dossier, whatever the steps say.
struct LastChange: Codable, Sendable {
  enum Step: Codable, Sendable {
    /// A file of the dossier's own was written: its bytes before, in base64, and the digest after.
    case wrote(name: String, before: String?, after: String)
    /// A file got another place.
    case moved(from: String, to: String, inode: UInt64)
    /// A file came in.
    case added(path: String, inode: UInt64)
    /// A file was taken out of the dossier.
    case removed(path: String, inode: UInt64)
  }

  var kind: DossierEditing.Kind
  /// What belongs together: the files of one drop, one of which comes after the other.
  var batch: String
  var steps: [Step] = []
  /// How many files or boxes it was about, where that is not how many steps it took.
  var count: Int?

  /// A larger change, a drop of so many files, can't be taken back.
  static let mostSteps = 1_000
  static let file = OwnFile(
    name: "last-change", heading: "evpack last changes 2\n",
    largest: 3 * DossierFolder.largestDocument)
  /// So many changes can be taken back, and no more bytes of those before the last one are kept.
  private static let most = 50
  private static let mostBytes = 1 << 20
  /// Where files go that are no longer wanted: nothing that a person brought is ever lost.
  static let removed = "\(DossierFolder.workFolder)/removed"

  /// The dossier's last change; nil where none can be taken back.
  ///
  /// - Throws: ``DeskError`` where descriptors run out.
  static func read(in root: String) throws(DeskError) -> LastChange? { try all(in: root).last }

  /// The changes that can be taken back, the first one first.
  private static func all(in root: String) throws(DeskError) -> [LastChange] {
    let content = try onDisk { () throws(SystemError) in
      try file.content(in: root, key: OwnKey.own())
    }
    return content.flatMap { try? JSONDecoder().decode([Self].self, from: Data($0.body)) } ?? []
  }

  /// Keeps this change after those before it, and in place of the part of it that was kept.
  func save(in root: String) throws(DeskError) {
    var before = try Self.all(in: root)
    if !batch.isEmpty, before.last?.batch == batch { before.removeLast() }
    try Self.write(before, self, in: root)
  }

  /// Takes the last change off those that can be taken back.
  static func forget(in root: String) throws(DeskError) {
    var before = try all(in: root)
    if !before.isEmpty { before.removeLast() }
    guard let last = before.popLast() else { return try file.remove(in: root) }
    try write(before, last, in: root)
  }

  private static func write(
    _ before: [LastChange], _ last: LastChange, in root: String
  ) throws(DeskError) {
    guard let data = try? JSONEncoder().encode(last) else { return }
    var parts = [data]
    var bytes = 0
    for change in before.reversed().prefix(most - 1) {
      guard let data = try? JSONEncoder().encode(change), bytes + data.count <= mostBytes else {
        break
      }
      bytes += data.count
      parts.append(data)
    }
    let body = Data("[".utf8) + parts.reversed().joined(separator: Data(",".utf8)) + Data("]".utf8)
    try file.write([UInt8](body), in: root, key: OwnKey.own())
  }

  /// The last change where it is of the same drop, or a new one of that drop.
  static func begun(
    _ kind: DossierEditing.Kind, batch: String, in root: String
  ) throws(DeskError) -> LastChange {
    if !batch.isEmpty, var last = try read(in: root), last.batch == batch {
      if last.kind != kind { last.kind = .receive }
      return last
    }
    return LastChange(kind: kind, batch: batch)
  }

  /// Keeps a copy of a file that is about to be replaced, under a name of its own.
  static func keep(_ bytes: [UInt8], named name: String, in root: String) throws(DeskError) {
    for name in DossierEditing.names(name) {
      do throws(DeskError) {
        return try Desk.write(bytes, to: "\(removed)/\(name)", in: root)
      } catch {
        guard case .alreadyThere = error else { throw error }
      }
    }
    throw .alreadyThere(file: "\(removed)/\(name)")
  }

  /// Takes a file out of the dossier, and takes note of it.
  mutating func remove(_ path: PackagePath, in root: String) throws(DeskError) {
    let inode = try onDisk { () throws(SystemError) in
      var folder = try SourceFolder(root)
      let inode = try folder.identity(path.bytes).inode
      try TargetFolder(root).move(
        path.bytes, to: Array(Self.placeOfRemoved(path.description, inode).utf8))
      return inode
    }
    steps.append(.removed(path: path.description, inode: inode))
  }

  private static func placeOfRemoved(_ path: String, _ inode: UInt64) -> String {
    "\(removed)/\(inode)/\(path.split(separator: "/").last.map(String.init) ?? path)"
  }

  /// Writes one of the dossier's own files, or removes it, and takes note of what it was.
  mutating func write(_ bytes: [UInt8]?, to name: String, in root: String) throws(DeskError) {
    let before: [UInt8]?
    do throws(DeskError) {
      before = try content(of: name, in: root, limit: DossierFolder.largestDocument)
    } catch {
      guard case .system(let error) = error, error.isNotFound else { throw error }
      before = nil
    }
    try Self.put(bytes, at: name, in: root)
    steps.append(
      .wrote(
        name: name, before: before.map { Data($0).base64EncodedString() },
        after: Self.digest(bytes ?? [])))
  }

  private static func put(_ bytes: [UInt8]?, at name: String, in root: String) throws(DeskError) {
    if let bytes {
      try Desk.write(bytes, to: name, in: root, replacing: true)
    } else {
      try onDisk { () throws(SystemError) in try TargetFolder(root).remove(Array(name.utf8)) }
    }
  }

  /// Gives a file another place, and takes note of it.
  mutating func move(_ path: PackagePath, to target: PackagePath, in root: String) throws(DeskError)
  {
    try onDisk { () throws(SystemError) in
      var folder = try SourceFolder(root)
      let inode = try folder.identity(path.bytes).inode
      try TargetFolder(root).move(path.bytes, to: target.bytes)
      steps.append(.moved(from: path.description, to: target.description, inode: inode))
    }
  }

  /// Takes the change back, the last step first; what has changed since is not touched.
  ///
  /// - Throws: ``DeskError/nothingToUndo(folder:)`` before anything is done.
  func undo(in root: String) throws(DeskError) {
    for step in steps { try check(step, in: root) }
    for step in steps.reversed() {
      switch step {
      case .wrote(let name, let before, _):
        if name.lowercased().hasSuffix(".docx") {
          try Self.keep(try Self.left(name, in: root), named: name, in: root)
        }
        try Self.put(before.flatMap(bytes), at: name, in: root)
      case .moved(let from, let to, _):
        try onDisk { () throws(SystemError) in
          try TargetFolder(root).move(Array(to.utf8), to: Array(from.utf8))
        }
      case .added(let path, let inode):
        try onDisk { () throws(SystemError) in
          try TargetFolder(root).move(
            Array(path.utf8), to: Array(Self.placeOfRemoved(path, inode).utf8))
        }
      case .removed(let path, let inode):
        try onDisk { () throws(SystemError) in
          try TargetFolder(root).move(
            Array(Self.placeOfRemoved(path, inode).utf8), to: Array(path.utf8))
        }
      }
    }
  }

  func bytes(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { [UInt8]($0) } }

  /// Makes sure that a step can be taken back: what it left is there, and none of its names is one
  /// that no change has.
  private func check(_ step: Step, in root: String) throws(DeskError) {
    let isAsLeft: Bool
    switch step {
    case .wrote(let name, _, let after):
      guard try DossierFolder.ownNames(in: root).contains(name) else {
        throw .nothingToUndo(folder: root)
      }
      isAsLeft = Self.digest(try Self.left(name, in: root)) == after
    case .moved(let from, let path, let inode):
      let stands = try Self.stands(inode, at: path, in: root)
      isAsLeft = Self.isVisible(from) && Self.isVisible(path) && stands
    case .added(let path, let inode):
      let stands = try Self.stands(inode, at: path, in: root)
      isAsLeft = Self.isVisible(path) && stands
    case .removed(let path, let inode):
      let stands = try Self.stands(inode, at: Self.placeOfRemoved(path, inode), in: root)
      isAsLeft = Self.isVisible(path) && stands
    }
    guard isAsLeft else { throw .nothingToUndo(folder: root) }
  }

  private static func isVisible(_ path: String) -> Bool {
    (try? PackagePath(path)) != nil && !FileName.isHidden(path.utf8)
  }

  /// A file as it is now, empty where there is none.
  private static func left(_ name: String, in root: String) throws(DeskError) -> [UInt8] {
    do throws(DeskError) {
      return try content(of: name, in: root, limit: DossierFolder.largestDocument)
    } catch {
      if error.isShortage { throw error }
      return []
    }
  }

  private static func stands(
    _ inode: UInt64, at path: String, in root: String
  ) throws(DeskError) -> Bool {
    do throws(SystemError) {
      var folder = try SourceFolder(root)
      return try folder.identity(Array(path.utf8)).inode == inode
    } catch {
      if error.isShortage { throw .system(error) }
      return false
    }
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    (try? SHA256.digest(of: bytes).hex) ?? ""
  }
}
