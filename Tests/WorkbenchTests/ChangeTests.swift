import Desk
import Evidence
import Foundation
import Testing

@testable import Workbench

@Suite struct ChangeTests {
  /// The revision that a page shows, which each change names.
  static func revision(_ served: ServedFolder, _ name: String) async throws -> String {
    let page = try await served.get("/dossier/\(name)/loose").body
    return String(try #require(page.firstMatch(of: /data-revision="([0-9a-f]+)"/)).1)
  }

  static func json(_ text: String) -> [String] { ["--data-binary", text] }

  @Test func `files come in where they are dropped, and never over what is there`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let scratch = try TemporaryFile("first")
    defer { scratch.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      func drop(_ query: String) async throws -> Int {
        try await served.post(
          "/dossier/\(name)/files?\(query)", "--data-binary", "@\(scratch.path)"
        ).status
      }
      // 2-2-3 has no evidence in the sample.
      let first = try await drop("path=a.txt&for=2-2-3")
      let again = try await drop("path=a.txt&for=2-2-3")
      let below = try await drop("path=%E7%9B%92%2Fb.txt")
      #expect(first == 200 && again == 200 && below == 200)
      let found = try FileManager.default.subpathsOfDirectory(atPath: sample.root)
      let own = found.filter { $0.contains("2-2-3") && $0.hasSuffix(".txt") }
      #expect(own.count == 2)
      #expect(found.contains("佐证材料/盒/b.txt"))
      for file in own {
        #expect(try String(contentsOfFile: "\(sample.root)/\(file)", encoding: .utf8) == "first")
      }
    }
  }

  @Test func `what is chosen as the form and is none is refused, and nothing of it kept`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let scratch = try TemporaryFile("no form")
    defer { scratch.remove() }
    let before = try FileManager.default.subpathsOfDirectory(atPath: sample.root).sorted()
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let answer = try await served.post(
        "/dossier/\(name)/files?path=a.docx&as=form", "--data-binary", "@\(scratch.path)")
      #expect(answer.status == 422)
    }
    let after = try FileManager.default.subpathsOfDirectory(atPath: sample.root).sorted()
    #expect(after.filter { !$0.hasPrefix(".evpack") } == before.filter { !$0.hasPrefix(".evpack") })
  }

  /// Files of a dossier's folder, those in .evpack/removed among them.
  private static func files(_ root: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root).filter {
      !$0.hasPrefix(".evpack") || $0.hasPrefix(".evpack/removed/")
    }.sorted()
  }

  private static func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path))
  }

  /// The form as it is printed, line by line, with nothing filled in.
  private static func blankForm(_ served: ServedFolder) async throws -> TemporaryFile {
    let file = try TemporaryFile("")
    let text = SampleDossier.samples.deletingLastPathComponent()
      .appending(path: "Forms/福建省中小企业特色产业集群申报表.txt").path(percentEncoded: false)
    let script = """
      import sys, zipfile
      from xml.sax.saxutils import escape
      lines = open(sys.argv[2], encoding="utf-8").read().splitlines()
      main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
      office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
      package = "http://schemas.openxmlformats.org/package/2006/"
      kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
      body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
      with zipfile.ZipFile(sys.argv[3], "w", zipfile.ZIP_DEFLATED) as file:
          file.writestr("[Content_Types].xml", f'<Types xmlns="{package}content-types">'
              f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
              f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>')
          file.writestr("_rels/.rels", f'<Relationships xmlns="{package}relationships">'
              f'<Relationship Id="a" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>')
          file.writestr("word/document.xml", f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>')
      """
    _ = try await served.python(script, text, file.path)
    #expect(try Self.bytes(file.path).count > 1_000)
    return file
  }

  @Test func `a form that is dropped among other files replaces none`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let form = "\(sample.root)/申报表.docx"
    let filled = try Self.bytes(form)
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let address = "/dossier/\(name)/files?batch=1&path="
      let blank = try await Self.blankForm(served)
      defer { blank.remove() }
      // By its usual name, by any other, and in a folder.
      for path in ["申报表.docx", "新.docx", "盒/申报表.docx"] {
        let answer = try await served.post(
          address + PageAddress.encoded(path), "--data-binary", "@\(blank.path)")
        #expect(answer.status == 200 && answer.body.contains("没有替换现在的申报表"), "\(path)")
      }
      #expect(try Self.bytes(form) == filled)
      // One drop is one undo.
      #expect(try await served.post("/dossier/\(name)/undo", "--data-binary", "{}").status == 200)
      let left = try FileManager.default.subpathsOfDirectory(atPath: "\(sample.root)/佐证材料")
      #expect(!left.contains { $0.hasSuffix("申报表.docx") || $0.hasSuffix("新.docx") })
    }
  }

  @Test func `a blank form in the place of a filled one asks first; what is replaced is kept`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let form = "\(sample.root)/申报表.docx"
    let filled = try Self.bytes(form)
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      func put(_ file: String, _ query: String = "") async throws -> ServedFolder.Answer {
        try await served.post(
          "/dossier/\(name)/files?path=any.docx&as=form\(query)", "--data-binary", "@\(file)")
      }
      let blank = try await Self.blankForm(served)
      defer { blank.remove() }
      let asked = try await put(blank.path)
      #expect(asked.status == 409 && asked.body.contains("\"asks\":"))
      #expect(try Self.bytes(form) == filled)
      #expect(try await put(blank.path, "&confirmed=yes").status == 200)
      #expect(try Self.bytes(form) == Self.bytes(blank.path))
      let removed = "\(sample.root)/.evpack/removed"
      #expect(try Self.bytes("\(removed)/申报表.docx") == filled)
      // Another filled one, which is not asked about; both that were there are kept.
      let other = SampleDossier.samples.appending(path: "forms/cluster1-v2.docx")
        .path(percentEncoded: false)
      #expect(try await put(other).status == 200)
      #expect(try FileManager.default.contentsOfDirectory(atPath: removed).count == 2)
      #expect(try await served.post("/dossier/\(name)/undo", "--data-binary", "{}").status == 200)
      #expect(try Self.bytes(form) == Self.bytes(blank.path))
      #expect(try FileManager.default.contentsOfDirectory(atPath: removed).count == 3)
    }
  }

  @Test func `clicks that follow each other go on from what the last one left`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    for name in ["a", "b", "c"] {
      try "x".write(
        toFile: "\(sample.root)/佐证材料/\(name).txt", atomically: true, encoding: .utf8)
    }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      var seen = try await Self.revision(served, name)
      for file in ["a", "b", "c"] {
        let answer = try await served.post(
          "/dossier/\(name)/assign", "--data-binary",
          "{\"revision\": \"\(seen)\", \"moves\": "
            + "[{\"path\": \"佐证材料/\(file).txt\", \"to\": \"2-2-3\"}]}"
        )
        #expect(answer.status == 200)
        seen = String(try #require(answer.body.firstMatch(of: /"revision": ?"([0-9a-f]+)"/)).1)
        #expect(try await Self.revision(served, name) == seen)
      }
    }
  }

  @Test func `a file is taken out and comes back; a link whose file is gone is taken away`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let before = try Self.files(sample.root)
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      func send(_ action: String, _ rest: String) async throws -> ServedFolder.Answer {
        let seen = try await Self.revision(served, name)
        return try await served.post(
          "/dossier/\(name)/\(action)", "--data-binary", "{\"revision\": \"\(seen)\", \(rest)}")
      }
      let link = try #require(try DossierFolder(sample.root).file.links.first)
      let path = link.attachment.description
      #expect(try await send("remove", "\"path\": \"\(path)\"").status == 200)
      let after = try Self.files(sample.root)
      #expect(!after.contains(path) && after.contains { $0.hasPrefix(".evpack/removed/") })
      let links = try DossierFolder(sample.root).file.links
      #expect(!links.contains { $0.attachment == link.attachment })
      #expect(try await send("remove", "\"path\": \"\(path)\"").status == 404)
      #expect(try await served.post("/dossier/\(name)/undo", "--data-binary", "{}").status == 200)
      #expect(try Self.files(sample.root).filter { !$0.hasPrefix(".evpack") } == before)
      #expect(try DossierFolder(sample.root).file.links.contains(link))

      try FileManager.default.removeItem(atPath: "\(sample.root)/\(path)")
      let form = try DossierFolder(sample.root).dossier.form
      let section = try #require(
        form.sections.first { section in
          form.requirements.contains {
            $0.number == link.requirement && $0.section == section.number
          }
        })
      let page = try await served.get("/dossier/\(name)/section/\(section.id)").body
      #expect(page.contains("data-unlink=\"\(path)\""))
      let findings = try await served.get("/dossier/\(name)/findings").body
      #expect(findings.contains("/section/\(section.id)#r\(link.requirement)"))
      let unlinked = try await send(
        "assign", "\"moves\": [{\"path\": \"\(path)\", \"from\": \"\(link.requirement)\"}]")
      #expect(unlinked.status == 200)
      #expect(!(try DossierFolder(sample.root).file.links.contains(link)))
    }
  }

  @Test func `what is not taken says why, and a name that is mended is told`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      for path in ["~$报表.docx", "Thumbs.db", ".DS_Store"] {
        let answer = try await served.post(
          "/dossier/\(name)/files?path=\(PageAddress.encoded(path))", "--data-binary", "x")
        #expect(answer.status == 422 && answer.body.contains("junk"), "\(path)")
      }
      func drop() async throws -> ServedFolder.Answer {
        try await served.post("/dossier/\(name)/files?path=a.txt", "--data-binary", "x")
      }
      #expect(try await !drop().body.contains("改名"))
      #expect(try await drop().body.contains("改名为 a"))
    }
  }

  @Test func `a text is served in the characters that it is written in`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try Data("研讨会".utf8).write(to: URL(filePath: sample.root + "/佐证材料/a.txt"))
    // 研讨会 in GBK, by iconv(1).
    try Data([0xD1, 0xD0, 0xCC, 0xD6, 0xBB, 0xE1])
      .write(to: URL(filePath: sample.root + "/佐证材料/b.txt"))
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let folder = PageAddress.encoded("佐证材料")
      for (file, type) in [("a", "utf-8"), ("b", "gb18030")] {
        let answer = try await served.get("/dossier/\(name)/file/\(folder)/\(file).txt")
        #expect(answer.header("Content-Type") == "text/plain; charset=\(type)")
      }
    }
  }

  @Test func `a path that is dropped can't lead out, and what is no evidence is not taken`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let outside = URL(filePath: sample.root).deletingLastPathComponent()
    let before = Set(try FileManager.default.contentsOfDirectory(atPath: sample.root))
    try FileManager.default.createSymbolicLink(
      atPath: sample.root + "/佐证材料/out", withDestinationPath: outside.path(percentEncoded: false))
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      for path in [
        "..%2Fx-evil.txt", "a%2F..%2F..%2F..%2Fx-evil.txt", "out%2Fx-evil.txt", ".%2Fx-evil.txt",
        ".x-evil.txt", ".git%2Fx-evil.txt", "Thumbs.db", "~%24x-evil.docx", "%00x-evil.txt", "",
      ] {
        let answer = try await served.post(
          "/dossier/\(name)/files?path=\(path)", "--data-binary", "evil")
        #expect(answer.status >= 400 || path == "%00x-evil.txt", "\(path)")
      }
      for number in ["9-9-9", "..", "1-1-1%2F.."] {
        let answer = try await served.post(
          "/dossier/\(name)/files?path=x-evil.txt&for=\(number)", "--data-binary", "evil")
        #expect(answer.status >= 400, "\(number)")
      }
      let nowhere = outside.appending(path: "x-evil.txt").path(percentEncoded: false)
      #expect(!FileManager.default.fileExists(atPath: nowhere))
      let after = Set(try FileManager.default.contentsOfDirectory(atPath: sample.root))
      #expect(after.subtracting(before).isSubset(of: [".evpack"]))
    }
  }

  @Test func `an upload that is cut short leaves no file`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let before = try FileManager.default.subpathsOfDirectory(atPath: sample.root).sorted()
      // Ten bytes are promised, four come, and the connection ends.
      let half = Process()
      half.executableURL = URL(filePath: "/bin/bash")
      half.arguments = [
        "-c",
        """
        exec 3<>/dev/tcp/127.0.0.1/\(served.port)
        printf 'POST /dossier/\(name)/files?path=half.txt HTTP/1.1\\r\\nHost: \(served.authority)\\r\\n'\
        'Origin: http://\(served.authority)\\r\\n\(served.cookie)\\r\\nContent-Length: 10\\r\\n\\r\\nhalf' >&3
        sleep 0.3
        """,
      ]
      try await served.run(half)
      try await Task.sleep(for: .milliseconds(500))
      let after = try FileManager.default.subpathsOfDirectory(atPath: sample.root).sorted()
      let files = after.filter { !$0.hasPrefix(".evpack") }
      #expect(files == before)
    }
  }

  @Test func `a loose file is confirmed, moved, taken back; two windows can't lose a change`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try "x".write(toFile: sample.root + "/佐证材料/loose.txt", atomically: true, encoding: .utf8)
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      func assign(_ move: String, _ revision: String) async throws -> Int {
        try await served.post(
          "/dossier/\(name)/assign", "--data-binary",
          "{\"revision\": \"\(revision)\", \"moves\": [\(move)]}"
        ).status
      }
      func linked(_ number: String) throws -> Bool {
        try DossierFolder(sample.root).dossier.links.contains {
          $0.requirement.description == number && $0.attachment.name == "loose.txt"
        }
      }
      let path = "佐证材料/loose.txt"
      let seen = try await Self.revision(served, name)
      let first = try await assign("{\"path\": \"\(path)\", \"to\": \"2-2-3\"}", seen)
      #expect(first == 200)
      #expect(try linked("2-2-3"))
      // Another window still shows what was before.
      let late = try await assign("{\"path\": \"\(path)\", \"to\": \"3-3-1\"}", seen)
      #expect(late == 409)
      #expect(try !linked("3-3-1"))
      let now = try await Self.revision(served, name)
      let moved = try await assign(
        "{\"path\": \"\(path)\", \"from\": \"2-2-3\", \"to\": \"3-3-1\"}", now)
      #expect(moved == 200)
      #expect(try linked("3-3-1") && !linked("2-2-3"))
      let undone = try await served.post("/dossier/\(name)/undo", "--data-binary", "{}")
      #expect(undone.status == 200)
      #expect(try linked("2-2-3") && !linked("3-3-1"))
      // The change before it, and then there is none.
      let twice = try await served.post("/dossier/\(name)/undo", "--data-binary", "{}")
      #expect(twice.status == 200)
      #expect(try !linked("2-2-3") && !linked("3-3-1"))
      let never = try await served.post("/dossier/\(name)/undo", "--data-binary", "{}")
      #expect(never.status == 409)
    }
  }

  @Test func `all that is as sure as asked for is assigned at once, and nothing else`() async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    // More than a page lists, with the item's own words in their names.
    try FileManager.default.createDirectory(
      atPath: sample.root + "/佐证材料/散", withIntermediateDirectories: true)
    let names = (1...250).map { "与境外产业园区形成较为稳定的合作关系备忘录\($0).txt" }
    for name in names + ["说明.txt"] {
      try name.write(
        toFile: sample.root + "/佐证材料/散/\(name)", atomically: true, encoding: .utf8)
    }
    let before = try Suggesting.suggest(sample.root).items
    let certain = before.filter { $0.confidence == .certain }
    try #require(certain.count >= 250 && certain.count < before.count)
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      func confirm(_ confidence: String) async throws -> ServedFolder.Answer {
        try await served.post(
          "/dossier/\(name)/assign-suggested", "--data-binary",
          #"{"revision": "\#(try await Self.revision(served, name))", "confidence": "\#(confidence)"}"#
        )
      }
      #expect(try await confirm("certain").body.contains("\(certain.count)"))
      let after = try Suggesting.suggest(sample.root).items.map(\.path)
      #expect(Set(after) == Set(before.map(\.path)).subtracting(certain.map(\.path)))
      #expect(try await confirm("sure").status == 400)
      // One click takes all of it back.
      let undone = try await served.post("/dossier/\(name)/undo", "--data-binary", "{}")
      #expect(undone.status == 200)
      #expect(try Suggesting.suggest(sample.root).items.count == before.count)
    }
  }

  @Test func `a box that could not be read is settled, and left to the form again`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let box = "industry.chain-map.yes"
      for (ticked, isThere) in [("false", true), ("null", false)] as [(String, Bool)] {
        let seen = try await Self.revision(served, name)
        let answer = try await served.post(
          "/dossier/\(name)/settle", "--data-binary",
          "{\"revision\": \"\(seen)\", \"box\": \"\(box)\", \"ticked\": \(ticked)}")
        #expect(answer.status == 200)
        let text = try? String(contentsOfFile: "\(sample.root)/answers.yaml", encoding: .utf8)
        let isWritten = text?.contains("\(box): \(ticked)") ?? false
        #expect(isWritten == isThere)
      }
      let seen = try await Self.revision(served, name)
      let unknown = try await served.post(
        "/dossier/\(name)/settle", "--data-binary",
        "{\"revision\": \"\(seen)\", \"box\": \"no.such.box\", \"ticked\": true}")
      #expect(unknown.status == 422)
    }
  }

  @Test func `200 uploads of one name at once all arrive, each under a name of its own`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let scratch = try TemporaryFile(String(repeating: "0123456789", count: 2_000))
    defer { scratch.remove() }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let address = "http://\(served.authority)/dossier/\(name)/files?path=%E5%A4%9A%2Fsame.bin"
      let many = Process()
      many.executableURL = URL(filePath: "/usr/bin/curl")
      many.arguments =
        ["-sS", "--noproxy", "*", "--parallel", "--parallel-immediate", "--parallel-max", "200"]
        + ["-H", served.cookie, "-H", "Origin: http://\(served.authority)"]
        + ["--data-binary", "@\(scratch.path)", "-o", "/dev/null"]
        + (0..<200).map { "\(address)&batch=\($0 % 2)" }
      try await served.run(many)
      #expect(many.terminationStatus == 0)
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(sample.root)/佐证材料/多")
      #expect(files.count == 200)
      for file in files {
        let size =
          try FileManager.default.attributesOfItem(
            atPath: "\(sample.root)/佐证材料/多/\(file)")[.size] as? Int
        #expect(size == 20_000, "\(file)")
      }
    }
  }
}

/// A file with a text, outside of all that is served.
struct TemporaryFile {
  let path: String

  init(_ text: String) throws {
    path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      .path(percentEncoded: false)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
