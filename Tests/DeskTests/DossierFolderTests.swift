import Evidence
import Foundation
import Testing

@testable import Desk

struct DossierFolderTests {
  @Test(arguments: [1, 2])
  func `each place that asks for evidence is held or missing as the truth says`(
    cluster: Int
  ) throws {
    let sample = try SampleDossier(cluster: cluster)
    defer { sample.remove() }
    let report = try sample.read().assess()
    #expect(sample.slots.count > 20)
    for slot in sample.slots {
      let requirement = try #require(
        SampleDossier.requirement(slot.place, of: report.form), "\(slot.place)")
      let item = try #require(report.items.first { $0.requirement == requirement })
      #expect(item.state == (slot.status == "ok" ? .held : .missing), "\(requirement.number)")
      #expect(
        Set(item.attachments.map(\.path.bytes)) == Set(slot.files.map { Array($0.path.utf8) }),
        "\(requirement.number)")
    }
    let asked = report.items.filter {
      $0.requirement.level == .required && $0.state != .notRequired
    }
    #expect(asked.count == sample.slots.count)
  }

  @Test func `every attachment is found with its size and digest, junk apart`() throws {
    for cluster in [1, 2] {
      let sample = try SampleDossier(cluster: cluster)
      defer { sample.remove() }
      let report = try sample.read().assess()
      var found = report.items.flatMap(\.attachments)
      found += report.unlinked
      let digests = Dictionary(
        found.map { ($0.path.bytes, $0) }, uniquingKeysWith: { first, _ in first })
      let expected = sample.attachments.filter { $0.state != "junk" }
      #expect(digests.count == expected.count)
      for attachment in expected {
        let own = try #require(digests[Array(attachment.path.utf8)], "\(attachment.path)")
        #expect(own.size == attachment.bytes)
        #expect(own.sha256?.hex == attachment.sha256)
      }
      let junk = report.findings.filter { $0.rule == "attachment-junk" }
      #expect(junk.count == sample.attachments.count { $0.state == "junk" })
    }
  }

  @Test func `the filled form of cluster 1 breaks no rule`() throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let folder = try DossierFolder(sample.root)
    #expect(folder.dossier.form.fillingFindings(in: folder.dossier.answers) == [])
  }

  @Test(arguments: [
    ("blank", "blank"), ("none-ticked", "none-ticked"), ("decimals", "decimals"),
    ("count-differs-from-names", "names-count"),
  ])
  func `the faults of cluster 2 are found, and no others`(what: String, rule: String) throws {
    let sample = try SampleDossier(cluster: 2)
    defer { sample.remove() }
    let folder = try DossierFolder(sample.root)
    let form = folder.dossier.form
    let truth: [SampleDossier.TrueFinding] = try SampleDossier.truth("cluster2.findings")
    let expected = truth.filter { $0.what == what }.flatMap { finding in
      form.places.filter { place in
        place.section == finding.section && place.label == finding.label
          && place.parent == finding.parent && place.row == finding.row
          && place.column == finding.column
      }.map { what == "none-ticked" ? $0.fieldID : $0.id }
    }
    let found = form.fillingFindings(in: folder.dossier.answers)
      .filter { [rule, "\(rule)-by-hand"].contains($0.rule.rawValue) }.map(\.place)
    #expect(Set(found) == Set(expected))
    #expect(!expected.isEmpty)
  }
}
