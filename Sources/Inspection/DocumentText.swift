internal import Office

/// The text of a Word file, line by line: to be looked at, not to be judged by.
public struct DocumentText: Hashable, Sendable {
  /// A paragraph, or a row of a table.
  public struct Line: Hashable, Sendable {
    /// One for a paragraph.
    public var cells: [String]
    public var isRow: Bool
  }

  public var lines: [Line]
  /// Whether the file goes on.
  public var isCut: Bool

  /// More is not shown.
  static let mostLines = 3_000
  /// More characters of a cell or a paragraph are not shown.
  static let longestCell = 4_000
}

extension DocumentText {
  init(_ document: WordDocument) {
    lines = []
    isCut = false
    add(document.blocks)
  }

  private mutating func add(_ blocks: [WordDocument.Block]) {
    for block in blocks {
      guard lines.count < Self.mostLines else {
        isCut = true
        return
      }
      switch block {
      case .paragraph(let paragraph):
        let text = Self.text(of: paragraph)
        if !text.isEmpty { lines.append(Line(cells: [text], isRow: false)) }
      case .table(let table):
        for row in table.rows {
          guard lines.count < Self.mostLines else {
            isCut = true
            return
          }
          lines.append(Line(cells: row.cells.map { Self.text(of: $0.blocks) }, isRow: true))
        }
      }
    }
  }

  private static func text(of blocks: [WordDocument.Block]) -> String {
    let parts = blocks.map { block in
      switch block {
      case .paragraph(let paragraph): text(of: paragraph)
      case .table(let table):
        table.rows.map { row in row.cells.map { text(of: $0.blocks) }.joined(separator: " ") }
          .joined(separator: "\n")
      }
    }
    return String(parts.filter { !$0.isEmpty }.joined(separator: "\n").prefix(longestCell))
  }

  private static func text(of paragraph: WordDocument.Paragraph) -> String {
    String(paragraph.pieces.map(text).joined().prefix(longestCell))
  }

  private static func text(of piece: WordDocument.Piece) -> String {
    switch piece {
    case .text(let text): text
    case .box(let box): box.isTicked ? "☑" : "☐"
    case .tab: "\t"
    case .lineBreak: "\n"
    // Which picture a letter of a symbol font means is not decided here.
    case .symbol, .picture, .floating: "▪"
    case .struck(let piece): text(of: piece)
    case .disputed(let piece): piece.map(text) ?? ""
    }
  }
}

extension DocumentText: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    writer.put(isCut)
    writer.put(lines) { writer, line in
      writer.put(line.isRow)
      writer.put(line.cells) { $0.put($1) }
    }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    isCut = try reader.flag()
    lines = try reader.list { reader throws(MessageReader.Malformed) in
      let isRow = try reader.flag()
      return Line(
        cells: try reader.list { reader throws(MessageReader.Malformed) in try reader.text() },
        isRow: isRow)
    }
  }
}
