import Evidence
import Files
import Glibc
import Synchronization
import Testing

@testable import Manifest

@Suite struct SealingTests {
  @Test func `what is sealed verifies, with the seal number that the receipt names`() throws {
    let sample = try SamplePackage()
    let report = try Verification.verify(path: sample.path)
    #expect(report.findings == [])
    #expect(report.isIntact && report.isCanonical)
    #expect(report.sealNumber == sample.receipt.sealNumber)
    #expect(report.entries == sample.receipt.files)
    #expect(report.payloadOxum == sample.receipt.payloadOxum)
    #expect(report.sealedAt == SamplePackage.sealedAt)
    #expect(report.byteCount == sample.receipt.byteCount)
    #expect(report.info.values(of: "bagging-date") == ["2026-11-24"])
  }

  @Test func `members stand in the documented order`() throws {
    let sample = try SamplePackage()
    #expect(
      sample.receipt.files.map(\.path.description) == [
        "bagit.txt", "data/form/申报表.docx",
        "data/evidence/3-3-1 绘制了集群主导产业技术路线图/技术路线图.pdf", "data/evidence/empty",
        "data/evidence/plain.txt", "data/evidence/深/\(SamplePackage.longName)",
        "bag-info.txt", "manifest-sha256.txt", "evidence.json", "form.json", "index.html",
        "tagmanifest-sha256.txt",
      ])
  }

  @Test func `the same input gives the same bytes, however its folders were made`() throws {
    let one = try TemporaryFolder()
    let other = try TemporaryFolder()
    let names = (0..<60).map { "\($0 % 7)/附件 \($0).txt" }
    for name in names { try one.write(name, to: "in/\(name)") }
    for name in names.reversed() { try other.write(name, to: "in/\(name)") }
    for folder in [one, other] {
      _ = try Sealing.seal(
        bagNamed: "b", to: folder["b.tar"], payload: folder.payload("in").shuffled(), sealedAt: 1)
    }
    #expect(try one.read("b.tar") == other.read("b.tar"))
  }

  @Test func `a package that exists is not touched unless it is to be replaced`() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "b.tar")
    try folder.write("new", to: "in/a")
    let payload = try folder.payload("in")
    #expect(throws: SealingError.targetExists(path: folder["b.tar"])) {
      try Sealing.seal(bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1)
    }
    #expect(try folder.read("b.tar") == Array("old".utf8))
    _ = try Sealing.seal(
      bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1, replacing: true)
    #expect(try Verification.verify(path: folder["b.tar"]).isIntact)
    #expect(try folder.names() == ["b.tar", "in", "in/a"])
  }

  @Test func `a pipe is given the very bytes of a file`() throws {
    let folder = try TemporaryFolder()
    for number in 0..<300 { try folder.write("附件 \(number)", to: "in/\(number % 9)/\(number)") }
    for number in 0..<4 {
      try folder.write(
        [UInt8](repeating: UInt8(number), count: (3 << 20) + number), to: "in/大\(number)")
    }
    let payload = try folder.payload("in")
    let sealed = try Sealing.seal(
      bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1, withSM3: true)
    try run("mkfifo", folder["fifo"])
    let reader = Thread { [folder] in _ = try? shell("cat fifo > piped.tar", in: folder.path) }
    do {
      let number = open(folder["fifo"], O_WRONLY | O_CLOEXEC)
      let pipe = Descriptor(taking: number, path: "-")
      let streamed = try Sealing.stream(
        bagNamed: "b", to: pipe, payload: payload, sealedAt: 1, withSM3: true)
      #expect(streamed.sealNumber == sealed.sealNumber && streamed.files == sealed.files)
    }
    reader?.join()
    #expect(try run("cmp", "b.tar", "piped.tar", in: folder.path).status == 0)
  }

  @Test func `a stream ends in an error where the pipe or a source fails, and never hangs`() throws
  {
    let folder = try TemporaryFolder()
    for number in 0..<40 {
      try folder.write([UInt8](repeating: 1, count: 400 << 10), to: "in/\(number)")
    }
    let payload = try folder.payload("in")
    let full = Descriptor(taking: open("/dev/full", O_WRONLY | O_CLOEXEC), path: "-")
    let error = #expect(throws: SealingError.self) {
      try Sealing.stream(bagNamed: "b", to: full, payload: payload, sealedAt: 1)
    }
    guard case .targetUnwritable(let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.isDiskFull)
    try run("rm", folder["in/7"])
    let null = Descriptor(taking: open("/dev/null", O_WRONLY | O_CLOEXEC), path: "-")
    #expect(throws: SealingError.self) {
      try Sealing.stream(bagNamed: "b", to: null, payload: payload, sealedAt: 1)
    }
  }

  @Test(arguments: [100, 3 << 20, 20 << 20])
  func `a source that is no longer what it was stops the sealing and leaves nothing`(
    size: Int
  ) throws {
    let folder = try TemporaryFolder()
    let content = [UInt8](repeating: 7, count: size)
    let changes: [(SealingError.Change, (String) throws -> Void)] = [
      (.size, { _ in try folder.write(content + [1], to: "in/a") }),
      (.size, { _ in try folder.write(Array(content.dropLast()), to: "in/a") }),
      (.content, { _ in try folder.write(content.map { $0 + 1 }, to: "in/a") }),
      (
        .replaced,
        { name in
          try folder.write(content, to: "copy")
          try run("mv", folder["copy"], name)
        }
      ),
    ]
    for (expected, change) in changes {
      let name = try folder.write(content, to: "in/a")
      let payload = try folder.payload("in")
      // ctime has the granularity of the kernel's tick.
      usleep(20_000)
      try change(name)
      let error = #expect(throws: SealingError.self) {
        try Sealing.seal(bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1)
      }
      guard case .sourceChanged(_, let found) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      // A large file that grew is told by its identity, and so is one read short.
      #expect(found == expected)
      #expect(try folder.names() == ["in", "in/a"])
    }
  }

  @Test func `a source that became a link, a FIFO or nothing stops the sealing`() throws {
    for change in ["ln -s /etc/passwd a", "mkfifo a", "true", "mkdir a"] {
      let folder = try TemporaryFolder()
      try folder.write("text", to: "in/a")
      let payload = try folder.payload("in")
      #expect(try shell("rm a; \(change)", in: folder["in"]).status == 0)
      #expect(throws: SealingError.self, "\(change)") {
        try Sealing.seal(bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1)
      }
      #expect(try !folder.names().contains { $0.contains("b.tar") })
    }
  }

  @Test func `cancelling leaves nothing, at whatever moment`() throws {
    let folder = try TemporaryFolder()
    for index in 0..<40 {
      try folder.write([UInt8](repeating: 1, count: 200_000), to: "in/\(index)")
    }
    let payload = try folder.payload("in")
    for limit in [0, 1, 5, 17] {
      let asked = Counter()
      #expect(throws: SealingError.cancelled) {
        try Sealing.seal(
          bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1,
          isCancelled: { asked.next() >= limit })
      }
      #expect(try !folder.names().contains { $0.contains("b.tar") })
    }
  }

  @Test func `what the tag files' maker throws ends the sealing`() throws {
    struct Refusal: Error {}
    let folder = try TemporaryFolder()
    try folder.write("text", to: "in/a")
    #expect(throws: Refusal.self) {
      try Sealing.seal(
        bagNamed: "b", to: folder["b.tar"], payload: folder.payload("in"), sealedAt: 1,
        tagFiles: { _ in throw Refusal() })
    }
    #expect(try folder.names() == ["in", "in/a"])
  }

  @Test func `paths that some systems take for one are refused`() throws {
    let folder = try TemporaryFolder()
    let pairs = [
      ("a", "A"), ("é", "e\u{301}"), ("豈", "\u{F900}"), ("K", "\u{212A}"), ("x", "x/y"),
      ("资料/A.pdf", "资料/a.PDF"), ("x", "x"), ("X/1", "x"), ("Ⅰ", "ⅰ"),
    ]
    for (one, other) in pairs {
      let payload = try [one, other].map {
        PayloadFile(path: try PackagePath("data/evidence/\($0)"), source: .bytes([1]))
      }
      let error = #expect(throws: SealingError.self) {
        try Sealing.seal(bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1)
      }
      guard case .twins = error else {
        Issue.record("\(one), \(other): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func `paths and names with no place in a package are refused`() throws {
    let folder = try TemporaryFolder()
    func seal(_ path: String, bag: String = "b", info: String = "X", tag: String = "t.json") throws
    {
      _ = try Sealing.seal(
        bagNamed: bag, to: folder["b.tar"],
        payload: [PayloadFile(path: try PackagePath(path), source: .bytes([1]))], sealedAt: 1,
        info: { _ in [(label: info, value: "1")] },
        tagFiles: { _ in [TagFile(path: try PackagePath(tag), bytes: [1])] }, replacing: true)
    }
    try seal("data/a")
    #expect(throws: SealingError.self) { try seal("a") }
    #expect(throws: SealingError.self) { try seal("data/a", bag: "a/b") }
    #expect(throws: SealingError.self) { try seal("data/a", bag: "..") }
    #expect(throws: SealingError.self) { try seal("data/a", bag: "") }
    #expect(throws: SealingError.self) { try seal("data/a", info: "payload-oxum") }
    #expect(throws: SealingError.self) { try seal("data/a", info: "a:b") }
    for tag in ["data/x", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"] {
      #expect(throws: SealingError.self) { try seal("data/a", tag: tag) }
    }
    let long = String(repeating: "d", count: 254) + "/"
    let deep = "data/" + String(repeating: long, count: 16) + "xxxxxxxxx"
    #expect(throws: SealingError.pathTooLong(try PackagePath(deep))) {
      try seal(deep, bag: "long")
    }
  }

  @Test func `a full disk leaves no package and no rubbish`() throws {
    let folder = try TemporaryFolder()
    try run("mkdir", folder["small"])
    try #require(
      try run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder["small"]).status == 0,
      "a small disk is mounted for this test: run it as root")
    defer { _ = try? run("umount", folder["small"]) }
    try folder.write([UInt8](repeating: 1, count: 3 << 20), to: "in/a")
    let error = #expect(throws: SealingError.self) {
      try Sealing.seal(
        bagNamed: "b", to: folder["small/b.tar"], payload: folder.payload("in"), sealedAt: 1)
    }
    guard case .targetUnwritable(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.isDiskFull)
    #expect(try DirectoryTree(root: folder["small"]).entries() == [])
    #expect(try shell("df --output=used '\(folder["small"])' | tail -1").output.contains("0"))
  }

  @Test func `thousands of files keep their order and their digests`() throws {
    let folder = try TemporaryFolder()
    let payload = try (0..<2_000).map { index in
      PayloadFile(
        path: try PackagePath("data/evidence/\(index % 13)/文件 \(index).txt"),
        source: .bytes(Array(String(repeating: "\(index) ", count: index % 900).utf8)))
    }
    let last = Counter()
    let receipt = try Sealing.seal(
      bagNamed: "b", to: folder["b.tar"], payload: payload, sealedAt: 1,
      progress: { last.raise(to: $0.filesDone) })
    let report = try Verification.verify(path: folder["b.tar"])
    #expect(report.findings == [])
    #expect(report.entries == receipt.files)
    #expect(last.value == 2_000)
    #expect(receipt.payloadOxum.streams == 2_000)
  }
}

final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0 - 1
    }
  }
  func raise(to value: Int) { count.withLock { $0 = max($0, value) } }
}
