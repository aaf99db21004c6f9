internal import Evidence

/// Drafts what one cell, or a stretch of paragraphs, asks for.
struct CellDraft {
  private(set) var lines: [PrintedLine] = []
  private let items: [DraftCell.Item]
  /// The lines that aren't blank.
  private let texts: [DraftLine]
  /// The words of the row before the cell.
  private let label: String?
  private let parent: String?
  /// Whether several questions may stand in it, each with its own words: a cover, a signed page.
  private let isPage: Bool
  /// Whether nothing is signed on it for itself.
  private let isCover: Bool
  /// Whether `label` is that of several cells, so that the cell's own words name its question.
  private let isShared: Bool
  private var signatures = 0
  /// Of the lines that ask for evidence, the first, and the first that sets a limit as well.
  private lazy var notes: [String] = {
    let notes = texts.filter { !$0.asksInline && DraftWords.note(in: $0.text) != nil }.map(\.text)
    return [notes.first, notes.first { DraftWords.limit($0) != nil }].compactMap { $0 }
  }()
  private lazy var declares = DraftWords.declares(texts.map(\.text).joined() + (label ?? ""))

  /// - Parameter section: takes the fields.
  init(
    _ items: [DraftCell.Item], label: String?, parent: String?, isPage: Bool = false,
    isCover: Bool = false, isShared: Bool = false, isNested: Bool = false,
    _ section: inout SectionDraft
  ) {
    let items = isNested ? items.filter { !$0.isTable } : items
    self.items = items
    texts = items.texts
    self.label = label
    self.parent = parent
    self.isPage = isPage
    self.isCover = isCover
    self.isShared = isShared
    let all = texts
    if !isPage, all.contains(where: \.hasBoxes) {
      draftBoxes(&section)
    } else if !isPage, all.count(where: \.isOutlined) > 2 || items.hasTable {
      draftOutline(&section)
    } else if isPage || all.contains(where: \.asksInline) {
      draftBlanks(&section)
    } else {
      draftRoom(&section)
    }
  }

  // MARK: Boxes

  private mutating func draftBoxes(_ section: inout SectionDraft) {
    let all = texts
    let first = all.firstIndex(where: \.hasBoxes) ?? 0
    let last = all.lastIndex(where: \.hasBoxes) ?? 0
    for line in all[..<first] { lines.append(.words(line.text)) }
    // 集群已开展的工作：□… asks by its own words where the row's are those of several questions.
    let lead = first > 0 ? all[first - 1].text.withoutColon : nil
    let own = isShared || label == nil ? lead : nil
    let notes = all[..<first].map(\.text) + all[(last + 1)...].map(\.text)
    draftBoxes(
      Array(all[first...last]), label: own ?? label ?? lead,
      parent: own == nil ? parent : label ?? parent, notes, &section)
    for line in all[(last + 1)...] { lines.append(.words(line.text)) }
  }

  /// Drafts one question whose boxes stand in `all`.
  private mutating func draftBoxes(
    _ all: [DraftLine], label: String?, parent: String?, _ notes: [String],
    _ section: inout SectionDraft
  ) {
    let options = all.flatMap(\.tokens).compactMap { token in
      if case .box(let label) = token { label.printable } else { nil }
    }
    let words = all.flatMap(\.tokens).compactMap { token in
      if case .words(let words) = token { words } else { nil }
    }
    var name = label
    if name == nil, case .words(let words)? = all.first?.tokens.first { name = words.withoutColon }
    let field = section.addBoxes(
      options, label: name ?? "", parent: parent, notes: notes + words)
    var boxes = field.options[...]
    for line in all {
      var tokens: [PrintedToken] = []
      for token in line.tokens {
        switch token {
        case .box:
          guard let box = boxes.popFirst() else { continue }
          if case .box? = tokens.last { tokens.append(.words("  ", optional: false)) }
          tokens.append(.box("\(field.id).\(box.id)", label: box.label))
        case .words(let words): tokens.append(.words(words.printable, optional: false))
        case .blank: tokens.append(.words("____", optional: true))
        case .room(let room): tokens.append(.words(room.printable, optional: true))
        }
      }
      if line.tokens.contains(where: \.isRoom) {
        section.check(Finding("draft-beside-boxes", .note, at: field.id, ["text": line.text]))
      }
      lines.append(.tokens(tokens))
    }
  }

  // MARK: Blanks in lines

  private mutating func draftBlanks(_ section: inout SectionDraft) {
    let all = texts
    let isSigned =
      !isPage && all.contains { DraftWords.asksForSignature($0.text) && $0.asksInline }
    let names = all.filter { $0.asksInline }
    // 数量：  个 / 名称：  — one question with several answers.
    if !isPage, !isSigned, let label, names.count > 1 || (names.first?.groups.count ?? 0) > 1 {
      return draftColumns(label, &section)
    }
    if let label, isSigned, items.prefix(while: \.isBlank).count >= 2 {
      var field = section.add(label, parent: parent)
      field.blank = .note
      section.update(field)
      lines.append(.answer(field.id))
    }
    var index = 0
    while index < all.count {
      let line = all[index]
      if line.hasBoxes {
        var end = index + 1
        while end < all.count, all[end].startsWithBox { end += 1 }
        let lead = index > 0 && line.startsWithBox ? all[index - 1].text.withoutColon : nil
        let notes = end < all.count && DraftWords.isNote(all[end].text) ? [all[end].text] : []
        draftBoxes(Array(all[index..<end]), label: lead, parent: nil, notes, &section)
        index = end
        continue
      }
      if asks(line, at: index) {
        let isOwnSigned = isPage && !isCover && DraftWords.asksForSignature(line.text)
        let isDateBelow = signatures > 0 && line.groups.allSatisfy(\.isDate)
        draftInline(line, isSigned: isSigned || isOwnSigned || isDateBelow, &section)
      } else {
        lines.append(.words(line.text))
        if isPage, DraftWords.limit(line.text) != nil, line.hasRoomBelow {
          let field = section.add(line.text.withoutColon)
          lines.append(.answer(field.id))
        } else if !isPage || DraftWords.isNote(line.text) {
          section.note(line.text)
        }
      }
      index += 1
    }
  }

  /// Whether an answer belongs into the line. A colon alone asks for one only among its like: the
  /// salutation of a letter has one as well.
  private func asks(_ line: DraftLine, at index: Int) -> Bool {
    if line.hasBlanks { return true }
    guard line.asksInline else { return false }
    if index + 1 < texts.count, texts[index + 1].startsWithBox { return false }
    guard isPage else { return true }
    func isLike(_ place: Int) -> Bool {
      texts.indices.contains(place) && (texts[place].hasBlanks || texts[place].asksInline)
    }
    let near = [index - 2, index - 1, index + 1, index + 2].map(isLike)
    let hasBlank = [index - 1, index + 1].contains {
      texts.indices.contains($0) && texts[$0].hasBlanks
    }
    // Among three such lines, or beside one with room for an answer.
    return hasBlank || (near[0] && near[1]) || (near[1] && near[2]) || (near[2] && near[3])
  }

  private mutating func draftColumns(_ label: String, _ section: inout SectionDraft) {
    let all = texts
    let groups = all.flatMap { $0.asksInline ? $0.groups : [] }
    let notes = all.filter { !$0.asksInline }.map(\.text)
    let columns = groups.flatMap { group in
      group.suffixes.count == 1
        ? [group.label] : group.suffixes.map { $0.isEmpty ? group.label : $0 }
    }
    var field = section.addColumns(columns, label: label, parent: parent, kind: .text, notes: notes)
    var index = 0
    for group in groups {
      for suffix in group.suffixes {
        if DraftWords.unit(suffix) != nil || DraftWords.isFigure(group.label) {
          field.columns[index].kind = .number
        }
        index += 1
      }
    }
    section.update(field)
    var ids = field.columns.map { "\(field.id).\($0.id)" }[...]
    for line in all {
      lines.append(line.asksInline ? .tokens(line.printed { ids.popFirst() }) : .words(line.text))
    }
  }

  private mutating func draftInline(
    _ line: DraftLine, isSigned: Bool, _ section: inout SectionDraft
  ) {
    var ids: [String] = []
    for group in line.groups {
      let isDate = group.isDate
      // A lone blank in a cell is the answer to the row's own question.
      let isOwn = !isPage && !isSigned && group.label.isEmpty
      let name =
        isDate && (group.label.isEmpty || DraftWords.isNote(group.label))
        ? "日期" : isOwn ? label ?? group.label : group.label.isEmpty ? label ?? "" : group.label
      let above = isPage || (isOwn && label != nil) ? parent : label ?? parent
      var field: Form.Field
      if group.suffixes.count > 1 {
        let columns = group.suffixes.enumerated().map { $1.isEmpty ? "\($0 + 1)" : $1 }
        field = section.addColumns(columns, label: name, parent: above, kind: .text)
        ids += field.columns.map { "\(field.id).\($0.id)" }
      } else {
        let unit = group.suffixes.first.flatMap { DraftWords.unit($0) }
        field = section.add(name, parent: above, unit: unit, notes: isPage ? [] : notes)
        ids.append(field.id)
      }
      if isSigned {
        field.blank = .note
        if DraftWords.asksForSignature(name), signatures == 0 || isPage, !isDate { sign(&field) }
        section.update(field)
      }
    }
    var rest = ids[...]
    lines.append(.tokens(line.printed { rest.popFirst() }))
  }

  private mutating func sign(_ field: inout Form.Field) {
    signatures += 1
    field.kind = .signaturePage
    field.unit = nil
    field.limit = nil
    field.evidence = Form.Demand(
      when: .always, level: .expected, accepts: .signedPage, declares: declares)
  }

  // MARK: Texts

  /// Words and the room for one answer.
  private mutating func draftRoom(_ section: inout SectionDraft) {
    let all = texts
    let areNotes = all.allSatisfy { DraftWords.isNote($0.text) }
    if let label, areNotes || !isShared {
      let field = section.add(label, parent: parent, notes: all.map(\.text))
      lines = [.answer(field.id)] + all.map { .words($0.text) }
    } else {
      let name = all.filter { !DraftWords.isNote($0.text) || DraftWords.limit($0.text) != nil }
        .map(\.text).joined().condensed.withoutColon
      let field = section.add(name, parent: label ?? parent, notes: all.map(\.text))
      // A note at the foot of the cell stands below the answer.
      let foot = items.prefix(while: \.isBlank).isEmpty ? [] : all
      lines =
        (foot.isEmpty ? all.map { .words($0.text) } : []) + [.answer(field.id)]
        + foot.map { .words($0.text) }
    }
  }

  /// A text with headings, prompts below them, and tables.
  private mutating func draftOutline(_ section: inout SectionDraft) {
    let all = items.filter { !$0.isBlank }
    var stack: [(kind: String, text: String, answers: Bool)] = []
    var index = 0
    var heading: String?
    while index < all.count {
      switch all[index] {
      case .table(let table):
        let title = heading.map(\.withoutNumber) ?? label ?? ""
        let draft = TableDraft(nested: table.rows, label: title, &section)
        if !draft.rows.flatMap(\.placeIDs).isEmpty { lines.append(.table(draft.rows)) }
        index += 1
      case .line(let line):
        guard let kind = line.outline else {
          lines.append(.words(line.text))
          index += 1
          continue
        }
        while let open = stack.lastIndex(where: { $0.kind == kind }) {
          stack.removeSubrange(open...)
        }
        lines.append(.words(line.text))
        heading = line.text
        index += 1
        var hasPrompt = false
        while index < all.count, case .line(let next) = all[index], next.isPrompt {
          lines.append(.tokens([.words(next.text.printable, optional: true)]))
          hasPrompt = true
          index += 1
        }
        let answers = isAnswered(kind, stack.map(\.kind), next: all[index...], hasPrompt)
        let above = stack.last { !$0.answers }?.text
        stack.append((kind, line.text, answers))
        if answers {
          let field = section.add(line.text.withoutColon, parent: above, kind: .text)
          lines.append(.answer(field.id))
        }
      }
    }
  }

  /// Whether the answer stands below this heading, rather than below deeper ones or in a table.
  private func isAnswered(
    _ kind: String, _ open: [String], next: ArraySlice<DraftCell.Item>, _ hasPrompt: Bool
  ) -> Bool {
    switch next.first {
    case nil: return true
    case .table?: return false
    case .line(let line)?:
      guard !hasPrompt, let deeper = line.outline else { return true }
      return deeper == kind || open.contains(deeper)
    }
  }
}

extension [DraftCell.Item] {
  /// The lines that aren't blank; they know whether a blank one follows.
  fileprivate var texts: [DraftLine] {
    enumerated().compactMap { index, item in
      guard case .line(var line) = item, !line.isBlank else { return nil }
      line.hasRoomBelow = index + 1 == count || self[index + 1].isBlank
      return line
    }
  }

  fileprivate var hasTable: Bool { contains(where: \.isTable) }
}

extension DraftLine.Token {
  /// Whether something is to be written that is no answer of its own.
  fileprivate var isRoom: Bool {
    switch self {
    case .room, .blank: true
    case .words, .box: false
    }
  }
}
