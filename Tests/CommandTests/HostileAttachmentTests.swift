import Foundation
import Testing

/// Files made to starve, hang or crash whatever opens them (`Tests/Fixtures/HostileFiles`).
struct HostileAttachmentTests {
  private struct Report: Decodable {
    struct Requirement: Decodable {
      struct Attachment: Decodable {
        var path: String
        var state: String?
        var pages: Int?
      }
      var number: String
      var attachments: [Attachment]
    }
    var requirements: [Requirement]
  }

  @Test func `hostile attachments are told of, and stop nothing`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let setting = try shell.run(
      """
      set -e
      evpack init d --from "$SAMPLES/forms/cluster1-v1.docx"
      folder=d/佐证材料/2-2-1
      python3 "$SAMPLES/../HostileFiles/make.py" $folder
      cp "$SAMPLES/evidence/cluster1/佐证材料/五、绿色化转型情况/5-1 园区能碳管理平台截图.png" $folder/zz.png
      """)
    try #require(setting.exit == 0, Comment(rawValue: setting.errors))
    // Of evpack and of the service that it waited for, the larger.
    let outcome = try shell.run(
      "timeout 100 /usr/bin/time -f %M -o peak evpack check d --json; tail -1 peak >&2; exit 3")
    let kilobytes = try #require(
      outcome.errors.split(separator: "\n").last.flatMap { Int($0) },
      Comment(rawValue: outcome.errors))
    // The address sanitizer keeps what was freed, and shadows all memory.
    let isSanitized = ProcessInfo.processInfo.environment["ASAN_OPTIONS"] != nil
    #expect(kilobytes < (isSanitized ? 2_000_000 : 200_000))
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    let attachments = try #require(report.requirements.first { $0.number == "2-2-1" }).attachments
    var states: [String: String] = [:]
    for attachment in attachments {
      let name = String(attachment.path.split(separator: "/").last ?? "")
      states[name] = attachment.state
      if ["sound.pdf", "count.pdf"].contains(name) { #expect(attachment.pages == 1, "\(name)") }
    }
    #expect(attachments.count > 10)
    #expect(states.count == attachments.count)
    for name in ["sound.pdf", "count.pdf", "zz.png"] { #expect(states[name] == "ok", "\(name)") }
    for name in [
      "cycle.pdf", "garbage.pdf", "header-only.pdf", "bomb.pdf", "circle.doc", "huge.png",
      "bomb.ofd",
    ] {
      #expect(states[name] != "ok", "\(name)")
    }
  }
}
