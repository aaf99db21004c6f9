import Evidence
import Testing

@testable import Manifest
@testable import Reports

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
    #expect(good.isIntact && good.isComplete)
    let text = good.text(.zh)
    #expect(text.hasPrefix("完好、齐全\n"))
    #expect(text.contains("封装编号  3F2A-91C0-77DE-04B1-3F2A\n"))
    #expect(text.contains("签章（真实性）          未检测  材料包没有签章\n"))
    #expect(text.contains("可用（可用性）          未检测  "))
    #expect(text.contains("安全（安全性）          未检测  "))
    let signed = review(
      try package(), try completeReport(), signatures: signatures(.unconfirmed, .warning))
    #expect(signed.text(.zh).hasPrefix("完好、齐全\n"))
    #expect(signed.text(.zh).contains("未检测  1 个签章有效，签章人身份未确认"))
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
    #expect(text.contains("齐全（完整性）          未检测  无法按申报表核对"))
  }

  @Test(
    .enabled(if: Python.hasJSONSchema, "python's jsonschema is not there"),
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
