import Evidence
import Foundation
import Testing

@testable import Manifest
@testable import Reports
@testable import Review

@Suite struct ReviewItemTests {
  /// A review against which nothing speaks: signed, whole, complete, every file opened.
  private func soundReview() throws -> PackageReview {
    var package = PackageReport()
    package.isEvpackPackage = true
    package.algorithms = [.sha256]
    package.payloadOxum = PayloadOxum(octets: 12, streams: 3)
    package.info =
      BagInfo.parse(
        Array("Payload-Oxum: 12.3\n".utf8), version: .rfc8493
      ).info
    package.sealNumber = Digest(hex: String(repeating: "0f", count: 32))
    var sample = try SampleDossier()
    for requirement in sample.form.requirements {
      try sample.attach(requirement, "\(requirement.number).pdf", size: 1)
    }
    for place in sample.form.places where place.id.hasPrefix("plan.goals.") {
      sample.answer(.text("无"), at: place.id)
    }
    var review = PackageReview(
      file: "a.tar", package: package, completeness: sample.report, form: sample.form.title,
      findings: [],
      signatures: SignatureReport(
        file: "a.tar.p7s",
        signers: [Signer(number: 1, state: .trusted, judgedAt: 0, isJudgedByTimeStamp: false)]))
    review.attachments = [
      Attachment(
        path: try PackagePath("data/evidence/1.pdf"), size: 4, facts: FileFacts(.pdf))
    ]
    return review
  }

  private func outcomes(_ review: PackageReview) -> [ReviewItem.Kind: ReviewItem.Outcome] {
    Dictionary(uniqueKeysWithValues: review.items.map { ($0.kind, $0.outcome) })
  }

  /// As public implementations of the standard number and name them.
  @Test func `the items are those of the standard, under its names`() throws {
    let names = """
      1-1 固化信息有效性, 1-2 元数据长度, 1-3 元数据类型格式, 1-4 元数据值域, 1-5 元数据合理性, 1-6 元数据特殊字符,
      1-7 档号规范性, 1-8 数据重复性, 1-10 内容数据电子属性一致性, 1-11 元数据与内容关联, 1-12 说明与目录文件规范,
      1-13 目录结构规范, 1-14 信息包一致性, 2-1 总件数相符, 2-2 总字节数相符, 2-3 元数据项完整, 2-4 必填著录项,
      2-5 过程信息完整性, 2-6 连续性, 2-7 内容数据完整性, 2-8 附件完整性, 2-9 归档范围, 2-10 信息包元数据完整性,
      2-11 信息包内容完整性, 3-1 元数据可读, 3-2 目标库可访问, 3-3 内容格式, 3-4 内容可读, 3-5 软硬件环境,
      3-8 信息包格式合规, 4-1 杀毒软件安装, 4-2 感染病毒, 4-3 载体中多余文件, 4-4 载体读取速度, 4-5 载体外观,
      4-6 光盘合格, 4-7 归档过程安全性
      """
    let expected = names.replacing("\n", with: " ").split(separator: ", ").map(String.init)
    #expect(try soundReview().items.map { $0.title(Wording(.zh)) } == expected)
  }

  @Test func `what only a person can see is never passed`() throws {
    let outcomes = outcomes(try soundReview())
    for (kind, outcome) in outcomes {
      switch kind.basis {
      case .person: #expect(outcome == .notChecked, "\(kind)")
      case .none: #expect(outcome == .notApplicable, "\(kind)")
      default: #expect(outcome == .passed, "\(kind)")
      }
    }
    let people: Set<ReviewItem.Kind> = [
      .process, .environment, .antivirus, .viruses, .readingSpeed, .carrier, .disc, .procedure,
    ]
    #expect(Set(outcomes.filter { $0.value == .notChecked }.keys) == people)
  }

  /// A rule for each item that can pass, as a sealer's mistake, a transfer or a forger breaks it.
  static let breaches: [(ReviewItem.Kind, Finding.Rule)] = [
    (.fixity, "digest-mismatch"), (.length, "length"), (.format, "manifest-malformed"),
    (.range, "several-ticked"), (.plausibility, "count-differs-from-list"),
    (.characters, "path-control"), (.numbers, "link-unknown-requirement"),
    (.repetition, "entry-duplicate"), (.attributes, "evidence-size-differs"),
    (.association, "answers-differ"), (.descriptions, "bagit-missing"),
    (.structure, "entry-link"), (.consistency, "truncated"), (.fileCount, "payload-missing"),
    (.byteCount, "oxum-count"), (.elements, "form-place-missing"), (.mandatory, "blank"),
    (.continuity, "evidence-missing"), (.content, "attachment-truncated"),
    (.attachments, "link-file-missing"), (.scope, "evidence-missing"),
    (.packageMetadata, "tagfile-missing"), (.packageContent, "payload-extra"),
    (.readableMetadata, "evidence-unreadable"), (.contentFormat, "attachment-program"),
    (.readableContent, "attachment-encrypted"), (.packageFormat, "entry-sparse"),
    (.surplus, "data-after-end"),
  ]

  @Test(arguments: breaches)
  func `an error fails its item, and a warning is told beside it`(
    kind: ReviewItem.Kind, rule: Finding.Rule
  ) throws {
    var review = try soundReview()
    let before = try #require(review.items.first { $0.kind == kind }).warnings
    review.findings = [Finding(rule, .error, at: "x")]
    let item = try #require(review.items.first { $0.kind == kind })
    #expect(item.outcome == .failed && item.findings.map(\.rule) == [rule])
    // Mistakes in filling make no record false.
    let isMistake = RuleCatalogue[rule]?.question == .filled
    #expect((review.outcome(of: kind.property, review.items) == .failed) != isMistake)
    #expect((review.verdict[.filled].outcome == .failed) == isMistake)
    review.findings = [Finding(rule, .warning, at: "x")]
    let doubted = try #require(review.items.first { $0.kind == kind })
    #expect(doubted.outcome == .passed && doubted.warnings == before + 1)
    #expect(doubted.remark(Wording(.zh)).contains("；\(before + 1) 处提醒"))
  }

  @Test func `every item that can pass can fail`() {
    let kinds = ReviewItem.Kind.allCases.filter { ![.person, .none].contains($0.basis) }
    #expect(Set(Self.breaches.map(\.0)) == Set(kinds))
  }

  @Test func `what was not there to be looked at has not passed`() throws {
    let sound = try soundReview()
    func left(_ change: (inout PackageReview) -> Void) -> Set<ReviewItem.Kind> {
      var review = sound
      change(&review)
      return Set(outcomes(review).filter { $0.value == .passed }.keys)
    }
    let all = left { _ in }
    #expect(all.count == 28)
    #expect(left { $0.package.notChecked = ["bytes 512-"] }.isEmpty)
    #expect(all.subtracting(left { $0.signatures = SignatureReport() }) == [.fixity])
    #expect(all.subtracting(left { $0.signatures.signers[0].state = .unconfirmed }) == [.fixity])
    #expect(
      all.subtracting(left { $0.attachments = [] }) == [.contentFormat, .readableContent])
    #expect(
      all.subtracting(left { $0.attachments[0].facts = nil })
        == [.contentFormat, .readableContent])
    #expect(
      all.subtracting(left { $0.attachments[0].facts?.state = .unchecked })
        == [.contentFormat, .readableContent])
    #expect(
      all.subtracting(left { $0.package.info = BagInfo() }) == [.fileCount, .byteCount])
    #expect(
      all.subtracting(
        left { $0.findings = [Finding("form-not-sealed", .warning, at: "data/form")] })
        == [.association, .elements])
    let withoutForm = left { $0.completeness = nil }
    #expect(
      all.subtracting(withoutForm) == [
        .length, .format, .range, .plausibility, .numbers, .mandatory, .continuity, .attachments,
        .scope, .association, .elements,
      ])
    #expect(
      left { $0.package.algorithms = [] }
        == all.subtracting([
          .fixity, .attributes, .descriptions, .content, .packageMetadata, .packageContent,
          .readableMetadata, .surplus,
        ]))
  }

  @Test func `of a file that is cut off, what the end would have told is open, and not wrong`()
    throws
  {
    var review = try soundReview()
    review.package.findings = ["truncated", "manifest-missing", "bagit-missing"].map {
      Finding($0, .error, at: "")
    }
    let outcomes = outcomes(review)
    #expect(outcomes[.consistency] == .failed && outcomes[.packageContent] == .failed)
    #expect(outcomes[.packageMetadata] == .notChecked && outcomes[.fixity] == .notChecked)
    #expect(!outcomes.values.contains(.passed))
  }

  @Test func `of a wrong total the number that is wrong is told`() throws {
    var review = try soundReview()
    for (stated, files, bytes) in [
      ("12.4", ReviewItem.Outcome.failed, ReviewItem.Outcome.passed), ("13.3", .passed, .failed),
      ("13.4", .failed, .failed), ("many", .failed, .failed),
    ] {
      review.package.findings = [
        Finding("oxum-mismatch", .error, at: "bag-info.txt", ["expected": stated])
      ]
      let outcomes = outcomes(review)
      #expect(outcomes[.fileCount] == files && outcomes[.byteCount] == bytes, "\(stated)")
    }
  }

  @Test func `a property passes without what people must see, but safety never does`() throws {
    let review = try soundReview()
    let items = review.items
    let properties = ReviewItem.Property.allCases.map { review.outcome(of: $0, items) }
    #expect(properties == [.passed, .passed, .passed, .notChecked])
    var unsigned = review
    unsigned.signatures = SignatureReport()
    #expect(unsigned.outcome(of: .authenticity, unsigned.items) == .notChecked)
  }

  /// Rules that only `check`, `names` and `forms` find: of a folder's files before they are sealed,
  /// and of form definitions.
  private static func isOfTheApplicant(_ rule: String) -> Bool {
    let prefixes = ["attachment-name", "draft-"]
    let others: Set<String> = [
      "attachment-symlink", "attachment-special", "attachment-unreadable", "attachment-package",
      "attachment-too-deep", "attachment-too-many", "attachment-path-long", "attachment-twins",
      "attachment-two-numbers", "answer-settled-unknown", "form-absent",
      // The form's printed remarks, which are no defect.
      "form-remark",
      // Of form definitions.
      "form-empty", "form-keyword-short", "form-keyword-twice", "form-unknown-option",
      "form-aliases", "form-depth", "form-syntax", "form-duplicate-key", "form-type",
      "form-unknown-key", "form-missing-key", "form-value", "form-options", "form-table-headings",
      "form-range", "form-limit", "form-trigger", "form-unknown-place", "form-unknown-field",
      "form-unknown-section", "form-duplicate-id", "form-not-printed-once", "form-cell-pattern",
      "form-ordinal", "form-claims-nothing", "form-too-many", "form-unknown-column", "form-unit",
      "form-code-pattern", "form-row-pattern", "form-cell-unreached",
    ]
    return others.contains(rule) || prefixes.contains(where: rule.hasPrefix)
  }

  @Test func `every rule that a review may break belongs to an item`() {
    let worded = Phrasebook.findings.entries.keys.filter { !$0.contains("/") }
    #expect(worded.count > 150)
    for rule in worded {
      let isMapped = RuleCatalogue[Finding.Rule(rawValue: rule)]?.items.isEmpty == false
      #expect(isMapped != Self.isOfTheApplicant(rule), "\(rule)")
    }
    for rule in RuleCatalogue.rules {
      #expect(worded.contains(rule.rawValue), "\(rule.rawValue) is not worded")
    }
  }

  @Test func `the documentation lists each item with its rules`() throws {
    let text = try String(
      contentsOf: repository.appending(path: "Documentation/Review.md"), encoding: .utf8)
    for kind in ReviewItem.Kind.allCases {
      let item = ReviewItem(kind: kind, outcome: .notChecked, reason: .init(phrase: ""))
      let row = try #require(
        text.split(separator: "\n").first { $0.hasPrefix("| \(kind.rawValue) ") })
      #expect(row.contains(" \(item.name(Wording(.zh))) "), "\(kind.rawValue)")
      let rules = row.matches(of: /`([a-z0-9-]+)`/).map { String($0.1) }
      #expect(rules == RuleCatalogue.rules(of: kind).map(\.rawValue).sorted(), "\(kind.rawValue)")
    }
  }

  @Test(
    arguments: Language.allCases)
  func `the items stand in the JSON as the schema says`(language: Language) throws {
    var review = try soundReview()
    review.findings = [Finding("answers-differ", .error, at: "cover.name")]
    let json = review.json(language)
    #expect(try SchemaTests.problems(json, "verify") == [])
    let script = """
      import json, sys
      d = json.load(sys.stdin); v = d["verdicts"]
      print(v["真实性"], v["完整性"], v["可用性"], v["安全性"], v["usable"], v["safe"])
      print(len(d["items"]), [i["number"] for i in d["items"] if i["outcome"] == "failed"], [i["rules"] for i in d["items"] if i["rules"]])
      """
    #expect(
      try Python.lines(script, json) == [
        "failed passed passed not-checked passed not-checked",
        "37 ['1-11'] [['answers-differ']]",
      ])
    for (schema, text) in [
      ("verify-failure", PackageReview.failureJSON("a.tar", "gone", hint: nil)),
      (
        "verify-batch",
        ReviewBatch.digestJSON(try SHA256.digest(of: Array("abc".utf8)), packages: 2)
      ),
    ] { #expect(try SchemaTests.problems(text, schema) == []) }
  }

  @Test(arguments: Language.allCases)
  func `the columns of a batch stand below their headings`(language: Language) throws {
    var batch = ReviewBatch(language)
    let lines = [
      batch.header, batch.add(try soundReview(), isWell: true), batch.add(unreadable: "材料.tar"),
    ]
    let names = [Wording(language)["batch.file"], "a.tar", "材料.tar"]
    let columns = zip(lines, names).map { line, name in
      line.columns - name.columns
    }
    #expect(Set(columns).count == 1, "\(lines)")
    for (line, name) in zip(lines, names) { #expect(line.hasSuffix("  \(name)")) }
  }
}
