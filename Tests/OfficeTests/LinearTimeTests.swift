import Evidence
import Foundation
import Testing
import ThreadTime

@testable import Office

/// Files of a shape that a careless reader takes the square of their size for: each is read, or
/// refused, in the time of one that a person wrote.
@Suite(.serialized) struct LinearTimeTests {
  /// The most that any of them may take, in a debug build.
  /// Under the address sanitizer all takes several times as long.
  static let longest = Duration.seconds(
    ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil ? 10 : 100)

  private func inTime<Result>(_ work: () throws -> Result) rethrows -> Result {
    let (result, time) = try threadTime(of: work)
    #expect(time < Self.longest)
    return result
  }

  // MARK: Workbooks

  @Test func `many merged ranges in a wide row`() throws {
    let cells = String(repeating: "<c><v>1</v></c>", count: CellAddress.lastColumn)
    let merges = String(repeating: "<mergeCell ref=\"XFD1:XFD2\"/>", count: 30_000)
    let sheet = try inTime {
      try ListFileTests.sheet(
        "<row>\(cells)</row>", after: "<mergeCells>\(merges)</mergeCells>")
    }
    #expect(sheet.rows.map(\.cells.count) == [CellAddress.lastColumn])
  }

  @Test func `merged ranges that fill wide rows from their ends`() throws {
    let wide = String(repeating: "<c><v>1</v></c>", count: CellAddress.lastColumn)
    let narrow = String(repeating: "<row><c r=\"\"><v>2</v></c></row>", count: 20)
      .split(separator: "r=\"\"", omittingEmptySubsequences: false)
      .enumerated().reduce(into: "") { rows, part in
        rows += part.offset == 0 ? "" : "r=\"XFD\(part.offset + 1)\""
        rows += part.element
      }
    let merges = (1...CellAddress.lastColumn).reversed().map { column in
      let name = CellAddress(column: column, row: 1).columnName
      return "<mergeCell ref=\"\(name)1:\(name)21\"/>"
    }
    let sheet = try inTime {
      try ListFileTests.sheet(
        "<row>\(wide)</row>\(narrow)", after: "<mergeCells>\(merges.joined())</mergeCells>")
    }
    #expect(sheet.rows.map(\.cells.count) == Array(repeating: CellAddress.lastColumn, count: 21))
    // What a row has of its own stays.
    #expect(sheet.rows[20].cells.map(\.column) == Array(1...CellAddress.lastColumn))
    #expect(sheet.rows[20].cells.suffix(2).map(\.text) == ["1", "2"])
  }

  @Test func `a part that many sheets name is read once`() throws {
    var parts = ListFileTests.parts(
      "<sheetData>" + String(repeating: "<row><c><v>1</v></c></row>", count: 20_000)
        + "</sheetData>")
    let book = String(decoding: parts["xl/workbook.xml"] ?? [], as: UTF8.self)
    let sheet = "<sheet name=\"表\" sheetId=\"1\" r:id=\"s\"/>"
    parts["xl/workbook.xml"] = Array(
      book.replacing(sheet, with: String(repeating: sheet, count: 100)).utf8)
    let sheets = try inTime { try WorkbookReader.sheets(in: parts) }
    #expect(sheets.map(\.rows.count) == [20_000])
  }

  @Test func `more sheets than are read are told`() throws {
    var parts = ListFileTests.parts("<sheetData/>")
    let book = String(decoding: parts["xl/workbook.xml"] ?? [], as: UTF8.self)
    let sheet = "<sheet name=\"表\" sheetId=\"1\" r:id=\"s\"/>"
    parts["xl/workbook.xml"] = Array(
      book.replacing(sheet, with: String(repeating: sheet, count: WorkbookReader.mostSheets + 1))
        .utf8)
    #expect(throws: ListFileError.tooLarge) { try WorkbookReader.sheets(in: parts) }
  }

  // MARK: Word files

  @Test func `a long chain of styles`() throws {
    let count = 4000
    let styles = (0..<count).map {
      """
      <w:style w:type="paragraph" w:styleId="s\($0)"><w:basedOn w:val="s\($0 + 1)"/>\
      <w:rPr><w:strike/></w:rPr></w:style>
      """
    }
    let body = String(
      repeating: "<w:p><w:pPr><w:pStyle w:val=\"s0\"/></w:pPr>\(WordText.run("甲"))</w:p>",
      count: count)
    let document = try inTime { try WordText.document(body, styles: styles.joined()) }
    #expect(document.blocks.count == count)
  }

  @Test func `a ring of styles`() throws {
    let styles = """
      <w:style w:styleId="a"><w:basedOn w:val="b"/><w:rPr><w:strike/></w:rPr></w:style>\
      <w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>
      """
    let run = "<w:r><w:rPr><w:rStyle w:val=\"b\"/></w:rPr><w:t>甲</w:t></w:r>"
    #expect(try WordText.pieces(run, styles: styles) == [.struck(.text("甲"))])
  }

  @Test func `a field with a long code of many pieces`() throws {
    let code =
      "<w:r><w:instrText>EQ \\o(\(String(repeating: "甲", count: 40_000)),</w:instrText></w:r>"
    let pieces = String(repeating: "<w:r><w:tab/></w:r>", count: 2000)
    let document = try inTime {
      try WordText.document(
        """
        <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>\(code)\(pieces)\
        <w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
        """)
    }
    #expect(document.blocks.count == 1)
  }

  @Test func `a field whose code begins with many blanks`() throws {
    let blanks = String(
      repeating: "<w:r><w:instrText xml:space=\"preserve\">    </w:instrText></w:r>", count: 50)
    let pieces = try WordText.pieces(
      """
      <w:r><w:fldChar w:fldCharType="begin"/></w:r>\(blanks)\
      <w:r><w:instrText>eq \\o\\ac(□,√)</w:instrText></w:r>\
      <w:r><w:fldChar w:fldCharType="end"/></w:r>
      """)
    #expect(WordDocument.Paragraph(pieces: pieces).lines.map(\.text) == ["□√"])
  }

  @Test func `a paragraph of many runs`() throws {
    // More than the limits of a file let through, which keep the time to some seconds.
    let count = 250_000
    var pieces: [WordDocument.Piece] = []
    inTime {
      for _ in 0..<count { pieces.add(.text("甲乙丙丁")) }
      for _ in 0..<count { pieces.add(.struck(.text("戊"))) }
    }
    #expect(
      pieces == [
        .text(String(repeating: "甲乙丙丁", count: count)),
        .struck(.text(String(repeating: "戊", count: count))),
      ])
  }

  @Test func `many paragraphs that run on into one`() throws {
    let count = 10_000
    let body = String(
      repeating: "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:tab/></w:r></w:p>",
      count: count)
    let document = try inTime { try WordText.document(body + "<w:p>\(WordText.run("甲"))</w:p>") }
    let pieces = Array(repeating: WordDocument.Piece.tab, count: count) + [.text("甲")]
    #expect(document.blocks == [.paragraph(WordDocument.Paragraph(pieces: pieces))])
  }

  // MARK: Drafts

  private func line(_ text: String) -> DraftLine {
    DraftLine(WordDocument.Paragraph(pieces: [.text(text)]).lines[0])
  }

  @Test func `a line of many blanks`() {
    let line = line(String(repeating: "甲__", count: 20_000) + "：")
    let groups = inTime {
      _ = line.printed { "id" }
      return line.groups
    }
    #expect(groups.reduce(0) { $0 + $1.suffixes.count } == 20_001)
  }

  @Test func `a label with many marks behind it`() {
    let line = inTime { self.line("□甲" + String(repeating: "；", count: 600_000)) }
    #expect(line.tokens == [.box("甲"), .words(String(repeating: "；", count: 600_000))])
  }

  @Test func `a label whose mark has blanks within`() {
    #expect(line("□甲 ；、乙； ：").tokens == [.box("甲 ；、乙"), .words("； ：")])
    #expect(line("□；").tokens == [.words("；")])
  }

  @Test func `a cell with many signatures`() throws {
    let count = 5000
    let lines = String(repeating: "<w:p>\(WordText.run("签字：____"))</w:p>", count: count)
    let document = try WordText.document(
      """
      <w:p>\(WordText.run("一、甲"))</w:p><w:tbl><w:tr><w:tc><w:p>\(WordText.run("乙"))</w:p></w:tc>\
      <w:tc>\(lines)</w:tc></w:tr></w:tbl>
      """)
    let draft = inTime { FormDraft(document, id: "draft") }
    #expect(draft.form.fields.count == count)
  }

  @Test func `a page with many signatures`() throws {
    let count = 5000
    let lines = String(repeating: "<w:p>\(WordText.run("签字：____"))</w:p>", count: count)
    let document = try WordText.document("<w:p>\(WordText.run("一、甲"))</w:p>" + lines)
    let draft = inTime { FormDraft(document, id: "draft") }
    #expect(draft.form.fields.count == count)
  }
}
