import Evidence
import Foundation
import Testing

@testable import Office

/// Lists that are made to harm: each is refused, or read within its limits.
struct HostileListTests {
  private func error(_ parts: [String: [UInt8]]) -> ListFileError? {
    #expect(throws: ListFileError.self) { try WorkbookReader.sheets(in: parts) }
  }

  @Test(arguments: ["XFE1", "A1048577", "A99999999999999999999", "1", "B2"])
  func `a cell that can't be is refused`(address: String) {
    let parts = ListFileTests.parts(
      "<sheetData><row r=\"1\"><c r=\"\(address)\"><v>1</v></c></row></sheetData>")
    #expect(error(parts) == .damaged(part: "xl/worksheets/sheet1.xml", line: 0))
  }

  @Test func `a cell in no row is refused`() {
    let parts = ListFileTests.parts("<sheetData><c><v>1</v></c></sheetData>")
    #expect(error(parts) == .damaged(part: "xl/worksheets/sheet1.xml", line: 0))
  }

  /// The row after one at the edge of what 64 bits hold has no number.
  @Test(arguments: [
    "9223372036854775806", "9223372036854775807", "-9223372036854775808", "1048577",
  ])
  func `a row that can't be is refused, and those behind it`(number: String) {
    let parts = ListFileTests.parts(
      """
      <sheetData><row r="\(number)"><c><v>1</v></c></row><row><c><v>1</v></c></row>\
      <row><c r="A2"><v>1</v></c></row></sheetData>
      """)
    #expect(error(parts) == .damaged(part: "xl/worksheets/sheet1.xml", line: 0))
  }

  @Test(arguments: [
    "9223372036854775807", "9223372036854775808", "-1", "1e308", "NaN", "-0", "inf",
  ])
  func `a number beyond all strings and days is text or nothing`(number: String) throws {
    let sheet = try ListFileTests.sheet(
      """
      <row r="1"><c r="A1" t="s"><v>\(number)</v></c><c r="B1" s="\(number)"><v>\(number)</v></c>\
      <c r="C1" s="1"><v>\(number)</v></c><c r="D1"><v>7</v></c></row>
      """, styles: "<cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs>")
    #expect(sheet.rows[0][1] == nil || number == "-0")
    #expect(sheet.rows[0][3]?.kind != .date)
    #expect(sheet.rows[0][4]?.text == "7")
  }

  @Test(arguments: [
    "XFD99999999999999999999", "AAAAAAAAAAAAAAAAAAAA1", "A-1", "A9223372036854775808",
  ])
  func `a merged range that can't be merges nothing`(address: String) throws {
    let sheet = try ListFileTests.sheet(
      "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"B2\"><v>1</v></c></row>",
      after: "<mergeCells><mergeCell ref=\"A1:\(address)\"/></mergeCells>")
    #expect(sheet.rows.map { $0.cells.map(\.column) } == [[1], [2]])
  }

  @Test func `rows and cells in a cell make no cells of their own twice`() throws {
    let sheet = try ListFileTests.sheet(
      "<row r=\"9\"><c r=\"A9\"><c r=\"B9\"><v>1</v></c></c><c><row/><v>2</v></c></row>")
    #expect(sheet.rows.map(\.number) == [9])
    #expect(sheet.rows[0].cells.map(\.column) == [2])
  }

  @Test func `the last cell of a sheet costs no more than another`() throws {
    let sheet = try ListFileTests.sheet(
      "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
      after: "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>")
    #expect(sheet.rows.map(\.number) == [1_048_576])
  }

  @Test func `more cells than a list can have are too many`() {
    let row = "<row>" + String(repeating: "<c><v>1</v></c>", count: 1000) + "</row>"
    let rows = String(repeating: row, count: ListFile.mostCells / 1000 + 1)
    #expect(error(ListFileTests.parts("<sheetData>\(rows)</sheetData>")) == .tooLarge)
  }

  @Test func `a long shared text that stands everywhere is too much text`() {
    let text = String(repeating: "甲", count: 30_000)
    let cells = String(repeating: "<c t=\"s\"><v>0</v></c>", count: 1000)
    let parts = ListFileTests.parts(
      "<sheetData><row>\(cells)</row></sheetData>", strings: "<si><t>\(text)</t></si>")
    #expect(error(parts) == .tooLarge)
  }

  @Test func `merged ranges over each other are counted`() {
    let rows = (1...2000).map { "<row><c r=\"A\($0)\"><v>1</v></c></row>" }.joined()
    let merges = String(repeating: "<mergeCell ref=\"A1:A1048576\"/>", count: 500)
    let parts = ListFileTests.parts(
      "<sheetData>\(rows)</sheetData><mergeCells>\(merges)</mergeCells>")
    #expect(error(parts) == .tooLarge)
  }

  @Test func `entities are refused`() {
    var parts = ListFileTests.parts("<sheetData/>")
    let bomb = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><a>&b;</a>"
    parts["xl/sharedStrings.xml"] = Array(bomb.utf8)
    #expect(error(parts) == .documentTypeDeclared(part: "xl/sharedStrings.xml"))
  }

  @Test func `a sheet that is named and missing is told`() {
    var parts = ListFileTests.parts("<sheetData/>")
    parts["xl/worksheets/sheet1.xml"] = nil
    #expect(error(parts) == .damaged(part: "xl/worksheets/sheet1.xml", line: 0))
  }

  @Test func `a file cut or changed anywhere is refused or read, and never a crash`() throws {
    let bytes = try Samples.bytes("evidence/cluster2/佐证材料/附件5 专利清单.xlsx")
    let requirements = try Samples.form().listRequirements
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var flipped = bytes
      flipped[place] ^= 0xFF
      if let sheets = try? ListFile.sheets(of: flipped) {
        _ = requirements.lists(in: sheets, of: "a")
      }
      if place > 4 {
        #expect(throws: ListFileError.truncated) {
          try ListFile.sheets(of: Array(bytes.prefix(place)))
        }
      }
    }
  }

  @Test(arguments: [" ", ",", "\n", "\"", "甲", "a,"])
  func `a huge text without sense is read or refused at once`(unit: String) throws {
    let count = ListFile.largest / unit.utf8.count / 4
    let bytes = Array(String(repeating: unit, count: count).utf8)
    let start = ContinuousClock.now
    let sheets = try? ListFile.sheets(of: bytes)
    if let sheets { _ = try Samples.form().listRequirements.lists(in: sheets, of: "a") }
    // A debug build, on a machine that does other things as well; released it is a tenth.
    #expect(ContinuousClock.now - start < LinearTimeTests.longest * 2)
    #expect((sheets?[0].rows.count ?? 0) < 2)
  }

  @Test func `a file beyond the limit is not looked at`() {
    let bytes = [UInt8](repeating: 0x20, count: ListFile.largest + 1)
    #expect(throws: ListFileError.tooLarge) { try ListFile.sheets(of: bytes) }
  }
}
