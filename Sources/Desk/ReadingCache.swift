internal import Evidence
internal import Files
internal import FoundationEssentials
import Glibc
internal import Manifest

/// What earlier checks of a dossier found out about its files: `.evpack/cache`, safe to delete.
///
/// An entry counts only for the very state of the very file that was read (device, inode, size,
/// both times), and the file as a whole only where it is the user's own (``OwnFile``). Whatever is
/// wrong with it, it counts as absent.
struct ReadingCache {
  struct Entry {
    var identity: FileIdentity
    var digest: Digest
    var facts: FileFacts
    /// Nanoseconds since 1970, just before the first byte was read.
    var readAt: Int64
  }

  /// A file that changes again within the tick of its clock keeps its times, so a file is believed
  /// unchanged only where they were older than this when it was read ("racy git"). FAT counts in
  /// two seconds.
  static let margin: Int64 = 3_000_000_000
  /// Some 300 bytes an entry; more files than this allows are read anew every time.
  private static let largest = 64 << 20
  private static let file = OwnFile(name: "cache", heading: "evpack cache 3\n", largest: largest)

  private let root: String
  private let key: [UInt8]?
  private var lines: [FileIdentity: ArraySlice<UInt8>] = [:]
  /// By their JSON: thousands of scans are alike.
  private var knownFacts: [String: FileFacts] = [:]

  /// Reads the cache of the dossier at `root`.
  ///
  /// - Throws: `SystemError` where descriptors run out.
  init(root: String, key: [UInt8]? = OwnKey.own()) throws(SystemError) {
    self.root = root
    self.key = key
    guard let (body, written) = try Self.file.content(in: root, key: key) else { return }
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
    let facts = try? JSONDecoder().decode(StoredFacts.self, from: Data(json)).facts
    if let facts { knownFacts[text] = facts }
    return facts
  }

  /// Replaces the cache. A failure is none: the next check takes longer.
  func save(_ entries: [Entry]) {
    let encoder = JSONEncoder()
    var body: [UInt8] = []
    for entry in entries where Self.isSettled(entry.identity, before: entry.readAt) {
      guard let facts = try? encoder.encode(StoredFacts(entry.facts)) else { continue }
      let identity = entry.identity
      let line =
        "\(identity.device) \(identity.inode) \(identity.size) \(identity.modified) "
        + "\(identity.changed) \(entry.digest.hex) "
      body += Array(line.utf8) + facts + [UInt8(ascii: "\n")]
    }
    guard body.count <= Self.largest / 2 else { return }
    try? Self.file.write(body, in: root, key: key)
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

/// ``FileFacts`` as a line of the cache has them.
private struct StoredFacts: Codable {
  struct Pixels: Codable {
    var width: Int
    var height: Int
  }

  var type: FileType
  var state: FileFacts.State
  var otherMediaType: String?
  var pages: Int?
  var pixels: Pixels?
  var resolution: Int?
  var title: String?
  var traits: Set<FileFacts.Trait>
  var protection: FileFacts.Protection?
  var flaw: FileFacts.Flaw?

  init(_ facts: FileFacts) {
    type = facts.type
    state = facts.state
    otherMediaType = facts.otherMediaType
    pages = facts.pages
    pixels = facts.pixels.map { Pixels(width: $0.width, height: $0.height) }
    resolution = facts.resolution
    title = facts.title
    traits = facts.traits
    protection = facts.protection
    flaw = facts.flaw
  }

  var facts: FileFacts {
    var facts = FileFacts(type, state)
    facts.otherMediaType = otherMediaType
    facts.pages = pages
    facts.pixels = pixels.map { FileFacts.PixelSize(width: $0.width, height: $0.height) }
    facts.resolution = resolution
    facts.title = title
    facts.traits = traits
    facts.protection = protection
    facts.flaw = flaw
    return facts
  }
}

extension FileType: Codable {}
extension FileFacts.State: Codable {}
extension FileFacts.Trait: Codable {}
extension FileFacts.Protection: Codable {}
extension FileFacts.Flaw: Codable {}
