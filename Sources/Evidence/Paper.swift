/// What stands on a paper: a title, lines and a table. Reports fills it with words, Office writes it
/// as a Word document or a workbook.
public struct Paper: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    public var heading: String
    /// In characters of a workbook; on a page, its share of the width.
    public var width: Int

    public init(_ heading: String, width: Int) {
      self.heading = heading
      self.width = width
    }
  }

  public enum Cell: Hashable, Sendable {
    case text(String)
    case figure(Int64)

    /// The figure; an empty cell where there is none.
    public static func figure(_ value: Int?) -> Cell {
      value.map { .figure(Int64($0)) } ?? .text("")
    }
  }

  /// Who issues it, in red over a red rule (GB/T 9704-2012 §7.2.4); nil for what nobody issues.
  public var letterhead: String?
  public var title: String
  /// What stands between title and table.
  public var lines: [String]
  public var columns: [Column]
  /// Each with a cell for each column.
  public var rows: [[Cell]]
  /// Paragraphs above the table: whom it is for, flush left, and then what it says.
  public var body: [String] = []
  /// Paragraphs below the table.
  public var closing: [String] = []
  /// At the lower right: who, and the day (GB/T 9704-2012 §7.3.5).
  public var signature: [String] = []
  /// What stands at the foot of each page.
  public var footer: String

  public init(
    letterhead: String? = nil, title: String, lines: [String], columns: [Column], rows: [[Cell]],
    footer: String
  ) {
    self.letterhead = letterhead
    self.title = title
    self.lines = lines
    self.columns = columns
    self.rows = rows
    self.footer = footer
  }
}

/// A page to lie before the evidence of one requirement in a bound volume (隔页).
public struct CoverSheet: Hashable, Sendable {
  public var number: String
  public var title: String
  /// Above the number: the form's section.
  public var section: String
  /// Below the title: the files.
  public var lines: [String]
  /// At the foot: whose they are.
  public var owner: String

  public init(number: String, title: String, section: String, lines: [String], owner: String) {
    self.number = number
    self.title = title
    self.section = section
    self.lines = lines
    self.owner = owner
  }
}
