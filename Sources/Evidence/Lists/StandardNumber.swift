/// The number of a standard, as `GB/T 99011-2023`, `DB35/T 9906-2023`, `T/FJTS 908-2023`,
/// `ISO 99017:2025`.
///
/// Read as lists have it: with any dash, full-width letters, no blank after the code, a two-digit
/// year, the name behind it, or the adopted standard (`GB/T 1234-2020/ISO 5678:2018`). GB/T 1.1
/// and the codes of the standards bodies say what the parts mean.
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
  public var category: Category?

  /// Reads the first number that `text` begins with, words before it left aside.
  ///
  /// Nil where there is none.
  public init?(_ text: String) {
    var scanner = NumberScanner(text.normalised)
    scanner.skip { !$0.isCapital && !$0.isDigit }
    if let plan = Self.plan(scanner.rest) {
      (code, serial, year, standing, category) = ("", plan, nil, .plan, nil)
      return
    }
    guard let code = Self.code(&scanner) else { return nil }
    self.code = code.text
    category = Self.category(of: code.text)
    let isInternational = category == .international
    var parts = scanner.parts()
    year = nil
    if let last = parts.last, parts.count > 1, last.separator == "-" || last.separator == ":",
      let number = Int(last.digits)
    {
      if last.digits.count == 4, (1900...2999).contains(number) {
        year = number
      } else if last.digits.count == 2, last.separator == "-", !isInternational {
        // The years of two digits ended with the century.
        year = number >= 49 ? 1900 + number : nil
      }
      if year != nil { parts.removeLast() }
    }
    serial = parts.enumerated()
      .map { ($0.offset == 0 ? "" : $0.element.separator) + $0.element.digits }.joined()
    let isOpen = serial.isEmpty || scanner.isOpen
    let isDraft = code.isDraft || isOpen || Self.draftWords.contains { text.contains($0) }
    // A code without a serial is a word, and one with a long serial another kind of number (ZL).
    if serial.isEmpty, !scanner.isOpen { return nil }
    if let first = parts.first, first.digits.count > Self.longestSerial { return nil }
    standing = isDraft ? .draft : .published
  }

  /// The number in plain form, by which two spellings are compared.
  public var description: String {
    let body = [code, serial].filter { !$0.isEmpty }.joined(separator: " ")
    let mark = category == .international ? ":" : "-"
    return year.map { "\(body)\(mark)\($0)" } ?? body
  }

  // MARK: Parts

  /// Serials have five digits at most so far.
  private static let longestSerial = 7
  private static let draftWords = ["征求意见稿", "送审稿", "报批稿", "草案", "讨论稿"]

  /// `20231234-T-606`: year and serial, the kind of plan, the committee (国家标准制修订计划).
  private static func plan(_ text: Substring.UnicodeScalarView) -> String? {
    let parts = String(Substring(text)).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[0].count == 8, parts[0].allSatisfy(\.isNumber),
      ["T", "Q", "Z"].contains(parts[1]), let committee = parts.dropFirst(2).first
    else { return nil }
    return [parts[0], parts[1], committee.prefix { $0.isNumber }].joined(separator: "-")
  }

  private static func code(
    _ scanner: inout NumberScanner
  ) -> (text: String, isDraft: Bool)? {
    let first = scanner.capitals()
    guard !first.isEmpty else { return nil }
    switch first {
    case "T" where scanner.take("/") || scanner.take(" ") || scanner.take("-"):
      return (("T/" + scanner.society()), false)
    case "Q" where scanner.take("/") || scanner.take("-") || scanner.take(" "):
      return ("Q/" + scanner.society(), false)
    case "DB":
      // DB/T alone is the earthquake industry's.
      _ = scanner.take(" ")
      let region = scanner.region()
      return ("DB" + region + scanner.recommended(), false)
    case "DBT" where scanner.isAtDigit || scanner.isAtBlank: return ("DB/T", false)
    case "ISO", "IEC", "ITU":
      var code = first
      var isDraft = false
      while scanner.isAt("/") || scanner.isAt("-") || scanner.isAt(" ") {
        let start = scanner
        scanner.advance()
        let next = scanner.capitals()
        guard !next.isEmpty else {
          scanner = start
          break
        }
        if ["CD", "DIS", "FDIS", "WD", "NP", "AWI", "PWI", "CDV"].contains(next) { isDraft = true }
        code += "/" + next
      }
      return (code, isDraft)
    default: break
    }
    if first.count > 2, first.hasSuffix("T"), scanner.isAtDigit || scanner.isAtBlank,
      Self.category(of: String(first.dropLast())) != nil
    {
      return (first.dropLast() + "/T", false)
    }
    return (first + scanner.recommended(), false)
  }

  private static let international: Set<String> = ["ISO", "IEC", "ITU", "CAC", "CXS", "OIML"]
  /// National codes besides GB: safety and health, military, engineering.
  private static let national: Set<String> = ["GB", "GBZ", "GBJ", "GJB", "GSB"]
  /// Codes of three letters that stand for an industry.
  private static let industries: Set<String> = ["JGJ", "CJJ", "JTG", "JTS", "JTJ", "YBB"]

  private static func category(of code: String) -> Category? {
    let head = String(code.prefix { $0 != "/" })
    if code.hasPrefix("T/") || head == "CECS" { return .group }
    if head == "Q" { return .enterprise }
    if international.contains(head) { return .international }
    if national.contains(head) { return .national }
    if head.hasPrefix("DB"), head.count > 2 { return .local }
    if industries.contains(head) { return .industry }
    return head.count == 2 && head.unicodeScalars.allSatisfy(\.isCapital) ? .industry : nil
  }
}

/// Walks through a normalised number.
private struct NumberScanner {
  private(set) var rest: Substring.UnicodeScalarView
  /// Whether an open place (`X`) was met where digits belong.
  private(set) var isOpen = false

  init(_ text: String) { rest = Substring(text).unicodeScalars }

  var isAtDigit: Bool { rest.first?.isDigit == true }
  var isAtBlank: Bool { rest.first == " " }
  func isAt(_ scalar: Unicode.Scalar) -> Bool { rest.first == scalar }

  mutating func advance() { rest.removeFirst() }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  mutating func skip(while condition: (Unicode.Scalar) -> Bool) {
    while let first = rest.first, condition(first) { rest.removeFirst() }
  }

  mutating func capitals() -> String {
    let end = rest.firstIndex { !$0.isCapital } ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(String.UnicodeScalarView(rest[..<end]))
  }

  /// `/T` or `/Z`, also written with a hyphen or a blank, in one spelling; empty where there is
  /// none.
  mutating func recommended() -> String {
    let start = rest
    while take(" ") {}
    if take("/") || take("-") {
      while take(" ") {}
    }
    for kind in ["T", "Z"] as [Unicode.Scalar] where rest.first == kind {
      let after = rest.dropFirst().first
      guard after == nil || after == " " || after?.isDigit == true || after == "X" || after == "-"
      else { break }
      rest.removeFirst()
      return "/\(kind)"
    }
    rest = start
    return ""
  }

  /// The digits of a province or city; the first two where the serial follows without a blank.
  mutating func region() -> String {
    let digits = rest.prefix { $0.isDigit }
    let after = rest.dropFirst(digits.count).first
    let isWhole = after == "/" || after == " " || after == "T" || after == "-" && digits.count <= 4
    let length = isWhole ? digits.count : min(2, digits.count)
    defer { rest = rest.dropFirst(length) }
    return String(String.UnicodeScalarView(rest.prefix(length)))
  }

  /// A society's or firm's code: up to the blank before the serial, or up to the first digit.
  mutating func society() -> String {
    while take(" ") {}
    let end: Substring.UnicodeScalarView.Index
    if let blank = rest.firstIndex(of: " "),
      rest[rest.index(after: blank)...].first.map({ $0.isDigit || $0 == "X" }) == true,
      rest[..<blank].contains(where: { !$0.isDigit })
    {
      end = blank
    } else {
      end = rest.firstIndex { $0.isDigit } ?? rest.endIndex
    }
    defer { rest = rest[end...] }
    return String(String.UnicodeScalarView(rest[..<end].filter { $0 != " " }))
  }

  /// The serial, its parts and the year, each with what stands before it.
  mutating func parts() -> [(separator: String, digits: String)] {
    var parts: [(separator: String, digits: String)] = []
    while true {
      var separator = ""
      var ahead = rest
      while let first = ahead.first, " .:-一".unicodeScalars.contains(first) {
        if first != " " { separator = first == "一" ? "-" : String(first) }
        ahead.removeFirst()
      }
      if !parts.isEmpty, separator.isEmpty { return parts }
      if ahead.first == "X", parts.isEmpty || separator == "-" { isOpen = true }
      let digits = ahead.prefix { $0.isDigit }
      guard !digits.isEmpty else { return parts }
      rest = ahead.dropFirst(digits.count)
      parts.append((separator, String(String.UnicodeScalarView(digits))))
      // An open year: 202X.
      if rest.first == "X", separator == "-" { isOpen = true }
    }
  }
}
