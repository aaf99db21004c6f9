import Evidence
import Files
import Foundation
import Synchronization
import Testing

@testable import Manifest

/// That what is handed out to be inspected is each file's content, wherever the package lies.
@Suite struct InspectedContentTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (path, content) in try HandmadeBag().contents() {
      try folder.write(content, to: "bag/\(path)")
    }
  }

  /// What stands in a range, told as a title.
  private static func reading() -> PayloadInspection.Inspect {
    { file, offset, count in
      var facts = FileFacts(.text)
      let bytes = try? file.bytes(at: offset, count: Int(count))
      facts.title = bytes.flatMap { try? SHA256.digest(of: $0).hex }
      return facts
    }
  }

  private func expectContents(_ report: PackageReport, _ name: String) {
    let payload = report.entries.filter { BagLayout.isPayload($0.path) && $0.size > 0 }
    #expect(payload.count >= 2, "\(name)")
    for entry in payload {
      #expect(entry.facts?.title == entry.digest.hex, "\(name): \(entry.path)")
    }
    // Nothing but the payload is opened.
    #expect(
      report.entries.allSatisfy { $0.facts == nil || BagLayout.isPayload($0.path) }, "\(name)")
  }

  @Test func `each file is handed out whole, from every container`() throws {
    let made = try shell(
      """
      head -c 700000 /dev/urandom > bag/data/large && : > bag/data/empty
      tar cf bag.tar bag && tar czf bag.tgz bag && python3 -m zipfile -c bag.zip bag
      """, in: folder.path)
    #expect(made.status == 0, "\(made.output)")
    for name in ["bag", "bag.tar", "bag.tgz", "bag.zip"] {
      let report = try Verification.verify(
        path: folder[name], inspection: PayloadInspection { Self.reading() })
      expectContents(report, name)
      let empty = try PackagePath("data/empty")
      #expect(report.entries.contains { $0.path == empty && $0.facts != nil }, "\(name)")
      let unasked = try Verification.verify(path: folder[name])
      #expect(unasked.entries.allSatisfy { $0.facts == nil })
    }
    _ = try shell("mkfifo fifo", in: folder.path)
    let writer = Thread { [folder] in _ = try? shell("cat bag.tar > fifo", in: folder.path) }
    let piped = try Verification.verify(
      path: folder["fifo"], inspection: PayloadInspection { Self.reading() })
    writer?.join()
    expectContents(piped, "fifo")
  }

  /// What has changed or gone since it was read is not the content that was read.
  @Test func `a file that changed meanwhile is not told to be anything`() throws {
    let before = try Descriptor.open(try folder.write("one", to: "in/a")).identity()
    try folder.write("longer", to: "in/a")
    let now = try Descriptor.open(folder["in/a"]).identity()
    let facts = FactsColumn()
    try InspectionQueue.run(
      PayloadInspection { { _, _, _ in FileFacts(.text) } }, into: facts, isCancelled: {}
    ) { inspections in
      for (index, (name, state)) in [("a", before), ("a", now), ("b", now)].enumerated() {
        let source = InspectionQueue.Source.file(
          root: folder["in"], path: Array(name.utf8), identity: state)
        let found = try inspections?.inspect(index, source, count: 3)
        #expect(found == nil)
      }
    }
    let found = facts.take().sorted { $0.index < $1.index }.map(\.facts.state)
    #expect(found == [.unchecked, .ok, .unchecked])
  }

  /// Jobs that wait, or are done, keep no file open.
  @Test func `open files are bounded, however many wait to be inspected`() throws {
    let count = 600
    for index in 0..<count { try folder.write("\(index)", to: "many/\(index)") }
    let paths = (0..<count).map { Array("\($0)".utf8) }
    let most = Mutex(0)
    let facts = FactsColumn()
    var source = try SourceFolder(folder["many"])
    let own = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    try InspectionQueue.run(
      PayloadInspection {
        { _, _, _ in
          let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
          most.withLock { $0 = max($0, open ?? .max) }
          return FileFacts(.text)
        }
      }, into: facts, isCancelled: {}
    ) { inspections in
      for (index, path) in paths.enumerated() {
        let identity = try source.identity(path)
        let file = InspectionQueue.Source.file(
          root: folder["many"], path: path, identity: identity)
        _ = try inspections?.inspect(index, file, count: identity.size)
      }
    }
    #expect(facts.take().count == count)
    // Other tests run beside this one.
    #expect(most.withLock { $0 } < own + 150)
  }

  /// Lists and forms are kept while they are hashed, which takes another road.
  @Test func `a file that is kept is handed out as well`() throws {
    let sample = try SamplePackage()
    let report = try Verification.verify(
      path: sample.path, capture: { _ in true }, inspection: PayloadInspection { Self.reading() })
    #expect(report.isIntact)
    expectContents(report, sample.path)
  }

  @Test func `a file for which there is no room is not looked at`() throws {
    let spool = Spool(Self.reading(), largest: 4)
    func facts(_ text: String, stated: Int64? = nil) throws -> FileFacts {
      let bytes = Array(text.utf8)
      try spool.begin(stated ?? Int64(bytes.count))
      bytes.withUnsafeBytes { spool.append($0) }
      return try spool.inspect()
    }
    #expect(try facts("abcde").state == .unchecked)
    // A stream that gives more than it says fills no disk.
    #expect(try facts("abcde", stated: 3).state == .unchecked)
    // SHA-256 of "abc" and of "ab" by sha256sum; nothing is left of the file before.
    #expect(
      try facts("abc").title == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      try facts("ab").title == "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603")
    #expect(try facts("").state == .empty)
  }
}
