import Evidence
import Testing

@testable import Manifest

/// One defect a package; the rules that it must break, and no others.
@Suite struct ForgeryTests {
  typealias Member = Forgery.Member

  private func expect(
    _ rules: [String], _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let report = try verify(bytes)
    #expect(brokenRules(report) == rules.sorted(), sourceLocation: sourceLocation)
    let isHarmless = report.findings.allSatisfy { $0.level != .error }
    #expect(report.isIntact == isHarmless, sourceLocation: sourceLocation)
    let piped = try verify(bytes, isPipe: true)
    #expect(piped.findings == report.findings, sourceLocation: sourceLocation)
  }

  private let good = Member("b/data/evidence/a.txt", "text")

  @Test func `an honest forgery is canonical`() throws {
    let bytes = try Forgery.package([good, Member("b/data/evidence/图.pdf", "x")])
    try expect([], bytes)
    #expect(try verify(bytes).isCanonical)
  }

  @Test(arguments: [
    ("1", "entry-link", "hard-link"), ("2", "entry-link", "symbolic-link"),
    ("3", "entry-device", "character-device"), ("4", "entry-device", "block-device"),
    ("6", "entry-fifo", nil), ("S", "entry-sparse", nil), ("V", "entry-type", "type-V"),
  ])
  func `links, devices and other types are refused`(
    type: Character, rule: String, name: String?
  ) throws {
    let link = Member("b/data/evidence/b", type: type, link: "/etc/passwd")
    let bytes = try Forgery.package([good, link])
    try expect([rule], bytes)
    #expect(try verify(bytes).findings.first?.details["type"] == name)
  }

  @Test func `a folder is no member of a canonical package`() throws {
    try expect(["entry-type"], Forgery.package([Member("b/data/", type: "5"), good]))
  }

  @Test(arguments: [
    ("b/data/../../etc/passwd", "dot-component"), ("/b/data/x", "absolute"),
    ("b/data//x", "empty-component"), ("b/data/a\\b", "backslash"),
    ("b/data/a\u{1B}[2J", "control-character"), ("b/data/./x", "dot-component"),
    ("b/data/" + String(repeating: "n", count: 256), "component-too-long"),
    ("b/data/" + String(repeating: "d/", count: 70) + "x", "too-deep"),
  ])
  func `unsafe names are refused, and shown harmlessly`(name: String, problem: String) throws {
    let report = try verify(Forgery.package([good], tagFiles: [Member(name, "x")]))
    let rules = [
      "dot-component": "path-parent", "absolute": "path-absolute",
      "control-character": "path-control",
    ]
    let rule = rules[problem] ?? "path-unsafe"
    let finding = try #require(report.findings.first { $0.rule.rawValue == rule })
    #expect(finding.details["problem"] == problem)
    #expect(!finding.place.unicodeScalars.contains("\u{1B}"))
    #expect(!report.isIntact)
  }

  @Test func `a member listed twice is refused, whatever it holds`() throws {
    try expect(["entry-duplicate"], Forgery.package([good, Member(good.name, "other")]))
  }

  @Test func `names that are one file on some systems are refused`() throws {
    for (one, other) in [
      ("A.txt", "a.txt"), ("e\u{301}", "é"), ("豈", "\u{F900}"), ("x", "x/y"),
    ] {
      try expect(
        ["entry-twins"],
        Forgery.package([
          Member("b/data/evidence/\(one)", "1"), Member("b/data/evidence/\(other)", "2"),
        ]))
    }
  }

  @Test(arguments: [
    (100, "0000755", "mode"), (108, "0001750", "uid"), (116, "0001750", "gid"),
    (265, "root", "uname"), (297, "root", "gname"), (329, "0000001", "devmajor"),
    (337, "0000001", "devminor"), (500, "x", "padding"), (124, " 0000000004", "size"),
  ])
  func `a header with another value is not canonical, and the field is named`(
    offset: Int, text: String, field: String
  ) throws {
    let member = Member(good.name, "text") { Forgery.put(text, at: offset, in: &$0) }
    let bytes = try Forgery.package([member])
    try expect(["header-noncanonical"], bytes)
    let finding = try verify(bytes).findings.first
    #expect(finding?.details["field"] == field)
  }

  @Test func `a name that can't be used is not kept at any length`() throws {
    let folder = try TemporaryFolder()
    let bytes = try Forgery.package([]) {
      $0.append(.init("b/../" + String(repeating: "x", count: 60_000), "x"))
    }
    try folder.write(bytes, to: "b.tar")
    let report = try Verification.verify(path: folder["b.tar"])
    let finding = try #require(report.findings.first { $0.details["problem"] == "too-long" })
    #expect(finding.place.hasPrefix("b/../xxx") && finding.place.utf8.count <= 1_024)
  }

  @Test func `a member of another time is told`() throws {
    let member = Member(good.name, "text") { Forgery.put("15301232222", at: 136, in: &$0) }
    try expect(["header-time"], Forgery.package([member]))
  }

  @Test func `a wrong checksum is told and the content still checked`() throws {
    var bytes = try Forgery.package([good, Member("b/data/evidence/b.txt", "b")])
    bytes[1_024 + 150] ^= 1
    try expect(["header-checksum", "header-noncanonical"], bytes)
  }

  @Test func `two sizes for one member are refused`() throws {
    let member = Member(good.name, "text", records: [(key: "size", value: "3")])
    let report = try verify(Forgery.package([member]))
    #expect(report.findings.contains { $0.rule == "pax-size-conflict" })
    #expect(!report.isIntact)
  }

  @Test(arguments: [
    ("SCHILY.xattr.user.x", "1", "pax-unknown"), ("mtime", "1.5", "pax-unknown"),
    ("comment", "1", "pax-unknown"), ("linkpath", "1", "pax-unknown"),
    ("GNU.sparse.major", "1", "entry-sparse"), ("VENDOR.x", "1", "pax-unknown"),
    ("mtime", "now", "pax-malformed"), ("size", "-1", "pax-malformed"),
  ])
  func `an extended record that a package never has is refused`(
    key: String, value: String, rule: String
  ) throws {
    let member = Member(good.name, "text", records: [(key: key, value: value)])
    try expect(["header-noncanonical", rule], Forgery.package([member]))
  }

  @Test func `another order is told`() throws {
    let other = Member("b/data/evidence/b.txt", "b")
    let bytes = try Forgery.package([other, good])
    try expect(["order-wrong"], bytes)
    try expect(
      ["manifest-noncanonical", "order-wrong"],
      Forgery.package([good]) { $0.swapAt($0.count - 2, $0.count - 3) }
    )
  }

  @Test func `a second top-level folder is told`() throws {
    try expect(
      ["top-level-many"], Forgery.package([good], tagFiles: []) { $0.append(Member("c/x", "1")) })
    try expect(
      ["top-level-many"], Forgery.package([good]) { $0.append(Member("loose", "1")) })
  }

  @Test func `hidden bytes in the padding and after the end are found`() throws {
    var bytes = try Forgery.package([good])
    bytes[512 + 54] = 1
    try expect(["padding-nonzero"], bytes)
    let whole = try Forgery.package([good])
    try expect(["data-after-end"], whole + [1])
    try expect(["data-after-end"], whole + [UInt8](repeating: 0, count: 512))
    try expect(["data-after-end"], whole + whole)
    try expect(["end-marker-missing"], Array(whole.dropLast(1_024)))
    try expect(["end-marker-missing"], Array(whole.dropLast(512)))
  }

  @Test func `what the manifests and the files say of each other is told in full`() throws {
    let digest = String(repeating: "0", count: 64)
    let manifest = Array("\(digest)  data/evidence/a.txt\n\(digest)  data/gone\n".utf8)
    let extra = Member("b/data/evidence/extra", "x")
    let bytes = try Forgery.package([good, extra], manifest: manifest)
    try expect(["digest-mismatch", "payload-extra", "payload-missing"], bytes)
    try expect(
      ["tagfile-extra"], Forgery.package([good]) { $0.insert(Member("b/a.json", "1"), at: 4) })
    try expect(
      ["tagfile-missing"],
      Forgery.package([good], tagFiles: [Member("b/x.json", "1")]) {
        $0.remove(at: 4)
      })
    try expect(
      ["tagfile-mismatch"],
      Forgery.package([good], tagFiles: [Member("b/x.json", "1")]) {
        $0[4].content = [50]
      })
    try expect(["tagmanifest-missing"], Forgery.package([good]) { $0.removeLast() })
    try expect(["bagit-missing", "tagfile-missing"], Forgery.package([good]) { $0.removeFirst() })
  }

  @Test(arguments: [
    ("zz  data/evidence/a.txt", "not-a-digest"), ("", "not-a-digest"),
    (String(repeating: "0", count: 64), "not-a-digest"),
    (String(repeating: "0", count: 64) + "  ", "no-path"),
    (String(repeating: "0", count: 64) + "  ../x", "dot-component"),
    (String(repeating: "0", count: 64) + "  /etc/passwd", "absolute"),
    (String(repeating: "0", count: 64) + "  bagit.txt", "wrong-place"),
    (String(repeating: "0", count: 64) + "  data/%2e", "bad-escape"),
    (String(repeating: "0", count: 64) + "  data/%0a\u{7}", "control-character"),
    ("\\" + String(repeating: "0", count: 64) + "  data/x", "not-a-digest"),
  ])
  func `a malformed manifest line is told with its number`(line: String, reason: String) throws {
    let digest = try SHA256.digest(of: Array("text".utf8)).hex
    let manifest = "\(digest)  data/evidence/a.txt\n\(line)\n"
    let report = try verify(Forgery.package([good], manifest: Array(manifest.utf8)))
    let finding = try #require(report.findings.first { $0.rule == "manifest-malformed" })
    #expect(finding.details["line"] == "2" && finding.details["reason"] == reason)
    #expect(!report.isIntact)
  }

  @Test func `a manifest whose lines end otherwise is not canonical`() throws {
    let digest = try SHA256.digest(of: Array("text".utf8)).hex
    for end in ["\r\n", "\r"] {
      let manifest = Array("\(digest)  data/evidence/a.txt\(end)".utf8)
      try expect(["manifest-noncanonical"], Forgery.package([good], manifest: manifest))
    }
  }

  @Test func `wrong counts in bag-info are told`() throws {
    let sealed = "Evpack-Sealed: \(Forgery.sealed)\n"
    try expect(["oxum-mismatch"], Forgery.package([good], info: "Payload-Oxum: 5.1\n" + sealed))
    try expect(
      ["oxum-count"],
      Forgery.package([good], info: "Payload-Oxum: 4.1\nPayload-Oxum: 4.1\n" + sealed))
    try expect(["oxum-count"], Forgery.package([good], info: sealed))
    try expect(
      ["sealing-time-missing"],
      Forgery.package([good], info: "Payload-Oxum: 4.1\nEvpack-Form: x\n"))
    try expect(
      ["not-evpack"], Forgery.package([good], info: "Payload-Oxum: 4.1\n"))
  }
}
