/// A row of the form as it is printed: where each answer stands among the fixed words.
///
/// The rows do two things: a reader finds the answers of a filled document by them, and a test
/// holds the definition against the printed form word by word.
public struct PrintedRow: Hashable, Sendable {
  public var cells: [PrintedCell]
  public init(cells: [PrintedCell]) { self.cells = cells }
}

/// One cell of a printed row.
public enum PrintedCell: Hashable, Sendable {
  /// Merged with the cell above it; written `^` in a definition.
  case mergedAbove
  /// Lines of fixed words, answers and boxes.
  case lines([PrintedLine])
}

/// One line of a printed cell.
public enum PrintedLine: Hashable, Sendable {
  case tokens([PrintedToken])
  /// A table inside the cell.
  case table([PrintedRow])
}

/// A piece of a printed line.
public enum PrintedToken: Hashable, Sendable {
  /// Fixed words; `optional` ones may be gone or typed over in a filled form, as prompts are.
  case words(String, optional: Bool)
  /// The answer to the place with this id; written `{id}` in a definition.
  case answer(String)
  /// The box of the place with this id, and its label; written `{id}` as well.
  case box(String, label: String)
}

extension PrintedRow {
  /// The row's text: cells parted by tabs, lines by line feeds, boxes as □, and in each blank what
  /// `blank` gives for its place's id.
  public func text(blank: (String) -> String) -> String {
    cells.map { $0.text(blank: blank) }.joined(separator: "\t")
  }
}

extension PrintedCell {
  func text(blank: (String) -> String) -> String {
    switch self {
    case .mergedAbove: ""
    case .lines(let lines): lines.map { $0.text(blank: blank) }.joined(separator: "\n")
    }
  }
}

extension PrintedLine {
  func text(blank: (String) -> String) -> String {
    switch self {
    case .table(let rows): rows.map { $0.text(blank: blank) }.joined(separator: "\n")
    case .tokens(let tokens):
      tokens.map { token in
        switch token {
        case .words(let words, _): words
        case .answer(let id): blank(id)
        case .box(_, let label): "□" + label
        }
      }.joined()
    }
  }
}

extension PrintedLine {
  /// The ids of the places that stand in this line, those of a table inside it included.
  public var placeIDs: [String] {
    switch self {
    case .tokens(let tokens):
      tokens.compactMap { token in
        switch token {
        case .words: nil
        case .answer(let id), .box(let id, _): id
        }
      }
    case .table(let rows): rows.flatMap { $0.placeIDs }
    }
  }
}

extension PrintedRow {
  public var placeIDs: [String] {
    cells.flatMap { cell in
      switch cell {
      case .mergedAbove: [String]()
      case .lines(let lines): lines.flatMap { $0.placeIDs }
      }
    }
  }
}
