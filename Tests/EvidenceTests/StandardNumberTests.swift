import Testing

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
    ("ISO/DIS 1234", .draft), ("GB/T XXXX-202X", .draft), ("GB/T 1234-2025（征求意见稿）", .draft),
  ])
  func `a plan and a draft are no published standards`(
    text: String, standing: StandardNumber.Standing
  ) {
    #expect(StandardNumber(text)?.standing == standing)
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
  func `a role is read from words or the rank`(text: String, role: DraftingRole) {
    #expect(DraftingRole(text, leadRanks: 3) == role)
  }

  @Test func `what leaves the role open is no role`() {
    #expect(DraftingRole("主持/参与", leadRanks: 3) == nil)
    #expect(DraftingRole("是", leadRanks: 3) == nil)
    #expect(DraftingRole("2", leadRanks: nil) == nil)
  }
}
