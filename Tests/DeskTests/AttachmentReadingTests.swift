import Evidence
import Foundation
import Testing

@testable import Desk

struct AttachmentReadingTests {
  /// The rules about what a file is like, which the truth files say something of.
  static let byState = [
    "encrypted": "attachment-encrypted", "truncated": "attachment-truncated",
    "empty": "attachment-empty",
  ]

  @Test(arguments: [1, 2])
  func `exactly the files that do not open are told as errors`(cluster: Int) throws {
    let sample = try SampleDossier(cluster: cluster)
    defer { sample.remove() }
    let report = try sample.read().assess()
    let linked = Set(sample.attachments.filter { !$0.for.isEmpty }.map(\.path))
    let expected = sample.attachments.compactMap { attachment in
      Self.byState[attachment.state].flatMap {
        linked.contains(attachment.path) ? "\($0) \(attachment.path)" : nil
      }
    }
    let found = report.findings
      .filter { $0.level == .error && $0.rule.rawValue.hasPrefix("attachment-") }
      .map { "\($0.rule.rawValue) \($0.place)" }
    #expect(found.sorted() == expected.sorted())
    #expect(!expected.isEmpty)
  }

  @Test func `a file that can't be read in the end is an error`() throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let gone = try #require(sample.attachments.first { !$0.for.isEmpty && $0.state == "ok" }).path
    var folder = try DossierFolder(sample.root)
    try FileManager.default.removeItem(atPath: "\(sample.root)/\(gone)")
    try folder.read()
    let found = folder.assess().findings.filter { $0.rule == "attachment-unreadable" }
    #expect(found.map(\.place) == [gone])
    #expect(found.first?.level == .error)
  }

  @Test func `a usable file beside an encrypted one holds, and unusable ones alone do not`() throws
  {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let encrypted = try #require(sample.attachments.first { $0.state == "encrypted" })
    let report = try sample.read().assess()
    let number = try #require(
      encrypted.for.compactMap { SampleDossier.requirement($0, of: report.form) }.first)
    let item = try #require(report.items.first { $0.requirement == number })
    #expect(item.attachments.count == 2)
    #expect(item.state == .held)
    let other = try #require(item.attachments.first { $0.path.description != encrypted.path })
    try FileManager.default.removeItem(atPath: "\(sample.root)/\(other.path)")
    let without = try sample.read().assess()
    #expect(without.items.first { $0.requirement == number }?.state == .missing)
  }

  /// Truth files: notes "the same bytes as …", "a JPEG with the ending .png".
  @Test func `cluster 2 has one picture twice, and a JPEG that is called PNG`() throws {
    let sample = try SampleDossier(cluster: 2)
    defer { sample.remove() }
    let findings = try sample.read().assess().findings
    let same = findings.filter { $0.rule == "attachment-same-content" }
    #expect(same.map(\.place) == ["佐证材料/展会照片2.jpg"])
    #expect(same.first?.details["other"] == "佐证材料/展会照片1.jpg")
    let differing = findings.filter { $0.rule == "attachment-type-differs" }
    #expect(differing.map(\.place) == ["佐证材料/培训照片.png"])
    #expect(differing.first?.details == ["format": "jpeg", "ending": "png"])
  }
}
