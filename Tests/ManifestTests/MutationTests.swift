import Evidence
import Files
import Glibc
import Testing

@testable import Manifest

/// A package's bytes in memory, for thousands of variants.
final class MemoryInput: TarInput {
  private let memory: UnsafeMutableRawBufferPointer
  let length: Int64?

  /// - Parameter isPipe: whether to keep the length secret, as a pipe does.
  init(_ bytes: [UInt8], isPipe: Bool = false) {
    memory = .allocate(byteCount: bytes.count, alignment: 16)
    memory.copyBytes(from: bytes)
    length = isPipe ? nil : Int64(bytes.count)
  }

  deinit { memory.deallocate() }

  func bytes(at offset: Int64, count: Int) -> UnsafeRawBufferPointer {
    let start = Int(min(offset, Int64(memory.count)))
    let end = min(memory.count, start + min(count, memory.count))
    return UnsafeRawBufferPointer(rebasing: memory[start..<end])
  }

  func release(before offset: Int64) {}
}

func verify(_ bytes: [UInt8], isPipe: Bool = false) throws -> PackageReport {
  let reader = PackageReader(
    capture: { _ in false }, isCancelled: { false })
  let package = try reader.readInOrder(MemoryInput(bytes, isPipe: isPipe))
  var check = BagCheck(package, fileName: "b.tar", capture: { _ in false })
  return check.finish()
}

/// The report without what may differ between a file and a pipe: nothing may.
private func summary(_ report: PackageReport) -> String {
  let findings = report.findings.map { finding in
    let details = finding.details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(finding.rule.rawValue) \(finding.level) \(finding.place) \(details)\n"
  }
  return "\(findings.joined()) \(report.entries) \(report.notChecked) \(report.byteCount)"
}

@Suite struct MutationTests {
  let package: [UInt8]
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let payload = [("data/form/表.docx", "form"), ("data/evidence/3-3-1 图.pdf", "roadmap")]
    _ = try Sealing.seal(
      bagNamed: "b", to: folder["b.tar"],
      payload: payload.map {
        PayloadFile(path: try PackagePath($0.0), source: .bytes(Array($0.1.utf8)))
      }, sealedAt: 1_795_518_166,
      tagFiles: { _ in [TagFile(path: try PackagePath("evidence.json"), bytes: Array("{}".utf8))] })
    package = try folder.read("b.tar")
  }

  /// One bit of every byte; all eight where EVPACK_ALL_BITS is set.
  @Test func `a flipped bit is found wherever it is`() throws {
    #expect(try verify(package).findings == [])
    let isThorough = getenv("EVPACK_ALL_BITS") != nil
    for index in package.indices {
      for bit in isThorough ? Array(0..<8) : [(index * 5 + index / 512) % 8] {
        var bytes = package
        bytes[index] ^= 1 << UInt8(bit)
        let report = try verify(bytes)
        #expect(!report.isIntact && !report.isCanonical, "byte \(index), bit \(bit)")
        let hasReason = report.findings.contains { $0.level == .error }
        #expect(hasReason, "byte \(index), bit \(bit)")
        guard isThorough || index % 5 == 0 else { continue }
        let piped = try verify(bytes, isPipe: true)
        #expect(summary(piped) == summary(report), "byte \(index), bit \(bit)")
      }
    }
  }

  /// Every length; every 7th where time matters.
  @Test func `a cut package is found wherever it is cut`() throws {
    let step = getenv("EVPACK_ALL_BITS") != nil ? 1 : 7
    for count in stride(from: 0, to: package.count, by: step) {
      let report = try verify(Array(package[..<count]))
      #expect(!report.isIntact, "cut to \(count)")
      #expect(report.findings.contains { $0.level == .error }, "cut to \(count)")
      let piped = try verify(Array(package[..<count]), isPipe: true)
      #expect(summary(piped) == summary(report), "cut to \(count)")
    }
  }

  @Test func `a block removed, doubled, zeroed or swapped is found`() throws {
    let blocks = stride(from: 0, to: package.count, by: 512).map { Array(package[$0..<$0 + 512]) }
    for index in blocks.indices {
      var removed = blocks
      removed.remove(at: index)
      var doubled = blocks
      doubled.insert(blocks[index], at: index)
      var zeroed = blocks
      zeroed[index] = [UInt8](repeating: 0, count: 512)
      var variants = [removed, doubled, zeroed]
      for other in blocks.indices where other > index {
        var swapped = blocks
        swapped.swapAt(index, other)
        variants.append(swapped)
      }
      for variant in variants where variant != blocks {
        let report = try verify(variant.flatMap(\.self))
        #expect(!report.isIntact, "block \(index)")
      }
    }
  }

  @Test func `a file and a pipe give the same report`() throws {
    for index in stride(from: 0, to: package.count, by: 211) {
      var bytes = package
      bytes[index] ^= 0x10
      try folder.write(bytes, to: "m.tar")
      let file = try Verification.verify(path: folder["m.tar"])
      let fifo = folder["fifo"]
      if index == 0 { try run("mkfifo", fifo) }
      let writer = Thread { [folder] in _ = try? shell("cat m.tar > fifo", in: folder.path) }
      var piped = try Verification.verify(path: fifo)
      writer?.join()
      // Only the file's name differs, which the bag's name is held against.
      piped.findings.removeAll { $0.rule == "top-level-name" }
      var expected = file
      expected.findings.removeAll { $0.rule == "top-level-name" }
      #expect(summary(piped) == summary(expected), "byte \(index)")
    }
  }

  /// The manifest of SM3 digests is looked for where the tag manifest names it, and found without.
  @Test func `SM3 digests are checked whether or not the end names them`() throws {
    _ = try Sealing.seal(
      bagNamed: "s", to: folder["s.tar"],
      payload: [
        PayloadFile(path: try PackagePath("data/form/表"), source: .bytes(Array("form".utf8)))
      ], sealedAt: 1_795_518_166, withSM3: true)
    let sealed = try folder.read("s.tar")
    let name = Array("  manifest-sm3.txt".utf8)
    let place = try #require(sealed.ranges(of: name).last)
    for (isNamed, isRight) in [(true, true), (true, false), (false, true), (false, false)] {
      var bytes = sealed
      if !isNamed { bytes[place.lowerBound + 2] = UInt8(ascii: "n") }
      if !isRight {
        // The first digit of the SM3 manifest's only line.
        let line = try #require(bytes.firstRange(of: Array("/manifest-sm3.txt".utf8)))
        let digit = (line.lowerBound / 512 + 1) * 512
        bytes[digit] = bytes[digit] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
      }
      try folder.write(bytes, to: "s2.tar")
      let file = try Verification.verify(path: folder["s2.tar"])
      #expect(file.algorithms.contains(.sm3))
      let reader = PackageReader(capture: { _ in false }, isCancelled: { false })
      var check = BagCheck(
        try reader.readInOrder(MemoryInput(bytes, isPipe: false)), fileName: "s2.tar",
        capture: { _ in false })
      #expect(summary(file) == summary(check.finish()), "\(isNamed) \(isRight)")
      let isFound = file.findings.contains {
        $0.rule == "digest-mismatch" && $0.details["manifest"] == BagLayout.sm3ManifestPath
      }
      #expect(isFound == !isRight, "\(file.findings)")
    }
  }

  /// Several changes at once, by a fixed sequence of random numbers; EVPACK_FUZZ sets how many.
  @Test func `random damage is found, stops nothing and reads alike from a pipe`() throws {
    var random = XorShift(state: 0x9E37_79B9_7F4A_7C15)
    let rounds = getenv("EVPACK_FUZZ").flatMap { Int(String(cString: $0)) } ?? 600
    for round in 0..<rounds {
      var bytes = package
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        guard !bytes.isEmpty else { break }
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 512))
        case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 512)], at: place)
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        default:
          // A header's field, made to look sound: the most harmful of changes.
          let header = place & ~511
          guard header + 512 <= bytes.count else { continue }
          var block = Array(bytes[header..<header + 512])
          let field = [0, 124, 130, 135, 136, 156, 257, 345].randomElement(using: &random) ?? 0
          block[field] = Array("0123457xgLK\u{0}\u{80}/.".utf8).randomElement(using: &random) ?? 0
          Forgery.fixChecksum(&block)
          bytes.replaceSubrange(header..<header + 512, with: block)
        }
      }
      guard bytes != package else { continue }
      let report = try verify(bytes)
      #expect(!report.isIntact || !report.isEvpackPackage, "round \(round)")
      try folder.write(bytes, to: "fuzz.tar")
      let file = try Descriptor.open(folder["fuzz.tar"])
      let reader = PackageReader(
        capture: { _ in false }, isCancelled: { false })
      let package = try reader.readInOrder(StreamInput(file, isCancelled: { false }))
      var check = BagCheck(package, fileName: "b.tar", capture: { _ in false })
      #expect(summary(check.finish()) == summary(report), "round \(round)")
    }
  }

  @Test func `what is no tar is a finding, with what it looks like`() throws {
    for (bytes, kind) in [
      (Array("%PDF-1.7 …".utf8), "pdf"), ([], "empty"), ([0x1F, 0x8B, 8, 0], "gzip"),
      (Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 1, count: 2_000), "zip"),
      ([UInt8](repeating: 65, count: 5_000), "unknown"),
      ([UInt8](repeating: 0, count: 1_024), "unknown"),
    ] {
      let report = try verify(bytes)
      #expect(report.findings.map(\.rule) == ["not-a-package"])
      #expect(report.findings.first?.details["looks-like"] == kind)
    }
  }
}

/// Marsaglia's xorshift64: the same numbers on every run.
private struct XorShift: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
