import CLinux
import Glibc
import Synchronization

/// A file that appears under its name whole, or not at all.
///
/// The content goes to an unnamed file in the target's folder (open(2), O_TMPFILE), which the
/// kernel drops with the process, even a killed one. Where the file system has no unnamed files
/// the content goes to `.NAME.evpack-partial`, locked (flock(2)) while its writer lives; a partial
/// that nobody locks is removed by the next writer. A kill in the moment in which an existing file is
/// replaced leaves such a partial, too.
public final class StagedFile: Sendable {
  /// Why a file could not be put in place.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The target is already there and was not to be replaced.
    case targetExists(path: String)
    /// Another process is writing the same target.
    case busy(path: String)
    case system(SystemError)

    public var description: String {
      switch self {
      case .targetExists(let path): "\(path) already exists"
      case .busy(let path): "\(path) is being written by another process"
      case .system(let error): error.description
      }
    }
  }

  public let target: String
  public let isReplacing: Bool
  /// The file being written, open for reading and writing.
  public let descriptor: Descriptor

  private let folder: Descriptor
  private let name: [UInt8]
  private let partial: [UInt8]
  private let isNamed: Bool
  private let isSettled = Atomic<Bool>(false)

  static let partialSuffix = Array(".evpack-partial".utf8)

  /// Starts a file that is to become `target`, whose folder must exist.
  ///
  /// - Throws: ``Failure``.
  public convenience init(for target: String, replacing: Bool = false) throws(Failure) {
    try self.init(for: target, replacing: replacing, unnamed: true)
  }

  /// - Parameter unnamed: `false` takes the road of file systems without O_TMPFILE.
  convenience init(for target: String, replacing: Bool, unnamed: Bool) throws(Failure) {
    let (folder, name) = try Self.place(of: target)
    try self.init(
      named: name, in: folder, target: target, replacing: replacing, unnamed: unnamed)
  }

  /// The folder that a target is to stand in, opened, and the target's name in it.
  static func place(
    of target: String
  ) throws(Failure) -> (folder: Descriptor, name: [UInt8]) {
    let bytes = Array(target.utf8)
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let path = slash.map { $0 == 0 ? "/" : String(decoding: bytes[..<$0], as: UTF8.self) } ?? "."
    let number = uninterrupted { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw .system(SystemError(.create, target)) }
    let name = slash.map { Array(bytes[($0 + 1)...]) } ?? bytes
    guard isName(name) else { throw .system(SystemError(.create, target, code: EISDIR)) }
    return (Descriptor(taking: number, path: path), name)
  }

  private static func isName(_ name: [UInt8]) -> Bool {
    SourceFolder.isPlain(name[...]) && !name.contains(UInt8(ascii: "/"))
  }

  /// Starts a file in an open folder, wherever that is by now.
  ///
  /// - Parameter target: the file's path, to be told in errors.
  /// - Throws: ``Failure``.
  public convenience init(
    named name: [UInt8], in folder: Descriptor, target: String, replacing: Bool = false
  ) throws(Failure) {
    try self.init(named: name, in: folder, target: target, replacing: replacing, unnamed: true)
  }

  private init(
    named name: [UInt8], in folder: Descriptor, target: String, replacing: Bool, unnamed: Bool
  ) throws(Failure) {
    self.name = name
    self.target = target
    self.folder = folder
    isReplacing = replacing
    guard Self.isName(name) else { throw .system(SystemError(.create, target, code: EISDIR)) }
    partial = Self.partialName(of: name)
    let folderNumber = folder.number
    if !replacing {
      var status = stat()
      if withName(name, { fstatat(folderNumber, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 {
        throw .targetExists(path: target)
      }
    }
    try Self.removeStale(partial, in: folder, target: target)

    // Without /proc an unnamed file could never be given its name.
    if unnamed, access("/proc/self/fd", X_OK) == 0 {
      let number = uninterrupted {
        clinux_open_unnamed("/proc/self/fd/\(folderNumber)", 0o644)
      }
      if number >= 0 {
        descriptor = Descriptor(taking: number, path: target)
        isNamed = false
        _ = flock(number, LOCK_EX | LOCK_NB)
        return
      }
      // open(2): EOPNOTSUPP from the file system, EISDIR and ENOENT from kernels before 3.11.
      guard errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT || errno == EINVAL else {
        throw .system(SystemError(.create, target))
      }
    }
    let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let number = withName(partial) { name in
      uninterrupted { openat(folderNumber, name, flags, 0o644) }
    }
    guard number >= 0 else {
      throw errno == EEXIST ? .busy(path: target) : .system(SystemError(.create, target))
    }
    descriptor = Descriptor(taking: number, path: target)
    isNamed = true
    _ = flock(number, LOCK_EX | LOCK_NB)
    // Before the lock stood, another writer may have taken the partial for a stale one.
    var status = stat()
    guard withName(partial, { fstatat(folderNumber, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0,
      let own = try? descriptor.identity(), own.inode == UInt64(status.st_ino)
    else {
      isSettled.store(true, ordering: .releasing)
      throw .busy(path: target)
    }
    PartialPath.set(folder: folder.path, name: partial)
  }

  deinit { discard() }

  /// Puts the file under its name, durably: its content, then its name, then the folder.
  ///
  /// - Throws: ``Failure``; the target is then as it was, and nothing else is left behind. Only
  ///   where the folder can't be synchronised, last of all, is the file in place nevertheless.
  public func commit() throws(Failure) {
    do throws(SystemError) { try descriptor.synchronise() } catch { throw .system(error) }
    do throws(Failure) { try settle(as: name, in: folder) } catch {
      if isNamed { removePartial() }
      throw error
    }
    do throws(SystemError) { try folder.synchronise() } catch { throw .system(error) }
  }

  /// As ``commit()``, in another folder of the same file system, under the first of `names` that is
  /// free there.
  ///
  /// - Returns: the name.
  /// - Throws: ``Failure``.
  public func commit(
    in folder: Descriptor, underFirstFreeOf names: some Sequence<[UInt8]>
  ) throws(Failure) -> [UInt8] {
    do throws(SystemError) { try descriptor.synchronise() } catch { throw .system(error) }
    for name in names {
      do throws(Failure) { try settle(as: name, in: folder) } catch {
        guard case .targetExists = error else { throw error }
        continue
      }
      do throws(SystemError) { try folder.synchronise() } catch { throw .system(error) }
      return name
    }
    throw .targetExists(path: target)
  }

  private func settle(as name: [UInt8], in destination: Descriptor) throws(Failure) {
    precondition(!isSettled.load(ordering: .acquiring), "a staged file is committed once")
    let (own, place) = (folder.number, destination.number)
    if !isNamed {
      let link = { (name: [UInt8], folder: Int32) in
        withName(name) { clinux_link_unnamed(self.descriptor.number, folder, $0) }
      }
      if link(name, place) == 0 { return settled() }
      // Only a rename replaces, and a rename needs a name.
      guard errno == EEXIST, isReplacing, link(partial, own) == 0 else { throw failure(.link) }
    }
    let moved = withName(partial) { from in
      withName(name) { to in
        isReplacing
          ? renameat(own, from, place, to) : clinux_rename_no_replace(own, from, place, to)
      }
    }
    if moved != 0, errno == EINVAL, !isReplacing {
      // renameat2(2): EINVAL from file systems without RENAME_NOREPLACE; link(2) never replaces.
      let linked = withName(partial) { from in
        withName(name) { to in linkat(own, from, place, to, 0) }
      }
      guard linked == 0 else { throw failure(.link) }
      removePartial()
      return settled()
    }
    guard moved == 0 else {
      let failure = failure(.rename)
      // Where the name is taken, another one may do; else the partial goes with its writer.
      if case .targetExists = failure { throw failure }
      removePartial()
      throw failure
    }
    settled()
  }

  private func failure(_ operation: SystemError.Operation) -> Failure {
    errno == EEXIST && !isReplacing
      ? .targetExists(path: target) : .system(SystemError(operation, target))
  }

  private func settled() {
    isSettled.store(true, ordering: .releasing)
    if isNamed { PartialPath.clear() }
  }

  /// Drops the content; the target is not touched. Does nothing after `commit`.
  public func discard() {
    guard !isSettled.exchange(true, ordering: .acquiringAndReleasing), isNamed else { return }
    removePartial()
    PartialPath.clear()
  }

  private func removePartial() {
    _ = withName(partial) { unlinkat(folder.number, $0, 0) }
  }

  /// Removes the partial file that a killed process left, for use in a signal handler: it calls
  /// nothing but unlink(2), which signal-safety(7) allows.
  public static func removePartialOnSignal() { PartialPath.unlinkNow() }

  static func partialName(of name: [UInt8]) -> [UInt8] {
    // NAME_MAX is 255; a longer target's partial is named after its beginning.
    [0x2E] + name.prefix(255 - 1 - partialSuffix.count) + partialSuffix
  }

  private static func removeStale(
    _ partial: [UInt8], in folder: Descriptor, target: String
  ) throws(Failure) {
    let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let number = withName(partial) { name in
      uninterrupted { openat(folder.number, name, flags) }
    }
    guard number >= 0 else {
      // A link is nobody's partial, and removing it touches nothing that it leads to.
      if errno == ELOOP { _ = withName(partial) { unlinkat(folder.number, $0, 0) } }
      return
    }
    let stale = Descriptor(taking: number, path: target)
    guard flock(stale.number, LOCK_EX | LOCK_NB) == 0 else { throw .busy(path: target) }
    _ = withName(partial) { unlinkat(folder.number, $0, 0) }
  }
}

/// The named partial file of this process, kept where a signal handler can reach it.
private enum PartialPath {
  /// The bits of a C string's address, 0 where there is none. A path once published is never
  /// freed, since a handler on another thread may be reading it; there is one a seal.
  private static let address = Atomic<UInt>(0)

  static func set(folder: String, name: [UInt8]) {
    let path = Array(folder.utf8) + [UInt8(ascii: "/")] + name
    let copy = withName(path) { strdup($0) }
    address.store(UInt(bitPattern: copy), ordering: .releasing)
  }

  static func clear() { address.store(0, ordering: .releasing) }

  static func unlinkNow() {
    guard let path = UnsafePointer<CChar>(bitPattern: address.load(ordering: .acquiring)) else {
      return
    }
    _ = unlink(path)
  }
}

extension Descriptor {
  /// Asks the kernel to start writing a range to the disk, without waiting for it.
  public func startWriteback(at offset: Int64, count: Int) {
    clinux_start_writeback(number, offset, Int64(count))
  }
}
