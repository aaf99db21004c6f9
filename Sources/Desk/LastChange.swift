internal import Evidence
internal import Files
internal import FoundationEssentials
internal import Manifest

/// What the last change to a dossier did, so that it can be taken back once.
struct LastChange: Codable, Sendable {
  enum Step: Codable, Sendable {
    /// A file of the dossier's own was written: its bytes before, in base64, and the digest after.
    case wrote(name: String, before: String?, after: String)
    /// A file got another place.
    case moved(from: String, to: String, inode: UInt64)
    /// A file came in.
    case added(path: String, inode: UInt64)
  }

  var kind: DossierEditing.Kind
  /// What belongs together: the files of one drop, one of which comes after the other.
  var batch: String
  var steps: [Step] = []

  private static let name = "\(DossierFolder.workFolder)/last-change.json"
  /// A larger change, a drop of so many files, can't be taken back.
  static let mostSteps = 1_000
  private static let largest = 2 * DossierFolder.largestDocument
  /// Where files go that an undone change had brought in.
  static let removed = "\(DossierFolder.workFolder)/removed"

  static func read(in root: String) -> LastChange? {
    guard var folder = try? SourceFolder(root),
      let bytes = try? folder.open(Array(name.utf8)).readAll(limit: largest)
    else { return nil }
    return try? JSONDecoder().decode(Self.self, from: Data(bytes))
  }

  /// Keeps this change in place of the one before.
  func save(in root: String) throws(DeskError) {
    guard let data = try? JSONEncoder().encode(self) else { return }
    let folder = "\(root)/\(DossierFolder.workFolder)"
    try onDisk { () throws(SystemError) in _ = try makeFolders([folder]) }
    guard isFolder(folder) else { throw .notAFolder(file: folder) }
    try Desk.write([UInt8](data), to: "\(root)/\(Self.name)", replacing: true)
  }

  static func forget(in root: String) throws(DeskError) {
    try onDisk { () throws(SystemError) in
      try TargetFolder(root).remove(Array(name.utf8))
    }
  }

  /// Writes one of the dossier's own files, or removes it, and takes note of what it was.
  mutating func write(_ bytes: [UInt8]?, to name: String, in root: String) throws(DeskError) {
    let path = "\(root)/\(name)"
    let before: [UInt8]?
    do throws(DeskError) {
      before = try content(of: path, limit: DossierFolder.largestDocument)
    } catch {
      guard case .system(let error) = error, error.isNotFound else { throw error }
      before = nil
    }
    if let bytes {
      try Desk.write(bytes, to: path, replacing: true)
    } else {
      try onDisk { () throws(SystemError) in try TargetFolder(root).remove(Array(name.utf8)) }
    }
    steps.append(
      .wrote(
        name: name, before: before.map { Data($0).base64EncodedString() },
        after: Self.digest(bytes ?? [])))
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
        if let bytes = before.flatMap(bytes) {
          try Desk.write(bytes, to: "\(root)/\(name)", replacing: true)
        } else {
          try onDisk { () throws(SystemError) in try TargetFolder(root).remove(Array(name.utf8)) }
        }
      case .moved(let from, let to, _):
        try onDisk { () throws(SystemError) in
          try TargetFolder(root).move(Array(to.utf8), to: Array(from.utf8))
        }
      case .added(let path, let inode):
        // Nothing that came in is ever lost: it goes out of sight, under a name of its own.
        let name = path.split(separator: "/").last.map(String.init) ?? path
        try onDisk { () throws(SystemError) in
          try TargetFolder(root).move(
            Array(path.utf8), to: Array("\(Self.removed)/\(inode)/\(name)".utf8))
        }
      }
    }
  }

  func bytes(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { [UInt8]($0) } }

  private func check(_ step: Step, in root: String) throws(DeskError) {
    let isAsLeft: Bool
    switch step {
    case .wrote(let name, _, let after):
      let bytes = try? content(of: "\(root)/\(name)", limit: DossierFolder.largestDocument)
      isAsLeft = Self.digest(bytes ?? []) == after
    case .moved(_, let path, let inode), .added(let path, let inode):
      var folder = try onDisk { () throws(SystemError) in try SourceFolder(root) }
      isAsLeft = (try? folder.identity(Array(path.utf8)).inode) == inode
    }
    guard isAsLeft else { throw .nothingToUndo(folder: root) }
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    (try? SHA256.digest(of: bytes).hex) ?? ""
  }
}
