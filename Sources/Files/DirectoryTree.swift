import Glibc

/// A folder walked by descriptor, byte for byte, never through a symbolic link.
///
/// Foundation's listing loses names that are not UTF-8 and follows links; this one reports both.
/// Within a folder the order is by bytes; a folder stands before what is in it.
public struct DirectoryTree: Sendable {
  /// Deeper nesting is reported, not walked: PATH_MAX leaves no useful path below it.
  public static let deepest = 64
  /// More entries than this are reported and the rest left out, so that a walk started in the
  /// wrong place (a whole disk) ends.
  public static let mostEntries = 4_000_000

  /// Why an entry can't be used.
  public enum Problem: Hashable, Sendable {
    /// The kernel's reason, an errno.
    case unreadable(code: Int32)
    case symbolicLink
    /// A device, FIFO or socket.
    case notAFile
    case tooDeep
    case tooMany
  }

  public struct Entry: Hashable, Sendable {
    /// The path below the root, `/` between its parts; any bytes but NUL.
    public var path: [UInt8]
    /// Absent only where the entry could not even be inspected.
    public var identity: FileIdentity?
    /// Present where the entry is neither a readable folder nor a regular file.
    public var problem: Problem?

    public var kind: FileIdentity.Kind? { identity?.kind }

    /// Why the entry can't be read; nil where the kernel did not refuse it.
    ///
    /// - Parameter root: the folder that was walked, as it is to be told.
    public func error(in root: String) -> SystemError? {
      guard case .unreadable(let code) = problem else { return nil }
      return SystemError(
        kind == .directory ? .list : .inspect, "\(root)/\(String(decoding: path, as: UTF8.self))",
        code: code)
    }

    public var name: ArraySlice<UInt8> {
      path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    }
  }

  public let root: String

  public init(root: String) {
    self.root = root
  }

  /// Everything below the root, files and folders, with what is wrong with each.
  ///
  /// - Parameter descend: asked for each folder, with its path; `false` lists it but not what is
  ///   in it. Hidden folders are the caller's choice.
  /// - Throws: ``SystemError`` where the root itself can't be opened; all else is in the entries.
  public func entries(
    descend: (_ path: [UInt8]) -> Bool = { _ in true }
  ) throws(SystemError) -> [Entry] {
    var walk = Walk()
    let number = uninterrupted {
      Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
    }
    guard number >= 0 else { throw SystemError(.open, root) }
    guard let code = walk.list(number, path: [], depth: 0, descend: descend) else {
      return walk.entries
    }
    throw SystemError(.list, root, code: code)
  }

  private struct Walk {
    var entries: [Entry] = []
    var isFull = false

    /// Lists the folder open as `number`, which it closes.
    ///
    /// - Returns: an errno where the folder could not be read to its end.
    mutating func list(
      _ number: Int32, path: [UInt8], depth: Int, descend: ([UInt8]) -> Bool
    ) -> Int32? {
      guard let stream = fdopendir(number) else {
        let code = errno
        close(number)
        return code
      }
      defer { closedir(stream) }
      var names: [[UInt8]] = []
      while true {
        // readdir(3): "To distinguish end of stream from an error, set errno to zero before".
        errno = 0
        guard let record = readdir(stream) else { break }
        let name = withUnsafeBytes(of: &record.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
        if name == [0x2E] || name == [0x2E, 0x2E] { continue }
        names.append(name)
      }
      let code = errno
      names.sort { $0.lexicographicallyPrecedes($1) }
      for name in names {
        guard !isFull else { break }
        let child = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
        visit(name, at: child, in: number, depth: depth, descend: descend)
      }
      return code == 0 ? nil : code
    }

    private mutating func visit(
      _ name: [UInt8], at path: [UInt8], in folder: Int32, depth: Int, descend: ([UInt8]) -> Bool
    ) {
      guard entries.count < DirectoryTree.mostEntries else {
        entries.append(Entry(path: path, problem: .tooMany))
        isFull = true
        return
      }
      var status = stat()
      guard withName(name, { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
        entries.append(Entry(path: path, problem: .unreadable(code: errno)))
        return
      }
      let identity = FileIdentity(status)
      let index = entries.count
      entries.append(Entry(path: path, identity: identity))
      switch identity.kind {
      case .regular: break
      case .symlink: entries[index].problem = .symbolicLink
      case .other: entries[index].problem = .notAFile
      case .directory:
        guard descend(path) else { return }
        guard depth + 1 < DirectoryTree.deepest else {
          entries[index].problem = .tooDeep
          return
        }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        let number = withName(name) { name in uninterrupted { openat(folder, name, flags) } }
        guard number >= 0 else {
          entries[index].problem = .unreadable(code: errno)
          return
        }
        if let code = list(number, path: path, depth: depth + 1, descend: descend) {
          entries[index].problem = .unreadable(code: code)
        }
      }
    }
  }
}
