internal import Evidence
internal import Files
internal import FoundationEssentials
import Glibc
internal import Manifest

/// What earlier checks of a dossier found out about its files: `.evpack/cache`, safe to delete.
///
/// An entry counts only for the very state of the very file that was read (device, inode, size,
/// both times), and the file as a whole only where this user on this computer wrote it: it bears an
/// HMAC by a key that never leaves the user's own cache folder, so that nobody can send along a
/// cache with their dossier. Whatever is wrong with it, it counts as absent.
struct ReadingCache {
  struct Entry {
    var identity: FileIdentity
    var digest: Digest
    var facts: FileFacts
    /// Nanoseconds since 1970, just before the first byte was read.
    var readAt: Int64
  }

  static let folder = DossierFolder.workFolder
  static let name = "cache"
  /// The first line; what is written by an inspection that tells more or other things has another.
  static let heading = "evpack cache 1\n"
  /// A file that changes again within the tick of its clock keeps its times, so a file is believed
  /// unchanged only where they were older than this when it was read ("racy git"). FAT counts in
  /// two seconds.
  static let margin: Int64 = 3_000_000_000
  /// Some 300 bytes an entry; more files than this allows are read anew every time.
  private static let largest = 64 << 20

  private let root: String
  private let key: [UInt8]?
  private var lines: [FileIdentity: ArraySlice<UInt8>] = [:]
  /// By their JSON: thousands of scans are alike.
  private var knownFacts: [String: FileFacts] = [:]

  /// Reads the cache of the dossier at `root`.
  init(root: String, key: [UInt8]? = CacheKey.own()) {
    self.root = root
    self.key = key
    guard let key, let (bytes, written) = Self.content(of: root) else { return }
    let heading = Array(Self.heading.utf8)
    let body = bytes.dropFirst(heading.count + 65)
    guard bytes.starts(with: heading), bytes.count >= heading.count + 65,
      bytes[heading.count + 64] == UInt8(ascii: "\n"),
      let code = Digest(hex: bytes[heading.count..<(heading.count + 64)]),
      let expected = try? SHA256.authenticationCode(of: heading + body, key: key), code == expected
    else { return }
    for line in body.split(separator: UInt8(ascii: "\n")) {
      guard let identity = Self.identity(line), Self.isSettled(identity, before: written) else {
        continue
      }
      lines[identity] = line
    }
  }

  /// What is known of a file in this state.
  mutating func entry(of identity: FileIdentity) -> Entry? {
    guard let line = lines[identity] else { return nil }
    let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 6)
    guard parts.count == 7, let digest = Digest(hex: parts[5]), let facts = facts(parts[6])
    else { return nil }
    return Entry(identity: identity, digest: digest, facts: facts, readAt: .max)
  }

  private mutating func facts(_ json: ArraySlice<UInt8>) -> FileFacts? {
    let text = String(decoding: json, as: UTF8.self)
    if let facts = knownFacts[text] { return facts }
    let facts = try? JSONDecoder().decode(FileFacts.self, from: Data(json))
    if let facts { knownFacts[text] = facts }
    return facts
  }

  /// Replaces the cache. A failure is none: the next check takes longer.
  func save(_ entries: [Entry]) {
    guard let key else { return }
    let encoder = JSONEncoder()
    var body: [UInt8] = []
    for entry in entries where Self.isSettled(entry.identity, before: entry.readAt) {
      guard let facts = try? encoder.encode(entry.facts) else { continue }
      let identity = entry.identity
      let line =
        "\(identity.device) \(identity.inode) \(identity.size) \(identity.modified) "
        + "\(identity.changed) \(entry.digest.hex) "
      body += Array(line.utf8) + facts + [UInt8(ascii: "\n")]
    }
    let heading = Array(Self.heading.utf8)
    guard body.count <= Self.largest / 2,
      let code = try? SHA256.authenticationCode(of: heading + body, key: key)
    else { return }
    let folder = "\(root)/\(Self.folder)"
    _ = try? makeFolders([folder])
    // Never through a link, which a dossier from elsewhere may bring along.
    guard isFolder(folder) else { return }
    try? StagedFile.write(
      heading + code.hexBytes + [UInt8(ascii: "\n")] + body, to: "\(folder)/\(Self.name)",
      replacing: true)
  }

  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private static func isSettled(_ identity: FileIdentity, before moment: Int64) -> Bool {
    let (latest, overflow) = max(identity.modified, identity.changed)
      .addingReportingOverflow(margin)
    return !overflow && latest < moment
  }

  /// The file's bytes, and when it was written by the clock of its own file system.
  private static func content(of root: String) -> (bytes: [UInt8], written: Int64)? {
    guard var source = try? SourceFolder(root),
      let file = try? source.open(Array("\(folder)/\(name)".utf8)),
      let identity = try? file.identity(), identity.kind == .regular,
      let bytes = try? file.readAll(limit: largest)
    else { return nil }
    return (bytes, identity.modified)
  }

  private static func identity(_ line: ArraySlice<UInt8>) -> FileIdentity? {
    let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
    func number<Value: FixedWidthInteger>(_ index: Int) -> Value? {
      Value(String(decoding: parts[index], as: UTF8.self))
    }
    guard parts.count == 6, let device: UInt64 = number(0), let inode: UInt64 = number(1),
      let size: Int64 = number(2), let modified: Int64 = number(3), let changed: Int64 = number(4)
    else { return nil }
    return FileIdentity(
      device: device, inode: inode, size: size, modified: modified, changed: changed,
      kind: .regular)
  }
}

/// The secret by which a user's own caches are known: 32 random bytes in `~/.cache/evpack/key`.
enum CacheKey {
  static let length = 32

  /// The key, made on the first call; nil where the user has no folder for it.
  static func own() -> [UInt8]? { key(in: folder) }

  /// XDG Base Directory Specification: `$XDG_CACHE_HOME`, which must be absolute, or `~/.cache`.
  private static var folder: String? {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return (variable("XDG_CACHE_HOME") ?? variable("HOME").map { "\($0)/.cache" })
      .map { "\($0)/evpack" }
  }

  static func key(in folder: String?) -> [UInt8]? {
    guard let folder else { return nil }
    let path = "\(folder)/key"
    if let key = existing(path) { return key }
    let parent = String(folder.prefix(upTo: folder.lastIndex(of: "/") ?? folder.endIndex))
    _ = try? makeFolders([parent, folder], isPrivate: true)
    var generator = SystemRandomNumberGenerator()
    let key = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
    // A key that is there and can't be relied on is replaced; what was written under it counts no
    // longer.
    do { try StagedFile.write(key, to: path, replacing: true, isPrivate: true) } catch {
      return nil
    }
    return key
  }

  /// The key where it is the user's own, and nobody else may read it.
  private static func existing(_ path: String) -> [UInt8]? {
    guard let file = try? Descriptor.open(path), (try? file.isPrivate()) == true,
      let key = try? file.readAll(limit: length), key.count == length
    else { return nil }
    return key
  }
}
