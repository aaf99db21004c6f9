/// One table of a list file: a sheet of a workbook, or the whole of a text file.
public struct Sheet: Hashable, Sendable {
  /// The sheet's name; nil in a text file, which has but one table.
  public var name: String?
  public var isHidden: Bool
  /// The rows that hold anything, in order.
  public var rows: [Row]

  public init(name: String? = nil, isHidden: Bool = false, rows: [Row]) {
    self.name = name
    self.isHidden = isHidden
    self.rows = rows
  }

  public struct Row: Hashable, Sendable {
    /// Counted from 1, as spreadsheets do; in a text file the records are counted.
    public var number: Int
    public var isHidden: Bool
    /// The cells that hold anything, in the order of their columns.
    public var cells: [Cell]

    public init(number: Int, isHidden: Bool = false, cells: [Cell]) {
      self.number = number
      self.isHidden = isHidden
      self.cells = cells
    }

    /// The cell in a column; nil where it is empty.
    ///
    /// - Complexity: logarithmic in the number of the row's cells.
    public subscript(column: Int) -> Cell? {
      let place = cells.partitioningIndex { $0.column >= column }
      return place < cells.count && cells[place].column == column ? cells[place] : nil
    }
  }

  public struct Cell: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      case text
      /// Stored as a number; its text has no more digits than it takes to tell it apart.
      case number
      /// Stored as a number and shown as a date; its text is `2025-12-31`.
      case date
      /// A formula that failed: `#N/A`.
      case error
      /// A formula whose result was not stored, as programs without a calculator leave it.
      case uncomputed
    }

    /// Counted from 1.
    public var column: Int
    public var kind: Kind
    public var text: String

    public init(column: Int, kind: Kind = .text, text: String) {
      self.column = column
      self.kind = kind
      self.text = text
    }
  }
}

extension Array {
  /// The first index whose element satisfies `condition`, which holds for all that follow it.
  package func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Where a cell stands, written as spreadsheets write it: `C12`.
public struct CellAddress: Hashable, Sendable, CustomStringConvertible {
  /// The last column and row that a sheet can have, `XFD1048576` (ECMA-376-1 §18.3.1.4, Excel's
  /// own limits).
  public static let lastColumn = 16_384
  public static let lastRow = 1_048_576

  public var column: Int
  public var row: Int

  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }

  /// Reads an address such as `C12`; nil for anything else, and beyond the last column or row.
  public init?(_ text: some StringProtocol) {
    var column = 0
    var row = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where row == 0:
        column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where column > 0:
        row = row * 10 + Int(byte - UInt8(ascii: "0"))
        if row == 0 { return nil }
      default: return nil
      }
      if column > Self.lastColumn || row > Self.lastRow { return nil }
    }
    guard row > 0 else { return nil }
    self.init(column: column, row: row)
  }

  /// The column alone: `C`.
  public var columnName: String {
    var letters: [UInt8] = []
    var rest = column
    while rest > 0 {
      rest -= 1
      letters.append(UInt8(ascii: "A") + UInt8(rest % 26))
      rest /= 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self)
  }

  public var description: String { columnName + String(row) }
}
