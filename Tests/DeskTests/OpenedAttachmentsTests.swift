import Evidence
import Files
import Foundation
import Manifest
import Review
import Testing

@testable import Desk
@testable import Reports

/// What a review finds out by opening the attachments inside a package.
struct OpenedAttachmentsTests {
  let scratch: ScratchFolder
  let sample: SampleDossier
  var folder: String { scratch.path }

  init() throws {
    scratch = try ScratchFolder()
    sample = try SampleDossier(cluster: 1)
  }

  private func remove() {
    sample.remove()
    scratch.remove()
  }

  private func review(_ name: String) throws -> PackageReview {
    try PackageReviewing.review("\(folder)/\(name)", signatures: SignaturePolicy(now: 0))
  }

  @Test func `the files that do not open are those of the truth file, in every container`() throws {
    defer { remove() }
    _ = try DossierSealing.seal(
      sample.root, to: "\(folder)/样本.tar", sealedAt: SealedSampleTests.moment,
      allowIncomplete: true)
    let bad = Set(sample.attachments.filter { $0.state != "ok" && !$0.for.isEmpty }.map(\.sha256))
    #expect(!bad.isEmpty)
    #expect(
      try scratch.shell("tar xf 样本.tar && gzip -k 样本.tar && python3 -m zipfile -c 样本.zip 样本") == 0)
    let tar = try review("样本.tar")
    for name in ["样本.tar", "样本", "样本.tar.gz", "样本.zip"] {
      let review = try review(name)
      #expect(!review.attachments.contains { !$0.isOpened }, "\(name)")
      let found = Set(review.attachments.filter { !$0.isUsable }.compactMap { $0.sha256?.hex })
      #expect(found == bad, "\(name)")
      #expect(review.verdict[.usable].outcome == .failed && !review.verdict.isWell)
      #expect(review.completeness?.findings == tar.completeness?.findings, "\(name)")
      #expect(review.findings == tar.findings, "\(name)")
    }
  }

  /// Someone who seals can say of a file what he likes.
  @Test func `what the sealer says of a file is not believed`() throws {
    defer { remove() }
    let honest = try sample.read()
    let contents = try PackageContents(honest.dossier)
    let answers = AnswersRendering.json(
      form: honest.dossier.form, answers: honest.dossier.answers, findings: honest.answerFindings,
      language: .zh)
    let encrypted = try #require(
      honest.dossier.attachments.first { $0.facts?.state == .encrypted }?.path)
    let larger = try #require(
      zip(honest.dossier.attachments, contents.places)
        .first { $0.0.facts?.type == .png && $0.1 != nil }?.0.path)
    let target = "\(folder)/样本.tar"
    _ = try Sealing.seal(
      bagNamed: "样本", to: target,
      payload: try contents.payload(of: honest, answers: Array(answers.utf8)),
      sealedAt: SealedSampleTests.moment,
      info: { _ in [(label: PackageContents.completenessField, value: "complete")] },
      tagFiles: { files in
        var sealed = contents.sealed(honest.dossier, with: files)
        for index in sealed.attachments.indices {
          if sealed.attachments[index].source == encrypted {
            sealed.attachments[index].facts = FileFacts(.pdf)
          }
          if sealed.attachments[index].source == larger {
            sealed.attachments[index].facts = FileFacts(.jpeg)
            sealed.attachments[index].size += 1
          }
        }
        return [
          TagFile(
            path: try PackagePath(PackageContents.evidencePath),
            bytes: Array(sealed.assess(with: honest.findings).json(.zh).text.utf8)),
          TagFile(
            path: try PackagePath(PackageContents.formPath),
            bytes: Array(honest.definition.json.utf8)),
        ]
      })
    let review = try review("样本.tar")
    #expect(review.isIntact, "\(review.package.findings)")
    let places = try [encrypted, larger].map { path in
      let index = try #require(honest.dossier.attachments.firstIndex { $0.path == path })
      return try #require(contents.places[index]).description
    }
    let found = review.completeness?.findings ?? []
    #expect(found.contains { $0.rule == "attachment-encrypted" && $0.place == places[0] })
    #expect(
      Set(review.findings.map { "\($0.rule.rawValue) \($0.level)" })
        .isSuperset(of: ["evidence-size-differs error", "evidence-type-differs warning"]))
    for rule in ["evidence-size-differs", "evidence-type-differs"] {
      #expect(
        review.findings.filter { $0.rule.rawValue == rule }.map(\.place) == [places[1]], "\(rule)")
    }
    #expect(!review.verdict.isWell && review.verdict[.usable].outcome == .failed)
  }

  /// Its PDF has no end (ISO 32000-1, 7.5.5: the last line of a file is `%%EOF`).
  @Test func `a file in a package that proves nothing is opened all the same`() throws {
    defer { remove() }
    let honest = try sample.read()
    let contents = try PackageContents(honest.dossier)
    let answers = AnswersRendering.json(
      form: honest.dossier.form, answers: honest.dossier.answers, findings: [], language: .zh)
    let stray = PayloadFile(
      path: try PackagePath("data/evidence/多余.pdf"), source: .bytes(Array("%PDF-1.7\nx".utf8)))
    _ = try Sealing.seal(
      bagNamed: "样本", to: "\(folder)/样本.tar",
      payload: try contents.payload(of: honest, answers: Array(answers.utf8)) + [stray],
      sealedAt: SealedSampleTests.moment,
      info: { _ in [(label: PackageContents.completenessField, value: "complete")] },
      tagFiles: { files in
        [
          TagFile(
            path: try PackagePath(PackageContents.evidencePath),
            bytes: Array(contents.sealed(honest.dossier, with: files).assess().json(.zh).text.utf8)),
          TagFile(
            path: try PackagePath(PackageContents.formPath),
            bytes: Array(honest.definition.json.utf8)),
        ]
      })
    let review = try review("样本.tar")
    #expect(
      review.attachmentFindings.map { "\($0.rule.rawValue) \($0.place)" }
        == ["attachment-truncated data/evidence/多余.pdf"])
    #expect(review.completeness?.unlinked.map(\.path.description) == ["data/evidence/多余.pdf"])
  }

  @Test func `a report never stands in an unpacked package`() throws {
    defer { remove() }
    #expect(try scratch.shell("mkdir -p bag/data && : > bag/bagit.txt && mkdir out") == 0)
    for place in ["bag/report.html", "bag/data/report.html"] {
      do {
        try ReportTarget.check("\(folder)/\(place)")
        Issue.record("\(place) was accepted")
      } catch {
        guard case .partOfPackage = error else { throw error }
      }
    }
    try ReportTarget.check("\(folder)/out/report.html")
  }

  /// sha256sum is the judge, of names with what it escapes as well.
  @Test(arguments: ["核验.html", "a\\b.html", "a\nb.html", " a .html"])
  func `sha256sum accepts a report's digest, and no other report`(name: String) throws {
    defer { remove() }
    let report = try DigestedReport(to: "\(folder)/\(name)")
    let digest = try report.write("报告\n")
    let quoted = "'\(name).sha256'"
    #expect(try scratch.shell("sha256sum -c --strict --quiet \(quoted)") == 0)
    #expect(try scratch.shell("[ \"$(sha256sum < '\(name)')\" = '\(digest.hex)  -' ]") == 0)
    #expect(try scratch.shell("echo >> '\(name)'; sha256sum -c --quiet \(quoted) 2>/dev/null") != 0)
    // A later report takes the place of both.
    _ = try DigestedReport(to: "\(folder)/\(name)").write("新的\n")
    #expect(try scratch.shell("sha256sum -c --strict --quiet \(quoted)") == 0)
  }

  @Test func `a report that was not finished leaves the earlier one`() throws {
    defer { remove() }
    _ = try DigestedReport(to: "\(folder)/a.html").write("一\n")
    do { _ = try DigestedReport(to: "\(folder)/a.html") }
    #expect(
      try scratch.shell("sha256sum -c --strict --quiet a.html.sha256 && [ $(ls -A | wc -l) = 2 ]")
        == 0)
    #expect(throws: DeskError.self) { try DigestedReport(to: "\(folder)/none/a.html") }
  }
}

extension PackageContents {
  /// The dossier as the package holds it.
  fileprivate func sealed(_ dossier: Dossier, with files: [SealedFile]) -> Dossier {
    var dossier = dossier
    dossier.attachments = read(dossier.attachments, in: files)
    return sealed(dossier)
  }
}
