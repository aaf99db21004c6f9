import Evidence
import Testing

@testable import Manifest
@testable import Reports
@testable import Review

@Suite struct PackageReviewTests {
  private func package(_ findings: [Finding] = []) throws -> PackageReport {
    var package = PackageReport()
    package.bagName = "福清电子"
    package.isEvpackPackage = true
    package.sealNumber = Digest(hex: String(repeating: "3f2a91c077de04b1", count: 4))
    package.byteCount = 6_123_456
    package.findings = findings
    package.entries = [
      SealedFile(
        path: try PackagePath("data/form/申报表.docx"), size: 45_678,
        digest: try #require(Digest(hex: String(repeating: "0f", count: 32))))
    ]
    return package
  }

  private func completeReport() throws -> CompletenessReport {
    var sample = try SampleDossier()
    for requirement in sample.form.requirements {
      try sample.attach(requirement, "\(requirement.number).pdf", size: 1)
    }
    for place in sample.form.places where place.id.hasPrefix("plan.goals.") {
      sample.answer(.text("无"), at: place.id)
    }
    return sample.report
  }

  private func review(
    _ package: PackageReport, _ completeness: CompletenessReport?, _ findings: [Finding] = [],
    signatures: SignatureReport = SignatureReport()
  ) -> PackageReview {
    PackageReview(
      file: "福清电子.tar", package: package, completeness: completeness,
      form: completeness?.form.title, findings: findings, signatures: signatures)
  }

  @Test func whatNobodyLookedAtIsNeverCalledPassed() throws {
    let good = review(try package(), try completeReport())
    #expect(good.isIntact && good.verdict.isWell)
    let text = good.text(.zh)
    #expect(text.hasPrefix("完好、齐全\n"))
    #expect(text.contains("封装编号  3F2A-91C0-77DE-04B1-3F2A\n"))
    #expect(text.contains("  完好  通过    与包内清单一致\n"))
    #expect(text.contains("  真实  未检测  没有签章，也没有核对封面编号\n"))
    #expect(!text.contains("与封装时一致"))
    #expect(text.contains("  可用  未检测  "))
    #expect(text.contains("  真实性  未检测\n") && text.contains("  安全性  未检测\n"))
    let signed = review(
      try package(), try completeReport(), signatures: signatures(.unconfirmed, .warning))
    #expect(signed.text(.zh).hasPrefix("完好、齐全\n"))
    #expect(signed.text(.zh).contains("  真实  未检测  1 个签章有效，签章人身份未确认\n"))
  }

  private func signatures(_ state: Signer.State, _ level: Finding.Level?) -> SignatureReport {
    var signer = Signer(
      number: 1, state: state, claimedTime: 1_795_518_166, judgedAt: 1_795_518_166,
      isJudgedByTimeStamp: true)
    (signer.name, signer.subject) = ("林岚", "CN=林岚; C=CN")
    (signer.role, signer.serial) = ("county", "1001")
    signer.timeStamp = TimeStamp(state: .trusted, time: 1_795_518_166, authority: "时间戳")
    return SignatureReport(
      file: "福清电子.tar.p7s", signers: [signer],
      findings: level.map {
        [Finding("signature-unconfirmed", $0, at: "福清电子.tar.p7s", ["signer": "1"])]
      } ?? [])
  }

  @Test func aSignerOfAChangedPackageIsNotCalledTrustedButRight() throws {
    let defect = Finding("digest-mismatch", .error, at: "data/x", ["manifest": "m", "line": "1"])
    for state in [Signer.State.trusted, .unconfirmed] {
      let changed = review(
        try package([defect]), try completeReport(), signatures: signatures(state, nil))
      #expect(changed.verdict[.authentic].outcome == .failed)
      let text = changed.text(.zh)
      #expect(text.contains("林岚（自称县级）  签章本身没有问题，但材料包后来被改动或损坏，不能采信\n"))
      #expect(text.contains("  真实  不通过  签章以后内容有改动或损坏，签章不能采信\n"))
      #expect(
        changed.json(.zh).contains(
          "\"state\": \"\(state.rawValue)\",\n      \"packageIntact\": false"))
      let whole = review(try package(), try completeReport(), signatures: signatures(state, nil))
      #expect(!whole.text(.zh).contains("不能采信"))
      #expect(whole.json(.zh).contains("\"packageIntact\": true"))
    }
    // One that is wrong in itself is told as that.
    let wrong = review(
      try package([defect]), nil, signatures: signatures(.invalid, .error))
    #expect(wrong.text(.zh).contains("林岚（自称县级）  无效\n"))
  }

  /// What `verify` finds in a package of which only the first part is there.
  @Test func ofAFileThatIsCutOffNoMoreIsToldThanThatItIs() throws {
    var cut = try package([
      Finding("truncated", .error, at: "", ["offset": "700416"]),
      Finding("digest-mismatch", .error, at: "data/x", ["manifest": "m", "line": "1"]),
      Finding("payload-missing", .error, at: "data/y", ["manifest": "m", "line": "2"]),
      Finding("manifest-missing", .error, at: "manifest-sha256.txt"),
      Finding("tagmanifest-missing", .warning, at: "tagmanifest-sha256.txt"),
      Finding("not-evpack", .warning, at: "福清电子", ["deviations": "0"]),
    ])
    cut.isEvpackPackage = false
    cut.sealNumber = nil
    let found = review(cut, nil)
    let text = found.text(.zh)
    #expect(text.hasPrefix("不完好：传输不完整，后面的内容丢失了\n"))
    #expect(text.contains("（从第 700416 字节起）"))
    #expect(text.contains("  完好  不通过  传输不完整，后面的内容丢失了\n") && text.contains("不完好之处（2 处）\n"))
    #expect(text.contains("data/x"))
    for words in ["data/y", "缺少", "不是 evpack", "请对方重新封装", "没有\n"] {
      #expect(!text.contains(words), "\(words)")
    }
    #expect(found.json(.zh).contains("\"verdict\": \"not-intact\""))
    for rule in ["payload-missing", "manifest-missing", "not-evpack"] {
      #expect(found.json(.zh).contains("\"rule\": \"\(rule)\""))
    }
    // The same findings in a file that is whole are told.
    cut.findings.removeFirst()
    #expect(review(cut, nil).text(.zh).contains("缺少材料清单"))
  }

  @Test func theTermsOfBagItAreForOtherToolsBags() throws {
    var own = try package([
      Finding("oxum-mismatch", .error, at: "bag-info.txt", ["clause": "RFC 8493 §2.2.2"])
    ])
    own.declaration = BagDeclaration.parse(BagLayout.declaration).declaration
    #expect(!review(own, nil).text(.zh).contains("RFC 8493"))
    #expect(!review(own, nil).text(.zh).contains("BagIt"))
    #expect(review(own, nil).json(.zh).contains("RFC 8493 §2.2.2"))
    own.isEvpackPackage = false
    #expect(review(own, nil).text(.zh).contains("（RFC 8493 §2.2.2）"))
    #expect(review(own, nil).text(.zh).contains("  BagIt"))
  }

  @Test func whatIsNoPackageIsToldAsThatAndNoMore() {
    var package = PackageReport()
    package.findings = [Finding("not-a-package", .error, at: "", ["looks-like": "office"])]
    let text = review(package, nil).text(.zh)
    #expect(text.hasPrefix("不是佐证材料包\n"))
    for words in ["封装后", "不完好", "0 个文件"] { #expect(!text.contains(words), "\(words)") }
  }

  @Test func everyDefectIsListedWithItsPlaceAndReason() throws {
    let defects = (1...30).map {
      Finding(
        "payload-missing", .error, at: "data/evidence/\($0).pdf",
        ["manifest": "manifest-sha256.txt", "line": String($0)])
    }
    var broken = try package(defects)
    broken.notChecked = ["bytes 1024-2047", "bytes 4096-", "data/x"]
    let text = review(broken, nil).text(.zh)
    for number in 1...30 {
      #expect(
        text.contains(
          "data/evidence/\(number).pdf：清单里有，材料包里没有（manifest-sha256.txt 第 \(number) 行）\n"))
    }
    #expect(text.contains("\n未检测的内容\n  第 1024 至 2047 字节\n  从第 4096 字节到结尾\n  data/x\n"))
    #expect(text.contains("  齐全  未检测  没能按申报表核对是否齐全\n"))
  }

  @Test(
    arguments: Language.allCases)
  func aReviewIsAsItsSchemaSays(language: Language) throws {
    let defect = Finding("end-marker-missing", .error, at: "", ["offset": "512"])
    let error = Finding(
      "report-differs", .error, at: "evidence.json",
      ["stated": "complete", "found": "incomplete"])
    let halfway = try SampleDossier.halfway().report
    let cases: [(PackageReview, String, String)] = [
      (review(try package(), try completeReport()), "intact-complete", "passed passed"),
      (review(try package(), halfway), "intact-incomplete", "passed failed"),
      (review(try package(), try completeReport(), [error]), "intact-incomplete", "passed failed"),
      (review(try package(), nil), "intact-incomplete", "passed not-checked"),
      (review(try package([defect]), halfway), "not-intact", "failed failed"),
      (review(PackageReport(), nil), "intact-incomplete", "passed not-checked"),
    ]
    let script = """
      import json, sys
      d = json.load(sys.stdin); v = d["verdicts"]
      print(d["verdict"]); print(v["intact"], v["complete"]); print(v["authentic"], v["usable"])
      for s in d["signatures"]: assert s["role"] == "county" and s["timeStamp"]["time"] == "2026-11-24T11:02:46Z"
      """
    for (signatures, authentic) in [
      (signatures(.trusted, nil), "passed"), (signatures(.unconfirmed, .warning), "not-checked"),
      (signatures(.untrusted, .error), "failed"),
    ] {
      let json = review(try package(), try completeReport(), signatures: signatures).json(language)
      #expect(try SchemaTests.problems(json, "verify") == [])
      #expect(try Python.lines(script, json)[2] == "\(authentic) not-checked")
    }
    for (review, verdict, outcomes) in cases {
      let json = review.json(language)
      #expect(try SchemaTests.problems(json, "verify") == [])
      #expect(
        try Python.lines(script, json) == [verdict, outcomes, "not-checked not-checked"])
    }
  }

  @Test func aListingNamesEveryFile() {
    let listing = PackageListing(
      entries: [
        .init(name: "包/", size: 0, isDirectory: true),
        .init(name: "包/data/form/申报表.docx", size: 45_678, isDirectory: false),
        .init(name: "包/空", size: 0, isDirectory: false),
      ], findings: [])
    #expect(
      ListingRendering.text(listing)
        == "45.7 KB  包/data/form/申报表.docx\n    0 B  包/空\n")
    #expect(
      ListingRendering.json(listing)
        .contains("\"path\": \"包/data/form/申报表.docx\",\n    \"size\": 45678"))
  }
}
