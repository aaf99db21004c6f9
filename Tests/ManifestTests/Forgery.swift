import Evidence

@testable import Manifest

/// Builds packages that evpack would never write, with right checksums and digests unless asked.
struct Forgery {
  struct Member {
    var name: String
    var content: [UInt8]
    var type: Character
    var link: String
    /// Applied to the finished header, before its checksum is made right again.
    var edit: (inout [UInt8]) -> Void
    var records: [(key: String, value: String)]

    init(
      _ name: String, _ content: String = "", type: Character = "0", link: String = "",
      records: [(key: String, value: String)] = [],
      edit: @escaping (inout [UInt8]) -> Void = { _ in }
    ) {
      self.name = name
      self.content = Array(content.utf8)
      self.type = type
      self.link = link
      self.edit = edit
      self.records = records
    }

    var isFile: Bool { type == "0" }
  }

  static let sealedAt: Int64 = 1_795_518_166
  static let sealed = civilDate(ofUnixSeconds: sealedAt).moment

  /// A whole package around `payload`, whose manifest lists the plain files in it.
  static func package(
    _ payload: [Member], manifest: [UInt8]? = nil, info: String? = nil,
    tagFiles: [Member] = [], tail: [UInt8] = [UInt8](repeating: 0, count: 1_024),
    reorder: (inout [Member]) -> Void = { _ in }
  ) throws -> [UInt8] {
    func line(_ member: Member) throws -> [UInt8] {
      let digest = try SHA256.digest(of: member.content)
      return Array("\(digest.hex)  \(member.name.dropFirst(2))\n".utf8)
    }
    let files = payload.filter(\.isFile)
    let octets = files.reduce(0) { $0 + $1.content.count }
    let ownInfo =
      "Bagging-Date: 2026-11-24\nPayload-Oxum: \(octets).\(files.count)\nEvpack-Sealed: \(sealed)\n"
    var manifestMember = Member("b/manifest-sha256.txt")
    manifestMember.content = try manifest ?? files.flatMap(line)
    var declaration = Member("b/bagit.txt")
    declaration.content = BagLayout.declaration
    let tags = [Member("b/bag-info.txt", info ?? ownInfo), manifestMember] + tagFiles
    var tagManifest = Member("b/tagmanifest-sha256.txt")
    tagManifest.content = try ([declaration] + tags.filter(\.isFile)).flatMap(line)
    var members = [declaration] + payload + tags + [tagManifest]
    reorder(&members)
    return members.flatMap(bytes) + tail
  }

  static func bytes(of member: Member) -> [UInt8] {
    let header = CanonicalHeader(
      name: Array(member.name.utf8), size: Int64(member.content.count), modified: sealedAt)
    var bytes = header.encoded
    if !member.records.isEmpty {
      let records = member.records.flatMap { record($0.key, $0.value) }
      var extended = CanonicalHeader(
        name: Array("PaxHeader".utf8), size: Int64(records.count), modified: sealedAt
      ).encoded
      extended[156] = UInt8(ascii: "x")
      fixChecksum(&extended)
      bytes = extended + padded(records) + bytes.suffix(512)
    }
    var main = Array(bytes.suffix(512))
    main[156] = member.type.asciiValue ?? 0
    main.replaceSubrange(157..<(157 + member.link.utf8.count), with: member.link.utf8)
    member.edit(&main)
    fixChecksum(&main)
    return bytes[..<(bytes.count - 512)] + main + padded(member.content)
  }

  static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n"
    var count = rest.utf8.count + 1
    while "\(count)\(rest)".utf8.count != count { count = "\(count)\(rest)".utf8.count }
    return Array("\(count)\(rest)".utf8)
  }

  static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: -bytes.count & 511)
  }

  static func fixChecksum(_ header: inout [UInt8]) {
    let sum = header.withUnsafeBytes { CanonicalHeader.checksum($0) }
    let digits = String(sum, radix: 8)
    let text = String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} "
    header.replaceSubrange(148..<156, with: text.utf8)
  }

  static func put(_ text: String, at offset: Int, in header: inout [UInt8]) {
    header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
  }
}
