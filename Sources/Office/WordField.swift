/// A field whose code draws something itself (ECMA-376-1 §17.16.5); of others the result is read.
struct WordField {
  /// What stands in the field's code, without the blanks that it begins with.
  private(set) var code: [WordDocument.Piece] = []
  /// Whether the code has ended and what follows is the field's result.
  var hasResult = false

  /// Whether what stands in the code is shown: `EQ \o\ac(□,√)` is what Word's and WPS's command
  /// for enclosed characters writes.
  var isEquation: Bool { instruction == "EQ" }

  /// The longest name of an instruction that is told from others, and the character behind it.
  private static let longestName = 7

  /// The first word of the code; it is asked for at every piece, however long the code is.
  private var instruction: String {
    guard case .text(let text)? = code.first else { return "" }
    return text.prefix(Self.longestName).split(whereSeparator: Self.endsName).first?.uppercased()
      ?? ""
  }

  private static func endsName(_ character: Character) -> Bool {
    character == " " || character == "\\"
  }

  /// Takes what stands in the code next.
  mutating func add(_ piece: WordDocument.Piece) {
    guard code.isEmpty, case .text(let text) = piece else { return code.add(piece) }
    let rest = text.drop(while: Self.endsName)
    if !rest.isEmpty { code = [.text(String(rest))] }
  }

  private var text: String {
    code.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
  }

  /// What of the code is text all the same where the field never ends.
  var strayPieces: [WordDocument.Piece] { isEquation && !hasResult ? Array(code.dropFirst()) : [] }

  /// What the field shows by its code alone.
  var shown: [WordDocument.Piece] {
    if hasResult { return [] }
    switch instruction {
    case "SYMBOL": return symbol.map { [$0.piece] } ?? []
    case "EQ": return equation
    default: return []
    }
  }

  /// `SYMBOL 82 \f "Wingdings 2"`: the number of a character, in the font if one is named.
  private var symbol: WordDocument.Shown? {
    let words = text.split(separator: " ")
    guard words.count > 1 else { return nil }
    let isHexadecimal = words[1].lowercased().hasPrefix("0x")
    let number = isHexadecimal ? UInt32(words[1].dropFirst(2), radix: 16) : UInt32(words[1])
    guard let number else { return nil }
    let switches = text.split(separator: "\\")
    let font = switches.first { $0.first == "f" }?.dropFirst().split(separator: "\"")
      .first { !$0.allSatisfy(\.isWhitespace) }
    return WordDocument.Shown(font: font.map(String.init) ?? "", code: number)
  }

  /// The operands of an overstrike, `\o(□,√)`; of other equations the code as it stands.
  private var equation: [WordDocument.Piece] {
    guard text.lowercased().contains("\\o") else { return code }
    var operands: [WordDocument.Piece] = []
    var isInside = false
    for piece in code {
      guard case .text(let text) = piece else {
        operands.append(piece)
        continue
      }
      let inside = text.unicodeScalars.filter { scalar in
        if scalar == "(" { isInside = true }
        return isInside && !"(),;，；".unicodeScalars.contains(scalar)
      }
      operands.append(.text(String(String.UnicodeScalarView(inside))))
    }
    // A ring around 是 is no box before it.
    let hasMarksOnly = operands.allSatisfy { piece in
      guard case .text(let text) = piece else { return true }
      return text.unicodeScalars.allSatisfy { $0.isBlank || BoxMark($0) != nil }
    }
    return hasMarksOnly ? operands : [.picture] + operands
  }
}

extension WordDocument.Shown {
  /// A character by its number in a font: a picture in a symbol font, itself in others.
  init?(font: String, code: UInt32) {
    if RunFonts.isSymbolFont(font) {
      self = .symbol(WordDocument.Symbol(font: font, code: code))
    } else if let scalar = Unicode.Scalar(code) {
      self = .character(scalar)
    } else {
      return nil
    }
  }

  var piece: WordDocument.Piece {
    switch self {
    case .character(let scalar): .text(String(scalar))
    case .symbol(let symbol): .symbol(symbol)
    }
  }
}
