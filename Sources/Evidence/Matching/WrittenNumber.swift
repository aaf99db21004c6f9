/// A requirement's number as people write it into the name of a file or a folder: `3.3.1`,
/// `3－3－1`, `（3）3-1`, `三-3-1`, `五、5-4-1`, `【3-1】`.
///
/// A date, a version and the applicant's own count of attachments (`附件4`, `佐证12_`) are none.
struct WrittenNumber: Hashable, Sendable {
  /// As it is written.
  var text: String
  /// What it may mean, the likeliest first; several where it can be read in two ways.
  var readings: [[Int]]
  /// Whether it stands where a number is put: at the beginning, or three parts at the end or in
  /// brackets. A figure's, a table's or an appendix's number is not plain.
  var isPlain: Bool

  /// The numbers in a name without its extension, in their order.
  static func all(in name: String) -> [WrittenNumber] {
    let scalars = Array(name.unicodeScalars)
    var scanner = Scanner(scalars: scalars, plain: scalars.map(Self.folded))
    return scanner.scan()
  }

  /// Full-width forms as plain ones, all dashes as one.
  private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "‐", "‑", "–", "—", "―", "−", "－": "-"
    case "【", "〔", "［", "「", "『", "〈", "《", "[", "（": "("
    case "】", "〕", "］", "」", "』", "〉", "》", "]", "）": ")"
    case "。", "·", "・": "."
    case "\u{3000}", "\u{A0}": " "
    default: scalar.plain
    }
  }
}

private struct Scanner {
  let scalars: [Unicode.Scalar]
  let plain: [Unicode.Scalar]
  var position = 0

  /// What stands before a number without being part of it.
  private static let labels = ["佐证材料", "证明材料", "佐证", "证明", "编号", "序号", "第", "项目"]
  /// After these a number may count something else: appendices, the applicant's own attachments.
  private static let foreign: Set<Unicode.Scalar> = ["件", "附", "录"]
  /// After these two parts certainly do: figures and tables.
  private static let captions: Set<Unicode.Scalar> = ["图", "表"]
  /// After these a number counts something else: dates, amounts, rooms.
  private static let units: Set<Unicode.Scalar> = [
    "年", "月", "日", "号", "时", "点", "分", "秒", "%", "万", "亿", "元", "吨", "个", "次", "期", "届", "楼",
    "层", "室", "栋", "章", "节", "人", "家", "份", "米", "版", "倍", "岁", "天", "周", "轮", "批", "折",
  ]
  private static let numerals: [Unicode.Scalar: Int] = [
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
  ]

  mutating func scan() -> [WrittenNumber] {
    var found: [WrittenNumber] = []
    while position < plain.count {
      if isBoundary(position), let (number, end) = number(at: position) {
        found.append(number)
        position = end
      } else {
        position += 1
      }
    }
    return found
  }

  /// Whether a number may begin here: not within one, nor within a word or a version (`v2.1`).
  private func isBoundary(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    let before = plain[index - 1]
    return !(before.properties.isAlphabetic && before.isASCII)
      && !("0"..."9").contains(before) && !"-._".unicodeScalars.contains(before)
      || (before == "_" && !(index > 1 && ("0"..."9").contains(plain[index - 2])))
  }

  private func number(at start: Int) -> (WrittenNumber, end: Int)? {
    var index = start
    guard let first = firstPart(&index) else { return nil }
    var parts = [first.value]
    var isDotted = true
    if first.isBracketed, let next = digits(&index) { parts.append(next) }
    while let (separator, part, end) = following(
      index, afterNumeral: first.isNumeral && parts.count == 1)
    {
      if separator != "." { isDotted = false }
      parts.append(part)
      index = end
    }
    guard parts.count >= 2, !isContinued(index) else { return nil }
    if parts.count == 2, start > 0, Self.captions.contains(plain[start - 1]) { return nil }
    let isAtStart = isStart(start)
    let isEnclosed =
      start > 0 && plain[start - 1] == "(" && index < plain.count && plain[index] == ")"
    let isAtEnd = index == plain.count
    let isForeign = start > 0 && Self.foreign.contains(plain[start - 1])
    let isTwoDotted = parts.count == 2 && isDotted && !first.isNumeral
    let isPlain =
      !isForeign && !isTwoDotted && (isAtStart || (parts.count > 2 && (isAtEnd || isEnclosed)))
    var readings = [parts]
    // 五、5-4-1 repeats the section; 三、3-1 and （3）3-1 may be 3-1 or 3-3-1.
    if first.isApart, parts.count > 2, parts[1] == parts[0] {
      let inner = Array(parts.dropFirst())
      readings = first.isBracketed ? [parts, inner] : [inner, parts]
    }
    let text = String(String.UnicodeScalarView(scalars[start..<index]))
    return (WrittenNumber(text: text, readings: readings, isPlain: isPlain), index)
  }

  private struct First {
    var value: Int
    var isNumeral = false
    var isBracketed = false
    /// Whether it may name the section before a whole number.
    var isApart = false
  }

  private func firstPart(_ index: inout Int) -> First? {
    if let value = digits(&index) { return First(value: value) }
    guard index < plain.count else { return nil }
    if let value = Self.numerals[plain[index]], index + 1 < plain.count,
      "-.、_".unicodeScalars.contains(plain[index + 1])
    {
      let isApart = plain[index + 1] == "、"
      index += 1
      return First(value: value, isNumeral: true, isApart: isApart)
    }
    // （3）3-1, (三)3-1
    var inner = index + 1
    guard plain[index] == "(", inner < plain.count else { return nil }
    let value: Int
    if let figure = digits(&inner) {
      value = figure
    } else if let numeral = Self.numerals[plain[inner]] {
      value = numeral
      inner += 1
    } else {
      return nil
    }
    guard inner < plain.count, plain[inner] == ")" else { return nil }
    inner += 1
    guard inner < plain.count, ("0"..."9").contains(plain[inner]) else { return nil }
    index = inner
    return First(value: value, isBracketed: true, isApart: true)
  }

  /// One or two digits that a third doesn't follow.
  private func digits(_ index: inout Int) -> Int? {
    var end = index
    while end < plain.count, ("0"..."9").contains(plain[end]) { end += 1 }
    guard (1...2).contains(end - index) else { return nil }
    defer { index = end }
    return Int(String(String.UnicodeScalarView(plain[index..<end])))
  }

  private func following(
    _ index: Int, afterNumeral: Bool
  ) -> (separator: Unicode.Scalar, part: Int, end: Int)? {
    var next = index
    while next < plain.count, plain[next] == " " { next += 1 }
    guard next < plain.count else { return nil }
    let separator = plain[next]
    guard "-._".unicodeScalars.contains(separator) || (afterNumeral && separator == "、") else {
      return nil
    }
    next += 1
    while next < plain.count, plain[next] == " " { next += 1 }
    guard let part = digits(&next) else { return nil }
    return (separator, part, next)
  }

  /// Whether what follows makes the number a date, an amount or part of a longer one.
  private func isContinued(_ index: Int) -> Bool {
    guard index < plain.count else { return false }
    let next = plain[index]
    if ("0"..."9").contains(next) || Self.units.contains(next) { return true }
    guard "-._/~".unicodeScalars.contains(next), index + 1 < plain.count else { return false }
    return ("0"..."9").contains(plain[index + 1])
  }

  /// Whether only brackets, blanks and a label stand before.
  private func isStart(_ index: Int) -> Bool {
    var before = String(
      String.UnicodeScalarView(plain[..<index].filter { !" (_".unicodeScalars.contains($0) }))
    for label in Self.labels where before.hasPrefix(label) {
      before.removeFirst(label.count)
      break
    }
    return before.isEmpty
  }
}
