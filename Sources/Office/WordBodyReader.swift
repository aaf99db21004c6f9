/// Builds the blocks of a document from the elements of its main part.
final class WordBodyReader: XMLHandler {
  /// Elements whose whole content counts for nothing: what tracked changes removed, what
  /// properties were before a change, field codes, the phonetic line of ruby.
  private static let skipped: Set<String> = [
    "del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "pPrChange", "rPrChange",
    "tblPrChange", "trPrChange", "tcPrChange", "sectPr", "sdtEndPr",
  ]

  private(set) var isDocument = false
  private let styles: WordStyles?
  /// Local names of the open elements of WordprocessingML; others are empty.
  private var path: [String] = []
  private var skipDepth = 0

  private var blockLists: [[WordDocument.Block]] = [[]]
  private var tables: [Table] = []
  private var paragraphs: [Paragraph] = []
  private var run: Run?
  private var controls: [Control] = []
  private var alternatives: [Bool] = []
  private var formField: FormField?
  private var isInText = false
  private var text: [UInt8] = []

  private struct Table {
    var rows: [WordDocument.Row] = []
    var cells: [WordDocument.Cell] = []
    var isRowDeleted = false
    var columns = 1
    var merge = WordDocument.VerticalMerge.none
  }

  private struct Paragraph {
    var pieces: [WordDocument.Piece] = []
    var fonts = RunFonts()
    var isNumbered = false
    /// Its mark was deleted by a tracked change: it runs on into the next paragraph.
    var runsOn = false
    /// What stood in text boxes anchored in it.
    var boxed: [WordDocument.Block] = []
  }

  private struct Run {
    var fonts = RunFonts()
    var isHidden = false
  }

  /// A content control; `box` where it is a checkbox whose mark hasn't been met yet.
  private struct Control {
    var box: Bool?
  }

  private struct FormField {
    var byDefault = false
    var checked: Bool?
  }

  init(styles: WordStyles?) { self.styles = styles }

  /// The body's blocks, once the part has been read.
  var blocks: [WordDocument.Block] { blockLists[0] }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    if skipDepth > 0 {
      skipDepth += 1
      return
    }
    switch name.namespace {
    case .word: startWord(name.local, attributes)
    case .word2010:
      if name.local == "checkbox" { setControlBox(false) }
      if name.local == "checked" { setControlBox(Self.isOn(attributes)) }
    case .compatibility: startAlternative(name.local)
    case .none, .other: break
    }
    path.append(name.namespace == .word ? name.local : "")
  }

  func end(_ name: XMLName) {
    if skipDepth > 0 {
      skipDepth -= 1
      if skipDepth > 0 { return }
    } else if name.namespace == .word {
      endWord(name.local)
    } else if name.namespace == .compatibility, name.local == "AlternateContent" {
      alternatives.removeLast()
    }
    path.removeLast()
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isInText { text.append(contentsOf: bytes) }
  }

  /// "The Choice and Fallback are alternatives": the first one met is taken, the others left out.
  private func startAlternative(_ local: String) {
    switch local {
    case "AlternateContent": alternatives.append(false)
    case "Choice", "Fallback":
      guard let taken = alternatives.last else { return }
      if taken { skipDepth = 1 } else { alternatives[alternatives.count - 1] = true }
    default: break
    }
  }

  private func startWord(_ local: String, _ attributes: XMLAttributes) {
    let parent = path.last ?? ""
    if Self.skipped.contains(local) {
      // Among properties these are marks upon the paragraph or row itself.
      if local == "del" || local == "moveFrom" {
        if parent == "trPr" { tables.mutateLast { $0.isRowDeleted = true } }
        if parent == "rPr", path.dropLast().last == "pPr" {
          paragraphs.mutateLast { $0.runsOn = true }
        }
      }
      skipDepth = 1
      return
    }
    switch local {
    case "document": isDocument = path.isEmpty
    case "p": paragraphs.append(Paragraph())
    case "r": run = Run(fonts: RunFonts())
    case "t": isInText = run != nil
    case "tbl": tables.append(Table())
    case "tr": tables.mutateLast { $0.cells = [] }
    case "tc":
      tables.mutateLast { ($0.columns, $0.merge) = (1, .none) }
      blockLists.append([])
    case "txbxContent": startTextBox()
    case "sdt": controls.append(Control())
    default: startDetail(local, parent, attributes)
    }
  }

  private func startDetail(_ local: String, _ parent: String, _ attributes: XMLAttributes) {
    switch (parent, local) {
    case ("tcPr", "gridSpan"):
      let columns = attributes["val"].flatMap { Int($0) } ?? 1
      tables.mutateLast { $0.columns = max(1, columns) }
    case ("tcPr", "vMerge"):
      let merge: WordDocument.VerticalMerge =
        attributes["val"] == "restart" ? .start : .continued
      tables.mutateLast { $0.merge = merge }
    case ("pPr", "numPr"): paragraphs.mutateLast { $0.isNumbered = true }
    case ("pPr", "pStyle"):
      if let styles, let id = attributes["val"] {
        paragraphs.mutateLast { $0.fonts = styles.fonts(of: id) }
      }
    case ("rPr", "rFonts") where path.dropLast().last == "r": run?.fonts.apply(attributes)
    case ("rPr", "rStyle") where path.dropLast().last == "r":
      if let styles, let id = attributes["val"], let fonts = run?.fonts {
        run?.fonts = fonts.over(styles.fonts(of: id))
      }
    case ("rPr", "vanish") where path.dropLast().last == "r":
      run?.isHidden = Self.isOn(attributes)
    case ("r", "tab"), ("r", "ptab"): append(.tab)
    case ("r", "br"), ("r", "cr"): append(.lineBreak)
    case ("r", "noBreakHyphen"): append(.text("-"))
    case ("r", "sym"): appendSymbol(attributes)
    case ("r", "drawing"), ("r", "pict"), ("r", "object"): append(.picture)
    // In AlternateContent, which is no element of Word's, the parent is not the run.
    case ("", "drawing"), ("", "pict"): if run != nil { append(.picture) }
    case ("ffData", "checkBox"): formField = FormField()
    case ("checkBox", "default"): formField?.byDefault = Self.isOn(attributes)
    case ("checkBox", "checked"): formField?.checked = Self.isOn(attributes)
    default: break
    }
  }

  private func endWord(_ local: String) {
    switch local {
    case "p": endParagraph()
    case "r": run = nil
    case "t": endText()
    case "tbl":
      if let table = tables.popLast() { append(.table(WordDocument.Table(rows: table.rows))) }
    case "tr":
      tables.mutateLast { table in
        if !table.isRowDeleted { table.rows.append(WordDocument.Row(cells: table.cells)) }
        table.cells = []
        table.isRowDeleted = false
      }
    case "tc": endCell()
    case "txbxContent": endTextBox()
    case "sdt":
      if let box = controls.popLast()?.box, !paragraphs.isEmpty {
        append(.box(WordDocument.Box(isTicked: box, shown: nil)))
      }
    case "fldChar":
      if let field = formField {
        let isTicked = field.checked ?? field.byDefault
        append(.box(WordDocument.Box(isTicked: isTicked, shown: nil)))
        formField = nil
      }
    default: break
    }
  }

  private func endParagraph() {
    guard let ended = paragraphs.popLast() else { return }
    var paragraph = ended
    // The paragraph before, where it runs on into this one, stands last and is continued.
    if let last = runningOn.removeValue(forKey: blockLists.count) {
      paragraph.pieces = last.pieces + paragraph.pieces
      paragraph.isNumbered = paragraph.isNumbered || last.isNumbered
      paragraph.boxed = last.boxed + paragraph.boxed
    }
    if paragraph.runsOn {
      runningOn[blockLists.count] = paragraph
      return
    }
    close(paragraph)
  }

  /// Paragraphs without an end of their own, by the depth of the list that they stand in.
  private var runningOn: [Int: Paragraph] = [:]

  private func close(_ paragraph: Paragraph) {
    append(
      .paragraph(
        WordDocument.Paragraph(pieces: paragraph.pieces, isNumbered: paragraph.isNumbered)))
    paragraph.boxed.forEach(append)
  }

  private func closeRunningOn() {
    if let last = runningOn.removeValue(forKey: blockLists.count) { close(last) }
  }

  private func endCell() {
    closeRunningOn()
    let blocks = blockLists.removeLast()
    tables.mutateLast { table in
      table.cells.append(
        WordDocument.Cell(columns: table.columns, merge: table.merge, blocks: blocks))
    }
  }

  /// A text box stands inside a run; its paragraphs are put after the one that anchors it.
  private func startTextBox() {
    outerRuns.append(run)
    run = nil
    blockLists.append([])
  }

  private var outerRuns: [Run?] = []

  private func endTextBox() {
    closeRunningOn()
    let blocks = blockLists.removeLast()
    run = outerRuns.popLast() ?? nil
    if paragraphs.isEmpty {
      blocks.forEach(append)
    } else {
      paragraphs.mutateLast { $0.boxed += blocks }
    }
  }

  private func append(_ block: WordDocument.Block) {
    blockLists[blockLists.count - 1].append(block)
  }

  private func append(_ piece: WordDocument.Piece) {
    guard run?.isHidden != true else { return }
    paragraphs.mutateLast { paragraph in
      if case .text(let more) = piece, case .text(let text)? = paragraph.pieces.last {
        paragraph.pieces[paragraph.pieces.count - 1] = .text(text + more)
      } else {
        paragraph.pieces.append(piece)
      }
    }
  }

  private func endText() {
    defer { text.removeAll(keepingCapacity: true) }
    guard isInText, let run else { return }
    isInText = false
    let string = String(decoding: text, as: UTF8.self)
    let fonts = run.fonts.over(paragraphs.last?.fonts ?? RunFonts())
    if !fonts.hasSymbolFont, controls.last?.box == nil {
      if !string.isEmpty { append(.text(string)) }
      return
    }
    for scalar in string.unicodeScalars {
      let shown: WordDocument.Shown
      if let font = fonts.symbolFont(of: scalar) {
        shown = .symbol(WordDocument.Symbol(font: font, code: scalar.value))
      } else {
        shown = .character(scalar)
      }
      append(shown)
    }
  }

  private func appendSymbol(_ attributes: XMLAttributes) {
    guard let font = attributes["font"], let char = attributes["char"],
      let code = UInt32(char, radix: 16)
    else { return }
    append(WordDocument.Shown.symbol(WordDocument.Symbol(font: font, code: code)))
  }

  /// Adds a character; the first one in a checkbox control is the box's mark.
  private func append(_ shown: WordDocument.Shown) {
    if let box = controls.last?.box, run?.isHidden != true {
      if case .character(let scalar) = shown, scalar.properties.isWhitespace {
        return append(.text(String(scalar)))
      }
      controls.mutateLast { $0.box = nil }
      return append(.box(WordDocument.Box(isTicked: box, shown: shown)))
    }
    switch shown {
    case .character(let scalar): append(.text(String(scalar)))
    case .symbol(let symbol): append(WordDocument.Piece.symbol(symbol))
    }
  }

  private func setControlBox(_ isTicked: Bool) {
    controls.mutateLast { $0.box = isTicked }
  }

  /// An on/off property: present without a value means on (ECMA-376-1 §17.17.4).
  private static func isOn(_ attributes: XMLAttributes) -> Bool {
    switch attributes["val"]?.lowercased() {
    case "0", "false", "off", "none": false
    default: true
    }
  }
}

extension Array {
  /// Changes the last element in place; nothing where there is none.
  fileprivate mutating func mutateLast(_ change: (inout Element) -> Void) {
    if !isEmpty { change(&self[count - 1]) }
  }
}
