import Desk
import Evidence
import Foundation
import Review
import Testing

@testable import Workbench

/// The pages of a reviewer, asked as a browser asks.
@Suite struct ReviewTests {
  struct TrueList: Decodable {
    struct Row: Decodable {
      var number: String
      enum CodingKeys: String, CodingKey { case number = "标准编号" }
    }
    var path: String
    var rows: [Row]
  }

  struct TrueLists: Decodable {
    var standards: TrueList
  }

  /// A folder of packages: 甲.tar, and what else a test puts there.
  final class Received: Sendable {
    let folder: String
    let sample: SampleDossier

    init() throws {
      sample = try SampleDossier(cluster: 1)
      folder = FileManager.default.temporaryDirectory.appending(path: "evpack-\(UUID().uuidString)")
        .path(percentEncoded: false)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try seal("甲")
    }

    func seal(_ name: String) throws {
      _ = try DossierSealing.seal(
        sample.root, to: "\(folder)/\(name).tar", sealedAt: 1_795_478_400, allowIncomplete: true)
    }

    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
    }

    func remove() {
      sample.remove()
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  /// The page of a package once it has been reviewed.
  static func page(_ served: ServedFolder, _ name: String) async throws -> String {
    for _ in 0..<600 {
      let answer = try await served.get("/package/\(PageAddress.encoded(name))")
      if answer.status != 200 || answer.body.contains("class=\"mark\"") { return answer.body }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("\(name) is never reviewed")
    return ""
  }

  /// Marks an item as the page would that showed `seen` of it.
  static func mark(
    _ served: ServedFolder, _ number: String, _ mark: String?, _ remark: String,
    over seen: (mark: String?, remark: String) = (nil, "")
  ) async throws -> ServedFolder.Answer {
    struct Shown: Encodable {
      var mark: String?
      var remark: String
    }
    struct Sent: Encodable {
      var number: String
      var mark: String?
      var remark: String
      var seen: Shown
    }
    let sent = Sent(
      number: number, mark: mark, remark: remark, seen: Shown(mark: seen.mark, remark: seen.remark))
    return try await served.post(
      "/package/\(PageAddress.encoded("甲.tar"))/mark", "--data-binary",
      String(decoding: try JSONEncoder().encode(sent), as: UTF8.self))
  }

  @Test func `evidence that is in two packages is pointed out, by bytes and by numbers`()
    async throws
  {
    let received = try Received()
    defer { received.remove() }
    let lists: TrueLists = try SampleDossier.truth("cluster1.lists")
    let own = lists.standards.rows.prefix(2).map(\.number)
    // Another dossier with two of the standards, written otherwise.
    let written = own.map { $0.replacing("—", with: "-").replacing(" ", with: "") }
    let list = "标准名称,标准编号,主持/参与\n甲,\(written[0]),主持\n乙,\(written[1]),参与\n"
    try FileManager.default.removeItem(atPath: "\(received.sample.root)/\(lists.standards.path)")
    let name = "\(received.sample.root)/佐证材料/3-1标准清单.csv"
    try list.write(toFile: name, atomically: true, encoding: .utf8)
    let file = "\(received.sample.root)/dossier.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacing(lists.standards.path, with: "佐证材料/3-1标准清单.csv")
      .write(toFile: file, atomically: true, encoding: .utf8)
    try received.seal("乙")
    try await ServedFolder.serve(received.folder) { served in
      for other in ["乙.tar", "甲.tar"] { _ = try await Self.page(served, other) }
      let page = try await Self.page(served, "甲.tar")
      let plain = own.map { $0.replacing("—", with: "-") }
      #expect(page.contains("乙.tar 的清单里也有 \(plain[0])、\(plain[1])"))
      #expect(page.contains("同一文件也在 乙.tar"))
      let other = try await Self.page(served, "乙.tar")
      #expect(other.contains("甲.tar 的清单里也有 \(plain[0])、\(plain[1])"))
    }
  }

  @Test func `marks are kept beside the package, and two windows can't lose one`() async throws {
    let received = try Received()
    defer { received.remove() }
    let before = try received.bytes("甲.tar")
    try await ServedFolder.serve(received.folder) { served in
      _ = try await Self.page(served, "甲.tar")
      #expect(try await Self.mark(served, "2-2-1", "to-mend", "请补<盖章>页").status == 200)
      // The other window has not seen it yet.
      #expect(try await Self.mark(served, "2-2-1", "accepted", "").status == 409)
      // Of other items it has.
      #expect(try await Self.mark(served, "3-1", "accepted", "").status == 200)
      #expect(try await Self.mark(served, "3-2", "doubtful", "").status == 200)
      let back = try await Self.mark(served, "3-2", nil, "", over: ("doubtful", ""))
      #expect(back.status == 200 && back.body.contains("已撤回"))
      for number in ["..", "9-9-9", "", "2-2-1/.."] {
        #expect(try await Self.mark(served, number, "accepted", "").status >= 400, "\(number)")
      }
      let notice = try await served.get("/package/\(PageAddress.encoded("甲.tar"))/notice").body
      #expect(notice.contains("请补&lt;盖章&gt;页"))
      #expect(!notice.contains("<盖章>"))
    }
    struct Marks: Decodable {
      struct Entry: Decodable, Equatable {
        var number: String
        var mark: String?
        var remark: String
      }
      var schema: String
      var entries: [Entry]
    }
    let marks = try JSONDecoder().decode(Marks.self, from: try received.bytes("甲.tar.review.json"))
    #expect(marks.schema == "evpack/review-marks/2")
    #expect(
      marks.entries == [
        .init(number: "2-2-1", mark: "to-mend", remark: "请补<盖章>页"),
        .init(number: "3-1", mark: "accepted", remark: ""),
      ])
    #expect(try received.bytes("甲.tar") == before)
  }

  @Test func `a package that is replaced under its name starts anew, with the old marks beside`()
    async throws
  {
    let received = try Received()
    defer { received.remove() }
    try await ServedFolder.serve(received.folder) { served in
      _ = try await Self.page(served, "甲.tar")
      #expect(try await Self.mark(served, "2-2-1", "to-mend", "请补页").status == 200)
      try FileManager.default.removeItem(atPath: "\(received.folder)/甲.tar")
      try "多一份".write(
        toFile: "\(received.sample.root)/佐证材料/2-2-3 新.txt", atomically: true, encoding: .utf8)
      try received.seal("甲")
      let page = try await Self.page(served, "甲.tar")
      #expect(page.contains("已审 0 /"))
      #expect(page.contains(/对前一个材料包 [0-9A-F]{4}-[0-9A-F]{4} 的意见：需补正 · 请补页/))
      let notice = try await served.get("/package/\(PageAddress.encoded("甲.tar"))/notice").body
      #expect(!notice.contains("请补页"))
      // One mark more turns none of the old ones into a new one.
      #expect(try await Self.mark(served, "3-1", "accepted", "").status == 200)
      let marked = try await Self.page(served, "甲.tar")
      #expect(marked.contains("已审 1 /") && marked.contains("需补正 · 请补页"))
    }
  }

  @Test func `a copy of a package is told once, and not at every file`() async throws {
    let received = try Received()
    defer { received.remove() }
    try FileManager.default.copyItem(
      atPath: "\(received.folder)/甲.tar", toPath: "\(received.folder)/丙.tar")
    try await ServedFolder.serve(received.folder) { served in
      for other in ["丙.tar", "甲.tar"] { _ = try await Self.page(served, other) }
      let page = try await Self.page(served, "甲.tar")
      #expect(page.contains("封装编号与 丙.tar 相同"))
      #expect(!page.contains("同一文件也在"))
    }
  }

  @Test func `the table is finished however few reviews are kept`() async throws {
    let received = try Received()
    defer { received.remove() }
    for name in ["乙", "丙", "丁"] { try received.seal(name) }
    let reviews = Reviews(bulletin: Bulletin(), keeping: 1)
    let items = try Shelf(received.folder).items()
    #expect(items.count == 4)
    for _ in 0..<600 where await reviews.summaries(of: items, in: received.folder).count < 4 {
      try await Task.sleep(for: .milliseconds(100))
    }
    for _ in 0..<20 {
      #expect(await reviews.summaries(of: items, in: received.folder).count == 4)
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(await reviews.count == 4)
  }

  @Test func `evidence is served from inside the package, and nothing else is`() async throws {
    let received = try Received()
    defer { received.remove() }
    try await ServedFolder.serve(received.folder) { served in
      let page = try await Self.page(served, "甲.tar")
      let links = page.matches(of: /href="([^"]*\/file\/[^"]*)"/).map { String($0.1) }
      #expect(links.count > 30)
      // Against tar(1).
      for link in links.prefix(5) {
        let path = try #require(link.split(separator: "/file/").last?.removingPercentEncoding)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
          "-c", "curl -sS --noproxy '*' -H \"$1\" \"$2\" | cmp - <(tar xOf \"$3\" \"甲/$4\")", "sh",
          served.cookie, "http://\(served.authority)\(link)", "\(received.folder)/甲.tar", path,
        ]
        try await served.run(process)
        #expect(process.terminationStatus == 0, "\(path)")
      }
      let base = "/package/\(PageAddress.encoded("甲.tar"))/file"
      for path in ["..%2F..%2Fetc%2Fpasswd", "%2e%2e/甲.tar", "data/none.pdf", "", "/etc/passwd"] {
        #expect(try await served.get("\(base)/\(path)").status == 404, "\(path)")
      }
    }
  }

  @Test func `accepting many leaves what was altered, and its item says so`() async throws {
    let received = try Received()
    defer { received.remove() }
    // A byte of a file that proves 2-2-1, where it lies in the archive.
    var bytes = try received.bytes("甲.tar")
    let evidence = received.sample.attachments.first { $0.path.contains("2-2-1") }
    let content = try Data(
      contentsOf: URL(filePath: "\(received.sample.root)/\(try #require(evidence).path)"))
    let place = try #require(bytes.range(of: content))
    bytes[place.lowerBound + content.count / 2] ^= 1
    try bytes.write(to: URL(filePath: "\(received.folder)/乙.tar"))
    try await ServedFolder.serve(received.folder) { served in
      let page = try await Self.page(served, "乙.tar")
      #expect(page.contains(#"<section class="requirement mistaken" id="r2-2-1""#))
      let address = "/package/\(PageAddress.encoded("乙.tar"))/accept"
      #expect(try await served.post(address, "--data-binary", "{}").status == 200)
      let marks = String(decoding: try received.bytes("乙.tar.review.json"), as: UTF8.self)
      #expect(!marks.contains("\"2-2-1\"") && marks.contains("\"2-2-2\""))
    }
  }

  @Test func `nothing is certified of a damaged package, and signatures that come later are seen`()
    async throws
  {
    let received = try Received()
    defer { received.remove() }
    var bytes = try received.bytes("甲.tar")
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: "\(received.folder)/坏.tar"))
    try Data("no tar".utf8).write(to: URL(filePath: "\(received.folder)/假.tar"))
    try await ServedFolder.serve(received.folder) { served in
      let base = "/package/\(PageAddress.encoded("坏.tar"))"
      let page = try await Self.page(served, "坏.tar")
      #expect(!page.contains("\(base)/receipt"))
      let refused = try await served.get("\(base)/receipt")
      #expect(refused.status == 422 && refused.body.contains("坏.tar 不完好"))
      let again = try await served.post(
        "/packages?path=\(PageAddress.encoded("坏.tar"))", "--data-binary", "x")
      #expect(again.status == 409 && !again.body.contains(received.folder))
      let notice = try await served.get("\(base)/notice").body
      #expect(notice.contains("请把原来的材料包重新发送一次"))
      let foreign = "/package/\(PageAddress.encoded("假.tar"))"
      for _ in 0..<100 where try await served.get("\(foreign)/notice").status == 404 {
        try await Task.sleep(for: .milliseconds(100))
      }
      #expect(try await served.get("\(foreign)/notice").status == 422)

      // The sample has files that can't be used beside ones that can.
      let sound = try await Self.page(served, "甲.tar")
      #expect(sound.contains("没有签章"))
      let asked = try await served.get("/package/\(PageAddress.encoded("甲.tar"))/notice").body
      let unusable = received.sample.attachments.filter {
        $0.state == "encrypted" && !$0.for.isEmpty
      }
      #expect(!unusable.isEmpty)
      for file in unusable {
        let name = try #require(file.path.split(separator: "/").last)
        #expect(asked.contains(name), "\(name)")
      }
      try Data("no signature".utf8)
        .write(to: URL(filePath: "\(received.folder)/甲.tar.p7s"))
      #expect(try await Self.page(served, "甲.tar").contains("签章无效或不可信"))
    }
  }

  @Test func `packages are received whole, under their own names, and replace nothing`()
    async throws
  {
    let received = try Received()
    defer { received.remove() }
    try FileManager.default.moveItem(
      atPath: "\(received.folder)/甲.tar", toPath: "\(received.sample.root)/甲.tar")
    let file = "\(received.sample.root)/甲.tar"
    try await ServedFolder.serve(received.folder) { served in
      func bring(_ path: String) async throws -> Int {
        try await served.post("/packages?path=\(path)", "--data-binary", "@\(file)").status
      }
      #expect(try await bring(PageAddress.encoded("甲.tar")) == 200)
      #expect(try await bring(PageAddress.encoded("甲.tar")) == 409)
      #expect(try await bring("%E7%9B%92%2F\(PageAddress.encoded("乙.TAR"))") == 200)
      #expect(try await bring(PageAddress.encoded("甲.tar.p7s")) == 200)
      for name in [
        "..", "a.txt", ".tar", ".x.tar", "dossier.yaml", "x.p7s", "a%00.tar", "a%5C.tar", "",
      ] {
        #expect(try await bring(name) >= 400, "\(name)")
      }
      // What ends before its length is no file.
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = [
        "-c",
        """
        exec 3<>/dev/tcp/127.0.0.1/$1
        printf 'POST /packages?path=half.tar HTTP/1.1\\r\\nHost: 127.0.0.1:%s\\r\\n' "$1" >&3
        printf 'Origin: http://127.0.0.1:%s\\r\\n%s\\r\\n' "$1" "$2" >&3
        printf 'Content-Length: 9000000\\r\\n\\r\\nhalf' >&3
        sleep 0.3
        """, "sh", "\(served.port)", served.cookie,
      ]
      try await served.run(process)
      try await Task.sleep(for: .milliseconds(500))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: received.folder).sorted()
    #expect(names == ["乙.TAR", "甲.tar", "甲.tar.p7s"].sorted())
    let brought = try Data(contentsOf: URL(filePath: file))
    #expect(try received.bytes("甲.tar") == brought)
  }

  @Test func `a dossier is made from a filled form, or not at all`() async throws {
    let received = try Received()
    defer { received.remove() }
    let form = "\(received.sample.root)/申报表.docx"
    let noForm = try TemporaryFile("no form")
    defer { noForm.remove() }
    try await ServedFolder.serve(received.folder) { served async throws in
      func make(_ name: String, _ document: String?) async throws -> Int {
        let query = "name=\(PageAddress.encoded(name))"
        guard let document else {
          return try await served.post("/dossiers?\(query)", "--data-binary", "").status
        }
        return try await served.post(
          "/dossiers?\(query)&document=a.docx", "--data-binary", "@\(document)"
        ).status
      }
      #expect(try await make("云溪", form) == 200)
      #expect(try await make("云溪", form) == 409)
      #expect(try await make("后填", nil) == 200)
      #expect(try await make("坏的", noForm.path) == 422)
      #expect(try await make(String(repeating: "福", count: 80), form) == 422)
      for name in ["", "..", "a/b", "../x-evil", ".hidden", "a\nb", " a", "con:"] {
        #expect(try await make(name, nil) >= 400, "\(name)")
      }
      let page = try await served.get("/dossier/\(PageAddress.encoded("云溪"))/form")
      #expect(page.status == 200 && !page.body.contains("还没有申报表"))
      // A Word file that comes in where there is no form is tried as one.
      let later = "/dossier/\(PageAddress.encoded("后填"))"
      #expect(try await served.get("\(later)/form").body.contains("还没有申报表"))
      let put = try await served.post(
        "\(later)/files?path=cluster1.docx", "--data-binary", "@\(form)")
      #expect(put.status == 200)
      #expect(try await !served.get("\(later)/form").body.contains("还没有申报表"))
    }
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: received.folder))
    #expect(names == ["甲.tar", "云溪", "后填"])
    let given = try Data(contentsOf: URL(filePath: form))
    #expect(try received.bytes("云溪/申报表.docx") == given)
  }
}
