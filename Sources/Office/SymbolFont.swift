/// Which fonts a run of text uses, as far as they are symbol fonts.
///
/// Word picks one of four fonts per character. In a symbol font a plain letter is a picture: `R` in
/// Wingdings 2 is ☑.
struct RunFonts: Hashable {
  /// The fonts by slot; nil where nothing is said, empty where it is an ordinary font.
  private var latin: String?
  private var highLatin: String?
  private var eastAsian: String?
  private var hint: String?

  /// Fonts whose characters are pictures, lower case.
  private static let symbolFonts: Set<String> = [
    "wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol",
  ]

  /// The characters up to U+00FF that the hint `eastAsia` concerns, those of Chinese text included
  /// (ECMA-376-1 §17.3.2.26).
  private static let hinted: Set<UInt32> = [
    0xA1, 0xA4, 0xA7, 0xA8, 0xAA, 0xAD, 0xAF, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB6, 0xB7, 0xB8, 0xB9,
    0xBA, 0xBC, 0xBD, 0xBE, 0xBF, 0xD7, 0xE0, 0xE1, 0xE8, 0xE9, 0xEA, 0xEC, 0xED, 0xF2, 0xF3, 0xF7,
    0xF9, 0xFA, 0xFC,
  ]

  static func isSymbolFont(_ name: String) -> Bool { symbolFonts.contains(name.lowercased()) }

  /// Takes `w:rFonts`.
  mutating func apply(_ attributes: XMLAttributes) {
    func slot(_ name: StaticString, _ theme: StaticString) -> String? {
      // "If the theme attribute is also specified, then this attribute shall be ignored"
      // (ECMA-376-1 §17.3.2.26).
      if attributes[theme] != nil { return "" }
      return attributes[name].map { Self.isSymbolFont($0) ? $0 : "" }
    }
    latin = slot("ascii", "asciiTheme") ?? latin
    highLatin = slot("hAnsi", "hAnsiTheme") ?? highLatin
    eastAsian = slot("eastAsia", "eastAsiaTheme") ?? eastAsian
    hint = attributes["hint"] ?? hint
  }

  /// These fonts, and where they say nothing those of `style`.
  func over(_ style: RunFonts) -> RunFonts {
    var fonts = self
    fonts.latin = latin ?? style.latin
    fonts.highLatin = highLatin ?? style.highLatin
    fonts.eastAsian = eastAsian ?? style.eastAsian
    fonts.hint = hint ?? style.hint
    return fonts
  }

  /// The symbol fonts by slot; empty for ordinary ones.
  var symbolFonts: [String] { [latin, highLatin, eastAsian].map { $0 ?? "" } }

  var hasSymbolFont: Bool {
    [latin, highLatin, eastAsian].contains { $0.map { !$0.isEmpty } ?? false }
  }

  /// The symbol font in which a character of this run is shown; nil for ordinary ones.
  func symbolFont(of scalar: Unicode.Scalar) -> String? {
    let fonts: [String?]
    switch scalar.value {
    case 0x21...0x7E: fonts = [latin]
    case 0xA1...0xFF:
      fonts = hint == "eastAsia" && Self.hinted.contains(scalar.value) ? [eastAsian] : [highLatin]
    // Only a symbol font has pictures in the private area, whichever slot names it.
    case 0xF020...0xF0FF: fonts = [highLatin, latin, eastAsian]
    default: fonts = []
    }
    return fonts.lazy.compactMap { $0 }.first { !$0.isEmpty }
  }
}
