import Archive
import Evidence
import Files
import Foundation
import Manifest

extension FuzzTarget {
  static func verifyTar(_ input: [UInt8]) {
    verifyBothWays(input)
    let mended = withRightChecksums(input)
    if mended != input { verifyBothWays(mended) }
  }

  /// A file and a pipe give the same report, and nothing but the canonical bytes is intact.
  private static func verifyBothWays(_ bytes: [UInt8]) {
    let report = verified(bytes)
    let piped = verified(bytes, fromPipe: true)
    // Rare digests are not made of what comes through a pipe.
    if !piped.findings.contains(where: { $0.rule == "manifest-algorithm" }) {
      precondition(described(report) == described(piped))
    }
    guard report.isEvpackPackage, report.isIntact,
      !ZipDirectory.isZip(bytes), !DecompressedStream.isCompressed(bytes)
    else { return }
    precondition(report.isCanonical && canonicalBytes(report) == bytes)
  }

  static func verifyArchive(_ input: [UInt8]) {
    let beginning = Array(input.prefix(DecompressedStream.signatureLength))
    if ZipDirectory.isZip(beginning) {
      precondition(!verified(input).isCanonical)
    } else if DecompressedStream.isCompressed(beginning) {
      let report = verified(input)
      precondition(!report.isCanonical)
      if !report.findings.contains(where: { $0.rule == "manifest-algorithm" }) {
        precondition(described(report) == described(verified(input, fromPipe: true)))
      }
    } else if !input.isEmpty {
      // A compressed tar is the tar in it, packed anew; of nothing libarchive says that it is cut.
      let plain = withRightChecksums(input)
      var packed = verified(gzip(plain), fromPipe: true)
      var expected = verified(plain, fromPipe: true)
      packed.findings.removeAll { $0.rule == "repacked" }
      packed.byteCount = expected.byteCount
      expected.isCanonical = false
      precondition(described(packed) == described(expected))
    }
  }

  // MARK: Reports

  private static func verified(_ bytes: [UInt8], fromPipe: Bool = false) -> PackageReport {
    let descriptor = fromPipe ? pipe(bytes) : unnamedFile(bytes)
    do {
      return try Verification.verify(descriptor, capture: { _ in true })
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// All that a report says.
  private static func described(_ report: PackageReport) -> [String] {
    var lines = [
      report.bagName, "\(report.sealNumber as Any)", "\(report.isCanonical)",
      "\(report.isEvpackPackage)", "\(report.declaration as Any)", "\(report.algorithms)",
      "\(report.tagAlgorithms)", "\(report.payloadOxum)", "\(report.info)",
      "\(report.sealedAt as Any)", "\(report.notChecked)", "\(report.byteCount)",
    ]
    lines += report.entries.map { "\($0)" }
    lines += report.findings.map { finding in
      let details = finding.details.sorted { $0.key < $1.key }
      return "\(finding.rule.rawValue) \(finding.level) \(finding.place) \(details)"
    }
    lines += report.captured.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return lines
  }

  /// The one tar that holds the files of an intact package.
  private static func canonicalBytes(_ report: PackageReport) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in report.entries {
      guard let content = report.captured[entry.path.description], let time = report.sealedAt
      else { preconditionFailure("an intact package's files were read") }
      let name = Array(report.bagName.utf8) + [UInt8(ascii: "/")] + entry.path.bytes
      CanonicalHeader(name: name, size: entry.size, modified: time).append(to: &bytes)
      bytes += content
      bytes += repeatElement(0, count: CanonicalHeader.padding(after: entry.size))
    }
    return bytes + repeatElement(0, count: 1_024)
  }

  // MARK: Bytes

  /// The tar with the right checksum in whatever looks like a header.
  private static func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for start in stride(from: 0, through: bytes.count - 512, by: 512)
    where bytes[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
      let sum = bytes[start..<(start + 512)].withUnsafeBytes { CanonicalHeader.checksum($0) }
      let digits = String(sum, radix: 8)
      let field = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "\u{0} "
      bytes.replaceSubrange((start + 148)..<(start + 156), with: field.utf8)
    }
    return bytes
  }

  static func unnamedFile(_ bytes: [UInt8]) -> Descriptor {
    var name = Array("/dev/shm/evpack-fuzz-XXXXXX".utf8CString)
    var number = mkstemp(&name)
    if number < 0 {
      name = Array("/tmp/evpack-fuzz-XXXXXX".utf8CString)
      number = mkstemp(&name)
    }
    unlink(name)
    let file = Descriptor(taking: number, path: "b.tar")
    do { try bytes.withUnsafeBytes { try file.write($0, at: 0) } } catch {
      preconditionFailure("\(error)")
    }
    return file
  }

  /// The reading end of a stream that holds `bytes`; a socket takes them all without a reader.
  private static func pipe(_ bytes: [UInt8]) -> Descriptor {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0,
      send(ends[1], bytes, bytes.count, Int32(MSG_DONTWAIT)) == bytes.count
    else { preconditionFailure("\(bytes.count) bytes in a socket, errno \(errno)") }
    close(ends[1])
    return Descriptor(taking: ends[0], path: "b.tar")
  }

  /// The bytes in a gzip stream (RFC 1952) of stored blocks (RFC 1951 §3.2.4).
  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var stream: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(0xFFFF)
      rest = rest.dropFirst(block.count)
      stream.append(rest.isEmpty ? 1 : 0)
      stream += littleEndian(block.count, 2) + littleEndian(~block.count, 2) + block
    } while !rest.isEmpty
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
    }
    return stream + littleEndian(Int(~sum), 4) + littleEndian(bytes.count, 4)
  }
}
