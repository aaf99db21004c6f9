import Evidence
import Files
import Glibc
import Testing

@testable import Manifest

@Suite struct VerificationTests {
  @Test func `what can't be read is an error, not a finding`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: VerificationError.self) { try Verification.verify(path: folder["missing"]) }
    #expect(
      try Verification.verify(path: folder.path).findings.map(\.rule) == ["not-a-package"])
    let sample = try SamplePackage()
    #expect(throws: VerificationError.cancelled) {
      try Verification.verify(path: sample.path, isCancelled: { true })
    }
  }

  @Test func `content that is asked for is given, unless it is altered or too large`() throws {
    let sample = try SamplePackage()
    let wanted: Set = ["form.json", "data/evidence/plain.txt", "bag-info.txt"]
    let report = try Verification.verify(
      path: sample.path, capture: { wanted.contains($0.description) })
    #expect(Set(report.captured.keys) == wanted)
    #expect(report.captured["form.json"] == Array("{}".utf8))
    let small = try Verification.verify(
      path: sample.path, capture: { $0.isBelow("data/evidence/") }, captureLimit: { _ in 7 })
    #expect(small.captured["data/evidence/plain.txt"] == nil)
    #expect(small.captured.count == 3)

    var bytes = try sample.folder.read("福清电子.tar")
    let place = try #require(
      bytes.indices.first { bytes[$0...].starts(with: Array("xxxxxxxx".utf8)) })
    bytes[place] = 0
    try sample.folder.write(bytes, to: "福清电子.tar")
    let altered = try Verification.verify(
      path: sample.path, capture: { wanted.contains($0.description) })
    #expect(brokenRules(altered) == ["digest-mismatch"])
    #expect(altered.captured["data/evidence/plain.txt"] == nil)
  }

  @Test func `how much of what is asked for is kept grows with the members`() throws {
    let folder = try TemporaryFolder()
    // Beyond the 96 MiB that any package may ask for.
    let record = [UInt8](repeating: UInt8(ascii: " "), count: 97 << 20)
    for (count, isKept) in [(10, false), (1_200, true)] {
      let payload = try (0..<count).map { number in
        PayloadFile(path: try PackagePath("data/\(number)"), source: .bytes([1]))
      }
      let path = folder["\(count).tar"]
      _ = try Sealing.seal(
        bagNamed: "\(count)", to: path, payload: payload, sealedAt: SamplePackage.sealedAt,
        tagFiles: { _ in [TagFile(path: try PackagePath("evidence.json"), bytes: record)] })
      let report = try Verification.verify(
        path: path, capture: { $0.is("evidence.json") }, captureLimit: { _ in 128 << 20 })
      #expect((report.captured["evidence.json"] != nil) == isKept)
    }
  }

  @Test func `another file name is a warning and leaves the package intact`() throws {
    let sample = try SamplePackage()
    try run("mv", sample.path, sample.folder["renamed.tar"])
    let report = try Verification.verify(path: sample.folder["renamed.tar"])
    #expect(report.findings.map(\.rule) == ["top-level-name"])
    #expect(report.findings.first?.details["expected"] == "renamed")
    #expect(report.isIntact && report.isCanonical)
  }

  @Test func `a large file is hashed right, from a file and from a pipe`() throws {
    let folder = try TemporaryFolder()
    let content = (0..<(20 << 20) + 77).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }
    try folder.write(content, to: "in/large")
    try folder.write("after", to: "in/z")
    _ = try Sealing.seal(
      bagNamed: "b", to: folder["b.tar"], payload: folder.payload("in"), sealedAt: 1)
    #expect(
      try shell(
        "tar xf b.tar && cmp in/large b/data/evidence/large && cd b && sha256sum -c --quiet "
          + "manifest-sha256.txt", in: folder.path
      ).output == "")
    let report = try Verification.verify(path: folder["b.tar"])
    #expect(report.findings == [])
    try run("mkfifo", folder["fifo"])
    let writer = Thread { [folder] in _ = try? shell("cat b.tar > fifo", in: folder.path) }
    let piped = try Verification.verify(path: folder["fifo"])
    writer?.join()
    #expect(piped.findings == [] && piped.entries == report.entries)
  }

  @Test func `a file beyond 8 GiB has a header that other programs read`() throws {
    let folder = try TemporaryFolder()
    let size: Int64 = 9 << 30
    let name = "b/data/evidence/视频.mp4"
    let header = CanonicalHeader(name: Array(name.utf8), size: size, modified: 1).encoded
    let path = try folder.write(header, to: "b.tar")
    // A hole of 9 GiB, which takes no room on the disk.
    try #require(truncate(path, off_t(header.count) + off_t(size) + 1_024) == 0)
    let listing = try PackageListing.read(path)
    #expect(listing.entries == [.init(name: name, size: size, isDirectory: false)])
    #expect(listing.findings == [])
    for command in ["tar tvf", "bsdtar tvf", "7z l"] {
      let outcome = try shell("LC_ALL=C.UTF-8 \(command) b.tar", in: folder.path)
      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(outcome.output.contains("9663676416") && outcome.output.contains("视频.mp4"))
    }
  }

  @Test func `a foreign tar with dots, folders and blocking is verified as a bag`() throws {
    let folder = try TemporaryFolder()
    try folder.write("text", to: "bag/data/a")
    try folder.write(
      "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n", to: "bag/bagit.txt")
    _ = try shell("cd bag && sha256sum data/a > manifest-sha256.txt", in: folder.path)
    for command in [
      "tar cf bag.tar ./bag", "tar cf bag.tar bag --format=v7",
      "bsdtar cf bag.tar --format=pax bag", "bsdtar cf bag.tar --format=ustar bag",
      "tar cf bag.tar --format=posix -b 1 bag",
    ] {
      let made = try shell("rm -f bag.tar; \(command)", in: folder.path)
      #expect(made.status == 0, "\(made.output)")
      let report = try Verification.verify(path: folder["bag.tar"])
      #expect(
        brokenRules(report) == ["not-evpack", "tagmanifest-missing"], "\(command)")
      #expect(report.isIntact && report.bagName == "bag" && report.entries.count == 3)
    }
  }

  @Test func `names that are not UTF-8 are told, byte by byte`() throws {
    let folder = try TemporaryFolder()
    let made = try shell(
      "mkdir -p b/data && echo 1 > \"$(printf 'b/data/\\261\\355')\" && tar cf b.tar b",
      in: folder.path)
    #expect(made.status == 0)
    let report = try Verification.verify(path: folder["b.tar"])
    let finding = try #require(report.findings.first { $0.rule == "path-unsafe" })
    #expect(finding.place == "b/data/\\xB1\\xED")
    #expect(finding.details["problem"] == "not-utf8")
  }

  @Test func `damage to one header hides nothing else`() throws {
    let folder = try TemporaryFolder()
    let payload = try (0..<9).map {
      PayloadFile(path: try PackagePath("data/evidence/\($0)"), source: .bytes([UInt8($0)]))
    }
    _ = try Sealing.seal(bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1)
    var bytes = try folder.read("b.tar")
    // The size of the third file, made 8 times as large and so reaching over the next ones.
    let header = 1_024 + 2 * 1_024
    bytes[header + 124 + 7] = UInt8(ascii: "1")
    // And the content of the seventh.
    bytes[1_024 + 6 * 1_024 + 512] ^= 1
    let report = try verify(bytes)
    #expect(
      report.findings.filter { $0.level == .error }.map { "\($0.rule.rawValue) \($0.place)" } == [
        "header-checksum b/data/evidence/2", "header-noncanonical b/data/evidence/2",
        "digest-mismatch data/evidence/6",
        "oxum-mismatch bag-info.txt",
      ])
    #expect(report.notChecked == ["data/evidence/2"])
    #expect(report.entries.count == 12)
  }
}
