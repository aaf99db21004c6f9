import Evidence
import Foundation
import Manifest
import Reports
import Review
import Synchronization
import Testing

@testable import Desk

/// Packages of the sample dossiers, held against other people's programs.
struct SealedSampleTests {
  let scratch: ScratchFolder
  var folder: String { scratch.path }

  init() throws { scratch = try ScratchFolder() }

  /// 24 November 2026, 00:00 UTC.
  static let moment: Int64 = 1_795_478_400

  @Test func `sealing tells how far it is while the attachments are opened`() throws {
    let sample = try SampleDossier(cluster: 1)
    defer {
      sample.remove()
      scratch.remove()
    }
    let done = Mutex(0)
    let count = { @Sendable (progress: Manifest.Progress) in
      done.withLock { $0 = max($0, progress.filesDone) }
    }
    // What is refused is read to its end, in search of all that is wrong.
    #expect(throws: DeskError.self) {
      try DossierSealing.seal(
        sample.root, to: "\(folder)/a.tar", sealedAt: Self.moment, reading: count)
    }
    let attachments = try DossierFolder(sample.root).dossier.attachments.count
    #expect(done.withLock { $0 } == attachments)
    done.withLock { $0 = 0 }
    let outcome = try DossierSealing.seal(
      sample.root, to: "\(folder)/a.tar", sealedAt: Self.moment, allowIncomplete: true,
      progress: count)
    #expect(done.withLock { $0 } == outcome.receipt.payloadOxum.streams)
  }

  @Test(arguments: [1, 2])
  func `tar, bsdtar, sha256sum and bagit.py accept a sealed sample`(cluster: Int) throws {
    let sample = try SampleDossier(cluster: cluster)
    defer {
      sample.remove()
      scratch.remove()
    }
    let outcome = try DossierSealing.seal(
      sample.root, to: "\(folder)/样本.tar", sealedAt: Self.moment, allowIncomplete: true)
    for program in ["tar", "bsdtar"] {
      #expect(try scratch.shell("mkdir \(program) && \(program) -xf 样本.tar -C \(program)") == 0)
      for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        let check = "cd \(program)/样本 && sha256sum -c --strict --quiet \(manifest)"
        #expect(try scratch.shell(check) == 0, "\(program), \(manifest)")
      }
      #expect(try scratch.shell("python3 -m bagit --validate --quiet \(program)/样本") == 0)
    }
    let digest =
      "sha256sum < tar/样本/tagmanifest-sha256.txt | grep -q ^\(outcome.receipt.sealNumber)"
    #expect(try scratch.shell(digest) == 0)
    // Each linked attachment once, with the digest that the truth file has.
    let linked = Set(sample.attachments.filter { !$0.for.isEmpty }.map(\.sha256))
    let sealed = outcome.receipt.files.filter { $0.path.description.hasPrefix("data/evidence/") }
    #expect(Set(sealed.map(\.digest.hex)) == linked)
    #expect(sealed.count == sample.attachments.filter { !$0.for.isEmpty }.count)
  }

  @Test func `the same dossier gives the same bytes, however its folders are ordered`() throws {
    let sample = try SampleDossier(cluster: 1)
    defer {
      sample.remove()
      scratch.remove()
    }
    // The same files, made in the opposite order and with other times.
    try scratch.shell(
      """
      mkdir copy && cd '\(sample.root)' && find . -type d -print0 | sort -rz |
        while IFS= read -r -d '' d; do mkdir -p "\(folder)/copy/$d"; done
      find . -type f -print0 | sort -rz |
        while IFS= read -r -d '' f; do cat "$f" > "\(folder)/copy/$f"; done
      """)
    for (root, target) in [(sample.root, "a"), ("\(folder)/copy", "b")] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(target)", withIntermediateDirectories: true)
      _ = try DossierSealing.seal(
        root, to: "\(folder)/\(target)/样本.tar", sealedAt: Self.moment, allowIncomplete: true)
    }
    #expect(try scratch.shell("cmp a/样本.tar b/样本.tar") == 0)
  }

  @Test(arguments: [1, 2])
  func `a review finds in a package what was in the dossier`(cluster: Int) throws {
    let sample = try SampleDossier(cluster: cluster)
    defer {
      sample.remove()
      scratch.remove()
    }
    let target = "\(folder)/样本.tar"
    let outcome = try DossierSealing.seal(
      sample.root, to: target, sealedAt: Self.moment, allowIncomplete: true)
    let review = try PackageReviewing.review(target, signatures: SignaturePolicy(now: 0))
    #expect(review.package.isIntact)
    #expect(review.package.isCanonical)
    #expect(review.findings.isEmpty, "\(review.findings)")
    #expect(review.package.sealNumber == outcome.receipt.sealNumber)
    let found = try #require(review.completeness)
    #expect(found.items.map(\.state) == outcome.report.items.map(\.state))
    #expect(found.isComplete == outcome.report.isComplete)
    #expect(!found.isComplete)
  }

  @Test func `a member that stands twice is told, and nothing crashes`() throws {
    let sample = try SampleDossier(cluster: 2)
    defer {
      sample.remove()
      scratch.remove()
    }
    let target = "\(folder)/样本.tar"
    _ = try DossierSealing.seal(
      sample.root, to: target, sealedAt: Self.moment, allowIncomplete: true)
    let member = "样本/data/evidence/7-2-4 人员培训/培训照片.png"
    #expect(try scratch.shell("tar xf 样本.tar && tar rf 样本.tar '\(member)'") == 0)
    let review = try PackageReviewing.review(target, signatures: SignaturePolicy(now: 0))
    #expect(!review.isIntact)
    #expect(review.package.findings.contains { $0.rule == "entry-duplicate" })
  }

  /// What someone can forge who seals anew: the answers and the report inside.
  @Test func `forged answers and a forged report are found out`() throws {
    let sample = try SampleDossier(cluster: 1)
    defer {
      sample.remove()
      scratch.remove()
    }
    let honest = try DossierFolder(sample.root)
    var forged = honest.dossier
    forged.answers.set(.ticked(false), at: "opening.cooperation.symposium", from: .document)
    let report = forged.assess()
    let answers = AnswersRendering.json(
      form: forged.form, answers: forged.answers, findings: [], language: .zh)
    let target = "\(folder)/样本.tar"
    let document = try #require(honest.document)
    _ = try Sealing.seal(
      bagNamed: "样本", to: target,
      payload: [
        PayloadFile(
          path: try PackagePath(PackageContents.answersPath), source: .bytes(Array(answers.utf8))),
        PayloadFile(
          path: try PackagePath("data/form/申报表.docx"), source: .bytes(document.bytes)),
      ], sealedAt: Self.moment,
      info: { _ in [(label: PackageContents.completenessField, value: "complete")] },
      tagFiles: { _ in
        [
          TagFile(
            path: try PackagePath(PackageContents.evidencePath),
            bytes: Array(report.json(.zh).text.utf8)),
          TagFile(
            path: try PackagePath(PackageContents.formPath),
            bytes: Array(honest.definition.json.utf8)),
        ]
      })
    let review = try PackageReviewing.review(target, signatures: SignaturePolicy(now: 0))
    #expect(review.package.isIntact, "\(review.package.findings)")
    #expect(!review.verdict.isWell)
    let rules = Set(review.findings.map(\.rule.rawValue))
    #expect(rules.contains("answers-differ"))
    #expect(rules.contains("report-differs"))
  }
}
