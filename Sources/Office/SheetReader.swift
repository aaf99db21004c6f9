internal import Evidence

/// Reads one sheet of a workbook (ECMA-376-1 §18.3).
final class SheetReader: XMLHandler {
  /// What all sheets of a workbook may hold together.
  struct Budget {
    var cells = ListFile.mostCells
    var text = ListFile.mostText
    var isSpent: Bool { cells < 0 || text < 0 }
  }

  private(set) var budget: Budget
  private let strings: [String]
  private let styles: CellStylesReader
  private let is1904: Bool

  private var rows: [Sheet.Row] = []
  private var merges: [(first: CellAddress, last: CellAddress)] = []
  private var hasBadAddress = false
  private var row = 0
  private var isRowHidden = false
  private var column = 0
  private var cell: PendingCell?
  private var isInValue = false
  private var phoneticDepth = 0

  private struct PendingCell {
    var type: String
    var style: Int
    var hasFormula = false
    var text: [UInt8] = []
  }

  init(strings: [String], styles: CellStylesReader, is1904: Bool, budget: Budget) {
    self.strings = strings
    self.styles = styles
    self.is1904 = is1904
    self.budget = budget
  }

  // MARK: Elements

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name.local {
    case "row": startRow(attributes)
    case "c": startCell(attributes)
    case "v": isInValue = true
    case "t": isInValue = phoneticDepth == 0
    case "rPh": phoneticDepth += 1
    case "f": cell?.hasFormula = true
    case "mergeCell": startMerge(attributes)
    default: break
    }
  }

  func end(_ name: XMLName) {
    switch name.local {
    case "v", "t": isInValue = false
    case "rPh": phoneticDepth -= 1
    case "c": endCell()
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isInValue { cell?.text.append(contentsOf: bytes) }
  }

  private func startRow(_ attributes: XMLAttributes) {
    row = attributes["r"].map { Int($0) ?? 0 } ?? row + 1
    if !(1...CellAddress.lastRow).contains(row) {
      hasBadAddress = true
      row = 0
    }
    isRowHidden = attributes["hidden"].isTrue
    column = 0
    cell = nil
  }

  private func startCell(_ attributes: XMLAttributes) {
    column += 1
    if let reference = attributes["r"] {
      guard let address = CellAddress(reference), address.row == row else {
        hasBadAddress = true
        return
      }
      column = address.column
    }
    // A cell before the first row is in none.
    if row < 1 || column > CellAddress.lastColumn { hasBadAddress = true }
    cell = PendingCell(
      type: attributes["t"] ?? "n", style: attributes["s"].flatMap(Int.init) ?? 0)
  }

  private func startMerge(_ attributes: XMLAttributes) {
    let ends = attributes["ref"]?.split(separator: ":").compactMap { CellAddress($0) } ?? []
    guard ends.count == 2, ends[0].row < ends[1].row else { return }
    merges.append((ends[0], ends[1]))
  }

  private func endCell() {
    // In a damaged file cells and rows may stand in a cell; each cell ends once.
    defer { cell = nil }
    guard !hasBadAddress, !budget.isSpent, let value = cell.flatMap(value(of:)) else { return }
    budget.cells -= 1
    budget.text -= value.text.utf8.count
    if budget.isSpent { return }
    if rows.last?.number != row {
      rows.append(Sheet.Row(number: row, isHidden: isRowHidden, cells: []))
    }
    rows[rows.count - 1].cells.append(value)
  }

  /// The cell's value; nil where it holds none.
  private func value(of cell: PendingCell) -> Sheet.Cell? {
    func made(_ kind: Sheet.Cell.Kind, _ text: String) -> Sheet.Cell {
      Sheet.Cell(column: column, kind: kind, text: text)
    }
    let text = String(decoding: cell.text, as: UTF8.self)
    if text.isEmpty {
      // A formula may well result in an empty text, but not in an empty number.
      return cell.hasFormula && cell.type == "n" ? made(.uncomputed, "") : nil
    }
    switch cell.type {
    case "s":
      guard let index = Int(text), strings.indices.contains(index), !strings[index].isEmpty else {
        return nil
      }
      return made(.text, strings[index].withoutEscapes)
    case "e": return made(.error, text)
    case "d": return made(.date, String(text.prefix(10)))
    case "b": return made(.text, text == "1" ? "TRUE" : "FALSE")
    case "n":
      guard let number = Double(text), number.isFinite else { return made(.text, text) }
      if styles.isDate(style: cell.style), let day = CivilDay(serial: number, is1904: is1904) {
        return made(.date, day.description)
      }
      return made(.number, number.plain)
    default: return made(.text, text.withoutEscapes)
    }
  }

  // MARK: The sheet

  /// The sheet, once all of it has been read.
  ///
  /// - Throws: ``ListFileError``.
  func sheet(named name: String, isHidden: Bool, part: String) throws(ListFileError) -> Sheet {
    if hasBadAddress { throw .damaged(part: part, line: 0) }
    if budget.isSpent { throw .tooLarge }
    if !zip(rows, rows.dropFirst()).allSatisfy({ $0.number < $1.number }) { orderRows() }
    for index in rows.indices
    where !zip(rows[index].cells, rows[index].cells.dropFirst())
      .allSatisfy({ $0.column < $1.column })
    {
      rows[index].cells.sort { $0.column < $1.column }
    }
    try fillMerged()
    return Sheet(name: name, isHidden: isHidden, rows: rows)
  }

  /// Rows that a program wrote out of order, or in pieces.
  private func orderRows() {
    var byNumber: [Int: Sheet.Row] = [:]
    for row in rows {
      byNumber[
        row.number, default: Sheet.Row(number: row.number, isHidden: row.isHidden, cells: [])
      ]
      .cells += row.cells
    }
    rows = byNumber.values.sorted { $0.number < $1.number }
  }

  /// Gives every row of a merged column the value that is shown for all of them.
  private func fillMerged() throws(ListFileError) {
    // By the index of their row; put in one by one they would be moved again and again.
    var filled: [Int: [Sheet.Cell]] = [:]
    for merge in merges {
      let start = rows.partitioningIndex { $0.number >= merge.first.row }
      guard start < rows.count, rows[start].number == merge.first.row,
        let value = rows[start][merge.first.column]
      else { continue }
      for index in (start + 1)..<rows.count {
        if rows[index].number > merge.last.row { break }
        budget.cells -= 1
        budget.text -= value.text.utf8.count
        if budget.isSpent { throw .tooLarge }
        if rows[index][value.column] == nil { filled[index, default: []].append(value) }
      }
    }
    for (index, cells) in filled {
      var last = 0
      // The sort is stable: where two ranges overlap, the first one's value is kept.
      rows[index].cells = (rows[index].cells + cells).sorted { $0.column < $1.column }
        .filter { cell in
          defer { last = cell.column }
          return cell.column != last
        }
    }
  }
}

extension CivilDay {
  /// A day as a spreadsheet stores it: days since the end of 1899, or since 1904 (§18.17.4).
  ///
  /// Nil for a number that stands for a time of the day, or for none of the calendar's days.
  init?(serial: Double, is1904: Bool) {
    guard serial >= (is1904 ? 0 : 1), serial < (is1904 ? 2_957_004 : 2_958_466) else {
      return nil
    }
    let days = Int(serial)
    if days == 60, !is1904 { return nil }
    // Day 60 is 29 February 1900, which never was: Lotus 1-2-3 took 1900 for a leap year.
    self.init(daysSince1970: is1904 ? days - 24_107 : days - (days < 60 ? 25_568 : 25_569))
  }
}
