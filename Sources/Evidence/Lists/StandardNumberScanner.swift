/// Walks through a normalised number of a standard.
struct NumberScanner {
  private(set) var rest: Substring.UnicodeScalarView
  /// Whether an open place (`X`) was met where digits belong.
  private(set) var isOpen = false
  /// Whether a range of parts was met.
  private(set) var isRange = false

  init(_ text: Substring.UnicodeScalarView) { rest = text }

  /// A serial, a part or a year, and what stands before it.
  struct Part {
    var separator: String
    /// Digits, with letters before or behind them (`C06`, `9001C`).
    var text: String

    var digitCount: Int { text.unicodeScalars.count { $0.isDigit } }

    private var number: Int? {
      separator == "-" || separator == ":" || separator == "." ? Int(text) : nil
    }

    /// A year that is no part of a serial, as the standards of two centuries have it.
    var isYearLike: Bool {
      (separator == "-" || separator == ":") && text.utf8.count == 4
        && number.map((1900...2099).contains) == true
    }

    var isMonth: Bool { text.utf8.count <= 2 && number.map((1...12).contains) == true }

    func year(isInternational: Bool, isForeign: Bool) -> Int? {
      guard separator == "-" || separator == ":" else { return nil }
      // 2023E: the language of the edition.
      let digits = text.prefix { $0.isNumber }
      guard let number = Int(digits), text.utf8.count <= 5 else { return nil }
      if digits.utf8.count == 4 { return (1900...2999).contains(number) ? number : nil }
      guard text.utf8.count == 2, separator == "-", !isInternational else { return nil }
      // The years of two digits ended with the century, but for some foreign societies.
      return number >= 49 ? 1900 + number : isForeign ? 2000 + number : nil
    }
  }

  private var isAtDigit: Bool { rest.first?.isDigit == true }
  private var isAtBlank: Bool { rest.first == " " }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  mutating func skip(while condition: (Unicode.Scalar) -> Bool) {
    rest = rest[(rest.firstIndex { !condition($0) } ?? rest.endIndex)...]
  }

  private mutating func capitals() -> String {
    let end = rest.firstIndex { !$0.isCapital } ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(String.UnicodeScalarView(rest[..<end]))
  }

  // MARK: Plans

  /// `20231234-T-606`: year and serial, the kind of plan, the committee (国家标准制修订计划); or
  /// `2023-1234T-QB`, an industry's.
  mutating func plan() -> String? {
    guard isAtDigit else { return nil }
    let end = rest.firstIndex { !($0.isDigit || $0.isCapital || $0 == "-") } ?? rest.endIndex
    let text = String(String.UnicodeScalarView(rest[..<end]))
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    func isOpenNumber(_ part: Substring, _ length: Int) -> Bool {
      part.utf8.count == length && part.unicodeScalars.allSatisfy { $0.isDigit || $0 == "X" }
    }
    guard parts.count >= 2 else { return nil }
    var plan: String?
    if isOpenNumber(parts[0], 8), ["T", "Q", "Z"].contains(parts[1]) {
      let committee = parts.dropFirst(2).first?.prefix { $0.isNumber }
      plan = ([parts[0], parts[1]] + (committee.map { [$0] } ?? [])).joined(separator: "-")
    } else if parts.count == 3, isOpenNumber(parts[0], 4), parts[1].hasSuffix("T"),
      isOpenNumber(parts[1].dropLast(), 4), StandardCode.category(of: String(parts[2])) != nil
    {
      plan = text
    }
    if plan != nil { rest = rest[end...] }
    return plan
  }

  // MARK: Codes

  /// What may follow the code of an international body, and whether it makes a draft.
  private static let documents: [String: Bool] = [
    "ISO": false, "IEC": false, "IEEE": false, "ITU": false, "TS": false, "TR": false, "PAS": false,
    "IWA": false, "GUIDE": false, "R": false, "T": false, "HL": false, "CIE": false, "ASTM": false,
    "OIML": false, "CD": true, "DIS": true, "FDIS": true, "WD": true, "NP": true, "AWI": true,
    "PWI": true, "CDV": true, "DTS": true, "DTR": true,
  ]

  mutating func code() -> (text: String, isDraft: Bool)? {
    let first = capitals()
    guard !first.isEmpty else { return nil }
    switch first {
    case "T" where take("/") || take(" ") || take("-"): return ("T/" + society(), false)
    case "Q" where take("/") || take("-") || take(" "): return ("Q/" + society(), false)
    case "DB", "DBS":
      // DB/T alone is the earthquake industry's.
      _ = take(" ")
      let region = region()
      let code = first + region + recommended()
      // DB35/1782-2018: a mandatory one.
      if !region.isEmpty { takeSlash() }
      return (code, false)
    case "DBT" where isAtDigit || isAtBlank: return ("DB/T", false)
    case "ISO", "IEC", "ITU": return international(first)
    default: break
    }
    if first.count > 2, first.hasSuffix("T"), isAtDigit || isAtBlank,
      StandardCode.category(of: String(first.dropLast())) != nil
    {
      return (first.dropLast() + "/T", false)
    }
    if StandardCode.isForeign(first) { return foreign(first) }
    return (first + recommended(), false)
  }

  private mutating func international(_ first: String) -> (text: String, isDraft: Bool) {
    var code = first
    var isDraft = false
    while let next = rest.first, "/- ".unicodeScalars.contains(next) {
      let start = self
      skip { "/- ".unicodeScalars.contains($0) }
      let word = capitals()
      // ITU-T Rec. Y.4117
      if ["REC", "RECOMMENDATION"].contains(word), first == "ITU" {
        _ = take(".")
        continue
      }
      guard let makesDraft = Self.documents[word] else {
        self = start
        break
      }
      isDraft = isDraft || makesDraft
      code += (first == "ITU" ? "-" : "/") + word
    }
    return (code, isDraft)
  }

  /// `DIN EN ISO`: the first says who has issued it.
  private mutating func foreign(_ first: String) -> (text: String, isDraft: Bool) {
    var code = first
    while let next = rest.first, "/- ".unicodeScalars.contains(next) {
      let start = self
      skip { "/- ".unicodeScalars.contains($0) }
      let word = capitals()
      guard StandardCode.isForeign(word) || Self.documents[word] == false || word == "STD",
        word.count > 1
      else {
        self = start
        break
      }
      // IEEE Std 1012
      if word != "STD" { code += "/" + word }
    }
    return (code, false)
  }

  /// `/T` or `/Z`, also written with a hyphen or a blank, in one spelling; empty where there is
  /// none.
  private mutating func recommended() -> String {
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

  private mutating func takeSlash() {
    let start = rest
    while take(" ") {}
    guard take("/") else {
      rest = start
      return
    }
    while take(" ") {}
    if !isAtDigit, rest.first != "X" { rest = start }
  }

  /// The digits of a province or city; the first two where the serial follows without a blank.
  private mutating func region() -> String {
    let digits = rest.prefix { $0.isDigit }
    let after = rest.dropFirst(digits.count).first
    let isWhole = after == "/" || after == " " || after == "T" || after == "-" && digits.count <= 4
    let length = isWhole ? digits.count : min(2, digits.count)
    defer { rest = rest.dropFirst(length) }
    return String(String.UnicodeScalarView(rest.prefix(length)))
  }

  /// A society's or firm's code: up to the blank before the serial, or up to the first digit.
  private mutating func society() -> String {
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

  // MARK: Serials

  /// The serial, its parts and the year, each with what stands before it.
  ///
  /// - Parameters:
  ///   - lettersFirst: whether the serial may begin with letters.
  ///   - hasSeries: whether one of them is the X of a series, as ITU-T X.509 has it.
  mutating func parts(lettersFirst: Bool, hasSeries: Bool = false) -> [Part] {
    var parts: [Part] = []
    while true {
      var separator = ""
      var ahead = rest
      while let first = ahead.first, " .:-一~至到".unicodeScalars.contains(first) {
        // 150.1~.5 is a range as 150.1~5 is.
        if first != " ", separator != "~" {
          separator = first == "一" ? "-" : "至到".unicodeScalars.contains(first) ? "~" : String(first)
        }
        ahead.removeFirst()
      }
      // GB/T 150.1、150.2-2024
      if separator.isEmpty, parts.count > 1, let first = ahead.first,
        "、,".unicodeScalars.contains(first),
        ahead.dropFirst().first?.isDigit == true
      {
        separator = "~"
        ahead.removeFirst()
      }
      // JTG F80/1-2017
      if separator.isEmpty, !parts.isEmpty, ahead.first == "/",
        ahead.dropFirst().first?.isDigit == true
      {
        separator = "/"
        ahead.removeFirst()
      }
      if !parts.isEmpty, separator.isEmpty { return parts }
      guard
        let text = Self.segment(
          &ahead, mayBeginWithLetters: parts.isEmpty ? lettersFirst : true, hasSeries: hasSeries)
      else {
        if ahead.first == "X", parts.isEmpty || separator == "-" {
          isOpen = true
          rest = ahead.drop { $0 == "X" || $0.isDigit }
          // GB/T XXXX-202X: the year is no serial.
          if parts.isEmpty { rest = rest.drop { !" ,;、".unicodeScalars.contains($0) } }
        }
        return parts
      }
      // GB/T 1234-2023 — 5G…: nothing but the month belongs to the number behind its year.
      let part = Part(separator: separator, text: text)
      if parts.count > 1, let last = parts.last, last.isYearLike, !part.isMonth,
        !(separator == ":" && last.separator == "-")
      {
        return parts
      }
      // An open year or serial: 202X.
      if ahead.first == "X", separator == "-" || parts.isEmpty {
        isOpen = true
        ahead = ahead.drop { $0 == "X" }
        rest = ahead
        if parts.isEmpty { parts.append(Part(separator: separator, text: text)) }
        return parts
      }
      // 150.1-150.4: the serial once more.
      let isAgain = separator == "-" && ahead.first == "." && text == parts.first?.text
      if separator == "~" || isAgain {
        isRange = true
        separator = "~"
      }
      rest = ahead
      parts.append(Part(separator: separator, text: text))
    }
  }

  /// Digits, with up to two letters before and behind them.
  private static func segment(
    _ rest: inout Substring.UnicodeScalarView, mayBeginWithLetters: Bool, hasSeries: Bool
  ) -> String? {
    var ahead = rest
    var text = ""
    if mayBeginWithLetters {
      let letters = ahead.prefix { $0.isCapital }
      if letters.count > 2 { return nil }
      text += String(String.UnicodeScalarView(letters))
      ahead = ahead.dropFirst(letters.count)
      // ITU-T Y.4117, JIS G 3101
      if !letters.isEmpty, let gap = ahead.first, gap == "." || gap == " " {
        let isSeries = hasSeries && gap == "." && ahead.dropFirst().first?.isDigit == true
        if letters.allSatisfy({ $0 == "X" }), !isSeries { return nil }
        if gap == "." { text += "." } else { text += " " }
        ahead.removeFirst()
      }
    }
    let digits = ahead.prefix { $0.isDigit }
    guard !digits.isEmpty else { return nil }
    text += String(String.UnicodeScalarView(digits))
    ahead = ahead.dropFirst(digits.count)
    let letters = ahead.prefix { $0.isCapital }
    let isSuffix =
      (1...2).contains(letters.count) && !letters.allSatisfy { $0 == "X" }
      && ahead.dropFirst(letters.count).first.map { "-:. ~)/".unicodeScalars.contains($0) } != false
    if isSuffix {
      text += String(String.UnicodeScalarView(letters))
      ahead = ahead.dropFirst(letters.count)
    }
    rest = ahead
    return text
  }

  /// The year of `(2023)`, `(06/2023)` or `(2023-06)` at this place.
  mutating func bracketedYear() -> Int? {
    let start = rest
    while take(" ") {}
    guard let open = rest.first, "([〔【".unicodeScalars.contains(open) else {
      rest = start
      return nil
    }
    rest.removeFirst()
    let inside = rest.prefix { $0.isDigit || "/-. ".unicodeScalars.contains($0) }
    let year = inside.split { !$0.isDigit }.lazy.filter { $0.count == 4 }
      .compactMap { Int(String(String.UnicodeScalarView($0))) }.first { (1900...2999).contains($0) }
    guard let year,
      rest.dropFirst(inside.count).first.map({ ")]〕】年".unicodeScalars.contains($0) }) == true
    else {
      rest = start
      return nil
    }
    rest = rest.dropFirst(inside.count)
    return year
  }
}
