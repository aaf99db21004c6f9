import Archive
import Glibc
import Testing

@testable import Files

// One at a time: a process keeps one partial file for its signal handler.
@Suite(.serialized) struct FilesTests {
  @Test func `a walk reports everything, in byte order, and follows no link`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1", to: "t/b/1")
    try folder.write("1", to: "t/a")
    try folder.write("1", to: "t/.hidden")
    let made = try shell(
      "ln -s /etc link; mkfifo fifo; printf x > \"$(printf '\\377bad')\"; mkdir 空", in: folder["t"])
    #expect(made.status == 0, "\(made.output)")
    let entries = try DirectoryTree(root: folder["t"]).entries()
    let names = entries.map { String(decoding: $0.path, as: UTF8.self) }
    #expect(names == [".hidden", "a", "b", "b/1", "fifo", "link", "空", "\u{FFFD}bad"])
    #expect(entries.last?.path == [0xFF] + Array("bad".utf8))
    let problems = Dictionary(uniqueKeysWithValues: zip(names, entries.map(\.problem)))
    #expect(problems["link"] == .symbolicLink && problems["fifo"] == .notAFile)
    #expect(problems["a"] == .some(nil))
  }

  /// `find | sort` in the C locale has the same order but for what stands between folders.
  @Test func `many folders are walked as find and sort see them`() throws {
    let folder = try TemporaryFolder()
    let made = try shell(
      """
      for a in $(seq 12); do for b in $(seq 9); do mkdir -p "t/$a/组$b/x"
        for c in 1 2 3; do : > "t/$a/组$b/x/$c"; : > "t/$a/组$b/文件$c"; done; done; done
      cd t && find . -mindepth 1 | sed 's|^./||' | tr / '\\001' | LC_ALL=C sort | tr '\\001' / > ../seen
      """, in: folder.path)
    #expect(made.status == 0, "\(made.output)")
    let names = try DirectoryTree(root: folder["t"]).entries().map(\.path)
    let seen = try folder.read("seen").split(separator: UInt8(ascii: "\n")).map { Array($0) }
    #expect(seen.count == 12 + 12 * 9 * (1 + 1 + 6))
    #expect(names == seen)
  }

  @Test func `a folder too deep is reported, not walked`() throws {
    let folder = try TemporaryFolder()
    let deep = (0..<70).map { _ in "d" }.joined(separator: "/")
    try folder.write("1", to: "t/\(deep)/x")
    let entries = try DirectoryTree(root: folder["t"]).entries()
    #expect(entries.count == DirectoryTree.deepest)
    #expect(entries.last?.problem == .tooDeep)
  }

  @Test func `a root that is missing or a file is an error`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1", to: "file")
    for name in ["missing", "file"] {
      #expect(throws: SystemError.self) { try DirectoryTree(root: folder[name]).entries() }
    }
  }

  @Test func `opening goes through no link and out of no folder`() throws {
    let folder = try TemporaryFolder()
    try folder.write("in", to: "t/d/x")
    try folder.write("out", to: "secret")
    _ = try shell("ln -s .. up; ln -s ../secret s; ln -s d e", in: folder["t"])
    var source = try SourceFolder(folder["t"])
    #expect(try source.open(Array("d/x".utf8)).readAll(limit: 10) == Array("in".utf8))
    for path in ["up/secret", "s", "e/x", "../secret", "d/../d/x", "./d/x", "d//x", "/d/x", ""] {
      #expect(throws: SystemError.self, "\(path)") { _ = try source.open(Array(path.utf8)) }
    }
    // The folder kept open from before must not answer for another.
    #expect(try source.open(Array("d/x".utf8)).readAll(limit: 10) == Array("in".utf8))
  }

  @Test func `a small file is read whole, or refused beyond the limit`() throws {
    let folder = try TemporaryFolder()
    let content = [UInt8](repeating: 3, count: 100_000)
    let path = try folder.write(content, to: "x")
    #expect(try readFile(at: path, limit: 100_000) == content)
    #expect(throws: SystemError.self) { try readFile(at: path, limit: 99_999) }
    #expect(try !readFile(at: "/proc/self/status", limit: 100_000).isEmpty)
  }

  @Test(arguments: [true, false])
  func `a staged file appears whole or not at all`(unnamed: Bool) throws {
    let folder = try TemporaryFolder()
    let target = folder["x"]
    func stage(_ text: String, replacing: Bool = false, commit: Bool = true) throws {
      let staged = try StagedFile(for: target, replacing: replacing, unnamed: unnamed)
      try Array(text.utf8).withUnsafeBytes { try staged.descriptor.write($0, at: 0) }
      if commit { try staged.commit() }
    }
    try stage("dropped", commit: false)
    #expect(try folder.names() == [])
    try stage("one")
    #expect(throws: StagedFile.Failure.targetExists(path: target)) { try stage("two") }
    try stage("three", replacing: true)
    try stage("four", replacing: true, commit: false)
    #expect(try folder.names() == ["x"])
    #expect(try folder.read("x") == Array("three".utf8))
  }

  @Test(arguments: [true, false])
  func `a target that appears meanwhile is not replaced`(unnamed: Bool) throws {
    let folder = try TemporaryFolder()
    let staged = try StagedFile(for: folder["x"], replacing: false, unnamed: unnamed)
    try folder.write("theirs", to: "x")
    #expect(throws: StagedFile.Failure.targetExists(path: folder["x"])) { try staged.commit() }
    #expect(try folder.read("x") == Array("theirs".utf8))
    #expect(try folder.names() == ["x"])
  }

  @Test func `a partial file of a killed writer is removed, one of a living writer kept`() throws {
    let folder = try TemporaryFolder()
    try folder.write("rubbish", to: ".x.evpack-partial")
    let first = try StagedFile(for: folder["x"], replacing: false, unnamed: false)
    #expect(throws: StagedFile.Failure.busy(path: folder["x"])) {
      try StagedFile(for: folder["x"], replacing: false, unnamed: false)
    }
    #expect(try folder.names() == [".x.evpack-partial"])
    StagedFile.removePartialOnSignal()
    #expect(try folder.names() == [])
    first.discard()
  }
}

@Suite struct ArchiveTests {
  private func zip(_ folder: TemporaryFolder, _ options: String = "") throws -> [UInt8] {
    let made = try shell("7z a -tzip \(options) x.zip ./in/* >/dev/null", in: folder.path)
    #expect(made.status == 0, "\(made.output)")
    return try folder.read("x.zip")
  }

  @Test func `the wanted parts of a zip are read, whatever their names`() throws {
    let folder = try TemporaryFolder()
    try folder.write("<w/>", to: "in/word/document.xml")
    try folder.write("图", to: "in/图.txt")
    let bytes = try zip(folder)
    let parts = try zipParts(of: bytes) { $0.hasSuffix(".xml") || $0 == "图.txt" }
    #expect(parts == ["word/document.xml": Array("<w/>".utf8), "图.txt": Array("图".utf8)])
    #expect(throws: ArchiveError.tooLarge(name: "图.txt", limit: 2)) {
      try zipParts(of: bytes, limits: UnpackingLimits(entry: 2)) { $0 == "图.txt" }
    }
    #expect(throws: ArchiveError.tooManyEntries(limit: 1)) {
      try zipParts(of: bytes, limits: UnpackingLimits(count: 1)) { _ in true }
    }
    for count in stride(from: 4, to: bytes.count - 30, by: 7) {
      #expect(throws: ArchiveError.self, "cut to \(count)") {
        let parts = try zipParts(of: Array(bytes[..<count])) { _ in true }
        if parts.count < 2 { throw ArchiveError.truncated(reason: "\(parts.count) parts") }
      }
    }
  }

  @Test func `an encrypted part and a bomb are told apart from damage`() throws {
    let folder = try TemporaryFolder()
    try folder.write([UInt8](repeating: 0, count: 4 << 20), to: "in/bomb")
    let bytes = try zip(folder)
    #expect(throws: ArchiveError.tooLarge(name: "bomb", limit: bytes.count * 100)) {
      try zipParts(of: bytes, limits: UnpackingLimits(ratio: 100)) { _ in true }
    }
    try run("rm", folder["x.zip"])
    let secret = try zip(folder, "-psecret")
    #expect(throws: ArchiveError.encrypted(name: "bomb")) { try zipParts(of: secret) { _ in true } }
  }

  @Test func `what is no zip is told`() {
    for bytes in [[], Array("%PDF".utf8), [0xD0, 0xCF, 0x11, 0xE0]] as [[UInt8]] {
      #expect(throws: ArchiveError.notAnArchive) { try zipParts(of: bytes) { _ in true } }
    }
  }

  @Test func `a staged folder appears whole, or not at all`() throws {
    let folder = try TemporaryFolder()
    do {
      let staged = try StagedFolder(for: folder["x/"])
      try folder.write("1", to: ".x.evpack-partial/d/1")
      #expect(throws: StagedFile.Failure.busy(path: folder["x"])) {
        try StagedFolder(for: folder["x"])
      }
      #expect(staged.path == folder[".x.evpack-partial"])
    }
    #expect(try folder.names() == [])
    // What a killed process left is in nobody's way, whatever is in it; a link there is not followed.
    try folder.write("1", to: ".x.evpack-partial/old/1")
    try folder.write("1", to: "other/1")
    _ = try shell("ln -s '\(folder["other"])' link", in: folder[".x.evpack-partial"])
    let staged = try StagedFolder(for: folder["x"])
    try folder.write("2", to: ".x.evpack-partial/2")
    try staged.commit()
    #expect(try folder.names() == ["other", "other/1", "x", "x/2"])
  }

  @Test func `a staged folder takes the place of an empty folder and of nothing else`() throws {
    let folder = try TemporaryFolder()
    _ = try shell("mkdir empty full late; touch full/1 file; ln -s empty link", in: folder.path)
    for name in ["full", "file", "link"] {
      #expect(throws: StagedFile.Failure.targetExists(path: folder[name])) {
        try StagedFolder(for: folder[name])
      }
    }
    try StagedFolder(for: folder["empty"]).commit()
    let late = try StagedFolder(for: folder["late"])
    try folder.write("1", to: "late/1")
    #expect(throws: StagedFile.Failure.targetExists(path: folder["late"])) { try late.commit() }
    #expect(throws: StagedFile.Failure.self) { try StagedFolder(for: folder["missing/x"]) }
    #expect(throws: StagedFile.Failure.self) { try StagedFolder(for: folder["x/.."]) }
    #expect(try folder.names() == ["empty", "file", "full", "full/1", "late", "late/1", "link"])
  }
}
