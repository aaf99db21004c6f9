/// What stands between two labels, shared out between them.
///
/// The form prints boxes before their labels. A tick without a box belongs to what it stands nearest
/// to; where it stands as near to both, neither can be told.
struct BoxGap {
  /// The marks before the next label.
  private(set) var own: [BoxMark] = []
  /// The marks behind the previous label.
  private(set) var trailing: [BoxMark] = []
  /// Whether anything else stands before the next label, which may have been meant for a mark.
  private(set) var hasOther = false
  /// Whether anything else stands behind the previous label, in its line.
  private(set) var hasOtherBehind = false

  /// Marks that belong together.
  fileprivate struct Mark {
    var marks: [BoxMark]
    /// Whether they are or hold a box, drawn or made of brackets.
    var isBox: Bool
    var range: Range<Int>
  }

  fileprivate enum Token {
    case mark(Mark)
    case newline
    case other
  }

  /// - Parameters:
  ///   - glyphs: all between the labels, or between a label and the cell's end.
  ///   - followsLabel: whether the label of a box stands before, and not other words or nothing.
  ///   - leadsLabel: whether the label of a box stands behind.
  ///   - isLabelStruck: whether that label is struck through.
  init(
    _ glyphs: ArraySlice<DocumentLine.Glyph>, followsLabel: Bool, leadsLabel: Bool,
    isLabelStruck: Bool = false
  ) {
    let tokens = Self.tokens(of: Array(glyphs), isLabelStruck: isLabelStruck)
    hasOther = tokens.contains(where: \.isOther)
    hasOtherBehind = tokens.prefix { !$0.isNewline }.contains(where: \.isOther)
    let head = tokens.marks
    let tail = tokens.reversed().marks.reversed()
    switch (followsLabel, leadsLabel) {
    case (false, false): break
    case (true, false): trailing = head.flatMap(\.marks)
    case (false, true):
      let lines = tokens.filter { !$0.isNewline }
      own = lines.reversed().marks.reversed().flatMap(\.marks)
    case (true, true):
      if head.count == tokens.count {
        share(head, length: glyphs.count)
        return
      }
      trailing = head.flatMap(\.marks)
      own = tail.flatMap(\.marks)
      // On a line of its own, or between other words, a mark may be either's.
      if tokens.dropFirst(head.count).dropLast(tail.count).contains(where: { $0.mark != nil }) {
        own.append(.unclear)
        trailing.append(.unclear)
      }
    }
  }

  /// Shares out marks that stand in one line with both labels.
  private mutating func share(_ marks: [Mark], length: Int) {
    var marks = marks[...]
    // 是（√）  否（ ）: what touches one label alone is that one's.
    if let first = marks.first, first.isBox, first.range.lowerBound == 0,
      first.range.upperBound < length
    {
      trailing = first.marks
      marks.removeFirst()
    }
    let box = marks.firstIndex(where: \.isBox) ?? marks.endIndex
    let end = box < marks.endIndex ? marks[box].range.lowerBound : length
    for mark in marks[..<box] {
      let distance = mark.range.lowerBound - (end - mark.range.upperBound)
      if distance == 0 {
        trailing.append(.unclear)
        own.append(.unclear)
      } else if distance < 0 {
        trailing += mark.marks
      } else {
        own += mark.marks
      }
    }
    own += marks[box...].flatMap(\.marks)
  }

  // MARK: Cutting

  private static func tokens(of glyphs: [DocumentLine.Glyph], isLabelStruck: Bool) -> [Token] {
    // A letter or an ideograph is a mark only where it touches nothing else.
    var isAmongMarks = [Bool](repeating: false, count: glyphs.count)
    for word in glyphs.indices.split(whereSeparator: { glyphs[$0].partsMarks }) {
      let isMarks = word.allSatisfy {
        glyphs[$0].mark != nil || glyphs[$0].isBracket || glyphs[$0].isPicture
      }
      for index in word { isAmongMarks[index] = isMarks }
    }
    var tokens: [Token] = []
    var index = 0
    while index < glyphs.count {
      let glyph = glyphs[index]
      let start = index
      index += 1
      if glyph.scalar == "\n" {
        tokens.append(.newline)
      } else if let (marks, end) = bracketed(glyphs, from: start) {
        tokens.append(.mark(Mark(marks: marks, isBox: true, range: start..<end)))
        index = end
      } else if let mark = glyph.mark, glyph.isPlainMark || isAmongMarks[start] {
        let isClear = !glyph.isStruck || (mark == .empty && isLabelStruck)
        tokens.append(
          .mark(
            Mark(
              marks: [isClear ? mark : .unclear], isBox: mark == .empty || mark == .ticked,
              range: start..<index)))
      } else if !glyph.partsMarks && !glyph.isPicture {
        tokens.append(.other)
      }
    }
    return tokens
  }

  /// The marks between brackets that hold nothing else, and where they close; empty brackets are
  /// an empty box.
  private static func bracketed(
    _ glyphs: [DocumentLine.Glyph], from start: Int
  ) -> (marks: [BoxMark], end: Int)? {
    guard "(（[［【".unicodeScalars.contains(glyphs[start].scalar) else { return nil }
    var marks: [BoxMark] = []
    for index in glyphs.indices[(start + 1)...].prefix(widestBrackets) {
      let glyph = glyphs[index]
      if let mark = glyph.mark {
        marks.append(glyph.isStruck ? .unclear : mark)
      } else if glyph.isBracket {
        return (marks.isEmpty ? [.empty] : marks, index + 1)
      } else if glyph.scalar == "\n" || !(glyph.isBlank || glyph.isPicture) {
        return nil
      }
    }
    return nil
  }

  /// How far apart brackets may stand that are a box: people widen them with spaces.
  private static let widestBrackets = 12
}

extension Sequence where Element == BoxGap.Token {
  /// The marks before anything else.
  fileprivate var marks: [BoxGap.Mark] {
    prefix { $0.mark != nil }.compactMap(\.mark)
  }
}

extension BoxGap.Token {
  fileprivate var mark: BoxGap.Mark? {
    if case .mark(let mark) = self { mark } else { nil }
  }

  fileprivate var isNewline: Bool { if case .newline = self { true } else { false } }

  fileprivate var isOther: Bool { if case .other = self { true } else { false } }
}

extension DocumentLine.Glyph {
  var isBracket: Bool { "()（）[]［］【】".unicodeScalars.contains(scalar) }

  /// A mark that is no letter or ideograph as well.
  fileprivate var isPlainMark: Bool {
    mark != nil && !"口〇VvXxＶｖＸｘ".unicodeScalars.contains(scalar)
  }

  /// White space and punctuation, which stand between a mark and what it doesn't belong to.
  fileprivate var partsMarks: Bool {
    isBlank || "、，,。．.；;：:/／|｜".unicodeScalars.contains(scalar)
  }
}
