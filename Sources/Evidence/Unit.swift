/// A unit of measure as it stands behind a figure or in a form: 万元, 吨/亿元, 平方公里, %.
struct Unit: Hashable, Sendable {
  /// What is measured; two figures of one dimension can be compared.
  indirect enum Dimension: Hashable, Sendable {
    /// Things, firms and people, with and without a word for them.
    case count
    case money, share, mass, area, energy, length, volume, power
    case ratio(Dimension, Dimension)
  }

  /// Nil where the text is no unit that is known.
  let dimension: Dimension?
  /// How many of the dimension's own unit it is.
  let factor: Double
  /// Whether it is a number alone, as 万.
  let isBare: Bool

  private static let scales: [Unicode.Scalar: Double] = [
    "十": 10, "百": 100, "千": 1000, "万": 1e4, "亿": 1e8,
  ]

  private static let known: [String: (Dimension, Double)] = [
    "元": (.money, 1), "元人民币": (.money, 1), "人民币": (.money, 1), "圆": (.money, 1), "块": (.money, 1),
    "rmb": (.money, 1), "角": (.money, 0.1),
    "%": (.share, 1), "个百分点": (.share, 1), "百分点": (.share, 1), "‰": (.share, 0.1),
    "pct": (.share, 1),
    "吨": (.mass, 1), "t": (.mass, 1), "公吨": (.mass, 1), "千克": (.mass, 0.001), "公斤": (.mass, 0.001),
    "kg": (.mass, 0.001), "克": (.mass, 1e-6), "g": (.mass, 1e-6), "斤": (.mass, 0.0005),
    "平方公里": (.area, 1e6), "平方千米": (.area, 1e6), "km2": (.area, 1e6), "km²": (.area, 1e6),
    "㎢": (.area, 1e6), "公顷": (.area, 1e4), "hm²": (.area, 1e4), "hm2": (.area, 1e4),
    "ha": (.area, 1e4),
    "亩": (.area, 10000.0 / 15), "平方米": (.area, 1), "平米": (.area, 1), "m2": (.area, 1),
    "m²": (.area, 1),
    "㎡": (.area, 1),
    "千瓦时": (.energy, 1), "度": (.energy, 1), "kwh": (.energy, 1), "兆瓦时": (.energy, 1000),
    "米": (.length, 1), "m": (.length, 1), "公里": (.length, 1000), "千米": (.length, 1000),
    "km": (.length, 1000),
    "立方米": (.volume, 1), "m3": (.volume, 1), "m³": (.volume, 1), "升": (.volume, 0.001),
    "千瓦": (.power, 1), "kw": (.power, 1), "兆瓦": (.power, 1000), "mw": (.power, 1000),
  ]

  /// The words by which things are counted.
  private static let counted: Set<String> = [
    "", "个", "家", "件", "项", "人", "名", "位", "户", "台", "套", "条", "种", "所", "座", "次", "处", "款",
    "支", "只", "份", "篇", "场", "期", "批", "类", "张", "辆", "栋", "间", "棵", "人次", "家企业", "个企业",
    "户企业", "家次", "台套", "台/套", "个项目", "项标准", "件专利", "个品牌", "家单位", "企业",
  ]

  /// What is weighed makes no other unit: 吨标准煤, 吨二氧化碳.
  private static let substances = [
    "标准煤", "标煤", "二氧化碳当量", "二氧化碳", "co2", "co₂", "ce", "co2e",
  ]

  init(_ text: String) {
    self.init(text.lowercased(), depth: 0)
  }

  /// 件/万人 where the divisor is 10,000.
  static func things(per divisor: Double) -> Unit {
    Unit(dimension: .ratio(.count, .count), factor: 1 / divisor, isBare: false)
  }

  private init(dimension: Dimension?, factor: Double, isBare: Bool) {
    (self.dimension, self.factor, self.isBare) = (dimension, factor, isBare)
  }

  private init(_ text: String, depth: Int) {
    if Self.counted.contains(text) {
      (dimension, factor, isBare) = (.count, 1, text.isEmpty)
      return
    }
    if let known = Self.known[text] {
      (dimension, factor, isBare) = (known.0, known.1, false)
      return
    }
    if depth < Self.deepest {
      if let divided = text.firstIndex(of: "/") {
        let above = Unit(String(text[..<divided]), depth: depth + 1)
        let below = Unit(String(text[text.index(after: divided)...]), depth: depth + 1)
        if let numerator = above.dimension, let denominator = below.dimension, !below.isBare {
          (dimension, factor) = (.ratio(numerator, denominator), above.factor / below.factor)
          isBare = false
          return
        }
      }
      if let scale = text.unicodeScalars.first.flatMap({ Self.scales[$0] }) {
        let rest = Unit(String(text.dropFirst()), depth: depth + 1)
        if rest.dimension != nil {
          (dimension, factor, isBare) = (rest.dimension, scale * rest.factor, rest.isBare)
          return
        }
      }
      for substance in Self.substances where text.hasSuffix(substance) && text != substance {
        let rest = Unit(String(text.dropLast(substance.count)), depth: depth + 1)
        if rest.dimension == .mass {
          (dimension, factor, isBare) = (.mass, rest.factor, false)
          return
        }
      }
    }
    (dimension, factor, isBare) = (nil, 1, false)
  }

  /// 万亿元/百万人 and the like go no deeper.
  private static let deepest = 6
}
