/// What has begun in a document and not ended yet, at the place that a reader has come to.
struct WordOpenContent {
  var paragraph: Paragraph?
  var table: Table?
  var run: RunProperties?
  var control: Control?
  var formField: FormField?
  /// The blocks of the body, cell or text box.
  var blocks: [WordDocument.Block] = []

  struct Table {
    var rows: [WordDocument.Row] = []
    var cells: [WordDocument.Cell] = []
    var state = State()

    /// What the properties of the row and of its open cell say.
    struct State: Hashable {
      var isRowDeleted = false
      var columns = 1
      var merge = WordDocument.VerticalMerge.none
      /// Whether the cell belongs to the one before it, as in files of Word 97.
      var isMergedSideways = false
      /// Whether the cell has a ground of its own, before which white text is seen.
      var isShaded = false
      /// Whether programs differ in the above.
      var isDisputed = false
    }
  }

  struct Paragraph {
    var pieces: [WordDocument.Piece] = []
    /// What its text has by its style.
    var properties: RunProperties
    /// The fields that have begun and not ended.
    var fields: [WordField] = []
    var isNumbered = false
    var numbering = WordNumbering.Level()
    var bullet: WordDocument.Piece?
    /// Its mark was deleted by a tracked change: it runs on into the next paragraph.
    var runsOn = false
    /// What stood in text boxes anchored in it.
    var boxed: [WordDocument.Block] = []

    init(properties: RunProperties) { self.properties = properties }

    mutating func `continue`(with next: Paragraph) {
      pieces += next.pieces
      boxed += next.boxed
      isNumbered = isNumbered || next.isNumbered
      bullet = bullet ?? next.bullet
    }

    /// Adds a piece where it is shown: in the text, or in the code of a field whose result is still
    /// to come.
    mutating func add(_ piece: WordDocument.Piece) {
      added += 1
      if let field = awaiting.last {
        fields[field].add(piece)
      } else {
        pieces.add(piece)
      }
    }

    /// How many pieces have been added.
    private var added = 0
    /// The fields whose results haven't begun.
    private var awaiting: [Int] = []

    mutating func begin(_ field: WordField) {
      if !field.hasResult { awaiting.append(fields.count) }
      fields.append(field)
      fields.mutateLast { $0.begin = added }
    }

    mutating func beginResult() {
      if awaiting.last == fields.count - 1 { awaiting.removeLast() }
      fields.mutateLast { $0.hasResult = true }
    }

    /// Ends the innermost field; returns what it shows by itself.
    mutating func endField() -> [WordDocument.Piece] {
      guard let field = fields.popLast() else { return [] }
      if awaiting.last == fields.count { awaiting.removeLast() }
      return field.shown(hasResult: field.hasResult && field.begin < added)
    }

    /// Ends what fields are open: what stands in them is text all the same.
    mutating func endFields() {
      awaiting = []
      for field in fields { field.strayPieces.forEach { pieces.add($0) } }
      fields = []
    }
  }

  /// A content control; `box` where it is a checkbox whose mark hasn't been met yet.
  struct Control: Hashable {
    var box: Bool?
    /// Whether it shows its prompt (单击此处输入文字), which is no answer.
    var showsPrompt = false
    /// Whether programs differ in the above.
    var isDisputed = false
  }

  struct FormField: Hashable {
    var byDefault = false
    var checked: Bool?
    /// Whether programs differ in the above.
    var isDisputed = false

    var box: WordDocument.Piece {
      let box = WordDocument.Piece.box(
        WordDocument.Box(isTicked: checked ?? byDefault, shown: nil))
      return isDisputed ? .disputed(box) : box
    }
  }
}

extension WordOpenContent {
  /// The same without what it holds, so that what is added can be told from it.
  var emptied: Self {
    var emptied = self
    emptied.paragraph?.pieces = []
    emptied.paragraph?.boxed = []
    emptied.table?.rows = []
    emptied.table?.cells = []
    emptied.blocks = []
    return emptied
  }

  /// Adds what was read from ``emptied`` on.
  mutating func take(_ next: WordOpenContent) {
    // What was held grows in place, since nothing else holds it.
    if var paragraph = next.paragraph, var own = self.paragraph {
      self.paragraph = nil
      swap(&paragraph.pieces, &own.pieces)
      swap(&paragraph.boxed, &own.boxed)
      own.pieces.forEach { paragraph.pieces.add($0) }
      paragraph.boxed += own.boxed
      self.paragraph = paragraph
    }
    if var table = next.table, var own = self.table {
      self.table = nil
      swap(&table.rows, &own.rows)
      swap(&table.cells, &own.cells)
      table.rows += own.rows
      table.cells += own.cells
      self.table = table
    }
    run = next.run
    control = next.control
    formField = next.formField
    blocks += next.blocks
  }

  /// Adds a piece to the open paragraph, or as a block of its own where there is none.
  mutating func add(_ piece: WordDocument.Piece) {
    if paragraph == nil {
      blocks.append(.paragraph(WordDocument.Paragraph(pieces: [piece])))
    } else {
      paragraph?.add(piece)
    }
  }

  /// Marks what another program, which takes `other` in the place of this, shows otherwise.
  mutating func dispute(by other: WordOpenContent) {
    if var own = paragraph, let other = other.paragraph {
      own.pieces = own.pieces.disputed(by: other.pieces)
      own.boxed = own.boxed.disputed(byBoxed: other.boxed)
      if !own.properties.reads(as: other.properties) { own.properties.isDisputed = true }
      if own.fields.count != other.fields.count { own.pieces.add(.disputed(nil)) }
      paragraph = own
    }
    if var own = table, let other = other.table {
      own.rows = own.rows.disputed(by: other.rows)
      own.cells = own.cells.disputed(by: other.cells)
      if own.state != other.state { own.state.isDisputed = true }
      table = own
    }
    if let own = run, let other = other.run, !own.reads(as: other) { run?.isDisputed = true }
    if control != other.control { control?.isDisputed = true }
    if formField != other.formField {
      formField = formField ?? FormField()
      formField?.isDisputed = true
    }
    blocks = blocks.disputed(by: other.blocks)
  }
}

/// Content of which a program shows one and leaves the others out (ECMA-376-3 §7.5).
struct WordAlternatives {
  /// What was open where they begin, with all that it held.
  private var before: WordOpenContent
  /// What each of them starts from.
  let start: WordOpenContent
  /// What Word shows, once it has been met.
  private var shown: WordOpenContent?
  private var others: [WordOpenContent] = []
  private var areTooMany = false
  /// Whether the branch that is being read is the one that Word shows.
  private var showsBranch = false
  /// Whether they stand in so many others that they are not compared.
  let isTooDeep: Bool

  /// Within how many others alternatives are compared, and with how many: Word's own are two and stand
  /// in one or two, and each time content is read once more.
  static let most = 8

  init(in open: WordOpenContent, depth: Int) {
    before = open
    start = open.emptied
    isTooDeep = depth >= Self.most
  }

  /// Whether a branch that Word shows has been met.
  private(set) var isTaken = false

  mutating func beginBranch(isShown: Bool) {
    showsBranch = isShown
    if isShown { isTaken = true }
  }

  mutating func endBranch(_ content: WordOpenContent) {
    if showsBranch {
      shown = content
    } else if others.count < Self.most {
      others.append(content)
    } else {
      areTooMany = true
    }
  }

  /// What was open, with what Word shows added, and all marked that others show otherwise.
  consuming func ended() -> WordOpenContent {
    var content = shown ?? start
    for other in others { content.dispute(by: other) }
    if areTooMany { content.add(.disputed(nil)) }
    before.take(content)
    return before
  }
}
