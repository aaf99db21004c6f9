internal import Evidence

/// Decides the boxes of a cell: the options' labels are found in their order, and the marks beside
/// each label say whether its box is ticked.
struct BoxReading {
  /// A box of the printed cell, as found.
  struct Box {
    var id: String
    /// Nil where the marks don't tell.
    var isTicked: Bool?
    /// Whether nothing stands by its label that is or may have been meant for a mark.
    var isBare: Bool
    /// Whether its checkbox shows a tick, where it holds the other state than it shows.
    var showsTickWrongly: Bool?
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
  ///   - isDrawnOver: whether a drawing lies over or under the text somewhere near.
  init(
    _ parts: [PrintedPattern.Part], in lines: [DocumentLine], isDrawnOver: Bool = false
  ) {
    let newline = [DocumentLine.Glyph(scalar: "\n", mark: nil)]
    let glyphs = lines.map(\.glyphs).joined(separator: newline)
    cell = DocumentLine(glyphs: glyphs.filter { !$0.scalar.takesNoRoom || $0.mark != nil })
    let found = find(parts)
    for (item, marks) in zip(found, marks(of: found)) {
      guard let id = item.box else { continue }
      var text = line(of: item)
      text.hasPicture = text.hasPicture || isDrawnOver
      boxes.append(
        Box(
          id: id,
          isTicked: isDisputed(item)
            ? nil : state(of: marks, isStruck: isStruck(item), hasPicture: text.hasPicture),
          isBare: marks.isBare && !text.hasPicture,
          showsTickWrongly: marks.shownWrongly,
          text: text.text))
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

  /// The marks before and behind a label.
  private struct Marks {
    var own: [BoxMark] = []
    var trailing: [BoxMark] = []
    /// Whether something else stands before or behind: ★, ❎ and 回 take the place of a box too.
    var hasOther = false

    var isBare: Bool { own.isEmpty && trailing.isEmpty && !hasOther }

    /// What the first checkbox shows that holds the other state.
    var shownWrongly: Bool? {
      for case .contradiction(let showsTick) in own + trailing { return showsTick }
      return nil
    }
  }

  /// The marks of each thing found; words have none.
  private func marks(of found: [Found]) -> [Marks] {
    var marks = Array(repeating: Marks(), count: found.count)
    for index in 0...found.count {
      let previous = index == 0 ? nil : found[index - 1]
      let next = index == found.count ? nil : found[index]
      let start = previous.map { cell.positions[$0.range.upperBound - 1] + 1 } ?? 0
      let end = next.map { cell.positions[$0.range.lowerBound] } ?? cell.glyphs.count
      let gap = BoxGap(
        cell.glyphs[start..<end], followsLabel: previous?.box != nil, leadsLabel: next?.box != nil,
        isLabelStruck: next.map(isStruck) ?? false)
      if index > 0 {
        marks[index - 1].trailing = gap.trailing
        if gap.hasOtherBehind { marks[index - 1].hasOther = true }
      }
      if index < found.count {
        marks[index].own = gap.own
        if gap.hasOther { marks[index].hasOther = true }
      }
    }
    // Boxes may stand behind their labels, where all of them do.
    let boxes = found.indices.filter { found[$0].box != nil }
    if boxes.allSatisfy({ marks[$0].own.isEmpty && !marks[$0].trailing.isEmpty }) {
      for index in boxes { marks[index] = Marks(own: marks[index].trailing) }
    }
    return marks
  }

  private func isStruck(_ item: Found) -> Bool {
    item.range.allSatisfy { cell.glyphs[cell.positions[$0]].isStruck }
  }

  private func isDisputed(_ item: Found) -> Bool {
    item.range.contains { cell.glyphs[cell.positions[$0]].isDisputed }
  }

  private func state(of marks: Marks, isStruck: Bool, hasPicture: Bool) -> Bool? {
    let isTicked: Bool?
    switch (Set(marks.own), Set(marks.trailing)) {
    case ([.ticked], let behind), ([.check], let behind), ([.ticked, .check], let behind):
      isTicked = behind.contains(where: \.isUnclear) ? nil : true
    // A tick typed beside its box.
    case ([.empty, .check], let behind):
      isTicked = marks.own.count == 2 && !behind.contains(where: \.isUnclear) ? true : nil
    case ([.empty], []), ([.empty], [.empty]): isTicked = false
    // A tick typed behind the label.
    case ([.empty], [.check]), ([], [.check]): isTicked = marks.trailing.count == 1 ? true : nil
    default: isTicked = nil
    }
    // What is ticked and struck through contradicts itself, and a picture near a box that is not
    // ticked may be a tick drawn over it.
    return isTicked == true ? (isStruck ? nil : true) : (hasPicture ? nil : isTicked)
  }

  private func line(of item: Found) -> (text: String, hasPicture: Bool) {
    let place = cell.positions[item.range.lowerBound]
    let start = cell.glyphs[..<place].lastIndex { $0.scalar == "\n" }.map { $0 + 1 } ?? 0
    let end = cell.glyphs[place...].firstIndex { $0.scalar == "\n" } ?? cell.glyphs.count
    let line = DocumentLine(glyphs: Array(cell.glyphs[start..<end]))
    return (line.look, line.glyphs.contains { $0.isPicture })
  }
}
