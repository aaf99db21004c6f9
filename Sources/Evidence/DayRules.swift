extension Form {
  /// The days in an answer that no calendar has: an error where the answer is a day, a warning within
  /// a text.
  func dayFindings(_ place: Place, _ text: String) -> [Finding] {
    guard place.kind == .text || place.kind == .tableCell else { return [] }
    return WrittenDay.all(in: text).filter { !$0.exists }.map { day in
      Finding(
        "no-such-day", day.isWhole ? .error : .warning, at: place.id, ["stated": day.text])
    }
  }

  /// As ``dayFindings(_:_:)``, of a day whose year, month and day have blanks of their own.
  func dayFindings(_ field: Field, _ answers: Answers) -> [Finding] {
    let columns = field.columns.map { $0.id }
    guard field.rows.isEmpty, ["year", "month", "day"].allSatisfy(columns.contains)
    else { return [] }
    func number(_ column: String) -> Int64? {
      guard let figure = answers.text("\(field.id).\(column)").flatMap(Figure.init(_:)) else {
        return nil
      }
      return Int64(exactly: figure.value)
    }
    let year = number("year").map { (0...99).contains($0) ? 2000 + $0 : $0 }
    let month = number("month")
    // Without its year a day may be the 29th of February.
    let day = number("day")
    func noSuch(_ column: String, _ stated: [Int64?]) -> [Finding] {
      let stated = stated.compactMap { $0.map(String.init) }.joined(separator: "-")
      return [Finding("no-such-day", .error, at: "\(field.id).\(column)", ["stated": stated])]
    }
    if let year, !WrittenDay.years.contains(Int(clamping: year)) {
      return noSuch("year", [year, month, day])
    }
    guard let month else { return [] }
    if !(1...12).contains(month) { return noSuch("month", [year, month]) }
    let written = CivilDay(
      year: Int(clamping: year ?? 2000), month: Int(clamping: month), day: Int(clamping: day ?? 1))
    return written == nil ? noSuch("day", [year, month, day]) : []
  }
}

/// A day as it is written: 2026年2月30日, 2021.06.31, 2026-2-3, 二〇二六年二月三日, 20260203, 26年2月3日, 2月30日.
struct WrittenDay: Hashable {
  /// The years that a form has to do with.
  static let years = 1900...2199

  let text: String
  /// 2000, which has a 29th of February, where none is written.
  let year: Int
  let month: Int
  let day: Int?
  /// Whether nothing else stands in the answer.
  let isWhole: Bool

  var exists: Bool {
    Self.years.contains(year) && CivilDay(year: year, month: month, day: day ?? 1) != nil
  }

  static func all(in text: String) -> [WrittenDay] {
    let scalars = text.unicodeScalars.filter { !$0.properties.isWhitespace || $0 == "\n" }
      .map { $0.plain }
    var days: [WrittenDay] = []
    var position = 0
    while position < scalars.count {
      guard isNumeral(scalars[position]) else {
        position += 1
        continue
      }
      if let found = day(in: scalars, at: position) {
        days.append(found.day)
        position = found.end
      } else {
        repeat { position += 1 } while position < scalars.count && isNumeral(scalars[position])
      }
    }
    return days
  }

  private static func isNumeral(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isDigit || "〇零○一二三四五六七八九十".unicodeScalars.contains(scalar)
  }

  private static func day(
    in scalars: [Unicode.Scalar], at start: Int
  ) -> (day: WrittenDay, end: Int)? {
    var position = start
    func number() -> (value: Int, digits: Int)? {
      let end = scalars[position...].prefix(9).prefix { isNumeral($0) }.endIndex
      let run = scalars[position..<end]
      let text = String(String.UnicodeScalarView(run))
      let isPlain = run.allSatisfy { $0.isDigit }
      guard !run.isEmpty, isPlain || !run.contains(where: { $0.isDigit }) else { return nil }
      let value = isPlain ? Int(text) : ChineseNumeral(run).flatMap { Int(exactly: $0.value) }
      position = end
      return value.map { ($0, run.count) }
    }
    func made(_ year: Int, _ month: Int, _ day: Int?) -> (WrittenDay, Int) {
      let text = String(String.UnicodeScalarView(scalars[start..<position]))
      let written = WrittenDay(
        text: text, year: year, month: month, day: day,
        isWhole: start == 0 && position == scalars.count)
      return (written, position)
    }
    guard let year = number() else { return nil }
    if year.digits == 8, start == 0, position == scalars.count,
      years.contains(year.value / 10000)
    {
      return made(year.value / 10000, year.value / 100 % 100, year.value % 100)
    }
    func isNext(_ words: String) -> Bool {
      position < scalars.count && words.unicodeScalars.contains(scalars[position])
    }
    if isNext("月"), year.digits <= 3 {
      // 4月31日; what stands before 月 is no year.
      position += 1
      guard let day = number(), isNext("日号") else { return nil }
      position += 1
      let found = made(2000, year.value, day.value)
      return found.0.isWhole || (1...12).contains(year.value) && day.value <= 31 ? found : nil
    }
    guard year.digits == 4, years.contains(year.value) else {
      // 26年4月31日, 202年4月20日, 20206年4月20日; not 1840年6月1日.
      guard year.digits != 4, year.digits > 1, isNext("年") else { return nil }
      position += 1
      guard let month = number(), isNext("月") else { return nil }
      position += 1
      guard let day = number(), isNext("日号") else { return nil }
      position += 1
      return made(year.digits == 2 ? 2000 + year.value : year.value, month.value, day.value)
    }
    guard isNext("年.-/") else { return nil }
    let separator = scalars[position]
    position += 1
    guard let month = number(), month.value < 100 else { return nil }
    let isWords = separator == "年"
    guard position < scalars.count, scalars[position] == (isWords ? "月" : separator) else {
      return nil
    }
    position += 1
    let end = position
    guard let day = number(), day.value < 100 else {
      position = end
      return isWords ? made(year.value, month.value, nil) : nil
    }
    if isWords {
      if isNext("日号") {
        position += 1
      } else if position < scalars.count, !isNext("\n，。；、,;)") {
        position = end
        return made(year.value, month.value, nil)
      }
      return made(year.value, month.value, day.value)
    }
    // 2020.13.1 and 2021.06.31.2 are numbers of something else.
    let isContinued =
      position < scalars.count
      && (scalars[position] == separator || scalars[position].isDigit)
    let found = made(year.value, month.value, day.value)
    guard found.0.isWhole || !isContinued && (1...12).contains(month.value) && day.value <= 31
    else { return nil }
    return found
  }
}
