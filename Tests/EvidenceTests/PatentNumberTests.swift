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
    ("2025-12-31", "2025-12-31"), ("2025年1月2日", "2025-01-02"), ("2025/1/2", "2025-01-02"),
    ("20250102", "2025-01-02"), ("2025.1", "2025-01"), ("2025年", "2025"), ("202501", "2025-01"),
    ("2025-01-02 00:00:00", "2025-01-02"),
  ])
  func `a date is read however it is typed`(text: String, plain: String) {
    #expect(ListDate(text)?.description == plain)
  }

  @Test(arguments: ["", "无", "2025-13-01", "2025-01-32", "12", "去年"])
  func `what is no date is none`(text: String) {
    #expect(ListDate(text) == nil)
  }
}
