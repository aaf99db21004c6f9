internal import Evidence

/// Reads the answers out of one cell, or out of the paragraphs of a cover.
struct CellReading {
  /// A line or a table of a document's cell.
  enum Item {
    case line(DocumentLine)
    case table(WordDocument.Table)
  }

  /// Where a printed line was found.
  private struct Anchor {
    var item: Int
    var match: PrintedPattern.Match
  }

  private let patterns: [PrintedPattern]
  private let items: [Item]
  /// Whether an answer's further lines end at a blank one, as on a cover.
  private let endsAtBlank: Bool
  private var anchors: [Int: Anchor] = [:]
  private var texts: [String: [String]] = [:]

  /// The answers by their places' ids, as typed.
  var answers: [String: String] { texts.mapValues(\.joinedLines) }
  private(set) var boxes: [BoxReading.Box] = []
  private(set) var missingBoxes: [String] = []
  /// Printed words that are gone.
  private(set) var missingWords: [String] = []
  /// How many lines belong to no answer.
  private(set) var strayLines = 0
  /// Tables inside the cell: as printed, and as found.
  private(set) var tables: [(printed: [PrintedRow], found: WordDocument.Table?)] = []

  /// The places in whose text something can't be seen, or is shown differently by programs.
  private(set) var disputed: Set<String> = []
  /// Whether a drawing lies over or under the text somewhere near.
  private let isDrawnOver: Bool

  init(
    _ lines: [PrintedLine], in blocks: [WordDocument.Block], endsAtBlank: Bool = false,
    isDrawnOver: Bool = false
  ) {
    self.isDrawnOver = isDrawnOver
    patterns = lines.map(PrintedPattern.init)
    items = blocks.flatMap { block -> [Item] in
      switch block {
      case .paragraph(let paragraph): paragraph.lines.map(Item.line)
      case .table(let table): [.table(table)]
      }
    }
    self.endsAtBlank = endsAtBlank
    let hasAnswers = patterns.contains { !$0.answerIDs.isEmpty || $0.table != nil }
    if !hasAnswers, patterns.contains(where: \.hasBoxes) {
      readBoxes(patterns.flatMap(\.parts), in: documentLines)
    } else {
      align()
      readAnchors()
      readGaps()
    }
  }

  private var documentLines: [DocumentLine] {
    items.flatMap { item -> [DocumentLine] in
      switch item {
      case .line(let line): [line]
      case .table(let table): table.lines
      }
    }
  }

  private mutating func readBoxes(_ parts: [PrintedPattern.Part], in lines: [DocumentLine]) {
    let reading = BoxReading(parts, in: lines, isDrawnOver: isDrawnOver)
    boxes += reading.boxes
    missingBoxes += reading.missing
  }

  // MARK: Aligning

  private mutating func align() {
    let anchored = patterns.indices.filter { !patterns[$0].isOpen }
    var matches: [[Int: PrintedPattern.Match]] = Array(repeating: [:], count: anchored.count)
    let pairs = OrderedAlignment.pairs(printed: anchored.count, found: items.count) {
      printed, found in
      guard let match = match(anchored[printed], items[found]) else { return 0 }
      matches[printed][found] = match
      return match.score
    }
    for (printed, found) in pairs.enumerated() {
      guard let found, let match = matches[printed][found] else { continue }
      anchors[anchored[printed]] = Anchor(item: found, match: match)
    }
  }

  private func match(_ index: Int, _ item: Item) -> PrintedPattern.Match? {
    let pattern = patterns[index]
    switch item {
    case .table: return pattern.table == nil ? nil : PrintedPattern.Match(score: 30)
    case .line(let line):
      if pattern.hasBoxes {
        let found = BoxReading(pattern.parts, in: [line]).boxes.count
        return found == 0 ? nil : PrintedPattern.Match(score: 10 * found)
      }
      return pattern.match(line, answerFollows: answerFollows(index))
    }
  }

  /// Whether the next line that is no prompt is an answer by itself.
  private func answerFollows(_ index: Int) -> Bool {
    patterns[(index + 1)...].first { !$0.isPrompt }?.isOpen ?? false
  }

  private mutating func readAnchors() {
    for (index, pattern) in patterns.enumerated() {
      let anchor = anchors[index]
      if let rows = pattern.table {
        var table: WordDocument.Table?
        if let anchor, case .table(let found) = items[anchor.item] { table = found }
        tables.append((rows, table))
      } else if pattern.hasBoxes {
        var lines: [DocumentLine] = []
        if let anchor, case .line(let line) = items[anchor.item] { lines = [line] }
        readBoxes(pattern.parts, in: lines)
      } else {
        for id in pattern.answerIDs { texts[id] = [] }
        for answer in anchor?.match.answers ?? [] { texts[answer.id] = [answer.text] }
        if let anchor, items[anchor.item].isDisputed { disputed.formUnion(pattern.answerIDs) }
        let isGone = anchor == nil && !pattern.isOpen && !pattern.isPrompt
        if isGone || anchor?.match.isPartial == true { missingWords.append(pattern.words) }
      }
    }
  }

  // MARK: What stands between the printed lines

  /// Gives the lines between two printed ones to the answer that belongs there.
  private mutating func readGaps() {
    // Prompts part nothing: an applicant may have typed above one as well as below.
    let parting = patterns.indices.filter { anchors[$0] != nil && !patterns[$0].isPrompt }
    var previous: Int?
    for next in parting.map(Optional.some) + [nil] {
      readGap(after: previous, before: next)
      previous = next
    }
  }

  private mutating func readGap(after previous: Int?, before next: Int?) {
    let printed = (previous.map { $0 + 1 } ?? 0)..<(next ?? patterns.count)
    let start = previous.flatMap { anchors[$0]?.item }.map { $0 + 1 } ?? 0
    let end = next.flatMap { anchors[$0]?.item } ?? items.count
    var lines: [String] = []
    if let rest = previous.flatMap({ anchors[$0]?.match.rest }) { lines.append(rest) }
    let prompts = Dictionary(
      printed.compactMap { index in anchors[index].map { ($0.item, $0.match) } },
      uniquingKeysWith: { first, _ in first })
    for item in start..<max(start, end) {
      if let prompt = prompts[item] {
        if let rest = prompt.rest { lines.append(rest) }
        continue
      }
      lines += items[item].text
    }
    let above = previous.flatMap { anchors[$0] }.flatMap { $0.match.rest == nil ? nil : $0.item }
    let isDisputed = ([above].compactMap(\.self) + Array(start..<max(start, end)))
      .contains { items[$0].isDisputed }
    func add(_ lines: [String], to id: String) {
      texts[id, default: []] += lines
      if isDisputed { disputed.insert(id) }
    }
    let open = printed.first { patterns[$0].isOpen }
    if let open, let id = patterns[open].answerIDs.first {
      add(patterns[open].withoutPrompts(lines), to: id)
    } else if let id = previous.flatMap({ patterns[$0].trailingAnswer }) {
      add(endsAtBlank ? Array(lines.prefix { !$0.isEmpty }) : lines, to: id)
    } else if let id = printed.compactMap({ patterns[$0].answerIDs.first }).first {
      add(lines, to: id)
    } else if !endsAtBlank {
      strayLines += lines.count { !$0.isEmpty }
    }
  }
}

extension CellReading.Item {
  /// Whether anything in it can't be seen, or is shown differently by programs.
  var isDisputed: Bool {
    switch self {
    case .line(let line): line.isDisputed
    case .table(let table): table.lines.contains(where: \.isDisputed)
    }
  }

  /// The lines of text; a table's rows as lines, its cells parted by tabs.
  var text: [String] {
    switch self {
    // What is struck through is no answer.
    case .line(let line): line.isStruck ? [] : [line.text]
    case .table(let table):
      table.rows.map { row in
        row.cells.map { cell in
          cell.blocks.lines.map(\.text).joined(separator: " ")
        }.joined(separator: "\t")
      }
    }
  }
}

extension WordDocument.Table {
  /// The lines of all its cells, those of tables inside them included.
  fileprivate var lines: [DocumentLine] {
    rows.flatMap(\.cells).flatMap(\.blocks).flatMap { block -> [DocumentLine] in
      switch block {
      case .paragraph(let paragraph): paragraph.lines
      case .table(let table): table.lines
      }
    }
  }
}

extension [WordDocument.Block] {
  /// How many drawings lie over or under the text.
  var floatingDrawings: Int {
    reduce(0) { count, block in
      switch block {
      case .paragraph(let paragraph):
        count + paragraph.pieces.count { $0.glyphs.contains(where: \.isFloating) }
      case .table(let table):
        count + table.rows.flatMap(\.cells).reduce(0) { $0 + $1.blocks.floatingDrawings }
      }
    }
  }

  /// Whether a drawing lies over or under the text and may tick any box there.
  ///
  /// One that is anchored in a line of boxes belongs to that line, as Word moves the anchor along.
  var areDrawnOver: Bool {
    contains { block in
      switch block {
      case .paragraph(let paragraph):
        paragraph.lines.contains { line in
          line.glyphs.contains(where: \.isFloating) && line.glyphs.allSatisfy { $0.mark == nil }
        }
      case .table(let table): table.rows.flatMap(\.cells).contains { $0.blocks.areDrawnOver }
      }
    }
  }

  /// The lines of the paragraphs, those of nested tables left out.
  var lines: [DocumentLine] {
    flatMap { block -> [DocumentLine] in
      if case .paragraph(let paragraph) = block { paragraph.lines } else { [] }
    }
  }
}

extension PrintedPattern {
  /// The lines of an answer without the prompts that are printed in the answer's own line.
  fileprivate func withoutPrompts(_ lines: [String]) -> [String] {
    var lines = lines
    for case .words(let words, optional: true) in parts {
      lines.removeAll { $0.folded == words }
      for (index, text) in lines.enumerated() {
        let line = DocumentLine(glyphs: text.unicodeScalars.map { .init(scalar: $0, mark: nil) })
        if line.folded.starts(with: words) {
          lines[index] = line.text(words.count..<line.folded.count)
        } else if line.folded.has(words, at: line.folded.count - words.count) {
          lines[index] = line.text(0..<(line.folded.count - words.count))
        }
      }
    }
    return lines
  }
}

extension [String] {
  /// The lines joined by line feeds, the blank ones at both ends left out.
  fileprivate var joinedLines: String {
    guard let first = firstIndex(where: { !$0.isEmpty }),
      let last = lastIndex(where: { !$0.isEmpty })
    else { return "" }
    return self[first...last].joined(separator: "\n")
  }
}
