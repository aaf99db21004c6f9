internal import Evidence

/// Drafts the questions of a table: which cells are labels, which answers, and what heads a column.
struct TableDraft {
  /// The rows as printed.
  private(set) var rows: [PrintedRow] = []
  private let grid: [[DraftCell]]
  /// Whether it stands inside a cell; a definition has no tables inside those.
  private let isNested: Bool
  /// What each cell of the grid is.
  private let roles: [[DraftCell.Role]]
  /// The latest row of column headings, and those before it.
  private var heads: [[Head]] = []
  /// The labels of merged cells by their column.
  private var above: [Int: String] = [:]
  /// A label that fills a row of its own; what stands below it may be its answer.
  private var title: String?

  private struct Head {
    var range: Range<Int>
    var label: String
  }

  init(_ rows: [WordDocument.Row], _ section: inout SectionDraft) {
    isNested = false
    grid = Self.grid(of: rows)
    roles = Self.roles(of: grid)
    draft(&section)
  }

  /// A table inside a cell: one question where it has headings for its rows and its columns.
  init(nested rows: [WordDocument.Row], label: String, _ section: inout SectionDraft) {
    grid = Self.grid(of: rows)
    roles = Self.roles(of: grid)
    title = label
    isNested = true
    if !draftMatrix(label, &section) { draft(&section) }
  }

  private static func grid(of rows: [WordDocument.Row]) -> [[DraftCell]] {
    rows.filter { $0.cells.count <= WordDocument.Table.mostColumns }.map { row in
      var column = 0
      return row.cells.map { cell in
        defer { column += max(1, cell.columns) }
        return DraftCell(cell, at: column)
      }
    }
  }

  private mutating func draft(_ section: inout SectionDraft) {
    var index = 0
    while index < grid.count {
      let end = mergedEnd(from: index)
      if end > index + 1, draftMerged(index..<end, &section) {
        index = end
      } else if let end = listEnd(from: index) {
        draftList(index..<end, &section)
        index = end
      } else {
        draftRow(index, &section)
        index += 1
      }
    }
  }

  // MARK: Roles

  private static func roles(of grid: [[DraftCell]]) -> [[DraftCell.Role]] {
    let plain = grid.map { row in row.map { $0.role(isLast: false) } }
    return grid.indices.map { row in
      let cells = grid[row]
      var roles = plain[row]
      guard let last = cells.indices.last else { return roles }
      roles[last] = cells[last].role(isLast: true)
      if cells.count == 1 {
        // A label with room of its own, whose answer is the next row.
        let isAbove =
          row + 1 < grid.count && plain[row + 1].allSatisfy { $0 == .blank }
          && grid[row + 1].allSatisfy { $0.merge != .continued }
        if roles[last] == .mixed, isAbove, !cells[last].asks { roles[last] = .label }
        return roles
      }
      // A remark beside a label stands in the answer's cell.
      if roles[last] == .label, plain[row][last - 1] == .label,
        cells[last].lines.allSatisfy({ DraftWords.isNote($0.text) })
      {
        roles[last] = .mixed
      }
      if let corner = corner(of: row, in: grid, plain) { roles[corner] = .label }
      return roles
    }
  }

  /// The empty cell at the corner of a row of headings, which is no answer.
  private static func corner(
    of row: Int, in grid: [[DraftCell]], _ roles: [[DraftCell.Role]]
  ) -> Int? {
    guard
      let corner = roles[row].firstIndex(where: { $0 != .continued && $0 != .blank })
        .map({ $0 - 1 }), corner >= 0, roles[row][corner] == .blank
    else {
      let merged = roles[row].count > 3 && roles[row][0] == .label && roles[row][1] == .blank
      guard merged, grid[row][0].merge == .start,
        roles[row][2...].allSatisfy({ $0 == .label }), heads(1, of: row, in: grid, roles)
      else { return nil }
      return 1
    }
    let rest = roles[row][(corner + 1)...]
    guard rest.count > 1, rest.allSatisfy({ $0 == .label }),
      heads(corner, of: row, in: grid, roles)
    else { return nil }
    return corner
  }

  /// Whether the row below has a label in this cell's columns.
  private static func heads(
    _ cell: Int, of row: Int, in grid: [[DraftCell]], _ roles: [[DraftCell.Role]]
  ) -> Bool {
    guard row + 1 < grid.count, cell < grid[row + 1].count else { return false }
    return grid[row + 1][cell].range == grid[row][cell].range && roles[row + 1][cell] == .label
  }

  private func isHead(_ row: Int) -> Bool {
    let labels = roles[row].filter { $0 != .continued }
    return labels.count > 1 && labels.allSatisfy { $0 == .label }
  }

  /// The labels that head this range of columns, the latest first.
  private func head(of range: Range<Int>) -> String? {
    heads.last?.first { $0.range.overlaps(range) }?.label
  }

  private mutating func keepHeads(_ cells: [DraftCell]) {
    heads.append(
      cells.filter { $0.merge != .continued }.map { Head(range: $0.range, label: $0.text) })
  }

  // MARK: Rows

  private mutating func draftRow(_ row: Int, _ section: inout SectionDraft) {
    let cells = grid[row]
    let roles = roles[row]
    var printed: [PrintedCell] = []
    var labels: [String] = []
    var parent: String?
    if isHead(row) { keepHeads(cells) }
    var index = 0
    while index < cells.count {
      let cell = cells[index]
      if cell.merge == .start { above[cell.range.lowerBound] = cell.text }
      switch roles[index] {
      case .continued:
        printed.append(.mergedAbove)
        if labels.isEmpty { parent = above[cell.range.lowerBound] ?? parent }
        index += 1
      case .label:
        labels.append(cell.text.printable)
        printed.append(.words(cell.printedLabel))
        index += 1
      case .mixed:
        let draft = CellDraft(
          cell.items, label: labels.last ?? parent,
          parent: labels.isEmpty ? nil : labels.dropLast().last ?? parent,
          isShared: isShared(index, in: row), isNested: isNested, &section)
        printed.append(.lines(draft.lines))
        labels = []
        index += 1
      case .blank:
        var end = index
        while end < cells.count, roles[end] == .blank { end += 1 }
        printed += draftBlanks(
          Array(cells[index..<end]), labels, parent: labels.dropLast().last ?? parent, &section)
        if let first = labels.first, labels.count > 1 { parent = first }
        labels = []
        index = end
      }
    }
    rows.append(PrintedRow(cells: printed))
    keepTitle(cells, roles, &section)
  }

  /// A row of its own: a title of what follows, or a note to what stands before.
  private mutating func keepTitle(
    _ cells: [DraftCell], _ roles: [DraftCell.Role], _ section: inout SectionDraft
  ) {
    let labels = zip(cells, roles).filter { $1 == .label }
    guard labels.count == 1, roles.allSatisfy({ $0 == .label || $0 == .continued }) else {
      title = nil
      return
    }
    let text = labels[0].0.text
    if DraftWords.isNote(text) { section.note(text) }
    title = DraftWords.isNote(text) ? nil : text
  }

  /// Whether the label before the cell is merged, and so that of other cells as well.
  private func isShared(_ index: Int, in row: Int) -> Bool {
    index > 0 && grid[row][index - 1].merge != .none
  }

  private mutating func draftBlanks(
    _ cells: [DraftCell], _ labels: [String], parent: String?, _ section: inout SectionDraft
  ) -> [PrintedCell] {
    let label = labels.last ?? title?.withoutNumber ?? ""
    if cells.count == 1 {
      let field = section.add(label, parent: parent)
      return [.lines([.answer(field.id)])]
    }
    let columns = cells.enumerated().map { index, cell in
      head(of: cell.range) ?? "\(index + 1)"
    }
    let field = section.addColumns(columns, label: label, parent: parent)
    if heads.isEmpty { section.check(Finding("draft-columns", .note, at: field.id)) }
    return field.columns.map { .lines([.answer("\(field.id).\($0.id)")]) }
  }

  // MARK: Merged labels

  /// Where the rows end whose first cell is merged with that of `row`.
  private func mergedEnd(from row: Int) -> Int {
    guard let first = grid[row].first, first.merge == .start, roles[row][0] == .label else {
      return row + 1
    }
    var end = row + 1
    while end < grid.count, grid[end].first?.merge == .continued { end += 1 }
    return end
  }

  /// Drafts one question out of the rows beside a merged label; false where they are several.
  private mutating func draftMerged(
    _ range: Range<Int>, _ section: inout SectionDraft
  ) -> Bool {
    let label = grid[range.lowerBound][0].text.printable
    let inner = range.map { Array(zip(grid[$0], roles[$0]).dropFirst()) }
    let isNote = inner.map { row in
      row.count == 1 && row[0].1 == .label && DraftWords.isNote(row[0].0.text)
    }
    let values = inner.indices.filter { !isNote[$0] }
    guard let first = values.first, values == Array(0..<values.count) else { return false }
    let notes = inner.indices.filter { isNote[$0] }.map { inner[$0][0].0.text }
    let shapes = inner.map { row in row.map(\.1) }
    let isHeaded = inner[first].count > 0 && shapes[first].allSatisfy { $0 == .label }
    let rest = values.dropFirst()
    var cells: [[PrintedCell]] = []
    if values.allSatisfy({
      shapes[$0] == [.label, .blank] && DraftWords.isYear(inner[$0][0].0.text)
    }) {
      let field = section.addColumns(
        values.map { inner[$0][0].0.text.printable }, label: label, notes: notes)
      cells = values.map { row in
        [
          .words(inner[row][0].0.printedLabel),
          .lines([.answer("\(field.id).\(field.columns[row].id)")]),
        ]
      }
    } else if isHeaded, rest.count == 1,
      shapes[rest[1]].allSatisfy({ $0 == .blank }), shapes[rest[1]].count == shapes[first].count
    {
      let field = section.addColumns(
        inner[first].map { $0.0.text.printable }, label: label, notes: notes)
      cells = [
        inner[first].map { .words($0.0.printedLabel) },
        field.columns.map { .lines([.answer("\(field.id).\($0.id)")]) },
      ]
    } else if isHeaded, !rest.isEmpty, rest.allSatisfy({ isRepeated(inner[$0]) }) {
      cells = draftRepeated(inner, values, label: label, notes: notes, &section)
    } else {
      return false
    }
    cells += notes.map { [.words([$0])] }
    for (index, row) in cells.enumerated() {
      let lead =
        index == 0 ? PrintedCell.words(grid[range.lowerBound][0].printedLabel) : .mergedAbove
      rows.append(PrintedRow(cells: [lead] + row))
    }
    title = nil
    return true
  }

  /// Whether the row is a label and its answers, the label perhaps repeated among them: 国际 国际.
  private func isRepeated(_ row: [(DraftCell, DraftCell.Role)]) -> Bool {
    guard let first = row.first, first.1 == .label else { return false }
    return row.contains { $0.1 == .blank }
      && row.allSatisfy { $0.1 == .blank || ($0.1 == .label && $0.0.text == first.0.text) }
  }

  private mutating func draftRepeated(
    _ inner: [[(DraftCell, DraftCell.Role)]], _ values: [Int], label: String, notes: [String],
    _ section: inout SectionDraft
  ) -> [[PrintedCell]] {
    let heading = inner[values[0]].map { Head(range: $0.0.range, label: $0.0.text.printable) }
    let answers = inner[values[1]].filter { $0.1 == .blank }.map(\.0.range)
    let own = answers.map { range in heading.first { $0.range.overlaps(range) }?.label ?? "" }
    let isAmbiguous = Set(own).count < own.count
    let columns = zip(answers, own).map { range, label in
      isAmbiguous ? [head(of: range), label].compactMap { $0 }.joined(separator: "/") : label
    }
    var field = section.add(label, kind: .table, notes: notes)
    field.rows = SectionDraft.headings(
      values.dropFirst().map { inner[$0][0].0.text.printable }, letter: "r")
    field.columns = SectionDraft.headings(columns, letter: "c")
    section.update(field)
    return [inner[values[0]].map { .words($0.0.printedLabel) }]
      + zip(values.dropFirst(), field.rows).map { row, heading in
        var columns = field.columns[...]
        return inner[row].map { cell, role in
          guard role == .blank else { return .words(cell.printedLabel) }
          let column = columns.popFirst()?.id ?? ""
          return .lines([.answer("\(field.id).\(heading.id).\(column)")])
        }
      }
  }

  // MARK: Lists

  /// Where a list ends: headings, and rows below them to be filled in, numbered or not.
  private func listEnd(from row: Int) -> Int? {
    guard isHead(row), grid[row].allSatisfy({ $0.merge != .continued }) else { return nil }
    var end = row + 1
    while end < grid.count, isListRow(end, below: row) { end += 1 }
    return end > row + 1 ? end : nil
  }

  private func isListRow(_ row: Int, below head: Int) -> Bool {
    let cells = grid[row]
    guard cells.map(\.range) == grid[head].map(\.range), cells.count > 1 else { return false }
    let isNumbered = !cells[0].text.isEmpty && cells[0].text.allSatisfy(\.isNumber)
    return (isNumbered ? cells.dropFirst() : cells[...]).allSatisfy {
      $0.merge == .none && $0.role(isLast: false) == .blank
    }
  }

  private mutating func draftList(_ range: Range<Int>, _ section: inout SectionDraft) {
    let head = grid[range.lowerBound]
    rows.append(PrintedRow(cells: head.map { .words($0.printedLabel) }))
    let body = Array(range.dropFirst())
    let isNumbered = !grid[body[0]][0].text.isEmpty
    let columns = Array(head.map(\.text.printable).dropFirst(isNumbered ? 1 : 0))
    var field = section.add(
      title
        ?? (section.section.fields.isEmpty
          ? section.section.title : columns.joined(separator: "、")),
      kind: body.count > 1 ? .table : .text)
    field.columns = SectionDraft.headings(columns, letter: "c")
    if body.count > 1 {
      field.rows = body.enumerated().map { index, row in
        Form.Heading(
          id: "r\(index + 1)", label: isNumbered ? grid[row][0].text : "\(index + 1)",
          optional: index > 0)
      }
    }
    section.update(field)
    for (index, row) in body.enumerated() {
      let lead = field.rows.isEmpty ? field.id : "\(field.id).\(field.rows[index].id)"
      let number: [PrintedCell] = isNumbered ? [.words(grid[row][0].printedLabel)] : []
      rows.append(
        PrintedRow(cells: number + field.columns.map { .lines([.answer("\(lead).\($0.id)")]) }))
    }
    title = nil
  }

  // MARK: A table inside a cell

  /// Drafts one question with rows and columns; false where the table has another shape.
  private mutating func draftMatrix(_ label: String, _ section: inout SectionDraft) -> Bool {
    guard grid.count > 2, isHead(0), !grid[0].contains(where: { $0.merge == .continued }) else {
      return false
    }
    let heading = grid[0]
    // The columns that hold an answer in every row; those before them name the row.
    let body = Array(1..<grid.count)
    guard body.allSatisfy({ grid[$0].map(\.range) == heading.map(\.range) }) else { return false }
    let answers = heading.indices.filter { column in
      body.allSatisfy { grid[$0][column].lines.isEmpty && grid[$0][column].merge != .continued }
    }
    guard let firstAnswer = answers.first, firstAnswer > 0,
      answers == Array(firstAnswer..<heading.count)
    else { return false }
    var names: [[String]] = []
    for row in body {
      var path: [String] = []
      for column in 0..<firstAnswer {
        let cell = grid[row][column]
        guard !cell.hasTable, !cell.hasBoxes else { return false }
        if cell.merge == .start { above[column] = cell.text }
        path.append(cell.merge == .continued ? above[column] ?? "" : cell.text)
      }
      names.append(path)
    }
    var field = section.add(label, kind: .table)
    field.rows = zip(body, names).enumerated().map { index, row in
      let isOpen = row.1.isEmpty || grid[row.0][firstAnswer - 1].isDots || row.1.last == ""
      return Form.Heading(
        id: "r\(index + 1)", label: row.1.filter { !$0.isEmpty }.joined(separator: "/").printable,
        optional: isOpen)
    }
    // Rows that applicants name themselves.
    let open = zip(body, field.rows).filter { grid[$0.0][firstAnswer - 1].isOpenName }
    field.columns = SectionDraft.headings(
      answers.map { heading[$0].text.printable }, letter: "c")
    if let first = open.first {
      let cell = grid[first.0][firstAnswer - 1]
      field.columns.insert(
        Form.Heading(
          id: DraftWords.id(heading[firstAnswer - 1].text) ?? "name",
          label: heading[firstAnswer - 1].text.printable,
          printed: cell.text.isEmpty ? nil : cell.text.printable, onlyRows: open.map(\.1.id)),
        at: 0)
    }
    section.update(field)
    rows.append(PrintedRow(cells: heading.map { .words($0.printedLabel) }))
    let named = open.isEmpty ? nil : field.columns[0].id
    let columns = field.columns.dropFirst(open.isEmpty ? 0 : 1)
    for (row, name) in zip(body, field.rows) {
      let lead = (0..<firstAnswer).map { column -> PrintedCell in
        let cell = grid[row][column]
        if cell.merge == .continued { return .mergedAbove }
        if column == firstAnswer - 1, cell.isOpenName, let named {
          return .lines([.answer("\(field.id).\(name.id).\(named)")])
        }
        return .words(cell.printedLabel)
      }
      rows.append(
        PrintedRow(
          cells: lead + columns.map { .lines([.answer("\(field.id).\(name.id).\($0.id)")]) }))
    }
    return true
  }
}

extension DraftCell {
  /// The words of a label; where its lines part says nothing.
  fileprivate var printedLabel: [String] { [text] }

  /// Whether applicants write a row's name here themselves.
  fileprivate var isOpenName: Bool { merge != .continued && (isDots || lines.isEmpty) }

  /// Whether something in its lines asks for an answer.
  fileprivate var asks: Bool { hasTable || hasBoxes || lines.contains(where: \.asksInline) }
}
