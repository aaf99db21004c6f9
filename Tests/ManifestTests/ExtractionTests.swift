import Evidence
import Files
import Synchronization
import Testing

@testable import Manifest

@Suite struct ExtractionTests {
  @Test func `a package is unpacked as it was sealed`() throws {
    let sample = try SamplePackage()
    let report = try Extraction.extract(path: sample.path, to: sample.folder["out"])
    #expect(report.files == sample.receipt.files)
    let outcome = try shell(
      "tar xf 福清电子.tar && diff -r 福清电子 out/福清电子 && stat -c %a out/福清电子/bagit.txt",
      in: sample.folder.path)
    #expect(outcome.output == "644\n")
  }

  @Test func `only what is wanted is unpacked, and nothing written over`() throws {
    let sample = try SamplePackage()
    let report = try Extraction.extract(path: sample.path, to: sample.folder["out"]) {
      $0.description == "form.json"
    }
    #expect(report.files.map(\.path.description) == ["form.json"])
    #expect(throws: ExtractionError.self) {
      try Extraction.extract(path: sample.path, to: sample.folder["out"])
    }
    #expect(try sample.folder.names().count { $0.hasPrefix("out/") } == 2)
  }

  @Test func `a folder that holds something is left alone, an empty one is filled`() throws {
    let sample = try SamplePackage()
    _ = try shell("mkdir -p out/福清电子 && touch out/福清电子/申报表.docx", in: sample.folder.path)
    #expect(throws: ExtractionError.targetExists(path: sample.folder["out/福清电子"])) {
      try Extraction.extract(path: sample.path, to: sample.folder["out"])
    }
    #expect(try sample.folder.names().count { $0.hasPrefix("out/") } == 2)
    _ = try shell("rm out/福清电子/申报表.docx", in: sample.folder.path)
    let report = try Extraction.extract(path: sample.path, to: sample.folder["out"])
    #expect(report.files == sample.receipt.files)
  }

  @Test func `a link in the target is not written through`() throws {
    let sample = try SamplePackage()
    _ = try shell("mkdir out elsewhere && ln -s ../elsewhere out/福清电子", in: sample.folder.path)
    #expect(throws: ExtractionError.self) {
      try Extraction.extract(path: sample.path, to: sample.folder["out"])
    }
    #expect(try !sample.folder.names().contains { $0.hasPrefix("elsewhere/") })
  }

  @Test func `hostile members are never written, intact ones are`() throws {
    let folder = try TemporaryFolder()
    let bytes = try Forgery.package([
      .init("b/data/evidence/a.txt", "text"),
      .init("b/data/evidence/link", type: "2", link: "/etc"),
    ]) {
      $0.append(.init("b/../../escape", "x"))
      $0.append(.init("b/data/evidence/link/passwd", "x"))
      $0[1].content = Array("text".utf8)
    }
    try folder.write(bytes, to: "b.tar")
    let report = try Extraction.extract(path: folder["b.tar"], to: folder["out"])
    #expect(
      report.files.map(\.path.description) == [
        "bagit.txt", "data/evidence/a.txt", "bag-info.txt", "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
      ])
    #expect(!report.package.isIntact)
    #expect(try folder.names().filter { $0.hasPrefix("escape") || $0.contains("link") } == [])
  }

  /// Findings show U+0085 as an escape; the member is the same.
  @Test func `a member with a defect is barred, however its name is shown`() throws {
    let folder = try TemporaryFolder()
    let bytes = try Forgery.package([
      .init("b/data/evidence/a\u{85}.txt", "x", records: [("SCHILY.secret", "1")])
    ])
    try folder.write(bytes, to: "b.tar")
    let report = try Extraction.extract(path: folder["b.tar"], to: folder["out"])
    #expect(report.package.findings.contains { $0.rule == "pax-unknown" })
    #expect(try !folder.names().contains { $0.contains("data/evidence/a") })
  }

  @Test func `stopped on the way, it leaves nothing`() throws {
    let sample = try SamplePackage()
    for target in ["out", "there"] {
      _ = try shell("mkdir -p there", in: sample.folder.path)
      let before = try sample.folder.names()
      let count = Mutex(0)
      #expect(throws: ExtractionError.package(.cancelled)) {
        try Extraction.extract(
          path: sample.path, to: sample.folder[target],
          only: { _ in
            count.withLock { $0 += 1 }
            return true
          }, isCancelled: { count.withLock { $0 } > 3 })
      }
      #expect(count.withLock { $0 } > 3)
      #expect(try sample.folder.names() == before)
    }
  }

  @Test func `a listing names everything and reads no content`() throws {
    let sample = try SamplePackage()
    let listing = try PackageListing.read(sample.path)
    #expect(
      listing.entries.map(\.name)
        == sample.receipt.files.map { "福清电子/" + $0.path.description })
    #expect(listing.findings == [])
  }
}
