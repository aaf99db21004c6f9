internal import Notation

/// The number of a standard, as `GB/T 99011-2023`, `DB35/T 9906-2023`, `T/FJTS 908-2023`,
/// `ISO 99017:2025`, `ISO 105-C06:2023`, `JTG D60-2015`, `ITU-T Y.4117 (2023)`.
///
/// Read as lists have it: with any dash or slash, full-width letters, no blank after the code, a
/// two-digit year, the month behind the year, the name behind it, or the adopted standard
/// (`GB/T 1234-2020/ISO 5678:2018`). GB/T 1.1 and the codes of the standards bodies say what the
/// parts mean.
public struct StandardNumber: Hashable, Sendable, CustomStringConvertible {
  /// Who issues a standard of this code (标准化法, 第二条).
  public enum Category: String, Hashable, Sendable, CaseIterable {
    case international, national, industry, local, group
    /// A firm's own (企业标准): no form of this kind counts it.
    case enterprise
  }

  /// Whether it is one already.
  public enum Standing: String, Hashable, Sendable {
    case published
    /// The number of a plan (`20231234-T-606`), under which a standard is still being written.
    case plan
    /// A draft, whose serial or year is still open (`GB/T XXXX-202X`, `ISO/DIS 1234`).
    case draft
  }

  /// As `GB/T`; empty of a plan.
  public var code: String
  /// With its part, as `4706.1`; empty of a draft whose serial is open.
  public var serial: String
  /// Nil where none is given.
  public var year: Int?
  public var standing: Standing
  /// Nil for a code that says nothing of this, as of a foreign society.
  public var category: Category? { StandardCode.category(of: code) }
  /// Whether a foreign country's or society's code stands before it (EN, ASTM, IEEE).
  public var isForeign: Bool { StandardCode.isForeign(code) }
  /// Whether it stands for several standards (`GB/T 150.1~150.4-2024`).
  public var isRange: Bool

  /// Reads the first number in `text`, words before it left aside.
  ///
  /// Nil where there is none.
  public init?(_ text: String) {
    let plain = Self.plain(text)
    guard let first = Self.next(in: Substring(plain).unicodeScalars) else { return nil }
    self = first.number
    if standing == .published, Self.draftWords.contains(where: plain.contains) { standing = .draft }
  }

  /// The numbers in a cell that stand for standards of their own, each once: not those that one
  /// adopts or replaces.
  static func all(in text: String) -> [StandardNumber] {
    var rest = Substring(plain(text)).unicodeScalars
    var found: [StandardNumber] = []
    while let (number, range) = next(in: rest) {
      let between = String(String.UnicodeScalarView(rest[..<range.lowerBound]))
      let end = range.upperBound
      if !found.isEmpty {
        if relations.contains(where: between.contains) { return found }
        guard number.category != nil || number.standing == .plan, number.year != nil else {
          rest = rest[end...]
          continue
        }
        // GB/T 1234-2020/ISO 5678:2018 adopts the latter.
        let isAdopted = found[0].category == .national && number.category == .international
        if isAdopted || found.contains(where: { $0.description == number.description }) {
          rest = rest[end...]
          continue
        }
      }
      found.append(number)
      rest = rest[end...]
    }
    return found
  }

  /// The number in plain form, by which two spellings are compared.
  public var description: String {
    let body = [code, serial].filter { !$0.isEmpty }.joined(separator: " ")
    let mark = category == .international ? ":" : "-"
    return year.map { "\(body)\(mark)\($0)" } ?? body
  }

  /// Whether the cell names an amendment (修改单) to the standard rather than the standard.
  static func isAmendment(_ text: String) -> Bool {
    let plain = plain(text).filter { $0 != " " }
    if plain.contains("修改单") { return !["含", "包括", "及其", "及第"].contains(where: plain.contains) }
    return ["/XG", "/AMD", "/COR", "+AMD", "/A1", "/A2", "+A1", "+A2"].contains(
      where: plain.contains)
  }

  // MARK: Parts

  /// A cell holds a number or some; what is longer is read no further.
  private static let longestCell = 400

  private static func plain(_ text: String) -> String {
    let plain = String(text.unicodeScalars.prefix(longestCell)).normalised
    return plain.contains("_") ? withoutUnderscores(plain) : plain
  }

  /// As the names of files have it: GB_T 12345-2023, DB35_T_1823_2019.
  private static func withoutUnderscores(_ plain: String) -> String {
    let scalars = Array(plain.unicodeScalars)
    var text = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      guard scalar == "_" else {
        text.append(scalar)
        continue
      }
      let before = index > 0 ? scalars[index - 1] : " "
      let after = index + 1 < scalars.count ? scalars[index + 1] : " "
      text.append(after.isCapital ? "/" : before.isDigit && after.isDigit ? "-" : " ")
    }
    return String(text)
  }

  /// Serials have five digits at most so far.
  private static let longestSerial = 7
  private static let draftWords = ["征求意见稿", "送审稿", "报批稿", "草案", "讨论稿"]
  /// What stands before a number that another one is related to.
  private static let relations = [
    "代替", "替代", "采用", "等同", "修改", "IDT", "MOD", "NEQ", "EQV", "废止",
  ]

  /// The first number in `text`, and where it stands.
  private static func next(
    in text: Substring.UnicodeScalarView
  ) -> (number: StandardNumber, range: Range<Substring.UnicodeScalarView.Index>)? {
    var fallback: (number: StandardNumber, range: Range<Substring.UnicodeScalarView.Index>)?
    var scanner = NumberScanner(text)
    // Names before a number hold letters and digits of their own (5G, AI), though not many.
    for _ in 0..<12 {
      scanner.skip { !$0.isCapital && !$0.isDigit }
      if scanner.rest.isEmpty { break }
      let start = scanner
      if let plan = scanner.plan() {
        return (StandardNumber(plan: plan), start.rest.startIndex..<scanner.rest.startIndex)
      }
      if let number = StandardNumber(&scanner) {
        let range = start.rest.startIndex..<scanner.rest.startIndex
        if number.category != nil || number.isForeign { return (number, range) }
        if fallback == nil { fallback = (number, range) }
      }
      scanner = start
      scanner.skip { $0.isCapital || $0.isDigit }
    }
    return fallback
  }

  private init(plan: String) {
    (code, serial, year, standing, isRange) = ("", plan, nil, .plan, false)
  }

  private init?(_ scanner: inout NumberScanner) {
    guard let (code, isDraft) = scanner.code() else { return nil }
    self.code = code
    // A letter before the serial (JTG D60, JIS G 3101) belongs to a code that is known.
    let isKnown = StandardCode.category(of: code) != nil || StandardCode.isForeign(code)
    var parts = scanner.parts(lettersFirst: isKnown, hasSeries: code.hasPrefix("ITU"))
    isRange = scanner.isRange
    year = nil
    if parts.count > 2, parts[parts.count - 1].isMonth,
      let year = parts[parts.count - 2].year(isInternational: false, isForeign: false)
    {
      self.year = year
      parts.removeLast(2)
    } else if parts.count > 1,
      let year = parts[parts.count - 1].year(
        isInternational: StandardCode.category(of: code) == .international,
        isForeign: StandardCode.isForeign(code))
    {
      self.year = year
      parts.removeLast()
    } else {
      year = scanner.bracketedYear()
    }
    serial = parts.enumerated()
      .map { ($0.offset == 0 ? "" : $0.element.separator) + $0.element.text }.joined()
    // A code without a serial is a word, and one with a long serial another kind of number (ZL).
    if serial.isEmpty, !scanner.isOpen { return nil }
    if let first = parts.first, first.digitCount > Self.longestSerial { return nil }
    standing = isDraft || serial.isEmpty || scanner.isOpen ? .draft : .published
  }
}

/// The codes of those who issue standards.
enum StandardCode {
  private static let international: Set<String> = [
    "ISO", "IEC", "ITU", "CAC", "CXS", "OIML", "CISPR",
  ]
  /// National codes besides GB: safety and health, military, engineering.
  private static let national: Set<String> = ["GB", "GBZ", "GBJ", "GJB", "GSB", "GBW"]
  /// The codes of the industries (行业标准代号), with those for their engineering.
  private static let industries: Set<String> = Set(
    """
    AQ BB CB CH CJ CY DA DB DL DY DZ EJ FZ GA GC GD GF GH GM GX GY HB HG HJ HS HY JB JC JF JG JR JS JT JW JY \
    KA LB LD LS LY MH MR MT MZ NB NY QB QC QJ QX RB RF RW SB SC SF SH SJ SL SN SW SY TB TD TY WB WH WJ WM WS WW \
    XB XF YB YC YD YF YJ YS YW YY YZ ZC ZY CJJ JGJ JTG JTJ JTS YBB YBJ YSJ HGJ SLJ DLJ SDJ TBJ JJF JJG HAD
    """.split(separator: " ").map(String.init))
  private static let foreign: Set<String> = Set(
    """
    EN PREN BS BSEN DIN NF UNE UNI UL ULC ASTM IEEE ANSI ASME ASCE API SAE AWS NFPA MIL FCC JIS JASO KS CSA AS NZS \
    GOST IS SS SFS NEN VDE VDI ETSI CEN CENELEC AATCC AAMI AHRI ASHRAE NEMA NACE NSF IPC SEMI JEDEC CNS \
    FMVSS ECE TIA EIA ICEA IAPMO OEKO GS1 3GPP
    """.split(separator: " ").map(String.init))

  /// Nil for a code that says nothing of it.
  static func category(of code: String) -> StandardNumber.Category? {
    let head = String(code.prefix { $0 != "/" && $0 != "-" })
    if code.hasPrefix("T/") || head == "CECS" { return .group }
    if head == "Q" { return .enterprise }
    if international.contains(head) { return .international }
    if national.contains(head) { return .national }
    if head.hasPrefix("DB"), head.count > 2 { return .local }
    return industries.contains(head) ? .industry : nil
  }

  static func isForeign(_ code: String) -> Bool {
    foreign.contains(String(code.prefix { $0 != "/" }))
  }
}
