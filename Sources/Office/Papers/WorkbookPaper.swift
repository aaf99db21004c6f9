internal import CXlsxWriter
public import Evidence
public import Files

/// Writes papers as workbooks, a sheet each.
public enum WorkbookPaper {
  /// The workbook's bytes.
  ///
  /// - Throws: `SystemError` where there is no room for a file of its size.
  public static func workbook(_ papers: [Paper]) throws(SystemError) -> [UInt8] {
    let file = try Descriptor.temporary()
    try WorkbookFile.write(to: file, named: file.path) { book in
      let formats = Formats(book)
      for paper in papers { add(paper, to: book, formats) }
    }
    return try file.bytes(at: 0, count: Int(try file.identity().size))
  }

  /// A cell of a workbook holds no more UTF-16 units (ECMA-376-1 §18.18.22 and Excel's limits).
  private static let longestText = 32_767

  private static func add(
    _ paper: Paper, to book: UnsafeMutablePointer<lxw_workbook>, _ formats: Formats
  ) {
    guard let sheet = workbook_add_worksheet(book, sheetName(paper.title)) else { return }
    let last = UInt16(max(1, paper.columns.count) - 1)
    write(paper.title, at: 0, 0, in: sheet, formats.title)
    worksheet_set_row(sheet, 0, 28, nil)
    for (index, line) in paper.lines.enumerated() {
      write(line, at: UInt32(index + 1), 0, in: sheet, formats.line)
    }
    let header = UInt32(paper.lines.count + 1)
    for (index, column) in paper.columns.enumerated() {
      let place = UInt16(index)
      worksheet_set_column(sheet, place, place, Double(column.width), nil)
      write(column.heading, at: header, place, in: sheet, formats.heading)
    }
    for (index, row) in paper.rows.enumerated() {
      let place = header + 1 + UInt32(index)
      for (column, cell) in row.enumerated() {
        switch cell {
        case .text(let text):
          write(text, at: place, UInt16(column), in: sheet, formats.cell)
        case .figure(let figure):
          worksheet_write_number(sheet, place, UInt16(column), Double(figure), formats.figure)
        }
      }
    }
    let rows = [paper.columns.map { Paper.Cell.text($0.heading) }] + paper.rows
    for (index, row) in rows.enumerated() {
      let height = Self.height(of: row, in: paper.columns)
      worksheet_set_row(sheet, header + UInt32(index), height, nil)
    }
    worksheet_freeze_panes(sheet, header + 1, 0)
    if !paper.rows.isEmpty {
      worksheet_autofilter(sheet, header, 0, header + UInt32(paper.rows.count), last)
    }
    worksheet_set_landscape(sheet)
    // ECMA-376-1 §18.3.1.63: 9 is A4.
    worksheet_set_paper(sheet, 9)
    worksheet_fit_to_pages(sheet, 1, 0)
    worksheet_repeat_rows(sheet, header, header)
  }

  /// In points: the highest row that Excel has is 409.5. LibreOffice gives a row no height of its own
  /// for the lines into which its texts are broken.
  private static func height(of row: [Paper.Cell], in columns: [Paper.Column]) -> Double {
    let lines = zip(row, columns).map { cell, column in
      if case .text(let text) = cell { text.wrappedLines(width: column.width) } else { 1 }
    }
    return min(409, Double(lines.max() ?? 1) * 16 + 2)
  }

  /// A text as a text: what looks like a formula is none.
  private static func write(
    _ text: String, at row: UInt32, _ column: UInt16,
    in sheet: UnsafeMutablePointer<lxw_worksheet>, _ format: Formats.Format?
  ) {
    let text = text.heldByXML
    guard !text.isEmpty else {
      worksheet_write_blank(sheet, row, column, format)
      return
    }
    let kept = text.utf16.count > longestText ? String(text.prefix(longestText / 2)) : text
    worksheet_write_string(sheet, row, column, kept, format)
  }

  /// At most 31 characters, none of `[]:*?/\`.
  private static func sheetName(_ title: String) -> String {
    String(title.filter { !"[]:*?/\\'".contains($0) }.prefix(31))
  }

  private struct Formats {
    typealias Format = UnsafeMutablePointer<lxw_format>

    let title, line, heading, cell, figure: Format?

    init(_ book: UnsafeMutablePointer<lxw_workbook>) {
      title = workbook_add_format(book)
      format_set_bold(title)
      format_set_font_size(title, 16)
      line = workbook_add_format(book)
      format_set_font_color(line, 0x404040)
      heading = workbook_add_format(book)
      format_set_bold(heading)
      format_set_bg_color(heading, 0xF2F2F0)
      cell = workbook_add_format(book)
      format_set_num_format(cell, "@")
      figure = workbook_add_format(book)
      for format in [heading, cell, figure] {
        format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
        format_set_text_wrap(format)
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
      }
    }
  }
}

extension String {
  /// The lines into which the text is broken in a cell as wide as so many digits, rather too many than
  /// too few: at blanks, around characters of full width, and within what is too long for a line.
  ///
  /// - Complexity: linear in the length of the text.
  fileprivate func wrappedLines(width: Int) -> Int {
    // In tenths of a digit's width.
    let room = Swift.max(1, width * 10 - 3)
    var (lines, used, word) = (1, 0, 0)
    func close() {
      if used + word > room, used > 0 { (lines, used) = (lines + 1, 0) }
      used += word
      lines += Swift.max(0, used - 1) / room
      used = used > room ? (used - 1) % room + 1 : used
      word = 0
    }
    for scalar in unicodeScalars {
      switch scalar {
      case "\n":
        close()
        (lines, used) = (lines + 1, 0)
      case " ":
        close()
        used += 5
      case _ where scalar.isFullWidth:
        close()
        word = 21
        close()
      case "a"..."z", "0"..."9", ".", "-", ":", "/": word += 10
      default: word += 13
      }
    }
    close()
    return lines
  }
}

extension Unicode.Scalar {
  /// Whether it is as wide as it is high, as ideographs and their punctuation are.
  fileprivate var isFullWidth: Bool { value >= 0x2E80 || (0x2000...0x27BF).contains(value) }
}
