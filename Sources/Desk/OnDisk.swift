public import Files

/// Runs file system work, telling its errors as this module's.
func onDisk<Result: ~Copyable>(
  _ work: () throws(SystemError) -> Result
) throws(DeskError) -> Result {
  do throws(SystemError) {
    return try work()
  } catch {
    throw .system(error)
  }
}

/// Reads a whole file that the user named.
///
/// - Throws: ``DeskError``, ``DeskError/tooLarge(file:limit:)`` where it is larger than `limit`.
func content(of path: String, limit: Int) throws(DeskError) -> [UInt8] {
  do throws(SystemError) {
    return try readFile(at: path, limit: limit)
  } catch {
    throw error.isTooLarge ? .tooLarge(file: path, limit: limit) : .system(error)
  }
}

/// Reads a whole file of a dossier, never through a symbolic link, never outside it.
///
/// - Parameter name: its path below `root`.
/// - Throws: ``DeskError``, as ``content(of:limit:)``.
func content(of name: String, in root: String, limit: Int) throws(DeskError) -> [UInt8] {
  do throws(SystemError) {
    var folder = try SourceFolder(root)
    return try folder.read(Array(name.utf8), limit: limit)
  } catch {
    throw error.isTooLarge ? .tooLarge(file: "\(root)/\(name)", limit: limit) : .system(error)
  }
}

/// Writes a small file that the user named whole, or not at all.
///
/// - Throws: ``DeskError``, ``DeskError/alreadyThere(file:)`` where it is not to be replaced.
func write(_ bytes: [UInt8], to path: String, replacing: Bool = false) throws(DeskError) {
  do throws(StagedFile.Failure) {
    try StagedFile.write(bytes, to: path, replacing: replacing)
  } catch {
    throw DeskError(error)
  }
}

/// Writes a small file of a dossier whole, or not at all, never through a symbolic link, never outside
/// it; the folders that it lies in are made.
///
/// - Parameter name: its path below `root`.
/// - Throws: ``DeskError``, as ``write(_:to:replacing:)``.
func write(
  _ bytes: [UInt8], to name: String, in root: String, replacing: Bool = false
) throws(DeskError) {
  let folder = try onDisk { () throws(SystemError) in try TargetFolder(root) }
  do throws(StagedFile.Failure) {
    try folder.write(bytes, to: Array(name.utf8), replacing: replacing)
  } catch {
    throw DeskError(error)
  }
}

extension DeskError {
  public init(_ failure: StagedFile.Failure) {
    self =
      switch failure {
      case .targetExists(let path): .alreadyThere(file: path)
      case .busy(let path): .busy(file: path)
      case .system(let error): .system(error)
      }
  }
}
