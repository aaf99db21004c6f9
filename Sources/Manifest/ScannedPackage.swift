import Evidence

/// What stands in a package, before any of it is held against its manifests.
///
/// A tar, a zip or a folder fills it, and ``BagCheck`` need not know which.
struct ScannedPackage {
  enum Container: Hashable {
    case tar
    /// A tar inside a compressed stream, by the filter's name.
    case compressedTar(String)
    case zip
    case folder

    /// Whether the members stand in the order and under the headers that sealing made.
    var keepsHeaders: Bool {
      switch self {
      case .tar, .compressedTar: true
      case .zip, .folder: false
      }
    }
  }

  struct Member {
    /// The top-level folder, empty where the bag has none around it; for a member that can't take
    /// part in the bag, its whole name.
    var top: [UInt8]
    /// The path below it; absent for the top-level folder itself and for what can't take part.
    var path: PackagePath?
    var size: Int64
    var modified: Int64
    var isDirectory: Bool
    /// Whether the member can take part in the bag: a plain file or folder of a safe name.
    var isUsable: Bool
    /// Absent where the content could not be read to its end.
    var digest: Digest?
    /// What a payload file turned out to be; absent where nobody asked.
    var facts: FileFacts?

    /// The full name, without a folder's last slash.
    var name: [UInt8] {
      guard let path else { return top }
      if top.isEmpty { return path.bytes }
      return top + [UInt8(ascii: "/")] + path.bytes
    }
  }

  /// How a member or the tar departs from the canonical form; an error in a package that says it
  /// is evpack's, and nothing to hold against another tool's.
  struct Deviation {
    enum Reason: Hashable {
      /// The first field that differs, and its offset in the file.
      case header(field: String, offset: Int64)
      /// A record that other programs write and that changes nothing here.
      case foreignRecord(key: String)
      case directory
      case dotPrefix
      /// Zeros after the end marker, as tar's blocking factor makes them.
      case zerosAfterEnd(count: Int64)
    }
    /// The member's index; past the last for the tar as a whole.
    var member: Int
    var reason: Reason
  }

  /// More findings than this are not kept: nobody reads them, and each takes half a KiB.
  static let mostFindings = 100_000

  var container = Container.tar
  /// Whether there were more findings than are kept.
  var isOverfull = false
  var members: [Member] = []
  /// The members' digests beside SHA-256.
  var columns: [DigestAlgorithm: DigestColumn] = [:]
  var deviations: [Deviation] = []
  /// Findings with the index of the member that they belong to, in no order.
  var findings: [(member: Int, finding: Finding)] = []
  /// Content that was asked for, by the member's index.
  var captured: [Int: [UInt8]] = [:]
  /// What could not be looked at, in the rule's terms, as `bytes 1024-2047`.
  var notChecked: [String] = []
  var byteCount: Int64 = 0
  /// False where the bytes are no tar at all; then there is one finding and nothing else.
  var isArchive = true

  /// The algorithms that the manifests inside name, SHA-256 apart.
  var algorithms: [DigestAlgorithm] {
    let named = members.compactMap { member in
      member.isUsable
        ? (member.path.flatMap(BagLayout.ManifestName.init)
          ?? member.pathAtTop.flatMap(BagLayout.ManifestName.init))?.algorithm : nil
    }
    return DigestAlgorithm.allCases.filter { $0 != .sha256 && named.contains($0) }
  }

  /// Whether another program wrote the tar anew: then most members depart from the canonical form,
  /// where damage or a forger's hand shows in a few.
  var isRewritten: Bool {
    let departing = Set(deviations.lazy.map(\.member).filter { $0 < members.count })
    return container.keepsHeaders && departing.count * 2 > members.count
  }

  mutating func set(_ digests: ContentDigests, of member: Int) {
    members[member].digest = digests.sha256
    for (algorithm, bytes) in digests.others {
      if columns[algorithm] == nil {
        columns[algorithm] = DigestColumn(algorithm, count: members.count)
      }
      columns[algorithm]?[member] = bytes[...]
    }
  }

  mutating func find(
    _ rule: Finding.Rule, _ level: Finding.Level = .error, at place: String,
    _ details: [String: String] = [:], member: Int? = nil
  ) {
    guard findings.count < Self.mostFindings else { return isOverfull = true }
    findings.append(
      (member ?? members.count, Finding(rule, level, at: place, details)))
  }
}

extension ScannedPackage {
  /// Says what bytes look like that are no package.
  mutating func reject(_ beginning: [UInt8]) {
    isArchive = false
    let kind =
      switch beginning {
      case []: "empty"
      case let bytes where bytes.starts(with: [0x1F, 0x8B]): "gzip"
      case let bytes where bytes.starts(with: [0x50, 0x4B]): "zip"
      case let bytes where bytes.starts(with: "%PDF".utf8): "pdf"
      case let bytes where bytes.starts(with: "Rar!".utf8): "rar"
      case let bytes where bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF]): "7z"
      case let bytes where bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]): "ole"
      default: "unknown"
      }
    find("not-a-package", at: "", ["looks-like": kind])
  }
}

/// A name's bytes for people: what is not UTF-8, or would disturb a terminal, stands as `\xNN`.
func shownName(_ bytes: some Collection<UInt8>) -> String {
  if let text = String(validating: bytes, as: UTF8.self),
    !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
  {
    return text
  }
  return bytes.reduce(into: "") { text, byte in
    if (0x20..<0x7F).contains(byte) {
      text.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      text += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
    }
  }
}

extension PackagePath.Problem {
  /// The rule that a name of this problem breaks.
  var rule: Finding.Rule {
    switch self {
    case .absolute: "path-absolute"
    case .dotComponent: "path-parent"
    case .controlCharacter: "path-control"
    default: "path-unsafe"
    }
  }
}
