/// A day as lists write it: `2025-12-31`, `2025年12月31日`, `2025.12.31`, `20251231`, `1-May-23`,
/// `二〇二五年五月一日`, `2025-12-31T08:00:00Z`; or only its year and month.
public struct ListDate: Hashable, Sendable, CustomStringConvertible {
  public var year: Int
  public var month: Int?
  public var day: Int?

  /// Nil for what is no date, for a day that the calendar does not have, and for one that can be
  /// read in two ways (`23/5/1`).
  public init?(_ text: String) {
    // Longer than any way to write a day.
    guard text.utf8.count <= 120 else { return nil }
    guard var parts = DateParts(text.normalised) else { return nil }
    if let month = parts.namedMonth {
      guard let ordered = Self.ordered(parts.numbers, month) else { return nil }
      parts.numbers = ordered
    }
    if parts.numbers.count == 1, parts.numbers[0] > 9999 {
      let packed = parts.numbers[0]
      parts.numbers =
        packed > 999_999
        ? [packed / 10000, packed / 100 % 100, packed % 100] : [packed / 100, packed % 100]
    }
    guard parts.numbers.count <= 3, let year = parts.numbers.first,
      (1900...2999).contains(year)
    else { return nil }
    self.year = year
    if parts.numbers.count > 1 {
      guard (1...12).contains(parts.numbers[1]) else { return nil }
      month = parts.numbers[1]
    }
    if parts.numbers.count > 2 {
      guard CivilDay(year: year, month: parts.numbers[1], day: parts.numbers[2]) != nil else {
        return nil
      }
      day = parts.numbers[2]
    }
  }

  /// Year, month and day of `1-May-23`, `May 1, 2023` or `May-23`, as programs in English write them.
  private static func ordered(_ numbers: [Int], _ month: Int) -> [Int]? {
    func full(_ year: Int) -> Int { year < 100 ? 2000 + year : year }
    switch numbers.count {
    case 1: return [full(numbers[0]), month]
    case 2:
      return numbers[0] > 31
        ? [numbers[0], month, numbers[1]] : [full(numbers[1]), month, numbers[0]]
    default: return nil
    }
  }

  public var description: String {
    [year, month, day].compactMap { $0?.padded(to: 2) }.joined(separator: "-")
  }

  /// Whether the day, or the end of the year or month, is certainly after `other`.
  func isAfter(_ other: ListDate) -> Bool {
    (year, month ?? 1, day ?? 1) > (other.year, other.month ?? 12, other.day ?? 31)
  }
}

/// The numbers of a date, with the time of the day behind it left out.
private struct DateParts {
  var numbers: [Int] = []
  /// 1 to 12.
  private(set) var namedMonth: Int?

  private static let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]
  private static let longMonths = [
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER", "DECEMBER",
  ]

  /// What may stand behind a day and its year: 2021年5月1日 星期六, 2021/5/1 上午 8:00.
  private static let dayWords = ["星期", "周", "上午", "下午", "中午"]

  /// Nil where something else than a date is met.
  init?(_ text: String) {
    var rest = Substring(text).unicodeScalars
    if text.contains("年"), text.contains(where: { "一二三四五六七八九十".contains($0) }) {
      rest = Substring(text.withFigures).unicodeScalars
    }
    while let first = rest.first {
      if first.isDigit {
        let digits = rest.prefix { $0.isDigit }
        // A time of the day needs a date before it, and ends the text.
        if rest.dropFirst(digits.count).first == ":", numbers.count >= 3 {
          if Self.isTime(rest) { return }
          return nil
        }
        guard digits.count <= 8, let number = Int(String(digits)) else { return nil }
        numbers.append(number)
        rest = rest.dropFirst(digits.count)
      } else if first == "T", !numbers.isEmpty, rest.dropFirst().first?.isDigit == true {
        if Self.isTime(rest.dropFirst()) { return }
        return nil
      } else if first.isCapital {
        let word = String(rest.prefix { $0.isCapital })
        let month = Self.months.firstIndex(of: word) ?? Self.longMonths.firstIndex(of: word)
        guard let month = word == "SEPT" ? 8 : month, namedMonth == nil else { return nil }
        namedMonth = month + 1
        rest = rest.dropFirst(word.unicodeScalars.count)
      } else if "-/.年度月日号,、 ".unicodeScalars.contains(first) {
        rest.removeFirst()
      } else if numbers.count >= 3, Self.dayWords.contains(where: String(rest).hasPrefix) {
        return
      } else {
        return nil
      }
    }
  }

  /// Whether the text is what stands behind a date: `08:00:00.000+08:00`, `000000Z`.
  private static func isTime(_ text: Substring.UnicodeScalarView) -> Bool {
    text.allSatisfy { $0.isDigit || ":.+-Z APM".unicodeScalars.contains($0) }
  }
}

extension String {
  /// The text with Chinese numerals as figures: `二〇二三年五月二十一日` as `2023年5月21日`.
  fileprivate var withFigures: String {
    let digits: [Unicode.Scalar: Int] = [
      "〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
      "九": 9,
    ]
    var result = ""
    var rest = Substring(self).unicodeScalars
    while let first = rest.first {
      let run = rest.prefix { digits[$0] != nil || $0 == "十" }
      if run.isEmpty {
        result.unicodeScalars.append(first)
        rest.removeFirst()
        continue
      }
      if let ten = run.firstIndex(of: "十"), run.count <= 3 {
        let tens = run[..<ten].last.flatMap { digits[$0] } ?? 1
        let ones = run[run.index(after: ten)...].first.flatMap { digits[$0] } ?? 0
        result += String(tens * 10 + ones)
      } else {
        for scalar in run { result += digits[scalar].map(String.init) ?? "?" }
      }
      rest = rest.dropFirst(run.count)
    }
    return result
  }
}
