import Evidence
import Testing

@testable import Manifest

/// The checklist of Documentation/BagIt.md, item by item, on bags made by hand.
///
/// What is expected is what RFC 8493 says; no other tool's verdict is taken.
@Suite struct BagTests {
  private func check(
    _ rules: [String], complete: Bool = true, valid: Bool? = nil,
    sourceLocation: SourceLocation = #_sourceLocation, _ spoil: (inout HandmadeBag) throws -> Void
  ) throws {
    var bag = HandmadeBag()
    try spoil(&bag)
    let report = try bag.verify(TemporaryFolder())
    // Every bag here is another tool's.
    #expect(
      brokenRules(report).filter { $0 != "not-evpack" } == rules.sorted(),
      "\(report.findings)", sourceLocation: sourceLocation)
    #expect(report.isBagComplete == complete, "\(report.findings)", sourceLocation: sourceLocation)
    #expect(
      report.isBagValid == valid ?? complete, "\(report.findings)", sourceLocation: sourceLocation)
    #expect(report.isIntact == report.isBagValid, sourceLocation: sourceLocation)
    let clauses = report.findings.filter { $0.level == .error }.map { $0.details["clause"] }
    #expect(!clauses.contains(nil), "\(report.findings)", sourceLocation: sourceLocation)
  }

  private func defect(
    _ rule: Finding.Rule, _ detail: String, _ spoil: (inout HandmadeBag) throws -> Void
  ) throws -> [String] {
    var bag = HandmadeBag()
    try spoil(&bag)
    return try bag.verify(TemporaryFolder()).findings.filter { $0.rule == rule }
      .compactMap { $0.details[detail] }
  }

  // MARK: Structure

  @Test func `a sound bag is complete and valid`() throws {
    try check([]) { _ in }
    let report = try HandmadeBag().verify(TemporaryFolder())
    #expect(report.declaration?.version == .rfc8493 && report.declaration?.encoding == "UTF-8")
    #expect(report.algorithms == [.sha512] && report.tagAlgorithms == [.sha512])
    #expect(report.entries.count == 6 && report.bagName == "bag")
  }

  @Test func `required elements must be there`() throws {
    try check(["bagit-missing"], complete: false) { bag in
      bag.overrides = ["bagit.txt": nil]
    }
    try check(["manifest-missing", "tagmanifest-algorithms"], complete: false) {
      $0.algorithms = []
    }
    try check(["oxum-mismatch", "payload-folder-missing"], complete: false) { $0.files = [:] }
  }

  @Test func `optional elements may be missing`() throws {
    try check([]) { $0.info = nil }
    try check(["tagmanifest-missing"]) { $0.tagAlgorithms = [] }
  }

  // MARK: Work on strangers' files

  /// Joined anew for each line, the value would be copied 33,000 times.
  @Test(.timeLimit(.minutes(1))) func `a value of very many lines is joined once`() throws {
    let text = "A: b\n" + String(repeating: " a\n", count: 33_000) + "B: c\n"
    let (info, defects) = BagInfo.parse(Array(text.utf8))
    #expect(info.fields.map(\.label) == ["A", "B"])
    // "b" and " a" for each line until the value is longer than 64 KiB.
    #expect(info.fields.first?.value == "b" + String(repeating: " a", count: 32_768))
    #expect(defects.count == 33_000 - 32_768 && defects.allSatisfy { $0.reason == .tooLong })
  }

  @Test(.timeLimit(.minutes(1))) func `a list of very many files to fetch is read once`() throws {
    let lines = (0..<100_000).map { "https://example.org/\($0) - data/\($0)\n" }.joined()
    try check(["fetch-file"], complete: false) { $0.overrides = ["fetch.txt": Array(lines.utf8)] }
  }

  /// A name can be spelled in any number of ways, and each manifest is a pass over all files.
  @Test func `one manifest of each algorithm is checked`() throws {
    try check(["manifest-several"], complete: false) { bag in
      for name in ["manifest-SHA-512.txt", "tagmanifest-sha512_.txt"] {
        bag.overrides[name] = .some(Array("x\n".utf8))
      }
    }
  }

  // MARK: bagit.txt

  @Test(arguments: [
    ("BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n", nil),
    ("BagIt-Version: 1.0\rTag-File-Character-Encoding: UTF-8\r", nil),
    ("BagIt-version: 1.0\nTag-File-Character-Encoding: UTF-8\n", nil),
    ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8", "no-final-newline"),
    ("\u{FEFF}BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "byte-order-mark"),
    ("BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n", "bad-version"),
    ("BagIt-Version:  1.0\nTag-File-Character-Encoding: UTF-8\n", "bad-version"),
    ("BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n", "bad-version"),
    ("BagIt-Version: 1.0\nTag-File-Character-Encoding:UTF-8\n", "bad-encoding"),
    ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n\n", "line-count"),
    ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nX: y\n", "line-count"),
    ("BagIt-Version: 1.0\n", "line-count"), ("", "line-count"),
  ])
  func `the declaration has exactly two lines`(text: String, reason: String?) throws {
    let reasons = try defect("bagit-malformed", "reason") {
      $0.overrides = ["bagit.txt": Array(text.utf8)]
    }
    #expect(reasons.first == reason)
  }

  @Test(arguments: ["0.93", "0.94", "0.95", "0.96", "0.97"])
  func `older versions are known`(version: String) throws {
    try check(["bagit-version"]) { $0.version = version }
  }

  @Test(arguments: ["0.92", "0.98", "1.1", "2.0"])
  func `unknown versions are refused`(version: String) throws {
    try check(["bagit-version"], complete: false) { $0.version = version }
  }

  // MARK: Manifests

  @Test func `every listed file must be there, and every file listed`() throws {
    try check(["payload-extra"], complete: false) { bag in
      let manifest = try HandmadeBag().manifest(.sha512)
      bag.files["data/new"] = []
      bag.info = nil
      bag.overrides = ["manifest-sha512.txt": Array(manifest.utf8)]
    }
    try check(["oxum-mismatch", "payload-missing"], complete: false) { bag in
      let manifest = try HandmadeBag().manifest(.sha512)
      bag.files["data/a.txt"] = nil
      bag.overrides = ["manifest-sha512.txt": Array(manifest.utf8)]
    }
    try check(["tagfile-missing"], complete: false) { bag in
      let lines = try HandmadeBag().contents()["tagmanifest-sha512.txt"] ?? []
      let gone = try HandmadeBag.line("gone.txt", [], .sha512)
      bag.overrides = ["tagmanifest-sha512.txt": lines + Array(gone.utf8)]
    }
  }

  @Test func `a bag may be complete and not valid`() throws {
    try check(["digest-mismatch"], valid: false) { bag in
      let manifest = try HandmadeBag().manifest(.sha512)
      bag.files["data/a.txt"] = Array("x".utf8)
      bag.overrides = ["manifest-sha512.txt": Array(manifest.utf8)]
    }
    try check(["tagfile-mismatch"], valid: false) { bag in
      let tags = try HandmadeBag().contents()["tagmanifest-sha512.txt"] ?? []
      bag.info = "Contact-Name: changed\nPayload-Oxum: 2.2\n"
      bag.overrides = ["tagmanifest-sha512.txt": tags]
    }
  }

  @Test func `each digest in each manifest is checked`() throws {
    try check(["digest-mismatch"], valid: false) { bag in
      bag.algorithms = [.sha512, .md5]
      bag.tagAlgorithms = [.sha512, .md5]
      let wrong = try bag.manifest(.md5).replacing(
        "0cc175b9c0f1b6a831c399e269772661", with: String(repeating: "0", count: 32))
      bag.overrides = ["manifest-md5.txt": Array(wrong.utf8)]
    }
  }

  @Test func `since 1.0 every payload manifest lists every payload file`() throws {
    func spoil(_ bag: inout HandmadeBag) throws {
      bag.algorithms = [.sha512, .sha256]
      bag.tagAlgorithms = [.sha512, .sha256]
      let half = try HandmadeBag.line("data/a.txt", Array("a".utf8), .sha256)
      bag.overrides = ["manifest-sha256.txt": Array(half.utf8)]
    }
    try check(["payload-extra"], complete: false, spoil)
    try check(["bagit-version"]) { bag in
      try spoil(&bag)
      bag.version = "0.97"
    }
  }

  @Test func `a file listed twice is an error since 1.0`() throws {
    func spoil(_ bag: inout HandmadeBag) throws {
      let text = try bag.manifest(.sha512)
      let twice = text + text.split(separator: "\n")[0] + "\n"
      bag.overrides = ["manifest-sha512.txt": Array(twice.utf8)]
    }
    try check(["manifest-repeated"], complete: false, spoil)
    try check(["bagit-version", "manifest-repeated"]) { bag in
      try spoil(&bag)
      bag.version = "0.97"
    }
  }

  @Test func `line ends, blanks and capitals are free`() throws {
    try check([]) { $0.spell = { $0.replacing("\n", with: "\r\n") } }
    try check([]) { $0.spell = { $0.replacing("\n", with: "\r") } }
    try check([]) { $0.spell = { $0.replacing("  ", with: " \t ") } }
    try check([]) { bag in
      bag.spell = { text in
        text.split(separator: "\n").map { $0.prefix(128).uppercased() + $0.dropFirst(128) + "\n" }
          .joined()
      }
    }
    try check(["manifest-malformed"]) { $0.spell = { String($0.dropLast()) } }
  }

  @Test func `md5sum's spellings are tolerated with a warning`() throws {
    try check(["manifest-malformed"]) { $0.spell = { $0.replacing("  ", with: " *") } }
    try check(["manifest-malformed"]) { $0.spell = { $0.replacing("  ", with: "  ./") } }
  }

  @Test(arguments: [
    ("  /etc/passwd", "absolute"), ("  ../x", "dot-component"), ("  data/../../x", "dot-component"),
    ("  ~root/x", "wrong-place"), ("  C:\\x", "backslash"), ("  \\\\?\\C:\\x", "backslash"),
    ("  data//x", "empty-component"), ("  data/", "empty-component"),
    ("  bag-info.txt", "wrong-place"),
  ])
  func `no path leads out of the payload`(rest: String, reason: String) throws {
    let reasons = try defect("manifest-malformed", "reason") { bag in
      let digest = String(repeating: "0", count: 128)
      bag.overrides = [
        "manifest-sha512.txt": Array((try bag.manifest(.sha512) + digest + rest + "\n").utf8)
      ]
    }
    #expect(reasons == [reason])
  }

  @Test func `percent signs and line ends are decoded once`() throws {
    try check(["path-line-end", "path-not-portable"]) { bag in
      bag.files = [
        "data/100%.pdf": [1], "data/%0A": [2], "data/%250A": [3], "data/x\ny": [4],
        "data/x\ry": [5],
      ]
      bag.info = nil
    }
    // What bagit.py writes for such names is no RFC 8493.
    try check(["manifest-malformed"], complete: false) { bag in
      bag.files["data/100%.pdf"] = [1]
      bag.info = nil
      bag.spell = { $0.replacing("%25", with: "%") }
    }
    // The drafts encode nothing.
    try check(["bagit-version"]) { bag in
      bag.version = "0.97"
      bag.files["data/100%.pdf"] = [1]
      bag.info = nil
      bag.spell = { $0.replacing("%25", with: "%") }
    }
    try check(["bagit-version", "path-line-end", "path-not-portable"]) { bag in
      bag.version = "0.97"
      bag.files["data/x\ny"] = [1]
      bag.info = nil
    }
  }

  @Test func `blanks at a name's ends belong to it`() throws {
    try check(["path-not-portable"]) { bag in
      bag.files["data/b "] = [1]
      bag.files["data/附件　"] = [2]
      bag.info = nil
    }
  }

  @Test func `a name in another normalization is found, with a warning`() throws {
    try check(["name-normalization"]) { bag in
      bag.files = ["data/e\u{301}": [1]]
      bag.info = nil
      bag.spell = { $0.replacing("e\u{301}", with: "\u{E9}") }
    }
  }

  @Test func `names that differ only by case are discouraged`() throws {
    try check(["entry-twins"]) { bag in
      bag.files["data/A.txt"] = [1]
      bag.info = nil
    }
  }

  @Test(arguments: ["data/a:b", "data/CON", "data/nul.txt", "data/x?", "data/end."])
  func `names that Windows can't hold are warned of`(name: String) throws {
    try check(["path-not-portable"]) { bag in
      bag.files[name] = [1]
      bag.info = nil
    }
  }

  @Test(arguments: DigestAlgorithm.allCases)
  func `every algorithm is verified`(algorithm: DigestAlgorithm) throws {
    func spoil(_ bag: inout HandmadeBag) {
      bag.algorithms = [algorithm]
      bag.tagAlgorithms = [algorithm]
    }
    let weak = algorithm.isWeak ? ["manifest-weak"] : []
    try check(weak, spoil)
    try check(weak + ["digest-mismatch"], valid: false) { bag in
      spoil(&bag)
      let manifest = try bag.manifest(algorithm)
      bag.files["data/a.txt"] = Array("x".utf8)
      bag.overrides = ["manifest-\(algorithm.rawValue).txt": Array(manifest.utf8)]
    }
  }

  @Test func `an unknown algorithm is said, not ignored`() throws {
    try check(["manifest-algorithm"], complete: false) { bag in
      bag.overrides = ["manifest-crc32.txt": Array("00000000  data/a.txt\n".utf8)]
    }
  }

  // MARK: Tag manifests

  @Test func `a tag manifest lists every payload manifest, and no payload and no tag manifest`()
    throws
  {
    try check(["manifest-unlisted"], complete: false) { bag in
      let lines = String(
        decoding: try bag.contents()["tagmanifest-sha512.txt"] ?? [], as: UTF8.self)
      let kept = lines.split(separator: "\n").filter { !$0.contains("manifest-sha512") }
      bag.overrides = ["tagmanifest-sha512.txt": Array((kept.joined(separator: "\n") + "\n").utf8)]
    }
    for path in ["data/a.txt", "tagmanifest-sha512.txt"] {
      try check(["manifest-malformed"], complete: false) { bag in
        let lines = try bag.contents()["tagmanifest-sha512.txt"] ?? []
        let line = try HandmadeBag.line(path, Array("a".utf8), .sha512)
        bag.overrides = ["tagmanifest-sha512.txt": lines + Array(line.utf8)]
      }
    }
    try check(["tagfile-extra"]) { bag in
      bag.overrides = ["tagmanifest-sha512.txt": try bag.contents()["tagmanifest-sha512.txt"]]
      bag.files["notes/y.txt"] = [1]
    }
    try check(["tagmanifest-algorithms"]) { $0.tagAlgorithms = [.sha256] }
  }

  // MARK: bag-info.txt

  @Test func `labels, blanks and continued lines`() throws {
    try check([]) { $0.info = "A: one\n\ttwo\r\nPAYLOAD-OXUM: 2.2\rB:\tx\n" }
    for (info, version, count) in [
      ("A:x\n", "1.0", 1), ("A : x\n", "1.0", 1), ("A:x\nB : y\n", "0.97", 0),
      (" first\n", "1.0", 1), ("none\n", "1.0", 1), (": x\n", "1.0", 1),
    ] {
      let found = try defect("bag-info-malformed", "reason") { bag in
        bag.info = info
        bag.version = version
      }
      #expect(found.count == count, "\(info)")
    }
  }

  @Test func `what must not, and what should not, be repeated`() throws {
    try check(["oxum-count"], complete: false) {
      $0.info = "Payload-Oxum: 2.2\nPayload-Oxum: 2.2\n"
    }
    try check(["bag-info-repeated"]) { $0.info = "Bagging-Date: 2026\nBagging-date: 2027\n" }
    try check(["oxum-mismatch"], complete: false) { $0.info = "Payload-Oxum: 3.2\n" }
    try check(["oxum-mismatch"], complete: false) { $0.info = "Payload-Oxum: two\n" }
  }

  @Test func `bags up to 0.95 have package-info`() throws {
    try check(["bagit-version", "oxum-mismatch"], complete: false) { bag in
      bag.version = "0.95"
      bag.info = nil
      bag.files["package-info.txt"] = Array("Payload-Oxum: 9.9\n".utf8)
    }
  }

  // MARK: fetch.txt

  @Test func `fetch.txt is read, never fetched`() throws {
    try check(["fetch-file"]) {
      $0.overrides = ["fetch.txt": Array("http://127.0.0.1:9/a 1 data/a.txt\n".utf8)]
    }
    try check(["fetch-file", "payload-missing"], complete: false) { bag in
      let manifest = try bag.manifest(.sha512) + HandmadeBag.line("data/hole", [], .sha512)
      bag.overrides = [
        "manifest-sha512.txt": Array(manifest.utf8),
        "fetch.txt": Array("http://127.0.0.1:9/hole - data/hole\n".utf8),
      ]
    }
    for (line, reason) in [
      ("x", "fetch-fields"), ("nowhere 1 data/a.txt", "fetch-url"),
      ("http://h/a one data/a.txt", "fetch-length"), ("http://h/a 1 bagit.txt", "fetch-path"),
      ("http://h/a 1 data/../x", "fetch-path"),
    ] {
      let reasons = try defect("fetch-malformed", "reason") {
        $0.overrides = ["fetch.txt": Array((line + "\n").utf8)]
      }
      #expect(reasons == [reason])
    }
  }

  // MARK: Encodings

  /// Encoded by Python's codecs, which share no code with iconv(3).
  @Test(arguments: ["UTF-16", "UTF-16LE", "UTF-16BE", "GBK", "GB18030", "Big5"])
  func `tag files in another encoding are read`(encoding: String) throws {
    let folder = try TemporaryFolder()
    var bag = HandmadeBag()
    bag.encoding = encoding
    bag.info = "Source-Organization: 福建\nPayload-Oxum: 2.2\n"
    bag.tagAlgorithms = []
    for (path, content) in try bag.contents() { try folder.write(content, to: "bag/\(path)") }
    let script = """
      import sys
      for name in ["manifest-sha512.txt", "bag-info.txt"]:
        text = open(name, encoding="utf-8").read(); open(name, "w", encoding=sys.argv[1]).write(text)
      """
    let made = try run("python3", "-c", script, encoding, in: folder["bag"])
    #expect(made.status == 0, "\(made.output)")
    let report = try Verification.verify(path: folder["bag"])
    #expect(
      brokenRules(report) == ["bagit-encoding", "not-evpack", "tagmanifest-missing"],
      "\(report.findings)")
    #expect(report.isBagValid && report.info.values(of: "Source-Organization") == ["福建"])
  }

  @Test func `a mark in UTF-8, and what no encoding has, are errors`() throws {
    try check(["manifest-malformed"], complete: false) { $0.spell = { "\u{FEFF}" + $0 } }
    try check(["bag-info-malformed"], complete: false) { $0.info = "\u{FEFF}A: b\n" }
    try check(["bagit-encoding"], complete: false) { $0.encoding = "EBCDIC//TRANSLIT" }
    try check(["bagit-encoding", "tag-file-encoding"], complete: false) { bag in
      bag.encoding = "US-ASCII"
    }
  }
}
