/// A line of a document's text, compared without its white space and with full-width forms folded.
///
/// Values are always taken from `glyphs`, which are as typed.
struct DocumentLine {
  /// A character as typed, with what it means as a box's mark.
  struct Glyph {
    var scalar: Unicode.Scalar
    var mark: BoxMark?

    /// Stands for a drawing or picture.
    static let picture = Glyph(scalar: "\u{FFFC}", mark: nil)

    var isPicture: Bool { scalar == "\u{FFFC}" }
    var isBlank: Bool { scalar.isBlank }
  }

  var glyphs: [Glyph]
  /// The characters by which lines are compared.
  private(set) var folded: [UInt32] = []
  /// Where in `glyphs` each of `folded` stands.
  private(set) var positions: [Int] = []
  var isNumbered: Bool

  init(glyphs: [Glyph], isNumbered: Bool = false) {
    self.glyphs = glyphs
    self.isNumbered = isNumbered
    folded.reserveCapacity(glyphs.count)
    positions.reserveCapacity(glyphs.count)
    for (index, glyph) in glyphs.enumerated() where !glyph.isBlank && !glyph.isPicture {
      folded.append(glyph.scalar.foldedValue)
      positions.append(index)
    }
  }

  var isBlank: Bool { folded.isEmpty }

  /// What was typed between two places in `folded`, without the white space around it.
  func text(_ range: Range<Int>) -> String {
    guard !range.isEmpty else { return "" }
    let typed = glyphs[positions[range.lowerBound]...positions[range.upperBound - 1]]
    return String(String.UnicodeScalarView(typed.lazy.filter { !$0.isPicture }.map(\.scalar)))
  }

  var text: String { text(0..<folded.count) }
}

extension WordDocument.Paragraph {
  /// The paragraph's lines, parted at line breaks.
  var lines: [DocumentLine] {
    var lines: [[DocumentLine.Glyph]] = [[]]
    func append(_ scalar: Unicode.Scalar, _ mark: BoxMark?) {
      lines[lines.count - 1].append(DocumentLine.Glyph(scalar: scalar, mark: mark))
    }
    for piece in pieces {
      switch piece {
      case .text(let text):
        for scalar in text.unicodeScalars { append(scalar, BoxMark(scalar)) }
      case .symbol(let symbol):
        let mark = BoxMark(symbol)
        append(mark?.character ?? Unicode.Scalar(0xF000 + symbol.code & 0xFF) ?? " ", mark)
      case .box(let box):
        let mark = BoxMark(box)
        append(mark.character, mark)
      case .tab: append("\t", nil)
      case .lineBreak: lines.append([])
      case .picture: lines[lines.count - 1].append(.picture)
      }
    }
    return lines.map { DocumentLine(glyphs: $0, isNumbered: isNumbered) }
  }
}

extension BoxMark {
  /// The plain character that stands for a mark in a value or a finding.
  var character: Unicode.Scalar {
    switch self {
    case .ticked: "☑"
    case .check: "✓"
    case .empty: "□"
    case .unclear: "\u{FFFD}"
    }
  }
}

extension Unicode.Scalar {
  /// White space, and characters that take no room.
  var isBlank: Bool {
    switch value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0xAD, 0x1680, 0x180E, 0x2000...0x200F, 0x2028...0x202F,
      0x205F...0x2064, 0x3000, 0xFEFF:
      true
    default: false
    }
  }

  /// What a blank is drawn with, and may be left of it around an answer.
  var isUnderscore: Bool {
    switch self {
    case "_", "＿", "﹍", "﹎", "﹏": true
    default: false
    }
  }

  /// The value by which characters are compared: full-width forms of ASCII as ASCII.
  var foldedValue: UInt32 { 0xFF01...0xFF5E ~= value ? value - 0xFEE0 : value }
}

extension StringProtocol {
  /// The characters by which text is compared: without white space, full-width forms as ASCII.
  var folded: [UInt32] {
    unicodeScalars.lazy.filter { !$0.isBlank }.map(\.foldedValue)
  }
}

extension [UInt32] {
  /// The places at or after `start` where `words` begin.
  func places(of words: [UInt32], from start: Int) -> [Int] {
    guard let first = words.first, start + words.count <= count else { return [] }
    return (start...(count - words.count)).filter { place in
      self[place] == first && self[place..<(place + words.count)].elementsEqual(words)
    }
  }

  func has(_ words: [UInt32], at place: Int) -> Bool {
    place >= 0 && place + words.count <= count
      && self[place..<(place + words.count)].elementsEqual(words)
  }
}
