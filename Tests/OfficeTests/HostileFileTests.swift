import Evidence
import Testing

@testable import Office

/// Files that are no Word files, are damaged, or are made to harm.
struct HostileFileTests {
  private func error(_ document: String) -> WordDocumentError? {
    #expect(throws: WordDocumentError.self) {
      try WordDocument(parts: ["word/document.xml": Array(document.utf8)])
    }
  }

  @Test(arguments: [
    ("damaged/truncated.docx", WordDocumentError.truncated),
    ("damaged/renamed-doc.docx", .oldWordFile),
    ("blank/申报表-空白.truth.json", .notAWordFile),
  ])
  func `a file that is no whole Word file is told by its kind`(
    name: String, expected: WordDocumentError
  ) throws {
    let bytes = try Samples.bytes(name)
    #expect(throws: expected) { try WordDocument(bytes: bytes) }
  }

  @Test func `a Word file with a password is told from an old one`() {
    let name = "EncryptedPackage".utf8.flatMap { [$0, UInt8(0)] }
    let bytes: [UInt8] =
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 512)
    #expect(throws: WordDocumentError.encrypted) { try WordDocument(bytes: bytes + name) }
    #expect(throws: WordDocumentError.oldWordFile) { try WordDocument(bytes: bytes) }
    #expect(throws: WordDocumentError.empty) { try WordDocument(bytes: []) }
  }

  @Test func `a file cut anywhere is refused and never half read`() throws {
    let bytes = try Samples.bytes("forms/cluster1-v1.docx")
    for length in stride(from: 4, to: bytes.count, by: 997) {
      #expect(throws: WordDocumentError.truncated) {
        try WordDocument(bytes: Array(bytes.prefix(length)))
      }
    }
  }

  @Test func `a flipped byte is refused or read, and never a crash`() throws {
    let bytes = try Samples.bytes("forms/cluster1-v1.docx")
    let form = try Samples.form()
    for place in stride(from: 0, to: bytes.count, by: 401) {
      var flipped = bytes
      flipped[place] ^= 0xFF
      if let document = try? WordDocument(bytes: flipped) { _ = FilledForm(form, in: document) }
    }
  }

  @Test(arguments: [
    "<!DOCTYPE w:document [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document>&b;</w:document>",
    "<!DOCTYPE w:document [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w:document>&a;</w:document>",
    "<!DOCTYPE w:document SYSTEM \"http://example.org/a.dtd\"><w:document/>",
  ])
  func `a document type is refused before any entity`(document: String) {
    #expect(error(document) == .documentTypeDeclared(part: "word/document.xml"))
  }

  @Test func `a million laughs are refused at once`() {
    let entities = (1...20).map {
      "<!ENTITY e\($0) \"" + String(repeating: "&e\($0 - 1);", count: 10) + "\">"
    }
    let document = "<!DOCTYPE d [<!ENTITY e0 \"ha\">\(entities.joined())]><d>&e20;</d>"
    #expect(error(document) == .documentTypeDeclared(part: "word/document.xml"))
  }

  @Test func `a million elements in one another are too deep`() {
    let document = String(repeating: "<a>", count: 1_000_000)
    #expect(error(document) == .tooLarge(part: "word/document.xml", .depth))
  }

  @Test func `too many elements are too many`() {
    let document = "<a>" + String(repeating: "<b/>", count: XMLReader.Limits().elements) + "</a>"
    #expect(error(document) == .tooLarge(part: "word/document.xml", .elements))
  }

  @Test func `more text than a book has is too much`() {
    let document = "<a>" + String(repeating: "甲", count: XMLReader.Limits().text / 3 + 1) + "</a>"
    #expect(error(document) == .tooLarge(part: "word/document.xml", .text))
  }

  @Test func `tables as deep as the limit allows are read`() throws {
    let depth = (XMLReader.Limits().depth - 8) / 3
    let open = String(repeating: "<w:tbl><w:tr><w:tc>", count: depth)
    let close = String(repeating: "</w:tc></w:tr></w:tbl>", count: depth)
    let document = try WordText.document(open + "<w:p>\(WordText.run("甲"))</w:p>" + close)
    #expect(document.texts == ["甲"])
    #expect(FilledForm(try Samples.form(), in: document).findings.map(\.rule) == ["form-other"])
  }

  @Test func `malformed XML is told by its line and column`() {
    #expect(
      error("<a>\n<b></a>")
        == .malformedXML(part: "word/document.xml", line: 2, column: 6))
    #expect(error("") == .malformedXML(part: "word/document.xml", line: 1, column: 1))
  }

  @Test func `elements out of place are left alone`() throws {
    let body = """
      </w:body><w:t>甲</w:t><w:tc><w:tcPr><w:gridSpan w:val="-9999999999999999999"/></w:tcPr></w:tc>\
      <w:tr/><w:sym w:font="Wingdings" w:char="F0FE"/><w:r><w:sym w:font="" w:char="FFFFFFFF"/></w:r>\
      <mc:Choice/><w14:checkbox/><w:p><w:p/></w:p><w:txbxContent/><w:sdt/><w:body>
      """
    _ = FilledForm(try Samples.form(), in: try WordText.document(body))
  }

  /// Numbers at the edges of what 32 and 64 bits hold, and beyond all of them.
  private static let extremes = [
    "-9223372036854775808", "-1", "0", "64", "2147483647", "2147483648", "4294967296",
    "9223372036854775806", "9223372036854775807", "9223372036854775808", "1e308", "NaN",
    String(repeating: "9", count: 400),
  ]

  @Test(arguments: extremes)
  func `no number in the markup is too large or too small`(number: String) throws {
    let run = WordText.run("□ 是")
    let cell = { (properties: String) in
      "<w:tc><w:tcPr><w:tcW w:w=\"\(number)\"/>\(properties)</w:tcPr><w:p>\(run)</w:p></w:tc>"
    }
    let wide = cell("<w:gridSpan w:val=\"\(number)\"/>")
    let merged = cell("<w:gridSpan w:val=\"\(number)\"/><w:hMerge/>")
    let row = """
      <w:tr><w:trPr><w:gridBefore w:val="\(number)"/><w:gridAfter w:val="\(number)"/></w:trPr>\
      \(wide)\(merged)\(merged)\(wide)\(wide)</w:tr>
      """
    let document = try WordText.document(
      """
      <w:p><w:pPr><w:numPr><w:numId w:val="\(number)"/></w:numPr></w:pPr>\
      <w:r><w:sym w:font="Wingdings" w:char="\(number)"/></w:r>\
      <w:r><w:fldChar w:fldCharType="begin"/></w:r>\
      <w:r><w:instrText>SYMBOL \(number) \\f Wingdings</w:instrText></w:r>\
      <w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:tbl>\(row)\(row)</w:tbl>
      """)
    guard case .table(let table)? = document.blocks.last else {
      Issue.record("no table")
      return
    }
    let columns = table.rows.flatMap(\.cells).map(\.columns)
    #expect(columns.allSatisfy { (1...3 * WordDocument.Table.mostColumns).contains($0) })
    #expect(table.rows[0].cells.count == 3)
    _ = FilledForm(try Samples.form(), in: document)
    _ = FormDraft(document, id: "draft")
  }

  @Test func `a zip without a Word document says what is missing`() {
    #expect(throws: WordDocumentError.notAWordFile) { try WordDocument(parts: [:]) }
    #expect(throws: WordDocumentError.missingPart("word/document.xml")) {
      try WordDocument(parts: ["[Content_Types].xml": []])
    }
    #expect(error("<workbook/>") == .notAWordFile)
  }
}
