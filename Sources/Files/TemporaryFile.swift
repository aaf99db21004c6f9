import CLinux
import Glibc

extension Descriptor {
  /// A new file without a name, for reading and writing, that goes with its last descriptor.
  ///
  /// In the folder that TMPDIR names, else in /var/tmp: /tmp often is memory (file-hierarchy(7)).
  ///
  /// - Throws: ``SystemError``.
  public static func temporary() throws(SystemError) -> Descriptor {
    let own = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let folder = own.isEmpty ? "/var/tmp" : own
    let unnamed = uninterrupted { clinux_open_unnamed(folder, 0o600) }
    if unnamed >= 0 { return Descriptor(taking: unnamed, path: folder) }
    // File systems without unnamed files.
    var template = Array("\(folder)/evpack-XXXXXX".utf8CString)
    let number = template.withUnsafeMutableBufferPointer { name -> Int32 in
      guard let base = name.baseAddress else { return -1 }
      let number = mkstemp(base)
      if number >= 0 {
        unlink(base)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
      }
      return number
    }
    guard number >= 0 else { throw SystemError(.create, folder) }
    return Descriptor(taking: number, path: folder)
  }

  /// A new file in memory with a content, at its beginning, that goes with its last descriptor.
  ///
  /// - Throws: ``SystemError``.
  public static func inMemory(_ content: [UInt8]) throws(SystemError) -> Descriptor {
    let number = clinux_open_memory()
    guard number >= 0 else { throw SystemError(.create, "memory") }
    let file = Descriptor(taking: number, path: "memory")
    var failure: SystemError?
    content.withUnsafeBytes { bytes in
      do throws(SystemError) { try file.write(bytes, at: 0) } catch { failure = error }
    }
    if let failure { throw failure }
    return file
  }

  /// Drops the content.
  ///
  /// - Throws: ``SystemError``.
  public func truncate() throws(SystemError) {
    guard uninterrupted({ ftruncate(number, 0) }) == 0 else { throw SystemError(.write, path) }
  }
}
