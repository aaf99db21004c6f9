/// A line of a blank form, parted into fixed words, blanks and boxes.
struct DraftLine {
  enum Token: Hashable {
    case words(String)
    /// Where an answer is written: underscores, or room after a colon or before a unit.
    case blank
    /// A box and its label.
    case box(String)
    /// Room for words beside a box (其他：____), which is no answer of its own.
    case room(String)
  }

  private(set) var tokens: [Token] = []
  let text: String
  /// How many of its boxes are ticked.
  private(set) var ticked = 0
  let isNumbered: Bool
  /// Whether a blank line follows, or none at all.
  var hasRoomBelow = false

  private let glyphs: [DocumentLine.Glyph]

  init(_ line: DocumentLine) {
    text = line.text
    isNumbered = line.isNumbered
    glyphs = line.glyphs
    guard !line.isBlank else { return }
    var start = 0
    var isLabel = false
    var index = 0
    func close() {
      let piece = Array(glyphs[start..<index])
      tokens += isLabel ? Self.label(piece) : Self.words(piece)
    }
    while index < glyphs.count {
      guard let length = box(at: index) else {
        index += 1
        continue
      }
      close()
      if glyphs[index].mark == .ticked { ticked += 1 }
      index += length
      start = index
      isLabel = true
    }
    close()
  }

  var isBlank: Bool { text.isEmpty }
  var hasBoxes: Bool { tokens.contains { if case .box = $0 { true } else { false } } }
  var hasBlanks: Bool { tokens.contains(.blank) }
  var endsWithColon: Bool { text.endsWithColon }

  /// Whether it holds no more than dots, which applicants type over.
  var isDots: Bool {
    text.unicodeScalars.count > 1
      && text.unicodeScalars.allSatisfy { ".…．".unicodeScalars.contains($0) }
  }

  // MARK: Boxes

  /// Characters that are a box wherever they stand; 口 and ○ are one only before a label.
  private static let boxes = Set("□☐◻◽⬜❏❐❑❒▢☑☒■🗹🗷🗵✅◼◾⬛⊠▣◉".unicodeScalars)
  private static let letters = Set("口○◯".unicodeScalars)

  /// The length of the box that stands here; nil where none does.
  private func box(at index: Int) -> Int? {
    let scalar = glyphs[index].scalar
    if Self.boxes.contains(scalar) { return 1 }
    let startsWord = index == 0 || glyphs[index - 1].isBlank
    guard startsWord else { return nil }
    if Self.letters.contains(scalar) {
      let next = index + 1 < glyphs.count ? glyphs[index + 1] : nil
      return next.map { !$0.isBlank } == true ? 1 : nil
    }
    guard "（([［【".unicodeScalars.contains(scalar) else { return nil }
    guard let end = glyphs[(index + 1)...].firstIndex(where: { !$0.isBlank }), end > index + 1,
      "）)]］】".unicodeScalars.contains(glyphs[end].scalar), end + 1 < glyphs.count,
      !glyphs[end + 1].isBlank, !"年月日".unicodeScalars.contains(glyphs[end + 1].scalar)
    else { return nil }
    return end - index + 1
  }

  /// What follows a box: its label, and what is printed behind it.
  private static func label(_ glyphs: [DocumentLine.Glyph]) -> [Token] {
    let pieces = pieces(of: glyphs)
    // A box that a converter lost: □是  否.
    if pieces.count > 1, case .words("是", _)? = pieces.first {
      let words = pieces.compactMap { if case .words(let words, _) = $0 { words } else { nil } }
      if words.count == pieces.count, words[1].hasPrefix("否") {
        return words.flatMap { parted(label: $0) }
      }
    }
    var label = ""
    var room = ""
    for piece in pieces {
      switch piece {
      case .words(let words, _) where room.isEmpty: label += label.isEmpty ? words : " " + words
      case .words(let words, _): room += words
      case .line(let line): room += line
      }
    }
    var tokens = parted(label: label)
    if !room.isEmpty { tokens.append(.room(room)) }
    return tokens
  }

  /// The label without the note or the punctuation behind it.
  private static func parted(label: String) -> [Token] {
    if let note = DraftWords.note(in: label), label.hasSuffix(note), label.count > note.count {
      return parted(label: String(label.dropLast(note.count)).trimmed) + [.words(note)]
    }
    let marks: Set<Character> = ["；", ";", "、", "，", ",", "。", "：", ":"]
    let end = label.lastIndex { !marks.contains($0) && $0 != " " }.map(label.index(after:))
    let box = label[..<(end ?? label.startIndex)]
    let tail = label[box.endIndex...]
    return (box.isEmpty ? [] : [.box(String(box))]) + (tail.isEmpty ? [] : [.words(String(tail))])
  }

  // MARK: Blanks

  private enum Piece {
    /// Words, and the width of the room behind them.
    case words(String, room: Int)
    /// Underscores.
    case line(String)
  }

  /// From this width on, room parts words; one space is no more than a space.
  private static let gap = 2

  private static func pieces(of glyphs: [DocumentLine.Glyph]) -> [Piece] {
    var pieces: [Piece] = []
    var words = ""
    var line = ""
    var room = 0
    func close() {
      if !words.isEmpty { pieces.append(.words(words, room: room)) }
      if !line.isEmpty { pieces.append(.line(line)) }
      words = ""
      line = ""
    }
    for glyph in glyphs where !glyph.isPicture {
      if glyph.isBlank {
        room += glyph.scalar == "\t" ? 4 : glyph.scalar == "\u{3000}" ? 2 : 1
        continue
      }
      if glyph.scalar.isUnderscore {
        if !words.isEmpty { close() }
        line.unicodeScalars.append(glyph.scalar)
      } else {
        if !line.isEmpty || room >= gap || (room > 0 && words.isEmpty) {
          if room >= gap, words.isEmpty, line.isEmpty, pieces.isEmpty {
            pieces.append(.words("", room: room))
          }
          close()
        } else if room == 1 {
          words += " "
        }
        words.unicodeScalars.append(glyph.scalar)
      }
      room = 0
    }
    close()
    return pieces
  }

  private static func words(_ glyphs: [DocumentLine.Glyph]) -> [Token] {
    let pieces = pieces(of: glyphs)
    var tokens: [Token] = []
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .line(let line):
        if line.count > 1 {
          if tokens.last != .blank { tokens.append(.blank) }
        } else {
          tokens.append(.words(line))
        }
      case .words(let words, let room):
        if !words.isEmpty { tokens.append(.words(words)) }
        var next: String?
        if index + 1 < pieces.count {
          guard case .words(let following, _) = pieces[index + 1] else { continue }
          next = following
        }
        if isBlank(after: words, room, before: next) { tokens.append(.blank) }
      }
    }
    return tokens
  }

  private static func isBlank(after words: String, _ room: Int, before next: String?) -> Bool {
    if words.endsWithColon { return room >= gap }
    if DraftWords.asksForSignature(words), words.count < 30 { return room > gap }
    guard let next, DraftWords.isUnit(next) else { return false }
    return words.isEmpty ? room > gap : room >= gap && DraftWords.isUnit(words)
  }
}
