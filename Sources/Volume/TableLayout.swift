internal import Evidence
internal import Reports

/// A list's sheets laid out on pages: all columns beside each other, the first row on top of each page.
///
/// Office programs break a wide sheet into hundreds of pages that nobody can read together.
struct TableLayout {
  struct Table {
    var name: String?
    var rows: [[String]]
    /// Of each column, in points.
    var widths: [Double]
    var heights: [Double]
    var style: TextStyle
    var isLying: Bool
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

  private mutating func add(_ name: String?, _ rows: [[String]], _ canvas: Canvas) {
    let a4 = PagePlacement.a4
    let count = rows.first?.count ?? 0
    // In ems: enough for most cells on one line, and no column takes all.
    let natural = (0..<count).map { column in
      let widths = rows.prefix(400).map { Self.ems($0[column]) }.sorted()
      return min(max(widths.last ?? 1, 1.5), 22) + 0.6
    }
    let total = natural.reduce(0, +)
    let room = (upright: a4.width - 2 * Self.margin, lying: a4.height - 2 * Self.margin)
    let isLying = total * 9 > room.upright
    let width = isLying ? room.lying : room.upright
    let size = min(10, max(6, width / total))
    let scale = min(width / total, size * 1.15)
    let style = TextStyle(size: size)
    let widths = natural.map { $0 * scale }
    let bottom = (isLying ? a4.width : a4.height) - Self.foot
    let heights = rows.map { row in
      let tallest =
        zip(row, widths).map { text, width in
          text.isEmpty ? 0 : canvas.height(of: text, style, width: width - 2 * Self.padding)
        }.max() ?? 0
      // A cell taller than a page is cut.
      return min(max(tallest, size * 1.3) + 2 * Self.padding, (bottom - Self.top) / 2)
    }
    let table = tables.count
    tables.append(
      Table(
        name: name, rows: rows, widths: widths, heights: heights, style: style, isLying: isLying))
    var start = rows.count > 1 ? 1 : 0
    repeat {
      var y = Self.top + (start > 0 ? heights[0] : 0)
      var end = start
      while end < rows.count, end == start || y + heights[end] <= bottom {
        y += heights[end]
        end += 1
      }
      pages.append(Page(table: table, rows: start..<end))
      start = end
    } while start < rows.count
  }

  /// The width of a text's longest line, in widths of a Chinese character.
  private static func ems(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 0.55 : 1) }
  }

  /// The size of a page.
  func size(of page: Int) -> (width: Double, height: Double) {
    let a4 = PagePlacement.a4
    return tables[pages[page].table].isLying ? (a4.height, a4.width) : (a4.width, a4.height)
  }

  func draw(_ index: Int, titled title: String, on canvas: Canvas) {
    let page = pages[index]
    let table = tables[page.table]
    let width = table.widths.reduce(0, +)
    canvas.write(
      title, TextStyle(size: 11, isBold: true), x: Self.margin, y: Self.top - 26,
      width: size(of: index).width - 2 * Self.margin, lines: 1)
    var y = Self.top
    let hasHead = page.rows.lowerBound > 0
    if hasHead {
      canvas.area(x: Self.margin, y: y, width: width, height: table.heights[0], grey: 0.92)
      y = draw(0, of: table, at: y, isHead: true, on: canvas)
    }
    for row in page.rows { y = draw(row, of: table, at: y, isHead: false, on: canvas) }
    var x = Self.margin
    for column in table.widths + [0] {
      canvas.line(fromX: x, y: Self.top, toX: x, y: y, width: 0.4)
      x += column
    }
  }

  private func draw(
    _ row: Int, of table: Table, at y: Double, isHead: Bool, on canvas: Canvas
  ) -> Double {
    var style = table.style
    style.isBold = isHead
    var x = Self.margin
    let height = table.heights[row]
    let lines = max(1, Int((height - 2 * Self.padding + 0.5) / (style.size * 1.3)))
    canvas.line(
      fromX: x, y: y, toX: x + table.widths.reduce(0, +), y: y, width: isHead ? 0.8 : 0.4)
    for (text, width) in zip(table.rows[row], table.widths) {
      canvas.write(
        text, style, x: x + Self.padding, y: y + Self.padding, width: width - 2 * Self.padding,
        lines: lines)
      x += width
    }
    canvas.line(
      fromX: Self.margin, y: y + height, toX: x, y: y + height, width: isHead ? 0.8 : 0.4)
    return y + height
  }
}
