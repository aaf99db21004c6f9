import CLinux
import Glibc

/// An open file, closed when the last reference goes.
///
/// Safe to share: `read(at:)` and `write(at:)` keep no position (pread(2), pwrite(2)).
public final class Descriptor: Sendable {
  /// The kernel's number, for libraries that take one; owned by this object.
  public let number: Int32
  /// The file as the caller named it, for messages.
  public let path: String
  private let isOwned: Bool

  /// Takes over an open descriptor.
  ///
  /// - Parameter isOwned: whether to close it in the end; not so for standard input.
  public init(taking number: Int32, path: String, isOwned: Bool = true) {
    self.number = number
    self.path = path
    self.isOwned = isOwned
  }

  /// Standard input, which is never closed.
  public static let standardInput = Descriptor(taking: 0, path: "-", isOwned: false)

  /// Standard output, which is never closed.
  public static let standardOutput = Descriptor(taking: 1, path: "-", isOwned: false)

  /// Opens a package for reading, which may be a pipe, following symbolic links: the name is the
  /// user's own.
  ///
  /// - Parameter isCancelled: asked now and then while nobody writes to a named pipe.
  /// - Throws: ``SystemError``, with ECANCELED where it was cancelled.
  public static func open(
    _ path: String, isCancelled: () -> Bool = { false }
  ) throws(SystemError) -> Descriptor {
    // A named pipe without a writer would be waited for in open(2), whatever signal comes.
    let descriptor = try open(path, O_RDONLY | O_NONBLOCK)
    guard case .other = try descriptor.identity().kind else { return descriptor }
    try descriptor.waitForInput(isCancelled)
    let flags = fcntl(descriptor.number, F_GETFL)
    guard flags >= 0, fcntl(descriptor.number, F_SETFL, flags & ~O_NONBLOCK) == 0 else {
      throw SystemError(.open, path)
    }
    return descriptor
  }

  /// Waits until there is something to read, or the other end of a pipe was closed.
  private func waitForInput(_ isCancelled: () -> Bool) throws(SystemError) {
    var poll = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    while true {
      let ready = Glibc.poll(&poll, 1, 100)
      if ready > 0 { return }
      guard ready == 0 || errno == EINTR else { throw SystemError(.read, path) }
      if isCancelled() { throw SystemError(.read, path, code: ECANCELED) }
    }
  }

  /// Opens a file for reading, following symbolic links: the name is the user's own.
  ///
  /// - Throws: ``SystemError``: EISDIR for a folder, `isNotAFile` for a pipe or a device, which is
  ///   never waited for.
  public static func openFile(_ path: String) throws(SystemError) -> Descriptor {
    let descriptor = try open(path, O_RDONLY | O_NONBLOCK)
    try descriptor.checkFile()
    return descriptor
  }

  /// Opens a folder, following symbolic links: the name is the user's own.
  ///
  /// - Throws: ``SystemError``.
  public static func openFolder(_ path: String) throws(SystemError) -> Descriptor {
    try open(path, O_RDONLY | O_DIRECTORY)
  }

  private static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Descriptor {
    let number = uninterrupted { Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY) }
    guard number >= 0 else { throw SystemError(.open, path) }
    return Descriptor(taking: number, path: path)
  }

  /// Makes sure that this is a regular file.
  func checkFile() throws(SystemError) {
    switch try identity().kind {
    case .regular: return
    case .directory: throw SystemError(.open, path, code: EISDIR)
    case .symlink, .other: throw SystemError(.open, path, code: SystemError.notAFile)
    }
  }

  deinit {
    if isOwned { close(number) }
  }

  /// - Throws: ``SystemError``.
  public func identity() throws(SystemError) -> FileIdentity {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemError(.inspect, path) }
    return FileIdentity(status)
  }

  /// Whether the file is this user's own, and no one else may read or write it.
  ///
  /// - Throws: ``SystemError``.
  public func isPrivate() throws(SystemError) -> Bool {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemError(.inspect, path) }
    return status.st_uid == geteuid() && status.st_mode & 0o077 == 0
  }

  /// Whether others than the file's owner may read it.
  ///
  /// - Throws: ``SystemError``.
  public func isReadableByOthers() throws(SystemError) -> Bool {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemError(.inspect, path) }
    return status.st_mode & 0o044 != 0
  }

  /// Fills `buffer` from `offset` on; fewer bytes than asked for mean the end of the file.
  ///
  /// - Throws: ``SystemError``.
  public func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(SystemError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = uninterrupted {
        pread(
          number, buffer.baseAddress.map { $0 + done }, buffer.count - done,
          off_t(offset) + done)
      }
      guard count >= 0 else { throw SystemError(.read, path) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// The bytes from `offset` on, fewer than `count` at the end of the file.
  ///
  /// - Throws: ``SystemError``.
  public func bytes(at offset: Int64, count: Int) throws(SystemError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    return Array(buffer[..<(try read(into: buffer, at: offset))])
  }

  /// Fills `buffer` from the current position; fewer bytes than asked for mean the end.
  ///
  /// - Throws: ``SystemError``.
  public func readNext(
    into buffer: UnsafeMutableRawBufferPointer, isCancelled: (() -> Bool)? = nil
  ) throws(SystemError) -> Int {
    var done = 0
    while done < buffer.count {
      if let isCancelled { try waitForInput(isCancelled) }
      let count = uninterrupted {
        Glibc.read(number, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      guard count >= 0 else { throw SystemError(.read, path) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Writes all of `buffer` at `offset`.
  ///
  /// - Throws: ``SystemError``; a full disk is told by `isDiskFull`.
  public func write(
    _ buffer: UnsafeRawBufferPointer, at offset: Int64
  ) throws(SystemError) {
    var done = 0
    while done < buffer.count {
      let count = uninterrupted {
        pwrite(
          number, buffer.baseAddress.map { $0 + done }, buffer.count - done,
          off_t(offset) + done)
      }
      guard count >= 0 else { throw SystemError(.write, path) }
      done += count
    }
  }

  /// Writes all of `buffer` at the current position, as pipes need it.
  ///
  /// - Throws: ``SystemError``; EPIPE where nobody reads any more and the signal is ignored.
  public func writeNext(_ buffer: UnsafeRawBufferPointer) throws(SystemError) {
    var done = 0
    while done < buffer.count {
      let count = uninterrupted {
        Glibc.write(number, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      guard count >= 0 else { throw SystemError(.write, path) }
      done += count
    }
  }

  /// Waits until the data is on the disk (fsync(2)).
  ///
  /// - Throws: ``SystemError``; file systems without the notion (EINVAL, EROFS) count as done.
  public func synchronise() throws(SystemError) {
    guard uninterrupted({ fsync(number) }) != 0 else { return }
    if errno == EINVAL || errno == EROFS { return }
    throw SystemError(.synchronise, path)
  }

  /// Locks the file or folder for this process until the descriptor is closed (flock(2)).
  ///
  /// - Parameter seconds: how long to wait for another process to let it go.
  /// - Returns: false where another process has it locked. File systems without locks (network
  ///   drives) count as locked.
  /// - Throws: ``SystemError``.
  public func lock(waiting seconds: Double = 0) throws(SystemError) -> Bool {
    let pause = 0.02
    var left = seconds
    while true {
      if uninterrupted({ flock(number, LOCK_EX | LOCK_NB) }) == 0 { return true }
      switch errno {
      case EWOULDBLOCK:
        guard left > 0 else { return false }
        usleep(UInt32(pause * 1_000_000))
        left -= pause
      case EOPNOTSUPP, ENOLCK, EBADF, EINVAL: return true
      default: throw SystemError(.lock, path)
      }
    }
  }

  /// Sets the position that `readNext` and libraries read from.
  ///
  /// - Throws: ``SystemError``, with ESPIPE for a pipe.
  public func rewind() throws(SystemError) {
    guard lseek(number, 0, SEEK_SET) == 0 else { throw SystemError(.read, path) }
  }
}

extension Descriptor {
  /// Makes sure that so many descriptors may be open, raising the process's own limit where it may
  /// be raised.
  ///
  /// - Throws: ``SystemError``, `isTooManyOpenFiles` where the system allows fewer.
  public static func allow(_ count: UInt) throws(SystemError) {
    guard clinux_raise_descriptor_limit(count) >= count else {
      throw SystemError(.open, "", code: EMFILE)
    }
  }
}

/// Reads a whole small file, following symbolic links: the name is the user's own.
///
/// - Parameter limit: the largest size that is accepted.
/// - Throws: ``SystemError``, with EFBIG where the file is larger than `limit`, and as
///   ``Descriptor/openFile(_:)``.
public func readFile(at path: String, limit: Int) throws(SystemError) -> [UInt8] {
  try Descriptor.openFile(path).readAll(limit: limit)
}

extension Descriptor {
  /// Reads from the current position to the end.
  ///
  /// - Throws: ``SystemError``, with EFBIG where there is more than `limit`.
  public func readAll(limit: Int) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    // Files of /proc and pipes tell no size, so the size is only a first guess.
    var room = min(Int(clamping: try identity().size), limit) + 1
    while true {
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: room))
      var outcome: Result<Int, SystemError> = .success(0)
      bytes.withUnsafeMutableBytes { all in
        let rest = UnsafeMutableRawBufferPointer(rebasing: all[start...])
        do throws(SystemError) { outcome = .success(try readNext(into: rest)) } catch {
          outcome = .failure(error)
        }
      }
      let count = try outcome.get()
      bytes.removeLast(room - count)
      if bytes.count > limit { throw SystemError(.read, path, code: EFBIG) }
      if count < room { return bytes }
      room = min(1 << 16, limit - bytes.count + 1)
    }
  }
}
