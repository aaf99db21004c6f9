internal import Evidence
internal import Reports

/// A list's sheets laid out on pages: all columns beside each other, the first row on top of each page.
///
/// Office programs break a wide sheet into hundreds of pages that nobody can read together.
struct TableLayout {
  struct Table {
    var name: String?
    var rows: [[String]]
    /// The row that says what the columns are, which stands on each page.
    var head: Int?
    /// Of each column, in points.
    var widths: [Double]
    var heights: [Double]
    var style: TextStyle
    var isLying: Bool

    var width: Double { widths.reduce(0, +) }

    /// The only text of a row, which goes over all columns: a title, a note.
    func only(_ row: Int) -> String? {
      let filled = rows[row].filter { !$0.isEmpty }
      return widths.count > 1 && filled.count == 1 ? filled[0] : nil
    }
  }

  /// A page: which table, and which of its rows.
  struct Page: Hashable {
    var table: Int
    var rows: Range<Int>
  }

  private(set) var tables: [Table] = []
  private(set) var pages: [Page] = []
  /// Rows for which there was no room.
  private(set) var omitted = 0

  static let margin = 50.0
  static let top = 72.0
  static let foot = 60.0
  static let padding = 2.5
  private static let mostColumns = 60
  private static let mostCells = 40_000
  private static let largestText = 600

  /// - Returns: nil where there is nothing to print, or more columns than a page can have.
  init?(_ sheets: [Sheet], _ canvas: Canvas) {
    var cells = 0
    for sheet in sheets where !sheet.isHidden {
      let rows = sheet.rows.filter { !$0.isHidden }
      // Columns in which nothing stands are left out.
      let columns = Set(rows.lazy.flatMap { $0.cells.map(\.column) }).sorted()
      guard !rows.isEmpty, !columns.isEmpty else { continue }
      guard columns.count <= Self.mostColumns else { return nil }
      var texts: [[String]] = []
      for row in rows {
        cells += columns.count
        if cells > Self.mostCells {
          omitted += 1
          continue
        }
        texts.append(columns.map { String((row[$0]?.text.shown ?? "").prefix(Self.largestText)) })
      }
      if !texts.isEmpty { add(sheet.name, texts, canvas) }
    }
    if pages.isEmpty { return nil }
  }

  /// So many rows may stand above the columns' names.
  private static let mostTitles = 8

  private mutating func add(_ name: String?, _ rows: [[String]], _ canvas: Canvas) {
    let a4 = PagePlacement.a4
    let count = rows.first?.count ?? 0
    let filled = rows.map { row in row.count { !$0.isEmpty } }
    let head = filled.prefix(Self.mostTitles).firstIndex { $0 * 2 > count && $0 > 1 }
    // In ems: enough for most cells on one line, and no column takes all.
    let natural = (0..<count).map { column in
      let widths = rows.indices.prefix(400).lazy.filter { count == 1 || filled[$0] > 1 }
        .map { Self.ems(rows[$0][column]) }
      return min(max(widths.max() ?? 1, 1.5), 22) + 1.1
    }
    let total = natural.reduce(0, +)
    let room = (upright: a4.width - 2 * Self.margin, lying: a4.height - 2 * Self.margin)
    let isLying = total * 9 > room.upright
    let width = isLying ? room.lying : room.upright
    let size = min(10, max(6, width / total))
    let scale = min(width / total, size * 1.15)
    var table = Table(
      name: name, rows: rows, head: head, widths: natural.map { $0 * scale }, heights: [],
      style: TextStyle(size: size), isLying: isLying)
    let bottom = (isLying ? a4.width : a4.height) - Self.foot
    table.heights = rows.indices.map { row in
      var style = table.style
      style.isBold = row == head
      let texts =
        table.only(row).map { [($0, table.width)] }
        ?? Array(zip(rows[row], table.widths))
      let tallest =
        texts.map { text, width in
          text.isEmpty ? 0 : canvas.height(of: text, style, width: width - 2 * Self.padding)
        }.max() ?? 0
      // A cell taller than a page is cut.
      return min(max(tallest, size * 1.3) + 2 * Self.padding, (bottom - Self.top) / 2)
    }
    let index = tables.count
    tables.append(table)
    var start = 0
    repeat {
      let isRepeated = head.map { $0 < start } ?? false
      var y = Self.top + (isRepeated ? table.heights[head ?? 0] : 0)
      var end = start
      while end < rows.count, end == start || y + table.heights[end] <= bottom {
        y += table.heights[end]
        end += 1
      }
      pages.append(Page(table: index, rows: start..<end))
      start = end
    } while start < rows.count
  }

  /// The width of a text's longest line, in widths of a Chinese character.
  private static func ems(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 0.58 : 1) }
  }

  /// The size of a page.
  func size(of page: Int) -> (width: Double, height: Double) {
    let a4 = PagePlacement.a4
    return tables[pages[page].table].isLying ? (a4.height, a4.width) : (a4.width, a4.height)
  }

  func draw(_ index: Int, titled title: String, on canvas: Canvas) {
    let page = pages[index]
    let table = tables[page.table]
    canvas.write(
      title, TextStyle(size: 11, isBold: true), x: Self.margin, y: Self.top - 26,
      width: size(of: index).width - 2 * Self.margin, lines: 1)
    var y = Self.top
    if let head = table.head, head < page.rows.lowerBound {
      y = draw(head, of: table, at: y, on: canvas)
    }
    for row in page.rows { y = draw(row, of: table, at: y, on: canvas) }
  }

  private func draw(_ row: Int, of table: Table, at y: Double, on canvas: Canvas) -> Double {
    var style = table.style
    style.isBold = row == table.head
    let height = table.heights[row]
    let lines = max(1, Int((height - 2 * Self.padding + 0.5) / (style.size * 1.3)))
    if row == table.head {
      canvas.area(x: Self.margin, y: y, width: table.width, height: height, grey: 0.92)
    }
    let only = table.only(row)
    let texts = only.map { [($0, table.width)] } ?? Array(zip(table.rows[row], table.widths))
    var x = Self.margin
    for (text, width) in texts {
      canvas.write(
        text, style, x: x + Self.padding, y: y + Self.padding, width: width - 2 * Self.padding,
        lines: lines)
      canvas.line(fromX: x, y: y, toX: x, y: y + height, width: 0.4)
      x += width
    }
    canvas.line(fromX: x, y: y, toX: x, y: y + height, width: 0.4)
    for edge in [y, y + height] {
      canvas.line(fromX: Self.margin, y: edge, toX: x, y: edge, width: 0.4)
    }
    return y + height
  }
}
