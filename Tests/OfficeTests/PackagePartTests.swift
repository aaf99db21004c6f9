import Evidence
import Testing

@testable import Office

/// Parts are found as ECMA-376-2 has it: names compare without case (§6.2.2), targets are resolved as
/// RFC 3986 §5.2 says.
struct PackagePartTests {
  @Test(arguments: [
    ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
    ("./worksheets/Sheet1.xml", "xl/worksheets/sheet1.xml"),
    ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
    ("../xl/./worksheets//sheet1.xml", "xl/worksheets/sheet1.xml"),
    ("../../../a.xml", "a.xml"), ("worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
    ("\\xl\\a.xml", "xl/a.xml"), ("my%20sheet.xml", "xl/my sheet.xml"),
    ("%E8%A1%A8.xml", "xl/表.xml"), ("sheet1.xml#A1", "xl/sheet1.xml"), ("a%2", "xl/a%2"),
  ])
  func `a target leads to the part that it names`(target: String, part: String) {
    #expect(PackagePartName(target: target, in: "xl/") == PackagePartName(entry: part))
  }

  @Test func `names that differ in more than case differ`() {
    #expect(PackagePartName(entry: "xl/a.xml") != PackagePartName(entry: "xl/b.xml"))
    // Only the letters of ASCII are one in either case.
    #expect(PackagePartName(entry: "xl/é.xml") != PackagePartName(entry: "xl/É.xml"))
  }

  static let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"

  static func relations(_ relations: [(type: String, target: String)]) -> [UInt8] {
    let list = relations.enumerated().map { index, relation in
      "<Relationship Id=\"r\(index)\" Type=\"\(relation.type)\" Target=\"\(relation.target)\"/>"
    }
    return Array(
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(list.joined())</Relationships>"
        .utf8)
  }

  /// Where the relations lead, and how the zip spells the parts.
  @Test(arguments: [
    ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/Workbook.xml", "xl/worksheets/Sheet1.xml"),
    (
      "/XL/workbook.xml", "/xl/Worksheets/sheet1.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"
    ),
    (
      "./xl/./workbook.xml", "./worksheets/sheet1.xml", "xl/workbook.xml",
      "xl/worksheets/sheet1.xml"
    ),
    (
      "xl/workbook.xml", "../xl/worksheets/sheet1.xml", "/xl/workbook.xml",
      "xl\\worksheets\\sheet1.xml"
    ),
    ("xl\\workbook.xml", "my%20sheet.xml", "xl/workbook.xml", "xl/my sheet.xml"),
  ])
  func `a workbook is read however its parts are spelt`(
    book: String, sheet: String, bookEntry: String, sheetEntry: String
  ) throws {
    let parts = ListFileTests.parts(
      "<sheetData><row><c t=\"str\"><v>甲</v></c></row></sheetData>")
    let entries = [
      "_Rels/.rels": Self.relations([("\(Self.strict)/officeDocument", book)]),
      "xl/_rels/workbook.xml.rels": Self.relations([("\(Self.strict)/worksheet", sheet)]),
      bookEntry: Array(
        String(decoding: try #require(parts["xl/workbook.xml"]), as: UTF8.self)
          .replacing("r:id=\"s\"", with: "r:id=\"r0\"").utf8),
      sheetEntry: try #require(parts["xl/worksheets/sheet1.xml"]),
    ]
    let sheets = try WorkbookReader.sheets(in: entries)
    #expect(sheets.first?.rows.first?.cells.map(\.text) == ["甲"])
  }

  @Test(arguments: [
    ("word/document.xml", "word/Document.xml"), ("./word/document.xml", "word/document.xml"),
    ("/Word/document.xml", "word/document.xml"), ("word/./a/../document.xml", "word\\document.xml"),
  ])
  func `a document is read however its parts are spelt`(target: String, entry: String) throws {
    let body =
      "<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>"
    let document = try WordDocument(parts: [
      "[content_types].xml": [],
      "_rels/.rels": Self.relations([("\(Self.strict)/officeDocument", target)]),
      entry: Array(body.utf8),
    ])
    #expect(document.blocks.lines.map(\.text) == ["甲"])
  }

  @Test func `two parts of one name are refused, since programs would show either`() {
    let other = Array("<workbook/>".utf8)
    var parts = ListFileTests.parts("<sheetData/>")
    parts["xl/Workbook.xml"] = other
    #expect(throws: ListFileError.self) { try WorkbookReader.sheets(in: parts) }
    #expect(throws: WordDocumentError.self) {
      try WordDocument(parts: ["word/document.xml": [0x3C], "word/Document.xml": [0x20]])
    }
  }

  /// ECMA-376-1 §22.9.2.19.
  @Test(arguments: [
    ("_x0041_", "A"), ("_x005F_x0041_", "_x0041_"), ("a_x000D_\nb", "a\nb"), ("a_x000d_b", "a\nb"),
    ("_x001F_2017", "\u{1F}2017"), ("_x4E2D__x6587_", "中文"), ("_xD83D__xDE00_", "😀"),
    ("_x41_", "_x41_"), ("_xGGGG_", "_xGGGG_"), ("_x0041", "_x0041"), ("x_x_x0042_", "x_xB"),
    ("甲_x0009_乙", "甲\t乙"), ("_x", "_x"), ("", ""),
  ])
  func `an escape stands for its character`(text: String, plain: String) {
    #expect(text.withoutEscapes == plain)
  }

  @Test func `escapes are read in cells of either kind`() throws {
    let sheet = try ListFileTests.sheet(
      "<row><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t>_x0042_</t></is></c></row>",
      strings: "<si><t>_x0041_</t></si>")
    #expect(sheet.rows[0].cells.map(\.text) == ["A", "B"])
  }
}
