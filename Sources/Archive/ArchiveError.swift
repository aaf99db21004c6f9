/// Why an archive could not be read, with the library's own words where it has any.
public enum ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes are no archive of a known format.
  case notAnArchive
  /// The archive ends in the middle of an entry or of its directory.
  case truncated(reason: String)
  /// The entry is encrypted and can't be read without its password.
  case encrypted(name: String)
  /// An entry, or the sum of the entries read so far, is larger than the limit allows.
  case tooLarge(name: String, limit: Int)
  /// More entries than the limit allows.
  case tooManyEntries(limit: Int)
  /// The same name stands in the archive twice, so what it means depends on the reader.
  case duplicateEntry(name: String)
  /// The archive is damaged; libarchive's reason.
  case malformed(reason: String)
  /// The file could not be opened or read; the reason is the system's.
  case unreadable(path: String, reason: String)
  /// The C.UTF-8 locale is missing, without which libarchive can't read names.
  case noLocale

  public var description: String {
    switch self {
    case .notAnArchive: "not an archive"
    case .truncated(let reason): "the archive ends too early: \(reason)"
    case .encrypted(let name): "\(name) is encrypted"
    case .tooLarge(let name, let limit): "\(name) is larger than \(limit) bytes"
    case .tooManyEntries(let limit): "more than \(limit) entries"
    case .duplicateEntry(let name): "\(name) stands in the archive twice"
    case .malformed(let reason): "damaged archive: \(reason)"
    case .unreadable(let path, let reason): "can't read \(path): \(reason)"
    case .noLocale: "the locale C.UTF-8 is not installed"
    }
  }
}
