/// The text of a Word file: paragraphs and tables in their order, boxes and symbols kept apart
/// from letters.
///
/// Deleted tracked changes, field codes and hidden text are left out; inserted text, text boxes,
/// links and content controls are read through. Of alternatives (`mc:AlternateContent`) the one is
/// read that Word shows, and what others show otherwise is marked.
public struct WordDocument: Hashable, Sendable {
  /// The body's paragraphs and tables.
  public var blocks: [Block]

  public init(blocks: [Block]) { self.blocks = blocks }

  /// A paragraph or a table.
  public indirect enum Block: Hashable, Sendable {
    case paragraph(Paragraph)
    case table(Table)
  }

  /// One paragraph as a list of pieces.
  public struct Paragraph: Hashable, Sendable {
    public var pieces: [Piece]
    /// Whether Word puts a number or a bullet before it that is not in its text.
    public var isNumbered: Bool
    /// The bullet, where Word shows a box or a tick for it.
    public var bullet: Piece?

    public init(pieces: [Piece], isNumbered: Bool = false, bullet: Piece? = nil) {
      self.pieces = pieces
      self.isNumbered = isNumbered
      self.bullet = bullet
    }
  }

  /// A piece of a paragraph.
  public indirect enum Piece: Hashable, Sendable {
    /// Letters as they stand.
    case text(String)
    /// A character of a symbol font such as Wingdings 2, where a letter means a picture.
    case symbol(Symbol)
    /// A checkbox content control or form field.
    case box(Box)
    case tab
    case lineBreak
    /// A drawing, picture or embedded object.
    case picture
    /// One that lies over or under the text, wherever on the page it is put.
    case floating
    /// A piece that is struck through.
    case struck(Piece)
    /// A piece that can't be seen, or that programs show differently; nil where only others than Word
    /// show anything.
    case disputed(Piece?)
  }

  /// A character of a symbol font.
  public struct Symbol: Hashable, Sendable {
    /// The font as the file names it.
    public var font: String
    /// The character's code without the offset 0xF000 under which Word stores it.
    public var code: UInt32

    public init(font: String, code: UInt32) {
      self.font = font
      self.code = 0xF000...0xF0FF ~= code ? code - 0xF000 : code
    }
  }

  /// A checkbox that knows its own state.
  public struct Box: Hashable, Sendable {
    public var isTicked: Bool
    /// The mark that the file shows for it; nil where Word draws the box itself.
    public var shown: Shown?

    public init(isTicked: Bool, shown: Shown?) {
      self.isTicked = isTicked
      self.shown = shown
    }
  }

  /// The mark shown for a box.
  public enum Shown: Hashable, Sendable {
    case character(Unicode.Scalar)
    case symbol(Symbol)
  }

  /// A table, row by row.
  public struct Table: Hashable, Sendable {
    /// Word makes no table with more columns, whatever a file says.
    static let mostColumns = 63

    public var rows: [Row]
    public init(rows: [Row]) { self.rows = rows }
  }

  /// A row of a table.
  public struct Row: Hashable, Sendable {
    public var cells: [Cell]
    public init(cells: [Cell]) { self.cells = cells }
  }

  /// A cell of a table; it holds paragraphs, and tables as well.
  public struct Cell: Hashable, Sendable {
    /// How many columns of the grid it spans.
    public var columns: Int
    public var merge: VerticalMerge
    public var blocks: [Block]

    public init(columns: Int = 1, merge: VerticalMerge = .none, blocks: [Block]) {
      self.columns = columns
      self.merge = merge
      self.blocks = blocks
    }
  }

  /// Whether a cell is merged with the cells above or below it.
  public enum VerticalMerge: Hashable, Sendable {
    case none
    /// The uppermost of merged cells.
    case start
    /// Merged with the cell above; what it holds is not shown.
    case continued
  }
}
