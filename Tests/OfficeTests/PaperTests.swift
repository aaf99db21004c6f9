import Evidence
import Foundation
import Testing

@testable import Office

/// Papers as other programs read them: python-docx and openpyxl.
struct PaperTests {
  /// What would break the markup, be taken for a formula, or can't stand in XML at all.
  static let hostile = [
    "<w:p>&amp;\"'</w:t>", "=1+1", "@SUM(A1)", "图 1 \u{1F4F7}.pdf", "  blanks ", "a\u{1}b\u{FFFE}c",
    "e\u{301}", "",
  ]

  static let paper = Paper(
    title: "目录 <1>/2", lines: ["《申报表》", "a & b"],
    columns: [.init("编号", width: 8), .init("文件", width: 30), .init("页数", width: 6)],
    rows: hostile.enumerated().map { index, text in
      [.text("3-\(index + 1)"), .text(text), .figure(index == 0 ? nil : index)]
    }, footer: "福清 & 电子")

  /// The rows as a reader must find them: XML 1.0 has no U+0001 and no U+FFFE.
  static let expected = hostile.enumerated().map { index, text in
    [
      "3-\(index + 1)", text == "a\u{1}b\u{FFFE}c" ? "abc" : text, index == 0 ? "" : String(index),
    ]
  }

  @Test
  func `a Word document has the title, the lines, the table and the footer`() throws {
    let read = try Self.python(
      """
      import docx, json, sys
      document = docx.Document(sys.argv[1])
      table = document.tables[0]
      print(json.dumps({
        "texts": [[one.style.name, one.text] for one in document.paragraphs],
        "rows": [[cell.text for cell in row.cells] for row in table.rows],
        "footer": [one.text for one in document.sections[0].footer.paragraphs],
        "header": ["tblHeader" in row._tr.xml for row in table.rows],
        "page": [document.sections[0].page_width.mm // 1, document.sections[0].page_height.mm // 1]}))
      """, ["paper.docx": try WordPaper.document(Self.paper)])
    #expect(
      read.texts == [
        ["Title", "目录 <1>/2"], ["Lines", "《申报表》"], ["Lines", "a & b"], ["Normal", ""],
      ])
    #expect(read.rows == [["编号", "文件", "页数"]] + Self.expected)
    #expect(read.footer?.first?.hasPrefix("福清 & 电子") == true)
    // ISO 216: A4 is 210 mm by 297 mm.
    #expect(read.page == [210, 297])
    #expect(read.header == [true] + Self.hostile.map { _ in false })
  }

  @Test
  func `a workbook has texts as texts and figures as figures`() throws {
    var other = Self.paper
    other.title = "问题"
    let read = try Self.python(
      """
      import json, openpyxl, sys
      book = openpyxl.load_workbook(sys.argv[1])
      sheet = book.worksheets[0]
      rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
      print(json.dumps({
        "texts": [[name] for name in book.sheetnames] + [[sheet.cell(row, 1).value] for row in (1, 2, 3)],
        "rows": [[str(cell) if cell is not None else "" for cell in row] for row in rows],
        "types": sorted({cell.data_type for row in sheet.iter_rows(min_row=5) for cell in row}),
        "header": [], "footer": [sheet.cell(4, column).value for column in (1, 2, 3)], "page": []}))
      """, ["paper.xlsx": try WorkbookPaper.workbook([Self.paper, other])])
    #expect(
      read.texts == [["目录 <1>2"], ["问题"], ["目录 <1>/2"], ["《申报表》"], ["a & b"]])
    #expect(read.footer == ["编号", "文件", "页数"])
    // Texts and figures; "f" would be a formula.
    #expect(read.types == ["n", "s"])
    #expect(read.rows == Self.expected)
  }

  @Test
  func `a row is as high as the lines into which its texts are broken`() throws {
    let texts = [
      "竹", String(repeating: "竹", count: 40), "a b", String(repeating: "a", count: 40),
      String(repeating: "竹", count: 30_000), "一\n二\n三",
    ]
    let paper = Paper(
      title: "目录", lines: [], columns: [.init("编号", width: 6), .init("文件", width: 10)],
      rows: texts.map { [.figure(1), .text($0)] }, footer: "")
    let read = try Self.python(
      """
      import json, openpyxl, sys
      sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
      print(json.dumps({"texts": [], "rows": [],
        "page": [sheet.row_dimensions[row].height for row in range(2, 9)]}))
      """, ["paper.xlsx": try WorkbookPaper.workbook([paper])])
    // A column of 10 is 75 dots wide (ECMA-376-1 §18.3.1.13), 56 points, and holds 5 ideographs of 11
    // points, or some 10 letters; a line takes 14 points or more. Excel has no row above 409.5.
    let lines = [1.0, 1, 8, 1, 4, 29, 3]
    let heights = try #require(read.page)
    try #require(heights.count == lines.count)
    for (height, lines) in zip(heights, lines) {
      #expect(height >= lines * 14 && height <= min(409.5, (lines + 4) * 18))
    }
  }

  @Test
  func `covers have a page each`() throws {
    let sheets = (1...3).map { number in
      CoverSheet(
        number: "3-\(number)", title: "<标题> \(number)", section: "三、创新", lines: ["a.pdf（2 页）"],
        owner: "福清")
    }
    let read = try Self.python(
      """
      import docx, json, sys
      document = docx.Document(sys.argv[1])
      print(json.dumps({
        "texts": [[one.style.name, one.text] for one in document.paragraphs],
        "rows": [], "footer": [document.sections[0].footer.paragraphs[0].text], "page": [],
        "header": ["pageBreakBefore" in one._p.xml for one in document.paragraphs]}))
      """, ["covers.docx": try WordPaper.covers(sheets)])
    #expect(
      read.texts
        == sheets.flatMap { sheet in
          [
            ["Cover Section", "三、创新"], ["Cover Number", sheet.number], ["Heading 1", sheet.title],
            ["Cover Files", "a.pdf（2 页）"],
          ]
        })
    #expect(read.header?.enumerated().filter(\.element).map(\.offset) == [4, 8])
    #expect(read.footer == ["福清"])
  }

  struct Reading: Decodable {
    var texts: [[String]] = []
    var rows: [[String]] = []
    var footer: [String]?
    var header: [Bool]?
    var page: [Double]?
    var types: [String]?
  }

  /// What a script prints as JSON that is given files.
  @discardableResult
  static func python(_ script: String, _ files: [String: [UInt8]]) throws -> Reading {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "evpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-B", "-X", "utf8", "-c", script] + files.keys
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return files.isEmpty ? Reading() : try JSONDecoder().decode(Reading.self, from: data)
  }
}
