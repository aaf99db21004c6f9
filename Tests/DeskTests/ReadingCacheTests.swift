import Evidence
import Files
import Foundation
import Manifest
import Testing

@testable import Desk

/// The cache must never give a wrong answer; that it gives none is always allowed.
struct ReadingCacheTests {
  static let key = [UInt8](repeating: 7, count: OwnKey.length)
  static let hour: Int64 = 3_600_000_000_000

  let root: String
  let entry: ReadingCache.Entry

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "evpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    root = folder.path(percentEncoded: false)
    var facts = FileFacts(.pdf)
    (facts.otherMediaType, facts.title) = ("a/b", "甲 \"乙\"")
    (facts.pages, facts.resolution, facts.pixels) = (3, 200, .init(width: 1, height: 2))
    (facts.traits, facts.protection, facts.flaw) = ([.restricted], .rights, .joined)
    let now = ReadingCache.now
    entry = ReadingCache.Entry(
      identity: FileIdentity(
        device: 1, inode: 2, size: 3, modified: now - Self.hour, changed: now - Self.hour,
        kind: .regular),
      digest: try #require(Digest(bytes: [UInt8](0..<32))), facts: facts, readAt: now)
  }

  private var path: String { "\(root)/.evpack/cache" }
  private func remove() { try? FileManager.default.removeItem(atPath: root) }
  private func found(_ identity: FileIdentity, key: [UInt8]? = Self.key) -> ReadingCache.Entry? {
    var cache = try? ReadingCache(root: root, key: key)
    return cache?.entry(of: identity)
  }

  @Test func `what was stored is found, for that state of the file alone`() throws {
    defer { remove() }
    try ReadingCache(root: root, key: Self.key).save([entry])
    let known = try #require(found(entry.identity))
    #expect(known.digest == entry.digest)
    #expect(known.facts == entry.facts)
    let changes: [(inout FileIdentity) -> Void] = [
      { $0.device += 1 }, { $0.inode += 1 }, { $0.size += 1 }, { $0.modified += 1 },
      { $0.changed += 1 },
    ]
    for change in changes {
      var other = entry.identity
      change(&other)
      #expect(found(other) == nil)
    }
  }

  @Test func `whatever byte of it is changed, nothing of it is believed`() throws {
    defer { remove() }
    try ReadingCache(root: root, key: Self.key).save([entry])
    let sound = try [UInt8](Data(contentsOf: URL(filePath: path)))
    for index in sound.indices {
      var bytes = sound
      bytes[index] ^= 1
      try Data(bytes).write(to: URL(filePath: path))
      #expect(found(entry.identity) == nil, "byte \(index)")
    }
    for count in stride(from: 0, to: sound.count, by: 7) {
      try Data(sound[..<count]).write(to: URL(filePath: path))
      #expect(found(entry.identity) == nil, "cut at \(count)")
    }
  }

  @Test func `another user's or computer's cache is not believed`() throws {
    defer { remove() }
    try ReadingCache(root: root, key: Self.key).save([entry])
    #expect(found(entry.identity, key: [UInt8](repeating: 8, count: OwnKey.length)) == nil)
    #expect(found(entry.identity, key: nil) == nil)
  }

  /// Inodes are told anew by each file system: what was written for another folder says nothing here.
  @Test func `another folder's cache is not believed`() throws {
    defer { remove() }
    let other = "\(root)/other"
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    try ReadingCache(root: other, key: Self.key).save([entry])
    try FileManager.default.moveItem(atPath: "\(other)/.evpack", toPath: "\(root)/.evpack")
    #expect(found(entry.identity) == nil)
  }

  @Test func `a file that changed just before it was read is not stored`() throws {
    defer { remove() }
    var racy = entry
    racy.identity.changed = racy.readAt - ReadingCache.margin + 1
    try ReadingCache(root: root, key: Self.key).save([racy])
    #expect(found(racy.identity) == nil)
    racy = entry
    racy.identity.modified = racy.readAt + Self.hour
    try ReadingCache(root: root, key: Self.key).save([racy])
    #expect(found(racy.identity) == nil)
  }

  @Test func `nothing is written through a link that a dossier brings along`() throws {
    defer { remove() }
    try FileManager.default.createDirectory(
      atPath: "\(root)/elsewhere", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: "\(root)/.evpack", withDestinationPath: "elsewhere")
    try ReadingCache(root: root, key: Self.key).save([entry])
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(root)/elsewhere") == [])
  }

  @Test func `the key is made once and kept from others`() throws {
    defer { remove() }
    let key = try #require(OwnKey.key(in: "\(root)/a/evpack"))
    #expect(key.count == OwnKey.length)
    #expect(OwnKey.key(in: "\(root)/a/evpack") == key)
    #expect(OwnKey.key(in: "\(root)/b/evpack") != key)
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/a/evpack")
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    let file = try FileManager.default.attributesOfItem(atPath: "\(root)/a/evpack/key")
    #expect(file[.posixPermissions] as? Int == 0o600)
    #expect(OwnKey.key(in: nil) == nil)
  }

  @Test func `a key that others may have read is replaced`() throws {
    defer { remove() }
    let key = try #require(OwnKey.key(in: "\(root)/a/evpack"))
    for mode in [0o644, 0o660] {
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: "\(root)/a/evpack/key")
      let next = try #require(OwnKey.key(in: "\(root)/a/evpack"))
      #expect(next != key)
      #expect(OwnKey.key(in: "\(root)/a/evpack") == next)
    }
  }

  /// RFC 4231, test case 2.
  @Test func `the code is HMAC-SHA256`() throws {
    let code = try SHA256.authenticationCode(
      of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
    #expect(code.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test func `a changed file is read anew`() throws {
    let sample = try SampleDossier(cluster: 2)
    defer {
      sample.remove()
      remove()
    }
    let name = "佐证材料/附件1.pdf"
    let file = "\(sample.root)/\(name)"
    func digest() throws -> String? {
      try sample.read().dossier.attachments.first { $0.path.description == name }?.sha256?.hex
    }
    let before = try digest()
    // As long as before, and with the old time: only ctime tells.
    let date = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes[bytes.count - 1] ^= 1
    let handle = try FileHandle(forWritingTo: URL(filePath: file))
    try handle.write(contentsOf: bytes)
    try handle.close()
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(date)], ofItemAtPath: file)
    #expect(try digest() != before)
  }
}
