import CLinux
import Glibc

/// A folder that appears under its name whole, or not at all.
///
/// It is filled as `.NAME.evpack-partial` beside its target, locked (flock(2)) while its writer
/// lives; one that nobody locks, which only a killed process leaves, is removed by the next writer.
public final class StagedFolder {
  public let target: String
  /// Where the folder is while it is being filled.
  public let path: String

  private let parent: Descriptor
  private let name: [UInt8]
  private let partial: [UInt8]
  private var lock: Descriptor?

  /// Starts a folder that is to become `target`, where nothing but an empty folder may stand.
  ///
  /// - Throws: ``StagedFile/Failure``.
  public init(for target: String) throws(StagedFile.Failure) {
    var bytes = Array(target.utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    let target = String(decoding: bytes, as: UTF8.self)
    self.target = target
    (parent, name) = try StagedFile.place(of: target)
    partial = StagedFile.partialName(of: name)
    path = "\(parent.path)/" + String(decoding: partial, as: UTF8.self)
    let number = parent.number
    guard try isVacant() else { throw .targetExists(path: target) }
    try removeStale()
    guard withName(partial, { mkdirat(number, $0, 0o755) }) == 0 else {
      throw errno == EEXIST ? .busy(path: target) : .system(SystemError(.create, target))
    }
    // Before the lock stands, another writer may take the folder for a stale one.
    let own: Descriptor
    do throws(SystemError) { own = try open() } catch {
      _ = withName(partial) { unlinkat(number, $0, AT_REMOVEDIR) }
      throw error.isShortage ? .system(error) : .busy(path: target)
    }
    guard (try? own.lock()) == true, isStillThere(own) else {
      _ = withName(partial) { unlinkat(number, $0, AT_REMOVEDIR) }
      throw .busy(path: target)
    }
    lock = own
  }

  deinit { discard() }

  /// Puts the folder under its name, durably: what is in it, then its name.
  ///
  /// - Throws: ``StagedFile/Failure``; nothing is left behind then, but where the outer folder can't
  ///   be synchronised, last of all: the folder is in place nevertheless.
  public func commit() throws(StagedFile.Failure) {
    guard let lock else { preconditionFailure("a staged folder is committed once") }
    guard clinux_synchronise_file_system(lock.number) == 0 else {
      let error = SystemError(.synchronise, target)
      discard()
      throw .system(error)
    }
    // rename(2) takes the place of an empty folder, and of nothing else.
    let moved = withName(partial) { from in
      withName(name) { to in renameat(parent.number, from, parent.number, to) }
    }
    guard moved == 0 else {
      let isTaken = [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno)
      let error = SystemError(.rename, target)
      discard()
      throw isTaken ? .targetExists(path: target) : .system(error)
    }
    self.lock = nil
    do throws(SystemError) { try parent.synchronise() } catch { throw .system(error) }
  }

  /// Removes the folder with all that is in it; the target is not touched. Does nothing after
  /// `commit`.
  public func discard() {
    guard lock != nil else { return }
    removePartial()
    lock = nil
  }

  private func isVacant() throws(StagedFile.Failure) -> Bool {
    var status = stat()
    guard withName(name, { fstatat(parent.number, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
      return true
    }
    guard FileIdentity(status).kind == .directory else { return false }
    do throws(SystemError) {
      return try DirectoryTree(root: target).entries { _ in false }.isEmpty
    } catch {
      throw .system(error)
    }
  }

  private func open() throws(SystemError) -> Descriptor {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let number = withName(partial) { name in
      uninterrupted { openat(parent.number, name, flags) }
    }
    guard number >= 0 else { throw SystemError(.open, path) }
    return Descriptor(taking: number, path: path)
  }

  private func isStillThere(_ own: Descriptor) -> Bool {
    var status = stat()
    return withName(partial) { fstatat(parent.number, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0
      && (try? own.identity().inode) == UInt64(status.st_ino)
  }

  private func removeStale() throws(StagedFile.Failure) {
    guard let stale = try? open() else { return }
    guard (try? stale.lock()) == true else { throw .busy(path: target) }
    removePartial()
  }

  private func removePartial() { path.withCString { clinux_remove_tree($0) } }
}
