internal import CXlsxWriter
internal import Glibc
public import Files

/// An empty list as a workbook: a title, notes, the columns with their drop-downs, and one example.
public struct ListTemplate: Sendable {
  /// One column of the list.
  public struct Column: Sendable {
    public enum Content: Sendable {
      /// Stays as it is typed: a number such as 202310123456.0 is no figure.
      case text
      case figure
      case date
    }

    public var heading: String
    /// In characters.
    public var width: Double
    public var content: Content
    /// What the drop-down offers; none where it is empty.
    public var choices: [String]
    /// What the example row has here.
    public var example: String
    /// Shown beside a cell that is being filled in; empty where there is nothing to say.
    public var prompt: String

    public init(
      heading: String, width: Double, content: Content = .text, choices: [String] = [],
      example: String = "", prompt: String = ""
    ) {
      self.heading = heading
      self.width = width
      self.content = content
      self.choices = choices
      self.example = example
      self.prompt = prompt
    }
  }

  public var name: String
  public var title: String
  public var note: String
  /// What is said where something else is typed than the drop-down offers: a title and a sentence.
  public var refusal: (title: String, message: String)
  public var columns: [Column]

  public init(
    name: String, title: String, note: String, refusal: (title: String, message: String),
    columns: [Column]
  ) {
    self.name = name
    self.title = title
    self.note = note
    self.refusal = refusal
    self.columns = columns
  }

  /// Rows that are prepared for entries.
  static let rows: UInt32 = 200
  /// Where the header stands, counted from 0; the example is below it.
  static let headerRow: UInt32 = 2

  /// Writes the workbook, whole or not at all; a file that is there is not replaced.
  ///
  /// - Throws: `StagedFile.Failure`.
  public func write(to path: String) throws(StagedFile.Failure) {
    let file = try StagedFile(for: path)
    do throws(SystemError) {
      try WorkbookFile.write(to: file.descriptor, named: path, fill)
    } catch {
      throw .system(error)
    }
    try file.commit()
  }

  // MARK: The sheet

  private func fill(_ book: UnsafeMutablePointer<lxw_workbook>) {
    guard let sheet = workbook_add_worksheet(book, name) else { return }
    let last = UInt16(columns.count - 1)
    let (header, first) = (Self.headerRow, Self.headerRow + 2)
    worksheet_set_default_row(sheet, 20, 0)
    worksheet_set_row(sheet, 0, 30, nil)
    worksheet_merge_range(sheet, 0, 0, 0, last, title, Self.title(book))
    worksheet_set_row(sheet, 1, 48, nil)
    worksheet_merge_range(sheet, 1, 0, 1, last, note, Self.note(book))
    worksheet_set_row(sheet, header, 24, nil)
    let (heading, example) = (Self.heading(book), Self.cell(book, isExample: true))
    for (index, column) in columns.enumerated() {
      let place = UInt16(index)
      let format = Self.cell(book, content: column.content)
      worksheet_set_column(sheet, place, place, column.width, nil)
      worksheet_write_string(sheet, header, place, column.heading, heading)
      worksheet_write_string(sheet, header + 1, place, column.example, example)
      for row in first..<(first + Self.rows) { worksheet_write_blank(sheet, row, place, format) }
      validate(column, at: place, from: first, in: sheet)
    }
    worksheet_freeze_panes(sheet, header + 1, 0)
    worksheet_set_landscape(sheet)
    // ECMA-376-1 §18.3.1.63: 9 is A4.
    worksheet_set_paper(sheet, 9)
    worksheet_fit_to_pages(sheet, 1, 0)
    worksheet_repeat_rows(sheet, header, header)
    worksheet_print_area(sheet, 0, 0, first + 29, last)
  }

  private func validate(
    _ column: Column, at place: UInt16, from first: UInt32,
    in sheet: UnsafeMutablePointer<lxw_worksheet>
  ) {
    guard !column.choices.isEmpty || !column.prompt.isEmpty else { return }
    let texts = column.choices.map { strdup($0) }
    let (title, message, prompt) = (
      strdup(refusal.title), strdup(refusal.message), strdup(column.prompt)
    )
    defer { (texts + [title, message, prompt]).forEach { free($0) } }
    var list = texts + [nil]
    list.withUnsafeMutableBufferPointer { list in
      var rule = lxw_data_validation()
      rule.validate = UInt8(
        column.choices.isEmpty
          ? LXW_VALIDATION_TYPE_ANY.rawValue : LXW_VALIDATION_TYPE_LIST.rawValue)
      rule.value_list = list.baseAddress
      rule.error_title = title
      rule.error_message = message
      if !column.prompt.isEmpty { rule.input_message = prompt }
      worksheet_data_validation_range(
        sheet, first, place, first + Self.rows - 1, place, &rule)
    }
  }

  // MARK: Formats

  private typealias Format = UnsafeMutablePointer<lxw_format>

  private static func title(_ book: UnsafeMutablePointer<lxw_workbook>) -> Format? {
    let format = workbook_add_format(book)
    format_set_bold(format)
    format_set_font_size(format, 16)
    format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
    return format
  }

  private static func note(_ book: UnsafeMutablePointer<lxw_workbook>) -> Format? {
    let format = workbook_add_format(book)
    format_set_text_wrap(format)
    format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
    format_set_font_color(format, 0x595959)
    return format
  }

  private static func heading(_ book: UnsafeMutablePointer<lxw_workbook>) -> Format? {
    let format = cell(book)
    format_set_bold(format)
    format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    format_set_bg_color(format, 0xDDEBF7)
    return format
  }

  private static func cell(
    _ book: UnsafeMutablePointer<lxw_workbook>, content: Column.Content = .text,
    isExample: Bool = false
  ) -> Format? {
    let format = workbook_add_format(book)
    format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
    format_set_text_wrap(format)
    format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
    switch content {
    case .text: format_set_num_format(format, "@")
    case .figure: break
    case .date: format_set_num_format(format, "yyyy-mm-dd")
    }
    if isExample {
      format_set_italic(format)
      format_set_font_color(format, 0x7F7F7F)
      format_set_bg_color(format, 0xF2F2F2)
    }
    return format
  }
}
