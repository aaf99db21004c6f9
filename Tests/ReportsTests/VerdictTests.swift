import Evidence
import Testing

@testable import Manifest
@testable import Reports
@testable import Review

/// What each kind of package is told to be; the right answers are those of the verdict's definition
/// in `Documentation/Review.md`.
struct VerdictTests {
  private let seal: Digest

  init() throws {
    seal = try #require(Digest(hex: String(repeating: "3f2a91c077de04b1", count: 4)))
  }

  private func review(
    _ package: [Finding] = [], _ found: [Finding] = [], missing: Int = 0,
    in report: [Finding] = []
  ) throws -> PackageReview {
    var sealed = PackageReport()
    sealed.isEvpackPackage = true
    sealed.sealNumber = seal
    sealed.findings = package
    var sample = try SampleDossier()
    let required = sample.form.requirements.filter { $0.level == .required }.map(\.number)
    for requirement in sample.form.requirements
    where !required.prefix(missing).contains(requirement.number) {
      try sample.attach(requirement, "\(requirement.number).pdf", size: 1)
    }
    for place in sample.form.places where place.id.hasPrefix("plan.goals.") {
      sample.answer(.text("无"), at: place.id)
    }
    sample.findings = report
    var review = PackageReview(
      file: "a.tar", package: sealed, completeness: sample.report, form: sample.form.title,
      findings: found)
    review.attachments = [
      Attachment(path: try PackagePath("data/evidence/1.pdf"), size: 4, facts: FileFacts(.pdf))
    ]
    return review
  }

  private func causes(_ review: PackageReview) -> [Verdict.Cause] {
    review.verdict.answers.map(\.cause)
  }

  @Test func `a package that nobody vouches for agrees with its own lists`() throws {
    let review = try review()
    #expect(causes(review) == [.agrees, .unsigned, .held, .well, .open])
    #expect(review.verdict.isWell)
    #expect(review.verdict.headline(Wording(.zh)) == "完好、齐全")
  }

  @Test func `the number on the cover vouches, in full or short, however it was typed`() throws {
    var review = try review()
    let full = seal.hex
    for text in [
      full, full.uppercased(), "3F2A-91C0-77DE-04B1-3F2A", "3f2a 91c0 77de 04b1 3f2a",
      "３Ｆ２Ａ－９１Ｃ０－７７ＤＥ－０４Ｂ１－３Ｆ２Ａ", "3F2A–91C0–77DE–04B1–3F2A",
    ] {
      review.expectedSeal = SealExpectation(text)
      #expect(review.expectedSeal != nil, "\(text)")
      #expect(causes(review).prefix(2) == [.asSealed, .number], "\(text)")
    }
    review.expectedSeal = SealExpectation("3F2A-91C0-77DE-04B1-3F2B")
    #expect(causes(review).prefix(2) == [.agrees, .otherNumber])
    #expect(!review.verdict.isWell)
    // The cover's number is no word for what was changed since.
    review.expectedSeal = SealExpectation(full)
    review.package.findings = [Finding("digest-mismatch", .error, at: "data/a")]
    #expect(causes(review)[1] == .numberOfDamaged)
    #expect(review.verdict[.authentic].outcome == .notChecked)
    for text in ["", "3F2A", full + "0", "3F2A-91C0-77DE-04B1-3F2G", "封装编号"] {
      #expect(SealExpectation(text) == nil, "\(text)")
    }
  }

  @Test func `mistakes in filling are an answer of their own`() throws {
    let review = try review(in: [Finding("nested", .error, at: "industry")])
    #expect(causes(review) == [.agrees, .unsigned, .held, .mistakes, .open])
    let text = review.text(.zh)
    #expect(text.hasPrefix("完好，但填报有 1 处错误\n"))
    #expect(!text.contains("真实性  不通过"))
  }

  @Test func `another county's Word form is told first, and never complete`() throws {
    let differing = (1...197).map { Finding("answers-differ", .error, at: "place.\($0)") }
    let review = try review([], differing, missing: 2)
    let complete = review.verdict[.complete]
    #expect(complete.cause == .otherDocument && complete.details["count"] == "197")
    #expect(
      review.text(.zh).hasPrefix("完好，但包内的 Word 申报表与封装时的填报内容不一致（197 处）\n"))
  }

  @Test func `without a Word form inside nothing is called complete`() throws {
    let review = try review(
      [], [Finding("form-not-sealed", .warning, at: "data/form/answers.json")])
    #expect(review.verdict[.complete].outcome == .notChecked)
    #expect(!review.verdict.isWell)
    #expect(!review.verdict.headline(Wording(.zh)).contains("齐全"))
  }

  @Test func `what was changed is named before what the container lacks`() throws {
    let header = Finding("header-noncanonical", .error, at: "a", ["field": "mode"])
    let changed = Finding("digest-mismatch", .error, at: "data/b.pdf")
    let extra = Finding("payload-extra", .error, at: "data/c.exe")
    let review = try review([header, extra, changed])
    let intact = review.verdict[.intact]
    #expect(intact.cause == .altered && intact.details == ["count": "1", "file": "data/b.pdf"])
    #expect(try self.review([header, extra]).verdict[.intact].cause == .surplus)
    #expect(try self.review([header]).verdict[.intact].cause == .defects)
  }

  @Test func `packed again with the same content is no damage`() throws {
    let review = try review([Finding("repacked", .warning, at: "a")])
    #expect(review.verdict[.intact].cause == .repacked && review.verdict.isWell)
    #expect(review.verdict.headline(Wording(.zh)) == "完好（仅重新打包）、齐全")
  }

  @Test func `a list that nobody could count is not passed, and blocks nothing`() throws {
    let review = try review(in: [Finding("list-unreadable", .warning, at: "a.csv")])
    #expect(review.verdict[.filled].cause == .uncompared)
    #expect(review.verdict[.filled].outcome == .notChecked && review.verdict.isWell)
  }

  @Test(arguments: Language.allCases)
  func `every cause of every answer is worded`(language: Language) throws {
    let causes: [Verdict.Question: [Verdict.Cause]] = [
      .intact: [
        .asSealed, .agrees, .repacked, .altered, .missing, .surplus, .defects, .unread, .cutOff,
        .noPackage,
      ],
      .authentic: [
        .number, .signed, .unsigned, .unconfirmed, .doubtful, .refused, .undermined,
        .otherNumber, .numberLost, .numberOfDamaged,
        .signatureMissing,
      ],
      .complete: [
        .held, .lacking, .links, .record, .unjudged, .foreign, .otherDocument,
        .documentUnreadable, .noDocument,
      ],
      .filled: [.well, .mistakes, .uncompared, .unjudged],
      .usable: [.open, .unusable, .unopened, .partly, .noFiles],
    ]
    #expect(Set(causes.values.joined()) == Set(Verdict.Cause.allCases))
    let wording = Wording(language)
    for (question, causes) in causes {
      for cause in causes {
        let answer = Verdict.Answer(
          question: question, outcome: .passed, cause: cause,
          details: [
            "count": "1", "file": "f", "held": "1", "asked": "2", "bad": "3", "unopened": "4",
            "expected": "e", "actual": "a",
          ])
        let words = answer.words(wording)
        #expect(!words.contains("verdict.") && !words.contains("{"), "\(question) \(cause)")
      }
    }
  }
}
