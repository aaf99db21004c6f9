import Definitions
import Testing

@testable import Evidence

/// How rows are told apart and counted.
struct EvidenceListTests {
  let form: Form
  let requirements: [ListRequirement]

  init() throws {
    form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    requirements = form.listRequirements
  }

  static func sheet(_ rows: [[String]], name: String? = nil) -> Sheet {
    Sheet(
      name: name,
      rows: rows.enumerated().map { index, texts in
        Sheet.Row(
          number: index + 1,
          cells: texts.enumerated().filter { !$0.element.isEmpty }
            .map { Sheet.Cell(column: $0.offset + 1, text: $0.element) })
      }.filter { !$0.cells.isEmpty })
  }

  static let header = ["序号", "标准名称", "标准编号", "级别", "主持/参与", "单位", "年份"]

  func read(_ rows: [[String]]) throws -> EvidenceList {
    let lists = requirements.lists(in: [Self.sheet(rows)], of: "清单.csv")
    return try #require(lists.first).list
  }

  /// The counts that are not 0, by the place's id below its field.
  func counts(_ lists: [EvidenceList]) -> [String: String] {
    let counts = requirements[0].tally(lists).counts.filter { $0.possible > 0 }
    return Dictionary(
      uniqueKeysWithValues: counts.map {
        (String($0.place.dropFirst("innovation.standards.".count)), $0.listed)
      })
  }

  @Test func `the form asks for two lists and says how they count`() {
    #expect(requirements.map(\.requirement.number.description) == ["3-1", "3-2"])
    #expect(requirements[0].counting.years(of: requirements[0].field) == [2023, 2024, 2025])
    #expect(requirements[0].tally([]).counts.count == 30)
    #expect(requirements[1].tally([]).counts.map(\.place) == ["innovation.patents"])
  }

  @Test func `titles above, totals, remarks, examples and headers between are no entries`() throws {
    let list = try read([
      ["标准清单"], ["填报单位：某某"], Self.header,
      ["例", "某产品", "GB/T 12345-2025", "国家", "主持", "某单位", "2025"],
      ["1", "甲", "GB/T 1-2023", "国家", "主持", "A", "2023"], [], Self.header,
      ["2", "乙", "T/AB 2-2024", "团体", "参与", "B", "2024"], ["3"], ["4"],
      ["合计", "", "2项"], ["备注：均已发布"], ["", "填报人：某某", "", "", "", "联系电话：1"],
    ])
    #expect(list.header.row == 3)
    #expect(list.entries.map(\.row) == [5, 8])
    #expect(
      list.otherRows.map(\.kind) == [.example, .heading, .total, .remark, .remark])
    #expect(list.findings.isEmpty, "\(list.findings)")
    #expect(counts([list]) == ["national.2023-lead": "1", "group.2024-join": "1"])
  }

  @Test func `headings are found by other names, in any order, with breaks and brackets`() throws {
    let list = try read([
      ["年度", "企 业 名 称", "标准\n编号", "标准级别（国际/国家）", "起草单位排名", "＊标准名称"],
      ["2025", "A", "DB35/T 1-2025", "地方标准", "3", "甲"],
      ["2025", "A", "DB35/T 2-2025", "地方标准", "4", "乙"],
    ])
    #expect(
      list.header.columns.map(\.schema.id) == ["name", "number", "level", "rank", "holder", "year"])
    #expect(counts([list]) == ["local.2025-lead": "1", "local.2025-join": "1"])
    #expect(list.findings.isEmpty, "\(list.findings)")
  }

  @Test func `level and year follow from the number where the list has no such columns`() throws {
    let list = try read([
      ["标准名称", "标准编号", "角色"], ["甲", "ISO 1:2024", "主持"], ["乙", "QB/T 2-2023", "参与"],
    ])
    #expect(counts([list]) == ["international.2024-lead": "1", "industry.2023-join": "1"])
    #expect(list.findings.isEmpty, "\(list.findings)")
  }

  @Test(arguments: [
    (["GB/T 1-2023", "行业", "主持", "2023"], "standard-level-differs"),
    (["GB/T 1-2023", "国家", "主持", "2024"], "standard-year-differs"),
    (["GB/T 1-2023", "国家", "是", "2023"], "standard-role-unknown"),
    (["Q/AB 1-2023", "", "主持", "2023"], "standard-enterprise"),
    (["20231234-T-606", "国家", "主持", "2023"], "standard-plan"),
    (["待定", "国家", "主持", "2023"], "standard-number-unknown"),
    (["", "国家", "主持", "2023"], "list-number-blank"),
    (["GB/T 1", "国家", "主持", ""], "standard-year-missing"),
    (["GB/T 1-2023", "国家", "主持", "近年"], "list-year-unknown"),
    (["GB/T 11-2023；GB/T 12-2023", "国家", "主持", "2023"], "list-cell-several"),
    (["GB/T 150.1~150.4-2023", "国家", "主持", "2023"], "list-cell-several"),
    (["EN 10204:2023", "国际", "主持", "2023"], "standard-foreign"),
    (["UL 94-2023", "其他", "主持", "2023"], "standard-foreign"),
    (["ZX 12-2023", "其他", "主持", "2023"], "standard-level-unknown"),
    (["GB 11-2023/XG1-2023", "国家", "主持", "2023"], "standard-amendment"),
    (["GB/T 1-2023", "国家", "主持", "2023-02-29"], "list-year-unknown"),
    (["GB/T 1-2023", "国\u{FFFD}", "主持", "2023"], "list-cell-undecodable"),
    (["GB/T 1\u{FFFD}-2023", "国家", "主持", "2023"], "list-cell-undecodable"),
  ])
  func `a doubtful row is told once, with its row`(row: [String], rule: String) throws {
    let number = row[0].isEmpty && row[3].isEmpty ? "" : row[0]
    let list = try read([
      Self.header, ["1", "甲", number, row[1], row[2], "A", row[3]],
      ["2", "乙", "GB/T 99-2023", "国家", "参与", "B", "2023"],
    ])
    let expected = rule == "standard-year-missing" ? ["standard-year-missing"] : [rule]
    // A year column that is there and blank leaves the number to say it.
    #expect(list.findings.map(\.rule.rawValue) == expected)
    #expect(list.findings.allSatisfy { $0.details["row"] == "2" && $0.level == .warning })
  }

  @Test func `a year that the form does not count is told and not counted`() throws {
    let list = try read([Self.header, ["1", "甲", "GB/T 1-2022", "国家", "主持", "A", "2022"]])
    let tally = requirements[0].tally([list])
    #expect(tally.findings.map(\.rule) == ["standard-year-outside"])
    #expect(tally.counts.allSatisfy { $0.possible == 0 })
  }

  @Test func `one standard of several firms counts once, and may count for each`() throws {
    let list = try read([
      Self.header, ["1", "甲", "GB/T 1-2023", "国家", "主持", "A", "2023"],
      ["2", "甲", "GB/T 1—2023", "国家", "主持", "B", "2023"],
    ])
    let tally = requirements[0].tally([list])
    #expect(tally.findings.map(\.rule) == ["list-entry-repeated"])
    #expect(
      tally.findings[0].details["row"] == "3" && tally.findings[0].details["first-row"] == "2")
    #expect(counts([list]) == ["national.2023-lead": "1–2"])
  }

  @Test(arguments: [
    ("1", 0), ("２", 1), ("", 1), ("无", 1), ("／", 1), ("1项", 0), ("0", 1),
  ])
  func `the form's figure is held against the list`(text: String, disagreements: Int) throws {
    let list = try read([Self.header, ["1", "甲", "GB/T 1-2023", "国家", "主持", "A", "2023"]])
    let place = "innovation.standards.national.2023-lead"
    var answers = Answers()
    answers.set(.text(text), at: place, from: .document)
    let found = requirements[0].findings([list], against: answers)
    #expect(found.count == disagreements, "\(found)")
    for finding in found {
      #expect(finding.rule == "count-differs-from-list" && finding.level == .error)
      #expect(finding.place == place)
      #expect(finding.details["listed"] == "1" && finding.details["rows"] == "2")
    }
  }

  @Test func `the same list in two files counts once`() throws {
    let rows = [Self.header, ["1", "甲", "GB/T 1-2023", "国家", "主持", "A", "2023"]]
    let lists = ["a.xlsx", "b.csv"].flatMap { file in
      requirements.lists(in: [Self.sheet(rows)], of: file).map(\.list)
    }
    var answers = Answers()
    answers.set(.text("1"), at: "innovation.standards.national.2023-lead", from: .document)
    #expect(requirements[0].findings(lists, against: answers).map(\.rule) == ["list-copy"])
  }

  @Test func `headings that fit two lists are decided by the numbers below`() throws {
    let header = ["序号", "名称", "编号", "单位"]
    let standards = Self.sheet([header, ["1", "甲", "GB/T 1-2023", "A"]], name: "标准")
    let patents = Self.sheet([header, ["1", "乙", "ZL202011438529.3", "A"]], name: "专利")
    #expect(requirements.lists(in: [patents, standards], of: "a").map(\.index) == [1, 0])
  }

  /// 起草情况 above, 主持 and 参与 below it, and a mark in one of them.
  @Test(arguments: ["√", "✔", "✔\u{FE0F}", "是", "1", "●", "■", "V", "主持"])
  func `a header in two rows is read with its ticks`(tick: String) throws {
    let join = tick == "主持" ? "参与" : tick
    let list = try read([
      ["附件2 标准清单"], ["序号", "标准名称", "标准编号", "标准类别", "起草情况", "", "发布年份"],
      ["", "", "", "", "主持", "参与"], ["1", "甲", "GB/T 1-2023", "国家", tick, "", "2023"],
      ["2", "乙", "QB/T 2-2023", "行业", "", join, "2023"],
      ["3", "丙", "T/AB 3-2024", "团体", "否", join, "2024"], ["", "", "", "", "主持", "参与"],
      ["合计", "", "", "", "1", "2"],
    ])
    #expect(list.header.row == 2)
    #expect(list.entries.map(\.row) == [4, 5, 6])
    #expect(list.otherRows.map(\.kind) == [.heading, .total])
    #expect(list.findings.isEmpty, "\(list.findings)")
    #expect(
      counts([list])
        == ["national.2023-lead": "1", "industry.2023-join": "1", "group.2024-join": "1"])
  }

  @Test func `merged headings, three rows of them, and a group that sounds like a column`() throws {
    let list = try read([
      ["序号", "标准名称", "标准编号", "参与情况", "", "", ""],
      ["序号", "标准名称", "标准编号", "2023年", "", "2024年", ""],
      ["序号", "标准名称", "标准编号", "主持", "参与", "主持", "参与"], ["1", "2", "3", "4", "5", "6", "7"],
      ["1", "甲", "GB/T 1-2023", "√"], ["2", "乙", "QB/T 2-2024", "", "", "", "√"],
    ])
    #expect(list.header.row == 1 && list.header.lastRow == 3)
    #expect(list.otherRows.map(\.kind) == [.heading])
    #expect(list.findings.isEmpty, "\(list.findings)")
    #expect(counts([list]) == ["national.2023-lead": "1", "industry.2024-join": "1"])
  }

  @Test func `two questions of yes and no say the role`() throws {
    let list = try read([
      ["标准名称", "标准编号", "是否主持", "是否参与"], ["甲", "GB/T 1-2023", "是", "否"],
      ["乙", "GB/T 2-2023", "否", "是"],
    ])
    #expect(list.findings.isEmpty, "\(list.findings)")
    #expect(counts([list]) == ["national.2023-lead": "1", "national.2023-join": "1"])
  }

  @Test func `levels as columns are ticked as well`() throws {
    let list = try read([
      ["标准名称", "标准编号", "级别", "", "", "", "", "角色"], ["", "", "国际", "国家", "行业", "地方", "团体"],
      ["甲", "GB/T 1-2023", "", "1", "", "", "", "主持"],
      ["乙", "QB/T 2-2023", "", "√", "", "", "", "参与"],
    ])
    #expect(list.findings.map(\.rule) == ["standard-level-differs"])
    #expect(list.findings.first?.details["row"] == "4")
    #expect(counts([list])["national.2023-lead"] == "1")
  }

  @Test(arguments: [["√", "√"], ["", ""], ["待核", ""]])
  func `a row that is ticked twice, not at all or otherwise is told`(ticks: [String]) throws {
    let list = try read([
      ["标准名称", "标准编号", "主持", "参与"], ["甲", "GB/T 1-2023"] + ticks,
      ["乙", "GB/T 2-2023", "", "√"],
    ])
    #expect(list.findings.map(\.rule) == ["standard-role-unknown"])
    #expect(list.findings.first?.details["row"] == "2")
  }

  @Test func `a patent older than twenty years is told and does not count`() throws {
    let list = try read([
      ["专利名称", "专利号", "授权日"], ["甲", "ZL95115608.X", "1999-05-01"],
      ["乙", "ZL201710601862.3", "2020-05-01"], ["丙", "ZL202011438529.3", "2021.06.31"],
    ])
    #expect(list.findings.map(\.rule) == ["right-expired", "right-grant-unknown"])
    #expect(requirements[1].tally([list]).counts.first?.listed == "2")
  }

  /// Beside one sound invention: what the row says that it is none, and what leaves it open.
  @Test(arguments: [
    // The digit of the kind (ZC 0006-2003 §4.3), whatever the column says.
    (["ZL202020123456.8", "发明专利", ""], "1"), (["202020123456", "", ""], "1"),
    (["ZL201930123456.0", "", ""], "1"), (["软著登字第1234567号", "", ""], "1"),
    (["2023SR0123456", "软件著作权", ""], "1"), (["", "实用新型", ""], "1"),
    // The kinds of publications (ZC 0008): U is 实用新型, S is 外观设计, B an invention granted.
    (["CN212345678U", "", ""], "1"), (["CN301234567S", "发明", ""], "1"),
    (["CN112464267B", "", ""], "2"),
    // Twenty years, and the last day of grant.
    (["95115608.X", "", "1999-05-01"], "1"), (["ZL201110123456.3", "", "2026-01-06"], "1"),
    // A wrong check digit: any digit may be the wrong one.
    (["ZL202020123456.1", "", ""], "1–2"), (["ZL95115608.1", "", ""], "1–2"),
    (["ZL201710601862.1", "", ""], "2"),
    // Both applied for at once, and numbers that can't be read.
    (["ZL202020123456.8；ZL201110123456.3", "", ""], "1–2"), (["见证书", "", ""], "1–2"),
    (["", "发明", "2021-01-01"], "1–2"), (["2.0202E+12", "", ""], "2"),
  ])
  func `a right counts, may count or never does, by what its row says`(
    row: [String], listed: String
  ) throws {
    let list = try read([
      ["专利名称", "专利号", "专利类型", "授权日"], ["甲", "ZL202011438529.3", "发明", "2021-06-01"], ["乙"] + row,
    ])
    #expect(list.entries.count == 2)
    let tally = requirements[1].tally([list])
    #expect(tally.counts.first?.listed == listed)
  }

  @Test func `a patent in two rows is one patent`() throws {
    let list = try read([
      ["专利名称", "专利号"], ["甲", "ZL201710601862.3（已转让）"], ["乙", "ZL202011438529.3"],
      ["甲", "ZL201710601862.3/CN107123456B"],
    ])
    let tally = requirements[1].tally([list])
    #expect(tally.findings.map(\.rule) == ["list-entry-repeated"])
    #expect(tally.counts.first?.listed == "2")
  }

  @Test(arguments: [
    ("Q/AB 1-2023", "国家", nil), ("EN 10204:2023", "国际", nil), ("UL 94-2023", "团体", nil),
    ("20231234-T-606", "国家", nil), ("GB/T XXXX-2023", "国家", nil),
    ("ISO/DIS 1234:2023", "国际", nil), ("CISPR 32:2023", "国际", "1"),
    ("GB 11-2023/XG1-2023", "国家", "0–1"), ("待定", "国家", "0–1"), ("", "国家", "0–1"),
    ("20231234-T-606（GB/T 44001-2024）", "国家", "0–1"), ("GB/T 1-2023", "国家", "1"),
  ])
  func `a standard counts, may count or never does, by what its row says`(
    number: String, level: String, listed: String?
  ) throws {
    let list = try read([Self.header, ["1", "甲", number, level, "主持", "A", "2023"]])
    #expect(list.entries.count == 1)
    let counts = requirements[0].tally([list]).counts.filter { $0.possible > 0 }
    #expect(counts.first?.listed == listed)
  }

  @Test func `a figure that counts utility models among inventions differs from the list`() throws {
    let list = try read([
      ["专利名称", "专利号"], ["甲", "ZL201710601862.3"], ["乙", "ZL202011438529.3"],
      ["丙", "ZL202020123456.8"],
    ])
    for (figure, differs) in [("2", false), ("3", true)] {
      var answers = Answers()
      answers.set(.text(figure), at: "innovation.patents", from: .document)
      let found = requirements[1].findings([list], against: answers)
      let errors = found.filter { $0.level == .error }
      #expect(errors.map(\.rule) == (differs ? ["count-differs-from-list"] : []))
      #expect(errors.allSatisfy { $0.details["listed"] == "2" && $0.details["rows"] == "2–3" })
    }
  }

  @Test func `a check digit that a spreadsheet dropped is 0`() throws {
    // 202319731673.0, as a number.
    var sheet = Self.sheet([["专利名称", "专利号"], ["甲", "202319731673"]])
    sheet.rows[1].cells[1].kind = .number
    let list = try #require(requirements.lists(in: [sheet], of: "a").first).list
    #expect(list.findings.isEmpty, "\(list.findings)")
  }

  @Test(arguments: [
    ("A1", 1, 1), ("Z9", 26, 9), ("AA10", 27, 10), ("XFD1048576", 16_384, 1_048_576),
  ])
  func `an address is read and written`(text: String, column: Int, row: Int) {
    #expect(CellAddress(text) == CellAddress(column: column, row: row))
    #expect(CellAddress(column: column, row: row).description == text)
  }

  @Test(arguments: ["", "A", "1", "A0", "XFE1", "A1048577", "a1", "A1B", "AAAAAAAAAAAAAA1", "A-1"])
  func `what is no address is none`(text: String) { #expect(CellAddress(text) == nil) }
}
