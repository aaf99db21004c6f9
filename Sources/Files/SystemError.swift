import Glibc

/// A system call that failed: which, on what, and the kernel's reason.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was attempted, in the caller's terms rather than the kernel's.
  public enum Operation: String, Sendable, CaseIterable {
    case open, read, write, list, create, link, rename, remove, synchronise, lock, inspect
  }

  public var operation: Operation
  /// The file as the caller named it; bytes that are not UTF-8 are shown repaired.
  public var path: String
  /// `errno` (errno(3)).
  public var code: Int32

  public init(_ operation: Operation, _ path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// The call that has just failed on this thread.
  init(_ operation: Operation, _ path: String) {
    self.init(operation, path, code: errno)
  }

  /// The kernel's own English sentence for the code (strerror_r(3)).
  public var reason: String {
    if isNotAFile { return "it is a pipe, a socket or a device, not a file" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else {
        return "error \(code)"
      }
      return String(cString: base)
    }
  }

  public var description: String { "can't \(operation.rawValue) \(path): \(reason)" }

  /// ENOENT, for errors that are told without a call having failed.
  public static let notFound = ENOENT
  public static let notAFolder = ENOTDIR
  public static let notPermitted = EPERM
  /// What was to be read is neither a file nor a folder: a FIFO, a socket or a device. No call that
  /// opens files fails so by itself.
  static let notAFile = EMEDIUMTYPE

  /// The process or the system has no descriptors, memory, processes or threads left: nothing is said
  /// of the file.
  public var isShortage: Bool { isTooManyOpenFiles || isOutOfMemory || code == EAGAIN }
  public var isTooManyOpenFiles: Bool { code == EMFILE || code == ENFILE }
  public var isOutOfMemory: Bool { code == ENOMEM || code == ENOBUFS }
  /// Sockets can't even be opened (open(2): ENXIO).
  public var isNotAFile: Bool { code == Self.notAFile || code == ENXIO }

  /// The name leads out of its folder, or is none.
  public var isUnusableName: Bool { code == EINVAL && operation != .read && operation != .write }

  public var isNotFound: Bool { code == ENOENT }
  public var isAlreadyThere: Bool { code == EEXIST }
  public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
  /// The name leads through a symbolic link, which O_NOFOLLOW refuses (open(2): ELOOP, or ENOTDIR
  /// together with O_DIRECTORY).
  public var isSymbolicLink: Bool { code == ELOOP }
}

/// Runs `call` again for as long as a signal interrupts it (signal(7), EINTR).
@inline(__always)
func uninterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// Calls `body` with `bytes` as a C string.
@inline(__always)
func withName<Result>(
  _ bytes: some Collection<UInt8>, _ body: (UnsafePointer<CChar>) -> Result
) -> Result {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
    var end = 0
    for byte in bytes {
      buffer[end] = CChar(bitPattern: byte)
      end += 1
    }
    buffer[end] = 0
    guard let base = buffer.baseAddress else { preconditionFailure("the buffer holds a byte") }
    return body(base)
  }
}
