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
    guard let month = number("month") else { return [] }
    let year = number("year").map { (0...99).contains($0) ? 2000 + $0 : $0 }
    // Without its year a day may be the 29th of February.
    let day = number("day")
    let written = CivilDay(
      year: Int(clamping: year ?? 2000), month: Int(clamping: month), day: Int(clamping: day ?? 1))
    guard written == nil else { return [] }
    let isMonth = !(1...12).contains(month)
    return [
      Finding(
        "no-such-day", .error, at: "\(field.id).\(isMonth ? "month" : "day")",
        [
          "stated": [year, month, isMonth ? nil : day].compactMap { $0.map(String.init) }.joined(
            separator: "-")
        ])
    ]
  }
}

/// A day as it is written: 2026年2月30日, 2021.06.31, 2026-2-3, 二〇二六年二月三日, 20260203.
struct WrittenDay: Hashable {
  let text: String
  let year: Int
  let month: Int
  let day: Int?
  /// Whether nothing else stands in the answer.
  let isWhole: Bool

  var exists: Bool { CivilDay(year: year, month: month, day: day ?? 1) != nil }

  static func all(in text: String) -> [WrittenDay] {
    let scalars = text.unicodeScalars.filter { !$0.properties.isWhitespace || $0 == "\n" }
      .map { $0.plain }
    var days: [WrittenDay] = []
    var position = 0
    while position < scalars.count {
      let scalar = scalars[position]
      guard scalar == "1" || scalar == "2" || scalar == "一" || scalar == "二" else {
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
      (1900_00_00...2199_99_99).contains(year.value)
    {
      return made(year.value / 10000, year.value / 100 % 100, year.value % 100)
    }
    guard year.digits == 4, (1900...2199).contains(year.value), position < scalars.count,
      "年.-/".unicodeScalars.contains(scalars[position])
    else { return nil }
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
      guard position < scalars.count, scalars[position] == "日" || scalars[position] == "号" else {
        position = end
        return made(year.value, month.value, nil)
      }
      position += 1
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
