internal import Notation

/// The number of a Chinese patent application, which the patent keeps (ZC 0006-2003 专利申请号标准).
///
///     let number = PatentNumber("ZL 2019 1 9072608.5")
///     number?.description        // 201919072608.5
///     number?.isCheckDigitRight  // true
///
/// Read with or without `ZL` or `CN`, blanks, the point, and with a lower-case x.
public struct PatentNumber: Hashable, Sendable, CustomStringConvertible {
  /// What the digit after the year says (ZC 0006-2003 §4.3).
  public enum Kind: String, Hashable, Sendable {
    case invention
    case utilityModel = "utility-model"
    case design
  }

  /// Year, kind and serial: 12 digits since October 2003, 8 before.
  public var digits: String
  /// As written; nil where it was left out.
  public var checkDigit: Character?

  /// Nil where the text is no number of an application.
  public init?(_ text: String) {
    var plain = text.normalised.unicodeScalars.filter { !" .,-_:".unicodeScalars.contains($0) }
    for prefix in ["ZL", "CN"] where String(String.UnicodeScalarView(plain)).hasPrefix(prefix) {
      plain.removeFirst(2)
    }
    var body = String(String.UnicodeScalarView(plain))
    switch body.count {
    case 13, 9: checkDigit = body.removeLast()
    case 12: checkDigit = nil
    case 8: checkDigit = nil
    default: return nil
    }
    guard body.unicodeScalars.allSatisfy({ $0.isDigit }),
      checkDigit.map({ $0 == "X" || $0.isASCII && $0.isNumber }) ?? true
    else { return nil }
    digits = body
    guard kind != nil, isPlausibleYear else { return nil }
  }

  private init?(digits: String, checkDigit: Character?) {
    (self.digits, self.checkDigit) = (digits, checkDigit)
    guard kind != nil, isPlausibleYear else { return nil }
  }

  /// The numbers in a cell, in their order, each once, whatever stands before, between and behind
  /// them: notes in brackets, the name of the right, the number of its publication.
  ///
  /// - Complexity: linear in the length of the text.
  static func all(in text: String) -> [PatentNumber] {
    if let number = PatentNumber(text) { return [number] }
    let scalars = Array(text.normalised.unicodeScalars)
    var found: [PatentNumber] = []
    var seen: Set<String> = []
    var index = 0
    while index < scalars.count {
      guard scalars[index].isDigit else {
        index += 1
        continue
      }
      if let (number, end) = long(in: scalars, at: index) ?? short(in: scalars, at: index) {
        if seen.insert(number.digits).inserted { found.append(number) }
        index = end
      } else {
        index = scalars[index...].firstIndex { !$0.isDigit } ?? scalars.count
      }
    }
    return found
  }

  /// A number of the format since 2003 that begins at `start`, its digits in groups or not.
  private static func long(
    in scalars: [Unicode.Scalar], at start: Int
  ) -> (number: PatentNumber, end: Int)? {
    var digits = ""
    var index = start
    var gap = 0
    while digits.utf8.count < 12 {
      guard index < scalars.count else { return nil }
      if scalars[index].isDigit {
        digits.unicodeScalars.append(scalars[index])
        gap = 0
      } else {
        gap += 1
        guard gap <= 2, " .-".unicodeScalars.contains(scalars[index]) else { return nil }
      }
      index += 1
    }
    return closed(digits, in: scalars, at: index)
  }

  /// A number of the format before, which is taken for one only with `ZL` or `CN` before it or a
  /// point before its check digit.
  private static func short(
    in scalars: [Unicode.Scalar], at start: Int
  ) -> (number: PatentNumber, end: Int)? {
    let run = scalars[start...].prefix { $0.isDigit }
    guard run.count == 8 || run.count == 9 else { return nil }
    let before = scalars[..<start].suffix(4).filter { $0 != " " && $0 != "." }.suffix(2)
    let isPrefixed =
      before.elementsEqual("ZL".unicodeScalars)
      || before.elementsEqual("CN".unicodeScalars)
    let isPointed = run.count == 8 && run.endIndex < scalars.count && scalars[run.endIndex] == "."
    guard isPrefixed || isPointed else { return nil }
    return closed(String(String.UnicodeScalarView(run.prefix(8))), in: scalars, at: start + 8)
  }

  /// The number of these digits with the check digit that stands at `index`, or behind a point or
  /// blank there.
  private static func closed(
    _ digits: String, in scalars: [Unicode.Scalar], at index: Int
  ) -> (number: PatentNumber, end: Int)? {
    func scalar(_ index: Int) -> Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
    let place = scalar(index).map { " .-".unicodeScalars.contains($0) } == true ? index + 1 : index
    if let check = scalar(place), check.isDigit || check == "X",
      scalar(place + 1).map({ $0.isDigit || $0.isCapital }) != true
    {
      return PatentNumber(digits: digits, checkDigit: Character(check)).map { ($0, place + 1) }
    }
    if scalar(index)?.isDigit == true { return nil }
    return PatentNumber(digits: digits, checkDigit: nil).map { ($0, index) }
  }

  private var isOld: Bool { digits.count == 8 }

  public var year: Int {
    guard isOld else { return Int(digits.prefix(4)) ?? 0 }
    let year = Int(digits.prefix(2)) ?? 0
    return year >= 85 ? 1900 + year : 2000 + year
  }

  /// Whether the twenty years of an invention (专利法, 第四十二条) have passed for every day of the year
  /// in which it was applied for.
  func hasExpired(by day: ListDate) -> Bool {
    let isWholeYear = (day.month ?? 12, day.day ?? 31) == (12, 31)
    return year + 20 <= day.year - (isWholeYear ? 0 : 1)
  }

  /// The patent law is in force since April 1985; the older format ended in 2003.
  private var isPlausibleYear: Bool {
    isOld ? (1985...2003).contains(year) : (2003...2099).contains(year)
  }

  /// Nil for a digit that stands for no kind.
  public var kind: Kind? {
    switch digits.dropFirst(isOld ? 2 : 4).first {
    // 8 and 9 are international applications (PCT) in their national phase.
    case "1"?, "8"?: .invention
    case "2"?, "9"?: .utilityModel
    case "3"?: .design
    default: nil
    }
  }

  /// What the digits call for: each times 2, 3, 4 … 9, 2, 3, 4, 5, the sum modulo 11; 10 is X.
  public var expectedCheckDigit: Character {
    let sum = zip(digits.unicodeScalars, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5])
      .reduce(0) { $0 + Int($1.0.value - 0x30) * $1.1 }
    let rest = sum % 11
    return rest == 10 ? "X" : Character(String(rest))
  }

  /// Nil where none is written.
  public var isCheckDigitRight: Bool? { checkDigit.map { $0 == expectedCheckDigit } }

  /// The number in plain form, as `202019871523.6`.
  public var description: String { digits + (checkDigit.map { ".\($0)" } ?? "") }
}

/// What the number of a patent or another right says in a list.
public enum RightNumber: Hashable, Sendable {
  case patent(PatentNumber)
  /// The number of a publication (`CN 112464267 B`, ZC 0007) where the patent's own is meant.
  case publication(String)
  /// The number of another right, in plain form.
  case other(Right, String)
  /// A number that a spreadsheet has rounded: `2.0202E+12`.
  case rounded
  case unknown

  public init(_ text: String) {
    let plain = text.normalised.filter { $0 != " " }
    if let right = Right(number: plain) {
      self = .other(right, plain)
    } else if let number = PatentNumber.all(in: text).first {
      self = .patent(number)
    } else if let publication = Self.publication(plain) {
      self = .publication(publication)
    } else if plain.contains("E"), Double(plain) != nil {
      self = .rounded
    } else {
      self = .unknown
    }
  }

  /// `CN112464267B`, `112464267B`, `CN1012345A`, with whatever stands around it; of nine digits the
  /// first says what it is, 1 to 3, which no older application number begins with.
  private static func publication(_ plain: String) -> String? {
    var rest = Substring(plain).unicodeScalars
    while let start = rest.firstIndex(where: { $0.isDigit }) {
      let digits = rest[start...].prefix { $0.isDigit }
      let kind = rest[digits.endIndex...].prefix { $0.isDigit || $0.isCapital }
      let isChinese = rest[..<start].suffix(2).elementsEqual("CN".unicodeScalars)
      // US 10123456 B2
      let isForeign = !isChinese && rest[..<start].last?.isCapital == true
      let hasKind =
        kind.count <= 2 && ["A", "B", "C", "U", "S", "Y", "D"].contains(kind.first)
      let isBare =
        kind.isEmpty && digits.count == 9 && ["1", "2", "3"].contains(digits.first)
      if !isForeign, hasKind && (digits.count == 7 || digits.count == 9) || isBare && !isForeign {
        return "CN" + String(digits) + String(kind)
      }
      rest = rest[kind.endIndex...]
    }
    return nil
  }
}

/// A right that a list of patents may name, the form's words beside it.
public enum Right: String, Hashable, Sendable, CaseIterable {
  /// 发明专利
  case invention
  /// 国防专利
  case defencePatent = "defence-patent"
  /// 植物新品种
  case plantVariety = "plant-variety"
  /// 国家级农作物品种
  case cropVariety = "crop-variety"
  /// 国家新药
  case newDrug = "new-drug"
  /// 国家一级中药保护品种
  case chineseMedicine = "chinese-medicine"
  /// 集成电路布图设计专有权
  case layoutDesign = "layout-design"
  /// 实用新型
  case utilityModel = "utility-model"
  /// 外观设计
  case design
  /// 软件著作权
  case softwareCopyright = "software-copyright"
  /// 商标
  case trademark

  /// By the number, in capitals and without blanks.
  init?(number: String) {
    let marks: [(String, Right)] = [
      ("国防", .defencePatent), ("CNA", .plantVariety), ("品种权", .plantVariety),
      ("国审", .cropVariety), ("国药准字", .newDrug), ("国药证字", .newDrug),
      ("中保证字", .chineseMedicine), ("ZYB", .chineseMedicine), ("BS.", .layoutDesign),
      ("软著", .softwareCopyright),
    ]
    if let mark = marks.first(where: { number.contains($0.0) }) {
      self = mark.1
    } else if number.hasPrefix("BS"), number.dropFirst(2).first?.isNumber == true {
      self = .layoutDesign
    } else if number.dropFirst(4).hasPrefix("SR"), number.prefix(4).allSatisfy({ $0.isNumber }) {
      self = .softwareCopyright
    } else {
      return nil
    }
  }

  /// By the words of a column that names the kind.
  init?(words: String) {
    let words = words.normalised
    let marks: [(String, Right)] = [
      ("国防", .defencePatent), ("实用新型", .utilityModel), ("外观", .design), ("植物", .plantVariety),
      ("农作物", .cropVariety), ("中药", .chineseMedicine), ("新药", .newDrug), ("集成电路", .layoutDesign),
      ("布图", .layoutDesign), ("软件", .softwareCopyright), ("软著", .softwareCopyright),
      ("商标", .trademark), ("发明", .invention),
    ]
    guard let mark = marks.first(where: { words.contains($0.0) }) else { return nil }
    self = mark.1
  }

  /// By the letter of a publication's number (ZC 0008 专利文献种类标识代码), or else by its first digit
  /// (ZC 0007 专利文献号).
  init?(publication: String) {
    let number = publication.drop { !$0.isNumber }
    let kind = number.first { !$0.isNumber }
    switch (kind, number.first) {
    case ("A", _), ("B", _), ("C", _), (nil, "1"): self = .invention
    case ("U", _), ("Y", _), (nil, "2"): self = .utilityModel
    case ("S", _), ("D", _), (nil, "3"): self = .design
    default: return nil
    }
  }

  init(_ kind: PatentNumber.Kind) {
    switch kind {
    case .invention: self = .invention
    case .utilityModel: self = .utilityModel
    case .design: self = .design
    }
  }
}
