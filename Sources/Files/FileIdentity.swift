import Glibc

/// What tells one state of one file from every other, without reading it (inode(7)).
///
/// Two equal identities mean the same file with, as far as the kernel knows, the same content:
/// ctime changes with every write and can't be set back by a program.
public struct FileIdentity: Hashable, Sendable {
  public enum Kind: String, Sendable {
    case regular, directory, symlink, other
  }

  public var device: UInt64
  public var inode: UInt64
  public var size: Int64
  /// Nanoseconds since 1970.
  public var modified: Int64
  /// Nanoseconds since 1970 of the last change of content or metadata (ctime).
  public var changed: Int64
  public var kind: Kind

  public init(
    device: UInt64, inode: UInt64, size: Int64, modified: Int64, changed: Int64, kind: Kind
  ) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
    self.kind = kind
  }

  init(_ status: stat) {
    // The S_ISREG family are macros, which Swift does not import (inode(7) gives the values).
    let kind: Kind =
      switch status.st_mode & 0o170000 {
      case 0o100000: .regular
      case 0o040000: .directory
      case 0o120000: .symlink
      default: .other
      }
    self.init(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
      modified: Self.nanoseconds(status.st_mtim), changed: Self.nanoseconds(status.st_ctim),
      kind: kind)
  }

  /// The state of what stands at `path`, behind symbolic links; it is not opened.
  ///
  /// - Throws: ``SystemError``.
  public static func at(_ path: String) throws(SystemError) -> FileIdentity {
    var status = stat()
    guard stat(path, &status) == 0 else { throw SystemError(.open, path) }
    return FileIdentity(status)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
