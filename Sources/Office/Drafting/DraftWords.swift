internal import Evidence

/// What the words of Chinese forms tell about an answer; every guess here is marked for a check by
/// hand where it may be wrong.
enum DraftWords {
  // MARK: Evidence

  private static let demands = [
    "佐证", "证明材料", "需提供", "须提供", "请提供", "应提供", "提供清单", "附清单", "需附", "须附", "请附",
    "附证明", "附相关", "附复印件", "附扫描件", "复印件", "扫描件", "另附", "附件证明", "附表格", "附名单",
  ]

  /// In bytes; a printed note has some hundred, and only a hostile file more.
  private static let longestNote = 4096

  /// The words in `text` that ask for evidence: the part in brackets, or all of it.
  static func note(in text: String) -> String? {
    guard text.utf8.count <= longestNote, demands.contains(where: { text.contains($0) }) else {
      return nil
    }
    for (open, close) in [("（", "）"), ("(", ")")] as [(Character, Character)] {
      var rest = text[...]
      while let start = rest.firstIndex(of: open) {
        var depth = 0
        let end = rest[start...].firstIndex { character in
          if character == open { depth += 1 }
          if character == close { depth -= 1 }
          return depth == 0
        }
        guard let end else { break }
        let part = rest[start...end]
        if demands.contains(where: { part.contains($0) }) { return String(part) }
        rest = rest[rest.index(after: end)...]
      }
    }
    return text
  }

  /// Whether the text is a remark in brackets and nothing else.
  static func isNote(_ text: String) -> Bool {
    (text.hasPrefix("（") && text.hasSuffix("）")) || (text.hasPrefix("(") && text.hasSuffix(")"))
      || text.hasPrefix("注：") || text.hasPrefix("备注：")
  }

  static func demand(_ note: String, for field: Form.Field) -> Form.Demand {
    let accepts: Form.Demand.Accepted =
      if note.contains("公式") {
        .formula
      } else if has(["清单", "名单", "列表", "目录"], in: note) {
        .list
      } else if has(["照片", "图片", "截图"], in: note) {
        .image
      } else {
        .any
      }
    let when: Form.Demand.Trigger =
      switch field.kind {
      case .yesNo: .yes
      case .choice, .checklist: .ticked
      case .number, .table: accepts == .formula ? .filled : .nonzero
      case .text, .plan: .filled
      case .signaturePage: .always
      }
    return Form.Demand(when: when, level: .required, accepts: accepts, note: note)
  }

  // MARK: Signatures

  static func asksForSignature(_ text: String) -> Bool {
    has(["签字", "签名", "签章", "盖章", "公章"], in: text)
  }

  static func declares(_ text: String) -> Bool {
    has(["承诺", "声明", "真实性", "属实"], in: text)
  }

  // MARK: Figures

  static let digits = Set("0123456789")
  /// What sections and headings are counted with; 十一 is two of them.
  static let numerals = Set("一二三四五六七八九十")

  /// Words that begin with these stand behind a blank.
  private static let units = [
    "年", "月", "日", "个", "家", "人", "名", "项", "件", "种", "元", "万", "亿", "%", "％", "平方",
    "公里", "亩", "吨", "省", "市", "县", "区", "镇", "乡", "街道", "号", "页", "次", "天", "岁", "台",
    "套", "户", "分", "时",
  ]
  private static let addresses = ["省", "市", "县", "区", "镇", "乡", "街道", "号"]

  static func isUnit(_ text: String) -> Bool {
    text.count <= 8 && units.contains { text.hasPrefix($0) }
  }

  /// The unit behind a blank; nil for parts of an address or of a date.
  static func unit(_ text: String) -> String? {
    let isOther = ["年", "月", "日"].contains(text) || addresses.contains { text.hasPrefix($0) }
    return isUnit(text) && !isOther ? text : nil
  }

  /// The unit in brackets at the end of a label, or before its remark: 总产值（亿元）.
  static func unit(ofLabel label: String) -> String? {
    for part in brackets(in: label).reversed() {
      let name = part.hasPrefix("单位：") ? String(part.dropFirst(3)) : part
      let isKnown =
        units.contains(name)
        || addresses.contains(name) == false
          && has(["%", "％", "元", "平方", "公里", "吨", "亩", "千瓦", "升", "立方"], in: name)
      if isKnown, name.count <= 12, !has(["，", "。", "字"], in: name),
        !addresses.contains(where: { name.hasPrefix($0) })
      {
        return name == "％" ? "%" : name
      }
    }
    return nil
  }

  private static func brackets(in text: String) -> [String] {
    var parts: [String] = []
    var open: String.Index?
    for index in text.indices {
      if text[index] == "（" || text[index] == "(" { open = text.index(after: index) }
      if text[index] == "）" || text[index] == ")", let start = open {
        parts.append(String(text[start..<index]).trimmed)
        open = nil
      }
    }
    return parts
  }

  /// The label without what stands in brackets.
  static func bare(_ label: String) -> String {
    var depth = 0
    return label.filter { character in
      if character == "（" || character == "(" { depth += 1 }
      defer { if character == "）" || character == ")" { depth -= 1 } }
      return depth == 0
    }.trimmed
  }

  private static let figures = [
    "数", "数量", "量", "率", "比例", "比重", "占比", "金额", "额", "增速", "面积", "产值", "收入", "利润",
    "强度", "投入", "增幅", "总值", "资产", "费用", "税金", "税收",
  ]

  static func isFigure(_ label: String) -> Bool {
    if unit(ofLabel: label) != nil { return true }
    let bare = bare(label)
    return !bare.contains("名称") && figures.contains { bare.hasSuffix($0) }
  }

  /// Shares lie between 0 and 100; nothing falls by more than the whole.
  static func range(_ label: String, unit: String?) -> ClosedRange<Double>? {
    let bare = bare(label)
    if unit == "%", has(["增速", "增长率", "增幅"], in: bare) { return -100...Double.infinity }
    guard unit == "%", !has(["增速", "增长", "降低", "下降", "增幅", "利润率", "毛利"], in: bare),
      has(["比例", "占比", "比重", "率", "强度", "份额"], in: bare)
    else { return nil }
    return 0...100
  }

  /// The limit that `（200字以内）` and its like set.
  static func limit(_ text: String) -> Int? {
    for words in ["字以内", "字之内", "字内", "字以下", "字左右"] {
      guard let range = text.firstRange(of: words) else { continue }
      let digits = text[..<range.lowerBound].reversed().prefix { $0.isASCII && $0.isNumber }
      if let limit = Int(String(digits.reversed())) { return limit }
    }
    for words in ["不超过", "限", "不多于"] {
      guard let range = text.firstRange(of: words) else { continue }
      let digits = text[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
      if let limit = Int(digits), text[digits.endIndex...].hasPrefix("字") { return limit }
    }
    return nil
  }

  /// Whether it names a period: 2023年, 第一年, 上年度.
  static func isYear(_ text: String) -> Bool {
    year(text) != nil
      || ["第一年", "第二年", "第三年", "上年", "本年", "前年", "去年", "今年"].contains {
        text.hasPrefix($0)
      }
  }

  /// The year that the words begin with.
  static func year(_ text: String) -> String? {
    let digits = text.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
      digits.hasPrefix("19") || digits.hasPrefix("20")
    else { return nil }
    return String(digits)
  }

  // MARK: Boxes

  static func kind(ofBoxes options: [String], label: String) -> Form.Field.Kind {
    let first = options.first ?? ""
    let denials = ["否", "未", "不", "无", "没", "非"]
    if (2...3).contains(options.count), !denials.contains(where: first.hasPrefix),
      denials.contains(where: options[1].hasPrefix)
    {
      return .yesNo
    }
    if has(["多选", "可多选"], in: label) { return .checklist }
    let isOne = has(["单选", "类型", "性质", "级别", "等级", "规模", "性别", "是否"], in: label)
    return isOne ? .choice : .checklist
  }

  /// Whether whoever ticks an option claims nothing: 否, 不涉及, 非工业企业，不适用.
  static func claimsNothing(_ option: String) -> Bool {
    let bare = bare(option)
    return ["否", "无", "没有", "不是", "未"].contains(bare)
      || has(["不涉及", "不适用", "不存在此"], in: bare) && bare.count <= 16
  }

  // MARK: Ids

  private static let ids = [
    "年": "year", "月": "month", "日": "day", "是": "yes", "否": "no", "数量": "count", "名称": "names",
    "省": "province", "市": "city", "县": "county", "区": "district", "不涉及": "not-concerned",
    "不适用": "not-applicable",
    "男": "male", "女": "female", "有": "some", "无": "none", "指标": "indicator", "其他": "other",
  ]

  /// An id for a row, a column or an option; nil for words that have none.
  static func id(_ label: String) -> String? { ids[bare(label)] ?? year(label) }

  static func has(_ words: [String], in text: String) -> Bool {
    words.contains { text.contains($0) }
  }
}
