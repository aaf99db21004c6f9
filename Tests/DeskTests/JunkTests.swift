import Evidence
import Foundation
import Manifest
import Review
import Testing

@testable import Desk
@testable import Reports

/// What systems leave among the evidence, before and after it is sealed.
struct JunkTests {
  private func folder(of sample: SampleDossier) -> String { "\(sample.root)/佐证材料" }

  private func write(_ text: String, to path: String) throws {
    let parts = path.split(separator: "/").dropLast()
    try FileManager.default.createDirectory(
      atPath: "/" + parts.joined(separator: "/"), withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  @Test func `junk is told once, whatever its name, and proves nothing`() throws {
    let sample = try SampleDossier(cluster: 2)
    defer { sample.remove() }
    let before = try DossierFolder(sample.root).dossier.attachments.count
    let names = [
      "2-1 图谱.pdf:Zone.Identifier", "2-1 图谱.pdf\u{F03A}Zone.Identifier", "Icon\r", "~WRL0003.tmp",
      "2-2/._x.pdf",
    ]
    for name in names { try write("x", to: "\(folder(of: sample))/\(name)") }
    for name in ["@eaDir/2-1 a.pdf/x.jpg", "#recycle/2-1 a.pdf", "$RECYCLE.BIN/2-1 b.pdf"] {
      try write("x", to: "\(folder(of: sample))/\(name)")
    }
    let dossier = try DossierFolder(sample.root)
    #expect(dossier.dossier.attachments.count == before)
    let told = dossier.assess().findings.filter { $0.rule == "attachment-junk" }.map(\.place)
    let expected =
      names.map { $0 == "Icon\r" ? "Icon\\x0D" : $0 } + ["@eaDir", "#recycle", "$RECYCLE.BIN"]
    #expect(Set(told).isSuperset(of: expected.map { "佐证材料/\($0)" }), "\(told)")
    #expect(dossier.leftOut.isEmpty)
  }

  @Test func `a file that still lies in a cloud stands among the evidence and is told`() throws {
    let sample = try SampleDossier(cluster: 2)
    defer { sample.remove() }
    let name = "佐证材料/.2-1 图谱.pdf.icloud"
    try write("bplist00", to: "\(sample.root)/\(name)")
    let report = try sample.read().assess()
    let told = report.findings.filter { $0.rule == "attachment-unfinished" }
    #expect(told.map(\.place) == [name] && told.first?.level == .error)
    let item = try #require(report.items.first { $0.requirement.number.description == "2-1" })
    let own = try #require(item.attachments.first { $0.path.description == name })
    #expect(own.state == .unfinished && !own.isUsable)
  }

  /// As a sealer of before sealed it: a mark of Windows for the only evidence.
  @Test func `a package in which a mark of Windows stands for a file lacks that file`() throws {
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let folder = try sample.read()
    let number = try #require(Requirement.Number("2-2-3"))
    let contents = try PackageContents(folder.dossier)
    let own = Set(
      contents.links.byNumber[number, default: []].compactMap { link in
        contents.links.attachments[link].flatMap { contents.places[$0] }
      })
    try #require(!own.isEmpty)
    let marked = { (path: PackagePath) throws in
      own.contains(path) ? try PackagePath("\(path):Zone.Identifier") : path
    }
    var sealed = contents.sealed(folder.dossier)
    for index in sealed.attachments.indices {
      sealed.attachments[index].path = try marked(sealed.attachments[index].path)
    }
    for index in sealed.links.indices {
      sealed.links[index].attachment = try marked(sealed.links[index].attachment)
    }
    let answers = AnswersRendering.json(
      form: folder.dossier.form, answers: folder.dossier.answers, findings: [], language: .zh)
    let payload = try contents.payload(of: folder, answers: Array(answers.utf8)).map { file in
      PayloadFile(path: try marked(file.path), source: file.source)
    }
    let record = TagFile(
      path: try PackagePath(PackageContents.evidencePath),
      bytes: Array(sealed.assess().json(.zh).text.utf8))
    let form = TagFile(
      path: try PackagePath(PackageContents.formPath), bytes: Array(folder.definition.json.utf8))
    _ = try Sealing.seal(
      bagNamed: "样本", to: "\(scratch.path)/样本.tar", payload: payload,
      sealedAt: SealedSampleTests.moment,
      info: { _ in [(label: PackageContents.completenessField, value: "complete")] },
      tagFiles: { _ in [record, form] })
    let review = try PackageReviewing.review(
      "\(scratch.path)/样本.tar", signatures: SignaturePolicy(now: 0))
    #expect(review.isIntact, "\(review.package.findings)")
    let item = try #require(review.completeness?.items.first { $0.requirement.number == number })
    #expect(item.state == .missing)
    #expect(item.attachments.map(\.state) == own.map { _ in .notEvidence })
  }
}
