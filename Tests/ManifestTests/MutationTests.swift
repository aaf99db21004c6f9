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
    captureLimit: { $0.hasPrefix("data/") ? nil : 1 << 20 }, isCancelled: { false })
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
      tagFiles: { _ in [(try PackagePath("evidence.json"), Array("{}".utf8))] })
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

  @Test func `a cut package is found wherever it is cut`() throws {
    for count in stride(from: 0, to: package.count, by: 64) {
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
