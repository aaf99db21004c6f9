import CLinux
import Glibc

/// Opens and renames files below one folder, never through a symbolic link, never outside it.
///
/// The folder that was asked for twice in a row stays open, since files mostly come folder by
/// folder; so an instance belongs to one thread.
public struct SourceFolder: ~Copyable {
  public let root: String
  private let rootNumber: Int32
  private var parent: [UInt8] = []
  private var parentNumber: Int32 = -1
  /// The folder of the file that was opened last, apart from the one that is open.
  private var lastFolder: [UInt8] = []

  /// - Throws: ``SystemError`` where the folder can't be opened.
  public init(_ root: String) throws(SystemError) {
    let number = uninterrupted { Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw SystemError(.open, root) }
    self.root = root
    rootNumber = number
  }

  deinit {
    if parentNumber >= 0 { close(parentNumber) }
    close(rootNumber)
  }

  /// Opens the file at `path`, part by part with O_NOFOLLOW, without waiting for a FIFO's writer.
  ///
  /// - Throws: ``SystemError``: ELOOP for a symbolic link on the way, EINVAL for a path with empty,
  ///   `.` or `..` parts.
  public mutating func open(_ path: [UInt8]) throws(SystemError) -> Descriptor {
    try open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
  }

  /// Reads a whole small file in the same way.
  ///
  /// - Throws: ``SystemError``, as ``open(_:)``; EISDIR for a folder, `isNotAFile` for a pipe or a
  ///   device, EFBIG for a file larger than `limit`.
  public mutating func read(_ path: [UInt8], limit: Int) throws(SystemError) -> [UInt8] {
    let file = try open(path)
    try file.checkFile()
    return try file.readAll(limit: limit)
  }

  /// Opens the folder at `path` in the same way, to list it.
  ///
  /// - Throws: ``SystemError``, as ``open(_:)``.
  mutating func openFolder(_ path: [UInt8]) throws(SystemError) -> Descriptor {
    try open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_DIRECTORY)
  }

  private mutating func open(
    _ path: [UInt8], _ flags: Int32
  ) throws(SystemError) -> Descriptor {
    if let descriptor = openAtOnce(path, flags) { return descriptor }
    let (place, name, shown) = try locate(path)
    let number = withName(name) { name in uninterrupted { openat(place, name, flags) } }
    guard number >= 0 else { throw SystemError(.open, shown) }
    return Descriptor(taking: number, path: shown)
  }

  /// Opens a file of a folder that is met for the first time, in one call; nil where that fails for
  /// whatever reason, which opening it part by part then tells.
  private mutating func openAtOnce(_ path: [UInt8], _ flags: Int32) -> Descriptor? {
    let slash = UInt8(ascii: "/")
    guard let end = path.lastIndex(of: slash), !path[..<end].elementsEqual(parent),
      !path[..<end].elementsEqual(lastFolder),
      path.split(separator: slash, omittingEmptySubsequences: false).allSatisfy(Self.isPlain)
    else { return nil }
    lastFolder = Array(path[..<end])
    let number = withName(path[...]) { path in
      uninterrupted { clinux_open_below(rootNumber, path, flags) }
    }
    guard number >= 0 else { return nil }
    return Descriptor(taking: number, path: root + "/" + String(decoding: path, as: UTF8.self))
  }

  /// The state of what stands at `path`, a link itself and not what it points to.
  ///
  /// - Throws: ``SystemError``, as ``open(_:)``.
  public mutating func identity(_ path: [UInt8]) throws(SystemError) -> FileIdentity {
    let (place, name, shown) = try locate(path)
    var status = stat()
    guard withName(name, { fstatat(place, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
      throw SystemError(.inspect, shown)
    }
    return FileIdentity(status)
  }

  /// Gives what stands at `path` another name in the same folder, never over what is there
  /// (renameat2(2), RENAME_NOREPLACE).
  ///
  /// - Throws: ``SystemError``: EEXIST where the name is taken, EINVAL where the file system can't
  ///   promise that or the name is no plain one.
  public mutating func rename(_ path: [UInt8], to newName: [UInt8]) throws(SystemError) {
    let (place, name, shown) = try locate(path)
    guard Self.isPlain(newName[...]), !newName.contains(UInt8(ascii: "/")) else {
      throw SystemError(.rename, shown, code: EINVAL)
    }
    let moved = withName(name) { from in
      withName(newName) { to in clinux_rename_no_replace(place, from, place, to) }
    }
    guard moved == 0 else { throw SystemError(.rename, shown) }
    // The folder kept open may be one whose path has just changed.
    if parentNumber >= 0 { close(parentNumber) }
    parentNumber = -1
    parent = []
  }

  /// Waits until the names in the folder of `path` are on the disk.
  ///
  /// - Throws: ``SystemError``.
  public mutating func synchroniseFolder(of path: [UInt8]) throws(SystemError) {
    let (place, _, shown) = try locate(path)
    guard uninterrupted({ fsync(place) }) == 0 || errno == EINVAL || errno == EROFS else {
      throw SystemError(.synchronise, shown)
    }
  }

  private mutating func locate(
    _ path: [UInt8]
  ) throws(SystemError) -> (place: Int32, name: ArraySlice<UInt8>, shown: String) {
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { path[..<$0] } ?? path[..<0]
    let name = slash.map { path[($0 + 1)...] } ?? path[...]
    let shown = root + "/" + String(decoding: path, as: UTF8.self)
    guard Self.isPlain(name) else { throw SystemError(.open, shown, code: EINVAL) }
    try enter(folder, shown)
    return (folder.isEmpty ? rootNumber : parentNumber, name, shown)
  }

  private mutating func enter(
    _ folder: ArraySlice<UInt8>, _ shown: String
  ) throws(SystemError) {
    if folder.isEmpty || (parentNumber >= 0 && folder.elementsEqual(parent)) { return }
    var current: Int32 = -1
    for part in folder.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      let outer = current
      defer { if outer >= 0 { close(outer) } }
      guard Self.isPlain(part) else { throw SystemError(.open, shown, code: EINVAL) }
      current = Self.step(into: part, of: outer >= 0 ? outer : rootNumber)
      guard current >= 0 else { throw SystemError(.open, shown) }
    }
    if parentNumber >= 0 { close(parentNumber) }
    parentNumber = current
    parent = Array(folder)
  }

  /// Opens a folder in another one, never through a symbolic link; sets `errno`, to ELOOP for a link
  /// (with O_DIRECTORY the kernel says ENOTDIR), where that fails.
  static func step(into part: ArraySlice<UInt8>, of folder: Int32) -> Int32 {
    withName(part) { name in
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      let number = uninterrupted { openat(folder, name, flags) }
      guard number < 0, errno == ENOTDIR else { return number }
      var status = stat()
      let isLink =
        fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0
        && FileIdentity(status).kind == .symlink
      errno = isLink ? ELOOP : ENOTDIR
      return number
    }
  }

  static func isPlain(_ part: ArraySlice<UInt8>) -> Bool {
    !part.isEmpty && !part.contains(0) && !part.elementsEqual(".".utf8)
      && !part.elementsEqual("..".utf8)
  }
}
