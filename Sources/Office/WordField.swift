/// A field whose code draws something itself (ECMA-376-1 §17.16.5); of others the result is read.
struct WordField: Hashable {
  /// What stands in the field's code, without the blanks that it begins with.
  private(set) var code: [WordDocument.Piece] = []
  /// What stands in the code without being part of the instruction's text.
  private var typed: [WordDocument.Piece] = []
  /// Whether the code has ended and what follows is the field's result.
  var hasResult = false
  /// How many pieces the paragraph had where the field begins.
  var begin = 0
  /// The box of a form field.
  var box: WordDocument.Piece?

  init() {}

  /// A field whose code is an attribute, `w:fldSimple`; all in it is its result.
  init(simple code: String) {
    add(code: code)
    hasResult = true
  }

  /// Whether it is an equation: `EQ \o\ac(□,√)` is what Word's and WPS's command
  /// for enclosed characters writes.
  var isEquation: Bool { instruction == "EQ" }

  /// The longest name of an instruction that is told from others, and the character behind it.
  private static let longestName = 13

  /// The first word of the code; it is asked for at every piece, however long the code is.
  private var instruction: String {
    guard case .text(let text)? = code.first else { return "" }
    return text.prefix(Self.longestName).split(whereSeparator: Self.endsName).first?.uppercased()
      ?? ""
  }

  private static func endsName(_ character: Character) -> Bool {
    character == " " || character == "\\"
  }

  /// Takes the next of the instruction's text.
  mutating func add(code text: String) {
    guard code.isEmpty else { return code.add(.text(text)) }
    let rest = text.drop(while: Self.endsName)
    if !rest.isEmpty { code = [.text(String(rest))] }
  }

  /// Takes a piece that stands in the code.
  mutating func add(_ piece: WordDocument.Piece) {
    typed.add(piece)
    if case .text(let text) = piece { add(code: text) } else { code.add(piece) }
  }

  private var text: String {
    code.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
  }

  /// What of the code is text all the same where the field never ends.
  var strayPieces: [WordDocument.Piece] {
    let pieces = isEquation ? Array(code.dropFirst()) : typed
    return (hasResult ? [] : pieces) + [box].compactMap(\.self)
  }

  /// What the field shows by its code alone, or as a form field.
  ///
  /// - Parameter hasResult: whether a result that the file keeps is shown instead.
  func shown(hasResult: Bool) -> [WordDocument.Piece] {
    if let box { return [box] }
    if hasResult { return [] }
    switch instruction {
    case "SYMBOL": return symbol.map { [$0.piece] } ?? []
    case "EQ": return equation
    case "MACROBUTTON", "GOTOBUTTON": return button
    default: return []
    }
  }

  /// `MACROBUTTON Tick □`: what stands behind the name of the macro or the place.
  private var button: [WordDocument.Piece] {
    guard case .text(let first)? = code.first else { return [] }
    let words = first.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
    let label = words.count > 2 ? [WordDocument.Piece.text(String(words[2]))] : []
    return label + code.dropFirst()
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
    return WordDocument.Shown(font: font.map { String($0).trimmed } ?? "", code: number)
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
