import Definitions
import Evidence
import Foundation
import Testing

@testable import Workbench

@Suite struct DossierPageTests {
  @Test(arguments: [1, 2])
  func `the pages say of each requirement what the truth file says`(cluster: Int) async throws {
    let sample = try SampleDossier(cluster: cluster)
    defer { sample.remove() }
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      var pages: [String: String] = [:]
      for section in form.sections {
        let answer = try await served.get("/dossier/\(name)/section/\(section.id)")
        #expect(answer.status == 200)
        pages[section.number] = answer.body
      }
      let held = sample.slots.count { $0.status == "ok" }
      let mistaken = try sample.labelsWhoseListsDiffer(cluster: cluster)
      #expect(mistaken.isEmpty == (cluster == 1))
      for slot in sample.slots {
        let requirement = try #require(SampleDossier.requirement(slot.place, of: form))
        let page = try #require(pages[requirement.section])
        #expect(page.contains("<b>\(held)</b> / \(sample.slots.count) "))
        let states =
          slot.status == "ok"
          ? [mistaken.contains(slot.label) ? "mistaken" : "held"]
          : slot.status == "missing" ? ["missing", "open"] : ["broken"]
        let isShown = states.contains { state in
          page.contains("<section class=\"requirement \(state)\" id=\"r\(requirement.number)\"")
        }
        #expect(isShown, "\(requirement.number) \(slot.status)")
        for file in slot.files {
          let own = try #require(file.path.split(separator: "/").last)
          #expect(page.contains(">\(own)</a>"), "\(own)")
        }
      }
    }
  }

  @Test func `paths that lead out of the dossier, in any spelling, are not found`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let outside = "secret-\(UUID().uuidString).txt"
    let parent = URL(filePath: sample.root).deletingLastPathComponent()
    let secret = parent.appending(path: outside)
    try "outside".write(to: secret, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: secret) }
    try FileManager.default.createSymbolicLink(
      atPath: sample.root + "/佐证材料/way-out.txt",
      withDestinationPath: secret.path(percentEncoded: false))
    try FileManager.default.createSymbolicLink(
      atPath: sample.root + "/佐证材料/way-up",
      withDestinationPath: parent.path(percentEncoded: false))
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      let folder = "%E4%BD%90%E8%AF%81%E6%9D%90%E6%96%99"
      let answer1 = try await served.get("/dossier/\(name)/file/dossier.yaml")
      #expect(answer1.status == 200)
      for way in [
        "../\(outside)", "..%2F\(outside)", "%2e%2e/\(outside)", "%2E%2E%2F\(outside)",
        "\(folder)/../../\(outside)", "\(folder)%2f..%2f..%2f\(outside)", "..%5C\(outside)",
        "..%00/\(outside)", "\(folder)/way-out.txt", "\(folder)/way-up/\(outside)",
        "/etc/passwd", "%2Fetc%2Fpasswd", "..%c0%af\(outside)", ".evpack/cache", "%zz", "%",
        "\(folder)", "",
      ] {
        let answer = try await served.get("/dossier/\(name)/file/\(way)")
        #expect(answer.status == 404, "\(way)")
        #expect(!answer.body.contains("outside"), "\(way)")
      }
      for dossier in ["..", "%2e%2e", "..%2f..", ".", outside, "\(name)%2f..%2f\(name)"] {
        let answer2 = try await served.get("/dossier/\(dossier)/findings")
        #expect(answer2.status == 404, "\(dossier)")
      }
    }
  }

  @Test func `an attachment that is a page with a script is a download, and never runs here`()
    async throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let script = "<!DOCTYPE html><script>alert(document.cookie)</script>"
    for name in ["a.html", "b.svg", "c.pdf", "d.txt", "e.xhtml", "f.png", "g.js", "h"] {
      try script.write(toFile: sample.root + "/\(name)", atomically: true, encoding: .utf8)
    }
    try await ServedFolder.serve(sample.root) { served in
      let name = URL(filePath: sample.root).lastPathComponent
      func answer(_ file: String) async throws -> ServedFolder.Answer {
        try await served.get("/dossier/\(name)/file/\(file)")
      }
      for file in ["a.html", "b.svg", "e.xhtml", "g.js", "h"] {
        let answer3 = try await answer(file)
        #expect(answer3.header("Content-Type") == "application/octet-stream")
        let answer4 = try await answer(file)
        #expect(answer4.header("Content-Disposition")?.hasPrefix("attachment") == true)
      }
      let answer5 = try await answer("c.pdf")
      #expect(answer5.header("Content-Type") == "application/pdf")
      let answer6 = try await answer("d.txt")
      #expect(answer6.header("Content-Type") == "text/plain; charset=utf-8")
      let answer7 = try await answer("f.png")
      #expect(answer7.header("Content-Type") == "image/png")
      for file in ["a.html", "b.svg", "c.pdf", "d.txt", "e.xhtml", "f.png", "g.js", "h"] {
        let answer8 = try await answer(file)
        #expect(answer8.header("X-Content-Type-Options") == "nosniff")
        let answer9 = try await answer(file)
        let policy = try #require(answer9.header("Content-Security-Policy"))
        #expect(policy.contains("default-src 'none'") && !policy.contains("script-src"))
        #expect(policy.contains("sandbox") || file == "c.pdf")
      }
    }
  }

  @Test func `names are escaped everywhere`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let name = "3-3-1 <img src=x onerror=alert(1)>\"'&.pdf"
    try "%PDF-1.4".write(toFile: sample.root + "/佐证材料/\(name)", atomically: true, encoding: .utf8)
    try await ServedFolder.serve(sample.root) { served in
      let dossier = URL(filePath: sample.root).lastPathComponent
      for page in ["section/innovation", "findings"] {
        let body = try await served.get("/dossier/\(dossier)/\(page)").body
        #expect(body.contains("3-3-1 &lt;img src=x onerror=alert(1)&gt;"), "\(page)")
        #expect(!body.contains("<img src=x"), "\(page)")
      }
    }
  }

  @Test func `a part of a file is served as RFC 9110 says`() async throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    try "0123456789".write(toFile: sample.root + "/a.txt", atomically: true, encoding: .utf8)
    try await ServedFolder.serve(sample.root) { served in
      let path = "/dossier/\(URL(filePath: sample.root).lastPathComponent)/file/a.txt"
      let cases: [(String, Int, String, String?)] = [
        ("0-3", 206, "0123", "bytes 0-3/10"), ("7-", 206, "789", "bytes 7-9/10"),
        ("-2", 206, "89", "bytes 8-9/10"), ("5-100", 206, "56789", "bytes 5-9/10"),
        ("-100", 206, "0123456789", "bytes 0-9/10"), ("10-", 416, "", "bytes */10"),
        ("5-3", 416, "", "bytes */10"), ("-0", 416, "", "bytes */10"),
        ("0-1,3-4", 200, "0123456789", nil), ("x", 200, "0123456789", nil),
        ("99999999999999999999-", 200, "0123456789", nil),
      ]
      for (range, status, body, header) in cases {
        let answer = try await served.get(path, "-H", "Range: bytes=\(range)")
        #expect(answer.status == status, "\(range)")
        #expect(answer.body == body, "\(range)")
        #expect(answer.header("Content-Range") == header, "\(range)")
      }
    }
  }
}
