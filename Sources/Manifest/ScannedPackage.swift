import Evidence
import Glibc

/// What stands in a package, before any of it is held against its manifests.
///
/// A tar fills it today; a folder or a zip can fill it as well, and ``BagCheck`` won't know.
struct ScannedPackage {
  struct Member {
    /// The top-level folder; for a member that can't take part in the bag, its whole name.
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

    /// The full name, without a folder's last slash.
    var name: [UInt8] {
      guard let path else { return top }
      return top + [UInt8(ascii: "/")] + path.bytes
    }
  }

  /// How a member or the tar departs from the canonical form; an error in a package that says it
  /// is evpack's, and nothing to hold against another tool's.
  struct Deviation {
    enum Reason: Hashable {
      /// The first field that differs, and its offset in the file.
      case header(field: String, offset: Int64)
      case unknownRecord(key: String)
      case directory
      case dotPrefix
      /// Zeros after the end marker, as tar's blocking factor makes them.
      case zerosAfterEnd(count: Int64)
    }
    /// The member's index; past the last for the tar as a whole.
    var member: Int
    var reason: Reason
  }

  var members: [Member] = []
  var deviations: [Deviation] = []
  /// Findings with the index of the member that they belong to, in no order.
  var findings: [(member: Int, finding: Finding)] = []
  /// Content that was asked for, by the member's index.
  var captured: [Int: [UInt8]] = [:]
  /// SM3 digests, by the member's index, where there is a manifest of them.
  var sm3: [Int: Digest] = [:]
  /// What could not be looked at, in the rule's terms, as `bytes 1024-2047`.
  var notChecked: [String] = []
  var byteCount: Int64 = 0
  /// False where the bytes are no tar at all; then there is one finding and nothing else.
  var isArchive = true

  mutating func find(
    _ rule: Finding.Rule, _ level: Finding.Level = .error, at place: String,
    _ details: [String: String] = [:], member: Int? = nil
  ) {
    findings.append(
      (member ?? members.count, Finding(rule, level, at: place, details)))
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

/// Compares by memcmp(3): `elementsEqual` takes as long as all else that is done for a member.
func isSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  guard let one = left.baseAddress, let other = right.baseAddress else { return true }
  return memcmp(one, other, left.count) == 0
}

func isSame(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
  left.withUnsafeBytes { left in right.withUnsafeBytes { isSame(left, $0) } }
}
