import Evidence
import Foundation
import Manifest
import Reports
import Review
import Testing

@testable import Desk

/// What a notice asks for, of a sample whose truth file says what it lacks.
struct MendingNoticeTests {
  private let scratch: ScratchFolder
  private let sample: SampleDossier
  private var package: String { "\(scratch.path)/样本.tar" }

  init() throws {
    scratch = try ScratchFolder()
    sample = try SampleDossier(cluster: 2)
    _ = try DossierSealing.seal(
      sample.root, to: package, sealedAt: SealedSampleTests.moment, allowIncomplete: true)
  }

  private func remove() {
    sample.remove()
    scratch.remove()
  }

  private func notice(_ review: PackageReview) throws -> MendingNotice {
    let marks = try ReviewMarks.read(
      beside: package, sealNumber: try #require(review.package.sealNumber).hex)
    return MendingNotice(review, marks, package: "样本.tar", .zh)
  }

  @Test func `a mark adds to what is missing, and hides nothing`() throws {
    defer { remove() }
    let review = try PackageReviewing.review(package, signatures: SignaturePolicy(now: 0))
    let items = try #require(review.completeness).items
    let missing = items.filter { $0.state == .missing && $0.requirement.level == .required }
      .map(\.requirement.number)
    try #require(missing.count > 2)
    let held = try #require(items.first { $0.state == .held }).requirement.number
    let seal = try #require(review.package.sealNumber).hex
    let marked: [(Requirement.Number, ReviewMarks.Mark, String)] = [
      (missing[0], .accepted, "同意不补"), (missing[1], .doubtful, "为何没有"), (held, .doubtful, ""),
    ]
    for (number, mark, remark) in marked {
      try ReviewMarks.set(
        number, mark, remark, beside: package, sealNumber: seal, over: (mark: nil, remark: ""))
    }
    let notice = try notice(review)
    let remarks = Dictionary(grouping: notice.items, by: \.number).mapValues { $0.map(\.remark) }
    for number in missing {
      #expect(remarks[number.description]?.first?.hasPrefix("缺少佐证材料") == true, "\(number)")
    }
    #expect(remarks[missing[0].description] == ["缺少佐证材料；同意不补"])
    #expect(remarks[missing[1].description]?.first?.hasSuffix("；请说明：为何没有") == true)
    #expect(remarks[held.description]?.last?.hasSuffix("请说明") == true)
  }

  @Test func `mistakes in filling are in it, with what the applicant does`() throws {
    defer { remove() }
    let review = try PackageReviewing.review(package, signatures: SignaturePolicy(now: 0))
    let blanks = try #require(review.completeness).findings.filter { $0.rule == "blank" }
    try #require(!blanks.isEmpty)
    let filled = try notice(review).items.filter { $0.number.isEmpty }
    let blank = try #require(filled.first { $0.remark.hasPrefix("没有填写") })
    #expect(!blank.remark.contains("请申报单位处理"))
    #expect(blanks.count <= 12 || blank.title.hasSuffix("等 \(blanks.count) 处"))
  }

  @Test func `of what is damaged it asks for the original once more, and for nothing else`() throws
  {
    defer { remove() }
    var bytes = try Data(contentsOf: URL(filePath: package))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: package))
    let review = try PackageReviewing.review(package, signatures: SignaturePolicy(now: 0))
    let notice = try notice(review)
    #expect(notice.items.isEmpty)
    #expect(notice.introduction.contains("请把原来的材料包重新发送一次，不需要重新封装"))
    // Neither does the letter ask to seal anew.
    let file = "\(scratch.path)/damaged.docx"
    try Data(try notice.document(on: "2026-11-24")).write(to: URL(filePath: file))
    #expect(try scratch.shell("unzip -p damaged.docx word/document.xml > damaged.xml") == 0)
    let text = try String(contentsOfFile: "\(scratch.path)/damaged.xml", encoding: .utf8)
    #expect(!text.contains("重新封装后报送"))
  }

  @Test func `what the reviewer says of a damaged package is in it, and no contradiction`() throws {
    defer { remove() }
    var bytes = try Data(contentsOf: URL(filePath: package))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: package))
    let review = try PackageReviewing.review(package, signatures: SignaturePolicy(now: 0))
    let number = try #require(review.completeness?.items.first).requirement.number
    let seal = review.package.sealNumber?.hex ?? ""
    try ReviewMarks.set(
      number, .toMend, "请补展会邀请函", beside: package, sealNumber: seal, over: (nil, ""))
    let marks = try ReviewMarks.read(beside: package, sealNumber: seal)
    let notice = MendingNotice(review, marks, package: "a.tar", .zh)
    #expect(notice.items.map(\.remark) == ["请补展会邀请函"])
    #expect(!notice.introduction.contains("不需要重新封装"))
  }

  @Test func `as a letter it has places for office, number, day, contact and stamp`() throws {
    defer { remove() }
    let review = try PackageReviewing.review(package, signatures: SignaturePolicy(now: 0))
    let file = "\(scratch.path)/notice.docx"
    try Data(try notice(review).document(on: "2026-11-24")).write(to: URL(filePath: file))
    let script = """
      import sys, docx
      document = docx.Document(sys.argv[1])
      print([p.style.name for p in document.paragraphs if p.text])
      print("\\n".join(p.text for p in document.paragraphs))
      """
    try script.write(toFile: "\(scratch.path)/read.py", atomically: true, encoding: .utf8)
    #expect(try scratch.shell("python3 read.py notice.docx > text.txt") == 0)
    let text = try String(contentsOfFile: "\(scratch.path)/text.txt", encoding: .utf8)
    for words in ["（审核单位）", "编号：", "日前补正", "联系人：", "电话：", "（审核单位盖章）", "2026-11-24"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(text.hasPrefix("['Letterhead', 'Title'"))
  }
}
