import Definitions
import Evidence
import Foundation
import Manifest
import Reports
import Review
import Testing

@testable import Desk
@testable import Office

/// Lists held against forms, in dossiers and packages.
struct ListComparisonTests {
  static let rules = ["list-", "count-", "standard-", "patent-", "right-"]

  static func listFindings(_ findings: [Finding]) -> [Finding] {
    findings.filter { finding in rules.contains { finding.rule.rawValue.hasPrefix($0) } }
  }

  /// A disagreement in the words of the truth files.
  struct Disagreement: Hashable {
    var label: String
    var row: String?
    var column: String?
  }

  @Test(arguments: [1, 2], [1, 2, 4, 5, 8])
  func `each disagreement of a sample is found, and nothing else`(cluster: Int, variant: Int) throws
  {
    let sample = try SampleDossier(cluster: cluster, variant: variant)
    defer { sample.remove() }
    let truth: [SampleDossier.TrueFinding] = try SampleDossier.truth("cluster\(cluster).findings")
    let expected = truth.filter { $0.what == "count-differs-from-list" }
    var folder = try DossierFolder(sample.root)
    try folder.read(hashing: false)
    let found = Self.listFindings(folder.findings)
    let places = Dictionary(
      uniqueKeysWithValues: folder.dossier.form.places.map { ($0.id, $0) })
    #expect(found.allSatisfy { $0.rule == "count-differs-from-list" && $0.level == .error })
    #expect(found.count == expected.count)
    #expect(
      Set(
        found.compactMap { places[$0.place] }.map {
          Disagreement(label: $0.label, row: $0.row, column: $0.column)
        })
        == Set(expected.map { Disagreement(label: $0.label, row: $0.row, column: $0.column) }))
    if let patents = found.first(where: { $0.place == "innovation.patents" }) {
      #expect(patents.details["stated"] == "18" && patents.details["listed"] == "16")
      #expect(patents.details["sheet"] == "Sheet1" && patents.details["rows"] == "5–20")
    }
  }

  @Test func `a review finds what the check found, in the sealed lists`() throws {
    let sample = try SampleDossier(cluster: 2)
    let target = FileManager.default.temporaryDirectory
      .appending(path: "evpack-\(UUID().uuidString).tar").path(percentEncoded: false)
    defer {
      sample.remove()
      try? FileManager.default.removeItem(atPath: target)
    }
    _ = try DossierSealing.seal(
      sample.root, to: target, sealedAt: 1_795_478_400, allowIncomplete: true)
    let review = try PackageReviewing.review(target, signatures: SignaturePolicy(now: 0))
    let found = Self.listFindings(review.completeness?.findings ?? [])
    #expect(found.map(\.rule) == Array(repeating: "count-differs-from-list", count: 3))
    #expect(found.contains { $0.details["file"]?.hasPrefix("data/evidence/3-1 ") == true })
  }

  @Test func `a list in a format that is not read is told as that, checked and sealed`() throws {
    let sample = try SampleDossier(cluster: 2)
    let target = FileManager.default.temporaryDirectory
      .appending(path: "evpack-\(UUID().uuidString).tar").path(percentEncoded: false)
    defer {
      sample.remove()
      try? FileManager.default.removeItem(atPath: target)
    }
    let table = "<table><tr><td>专利名称</td><td>专利号</td></tr></table>"
    let flat = """
      <?xml version="1.0"?><office:document \
      office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>
      """
    for (name, text) in [
      ("3-2 专利.html", "<html><body>\(table)</body></html>"), ("3-2 专利.fods", flat),
    ] {
      try text.write(
        toFile: "\(sample.root)/佐证材料/\(name)", atomically: true, encoding: .utf8)
    }
    var folder = try DossierFolder(sample.root)
    try folder.read(hashing: false)
    _ = try DossierSealing.seal(
      sample.root, to: target, sealedAt: 1_795_478_400, allowIncomplete: true)
    let review = try PackageReviewing.review(target, signatures: SignaturePolicy(now: 0))
    for findings in [folder.findings, review.completeness?.findings ?? []] {
      let found = findings.filter { $0.rule.rawValue.hasPrefix("list-") }
      #expect(found.map(\.rule) == ["list-unreadable", "list-unreadable"], "\(found)")
      #expect(Set(found.map { $0.details["reason"] }) == ["web-page", "open-document"])
    }
  }

  @Test func `certificates beside a list are no lists, and one too large is told as not compared`()
    throws
  {
    let sample = try SampleDossier(cluster: 2)
    let target = FileManager.default.temporaryDirectory
      .appending(path: "evpack-\(UUID().uuidString).tar").path(percentEncoded: false)
    defer {
      sample.remove()
      try? FileManager.default.removeItem(atPath: target)
    }
    let large = "专利名称,专利号,授权日\n" + String(repeating: "a", count: 5_000_000)
    for (name, text) in [
      ("3-2 发明专利证书.pdf", "%PDF-1.7\n"), ("3-2 证书照片.png", "\u{89}PNG"), ("3-2 全部.csv", large),
    ] {
      try text.write(
        toFile: "\(sample.root)/佐证材料/\(name)", atomically: true, encoding: .utf8)
    }
    _ = try DossierSealing.seal(
      sample.root, to: target, sealedAt: 1_795_478_400, allowIncomplete: true)
    let review = try PackageReviewing.review(target, signatures: SignaturePolicy(now: 0))
    let found = Self.listFindings(review.completeness?.findings ?? [])
      .filter { $0.rule.rawValue.hasPrefix("list-") }
    #expect(found.map(\.rule) == ["list-not-kept"])
    #expect(found.first?.place.hasSuffix("3-2 全部.csv") == true)
    #expect(found.first?.details["reason"] == "list-large")
  }

  // MARK: What is linked

  /// The findings about lists of cluster 1 after its two lists were replaced.
  func findings(
    standards: [(name: String, bytes: [UInt8])], patents: [(name: String, bytes: [UInt8])]
  ) throws -> [Finding] {
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    var answers = Answers()
    answers.set(.text("1"), at: "innovation.standards.national.2023-lead", from: .document)
    answers.set(.text("1"), at: "innovation.patents", from: .document)
    var contents: [PackagePath: [UInt8]] = [:]
    var links: [EvidenceLink] = []
    for (number, files) in [("3-1", standards), ("3-2", patents)] {
      for file in files {
        let path = try PackagePath("佐证材料/\(file.name)")
        contents[path] = file.bytes
        links.append(
          EvidenceLink(
            requirement: Requirement.Number(number.split(separator: "-").compactMap { Int($0) }),
            attachment: path))
      }
    }
    let attachments = contents.map {
      Attachment(path: $0.key, size: Int64($0.value.count))
    }
    let dossier = Dossier(
      form: form, name: "", answers: answers, attachments: attachments, links: links)
    return try ListComparison(dossier, LinkIndex(dossier)).read { contents[$0.path] ?? [] }.findings
  }

  static let standards = Array("标准名称,标准编号,主持/参与\n甲,GB/T 1-2023,主持\n".utf8)
  static let patents = Array("专利名称,专利号,授权日\n甲,ZL202011438529.3,2022-01-01\n".utf8)
  static let scan = Array("%PDF-1.7\n".utf8)

  @Test func `lists beside their certificates are compared`() throws {
    #expect(
      try findings(
        standards: [("标准.csv", Self.standards), ("证书.pdf", Self.scan)],
        patents: [("专利.csv", Self.patents)]
      ).isEmpty)
  }

  @Test(arguments: ["xlsx", "xlsm", "csv", "tsv", "txt"])
  func `what may be a list and is too large is told, of any kind`(ending: String) throws {
    let large = [UInt8](repeating: 0x20, count: ListFile.largest + 1)
    let found = try findings(
      standards: [("标准.csv", Self.standards)], patents: [("专利.\(ending)", large)])
    #expect(found.map(\.rule) == ["list-unreadable"])
    #expect(found.first?.details["reason"] == "list-too-large")
  }

  @Test func `scans alone are told as not compared`() throws {
    let found = try findings(
      standards: [("清单.pdf", Self.scan)], patents: [("专利.csv", Self.patents)])
    #expect(found.map(\.rule) == ["list-not-compared"])
    #expect(found.map(\.place) == ["3-1"])
  }

  @Test func `a list that can't be read is told by its kind`() throws {
    let ole: [UInt8] =
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 512)
    let found = try findings(
      standards: [("清单.xls", ole)], patents: [("a.csv", Array("甲,乙\n1,2\n".utf8))])
    #expect(found.map(\.rule) == ["list-unreadable", "list-no-header"])
    #expect(found[0].details["reason"] == "old-workbook")
  }

  @Test func `lists that changed places are told`() throws {
    let found = try findings(
      standards: [("甲.csv", Self.patents)], patents: [("乙.csv", Self.standards)])
    #expect(found.map(\.rule) == ["list-of-other", "list-of-other"])
  }

  @Test func `a planted mistake in each row is found, and only there`() throws {
    let list = """
      序号,专利名称,专利号,专利类型,授权日
      1,甲,ZL202011438529.3,发明,2022-01-01
      2,乙,ZL202011438529.4,发明,2022-01-01
      3,丙,CN112464267B,发明,2022-01-01
      4,丁,ZL 2017 1 0601862.3,发明,2016-01-01
      5,戊,CNA20191000567,植物新品种,2020-01-01
      6,己,BS.205012345,集成电路布图设计,2020-01-01
      7,庚,201710601862.3,发明,2019-01-01
      """
    let found = try findings(
      standards: [("标准.csv", Self.standards)], patents: [("专利.csv", Array(list.utf8))])
    #expect(
      Set(found.map { "\($0.details["row"] ?? "") \($0.rule.rawValue)" }) == [
        "3 patent-check-digit", "3 list-entry-repeated", "4 patent-publication-number",
        "5 right-grant-early", "8 list-entry-repeated", " count-differs-from-list",
      ])
  }

  // MARK: Templates

  @Test(arguments: [Form.Counting.Entries.standards, .patents])
  func `an empty list is read by openpyxl and by evpack`(entries: Form.Counting.Entries) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "evpack-\(UUID().uuidString).xlsx").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ListTemplates.write(entries, to: path)
    let report = try ListReport(file: path)
    #expect(report.items.map { $0.requirement.counting.entries } == [entries])
    #expect(report.items[0].list.header.columns.count == report.items[0].requirement.columns.count)
    #expect(report.items[0].list.otherRows.map(\.row) == [4])
    #expect(report.items[0].list.otherRows.map(\.kind) == [.example])
    #expect(report.findings.map(\.rule) == ["list-empty"])
    // The file is whole, and one that is there stays as it is.
    #expect(throws: DeskError.self) { try ListTemplates.write(entries, to: path) }

    let script = """
      import sys, openpyxl
      sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
      print("|".join(cell.value for cell in sheet[3]))
      for rule in sheet.data_validations.dataValidation:
        if rule.formula1: print(str(rule.sqref), rule.formula1)
      """
    let lines = try Self.python(script, path)
    let expected: [Form.Counting.Entries: [String]] = [
      .standards: [
        "序号|标准名称|标准编号|级别|主持/参与|排名|单位|年份", "D5:D204 \"国际,国家,行业,地方,团体\"",
        "E5:E204 \"主持,参与\"", "H5:H204 \"2023,2024,2025\"",
      ],
      .patents: [
        "序号|专利名称|专利号|专利类型|专利权人|授权日",
        "D5:D204 \"发明专利,国防专利,植物新品种,国家级农作物品种,国家新药,中药保护品种,集成电路布图设计\"",
      ],
    ]
    #expect(lines == expected[entries])
  }

  @Test func `the example of a template is no doubtful entry`() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "evpack-\(UUID().uuidString).xlsx").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    for entries in [Form.Counting.Entries.standards, .patents] {
      try? FileManager.default.removeItem(atPath: path)
      try ListTemplates.write(entries, to: path)
      // As if someone had taken the example for the first entry.
      var sheets = try ListFile.sheets(of: Array(Data(contentsOf: URL(filePath: path))))
      let row = try #require(sheets[0].rows.firstIndex { $0.number == 4 })
      sheets[0].rows[row].cells[0].text = "1"
      let report = ListReport(
        try FormDefinition(bundled: "fujian-sme-cluster-2026").form, sheets: sheets, of: "a")
      #expect(report.items[0].list.entries.count == 1)
      #expect(report.findings.isEmpty, "\(report.findings)")
    }
  }

  /// What a script prints; nil where Python or openpyxl is not there.
  static func python(_ script: String, _ argument: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-X", "utf8", "-c", script, argument]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return text.split(separator: "\n").map(String.init)
  }
}
