import CLinux
import Glibc

/// Makes, writes, moves and removes files below one folder, never through a symbolic link, never
/// outside it, and never over what is there unless that is asked for.
///
/// An instance belongs to one thread.
public final class TargetFolder {
  private let root: String
  private let rootNumber: Int32

  /// Opens the folder.
  ///
  /// - Parameter shown: the folder's name in errors, where that is another one.
  /// - Throws: ``SystemError``.
  public init(_ root: String, shownAs shown: String? = nil) throws(SystemError) {
    let number = uninterrupted { Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw SystemError(.open, root) }
    self.root = shown ?? root
    rootNumber = number
  }

  deinit { close(rootNumber) }

  /// Whether something stands at `path`, a dangling link included.
  public func contains(_ path: [UInt8]) -> Bool {
    var status = stat()
    return withName(path) { fstatat(rootNumber, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0
  }

  /// Creates the file at `path` and the folders that it lies in, each step with O_NOFOLLOW.
  ///
  /// - Throws: ``SystemError``: EEXIST where the name is taken, ELOOP or ENOTDIR where a link or a
  ///   file stands in the way, EINVAL for empty, `.` or `..` parts.
  public func create(_ path: [UInt8]) throws(SystemError) -> Descriptor {
    try inFolder(of: path) { (folder, name, shown) throws(SystemError) in
      let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      let number = withName(name) { name in
        uninterrupted { openat(folder, name, flags, 0o644) }
      }
      guard number >= 0 else { throw SystemError(.create, shown) }
      return Descriptor(taking: number, path: shown)
    }
  }

  /// Writes a small file whole, or not at all, making the folders that it lies in.
  ///
  /// - Throws: ``StagedFile/Failure``.
  public func write(
    _ bytes: [UInt8], to path: [UInt8], replacing: Bool = false
  ) throws(StagedFile.Failure) {
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    let place: Descriptor
    do throws(SystemError) { place = try folder(slash.map { Array(path[..<$0]) } ?? []) } catch {
      throw .system(error)
    }
    let file = try StagedFile(
      named: slash.map { Array(path[($0 + 1)...]) } ?? path, in: place, target: shown(path),
      replacing: replacing)
    try file.fill(with: bytes)
    try file.commit()
  }

  /// Opens the folder that `path` names, making it and those that it lies in, each step with
  /// O_NOFOLLOW; the folder itself where the path is empty.
  ///
  /// - Throws: ``SystemError``, as ``create(_:)``.
  public func folder(_ path: [UInt8]) throws(SystemError) -> Descriptor {
    // The folder of any name in it.
    try inFolder(of: path.isEmpty ? [0x2D] : path + Array("/-".utf8)) {
      (folder, _, _) throws(SystemError) in
      let number = uninterrupted { fcntl(folder, F_DUPFD_CLOEXEC, 0) }
      guard number >= 0 else { throw SystemError(.open, shown(path)) }
      return Descriptor(taking: number, path: shown(path))
    }
  }

  /// Makes the folders that are not there yet.
  ///
  /// - Returns: those that were not.
  /// - Throws: ``SystemError``, as ``create(_:)``.
  public func makeFolders(_ paths: [String]) throws(SystemError) -> [String] {
    var made: [String] = []
    for path in paths {
      let bytes = Array(path.utf8)
      if !contains(bytes) { made.append(path) }
      _ = try folder(bytes)
    }
    return made
  }

  /// Moves what stands at `path` to `target`, making the folders that it goes to, never over what is
  /// there (renameat2(2), RENAME_NOREPLACE).
  ///
  /// - Throws: ``SystemError``: EEXIST where the target is taken.
  public func move(_ path: [UInt8], to target: [UInt8]) throws(SystemError) {
    let slash = target.lastIndex(of: UInt8(ascii: "/"))
    let place = try slash.map { slash throws(SystemError) in try folder(Array(target[..<slash])) }
    let name = slash.map { target[($0 + 1)...] } ?? target[...]
    guard SourceFolder.isPlain(name) else {
      throw SystemError(.rename, root, code: EINVAL)
    }
    try inFolder(of: path, making: false) { (folder, own, shown) throws(SystemError) in
      let moved = withName(own) { from in
        withName(name) { to in
          clinux_rename_no_replace(folder, from, place?.number ?? rootNumber, to)
        }
      }
      guard moved == 0 else { throw SystemError(.rename, shown) }
    }
  }

  /// Removes the file at `path`.
  ///
  /// - Throws: ``SystemError``.
  public func remove(_ path: [UInt8]) throws(SystemError) {
    try inFolder(of: path, making: false) { (folder, name, shown) throws(SystemError) in
      guard withName(name, { unlinkat(folder, $0, 0) }) == 0 else {
        throw SystemError(.remove, shown)
      }
    }
  }

  private func shown(_ path: [UInt8]) -> String {
    path.isEmpty ? root : root + "/" + String(decoding: path, as: UTF8.self)
  }

  /// - Parameter making: whether folders on the way are made where they are missing.
  private func inFolder<Result>(
    of path: [UInt8], making: Bool = true,
    _ body: (Int32, ArraySlice<UInt8>, _ shown: String) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    let shown = shown(path)
    let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let name = parts.last, parts.allSatisfy(SourceFolder.isPlain) else {
      throw SystemError(.create, shown, code: EINVAL)
    }
    var current: Int32 = -1
    defer { if current >= 0 { close(current) } }
    for part in parts.dropLast() {
      let outer = current
      defer { if outer >= 0 { close(outer) } }
      let place = outer >= 0 ? outer : rootNumber
      if making, withName(part, { mkdirat(place, $0, 0o755) }) != 0, errno != EEXIST {
        let code = errno
        current = -1
        throw SystemError(.create, shown, code: code)
      }
      current = SourceFolder.step(into: part, of: place)
      guard current >= 0 else { throw SystemError(.create, shown) }
    }
    return try body(current >= 0 ? current : rootNumber, name, shown)
  }
}
