internal import Files

/// Keeps a folder to one who changes it at a time, in this process and in others (flock(2) on the
/// folder: the files in it are replaced by each change).
enum FolderLock {
  /// How long a change waits for others to be done; each takes some milliseconds.
  private static let patience = 30.0

  /// Runs `work` while nobody else changes a file of the folder.
  ///
  /// - Parameter file: the path to tell where that is not to be had; nil tells the dossier's file.
  /// - Throws: ``DeskError/busy(file:)`` where another process keeps it locked, and what `work`
  ///   throws.
  static func hold<Result>(
    _ root: String, toChange file: String? = nil, _ work: () throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    try DossierFolder.checkFolder(root)
    let lock = try onDisk { () throws(SystemError) in try Descriptor.openFolder(root) }
    guard try onDisk({ () throws(SystemError) in try lock.lock(waiting: patience) }) else {
      throw .busy(file: file ?? "\(root)/\(DossierFile.name)")
    }
    defer { withExtendedLifetime(lock) {} }
    return try work()
  }
}
