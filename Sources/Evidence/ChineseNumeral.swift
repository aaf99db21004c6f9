/// A number in Chinese numerals at the beginning of a text: 一百二十, 三点五, 二〇二六, 两万零三十.
struct ChineseNumeral {
  let value: Double
  let decimals: Int
  /// How many scalars it takes.
  let length: Int

  private static let digits: [Unicode.Scalar: Double] = [
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
  ]
  private static let small: [Unicode.Scalar: Double] = [
    "十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000,
  ]
  private static let large: [Unicode.Scalar: Double] = ["万": 1e4, "亿": 1e8]

  /// What longer numbers are, no applicant writes.
  private static let longest = 32

  init?(_ text: some Collection<Unicode.Scalar>) {
    var total = 0.0
    var section = 0.0
    var digit: Double?
    var row = ""
    var fraction = ""
    var isFraction = false
    var hasScale = false
    var length = 0
    for scalar in text.prefix(Self.longest) {
      if let next = Self.digits[scalar] {
        if isFraction {
          fraction += String(Int(next))
        } else {
          row += String(Int(next))
          digit = next
        }
      } else if let scale = Self.small[scalar], !isFraction {
        section += (digit ?? (section == 0 ? 1 : 0)) * scale
        (digit, hasScale) = (nil, true)
      } else if let scale = Self.large[scalar], !isFraction, length > 0 {
        total = (total + section + (digit ?? 0)) * scale
        (section, digit, hasScale) = (0, nil, true)
      } else if scalar == "点", length > 0, !isFraction {
        isFraction = true
      } else {
        break
      }
      length += 1
    }
    guard length > 0, !(isFraction && fraction.isEmpty) else { return nil }
    // 二〇二六 is read digit by digit.
    let whole = hasScale ? total + section + (digit ?? 0) : Double(row) ?? 0
    value = whole + (isFraction ? Double("0.\(fraction)") ?? 0 : 0)
    decimals = fraction.count
    self.length = length
  }
}
