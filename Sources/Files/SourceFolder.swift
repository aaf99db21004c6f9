import Glibc

/// Opens files below one folder, never through a symbolic link, never outside it.
///
/// The folder last used stays open, since files are mostly asked for in order; so an instance
/// belongs to one thread.
public struct SourceFolder: ~Copyable {
  public let root: String
  private let rootNumber: Int32
  private var parent: [UInt8] = []
  private var parentNumber: Int32 = -1

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
  /// - Throws: ``SystemError``: ELOOP or ENOTDIR for a symbolic link on the way, EINVAL for a
  ///   path with empty, `.` or `..` parts.
  public mutating func open(_ path: [UInt8]) throws(SystemError) -> Descriptor {
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { path[..<$0] } ?? path[..<0]
    let name = slash.map { path[($0 + 1)...] } ?? path[...]
    let shown = root + "/" + String(decoding: path, as: UTF8.self)
    guard Self.isPlain(name) else { throw SystemError(.open, shown, code: EINVAL) }
    try enter(folder, shown)
    let place = folder.isEmpty ? rootNumber : parentNumber
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
    let number = withName(name) { name in uninterrupted { openat(place, name, flags) } }
    guard number >= 0 else { throw SystemError(.open, shown) }
    return Descriptor(taking: number, path: shown)
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
      let place = outer >= 0 ? outer : rootNumber
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      current = withName(part) { name in uninterrupted { openat(place, name, flags) } }
      guard current >= 0 else { throw SystemError(.open, shown) }
    }
    if parentNumber >= 0 { close(parentNumber) }
    parentNumber = current
    parent = Array(folder)
  }

  static func isPlain(_ part: ArraySlice<UInt8>) -> Bool {
    !part.isEmpty && !part.contains(0) && !part.elementsEqual(".".utf8)
      && !part.elementsEqual("..".utf8)
  }
}
