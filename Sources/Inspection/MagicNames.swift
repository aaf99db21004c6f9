import CMagic
internal import Evidence
import Synchronization

/// Media types by libmagic, for what the readers here do not know.
///
/// Its database is loaded on the first question, which costs some 20 ms; few files need it.
enum MagicNames {
  private struct Cookie: @unchecked Sendable {
    let handle: magic_t?
  }

  /// libmagic(3): a cookie serves one thread at a time.
  private static let cookie = Mutex(Cookie(handle: load()))

  private static func load() -> magic_t? {
    guard let handle = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS) else { return nil }
    guard magic_load(handle, nil) == 0 else {
      magic_close(handle)
      return nil
    }
    return handle
  }

  /// As much of a file is shown to libmagic: its marks lie within 33 KiB (ISO 9660), and what it
  /// searches for beyond them costs 3 ms a MiB.
  private static let sample = 1 << 16

  static func facts(_ bytes: Bytes) -> FileFacts {
    let name = cookie.withLock { cookie -> String? in
      guard let handle = cookie.handle else { return nil }
      return magic_buffer(handle, bytes.buffer.baseAddress, min(bytes.count, sample))
        .map { String(cString: $0) }
    }
    guard let name, name != FileType.other.mediaType, name.contains("/") else {
      return FileFacts(.other)
    }
    if programs.contains(name), !isGuess(name, bytes) { return FileFacts(.program) }
    if name.hasPrefix("video/") { return FileFacts(.video) }
    if name.hasPrefix("audio/") { return FileFacts(.audio) }
    if let type = FileType.allCases.first(where: { $0.mediaType == name }) {
      return FileFacts(type)
    }
    var facts = FileFacts(.other)
    facts.otherMediaType = name
    return facts
  }

  /// Whether no more than its first byte, a jump, speaks for a program of DOS (COM): so begins one of
  /// a hundred files that nobody knows. By its name such a program is known all the same.
  private static func isGuess(_ name: String, _ bytes: Bytes) -> Bool {
    name == "application/x-dosexec" && !bytes.slice(0, 2).elementsEqual("MZ".utf8)
  }

  /// The names in magic(5)'s database of what runs when it is opened.
  private static let programs: Set<String> = [
    "application/x-mach-binary", "application/x-executable", "application/x-sharedlib",
    "application/x-pie-executable", "application/x-dosexec", "application/x-ms-shortcut",
    "application/vnd.microsoft.portable-executable", "application/java-archive",
    "application/x-java-applet", "application/vnd.android.package-archive",
  ]
}
