internal import Evidence

/// Pairs the printed rows of a table with a document's.
struct TableReading {
  /// A printed row and what was found for it.
  struct Row {
    var printed: PrintedRow
    /// Nil where the document has no such row.
    var found: WordDocument.Row?
    /// Whether the labels are not as printed; the row was told by its neighbours.
    var isAltered = false
  }

  private(set) var rows: [Row]
  /// How many rows of the document the form doesn't print.
  private(set) var addedRows = 0

  /// - Complexity: O(printed rows · found rows).
  init(_ printed: [PrintedRow], in found: [WordDocument.Row]) {
    let labels = printed.map { row in row.cells.map(\.label) }
    let texts = found.map { row in row.cells.map { $0.blocks.lines.flatMap(\.folded) } }
    var pairs = OrderedAlignment.pairs(printed: printed.count, found: found.count) {
      Self.fit(printed[$0], labels[$0], found[$1], texts[$1])
    }
    let certain = pairs
    // A row whose label was changed is still told by where it stands.
    for gap in Self.gaps(in: certain, found: found.count) where gap.printed.count == gap.found.count
    {
      for (one, other) in zip(gap.printed, gap.found)
      where printed[one].cells.count == found[other].cells.count { pairs[one] = other }
    }
    rows = printed.indices.map { index in
      Row(
        printed: printed[index], found: pairs[index].map { found[$0] },
        isAltered: certain[index] == nil)
    }
    addedRows = found.count - pairs.count { $0 != nil }
  }

  private static func fit(
    _ printed: PrintedRow, _ labels: [[UInt32]?], _ found: WordDocument.Row, _ texts: [[UInt32]]
  ) -> Int {
    var score = printed.cells.count == found.cells.count ? 2 : -4
    for (index, cell) in printed.cells.enumerated() where index < found.cells.count {
      let isContinued = found.cells[index].merge == .continued
      if cell == .mergedAbove {
        score += isContinued ? 2 : -3
      } else if let label = labels[index] {
        score += label == texts[index] ? 10 : -10
      } else if isContinued {
        score -= 3
      }
    }
    return score
  }

  /// The stretches of rows between pairs.
  private static func gaps(
    in pairs: [Int?], found: Int
  ) -> [(printed: Range<Int>, found: Range<Int>)] {
    var gaps: [(printed: Range<Int>, found: Range<Int>)] = []
    var start = (printed: 0, found: 0)
    for (index, pair) in pairs.enumerated() {
      guard let pair else { continue }
      gaps.append((start.printed..<index, start.found..<pair))
      start = (index + 1, pair + 1)
    }
    gaps.append((start.printed..<pairs.count, start.found..<found))
    return gaps.filter { !$0.printed.isEmpty }
  }
}

extension PrintedCell {
  /// The words of a cell that holds no answer; nil for others, and for merged ones.
  var label: [UInt32]? {
    guard case .lines(let lines) = self else { return nil }
    var label: [UInt32] = []
    for line in lines {
      guard case .tokens(let tokens) = line else { return nil }
      for token in tokens {
        guard case .words(let words, _) = token else { return nil }
        label += words.folded
      }
    }
    return label
  }
}
