internal import Evidence

/// A blank form's body, parted into cover, instructions and sections.
struct DraftOutline {
  /// What stands under one heading.
  struct Part {
    var number: String
    var title: String
    var heading: String
    /// The paragraphs below the heading.
    var blocks: [WordDocument.Block]
    /// The rows of the tables below it.
    var rows: [WordDocument.Row]
  }

  /// What stands for the number of a cover.
  static let cover = "封面"

  private(set) var title = ""
  private(set) var issuer = ""
  private(set) var instructions: [String] = []
  private(set) var cover: SectionDraft?
  private(set) var parts: [Part] = []

  init(_ blocks: [WordDocument.Block]) {
    let headings = Self.headings(in: blocks)
    let start = headings.first?.index ?? blocks.firstIndex { $0.isTable } ?? blocks.count
    readFront(blocks[..<start], isWhole: headings.isEmpty && start == blocks.count)
    if headings.isEmpty {
      // One table, or paragraphs alone, under the form's title.
      let rest = blocks[start...]
      if !rest.tableRows.isEmpty {
        parts = [
          Part(
            number: "一", title: title, heading: title, blocks: rest.paragraphs, rows: rest.tableRows
          )
        ].flatMap(\.byHeadings)
      }
      return
    }
    for (index, heading) in headings.enumerated() {
      let end = index + 1 < headings.count ? headings[index + 1].index : blocks.count
      let body = blocks[(heading.index + 1)..<end]
      parts.append(
        Part(
          number: heading.number, title: heading.title, heading: heading.text,
          blocks: body.paragraphs, rows: body.tableRows))
    }
  }

  // MARK: Headings

  private struct Heading {
    var index: Int
    var number: String
    var title: String
    var text: String
    /// How it is numbered: headings of one form are alike.
    var kind: String
  }

  /// The headings of the sections: numbered lines outside tables with something to fill in below.
  private static func headings(in blocks: [WordDocument.Block]) -> [Heading] {
    let candidates = blocks.indices.compactMap { heading(at: $0, in: blocks) }
    for kind in ["第", "一、", "（一）", "表", "1", "auto"] {
      var found = candidates.filter { $0.kind == kind }
      // A heading of a list of instructions has nothing to fill in below it.
      found = found.enumerated().filter { index, heading in
        let end = index + 1 < found.count ? found[index + 1].index : blocks.count
        let body = blocks[(heading.index + 1)..<end]
        return body.contains { $0.isTable }
          || body.paragraphs.draftLines.contains { $0.hasBlanks || $0.hasBoxes }
          || DraftWords.limit(heading.text) != nil || (body.count > 2 && body.allSatisfy(\.isBlank))
      }.map(\.element)
      if kind == "auto" || kind == "1" {
        found.removeAll { heading in
          let next = blocks[(heading.index + 1)...].first { !$0.isBlank }
          return next?.isTable != true
        }
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func heading(at index: Int, in blocks: [WordDocument.Block]) -> Heading? {
    guard case .paragraph(let paragraph) = blocks[index] else { return nil }
    let lines = paragraph.lines.filter { !$0.isBlank }
    guard lines.count == 1, lines[0].folded.count <= 60 else { return nil }
    let line = DraftLine(lines[0])
    let text = line.text
    guard !line.hasBlanks, !line.hasBoxes,
      !["。", "；", ";", "：", ":"].contains(where: text.hasSuffix)
    else { return nil }
    func made(_ kind: String, _ number: some StringProtocol, _ title: some StringProtocol)
      -> Heading
    {
      Heading(
        index: index, number: String(number), title: String(title).trimmed, text: text, kind: kind)
    }
    let numerals = DraftWords.numerals
    let number = text.prefix { numerals.contains($0) }
    if !number.isEmpty, text[number.endIndex...].hasPrefix("、") {
      return made("一、", number, text[number.endIndex...].dropFirst())
    }
    if text.hasPrefix("第") {
      let number = text.dropFirst().prefix { numerals.contains($0) }
      for word in ["部分", "章", "篇"] where !number.isEmpty {
        if text[number.endIndex...].hasPrefix(word) {
          let rest = text[number.endIndex...].dropFirst(word.count)
          return made("第", number, rest.drop { "、：:　 ".contains($0) })
        }
      }
    }
    if text.hasPrefix("（"), let end = text.firstIndex(of: "）") {
      let number = text[text.index(after: text.startIndex)..<end]
      if !number.isEmpty, number.allSatisfy(numerals.contains) {
        return made("（一）", number, text[end...].dropFirst())
      }
    }
    for word in ["附表", "表"] where text.hasPrefix(word) {
      let number = text.dropFirst(word.count).prefix { $0.isNumber || numerals.contains($0) }
      if !number.isEmpty {
        return made("表", number, text[number.endIndex...].drop { "、：:.．　 ".contains($0) })
      }
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    if (1...2).contains(digits.count), let mark = text[digits.endIndex...].first,
      "、.．".contains(mark)
    {
      return made("1", digits, text[digits.endIndex...].dropFirst())
    }
    return line.isNumbered ? made("auto", "", text) : nil
  }

  // MARK: Title, cover and instructions

  private static let instructionHeadings = ["填报说明", "填表说明", "填写说明", "填报须知", "填表须知", "填写须知"]

  private mutating func readFront(_ blocks: ArraySlice<WordDocument.Block>, isWhole: Bool) {
    var coverBlocks: [WordDocument.Block] = []
    var isInstruction = false
    for block in blocks {
      guard case .paragraph(let paragraph) = block else { continue }
      let text = paragraph.lines.map(\.text).joined().condensed
      let name = text.filter { !$0.isWhitespace }.withoutColon
      if Self.instructionHeadings.contains(name) {
        isInstruction = true
      } else if isInstruction {
        if !text.isEmpty {
          instructions.append(paragraph.lines.map(\.text).filter { !$0.isEmpty }.joined())
        }
      } else if title.isEmpty, !text.isEmpty, Self.isTitle(paragraph) {
        title = text.printable
      } else {
        coverBlocks.append(block)
      }
    }
    let lines = coverBlocks.draftLines
    issuer = lines.lazy.compactMap { Self.issuer($0.text) }.first ?? ""
    if title.isEmpty { title = lines.first?.text ?? "" }
    var draft = SectionDraft(
      id: isWhole ? "s1" : "cover", number: isWhole ? "一" : Self.cover,
      title: isWhole ? title : Self.cover, heading: title, layout: .paragraphs)
    let cell = CellDraft(
      DraftCell.items(coverBlocks), label: nil, parent: nil, isPage: true, isCover: !isWhole, &draft
    )
    guard !draft.section.fields.isEmpty else { return }
    draft.section.rows = cell.lines.map { PrintedRow(cells: [.lines([$0])]) }
    cover = draft
  }

  /// Whether the paragraph may be the title: neither a number of an annex nor a line to fill in.
  private static func isTitle(_ paragraph: WordDocument.Paragraph) -> Bool {
    let lines = paragraph.lines.map(DraftLine.init).filter { !$0.isBlank }
    guard let first = lines.first, !lines.contains(where: { $0.hasBlanks || $0.hasBoxes }) else {
      return false
    }
    let text = first.text.condensed
    return !text.hasPrefix("附件") && !text.hasPrefix("附表") && !text.hasPrefix("编号")
      && !first.endsWithColon && text.count > 2
  }

  /// Who issues the form: 福建省工业和信息化厅 制.
  private static func issuer(_ text: String) -> String? {
    let text = text.condensed
    for word in ["编制", "印制", "监制", "制"] where text.hasSuffix(word) {
      let name = String(text.dropLast(word.count)).trimmed
      if ["厅", "局", "委", "部", "办", "办公室", "委员会", "中心", "会"].contains(where: name.hasSuffix) {
        return name
      }
    }
    return nil
  }
}

extension DraftOutline.Part {
  /// The parts into which headings in rows of their own part the table.
  fileprivate var byHeadings: [Self] {
    let found = rows.indices.compactMap { index -> (index: Int, text: String)? in
      let row = rows[index]
      guard row.cells.count == 1, let line = row.cells[0].blocks.draftLines.only,
        line.outline == "一、"
      else { return nil }
      return (index, line.text)
    }
    guard found.count > 1, found[0].index == 0 else { return [self] }
    return found.enumerated().map { place, heading in
      let end = place + 1 < found.count ? found[place + 1].index : rows.count
      return Self(
        number: String(heading.text.prefix { $0 != "、" }), title: heading.text.withoutNumber,
        heading: heading.text, blocks: place == 0 ? blocks : [],
        rows: Array(rows[heading.index..<end]))
    }
  }
}

extension [DraftLine] {
  /// The one line; nil where there are several.
  fileprivate var only: DraftLine? { count == 1 ? first : nil }
}

extension WordDocument.Block {
  fileprivate var isTable: Bool { if case .table = self { true } else { false } }

  fileprivate var isBlank: Bool {
    if case .paragraph(let paragraph) = self {
      paragraph.lines.allSatisfy(\.isBlank)
    } else {
      false
    }
  }
}

extension ArraySlice<WordDocument.Block> {
  fileprivate var paragraphs: [WordDocument.Block] { filter { !$0.isTable } }
}
