/// A figure as it is typed: `1,260.50`, `62家`, `约18%`, `１２`, `2.186万`, `一百二十`.
///
/// What is not plainly one figure, as a range or a date, is none.
public struct Figure: Hashable, Sendable {
  /// A way in which a figure is not written as a form asks for it: digits and a point.
  public enum Departure: String, Hashable, Sendable {
    /// 约, 近, 余, 以上: no exact figure.
    case inexact
    /// 1,250, 1 250 or 12 .5.
    case separators
    /// １２, －12 or 12。5.
    case fullWidth = "full-width"
    /// `12.`, `.5`, `-0` or `+5`.
    case bare
    /// 1.2e3.
    case scientific
    /// 一百二十 or 百分之八.
    case words
    /// 62家（含在建）.
    case remark
  }

  /// The figure before its unit.
  public var value: Double
  /// Digits typed after the point.
  public var decimals: Int
  /// The unit as typed, full-width forms folded: `万元`.
  public var unit: String
  public var departures: Set<Departure>

  public init?(_ text: String) {
    var reader = FigureReader(text)
    guard let figure = reader.read() else { return nil }
    self = figure
  }

  init(value: Double, decimals: Int, unit: String, departures: Set<Departure>) {
    (self.value, self.decimals, self.unit) = (value, decimals, unit)
    self.departures = departures
  }

  /// The figure as one would type it, its unit behind it.
  var shown: String { value.plain + unit }

  /// The figure by itself, 万 and 亿 multiplied out: 2.186万人 is 21860.
  public var amount: Double {
    let unit = Unit(unit)
    return unit.dimension == .count ? value * unit.factor : value
  }

  /// The figure in another unit; nil where the two have nothing in common.
  ///
  /// What has none is taken to be in the other; `953100万` in 亿元 is 95.31.
  func value(in other: Unit) -> Double? {
    if unit.isEmpty { return value }
    let own = Unit(unit)
    guard own.isBare || (own.dimension != nil && own.dimension == other.dimension) else {
      return nil
    }
    return own.factor == other.factor ? value : value * own.factor / other.factor
  }

  /// The figure as so many things for each `divisor` of others: of 10,000, 21.04 as well as `21.04件`,
  /// `21.04件/万人` and `0.21件/百人`.
  func value(per divisor: Double) -> Double? {
    value(in: Unit("")) ?? value(in: .things(per: divisor))
  }
}

/// Reads one figure, scalar by scalar.
private struct FigureReader {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var departures: Set<Figure.Departure> = []

  init(_ text: String) {
    let typed = text.unicodeScalars.drop { $0.isSpace }
    scalars = typed.map { $0.plain }
    let ofFigures = "0123456789+-.".unicodeScalars
    if zip(typed, scalars).contains(where: { $0 != $1 && ofFigures.contains($1) }) {
      departures.insert(.fullWidth)
    }
  }

  private static let inexactBefore = [
    "不少于", "不低于", "不超过", "大约", "约为", "接近", "超过", "大于", "小于", "低于", "高于", "至少",
    "最多", "达到", "约", "近", "超", "逾", "达", ">=", "<=", "≥", "≤", "≈", ">", "<", "~",
  ]
  private static let inexactBehind = ["以上", "以下", "以内", "左右", "上下", "多", "余", "许", "来", "+"]

  mutating func read() -> Figure? {
    while Self.inexactBefore.contains(where: { take($0) }) {
      departures.insert(.inexact)
      skipSpaces()
    }
    let isPercent = take("百分之")
    var isNegative = false
    if take("负") {
      (isNegative, departures) = (true, departures.union([.words]))
    } else if let sign = peek, "+-−–".unicodeScalars.contains(sign) {
      position += 1
      isNegative = sign != "+"
      if sign == "+" { departures.insert(.bare) }
      skipSpaces()
    }
    guard let number = digits() ?? numerals() else { return nil }
    guard number.value.isFinite, var unit = unit() else { return nil }
    // 一批企业 is no figure, 一个 is.
    if departures.contains(.words), number.value < 10, Unit(unit).dimension == nil { return nil }
    if isPercent {
      guard unit.isEmpty else { return nil }
      unit = "%"
      departures.insert(.words)
    }
    if isNegative, number.value == 0 { departures.insert(.bare) }
    return Figure(
      value: isNegative && number.value != 0 ? -number.value : number.value,
      decimals: number.decimals, unit: unit, departures: departures)
  }

  // MARK: Digits

  private mutating func digits() -> (value: Double, decimals: Int)? {
    var text = ""
    var decimals = 0
    guard let whole = grouped() else { return nil }
    text = whole
    let start = position
    skipSpaces()
    var isParted = position > start
    if let point = peek, point == "." || point == "。" {
      position += 1
      isParted = isParted || isSpace
      skipSpaces()
      let fraction = run()
      if fraction.isEmpty {
        guard point == "." && !whole.isEmpty else {
          position = start
          return whole.isEmpty ? nil : Double(text).map { ($0, 0) }
        }
        departures.insert(.bare)
      } else {
        if whole.isEmpty { departures.insert(.bare) }
        if isParted { departures.insert(.separators) }
        if point == "。" { departures.insert(.fullWidth) }
        decimals = fraction.count
        text = (whole.isEmpty ? "0" : whole) + "." + fraction
      }
    } else {
      position = start
    }
    guard !text.isEmpty else { return nil }
    if let exponent = exponent() {
      departures.insert(.scientific)
      text += "e\(exponent)"
    }
    return Double(text).map { ($0, decimals) }
  }

  /// The digits before the point, in groups of three where any are parted; nil where they are parted
  /// otherwise.
  private mutating func grouped() -> String? {
    var digits = run()
    guard (1...3).contains(digits.count) else { return digits }
    while let separator = peek, ",，'’".unicodeScalars.contains(separator) || separator.isSpace {
      let back = position
      if separator.isSpace { skipSpaces() } else { position += 1 }
      let group = run()
      if group.isEmpty, separator.isSpace {
        position = back
        break
      }
      guard group.count == 3 else { return nil }
      digits += group
      departures.insert(.separators)
    }
    return digits
  }

  private mutating func run() -> String {
    var digits = String.UnicodeScalarView()
    while let digit = peek, ("0"..."9").contains(digit) {
      digits.append(digit)
      position += 1
    }
    return String(digits)
  }

  /// The power of ten in 1.2e3, 1.2×10^3 and 1.2×10³.
  private mutating func exponent() -> Int? {
    let start = position
    var sign = ""
    var digits = ""
    if peek == "e" || peek == "E" {
      position += 1
      if peek == "-" || peek == "+" {
        sign = peek == "-" ? "-" : ""
        position += 1
      }
      digits = run()
    } else if take("×10") || take("x10") || take("*10") {
      if take("^") {
        digits = run()
      } else {
        let powers = Array("⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars)
        while let power = peek.flatMap(powers.firstIndex) {
          digits += String(power)
          position += 1
        }
      }
    }
    guard (1...3).contains(digits.count), let exponent = Int(sign + digits) else {
      position = start
      return nil
    }
    return exponent
  }

  // MARK: Words

  /// A figure in Chinese numerals.
  private mutating func numerals() -> (value: Double, decimals: Int)? {
    guard let number = ChineseNumeral(scalars[position...]) else { return nil }
    position += number.length
    departures.insert(.words)
    return (number.value, number.decimals)
  }

  /// What stands behind the digits; nil where it makes them no plain figure.
  private mutating func unit() -> String? {
    skipSpaces()
    var rest = String(String.UnicodeScalarView(scalars[position...].filter { !$0.isSpace }))
    if rest.hasSuffix(")"), let open = rest.lastIndex(of: "(") {
      rest = String(rest[..<open])
      departures.insert(.remark)
    }
    while rest.last == "。" || rest.last == "." || rest.last == "；" { rest.removeLast() }
    for word in Self.inexactBehind where rest.hasSuffix(word) {
      rest.removeLast(word.count)
      departures.insert(.inexact)
    }
    // 400余家, 8万余元.
    for word in ["余", "多", "来", "+"] {
      for scale in ["", "十", "百", "千", "万", "亿"] where rest.hasPrefix(scale + word) {
        rest = scale + rest.dropFirst((scale + word).count)
        departures.insert(.inexact)
        break
      }
    }
    if Unit(rest).dimension != nil { return rest }
    let isWord = rest.unicodeScalars.allSatisfy { scalar in
      !scalar.isDigit && !"-−–—~～至±,，、;；:：/⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars.contains(scalar)
    }
    return isWord ? rest : nil
  }

  // MARK: Scalars

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private var isSpace: Bool { peek?.isSpace ?? false }

  private mutating func skipSpaces() {
    while isSpace { position += 1 }
  }

  private mutating func take(_ word: String) -> Bool {
    guard scalars[position...].starts(with: word.unicodeScalars) else { return false }
    position += word.unicodeScalars.count
    return true
  }
}

extension Unicode.Scalar {
  fileprivate var isSpace: Bool { properties.isWhitespace }
}
