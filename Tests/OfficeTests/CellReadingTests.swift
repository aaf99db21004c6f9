import Evidence
import Testing

@testable import Office

/// Where an answer begins and ends among the printed words.
struct CellReadingTests {
  private func read(_ printed: [[PrintedToken]], _ lines: [String]) throws -> CellReading {
    let paragraphs = lines.map { line in
      line.hasPrefix("#")
        ? "<w:p><w:pPr><w:numPr/></w:pPr>\(WordText.run(String(line.dropFirst())))</w:p>"
        : "<w:p>\(WordText.run(line))</w:p>"
    }
    return CellReading(
      printed.map(PrintedLine.tokens), in: try WordText.document(paragraphs.joined()).blocks)
  }

  private static func words(_ words: String) -> PrintedToken { .words(words, optional: false) }

  static let plan: [[PrintedToken]] = [
    [words("一、简介")], [.words("包括总体情况。", optional: true)], [.answer("intro")],
    [.words("3、 ", optional: true), words("存在的问题")], [.answer("problems")],
    [words("四、规划")],
  ]

  @Test(arguments: [
    (["一、简介", "包括总体情况。", "", "存在的问题", "四、规划"], "", ""),
    (["一、简介", "甲", "", "乙", " ", "存在的问题", "丙", "四、规划"], "甲\n\n乙", "丙"),
    (["一、简介", "甲", "包括总体情况。", "#存在的问题", "四、规划"], "甲", ""),
    (["一、简介", "包括总体情况。甲", "3、存在的问题", "四、规划"], "甲", ""),
    (["一、简介：甲", "乙", "存在的问题 丙", "四、规划"], "甲\n乙", "丙"),
    (["一、简介", "存在的问题", "甲", "#存在的问题", "丙", "四、规划"], "存在的问题\n甲", "丙"),
    (["一、 简 介", "甲存在的问题", "３、 存在的问题", "丙", "四、规划"], "甲存在的问题", "丙"),
  ])
  func `a text stands between its headings`(
    lines: [String], intro: String, problems: String
  ) throws {
    let cell = try read(Self.plan, lines)
    #expect(cell.answers == ["intro": intro, "problems": problems])
    #expect(cell.missingWords == [])
    #expect(cell.strayLines == 0)
  }

  @Test func `a deleted heading is told, and the others still part the texts`() throws {
    let cell = try read(Self.plan, ["甲", "存在的问题", "丙", "四、规划"])
    #expect(cell.answers == ["intro": "甲", "problems": "丙"])
    #expect(cell.missingWords == ["一、简介"])
  }

  static let count: [[PrintedToken]] = [
    [words("数量："), .answer("count"), words("个")], [words("名称："), .answer("names")],
  ]

  @Test(arguments: [
    (["数量：    个", "名称：     "], "", ""), (["数量：1个", "名称：甲"], "1", "甲"),
    (["数量: 12 个", "名称: 甲（个）", "乙"], "12", "甲（个）\n乙"),
    (["数量：1个", "名称：", "甲", "乙"], "1", "甲\n乙"),
  ])
  func `an answer stands between words in its line`(
    lines: [String], count: String, names: String
  ) throws {
    let cell = try read(Self.count, lines)
    #expect(cell.answers == ["count": count, "names": names])
    #expect(cell.missingWords == [])
  }

  @Test func `an answer whose unit is gone is read, and the unit missed`() throws {
    let cell = try read(Self.count, ["数量：1家（国家级）", "名称：甲"])
    #expect(cell.answers == ["count": "1家（国家级）", "names": "甲"])
    #expect(cell.missingWords == ["数量：个"])
  }

  static let patents: [[PrintedToken]] = [[.answer("count"), words("个")], [words("（需提供清单）")]]

  @Test(arguments: [
    (["18", "（需提供清单）"], "18"), (["18项（含1个新品种）"], "18项（含1个新品种）"), (["", "18件", "（需提供清单）"], "18件"),
  ])
  func `a figure without its unit is read`(lines: [String], count: String) throws {
    let cell = try read(Self.patents, lines)
    #expect(cell.answers == ["count": count])
    #expect(cell.missingWords.first == "个")
  }

  static let region: [[PrintedToken]] = [
    [words("地区："), .answer("city"), words("市"), .answer("county"), words("县（市、区）")]
  ]

  @Test(arguments: [
    ("地区：           市            县（市、区）", "", ""), ("地区：   武海    市    南岚    县（市、区）", "武海", "南岚"),
    ("地区：武海市南岚县（市、区）", "武海", "南岚"), ("地区：武海市 市 南岚 县（市、区）", "武海市", "南岚"),
    ("地区：榕城 市 玉融市 县（市、区）", "榕城", "玉融市"), ("地区：榕城市玉融市县(市、区)", "榕城", "玉融市"),
  ])
  func `a county may be a city`(line: String, city: String, county: String) throws {
    #expect(try read(Self.region, [line]).answers == ["city": city, "county": county])
  }

  static let opinion: [[PrintedToken]] = [
    [.answer("opinion")], [words("单位（公章）："), .answer("who")],
    [.answer("year"), words("年"), .answer("month"), words("月"), .answer("day"), words("日")],
  ]

  @Test func `a date in an opinion is not the date below it`() throws {
    let cell = try read(
      Self.opinion, ["同意。2026年3月5日", "", "单位（公章）： 甲局 ", "2026 年4月20日     "])
    #expect(
      cell.answers == [
        "opinion": "同意。2026年3月5日", "who": "甲局", "year": "2026", "month": "4", "day": "20",
      ])
  }

  @Test func `lines where the form has no answer are told`() throws {
    let cell = try read([[Self.words("注")]], ["注", "甲", ""])
    #expect(cell.strayLines == 1)
  }

  @Test func `values are as typed`() throws {
    let value = "Ａ１：（e\u{301}）\u{3000}b"
    let cell = try read([[.answer("a")]], ["\u{3000}\(value)\u{A0} "])
    #expect(cell.answers["a"].map { Array($0.unicodeScalars) } == Array(value.unicodeScalars))
  }

  @Test func `a hostile line takes no time`() throws {
    let line = String(repeating: "年月", count: 20_000)
    _ = try read(Self.opinion, [line, line + "日"])
  }
}
