import Definitions
import Foundation
import Testing

@testable import Evidence

/// Lists of which a definition says what their columns hold.
struct RowListTests {
  static func definition(edition: String = "2026") throws -> String {
    try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/OtherForm/forms/kjfw-jigou-\(edition).yaml"), encoding: .utf8)
  }

  static let header = ["序号", "合同编号", "合同名称", "合同类型", "签订日期", "合同额"]

  static func list(
    _ rows: [[String]], header: [String] = header
  ) throws -> (requirement: ListRequirement, list: EvidenceList) {
    let requirement = try #require(
      try Form(definition: Self.definition()).listRequirements.first)
    let sheet = EvidenceListTests.sheet([header] + rows)
    return (requirement, try #require([requirement].lists(in: [sheet], of: "a.csv").first).list)
  }

  /// The figures that are not 0, by the place below the question.
  static func counts(_ rows: [[String]], header: [String] = header) throws -> [String: String] {
    let (requirement, list) = try list(rows, header: header)
    let counts = requirement.tally([list]).counts.filter { $0.possible > 0 }
    return Dictionary(
      uniqueKeysWithValues: counts.map {
        (String($0.place.dropFirst("business.contracts.".count)), $0.listed)
      })
  }

  @Test func `rows count by type and year, and their amounts are added up`() throws {
    let counts = try Self.counts([
      ["1", "HT-2024-1", "甲", "技术开发", "2024-01-02", "10.5"],
      ["2", "HT-2024-2", "乙", "开发", "2024年3月1日", "20万元"],
      ["3", "HT-2024-3", "丙", "技术服务", "2024.12.31", "5000元"],
    ])
    #expect(
      counts == [
        "development.2024-count": "2", "development.2024-amount": "30.5万元",
        "service.2024-count": "1", "service.2024-amount": "0.5万元",
      ])
  }

  @Test(arguments: [
    ("合同额（元）", "355000", "35.5万元"), ("合同金额（单位：亿元）", "0.5", "5000万元"),
    ("合同金额", "¥1,250.50", "1250.5万元"), ("金额", "约30", "≥0万元"), ("金额", "面议", "≥0万元"),
  ])
  func `an amount is in the heading's unit, or its own`(
    heading: String, amount: String, sum: String
  ) throws {
    let counts = try Self.counts(
      [["1", "HT-2024-1", "甲", "技术开发", "2024-01-02", amount]],
      header: Self.header.dropLast() + [heading])
    #expect(counts["development.2024-amount"] == sum)
  }

  @Test(arguments: [
    (["HT-2024-1", "甲", "劳务", "2024-01-02", "1"], "list-cell-unknown"),
    (["HT-2024-1", "甲", "技术开发", "去年", "1"], "list-cell-unknown"),
    (["24-1", "甲", "技术开发", "2024-01-02", "1"], "list-cell-unknown"),
    (["HT-2024-1", "甲", "技术开发", "2024-01-02", "面议"], "list-cell-unknown"),
    (["HT-2024-1", "甲", "", "2024-01-02", "1"], "list-cell-blank"),
    (["HT-2024-1", "甲", "技术开发", "2026-01-02", "1"], "list-date-outside"),
  ])
  func `what is doubtful about a row is told`(row: [String], rule: String) throws {
    let (requirement, list) = try Self.list([["1"] + row])
    let rules = Set(requirement.findings([list], against: nil).map(\.rule.rawValue))
    #expect(rules.contains(rule), "\(rules)")
  }

  @Test func `a contract in two rows counts once`() throws {
    let row = ["HT-2024-1", "甲", "技术开发", "2024-01-02", "10"]
    let rows = [["1"] + row, ["2"] + row]
    #expect(
      try Self.counts(rows) == [
        "development.2024-count": "1", "development.2024-amount": "10万元",
      ])
    let (requirement, list) = try Self.list(rows)
    #expect(
      requirement.findings([list], against: nil).map(\.rule) == ["list-entry-repeated"])
  }

  @Test(arguments: [
    ("30.5", true), ("30.50", true), ("31", true), ("30.4", false), ("29", false),
    ("0.00305亿元", true), ("305000元", true),
  ])
  func `a stated sum may be rounded, and in another unit`(stated: String, agrees: Bool) throws {
    let (requirement, list) = try Self.list([
      ["1", "HT-2024-1", "甲", "技术开发", "2024-01-02", "10.5"],
      ["2", "HT-2024-2", "乙", "技术开发", "2024-03-01", "20"],
    ])
    let place = "business.contracts.development.2024-amount"
    let answers = Answers(values: [place: .text(stated)])
    let found = requirement.findings([list], against: answers)
      .filter { $0.rule == "count-differs-from-list" && $0.place == place }
    #expect(found.isEmpty == agrees, "\(found)")
  }

  // MARK: The definition

  @Test(arguments: ["2025", "2026"])
  func `a definition that was written reads as the same form`(edition: String) throws {
    let form = try Form(definition: Self.definition(edition: edition))
    #expect(form.edition == edition)
    #expect(try Form(definition: form.definition()) == form)
  }

  @Test(arguments: [
    ("holds: date", "holds: day", "form-value", "signed"),
    ("unit: 万元", "unit: 万块钱", "form-unit", "amount"),
    ("              unit: 万元\n", "", "form-missing-key", "amount"),
    ("pattern: \"HT-####-#+\"", "pattern: \"#+#\"", "form-code-pattern", "number"),
    ("pattern: \"HT-####-#+\"", "pattern: \"HT\"", "form-code-pattern", "number"),
    ("same: [number]", "same: [numbers]", "form-unknown-column", "same"),
    ("sum: {amount:", "sum: {type:", "form-unknown-column", "sum"),
    ("{type}.{signed}-count", "{type}.{party}-count", "form-row-pattern", "cell"),
    ("{type}.{signed}-count", "{type}.{signed}-counts", "form-cell-unreached", "counts"),
    ("transfer: [技术转让, 转让]", "transfers: [技术转让, 转让]", "form-cell-unreached", "counts"),
    ("transfer: [技术转让, 转让]", "transfer: []", "form-type", "transfer"),
    ("from: 2023-01-01", "from: 2023", "form-type", "from"),
    ("from: 2023-01-01", "lead-ranks: 3", "form-unknown-key", "lead-ranks"),
  ])
  func `a defect of a list is told with its rule and where it stands`(
    sound: String, broken: String, rule: String, place: String
  ) throws {
    let definition = try Self.definition()
    #expect(definition.contains(sound))
    do {
      _ = try Form(definition: definition.replacing(sound, with: broken))
      Issue.record("it was read")
    } catch {
      let found = try #require(error.findings.first { $0.rule.rawValue == rule }, "\(error)")
      #expect(found.place.contains(place), "\(found)")
      #expect(Int(found.details["line"] ?? "") ?? 0 > 30)
    }
  }

  @Test func `a stranger's definition has no more columns, names and answers than are read`() throws
  {
    let definition = try Self.definition()
    let many = (0...60).map { "a\($0)" }.joined(separator: ", ")
    for (sound, broken) in [
      ("[合同名称, 项目名称]", "[\(many)]"),
      (
        "transfer: [技术转让, 转让]",
        "transfer: [技术转让, 转让]\n"
          + (0...60).map { "                z\($0): [子\($0)]" }.joined(separator: "\n")
      ),
      (
        "            serial: [序号]",
        "            serial: [序号]\n"
          + (0...60).map { "            z\($0): [子\($0)]" }.joined(separator: "\n")
      ),
    ] {
      do {
        _ = try Form(definition: definition.replacing(sound, with: broken))
        Issue.record("it was read")
      } catch {
        #expect(error.findings.contains { $0.rule == "form-too-many" })
      }
    }
  }

  @Test func `lists that do not say what their columns hold are read as the bundled form's`() throws
  {
    let known = try #require(BundledForms.definitions.first?.definition)
    let form = try Form(definition: known)
    var before = form
    for section in before.sections.indices {
      for field in before.sections[section].fields.indices {
        let columns = before.sections[section].fields[field].evidence?.list ?? []
        before.sections[section].fields[field].evidence?.list = columns.map {
          Form.ListColumn(id: $0.id, label: $0.label, synonyms: $0.synonyms)
        }
      }
    }
    #expect(before != form && before.asksTheSame(as: form))
    #expect(try Form(definition: before.definition()) == form)
  }

  // MARK: Codes

  @Test(arguments: [
    ("HT-####-#+", "HT-2024-11", "HT-2024-11"), ("HT-####-#+", "ｈｔ—2024—3", "HT-2024-3"),
    ("HT-####-#+", "HT-2024-", nil), ("HT-####-#+", "HT-2024-1A", nil), ("@@##", "ab12", "AB12"),
    ("?+号", "X12号", "X12号"), ("@+-#", "ABC-1", "ABC-1"), ("@+-#", "-1", nil), ("#+", "", nil),
  ])
  func `a code is read by its pattern`(pattern: String, text: String, code: String?) throws {
    #expect(try #require(Form.CodePattern(pattern)).code(text) == code)
  }

  @Test(arguments: ["", "+", "##++", "HT", "#+#", "@+?", "?+1", "#+ +"])
  func `what is no pattern is none`(pattern: String) {
    #expect(Form.CodePattern(pattern) == nil)
  }
}
