import Testing

@testable import Evidence

/// Days as spreadsheets, systems and people write them.
struct ListDateTests {
  @Test(arguments: [
    ("2025-12-31", "2025-12-31"), ("2025年1月2日", "2025-01-02"), ("2025/1/2", "2025-01-02"),
    ("20250102", "2025-01-02"), ("2025.1", "2025-01"), ("2025年", "2025"), ("202501", "2025-01"),
    ("2025年度", "2025"), ("2023.5.1", "2023-05-01"), ("２０２３年５月１日", "2023-05-01"),
    (" 2023/05/01 ", "2023-05-01"), ("2023 年 5 月", "2023-05"),
    ("2023\u{2215}05\u{2215}01", "2023-05-01"), ("2025-01-02 00:00:00", "2025-01-02"),
    ("2023-05-01T00:00:00Z", "2023-05-01"), ("2023-05-01T08:30:00.000+08:00", "2023-05-01"),
    ("2023-05-01T08:30", "2023-05-01"), ("20230501T083000Z", "2023-05-01"),
    ("2023/5/1 8:30", "2023-05-01"), ("二〇二三年五月一日", "2023-05-01"),
    ("二○二三年十二月三十一日", "2023-12-31"), ("二零二三年十月二十日", "2023-10-20"), ("二〇二三年", "2023"),
    ("1-May-23", "2023-05-01"), ("May-23", "2023-05"), ("May 1, 2023", "2023-05-01"),
    ("31-Dec-2025", "2025-12-31"), ("1 September 2023", "2023-09-01"),
    ("2024-02-29", "2024-02-29"), ("2000-02-29", "2000-02-29"),
    ("2023年5月1日 星期一", "2023-05-01"), ("2023/5/1 上午 8:30", "2023-05-01"), ("2023、5、1", "2023-05-01"),
    ("2023-05-01\u{200B}\u{1F}", "2023-05-01"),
  ])
  func `a date is read however it is typed`(text: String, plain: String) {
    #expect(ListDate(text)?.description == plain)
  }

  /// Days in no calendar, and days that can be read in two ways.
  @Test(arguments: [
    "", "无", "2025-13-01", "2025-01-32", "12", "去年", "2021.06.31", "2023-02-29", "1900-02-29",
    "2023年4月31日", "20230230", "2023-00-01", "2023-01-00", "23/5/1", "5/1/2023", "01-05-23",
    "44317", "2023-05-01x", "2023-05-01T", "31-Feb-2023", "2023/2024", "2023-05-01-02", "T",
    "99999999999999999999",
  ])
  func `what is no date is none`(text: String) { #expect(ListDate(text) == nil) }

  @Test func `every day of four hundred years is one, and no other`() {
    var day = 0
    for year in 1970..<2370 {
      for month in 1...12 {
        let length = CivilDay.days(inMonth: month, of: year)
        for number in 1...length {
          let civil = CivilDay(year: year, month: month, day: number)
          if civil != CivilDay(daysSince1970: day) { Issue.record("\(year)-\(month)-\(number)") }
          day += 1
        }
        #expect(CivilDay(year: year, month: month, day: length + 1) == nil)
      }
    }
    // A cycle of the Gregorian calendar.
    #expect(day == 146_097)
    #expect(CivilDay(year: .max, month: .max, day: .max) == nil)
  }
}
