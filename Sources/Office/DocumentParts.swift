internal import Evidence

/// A document's body, parted by the headings of a form's sections.
struct DocumentParts {
  enum Content {
    case paragraphs([WordDocument.Block])
    /// The rows of all tables: a table that is torn in two is still one.
    case rows([WordDocument.Row])
  }

  struct Part {
    /// The section whose heading stands before it, and those after whose headings are gone.
    var sections: [Form.Section]
    /// The ids of the sections whose headings were found.
    var headings: Set<String>
    var blocks: Content
    /// How many drawings lie over or under its text, those anchored in its heading included.
    var floatingDrawings = 0
  }

  private(set) var parts: [Part] = []

  init(_ form: Form, in document: WordDocument) {
    let blocks = document.blocks
    // A cover has no heading but the title, with which it begins.
    let headed = form.sections.enumerated().filter { $0 > 0 || $1.layout == .table }.map(\.element)
    let headings = Self.headings(of: headed, in: blocks)
    var open: Part?
    var start = 0
    func close(at end: Int) {
      guard var part = open else { return }
      part.blocks = .rows(blocks[start..<end].tableRows)
      part.floatingDrawings = Array(blocks[max(0, start - 1)..<end]).floatingDrawings
      parts.append(part)
      open = nil
    }
    for (index, section) in form.sections.enumerated() {
      if section.layout == .paragraphs {
        let next = form.sections[(index + 1)...].lazy.compactMap { headings[$0.id] }.first
        let heading = headings[section.id]
        close(at: heading ?? next ?? blocks.count)
        if let heading { start = heading + 1 }
        let end = Self.end(of: blocks, from: start, to: next ?? blocks.count, form)
        parts.append(
          Part(
            sections: [section], headings: [section.id],
            blocks: .paragraphs(Array(blocks[start..<end]))))
        start = end
      } else if let heading = headings[section.id] {
        close(at: heading)
        open = Part(sections: [section], headings: [section.id], blocks: .rows([]))
        start = heading + 1
      } else if open == nil {
        open = Part(sections: [section], headings: [], blocks: .rows([]))
      } else {
        open?.sections.append(section)
      }
    }
    close(at: blocks.count)
  }

  /// Where in the body each section's heading stands.
  private static func headings(
    of sections: [Form.Section], in blocks: [WordDocument.Block]
  ) -> [String: Int] {
    let texts = blocks.map { block -> [UInt32] in
      guard case .paragraph(let paragraph) = block else { return [] }
      return paragraph.lines.flatMap(\.folded)
    }
    let printed = sections.map { section -> (whole: [UInt32], unnumbered: [UInt32]) in
      let whole = section.heading.folded
      // 一、 may be an automatic number, of the paragraph or its style, which is not in the text.
      let number = section.number.folded.count + 1
      return (whole, Array(whole.dropFirst(whole.starts(with: section.number.folded) ? number : 0)))
    }
    let pairs = OrderedAlignment.pairs(printed: sections.count, found: blocks.count) {
      if texts[$1].isEmpty { return 0 }
      if texts[$1] == printed[$0].whole { return 2 }
      return texts[$1] == printed[$0].unnumbered ? 1 : 0
    }
    return Dictionary(
      zip(sections.map(\.id), pairs).compactMap { id, pair in pair.map { (id, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Where the paragraphs of a cover end: at the instructions or the next section.
  private static func end(
    of blocks: [WordDocument.Block], from start: Int, to next: Int, _ form: Form
  ) -> Int {
    let instructions = Set(form.instructions.map(\.folded))
    let first = blocks[start..<next].firstIndex { block in
      guard case .paragraph(let paragraph) = block else { return true }
      return instructions.contains(paragraph.lines.flatMap(\.folded))
    }
    return first ?? next
  }
}

extension ArraySlice<WordDocument.Block> {
  /// The rows of all tables.
  var tableRows: [WordDocument.Row] {
    flatMap { block -> [WordDocument.Row] in
      if case .table(let table) = block { table.rows } else { [] }
    }
  }
}

extension Form {
  /// The words by which a document is known to be this form: headings, labels and fixed lines,
  /// each once.
  var labels: Set<[UInt32]> {
    var labels = Set(sections.map(\.heading.folded))
    for cell in sections.flatMap(\.rows).flatMap(\.allCells) {
      if let label = cell.label { labels.insert(label) }
    }
    return labels.filter { $0.count > 1 }
  }
}

extension PrintedRow {
  /// The row's cells, and those of the tables inside them.
  fileprivate var allCells: [PrintedCell] {
    cells.flatMap { cell -> [PrintedCell] in
      guard case .lines(let lines) = cell else { return [] }
      return [cell]
        + lines.flatMap { line -> [PrintedCell] in
          if case .table(let rows) = line { rows.flatMap(\.allCells) } else { [] }
        }
    }
  }
}

extension [WordDocument.Block] {
  /// The text of every paragraph and of every cell, at any depth.
  var texts: Set<[UInt32]> {
    var texts: Set<[UInt32]> = []
    for block in self {
      switch block {
      case .paragraph(let paragraph): texts.insert(paragraph.lines.flatMap(\.folded))
      case .table(let table):
        for cell in table.rows.flatMap(\.cells) {
          texts.insert(cell.blocks.lines.flatMap(\.folded))
          texts.formUnion(cell.blocks.texts)
        }
      }
    }
    return texts
  }
}
