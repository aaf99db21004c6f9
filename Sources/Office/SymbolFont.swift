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

  var hasSymbolFont: Bool {
    [latin, highLatin, eastAsian].contains { $0.map { !$0.isEmpty } ?? false }
  }

  /// The symbol font in which a character of this run is shown; nil for ordinary ones.
  func symbolFont(of scalar: Unicode.Scalar) -> String? {
    let fonts: [String?]
    switch scalar.value {
    case 0x21...0x7E: fonts = [latin]
    case 0xA1...0xFF: fonts = hint == "eastAsia" ? [eastAsian] : [highLatin]
    // Only a symbol font has pictures in the private area, whichever slot names it.
    case 0xF020...0xF0FF: fonts = [highLatin, latin, eastAsian]
    default: fonts = []
    }
    return fonts.lazy.compactMap { $0 }.first { !$0.isEmpty }
  }
}

/// The symbol fonts that a file's styles set.
final class WordStyles: XMLHandler {
  private struct Style {
    var base: String?
    var fonts = RunFonts()
  }

  private var styles: [String: Style] = [:]
  private var current: (id: String, style: Style)?

  /// The fonts of a style and of those that it is based on.
  func fonts(of id: String) -> RunFonts {
    var fonts = RunFonts()
    var next: String? = id
    // A chain of styles may be a ring in a damaged file.
    var seen: Set<String> = []
    while let id = next, let style = styles[id], seen.insert(id).inserted {
      fonts = fonts.over(style.fonts)
      next = style.base
    }
    return fonts
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    guard name.namespace == .word else { return }
    switch name.local {
    case "style": current = attributes["styleId"].map { ($0, Style()) }
    case "basedOn": current?.style.base = attributes["val"]
    case "rFonts": current?.style.fonts.apply(attributes)
    default: break
    }
  }

  func end(_ name: XMLName) {
    guard name.namespace == .word, name.local == "style", let current else { return }
    styles[current.id] = current.style
    self.current = nil
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}
