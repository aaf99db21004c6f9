import Evidence
import Files
import Synchronization
import Testing

@testable import Manifest

/// Bags in folders, compressed tars and zips, made by other programs and then spoiled.
@Suite struct ContainerTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (path, content) in try HandmadeBag().contents() {
      try folder.write(content, to: "bag/\(path)")
    }
  }

  private func rules(_ name: String) throws -> [String] {
    brokenRules(try Verification.verify(path: folder[name])).filter { $0 != "not-evpack" }
  }

  private func make(_ command: String) throws {
    let made = try shell(command, in: folder.path)
    #expect(made.status == 0, "\(made.output)")
  }

  /// Python's zipfile, which writes what it is told.
  private func zip(_ script: String) throws {
    let script =
      "import zipfile, stat\nz = zipfile.ZipFile('bag.zip', 'w')\n" + """
        import os
        for d, _, fs in os.walk('bag'):
          for f in sorted(fs): z.write(os.path.join(d, f))

        """ + script + "\nz.close()\n"
    let made = try run("python3", "-c", script, in: folder.path)
    #expect(made.status == 0, "\(made.output)")
  }

  @Test(arguments: [
    ("tar czf x.tar.gz bag", "x.tar.gz"), ("tar cjf x.tar.bz2 bag", "x.tar.bz2"),
    ("tar cJf x.tar.xz bag", "x.tar.xz"), ("python3 -m zipfile -c x.zip bag", "x.zip"),
    ("bsdtar --format=zip -cf x.zip bag", "x.zip"), ("7z a x.zip bag", "x.zip"),
    ("tar cf x.tar bag", "x.tar"),
  ])
  func `a bag is the same in every container`(command: String, name: String) throws {
    try make(command)
    let plain = try Verification.verify(path: folder["bag"])
    let packed = try Verification.verify(path: folder[name])
    #expect(
      packed.findings.map(\.rule.rawValue).sorted()
        == (plain.findings.map(\.rule.rawValue) + ["top-level-name"]).sorted(), "\(packed.findings)"
    )
    #expect(packed.isBagValid && packed.bagName == "bag")
    #expect(
      packed.entries.sorted { $0.path < $1.path } == plain.entries.sorted { $0.path < $1.path })
    // And altered.
    try folder.write("x", to: "bag/data/a.txt")
    try make("rm \(name); \(command)")
    let altered = try Verification.verify(path: folder[name])
    #expect(altered.isBagComplete && !altered.isBagValid)
    #expect(altered.findings.filter { $0.level == .error }.map(\.rule) == ["digest-mismatch"])
    #expect(try PackageListing.read(folder[name]).entries.filter { !$0.isDirectory }.count == 6)
  }

  @Test(arguments: [
    ("tar cf ../x.tar *", "x.tar"), ("tar cf ../x.tar .", "x.tar"), ("tar czf ../x.tgz .", "x.tgz"),
    ("zip -qr ../x.zip .", "x.zip"), ("tar cf ../x.tar $(ls -r)", "x.tar"),
  ])
  func `a bag without a folder around it is one finding, and checked all the same`(
    command: String, name: String
  ) throws {
    try make("cd bag && mkdir meta && cp data/a.txt meta/x && rm -f ../x.* && \(command)")
    let plain = try Verification.verify(path: folder["bag"])
    let packed = try Verification.verify(path: folder[name])
    #expect(packed.isBagValid && packed.bagName == "x")
    #expect(
      Set(brokenRules(packed)) == Set(brokenRules(plain)).union(["base-folder-missing"]),
      "\(packed.findings)")
    #expect(
      packed.entries.sorted { $0.path < $1.path } == plain.entries.sorted { $0.path < $1.path })
    // A pipe tells what a file tells.
    if name != "x.zip" {
      try make("rm -f fifo && mkfifo fifo")
      let writer = Thread { [folder] in _ = try? shell("cat \(name) > fifo", in: folder.path) }
      let piped = try Verification.verify(path: folder["fifo"])
      writer?.join()
      #expect(brokenRules(piped).sorted() == brokenRules(packed).sorted())
    }
    try make("cd bag && printf changed > data/a.txt && rm ../x.* && \(command)")
    let altered = try Verification.verify(path: folder[name])
    #expect(
      Set(brokenRules(altered)).isSuperset(of: ["base-folder-missing", "digest-mismatch"]),
      "\(altered.findings)")
  }

  @Test func `what macOS adds is named as that`() throws {
    for name in ["._a.txt", ".DS_Store"] { try folder.write("x", to: "bag/data/\(name)") }
    try make("printf x > ._bag && tar cf mac.tar ._bag bag")
    let inside = try Verification.verify(path: folder["mac.tar"]).findings.filter {
      !["top-level-name", "not-evpack"].contains($0.rule)
    }
    #expect(Set(inside.map(\.rule.rawValue)) == ["macos-files"], "\(inside)")
    #expect(Set(inside.map(\.place)) == ["._bag", "data/._a.txt", "data/.DS_Store"])
    try make("rm bag/data/._a.txt bag/data/.DS_Store")
    try zip(
      "for n in ['bag/._bagit.txt', 'bag/data/._a.txt', '._bag']: z.writestr('__MACOSX/' + n, b'x')"
    )
    let beside = try Verification.verify(path: folder["bag.zip"])
    #expect(beside.isIntact && beside.bagName == "bag")
    #expect(try rules("bag.zip").allSatisfy { $0 == "macos-files" })
    #expect(beside.findings.count { $0.rule == "macos-files" } == 3)
    // Anything else beside the bag is told as that, whatever its folder is called.
    try zip("z.writestr('__MACOSX/x.exe', b'x')")
    #expect(try rules("bag.zip") == ["top-level-many"])
  }

  @Test func `a compressed pipe is read as a compressed file is`() throws {
    try make("tar czf bag.tgz bag && mkfifo fifo")
    let writer = Thread { [folder] in _ = try? shell("cat bag.tgz > fifo", in: folder.path) }
    let piped = try Verification.verify(path: folder["fifo"])
    writer?.join()
    #expect(piped.findings == (try Verification.verify(path: folder["bag.tgz"])).findings)
    #expect(piped.isBagValid)
  }

  @Test func `what follows a compressed stream is found`() throws {
    for command in ["tar czf bag.tgz bag", "tar cjf bag.tgz bag", "tar cJf bag.tgz bag"] {
      try make("\(command) && printf tail >> bag.tgz")
      let found = try rules("bag.tgz")
      #expect(found == ["stream-tail"] || found == ["stream-damaged"], "\(command): \(found)")
    }
    try make("tar czf bag.tgz bag && printf more | gzip >> bag.tgz")
    #expect(try rules("bag.tgz").contains("stream-several"))
    try make("tar czf bag.tgz bag && tar czf bag.tgz bag && truncate -s -20 bag.tgz")
    #expect(try rules("bag.tgz").contains("stream-damaged"))
  }

  @Test func `a bomb is read no further than its size allows`() throws {
    try make("head -c 300M /dev/zero > bag/data/zeros && tar czf bag.tgz bag")
    let report = try Verification.verify(path: folder["bag.tgz"])
    #expect(report.findings.contains { $0.rule == "expansion" })
    #expect(!report.isIntact)
    try make("rm -f bag.zip; bsdtar --format=zip -cf bag.zip bag")
    #expect(try rules("bag.zip").contains("expansion"))
  }

  /// A zip of the bag whose file data/a.txt has the name `header` in its headers, and a Unicode
  /// Path of `central` and `local`; nil writes no field.
  private func zip(header: String, central: String?, local: String?, crc: Int = 0) throws
    -> [String]
  {
    let python = { (text: String?) in text.map { "'\($0)'" } ?? "None" }
    try zip(
      """
      import struct, zlib
      def field(name, raw):
        if name is None: return b''
        body = struct.pack('<BI', 1, zlib.crc32(raw) ^ \(crc)) + name.encode()
        return struct.pack('<HH', 0x7075, len(body)) + body
      class Info(zipfile.ZipInfo):
        def FileHeader(self, zip64=None):
          self.extra = field(self.local, self.raw)
          header = super().FileHeader(zip64)
          self.extra = field(self.central, self.raw)
          return header
        def _encodeFilenameFlags(self): return self.raw, self.flag_bits
      info = Info('bag/data/x.txt')
      info.raw = \(header)
      info.central, info.local = \(python(central)), \(python(local))
      z.writestr(info, b'')
      """)
    return try rules("bag.zip")
  }

  @Test func `a zip's Unicode Path is the name where it says what the header says`() throws {
    let name = "bag/data/产业链图谱.txt"
    // Nothing but a file beyond the lists: its name is taken from the field.
    for header in ["'\(name)'.encode('gbk')", "'\(name)'.encode()", "b'bag/data/_____.txt'"] {
      #expect(
        try zip(header: header, central: name, local: name) == ["oxum-mismatch", "payload-extra"],
        "\(header)")
      let found = try Verification.verify(path: folder["bag.zip"]).findings
      #expect(found.contains { $0.place == "data/产业链图谱.txt" }, "\(found)")
    }
    let plain = "b'bag/data/a.pdf'"
    let other = "bag/data/a.exe"
    #expect(try zip(header: plain, central: other, local: nil).contains("zip-two-names"))
    #expect(try zip(header: plain, central: nil, local: other).contains("zip-two-names"))
    #expect(try zip(header: plain, central: other, local: other).contains("zip-two-names"))
    #expect(
      try zip(header: "'\(name)'.encode('gbk')", central: name, local: "bag/data/乙.txt")
        .contains("zip-disagreement"))
    // A field that was made for another name is told: some readers don't compare.
    #expect(
      try zip(header: plain, central: other, local: other, crc: 1).contains("zip-disagreement"))
  }

  @Test func `a zip's members in rare compressions are named, and not read`() throws {
    try make("rm -f bag.zip")
    try zip("z.writestr('bag/data/x', b'x' * 1000, zipfile.ZIP_LZMA)")
    #expect(try rules("bag.zip").contains("zip-method"))
  }

  @Test func `links and special files in a folder are refused`() throws {
    try make("ln -s /etc/passwd bag/data/link && mkfifo bag/data/fifo")
    #expect(try rules("bag") == ["entry-link", "entry-type"])
    // A link in place of a listed file is no file.
    try make("rm bag/data/link bag/data/fifo bag/data/a.txt && ln -s /etc/passwd bag/data/a.txt")
    #expect(try rules("bag") == ["entry-link", "oxum-mismatch", "payload-missing"])
  }

  @Test func `a folder that changes while it is read is told`() throws {
    let once = FirstTime()
    let report = try Verification.verify(
      path: folder["bag"],
      progress: { [folder] _ in
        if once.isFirst { _ = try? folder.write("changed", to: "bag/data/甲/new") }
      })
    #expect(report.findings.contains { $0.rule == "file-changed" } && !report.isIntact)
  }

  @Test func `an unreadable file is told and leaves nothing passed`() throws {
    // Root reads everything, so that the folder is made unreadable by its depth instead.
    let deep = (0..<70).map { _ in "d" }.joined(separator: "/")
    try make("mkdir -p bag/data/\(deep) && touch bag/data/\(deep)/x")
    let report = try Verification.verify(path: folder["bag"])
    #expect(report.findings.contains { $0.rule == "path-unsafe" } && !report.isBagValid)
  }

  @Test(arguments: [
    ("z.writestr('bag/data/a.txt', 'b')", "entry-duplicate"),
    ("z.writestr('bag/data/A.txt', 'b')", "entry-twins"),
    ("z.writestr('bag/data/../../x', 'b')", "path-parent"),
    ("z.writestr('/etc/x', 'b')", "path-absolute"),
    ("z.writestr('other/x', 'b')", "top-level-many"),
    ("z.writestr('bag/data/x\\\\y', 'b')", "path-unsafe"),
    (
      "i = zipfile.ZipInfo('bag/data/l'); i.create_system = 3; i.external_attr = 0o120777 << 16\nz.writestr(i, '/etc/passwd')",
      "entry-link"
    ),
  ])
  func `a zip's dangers are refused`(script: String, rule: String) throws {
    try zip(script)
    let report = try Verification.verify(path: folder["bag.zip"])
    #expect(report.findings.contains { $0.rule.rawValue == rule }, "\(report.findings)")
    #expect(!report.isIntact)
  }

  @Test func `a zip that points beyond itself is told, and nothing is looked for there`() throws {
    // An end record alone that says there are more: its 64-bit form would stand before the file.
    let end: [UInt8] =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF] + Array(repeating: 0, count: 10)
    try folder.write(end, to: "end.zip")
    #expect(try !Verification.verify(path: folder["end.zip"]).isIntact)
    try zip("")
    var bytes = try folder.read("bag.zip")
    let entry = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    for offset in [[0xFE, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F]] as [[UInt8]] {
      bytes.replaceSubrange((entry + 42)..<(entry + 46), with: offset)
      try folder.write(bytes, to: "bag.zip")
      #expect(try rules("bag.zip").contains("zip-disagreement"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a zip whose directory has one header many times is read no further than that`() throws {
    // The header has 64 KiB of empty extra fields (APPNOTE.TXT 4.5.1); each entry costs 57 bytes.
    let made = try run(
      "python3", "-c",
      """
      import struct
      extra, name, many = bytes(4 * 16383), b'b/bagit.txt', 40000
      local = struct.pack('<IHHHHHIIIHH', 0x04034b50, 20, 0, 0, 0, 0, 0, 0, 0, len(name), len(extra)) + name + extra
      entry = struct.pack(
        '<IHHHHHHIIIHHHHHII', 0x02014b50, 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
      end = struct.pack(
        '<IHHHHIIH', 0x06054b50, 0, 0, many, many, many * len(entry), len(local), 0)
      open('many.zip', 'wb').write(local + entry * many + end)
      """, in: folder.path)
    #expect(made.status == 0, "\(made.output)")
    let report = try Verification.verify(path: folder["many.zip"])
    let overlaps = report.findings.filter { $0.rule == "zip-disagreement" }
    #expect(overlaps.map { $0.details["field"] } == ["place"])
    #expect(!report.isIntact && !report.notChecked.isEmpty)
  }

  @Test func `a zip's directory and headers must agree, and hide nothing`() throws {
    try zip("")
    #expect(try rules("bag.zip") == [])
    let sound = try folder.read("bag.zip")
    let name = Array("bag/data/a.txt".utf8)
    let places = sound.indices.filter { sound[$0...].starts(with: name) }
    // The first is in the local header, the second in the directory.
    var bytes = sound
    bytes[try #require(places.first) + 9] = UInt8(ascii: "z")
    try folder.write(bytes, to: "bag.zip")
    #expect(try rules("bag.zip").contains("zip-disagreement"))
    try folder.write(sound + [0], to: "bag.zip")
    #expect(try rules("bag.zip").contains("data-after-end"))
    try folder.write(Array(sound.prefix(sound.count - 30)), to: "bag.zip")
    #expect(try rules("bag.zip").contains("zip-malformed"))
    try make("rm bag.zip && 7z a -psecret bag.zip bag >/dev/null")
    #expect(try rules("bag.zip").contains("entry-encrypted"))
  }

  @Test func `bytes between a zip's entries are found`() throws {
    try zip("z.fp.write(b'hidden!!'); z.start_dir = z.fp.tell(); z.writestr('bag/data/x', 'b')")
    #expect(try rules("bag.zip").contains("zip-hidden-data"))
  }

  @Test func `a name in GBK is refused and shown as it was meant`() throws {
    try zip("z.writestr('bag/data/XXXX', 'b')")
    var bytes = try folder.read("bag.zip")
    let gbk: [UInt8] = [0xB2, 0xC4, 0xC1, 0xCF]  // 材料, by iconv -t GBK
    for index in bytes.indices where bytes[index...].starts(with: Array("XXXX".utf8)) {
      bytes.replaceSubrange(index..<(index + 4), with: gbk)
    }
    try folder.write(bytes, to: "bag.zip")
    let report = try Verification.verify(path: folder["bag.zip"])
    let finding = try #require(report.findings.first { $0.rule == "path-unsafe" })
    #expect(finding.details["gbk"] == "bag/data/材料" && finding.details["problem"] == "not-utf8")
  }

  @Test(
    arguments: [
      ("'[Content_Types].xml', 'word/document.xml', 'word/data/x'", "office"),
      ("'OFD.xml', 'Doc_0/Document.xml'", "ofd"), ("'mimetype', 'content.xml'", "office"),
      ("'a/data/x', 'b/y', 'c'", "archive"),
    ])
  func `an archive without a part of any bag is no package`(names: String, kind: String) throws {
    try make(
      "python3 -c \"import zipfile; z = zipfile.ZipFile('other.zip', 'w'); [z.writestr(n, 'x') for n in [\(names)]]\""
    )
    let report = try Verification.verify(path: folder["other.zip"])
    #expect(!report.isPackage)
    #expect(report.findings.map(\.rule) == ["not-a-package"])
    #expect(report.findings.first?.details["looks-like"] == kind)
    let extracted = try Extraction.extract(path: folder["other.zip"], to: folder["out"])
    #expect(!extracted.package.isPackage && extracted.files.isEmpty)
  }

  @Test(arguments: ["bagit.txt", "manifest-sha256.txt", "deep/er/bagit.txt", "tagmanifest-md5.txt"])
  func `an archive with a part of a bag is a bag with defects`(name: String) throws {
    try make(
      "python3 -c \"import zipfile; z = zipfile.ZipFile('other.zip', 'w'); [z.writestr(n, 'x') for n in ['[Content_Types].xml', 'bag/\(name)']]\""
    )
    let report = try Verification.verify(path: folder["other.zip"])
    #expect(report.isPackage && !report.isIntact)
  }

  @Test func `damage anywhere in a zip or tgz crashes nothing and passes nothing altered`() throws {
    try zip("")
    try make("tar czf bag.tgz bag")
    for name in ["bag.zip", "bag.tgz"] {
      let sound = try folder.read(name)
      let entries = try Verification.verify(path: folder[name]).entries
      for index in stride(from: 0, to: sound.count, by: 5) {
        var bytes = sound
        bytes[index] ^= UInt8(1 << (index % 8))
        try folder.write(bytes, to: name)
        let report = try Verification.verify(path: folder[name])
        if report.isIntact { #expect(report.entries == entries, "\(name), byte \(index)") }
      }
      for count in stride(from: 0, to: sound.count, by: 61) {
        try folder.write(Array(sound[..<count]), to: name)
        #expect(try !Verification.verify(path: folder[name]).isIntact, "\(name) cut to \(count)")
      }
    }
  }

  @Test func `an unpacked package is checked by its lists, and is not canonical`() throws {
    let sample = try SamplePackage()
    let made = try shell(
      "tar xf 福清电子.tar && tar czf 福清电子.tar.gz 福清电子 && gzip -k 福清电子.tar -S .whole.gz && mv 福清电子.tar.whole.gz w.tar.gz",
      in: sample.folder.path)
    #expect(made.status == 0, "\(made.output)")
    let report = try Verification.verify(path: sample.folder["福清电子"])
    #expect(brokenRules(report) == ["repacked"], "\(report.findings)")
    #expect(report.isIntact && report.isEvpackPackage && !report.isCanonical)
    #expect(report.sealNumber == sample.receipt.sealNumber)
    let whole = try Verification.verify(path: sample.folder["w.tar.gz"])
    #expect(brokenRules(whole) == ["repacked", "top-level-name"], "\(whole.findings)")
    // Packed again by tar, every header differs, and nothing else does.
    let again = try Verification.verify(path: sample.folder["福清电子.tar.gz"])
    #expect(brokenRules(again) == ["repacked"] && again.isIntact && !again.isCanonical)
    try sample.folder.write("x", to: "福清电子/data/evidence/plain.txt")
    try sample.folder.write("x", to: "福清电子/.DS_Store")
    let changed = try Verification.verify(path: sample.folder["福清电子"])
    #expect(
      brokenRules(changed) == ["digest-mismatch", "macos-files", "oxum-mismatch", "repacked"])
  }

  @Test(arguments: ["tar --format=gnu -Scf", "tar --format=posix -Scf"])
  func `a sparse file in a tar is refused`(command: String) throws {
    try make("truncate -s 1M bag/data/hole && \(command) bag.tar bag")
    #expect(try rules("bag.tar").contains("entry-sparse"))
  }

  @Test func `a global header is refused`() throws {
    try make("tar --format=posix --pax-option=comment=x -cf bag.tar bag")
    #expect(try rules("bag.tar") == ["pax-global"])
  }
}

/// Says once that it is the first time.
private final class FirstTime: Sendable {
  private let count = Mutex(0)
  var isFirst: Bool {
    count.withLock {
      $0 += 1; return $0 == 1
    }
  }
}
