import Testing

@testable import Evidence

/// Numbers of real patents whose check digits other people have published (ZC 0006-2003's own
/// example, and two of the registers'), and the slips that lists have.
struct PatentNumberTests {
  @Test(arguments: [
    ("ZL201710601862.3", "201710601862.3"), ("ZL 2020 1 1438529.3", "202011438529.3"),
    ("2020114385293", "202011438529.3"), ("CN202011438529.3", "202011438529.3"),
    ("ＺＬ２０２０１１４３８５２９．３", "202011438529.3"), ("专利号：ZL202011438529.3", "202011438529.3"),
    ("ZL202011438529。3", "202011438529.3"), ("ZL95115608.X", "95115608.X"),
    ("zl95115608.x", "95115608.X"), ("95115608x", "95115608.X"),
  ])
  func `a patent's number is read however it is typed`(text: String, plain: String) throws {
    guard case .patent(let number) = RightNumber(text) else {
      Issue.record("\(RightNumber(text))")
      return
    }
    #expect(number.description == plain)
    #expect(number.isCheckDigitRight == true)
    #expect(number.kind == .invention)
  }

  @Test func `each wrong digit shows in the check digit`() throws {
    let right = Array("2020114385293")
    for place in 0..<12 where place != 4 {
      for digit in "0123456789" where digit != right[place] {
        var wrong = right
        wrong[place] = digit
        guard let number = PatentNumber(String(wrong)) else { continue }
        #expect(number.isCheckDigitRight == false, "\(String(wrong))")
      }
    }
  }

  @Test func `the kind is the digit after the year`() {
    #expect(PatentNumber("202020123456")?.kind == .utilityModel)
    #expect(PatentNumber("202030123456")?.kind == .design)
    #expect(PatentNumber("202080123456")?.kind == .invention)
    #expect(PatentNumber("202090123456")?.kind == .utilityModel)
    #expect(PatentNumber("202050123456") == nil)
    #expect(PatentNumber("95115608X")?.year == 1995)
  }

  @Test(arguments: [
    "CN 112464267 B", "CN112464267B", "112464267B", "CN1012345A", "CN 214567890 U", "CN112464267",
    "授权公告号CN112464267B",
  ])
  func `a publication's number is no patent's`(text: String) {
    guard case .publication = RightNumber(text) else {
      Issue.record("\(RightNumber(text))")
      return
    }
  }

  @Test(arguments: [
    ("CNA20191000567", Right.plantVariety), ("CNA20120345.6", .plantVariety),
    ("BS.205012345", .layoutDesign), ("BS205012345", .layoutDesign), ("国审稻20200001", .cropVariety),
    ("国药准字H20200001", .newDrug), ("2023SR0123456", .softwareCopyright),
    ("软著登字第0123456号", .softwareCopyright), ("国防专利ZL202011438529.3", .defencePatent),
  ])
  func `another right is told by its number`(text: String, right: Right) {
    guard case .other(right, _) = RightNumber(text) else {
      Issue.record("\(RightNumber(text))")
      return
    }
  }

  @Test func `a number that a spreadsheet has rounded is told`() {
    #expect(RightNumber("2.0202E+12") == .rounded)
    #expect(RightNumber("随便") == .unknown)
    #expect(RightNumber("") == .unknown)
  }

  @Test(arguments: [
    "ZL201710601862.3（已转让）", "ZL201710601862.3；", "ZL201710601862.3*", "201710601862.3 发明",
    "ZL201710601862.3/CN107123456B", "CN107123456B，ZL201710601862.3",
    "（ZL 2017 1 0601862.3）发明专利", "发明专利ZL201710601862.3 2021-05-01授权", "ZL.201710601862.3",
    "ZL：201710601862.3(PCT)", "\u{1F}201710601862.3", "\u{200E}ZL2017\u{AD}10601862.3\u{A0}",
    "‘201710601862.3", "=\"201710601862.3\"", "ZL2017106018623、ZL201710601862.3",
  ])
  func `a number is read whatever stands around it`(text: String) {
    guard case .patent(let number) = RightNumber(text) else {
      Issue.record("\(RightNumber(text))")
      return
    }
    #expect(number.description == "201710601862.3")
    #expect(PatentNumber.all(in: text).count == 1)
  }

  @Test(arguments: [
    "ZL201710601862.3、ZL202011438529.3", "201710601862.3/202011438529.3",
    "ZL 2017 1 0601862.3 ZL 2020 1 1438529.3", "201710601862 202011438529",
    "201710601862.3\n202011438529.3", "ZL95115608.X；ZL201710601862.3",
  ])
  func `two numbers in one cell are two`(text: String) {
    #expect(PatentNumber.all(in: text).count == 2)
  }

  @Test(arguments: [
    "US10123456B2", "EP3123456B1", "JP6123456", "PCT/CN2017/106018", "WO2018/123456",
    "KR10-1234567", "ZL20171060186234", "待定", "2021-05-01", "059112345678",
  ])
  func `what is no Chinese patent's number is none`(text: String) {
    #expect(RightNumber(text) == .unknown)
  }

  /// 专利法, 第四十二条: twenty years from the day of the application.
  @Test(arguments: [
    ("200510123456", "2025-12-31", true), ("200610123456", "2025-12-31", false),
    ("200510123456", "2025-06-30", false), ("95115608", "2025-12-31", true),
  ])
  func `twenty years after the application a patent has expired`(
    text: String, day: String, hasExpired: Bool
  ) throws {
    let number = try #require(PatentNumber(text))
    #expect(number.hasExpired(by: try #require(ListDate(day))) == hasExpired)
  }
}
