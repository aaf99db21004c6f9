/// Builds the blocks of a document from the elements of its main part.
final class WordBodyReader: XMLHandler {
  /// Elements whose whole content counts for nothing: what tracked changes removed, what
  /// properties were before a change.
  private static let skipped: Set<String> = [
    "del", "moveFrom", "delText", "delInstrText", "pPrChange", "rPrChange", "tblPrChange",
    "trPrChange", "tcPrChange", "sectPr", "sdtEndPr",
  ]

  private(set) var isDocument = false
  private let styles: WordStyles?
  private let numbering: WordNumbering?
  /// Local names of the open elements of WordprocessingML; others that Word understands are empty,
  /// and what is there for compatibility alone is as if it were not.
  private var path: [String] = []
  private var skipDepth = 0

  private var blockLists: [[WordDocument.Block]] = [[]]
  private var tables: [WordOpenContent.Table] = []
  private var paragraphs: [WordOpenContent.Paragraph] = []
  /// The properties of the open run itself, and of those around it.
  private var run: RunProperties?
  private var outerRuns: [RunProperties?] = []
  private var controls: [WordOpenContent.Control] = []
  private var formField: WordOpenContent.FormField?
  private var drawings: [Drawing] = []
  /// What was open around the phonetic lines that are being read.
  private var aroundRuby: [WordOpenContent] = []
  private var isInText = false
  private var isInCode = false
  private var text: [UInt8] = []

  /// Open elements that are there for compatibility alone.
  private enum Compatibility {
    case alternatives, branch, transparent
    /// An element that Word doesn't understand: it leaves it out, others may not.
    case foreign
  }
  private var compatibility: [Compatibility] = []
  private var alternatives: [WordAlternatives] = []
  /// The elements that Word doesn't understand and whose content it shows all the same.
  private var processed: Set<String> = []

  init(styles: WordStyles?, numbering: WordNumbering? = nil) {
    self.styles = styles
    self.numbering = numbering
  }

  /// The body's blocks, once the part has been read.
  var blocks: [WordDocument.Block] { blockLists[0] }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    if skipDepth > 0 {
      skipDepth += 1
      return
    }
    if name.namespace == .compatibility { return startCompatibility(name.local, attributes) }
    guard name.isUnderstood else { return startForeign(name) }
    switch name.namespace {
    case .word: startWord(name.local, attributes)
    case .word2010: startWord2010(name.local, attributes)
    case .symbols: if name.local == "symEx" { appendSymbol(attributes) }
    case .math: startMath(name.local)
    case .compatibility, .none, .other: startDrawn(name.local, attributes)
    }
    path.append(name.namespace == .word ? name.local : "")
  }

  func end(_ name: XMLName) {
    let wasSkipped = skipDepth > 0
    if wasSkipped {
      skipDepth -= 1
      if skipDepth > 0 { return }
    }
    if name.namespace == .compatibility || !name.isUnderstood { return endCompatibility() }
    if !wasSkipped {
      switch name.namespace {
      case .word: endWord(name.local)
      case .math: endMath(name.local)
      default: break
      }
    }
    path.removeLast()
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isInText || isInCode { text.append(contentsOf: bytes) }
  }

  // MARK: Alternatives

  /// What is open where the reader has come to.
  private var open: WordOpenContent {
    get {
      WordOpenContent(
        paragraph: paragraphs.last, table: tables.last, run: run, control: controls.last,
        formField: formField, blocks: blockLists[blockLists.count - 1])
    }
    set {
      if let paragraph = newValue.paragraph { paragraphs.mutateLast { $0 = paragraph } }
      if let table = newValue.table { tables.mutateLast { $0 = table } }
      if let control = newValue.control { controls.mutateLast { $0 = control } }
      run = newValue.run
      formField = newValue.formField
      blockLists[blockLists.count - 1] = newValue.blocks
    }
  }

  private func beginAlternatives() {
    let started = WordAlternatives(in: open, depth: alternatives.count)
    alternatives.append(started)
    if !started.isTooDeep { open = started.start }
  }

  private func endAlternatives() {
    let ended = alternatives.removeLast()
    guard ended.isTooDeep else { return open = ended.ended() }
    appendDisputed()
  }

  private func beginBranch(isShown: Bool) {
    alternatives.mutateLast { $0.beginBranch(isShown: isShown) }
    if alternatives.last?.isTooDeep == true, !isShown { skipDepth = 1 }
  }

  private func endBranch() {
    guard let last = alternatives.last, !last.isTooDeep else { return }
    let content = open
    open = last.start
    alternatives.mutateLast { $0.endBranch(content) }
  }

  private func startCompatibility(_ local: String, _ attributes: XMLAttributes) {
    let isBranch = compatibility.last == .alternatives && alternatives.last != nil
    switch local {
    case "AlternateContent":
      compatibility.append(.alternatives)
      beginAlternatives()
    case "Choice" where isBranch:
      compatibility.append(.branch)
      beginBranch(isShown: alternatives.last?.isTaken == false && isUnderstood(attributes))
    case "Fallback" where isBranch:
      compatibility.append(.branch)
      beginBranch(isShown: alternatives.last?.isTaken == false)
    default: compatibility.append(.transparent)
    }
  }

  /// Whether Word understands all namespaces whose prefixes `Requires` names.
  private func isUnderstood(_ choice: XMLAttributes) -> Bool {
    let prefixes = choice["Requires"]?.split(whereSeparator: \.isWhitespace) ?? []
    return !prefixes.isEmpty
      && prefixes.allSatisfy { prefix in
        choice.namespace(of: prefix).map(MarkupCompatibility.isUnderstood) ?? false
      }
  }

  private func startForeign(_ name: XMLName) {
    guard !name.isAmong(processed) else { return compatibility.append(.transparent) }
    compatibility.append(.foreign)
    beginAlternatives()
    beginBranch(isShown: false)
  }

  private func endCompatibility() {
    switch compatibility.popLast() {
    case .alternatives: endAlternatives()
    case .branch: endBranch()
    case .foreign:
      endBranch()
      endAlternatives()
    case .transparent, nil: break
    }
  }

  private func startWord(_ local: String, _ attributes: XMLAttributes) {
    let parent = path.last ?? ""
    if Self.skipped.contains(local) {
      // Among properties these are marks upon the paragraph or row itself.
      if local == "del" || local == "moveFrom" {
        if parent == "trPr" { tables.mutateLast { $0.state.isRowDeleted = true } }
        if parent == "rPr", path.dropLast().last == "pPr" {
          paragraphs.mutateLast { $0.runsOn = true }
        }
      }
      skipDepth = 1
      return
    }
    switch local {
    case "document":
      isDocument = path.isEmpty
      processed = attributes.processedNames
    case "p": startParagraph()
    case "r":
      outerRuns.append(run)
      run = RunProperties()
    case "t": isInText = run != nil
    case "instrText": isInCode = run != nil
    case "tbl": tables.append(WordOpenContent.Table())
    case "tr":
      tables.mutateLast {
        $0.cells = []
        $0.state = WordOpenContent.Table.State()
      }
    case "tc":
      tables.mutateLast { table in
        let row = table.state
        table.state = WordOpenContent.Table.State()
        (table.state.isRowDeleted, table.state.isDisputed) = (row.isRowDeleted, row.isDisputed)
      }
      blockLists.append([])
    case "txbxContent": startTextBox()
    case "sdt": controls.append(WordOpenContent.Control())
    case "rt":
      aroundRuby.append(open)
      open = open.emptied
    // What stands in another file is not read.
    case "altChunk", "subDoc": appendDisputed()
    default: startDetail(local, parent, attributes)
    }
  }

  private func startDetail(_ local: String, _ parent: String, _ attributes: XMLAttributes) {
    switch (parent, local) {
    case ("tcPr", "gridSpan"):
      let columns = attributes["val"].flatMap { Int($0) } ?? 1
      tables.mutateLast {
        $0.state.columns = min(max(1, columns), WordDocument.Table.mostColumns)
      }
    case ("tcPr", "hMerge"):
      let isMerged = attributes["val"] != "restart"
      tables.mutateLast { $0.state.isMergedSideways = isMerged }
    case ("tcPr", "vMerge"):
      let merge: WordDocument.VerticalMerge =
        attributes["val"] == "restart" ? .start : .continued
      tables.mutateLast { $0.state.merge = merge }
    case ("tcPr", "shd"):
      let isShaded = attributes.isShading
      tables.mutateLast { $0.state.isShaded = isShaded }
    // What a tracked change removed stands there until it is accepted.
    case ("tcPr", "cellDel"): tables.mutateLast { $0.state.isDisputed = true }
    case ("pPr", "shd"): paragraphs.mutateLast { $0.properties.apply(local, attributes) }
    case ("pPr", "numPr"): paragraphs.mutateLast { $0.isNumbered = true }
    case ("numPr", "numId"):
      let id = attributes["val"]
      paragraphs.mutateLast { $0.numbering.id = id ?? $0.numbering.id }
    case ("numPr", "ilvl"):
      let level = attributes["val"]
      paragraphs.mutateLast { $0.numbering.level = level ?? $0.numbering.level }
    case ("pPr", "pStyle"):
      if let styles, let id = attributes["val"] {
        paragraphs.mutateLast {
          $0.properties = styles.properties(ofParagraph: id)
          $0.numbering = styles.numbering(ofParagraph: id)
        }
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
    case (_, "drawing"), (_, "pict"), (_, "object"): drawings.append(.inline)
    case ("r", "contentPart"): append(.picture)
    case ("sdtPr", "showingPlcHdr"):
      let showsPrompt = attributes.isOn
      controls.mutateLast { $0.showsPrompt = showsPrompt }
    case (_, "fldSimple"):
      let code = attributes["instr"] ?? ""
      paragraphs.mutateLast { $0.begin(WordField(simple: code)) }
    case ("ffData", "checkBox"): formField = WordOpenContent.FormField()
    case ("checkBox", "default"): formField?.byDefault = attributes.isOn
    case ("checkBox", "checked"): formField?.checked = attributes.isOn
    default: break
    }
  }

  private func endWord(_ local: String) {
    switch local {
    case "p": endParagraph()
    case "r": run = outerRuns.popLast() ?? nil
    case "t": endText()
    case "instrText": endCode()
    case "fldSimple": endField()
    case "drawing", "pict", "object":
      if let drawing = drawings.popLast(), run != nil {
        append(drawing == .floating ? .floating : .picture)
      }
    case "rt": endRuby()
    case "tbl":
      if let table = tables.popLast() { append(.table(WordDocument.Table(rows: table.rows))) }
    case "tr":
      tables.mutateLast { table in
        if !table.state.isRowDeleted { table.rows.append(WordDocument.Row(cells: table.cells)) }
        table.cells = []
        table.state.isRowDeleted = false
      }
    case "tc": endCell()
    case "txbxContent": endTextBox()
    case "sdt":
      if let control = controls.popLast(), let box = control.box, !paragraphs.isEmpty {
        append(control.isDisputed, .box(WordDocument.Box(isTicked: box, shown: nil)))
      }
    case "fldChar":
      if let box = formField?.box {
        let isInField = paragraphs.last?.fields.isEmpty == false
        if isInField {
          paragraphs.mutateLast { paragraph in paragraph.fields.mutateLast { $0.box = box } }
        } else {
          append(box)
        }
        formField = nil
      }
    default: break
    }
  }

  private func startParagraph() {
    var paragraph = WordOpenContent.Paragraph(
      properties: styles?.properties(ofParagraph: nil) ?? RunProperties())
    if let styles { paragraph.numbering = styles.numbering(ofParagraph: nil) }
    if tables.last?.state.isShaded == true { paragraph.properties.isShaded = true }
    paragraphs.append(paragraph)
  }

  private func endParagraph() {
    guard var paragraph = paragraphs.popLast() else { return }
    paragraph.endFields()
    paragraph.bullet = numbering?.bullet(paragraph.numbering)
    let depth = blockLists.count
    guard paragraph.runsOn || runningOn[depth] != nil else { return close(paragraph) }
    runningOn[depth, default: WordOpenContent.Paragraph(properties: paragraph.properties)]
      .continue(with: paragraph)
    if !paragraph.runsOn { closeRunningOn() }
  }

  /// Paragraphs without an end of their own, by the depth of the list that they stand in.
  private var runningOn: [Int: WordOpenContent.Paragraph] = [:]

  private func close(_ paragraph: WordOpenContent.Paragraph) {
    append(
      .paragraph(
        WordDocument.Paragraph(
          pieces: paragraph.pieces, isNumbered: paragraph.isNumbered, bullet: paragraph.bullet)))
    paragraph.boxed.forEach(append)
  }

  private func closeRunningOn() {
    if let last = runningOn.removeValue(forKey: blockLists.count) { close(last) }
  }

  private func endCell() {
    closeRunningOn()
    let blocks = blockLists.removeLast()
    tables.mutateLast { table in
      let state = table.state
      if state.isMergedSideways, !table.cells.isEmpty {
        table.cells.mutateLast { $0.columns += state.columns }
        return
      }
      let cell = WordDocument.Cell(columns: state.columns, merge: state.merge, blocks: blocks)
      table.cells.append(state.isDisputed ? cell.asDisputed : cell)
    }
  }

  /// A text box stands inside a run; its paragraphs are put after the one that anchors it.
  private func startTextBox() {
    outerRuns.append(run)
    run = nil
    blockLists.append([])
  }

  private func endTextBox() {
    closeRunningOn()
    let blocks = blockLists.removeLast()
    run = outerRuns.popLast() ?? nil
    if blocks.haveText { drawings.mutateLast { $0 = .text } }
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
    var piece = properties.isStruck ? .struck(piece) : piece
    if properties.isDisputed || properties.isUnseen { piece = piece.asDisputed }
    paragraphs.mutateLast { $0.add(piece) }
  }

  private func append(_ isDisputed: Bool, _ piece: WordDocument.Piece) {
    append(isDisputed ? piece.asDisputed : piece)
  }

  /// Marks that others show more here than Word, or what can't be read.
  private func appendDisputed() {
    if paragraphs.isEmpty { append(.disputed) } else { append(.disputed(nil)) }
  }

  /// What the text of the open run has by itself and by the styles.
  private var shownProperties: RunProperties {
    (run ?? RunProperties()).over(paragraphs.last?.properties ?? RunProperties())
  }

  // MARK: Fields and equations

  private func startField(_ type: String) {
    switch type {
    case "begin": paragraphs.mutateLast { $0.begin(WordField()) }
    case "separate": paragraphs.mutateLast { $0.beginResult() }
    case "end": endField()
    default: break
    }
  }

  private func endField() {
    var shown: [WordDocument.Piece] = []
    paragraphs.mutateLast { shown = $0.endField() }
    shown.forEach(append)
  }

  private func endCode() {
    defer { text.removeAll(keepingCapacity: true) }
    guard isInCode else { return }
    isInCode = false
    let code = String(decoding: text, as: UTF8.self)
    paragraphs.mutateLast { paragraph in
      paragraph.fields.mutateLast { $0.add(code: code) }
    }
  }

  /// A tick in the phonetic line stands over the character below it.
  private func endRuby() {
    let phonetic = open.paragraph?.pieces ?? []
    if let around = aroundRuby.popLast() { open = around }
    if phonetic.contains(where: { $0.glyphs.contains { $0.mark != nil } }) { append(.picture) }
  }

  // MARK: Additions of later versions, and drawings

  private func startWord2010(_ local: String, _ attributes: XMLAttributes) {
    switch local {
    case "checkbox": setControlBox(false)
    case "checked": setControlBox(attributes.isOn)
    // Ink.
    case "contentPart": if run != nil, drawings.isEmpty { append(.picture) }
    default: break
    }
  }

  /// An element of a drawing: whether it lies over the text is said by DrawingML's anchor, or by
  /// VML's style.
  private func startDrawn(_ local: String, _ attributes: XMLAttributes) {
    guard drawings.last == .inline,
      local == "anchor" || attributes["style"]?.contains("position:absolute") == true
    else { return }
    drawings.mutateLast { $0 = .floating }
  }

  /// Text of an equation; its fractions and powers are written as one types them in a line.
  private func startMath(_ local: String) {
    switch local {
    case "r":
      outerRuns.append(run)
      run = RunProperties()
    case "t": isInText = run != nil
    case "sup": append(.text("^"))
    default: break
    }
  }

  private func endMath(_ local: String) {
    switch local {
    case "r": run = outerRuns.popLast() ?? nil
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
    guard let char = attributes["char"], let code = UInt32(char, radix: 16) else { return }
    let font = attributes["font"] ?? Unicode.Scalar(code).flatMap(shownProperties.fonts.symbolFont)
    guard let shown = WordDocument.Shown(font: font ?? "", code: code) else { return }
    append(shown)
  }

  /// Adds a character; the first one in a checkbox control is the box's mark.
  private func append(_ shown: WordDocument.Shown) {
    if let control = controls.last, let box = control.box, !shownProperties.isHidden {
      if case .character(let scalar) = shown, scalar.properties.isWhitespace {
        return append(.text(String(scalar)))
      }
      controls.mutateLast { $0.box = nil }
      return append(control.isDisputed, .box(WordDocument.Box(isTicked: box, shown: shown)))
    }
    append(shown.piece)
  }

  private func setControlBox(_ isTicked: Bool) {
    controls.mutateLast { $0.box = isTicked }
  }
}
