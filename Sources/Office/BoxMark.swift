/// What a mark beside an option says about its box.
enum BoxMark: Hashable {
  /// A box or a disc that is ticked, crossed or filled.
  case ticked
  /// A tick without a box around it.
  case check
  case empty
  /// A mark that may mean either: a bare cross, a typed V.
  case unclear
  /// A checkbox that shows one state and holds the other.
  case contradiction(showsTick: Bool)

  /// Whether it may mean either.
  var isUnclear: Bool {
    switch self {
    case .unclear, .contradiction: true
    case .ticked, .check, .empty: false
    }
  }

  /// The meaning of a character; nil for what is no mark.
  ///
  /// The box that Chinese offices type as the ideograph 口 counts only where it stands beside a
  /// label; see ``BoxReading``.
  init?(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "☑", "☒", "■", "●", "🗹", "🗷", "🗵", "✅", "◼", "◾", "⬛", "⊠", "▣", "◉":
      self = .ticked
    case "✔", "✓", "√", "🗸": self = .check
    case "□", "☐", "◻", "◽", "⬜", "❏", "❐", "❑", "❒", "▢", "▫", "🞎", "🞏", "🞐",
      "🞑", "○", "◯", "〇", "口":
      self = .empty
    case "◎", "⊙", "🔲", "🔳", "∨", "Ⅴ", "ⅴ", "☓", "❌": self = .unclear
    case "×", "✕", "✖", "✗", "✘", "╳", "V", "v", "Ｖ", "ｖ", "X", "x", "Ｘ", "ｘ": self = .unclear
    default: return nil
    }
  }

  /// The meaning of a symbol; nil for symbols that are no marks, as arrows are.
  ///
  /// A symbol of a font in which boxes stand is unclear unless it is known: Wingdings 2 alone has
  /// boxes with a dot, a diamond and a bar.
  init?(_ symbol: WordDocument.Symbol) {
    switch (symbol.font.lowercased(), symbol.code) {
    case ("wingdings 2", 0x51...0x54): self = .ticked
    case ("wingdings 2", 0x50): self = .check
    case ("wingdings 2", 0xA3): self = .empty
    case ("wingdings", 0xFE), ("wingdings", 0xFD), ("wingdings", 0xFB), ("wingdings", 0x6E),
      ("wingdings", 0x6C):
      self = .ticked
    case ("wingdings", 0xFC): self = .check
    case ("wingdings", 0xA8), ("wingdings", 0x6F), ("wingdings", 0x70), ("wingdings", 0x71),
      ("wingdings", 0x72),
      ("wingdings", 0xA1):
      self = .empty
    case ("symbol", 0xD6): self = .check
    case ("symbol", 0xB4): self = .unclear
    case ("webdings", 0x61): self = .check
    case ("webdings", 0x63): self = .empty
    case ("webdings", 0x67): self = .ticked
    case ("wingdings", 0x21...), ("wingdings 2", 0x21...), ("webdings", 0x21...): self = .unclear
    default: return nil
    }
  }

  /// The meaning of a checkbox that knows its state.
  init(_ box: WordDocument.Box) {
    let shown: BoxMark? =
      switch box.shown {
      case .character(let scalar)?: BoxMark(scalar)
      case .symbol(let symbol)?: BoxMark(symbol)
      case nil: nil
      }
    switch shown {
    case .ticked?, .check?: self = box.isTicked ? .ticked : .contradiction(showsTick: true)
    case .empty?: self = box.isTicked ? .contradiction(showsTick: false) : .empty
    // Any character may be chosen for a content control's states; the control then says it.
    case .unclear?, .contradiction?, nil: self = box.isTicked ? .ticked : .empty
    }
  }
}
