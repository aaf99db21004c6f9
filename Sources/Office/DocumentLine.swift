/// A line of a document's text, compared without its white space and with full-width forms folded.
///
/// Values are always taken from `glyphs`, which are as typed.
struct DocumentLine {
  /// A character as typed, with what it means as a box's mark.
  struct Glyph {
    var scalar: Unicode.Scalar
    var mark: BoxMark?
    var isStruck = false
    /// Whether it can't be seen, or programs show it differently.
    var isDisputed = false
    /// Whether it is a drawing that lies over or under the text.
    var isFloating = false

    /// Stands for a drawing or picture.
    static let picture = Glyph(scalar: "\u{FFFC}", mark: nil)
    static let floating = Glyph(scalar: "\u{FFFC}", mark: nil, isFloating: true)
    /// Stands where only other programs than Word show anything.
    static let disputed = Glyph(scalar: "\u{2060}", mark: .unclear, isDisputed: true)

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
    let scalars = typed.lazy.filter { !$0.isPicture && !$0.isStruck }.map(\.scalar)
    return String(String.UnicodeScalarView(scalars)).trimmed
  }

  var text: String { text(0..<folded.count) }

  /// The line as it looks, what is struck through included.
  var look: String {
    let scalars = glyphs.lazy.map(\.scalar).filter { $0 != "\u{FFFC}" && !$0.takesNoRoom }
    return String(String.UnicodeScalarView(scalars)).trimmed
  }

  /// Whether anything in it can't be seen, or is shown differently by programs.
  var isDisputed: Bool { glyphs.contains { $0.isDisputed } }

  /// Whether all that was typed is struck through.
  var isStruck: Bool { !isBlank && positions.allSatisfy { glyphs[$0].isStruck } }
}

extension WordDocument.Paragraph {
  /// The paragraph's lines, parted at line breaks.
  var lines: [DocumentLine] {
    var lines: [[DocumentLine.Glyph]] = [[]]
    for piece in pieces {
      if piece == .lineBreak { lines.append([]) } else { lines[lines.count - 1] += piece.glyphs }
    }
    if let mark = bullet?.glyphs.first?.mark {
      let hasMarks = pieces.contains { $0.glyphs.contains { $0.mark != nil } }
      // A tick for a bullet may be no more than that.
      let shown: BoxMark? = mark == .check ? .unclear : mark == .empty && hasMarks ? nil : mark
      if let shown { lines[0].insert(DocumentLine.Glyph(scalar: "\u{2060}", mark: shown), at: 0) }
    }
    return lines.map { DocumentLine(glyphs: $0, isNumbered: isNumbered) }
  }
}

extension WordDocument.Piece {
  /// The characters, as a line of the document has them.
  var glyphs: [DocumentLine.Glyph] {
    switch self {
    case .text(let text):
      return text.unicodeScalars.map { DocumentLine.Glyph(scalar: $0, mark: BoxMark($0)) }
    case .symbol(let symbol): return [symbol.glyph]
    case .box(let box):
      let mark = BoxMark(box)
      let shown: Unicode.Scalar? =
        switch box.shown {
        case .character(let scalar)?: scalar
        case .symbol(let symbol)?: symbol.glyph.scalar
        case nil: nil
        }
      return [DocumentLine.Glyph(scalar: shown ?? mark.character, mark: mark)]
    case .tab: return [DocumentLine.Glyph(scalar: "\t", mark: nil)]
    case .lineBreak: return []
    case .picture: return [.picture]
    case .floating: return [.floating]
    case .disputed(nil): return [.disputed]
    case .disputed(let piece?):
      return piece.glyphs.map { glyph in
        var glyph = glyph
        glyph.isDisputed = true
        if glyph.mark != nil { glyph.mark = .unclear }
        return glyph
      }
    case .struck(let piece):
      return piece.glyphs.map { glyph in
        var glyph = glyph
        glyph.isStruck = true
        return glyph
      }
    }
  }
}

extension WordDocument.Symbol {
  fileprivate var glyph: DocumentLine.Glyph {
    let mark = BoxMark(self)
    let scalar = mark?.character ?? Unicode.Scalar(0xF000 + code & 0xFF) ?? " "
    return DocumentLine.Glyph(scalar: scalar, mark: mark)
  }
}

extension BoxMark {
  /// The plain character that stands for a mark in a value or a finding.
  var character: Unicode.Scalar {
    switch self {
    case .ticked: "☑"
    case .check: "✓"
    case .empty: "□"
    case .unclear, .contradiction: "\u{FFFD}"
    }
  }
}

extension Unicode.Scalar {
  /// White space, and characters that take no room.
  var isBlank: Bool {
    switch value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: takesNoRoom
    }
  }

  /// Joiners, direction marks, soft hyphens, the choice of a coloured or a plain picture, and the
  /// square around the character before.
  var takesNoRoom: Bool {
    switch value {
    case 0xAD, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x20DE, 0xFE00...0xFE0F,
      0xFEFF:
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

  /// The value by which characters are compared: full-width forms of ASCII as ASCII, and marks that
  /// programs exchange for one another as one.
  var foldedValue: UInt32 {
    switch value {
    case 0xFF01...0xFF5E: value - 0xFEE0
    case 0x201C...0x201F: 0x22
    case 0x2018...0x201B: 0x27
    case 0xFF61: 0x3002
    case 0xFF64: 0x3001
    default: value
    }
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    var rest = unicodeScalars[...]
    while rest.first?.isBlank == true { rest.removeFirst() }
    while rest.last?.isBlank == true { rest.removeLast() }
    return String(rest)
  }
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
