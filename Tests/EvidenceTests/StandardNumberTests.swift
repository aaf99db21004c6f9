import Definitions
import Testing
import ThreadTime

@testable import Evidence

/// Numbers as lists have them, and what the standards bodies' codes say of them (USERS: the codes
/// of GB, of the industries, of DB with the province's digits, of T/ and of ISO and IEC).
struct StandardNumberTests {
  typealias Category = StandardNumber.Category

  @Test(arguments: [
    ("GB/T 99011—2023", "GB/T 99011-2023", Category.national, 2023),
    ("GB 4706.1-2005", "GB 4706.1-2005", .national, 2005),
    ("GBT99012-2023", "GB/T 99012-2023", .national, 2023),
    ("GB-T 99012-2023", "GB/T 99012-2023", .national, 2023),
    ("ＧＢ／Ｔ ９９０１１－２０２３", "GB/T 99011-2023", .national, 2023),
    ("gb/z 1234－2020", "GB/Z 1234-2020", .national, 2020),
    ("GB/T 99011一2023", "GB/T 99011-2023", .national, 2023),
    ("《GB/T 99011-2023》竹集成材", "GB/T 99011-2023", .national, 2023),
    ("GB/T 1234-2020/ISO 5678:2018", "GB/T 1234-2020", .national, 2020),
    ("GB/T 1234-98", "GB/T 1234-1998", .national, 1998),
    ("GBZ/T 1234-2020", "GBZ/T 1234-2020", .national, 2020),
    ("HG/T 1234.1-2025", "HG/T 1234.1-2025", .industry, 2025),
    ("QB/T9904—2023", "QB/T 9904-2023", .industry, 2023),
    ("YDT 1234-2023", "YD/T 1234-2023", .industry, 2023),
    ("DB/T 88-2025", "DB/T 88-2025", .industry, 2025),
    ("DB35/T 1823-2019", "DB35/T 1823-2019", .local, 2019),
    ("DB 35/T1823–2019", "DB35/T 1823-2019", .local, 2019),
    ("DB3501/T 12-2020", "DB3501/T 12-2020", .local, 2020),
    ("DB35 1823-2019", "DB35 1823-2019", .local, 2019),
    ("DB35/1782-2018", "DB35 1782-2018", .local, 2018),
    ("DB31/ 1234-2023", "DB31 1234-2023", .local, 2023),
    ("DBS35/001-2023", "DBS35 001-2023", .local, 2023),
    ("DBJ/T 13-123-2020", "DBJ/T 13-123-2020", .local, 2020),
    ("JTG D60-2023", "JTG D60-2023", .industry, 2023),
    ("JTG/T D65-01-2007", "JTG/T D65-01-2007", .industry, 2007),
    ("JTG F80/1-2017", "JTG F80/1-2017", .industry, 2017),
    ("JTG/T 3650-2020", "JTG/T 3650-2020", .industry, 2020),
    ("JGJ 130-2011", "JGJ 130-2011", .industry, 2011),
    ("CJJ/T 123-2008", "CJJ/T 123-2008", .industry, 2008),
    ("YY/T 0287-2017", "YY/T 0287-2017", .industry, 2017),
    ("GJB 9001C-2017", "GJB 9001C-2017", .national, 2017),
    ("GBJ 22-87", "GBJ 22-1987", .national, 1987),
    ("GB\u{2215}T 6451-2023", "GB/T 6451-2023", .national, 2023),
    ("QB\u{2044}T 1951\u{2212}2023", "QB/T 1951-2023", .industry, 2023),
    ("GB\u{2571}T 12345-2023", "GB/T 12345-2023", .national, 2023),
    ("GB\\T 12345-2024", "GB/T 12345-2024", .national, 2024),
    ("GB_T 12345-2023", "GB/T 12345-2023", .national, 2023),
    ("DB35_T_1823_2019", "DB35/T 1823-2019", .local, 2019),
    ("GB/T 12345-2023.05", "GB/T 12345-2023", .national, 2023),
    ("GB/T 12345——2023", "GB/T 12345-2023", .national, 2023),
    ("GB/T 12345（2023）", "GB/T 12345-2023", .national, 2023),
    ("5G基站技术规范 GB/T 12345-2023", "GB/T 12345-2023", .national, 2023),
    ("GB/T 12345-2023 — 5G 网络", "GB/T 12345-2023", .national, 2023),
    ("G\u{200B}B/\u{AD}T \u{202A}123\u{1F}45-2023", "GB/T 12345-2023", .national, 2023),
    ("TB/T 123-2023E", "TB/T 123-2023", .industry, 2023),
    ("T/CECS 10001-2019", "T/CECS 10001-2019", .group, 2019),
    ("T/CAS 290—2017", "T/CAS 290-2017", .group, 2017),
    ("T/FJTS908-2023", "T/FJTS 908-2023", .group, 2023),
    ("T/XZYC 0055-2024", "T/XZYC 0055-2024", .group, 2024),
    ("T/31GIC 001-2020", "T/31GIC 001-2020", .group, 2020),
    ("团标 T／CAS 290-2017", "T/CAS 290-2017", .group, 2017),
    ("ISO 9001:2015", "ISO 9001:2015", .international, 2015),
    ("ISO 99017：2025", "ISO 99017:2025", .international, 2025),
    ("IEC 61000-4-2:2008", "IEC 61000-4-2:2008", .international, 2008),
    ("ISO/IEC 27001:2022", "ISO/IEC 27001:2022", .international, 2022),
    ("ISO/TS 1234-2020", "ISO/TS 1234:2020", .international, 2020),
    ("ISO 105-C06:2023", "ISO 105-C06:2023", .international, 2023),
    ("ISO 105-B02:2014", "ISO 105-B02:2014", .international, 2014),
    ("ISO 105-X12：2016", "ISO 105-X12:2016", .international, 2016),
    ("ISO 10303-1473:2023-11", "ISO 10303-1473:2023", .international, 2023),
    ("IEC 61191-1:2023-07", "IEC 61191-1:2023", .international, 2023),
    ("ISO/IEC/IEEE 12207:2017", "ISO/IEC/IEEE 12207:2017", .international, 2017),
    ("ISO/TR 10013:2021", "ISO/TR 10013:2021", .international, 2021),
    ("ITU-T Y.4117 (2023)", "ITU-T Y.4117:2023", .international, 2023),
    ("ITU-T X.509(2023)", "ITU-T X.509:2023", .international, 2023),
    ("ITU-T Rec. H.264 (08/2021)", "ITU-T H.264:2021", .international, 2021),
    ("ITU-R BT.601-7 (2011)", "ITU-R BT.601-7:2011", .international, 2011),
  ])
  func `a number is read however it is typed`(
    text: String, plain: String, category: Category, year: Int
  ) throws {
    let number = try #require(StandardNumber(text))
    #expect(number.description == plain)
    #expect(number.category == category)
    #expect(number.year == year)
    #expect(number.standing == .published)
  }

  @Test(arguments: [
    ("20231234-T-606", StandardNumber.Standing.plan), ("20231234-T-606-1", .plan),
    ("20231234-T-XXX", .plan), ("2023XXXX-T-606", .plan), ("2023-1234T-QB", .plan),
    ("ISO/DIS 1234", .draft), ("GB/T XXXX-202X", .draft), ("GB/T ××××-2023", .draft),
    ("GB/T 1234-2025（征求意见稿）", .draft),
    ("IEC 60335-2-XX", .draft), ("GB/T 1234-202X", .draft),
  ])
  func `a plan and a draft are no published standards`(
    text: String, standing: StandardNumber.Standing
  ) {
    #expect(StandardNumber(text)?.standing == standing)
  }

  @Test(arguments: [
    "EN 10204:2004", "BS 6789-2023", "BS EN 1090-1:2009", "DIN EN ISO 9001:2015", "UL 1973-2023",
    "ASTM D638-22", "IEEE Std 1012-2023", "MIL-STD-810-2023", "IEEE 802.11ax-2021",
    "JIS G 3101:2020", "ANSI/UL 94-2023", "ASME B16.5-2020",
  ])
  func `a foreign standard is of no industry`(text: String) throws {
    let number = try #require(StandardNumber(text))
    #expect(number.isForeign && number.category == nil)
    #expect(number.year != nil)
    #expect(number.standing == .published)
  }

  @Test func `letters that no body has are of no industry`() throws {
    let number = try #require(StandardNumber("ZX 123-2023"))
    #expect(number.category == nil && !number.isForeign)
  }

  @Test(arguments: [
    "GB/T 150.1~4-2024", "GB/T 150.1～.4-2024", "GB/T 150.1、150.2-2024", "GB/T 150.1~150.4-2024",
    "GB/T 5009.1～5009.11-2003",
    "GB/T 150.1-150.4-2024", "GB/T 150.1至150.4-2024", "GB/T 150.1到.4-2024",
  ])
  func `a range of parts is several standards`(text: String) throws {
    let number = try #require(StandardNumber(text))
    #expect(number.isRange && number.category == .national && number.year != nil)
  }

  @Test(arguments: [
    ("GB/T 11-2023；GB/T 12-2023", 2), ("GB/T 11-2023 GB/T 12-2023", 2),
    ("GB/T 11-2023/QB/T 12-2023", 2), ("GB/T 11-2023和GB/T 11-2023", 1),
    ("GB/T 1234-2020/ISO 5678:2018", 1), ("GB/T 1234-2020 idt ISO 5678:2018", 1),
    ("GB/T 1234-2020（代替GB/T 1234-2010）", 1), ("GB/T 1234-2020 (IEC 60335-1:2013, MOD)", 1),
    ("GB/T 1-2020 AB 12 5G 技术", 1), ("待定", 0),
  ])
  func `the numbers in a cell are counted without those that one adopts or replaces`(
    text: String, count: Int
  ) {
    #expect(StandardNumber.all(in: text).count == count)
  }

  @Test(arguments: [
    ("GB 4706.1-2005/XG1-2023", true), ("GB/T 1-2020《第1号修改单》", true),
    ("ISO 1:2020/Amd 1:2023", true), ("EN 1:2004+A1:2009", true), ("IEC 1-2:2019+AMD1:2023", true),
    ("GB/T 1-2020", false),
    ("GB/T 1-2020（含第1号修改单）", false),
  ])
  func `an amendment is no standard of its own`(text: String, isAmendment: Bool) {
    #expect(StandardNumber.isAmendment(text) == isAmendment)
  }

  @Test(arguments: ["T/", "A", "GB/T 1~", "9", "-", "GB/T 1.2-3.4:5", "X", "ISO-"])
  func `a number without end is read in a moment`(unit: String) {
    let text = String(repeating: unit, count: 20_000)
    let (_, time) = threadTime {
      (StandardNumber(text), StandardNumber.all(in: text), RightNumber(text), ListDate(text))
    }
    #expect(time < .seconds(5))
  }

  @Test func `a firm's own standard is told`() {
    #expect(StandardNumber("Q/ABC 001-2024")?.category == .enterprise)
    // QB is the industry's code for light industry.
    #expect(StandardNumber("QB 1234-2024")?.category == .industry)
  }

  @Test(arguments: [
    "", "待定", "标准编号", "ZL201919291902.5", "202019871523.6", "CN112464267B", "—", "无", "1",
  ])
  func `what is no number is none`(text: String) {
    #expect(StandardNumber(text) == nil)
  }

  @Test(arguments: [
    ("主持", DraftingRole.lead), ("参与", .join), ("第3", .lead), ("4", .join), ("3/12", .lead),
    ("第四", .join), ("牵头起草", .lead), ("参编", .join),
  ])
  func `a role is read from words or the rank`(text: String, role: DraftingRole) throws {
    #expect(try DraftingRole(text, Self.roles(), leadRanks: 3) == role)
  }

  /// The words that the bundled form has for what a firm did.
  static func roles() throws -> [Form.ListChoice] {
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    return form.listRequirements[0].columns["role"]?.choices ?? []
  }

  @Test func `what leaves the role open is no role`() throws {
    #expect(try DraftingRole("主持/参与", Self.roles(), leadRanks: 3) == nil)
    #expect(try DraftingRole("是", Self.roles(), leadRanks: 3) == nil)
    #expect(try DraftingRole("2", Self.roles(), leadRanks: nil) == nil)
  }
}
