public import Archive
public import Evidence

/// Writes papers as Word documents (ECMA-376, WordprocessingML) that WPS and LibreOffice open too.
public enum WordPaper {
  /// A document with a title, lines and a table whose header stands on every page.
  ///
  /// - Throws: `ArchiveError`.
  public static func document(_ paper: Paper) throws(ArchiveError) -> [UInt8] {
    var body = paper.letterhead.map { paragraph($0, style: "Letterhead") } ?? ""
    body += paragraph(paper.title, style: "Title")
    for line in paper.lines { body += paragraph(line, style: "Lines") }
    for (index, text) in paper.body.enumerated() {
      body += paragraph(text, style: index == 0 ? "Addressee" : "Body")
    }
    if !paper.rows.isEmpty { body += table(paper) + paragraph("") }
    for text in paper.closing { body += paragraph(text, style: "Body") }
    for text in paper.signature { body += paragraph(text, style: "Signature") }
    return try document(body: body, footer: paper.footer, isNumbered: true)
  }

  /// A document with a page for each sheet.
  ///
  /// - Throws: `ArchiveError`.
  public static func covers(_ sheets: [CoverSheet]) throws(ArchiveError) -> [UInt8] {
    let body = sheets.enumerated().map { index, sheet in
      paragraph(sheet.section, style: "Section", startsPage: index > 0)
        + paragraph(sheet.number, style: "Number") + paragraph(sheet.title, style: "Heading1")
        + sheet.lines.map { paragraph($0, style: "Files") }.joined()
    }
    return try document(body: body.joined(), footer: sheets.first?.owner ?? "", isNumbered: false)
  }

  // MARK: Parts of a body

  private static func paragraph(
    _ text: String, style: String = "Normal", startsPage: Bool = false
  ) -> String {
    let start = startsPage ? "<w:pageBreakBefore/>" : ""
    return "<w:p><w:pPr><w:pStyle w:val=\"\(style)\"/>\(start)</w:pPr>\(run(text))</w:p>"
  }

  private static func run(_ text: String) -> String {
    text.isEmpty ? "" : "<w:r><w:t xml:space=\"preserve\">\(text.escapedForXML)</w:t></w:r>"
  }

  /// The text's width of an A4 page with these margins, in twentieths of a point.
  private static let textWidth = 11_906 - 2 * 1_134

  private static func table(_ paper: Paper) -> String {
    let sum = paper.columns.reduce(0) { $0 + $1.width }
    let widths = paper.columns.map { textWidth * $0.width / max(1, sum) }
    let grid = widths.map { "<w:gridCol w:w=\"\($0)\"/>" }.joined()
    let headings = paper.columns.map { Paper.Cell.text($0.heading) }
    let header = row(headings, widths, style: "Heading", mark: "<w:tblHeader/>")
    let rows = paper.rows.map { row($0, widths, style: "Cell", mark: "") }
    let borders = ["top", "left", "bottom", "right", "insideH", "insideV"].map {
      "<w:\($0) w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"
    }
    return """
      <w:tbl><w:tblPr><w:tblW w:w="\(textWidth)" w:type="dxa"/>\
      <w:tblBorders>\(borders.joined())</w:tblBorders><w:tblLayout w:type="fixed"/>\
      <w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>\
      </w:tblPr><w:tblGrid>\(grid)</w:tblGrid>\(header)\(rows.joined())</w:tbl>
      """
  }

  private static func row(
    _ cells: [Paper.Cell], _ widths: [Int], style: String, mark: String
  ) -> String {
    let cells = zip(cells, widths).map { cell, width in
      let (text, style) =
        switch cell {
        case .text(let text): (text, style)
        case .figure(let figure): (String(figure), "Figure")
        }
      return "<w:tc><w:tcPr><w:tcW w:w=\"\(width)\" w:type=\"dxa\"/></w:tcPr>"
        + paragraph(text, style: style) + "</w:tc>"
    }
    return "<w:tr><w:trPr><w:cantSplit/>\(mark)</w:trPr>\(cells.joined())</w:tr>"
  }

  // MARK: The package's parts

  private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let schemas = "http://schemas.openxmlformats.org"
  private static let main = "xmlns:w=\"\(schemas)/wordprocessingml/2006/main\""
  private static let relation = "\(schemas)/officeDocument/2006/relationships"

  private static func document(
    body: String, footer: String, isNumbered: Bool
  ) throws(ArchiveError) -> [UInt8] {
    let page = """
      <w:sectPr><w:footerReference w:type="default" r:id="rId2"/>\
      <w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="1134" w:bottom="1134" \
      w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>
      """
    let parts = [
      ("[Content_Types].xml", contentTypes),
      ("_rels/.rels", relations([("officeDocument", "word/document.xml")])),
      (
        "word/document.xml",
        "<w:document \(main) xmlns:r=\"\(relation)\"><w:body>\(body)\(page)</w:body></w:document>"
      ),
      (
        "word/_rels/document.xml.rels",
        relations([("styles", "styles.xml"), ("footer", "footer.xml")])
      ),
      ("word/styles.xml", PaperStyles.part(main)),
      (
        "word/footer.xml",
        "<w:ftr \(main)><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>\(run(footer))"
          + (isNumbered ? run("　") + pageNumber : "") + "</w:p></w:ftr>"
      ),
    ]
    return try zip(of: parts.map { ($0.0, Array((declaration + $0.1).utf8)) })
  }

  private static let pageNumber = ["PAGE", "NUMPAGES"].map {
    "<w:fldSimple w:instr=\" \($0) \"><w:r><w:t>1</w:t></w:r></w:fldSimple>"
  }.joined(separator: run(" / "))

  private static func relations(_ targets: [(kind: String, target: String)]) -> String {
    let lines = targets.enumerated().map { index, one in
      "<Relationship Id=\"rId\(index + 1)\" Type=\"\(relation)/\(one.kind)\" Target=\"\(one.target)\"/>"
    }
    return "<Relationships xmlns=\"\(schemas)/package/2006/relationships\">\(lines.joined())"
      + "</Relationships>"
  }

  private static let contentTypes: String = {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    let overrides = [("document", "document.main"), ("styles", "styles"), ("footer", "footer")]
      .map { "<Override PartName=\"/word/\($0).xml\" ContentType=\"\(word).\($1)+xml\"/>" }
    return """
      <Types xmlns="\(schemas)/package/2006/content-types">\
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
      \(overrides.joined())</Types>
      """
  }()
}

extension String {
  /// The text without the characters that XML 1.0 can't hold (§2.2), line ends among them.
  var heldByXML: String {
    var kept = String.UnicodeScalarView()
    for scalar in unicodeScalars where scalar.value >= 0x20 || scalar == "\t" {
      if scalar.value & 0xFFFE != 0xFFFE { kept.append(scalar) }
    }
    return String(kept)
  }

  /// The text for XML, escaped scalar by scalar.
  var escapedForXML: String {
    var escaped = ""
    for scalar in heldByXML.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
