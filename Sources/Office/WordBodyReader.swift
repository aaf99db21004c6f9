/// Builds the blocks of a document from the elements of its main part.
final class WordBodyReader: XMLHandler {
  /// Elements whose whole content counts for nothing: what tracked changes removed, what
  /// properties were before a change, the phonetic line of ruby.
  private static let skipped: Set<String> = [
    "del", "moveFrom", "delText", "delInstrText", "rt", "pPrChange", "rPrChange",
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
  /// The properties of the open run itself.
  private var run: RunProperties?
  private var controls: [Control] = []
  private var alternatives: [Bool] = []
  private var formField: FormField?
  private var isInText = false
  private var isInCode = false
  private var text: [UInt8] = []

  private struct Table {
    var rows: [WordDocument.Row] = []
    var cells: [WordDocument.Cell] = []
    var isRowDeleted = false
    var columns = 1
    var merge = WordDocument.VerticalMerge.none
    /// Whether the cell belongs to the one before it, as in files of Word 97.
    var isMergedSideways = false
  }

  private struct Paragraph {
    var pieces: [WordDocument.Piece] = []
    /// What its text has by its style.
    var properties: RunProperties
    /// The fields that have begun and not ended.
    var fields: [WordField] = []
    var isNumbered = false
    /// Its mark was deleted by a tracked change: it runs on into the next paragraph.
    var runsOn = false
    /// What stood in text boxes anchored in it.
    var boxed: [WordDocument.Block] = []

    mutating func `continue`(with next: Paragraph) {
      pieces += next.pieces
      boxed += next.boxed
      isNumbered = isNumbered || next.isNumbered
    }
  }

  /// A content control; `box` where it is a checkbox whose mark hasn't been met yet.
  private struct Control {
    var box: Bool?
    /// Whether it shows its prompt (单击此处输入文字), which is no answer.
    var showsPrompt = false
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
      if name.local == "checked" { setControlBox(attributes.isOn) }
    case .math: startMath(name.local)
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
    } else if name.namespace == .math {
      endMath(name.local)
    } else if name.namespace == .compatibility, name.local == "AlternateContent" {
      alternatives.removeLast()
    }
    path.removeLast()
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isInText || isInCode { text.append(contentsOf: bytes) }
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
    case "p":
      paragraphs.append(
        Paragraph(properties: styles?.properties(ofParagraph: nil) ?? RunProperties()))
    case "r": run = RunProperties()
    case "t": isInText = run != nil
    case "instrText": isInCode = run != nil
    case "tbl": tables.append(Table())
    case "tr": tables.mutateLast { $0.cells = [] }
    case "tc":
      tables.mutateLast { ($0.columns, $0.merge, $0.isMergedSideways) = (1, .none, false) }
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
      tables.mutateLast { $0.columns = min(max(1, columns), WordDocument.Table.mostColumns) }
    case ("tcPr", "hMerge"):
      let isMerged = attributes["val"] != "restart"
      tables.mutateLast { $0.isMergedSideways = isMerged }
    case ("tcPr", "vMerge"):
      let merge: WordDocument.VerticalMerge =
        attributes["val"] == "restart" ? .start : .continued
      tables.mutateLast { $0.merge = merge }
    case ("pPr", "numPr"): paragraphs.mutateLast { $0.isNumbered = true }
    case ("pPr", "pStyle"):
      if let styles, let id = attributes["val"] {
        paragraphs.mutateLast { $0.properties = styles.properties(ofParagraph: id) }
      }
    case ("rPr", "rStyle") where path.dropLast().last == "r":
      if let styles, let id = attributes["val"], let own = run {
        run = own.over(styles.properties(of: id))
      }
    case ("rPr", _) where path.dropLast().last == "r": run?.apply(local, attributes)
    case ("r", "fldChar"): startField(attributes["fldCharType"] ?? "")
    case ("r", "tab"), ("r", "ptab"): append(.tab)
    case ("r", "br"), ("r", "cr"): append(.lineBreak)
    case ("r", "noBreakHyphen"): append(.text("-"))
    case ("r", "sym"): appendSymbol(attributes)
    case ("r", "drawing"), ("r", "pict"), ("r", "object"): append(.picture)
    // In AlternateContent, which is no element of Word's, the parent is not the run.
    case ("", "drawing"), ("", "pict"): if run != nil { append(.picture) }
    case ("sdtPr", "showingPlcHdr"):
      let showsPrompt = attributes.isOn
      controls.mutateLast { $0.showsPrompt = showsPrompt }
    case ("ffData", "checkBox"): formField = FormField()
    case ("checkBox", "default"): formField?.byDefault = attributes.isOn
    case ("checkBox", "checked"): formField?.checked = attributes.isOn
    default: break
    }
  }

  private func endWord(_ local: String) {
    switch local {
    case "p": endParagraph()
    case "r": run = nil
    case "t": endText()
    case "instrText": endCode()
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
    // A field that ends in another paragraph shows no symbol.
    paragraph.pieces += ended.fields.flatMap(\.strayPieces)
    paragraph.fields = []
    let depth = blockLists.count
    guard paragraph.runsOn || runningOn[depth] != nil else { return close(paragraph) }
    runningOn[depth, default: Paragraph(properties: paragraph.properties)].continue(with: paragraph)
    if !paragraph.runsOn { closeRunningOn() }
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
      if table.isMergedSideways, !table.cells.isEmpty {
        table.cells.mutateLast { $0.columns += table.columns }
        return
      }
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

  private var outerRuns: [RunProperties?] = []

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
    let properties = shownProperties
    guard !properties.isHidden else { return }
    paragraphs.mutateLast { paragraph in
      let field = paragraph.fields.count - 1
      if field >= 0, !paragraph.fields[field].hasResult, paragraph.fields[field].isEquation {
        paragraph.fields[field].add(piece)
      } else {
        paragraph.pieces.add(properties.isStruck ? .struck(piece) : piece)
      }
    }
  }

  /// What the text of the open run has by itself and by the styles.
  private var shownProperties: RunProperties {
    (run ?? RunProperties()).over(paragraphs.last?.properties ?? RunProperties())
  }

  // MARK: Fields and equations

  private func startField(_ type: String) {
    switch type {
    case "begin": paragraphs.mutateLast { $0.fields.append(WordField()) }
    case "separate":
      paragraphs.mutateLast { paragraph in paragraph.fields.mutateLast { $0.hasResult = true } }
    case "end":
      var ended: WordField?
      paragraphs.mutateLast { ended = $0.fields.popLast() }
      ended?.shown.forEach(append)
    default: break
    }
  }

  private func endCode() {
    defer { text.removeAll(keepingCapacity: true) }
    guard isInCode else { return }
    isInCode = false
    let code = String(decoding: text, as: UTF8.self)
    paragraphs.mutateLast { paragraph in
      paragraph.fields.mutateLast { $0.add(.text(code)) }
    }
  }

  /// Text of an equation; its fractions and powers are written as one types them in a line.
  private func startMath(_ local: String) {
    switch local {
    case "r": run = RunProperties()
    case "t": isInText = run != nil
    case "sup": append(.text("^"))
    default: break
    }
  }

  private func endMath(_ local: String) {
    switch local {
    case "r": run = nil
    case "t": endText()
    case "num": append(.text("/"))
    default: break
    }
  }

  // MARK: Text

  private func endText() {
    defer { text.removeAll(keepingCapacity: true) }
    guard isInText, run != nil else { return }
    isInText = false
    if controls.contains(where: { $0.showsPrompt && $0.box == nil }) { return }
    let string = String(decoding: text, as: UTF8.self)
    let fonts = shownProperties.fonts
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
      let code = UInt32(char, radix: 16),
      let shown = WordDocument.Shown(font: font, code: code)
    else { return }
    append(shown)
  }

  /// Adds a character; the first one in a checkbox control is the box's mark.
  private func append(_ shown: WordDocument.Shown) {
    if let box = controls.last?.box, !shownProperties.isHidden {
      if case .character(let scalar) = shown, scalar.properties.isWhitespace {
        return append(.text(String(scalar)))
      }
      controls.mutateLast { $0.box = nil }
      return append(.box(WordDocument.Box(isTicked: box, shown: shown)))
    }
    append(shown.piece)
  }

  private func setControlBox(_ isTicked: Bool) {
    controls.mutateLast { $0.box = isTicked }
  }
}

extension Array {
  /// Changes the last element in place; nothing where there is none.
  fileprivate mutating func mutateLast(_ change: (inout Element) -> Void) {
    if !isEmpty { change(&self[count - 1]) }
  }
}

extension [WordDocument.Piece] {
  /// Adds a piece; text runs on.
  mutating func add(_ piece: Element) {
    if isEmpty || !self[count - 1].takeIn(piece) { append(piece) }
  }
}

extension WordDocument.Piece {
  /// Takes a text in that stands right behind this one; false where they aren't alike.
  fileprivate mutating func takeIn(_ next: Self) -> Bool {
    switch next {
    case .text(let more):
      guard case .text(var text) = self else { return false }
      // The text grows in place only where nothing else holds it.
      self = .lineBreak
      text += more
      self = .text(text)
      return true
    case .struck(let more):
      guard case .struck(var piece) = self else { return false }
      self = .lineBreak
      defer { self = .struck(piece) }
      return piece.takeIn(more)
    default: return false
    }
  }
}
