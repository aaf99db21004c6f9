import Definitions
import Foundation
import Testing

@testable import Evidence

/// How figures are written, in which units, and what of it is told.
struct FigureTests {
  typealias Departure = Figure.Departure

  static let written: [(String, Double, Int, String, Set<Departure>)] = [
    ("１２６.30", 126.3, 2, "", [Departure.fullWidth]), ("1，250", 1250, 0, "", [.separators]),
    ("1 250", 1250, 0, "", [.separators]), ("约8600", 8600, 0, "", [.inexact]),
    ("400余", 400, 0, "", [.inexact]), ("400多家", 400, 0, "家", [.inexact]),
    ("3000余万元", 3000, 0, "万元", [.inexact]), ("超过400家", 400, 0, "家", [.inexact]),
    ("8600以上", 8600, 0, "", [.inexact]), ("一百二十", 120, 0, "", [.words]),
    ("两万零三十", 20030, 0, "", [.words]), ("百分之八点五", 8.5, 1, "%", [.words]),
    ("1.2e3", 1200, 1, "", [.scientific]), ("1.2×10³", 1200, 1, "", [.scientific]),
    ("－8.43", -8.43, 2, "", [.fullWidth]), ("8．43", 8.43, 2, "", [.fullWidth]),
    ("86 .52", 86.52, 2, "", [.separators]), ("86. 52", 86.52, 2, "", [.separators]),
    ("12.", 12, 0, "", [.bare]), (".5", 0.5, 1, "", [.bare]), ("-0", 0, 0, "", [.bare]),
    ("62家（含在建）", 62, 0, "家", [.remark]), ("8.0个百分点", 8, 1, "个百分点", []),
  ]

  @Test(arguments: written)
  func `a figure is read however it is written`(
    text: String, value: Double, decimals: Int, unit: String, departures: Set<Departure>
  ) throws {
    let figure = try #require(Figure(text))
    #expect(figure.value == value)
    #expect(figure.decimals == decimals)
    #expect(figure.unit == unit)
    #expect(figure.departures == departures)
  }

  @Test(arguments: [
    "10-20", "10～20", "10至20", "±5", "12±0.5", "12.34.56", "1,25", "12 34", "1250,00", "10³", "1/3",
    "/", "—", "一批企业", "万", "1e9999", String(repeating: "9", count: 100_000), "e5", "12\n34",
    String(repeating: "亿", count: 10_000),
  ])
  func `what is no one figure is none, however long`(text: String) {
    #expect(Figure(text) == nil)
  }

  /// Values by hand: 1 亿 is 10,000 万, 1 平方公里 is 100 公顷 and 1,500 亩, 1 % is 10 ‰.
  static let units: [(String, String, Double)] = [
    ("953100万元", "亿元", 95.31), ("953100万", "亿元", 95.31), ("1502.00万元", "万元", 1502),
    ("9800万元", "元", 98_000_000), ("680公顷", "平方公里", 6.8), ("10200亩", "平方公里", 6.8),
    ("6800000平方米", "平方公里", 6.8), ("2.186万人", "", 21860), ("8‰", "%", 0.8), ("7.99%", "%", 7.99),
    ("6200吨/亿元", "吨二氧化碳/万元", 0.62), ("500千克", "吨", 0.5), ("12", "亿元", 12),
  ]

  @Test(arguments: units)
  func `a figure is converted into the unit of its blank`(
    text: String, unit: String, value: Double
  ) throws {
    let figure = try #require(Figure(text))
    let converted = try #require(figure.value(in: Unit(unit)))
    #expect(abs(converted - value) < 1e-9)
  }

  @Test(arguments: [("12吨", "亿元"), ("8成", "%"), ("5箱", "桶"), ("3平方公里", "公里")])
  func `unlike units are not converted`(text: String, unit: String) throws {
    let figure = try #require(Figure(text))
    #expect(figure.value(in: Unit(unit)) == nil)
  }

  // MARK: In the form

  private static func findings(_ texts: [String: String]) throws -> [Finding] {
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    return form.fillingFindings(in: Answers(values: texts.mapValues { .text($0) }))
      .filter { !["none-ticked", "blank"].contains($0.rule) }
  }

  static let told: [(String, String, String, Finding.Level, String)] = [
    ("industry.sme-share.2022", "7.99%", "figure-notation", Finding.Level.note, "7.99"),
    ("innovation.staff", "约8600", "figure-inexact", .warning, "8600"),
    ("industry.sme-share.2022", "２６.30", "figure-notation", .note, "26.30"),
    ("industry.output.2022", "1,250.00", "figure-notation", .note, "1250"),
    ("industry.output.2022", "1502.00万元", "figure-unit", .warning, "0.15"),
    ("industry.output.2022", "12万元", "figure-unit", .warning, "0.0012"),
    ("industry.output.2022", "86520.96万元", "figure-unit", .warning, "8.65"),
    ("industry.output.2022", "953000万元", "figure-unit", .warning, "95.30"),
    ("industry.leading-growth.2022", "-84.3‰", "figure-unit", .warning, "-8.43"),
    ("industry.output.2022", "86 .52", "figure-notation", .note, "86.52"),
    ("industry.output.2022", "953100万元", "figure-unit", .warning, "95.31"),
    ("industry.output.2022", "95.31亿元", "figure-notation", .note, "95.31"),
    ("digital.software-spending.2023", "1502.00万元", "figure-notation", .note, "1502"),
    ("innovation.staff", "2.186万", "figure-unit", .warning, "21860"),
    ("innovation.staff", "一百二十", "figure-notation", .note, "120"),
    ("innovation.staff", "400余人", "figure-inexact", .warning, "400"),
    ("basics.area", "680公顷", "figure-unit", .warning, "6.80"),
    ("innovation.rd-growth.2023", "8.00个百分点", "figure-notation", .note, "8"),
    ("innovation.patents-per-10000", "21.04件/万人", "figure-notation", .note, "21.04"),
    ("innovation.patents-per-10000", "21.04项／万人", "figure-notation", .note, "21.04"),
    ("innovation.patents-per-10000", "0.21件/百人", "figure-unit", .warning, "21"),
    ("innovation.patents-per-10000", "21.04件", "figure-notation", .note, "21.04"),
  ]

  @Test(arguments: told)
  func `a figure that is not written plainly is told, with what was understood`(
    place: String, text: String, rule: String, level: Finding.Level, understood: String
  ) throws {
    let found = try Self.findings([place: text])
    #expect(found.map(\.rule.rawValue) == [rule])
    #expect(found.map(\.level) == [level])
    #expect(found.map(\.place) == [place])
    #expect(found[0].details["understood"] == understood)
    #expect(found[0].details["stated"] == text)
  }

  static let untaken: [(String, String, String, String?)] = [
    ("industry.output.2022", "12吨", "figure-unit", "unlike"),
    ("innovation.staff", "12吨", "figure-unit", "bare"),
    ("innovation.staff", "/", "not-a-figure", "dash"),
    ("innovation.staff", "10-20", "not-a-figure", "several"),
    ("innovation.staff", "很多", "not-a-figure", nil),
    ("innovation.patents-per-10000", "2.10‰", "figure-unit", "bare"),
    ("innovation.standards.national.2023-join", "—", "not-a-figure", "dash"),
    ("innovation.standards.national.2023-join", "1-2", "not-a-figure", "several"),
    ("plan.goals.output-growth.target", "年均增长5.5%", "not-a-figure", "several"),
    ("plan.goals.carbon.target", "较2022年下降10%", "not-a-figure", "several"),
    ("plan.goals.quality-smes.base", "若干", "not-a-figure", nil),
  ]

  @Test(arguments: untaken)
  func `what can't be taken as the blank's figure is told`(
    place: String, text: String, rule: String, what: String?
  ) throws {
    let found = try Self.findings([place: text])
    #expect(found.map(\.rule.rawValue) == [rule])
    #expect(found[0].details["what"] == what)
  }

  @Test(arguments: ["12", "12.36", "-2.18", "0", "无", " 12.36 "])
  func `a plain figure is not told of`(text: String) throws {
    #expect(try Self.findings(["innovation.rd-growth.2023": text]) == [])
  }

  @Test(arguments: ["2", "0", "无"]) func `a plain figure in a table is not told of`(
    text: String
  ) throws {
    #expect(try Self.findings(["innovation.standards.national.2023-join": text]) == [])
    #expect(try Self.findings(["plan.goals.opening.target": "出口62个国家和地区"]) == [])
  }

  @Test func `no growth is below a hundred per cent down`() throws {
    for place in [
      "industry.leading-growth.2022", "innovation.patent-growth", "opening.export-growth.2024",
    ] {
      #expect(try Self.findings([place: "-100.00"]) == [])
      #expect(
        try Self.findings([place: "-100.01"])
          == [Finding("range", .error, at: place, ["least": "-100", "what": "least"])])
    }
  }

  // MARK: Compared

  /// 6 % a year make 19.1016 % in three years; 10 % make 33.1 %.
  static let compared: [(String, String, String, [String])] = [
    ("rd-spending", "9800万元", "1.25亿元", ["units-differ"]),
    ("rd-spending", "9800万", "1.25亿元", ["units-differ"]),
    ("rd-spending", "2.86亿元", "29000万元", ["units-differ", "target-growth"]),
    ("rd-spending", "2.86亿元", "3.72亿元", []), ("rd-spending", "1.00亿元", "1.19亿元", ["target-growth"]),
    ("rd-spending", "1.00亿元", "1.20亿元", []), ("rd-spending", "9800", "1.25亿元", ["units-differ"]),
    ("rd-spending", "100吨", "1.25亿元", ["units-differ"]), ("patents", "31件", "46", []),
    ("patents", "31件", "41项", ["target-growth"]), ("patents", "1000件", "0.14万件", ["units-differ"]),
    ("carbon", "6.2吨/亿元", "0.55吨/万元", ["units-differ", "target-fall"]),
    ("carbon", "6200吨/亿元", "0.55吨/万元", ["units-differ"]),
    ("carbon", "0.62吨/万元", "0.55吨二氧化碳/万元", []),
    ("quality-smes", "62家", "95", []), ("quality-smes", "62家", "60家", ["target-above"]),
  ]

  @Test(arguments: compared)
  func `figures are compared in one unit`(
    row: String, base: String, target: String, rules: [String]
  ) throws {
    let found = try Self.findings([
      "plan.goals.\(row).base": base, "plan.goals.\(row).target": target,
    ])
    #expect(found.filter { $0.rule != "decimals" }.map(\.rule.rawValue) == rules)
    #expect(!found.contains { $0.rule == "decimals" && $0.place.contains("rd-spending") })
  }

  @Test func `parts are held against the whole in one unit`() throws {
    let found = try Self.findings([
      "industry.enterprises.2022": "0.1万家", "industry.smes.2022": "900家",
    ])
    #expect(!found.contains { $0.rule == "nested" })
    let wrong = try Self.findings([
      "industry.enterprises.2022": "0.1万家", "industry.smes.2022": "1001",
    ])
    #expect(wrong.contains { $0.rule == "nested" && $0.level == .error })
  }

  /// 46 patents of 21,860 people are 21.0430… of ten thousand.
  static let quotients: [(String, String, String, Bool)] = [
    ("46", "21860", "21.04", true), ("46", "2.186万", "21.04", true), ("46", "21860", "21.05", true),
    ("46", "21860", "21", true), ("46", "21860", "2.10", false), ("46", "21860", "46", false),
    ("46", "0", "21.04", true), ("无", "21860", "21.04", true), ("0", "21860", "0.00", true),
    ("0", "21860", "3.00", false), ("46", "21860", "21.04件/万人", true),
    ("46", "21860", "0.21件/百人", true), ("46", "21860", "2.10件/万人", false),
  ]

  @Test(arguments: quotients)
  func `每万人 follows from the two figures it comes from`(
    patents: String, staff: String, stated: String, agrees: Bool
  ) throws {
    let found = try Self.findings([
      "innovation.patents": patents, "innovation.staff": staff,
      "innovation.patents-per-10000": stated,
    ]).filter { $0.rule == "quotient" }
    #expect(found.isEmpty == agrees)
    #expect(found.allSatisfy { $0.level == .warning })
  }

  @Test func `a stroke states nothing`() throws {
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    func reason(_ text: String) -> CompletenessReport.Reason? {
      let answers = Answers(values: ["opening.branches": .text(text)])
      let report = Dossier(form: form, name: "", answers: answers, attachments: [], links: [])
        .assess()
      return report.items.first { $0.requirement.fieldID == "opening.branches" }?.reason
    }
    for (text, stated) in [
      ("/", false), ("—", false), ("无", false), ("零", false), ("3", true), ("三", true),
      ("3-5", true),
    ] {
      #expect(reason(text) == (stated ? .stated : .notStated), "\(text)")
    }
  }

  // MARK: Days

  static let calendar: [(Int, Int, Int, Bool)] = [
    (2024, 2, 29, true), (2026, 2, 29, false), (2100, 2, 29, false), (2000, 2, 29, true),
    (2021, 6, 31, false), (2021, 6, 30, true), (2021, 13, 1, false), (2021, 0, 1, false),
    (2021, 1, 0, false), (Int.max, 1, 1, false), (2021, Int.min, 1, false),
  ]

  @Test(arguments: calendar) func `a calendar has no other days than its own`(
    year: Int, month: Int, day: Int, exists: Bool
  ) {
    #expect((CivilDay(year: year, month: month, day: day) != nil) == exists)
  }

  static let days: [(String, Finding.Level?)] = [
    ("2026年2月30日", Finding.Level?.some(.error)), ("2021.06.31", .error), ("2026-2-29", .error),
    ("２０２６年４月３１日", .error), ("二〇二六年二月三十日", .error), ("20260230", .error),
    ("2026 年 13 月 1 日", .error), ("定于2026年4月31日召开", .warning), ("2026年5月20日", nil),
    ("2024.2.29", nil), ("2026年5月", nil), ("二〇二六年五月", nil), ("GB/T 2020.13.1", nil),
    ("0591-2026-0230", nil), ("2026年第2次，30日", nil), ("26年4月31日", .error),
    ("二六年四月三十一日", .error), ("4月31日", .error), ("2月30日前交齐", .warning), ("2月29日", nil),
    ("13月1日", .error), ("2026年4月31", .error), ("截至2026年4月31，共5家", .warning),
    ("2026年4月31家企业", nil), ("202年4月20日", .error), ("20206年4月20日", .error),
    ("始建于1840年6月1日", nil), ("历时12月，30日内", nil), ("6月31号楼", .warning), ("第3年24月40日", nil),
  ]

  @Test(arguments: days) func `a day that does not exist is told`(
    text: String, level: Finding.Level?
  ) throws {
    let found = try Self.findings(["cover.date": text])
    #expect(found.map(\.rule.rawValue) == (level == nil ? [] : ["no-such-day"]))
    #expect(found.first?.level == level)
  }

  @Test func `a day in three blanks exists as well`() throws {
    func found(_ year: String, _ month: String, _ day: String) throws -> [String] {
      try Self.findings([
        "declaration.date.year": year, "declaration.date.month": month, "declaration.date.day": day,
      ]).filter { $0.rule == "no-such-day" }.map(\.place)
    }
    #expect(try found("2026", "2", "30") == ["declaration.date.day"])
    #expect(try found("2026", "13", "1") == ["declaration.date.month"])
    #expect(try found("26", "2", "28") == [])
    #expect(try found("", "2", "29") == [])
    #expect(try found("2026", "五", "二十") == [])
    #expect(try found("", "", "") == [])
    #expect(try found("20206", "5", "20") == ["declaration.date.year"])
    #expect(try found("202", "5", "20") == ["declaration.date.year"])
    #expect(try found("99999999999999999999", "5", "20") == [])
    #expect(try found("2026", "5", "99999999999999999999") == [])
  }
}
