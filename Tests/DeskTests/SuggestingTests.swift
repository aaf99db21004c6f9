import Evidence
import Foundation
import Testing

@testable import Desk

struct SuggestingTests {
  /// A sample cluster's files without the links of the truth.
  func dossier(_ cluster: Int) throws -> SampleDossier {
    let sample = try SampleDossier(cluster: cluster)
    try DossierFile.change(in: sample.root) { $0.links = [] }
    return sample
  }

  @Test(arguments: [1, 2])
  func `what is linked as certain is right, and only loose files are named`(cluster: Int) throws {
    let sample = try dossier(cluster)
    defer { sample.remove() }
    let form = try DossierFolder(sample.root).dossier.form
    let report = try Suggesting.suggest(sample.root)
    #expect(!report.certainLinks.isEmpty)
    for link in report.certainLinks {
      let attachment = try #require(
        sample.attachments.first { Array($0.path.utf8) == link.attachment.bytes })
      let right = attachment.for.compactMap { SampleDossier.requirement($0, of: form)?.number }
      #expect(right.contains(link.requirement), "\(link)")
    }
    let linked = try DossierFolder(sample.root).dossier.links.map(\.attachment.description)
    #expect(Set(report.items.map(\.path)).isDisjoint(with: linked))
    try Linking.add(report.certainLinks, in: sample.root)
    #expect(try Suggesting.suggest(sample.root).certainLinks.isEmpty)
  }

  @Test func `a Word file's first line speaks for it`() throws {
    let sample = try dossier(2)
    defer { sample.remove() }
    let item = try #require(
      try Suggesting.suggest(sample.root).items
        .first { $0.path.hasSuffix("新建 Microsoft Word 文档.docx") })
    #expect(item.title == "数字化服务商合作协议")
    #expect(item.suggestions.first?.requirement.description == "4-1-1")
  }

  @Test func `another folder is read, and only one in the dossier can be linked`() throws {
    let sample = try dossier(2)
    defer { sample.remove() }
    let outside = "\(sample.root)-received"
    for folder in [outside, "\(sample.root)/收到"] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data("x".utf8).write(to: URL(filePath: "\(folder)/专利清单.xlsx"))
    }
    defer { try? FileManager.default.removeItem(atPath: outside) }
    let far = try Suggesting.suggest(sample.root, from: outside)
    #expect(!far.canLink)
    #expect(far.items.map(\.path) == ["\(outside)/专利清单.xlsx"])
    let near = try Suggesting.suggest(sample.root, from: "\(sample.root)/收到")
    #expect(near.canLink)
    #expect(near.items.map(\.path) == ["收到/专利清单.xlsx"])
    #expect(near.certainLinks.map(\.requirement.description) == ["3-2"])
    #expect(throws: DeskError.self) {
      try Suggesting.suggest(sample.root, from: "\(sample.root)/dossier.yaml")
    }
  }
}
