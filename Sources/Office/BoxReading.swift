internal import Evidence

/// Decides the boxes of a cell: the options' labels are found in their order, and the marks before
/// each label say whether its box is ticked.
struct BoxReading {
  /// A box of the printed cell, as found.
  struct Box {
    var id: String
    /// Nil where the marks don't tell.
    var isTicked: Bool?
    /// The line of the document in which its label stands.
    var text: String
  }

  private(set) var boxes: [Box] = []
  /// Boxes whose labels don't stand in the cell.
  private(set) var missing: [String] = []

  /// A printed word or label, found in the cell.
  private struct Found {
    var range: Range<Int>
    /// Nil for words.
    var box: String?
  }

  private let cell: DocumentLine

  /// - Parameters:
  ///   - parts: the printed cell's parts, all lines together.
  ///   - lines: the document's lines.
  init(_ parts: [PrintedPattern.Part], in lines: [DocumentLine]) {
    let newline = [DocumentLine.Glyph(scalar: "\n", mark: nil)]
    cell = DocumentLine(glyphs: Array(lines.map(\.glyphs).joined(separator: newline)))
    let found = find(parts)
    var own: [[BoxMark]] = []
    var trailing: [[BoxMark]] = Array(repeating: [], count: found.count)
    for (index, item) in found.enumerated() {
      let previous = index == 0 ? nil : found[index - 1]
      let split = marks(before: item, after: previous)
      own.append(split.own)
      if index > 0 { trailing[index - 1] = split.previous }
    }
    if let last = found.last, last.box != nil {
      trailing[found.count - 1] = marks(after: last)
    }
    for (index, item) in found.enumerated() {
      guard let id = item.box else { continue }
      let text = line(of: item)
      let isTicked = state(of: own[index], trailing: trailing[index], hasPicture: text.hasPicture)
      boxes.append(Box(id: id, isTicked: isTicked, text: text.text))
    }
  }

  // MARK: Finding labels

  private mutating func find(_ parts: [PrintedPattern.Part]) -> [Found] {
    var found: [Found] = []
    var cursor = 0
    for part in parts {
      switch part {
      case .answer: continue
      case .words(let words, _):
        // A single character is no landmark.
        guard words.count > 1, let place = cell.folded.places(of: words, from: cursor).first
        else { continue }
        found.append(Found(range: place..<(place + words.count), box: nil))
        cursor = place + words.count
      case .box(let id, let label):
        guard let place = place(of: label, from: cursor) else {
          missing.append(id)
          continue
        }
        found.append(Found(range: place..<(place + label.count), box: id))
        cursor = place + label.count
      }
    }
    return found
  }

  /// Where a label stands: behind a mark with nothing else before it if there is such a place,
  /// else behind any mark; then, without a mark, at the beginning of a word or anywhere.
  private func place(of label: [UInt32], from start: Int) -> Int? {
    let places = cell.folded.places(of: label, from: start)
    let firstOther = (start..<cell.folded.count).first { !isMarkOrBracket($0) } ?? start
    return places.first { $0 > start && $0 <= firstOther }
      ?? places.first { $0 > start && isMarkOrBracket($0 - 1) }
      ?? places.first { $0 == firstOther || startsWord($0) }
      ?? places.first
  }

  private func isMarkOrBracket(_ place: Int) -> Bool {
    let glyph = cell.glyphs[cell.positions[place]]
    return glyph.mark != nil || glyph.isBracket
  }

  private func startsWord(_ place: Int) -> Bool {
    let position = cell.positions[place]
    return position == 0 || cell.glyphs[position - 1].isBlank
  }

  // MARK: Reading marks

  /// Marks without white space between them, and what they touch.
  fileprivate struct Run {
    var glyphs: ArraySlice<DocumentLine.Glyph>
    var touchesPrevious: Bool
    var touchesLabel: Bool
  }

  /// The marks between two labels: `√` that follows the one directly and not the other belongs to
  /// the one, all others to the other.
  private func marks(before item: Found, after previous: Found?) -> (
    own: [BoxMark], previous: [BoxMark]
  ) {
    let start = previous.map { cell.positions[$0.range.upperBound - 1] + 1 } ?? 0
    let end = cell.positions[item.range.lowerBound]
    var own: [BoxMark] = []
    var before: [BoxMark] = []
    for run in runs(in: start..<end) {
      if run.touchesPrevious, !run.touchesLabel, previous?.box != nil {
        before += run.leadingMarks
      } else if run.touchesLabel {
        let marks = run.trailingMarks
        // 是√□否: the tick may belong to either.
        let isBetween = run.touchesPrevious && previous?.box != nil
        own += isBetween && Set(marks).count > 1 ? marks + [.unclear] : marks
        if isBetween, Set(marks).count > 1 { before.append(.unclear) }
      } else if let marks = run.marksOnly {
        own += marks
      }
    }
    return (own, before)
  }

  private func marks(after last: Found) -> [BoxMark] {
    let start = cell.positions[last.range.upperBound - 1] + 1
    guard let run = runs(in: start..<cell.glyphs.count).first, run.touchesPrevious else {
      return []
    }
    return run.leadingMarks
  }

  private func runs(in range: Range<Int>) -> [Run] {
    cell.glyphs[range].split { $0.isBlank }.map { glyphs in
      Run(
        glyphs: glyphs, touchesPrevious: glyphs.startIndex == range.lowerBound,
        touchesLabel: glyphs.endIndex == range.upperBound)
    }
  }

  private func state(
    of marks: [BoxMark], trailing: [BoxMark], hasPicture: Bool
  ) -> Bool? {
    let kinds = Set(marks)
    let isTicked: Bool?
    switch kinds {
    case [.ticked], [.check], [.ticked, .check]: isTicked = true
    // A tick typed beside its box.
    case [.empty, .check]: isTicked = marks.count == 2 ? true : nil
    case [.empty]: isTicked = false
    default: isTicked = nil
    }
    // A picture near a box that is not ticked may be a tick drawn over it, and a mark behind its
    // label one typed there.
    if isTicked == false, hasPicture || trailing.contains(where: { $0 != .empty }) { return nil }
    return isTicked
  }

  private func line(of item: Found) -> (text: String, hasPicture: Bool) {
    let place = cell.positions[item.range.lowerBound]
    let start = cell.glyphs[..<place].lastIndex { $0.scalar == "\n" }.map { $0 + 1 } ?? 0
    let end = cell.glyphs[place...].firstIndex { $0.scalar == "\n" } ?? cell.glyphs.count
    let line = DocumentLine(glyphs: Array(cell.glyphs[start..<end]))
    return (line.text, line.glyphs.contains { $0.isPicture })
  }
}

extension BoxReading.Run {
  /// The marks where the run holds nothing else; empty brackets are an empty box.
  fileprivate var marksOnly: [BoxMark]? {
    guard glyphs.allSatisfy({ $0.mark != nil || $0.isBracket || $0.isPicture }) else { return nil }
    let marks = glyphs.compactMap(\.mark)
    return marks.isEmpty && glyphs.contains(where: \.isBracket) ? [.empty] : marks
  }

  fileprivate var leadingMarks: [BoxMark] {
    marksOnly ?? glyphs.prefix { $0.isPlainMark }.compactMap(\.mark)
  }

  fileprivate var trailingMarks: [BoxMark] {
    marksOnly ?? glyphs.reversed().prefix { $0.isPlainMark }.reversed().compactMap(\.mark)
  }
}

extension DocumentLine.Glyph {
  fileprivate var isBracket: Bool { "()（）[]［］【】".unicodeScalars.contains(scalar) }

  /// A mark that is no letter or ideograph as well.
  fileprivate var isPlainMark: Bool { mark != nil && !"口VvXxＶｖＸｘ".unicodeScalars.contains(scalar) }
}
