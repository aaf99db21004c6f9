import Foundation

@testable import Office

/// Word documents made for one test.
enum WordText {
  static let namespaces = """
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
    xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" \
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" \
    xmlns:v="urn:schemas-microsoft-com:vml" \
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" \
    xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"
    """

  static func document(
    _ body: String, styles: String? = nil, numbering: String? = nil
  ) throws -> WordDocument {
    var parts = [
      "word/document.xml": Array(
        "<w:document \(namespaces)><w:body>\(body)</w:body></w:document>".utf8)
    ]
    parts["word/styles.xml"] = styles.map { Array("<w:styles \(namespaces)>\($0)</w:styles>".utf8) }
    parts["word/numbering.xml"] = numbering.map {
      Array("<w:numbering \(namespaces)>\($0)</w:numbering>".utf8)
    }
    return try WordDocument(parts: parts)
  }

  /// The pieces of the first paragraph with these runs.
  static func pieces(_ runs: String, styles: String? = nil) throws -> [WordDocument.Piece] {
    guard
      case .paragraph(let paragraph)? = try document("<w:p>\(runs)</w:p>", styles: styles)
        .blocks.first
    else { return [] }
    return paragraph.pieces
  }

  static func run(_ text: String) -> String {
    "<w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r>"
  }
}

extension WordDocument {
  /// The paragraphs' texts, those in tables included; a mark for each box.
  var texts: [String] { blocks.allTexts }
}

extension [WordDocument.Block] {
  var allTexts: [String] {
    flatMap { block -> [String] in
      switch block {
      case .paragraph(let paragraph): [paragraph.lines.map(\.text).joined(separator: "⏎")]
      case .table(let table):
        table.rows.flatMap(\.cells).flatMap { $0.blocks.allTexts }
      }
    }
  }
}
