import Evidence
import Testing

@testable import Office

/// Workbooks and text files as the programs in use write them.
struct ListFileTests {
  static let spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  static let relationships =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  /// A workbook of one sheet with these elements.
  static func parts(
    _ sheet: String, book: String = "", strings: String = "", styles: String = ""
  ) -> [String: [UInt8]] {
    let types = ["sharedStrings", "styles"].map {
      "<Relationship Id=\"\($0)\" Type=\"\(relationships)/\($0)\" Target=\"\($0).xml\"/>"
    }
    let parts = [
      "xl/workbook.xml": """
      <workbook xmlns="\(spreadsheet)" xmlns:r="\(relationships)">\(book)
      <sheets><sheet name="表" sheetId="1" r:id="s"/></sheets></workbook>
      """,
      "xl/_rels/workbook.xml.rels": """
      <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
      <Relationship Id="s" Type="\(relationships)/worksheet" Target="worksheets/sheet1.xml"/>
      \(types.joined())</Relationships>
      """,
      "xl/worksheets/sheet1.xml": "<worksheet xmlns=\"\(spreadsheet)\">\(sheet)</worksheet>",
      "xl/sharedStrings.xml": "<sst xmlns=\"\(spreadsheet)\">\(strings)</sst>",
      "xl/styles.xml": "<styleSheet xmlns=\"\(spreadsheet)\">\(styles)</styleSheet>",
    ]
    return parts.mapValues { Array($0.utf8) }
  }

  static func sheet(
    _ rows: String, book: String = "", strings: String = "", styles: String = "", after: String = ""
  ) throws -> Sheet {
    let parts = parts(
      "<sheetData>\(rows)</sheetData>\(after)", book: book, strings: strings, styles: styles)
    return try #require(try WorkbookReader.sheets(in: parts).first)
  }

  @Test func `cells of every type are read`() throws {
    let sheet = try Self.sheet(
      """
      <row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><t>行</t><rPh><t>hang</t></rPh>
      </is></c><c r="D2"><v>2023</v></c><c r="E2"><v>202019871523.60001</v></c><c r="F2" t="str"><f>A1</f>
      <v>式</v></c><c r="G2" t="e"><v>#N/A</v></c><c r="H2"><f>1+1</f><v/></c><c r="I2" t="str"><f>""</f>
      <v></v></c><c r="J2" s="3"/></row>
      <row hidden="1"><c><v>1.5</v></c><c t="b"><v>1</v></c><c t="d"><v>2025-12-31T00:00:00</v></c></row>
      """,
      strings: "<si><t>零</t></si><si><r><t>一</t></r><r><t>号</t></r><rPh><t>yi</t></rPh></si>")
    #expect(sheet.rows.map(\.number) == [2, 3])
    #expect(sheet.rows.map(\.isHidden) == [false, true])
    let cells = sheet.rows[0].cells
    #expect(cells.map(\.column) == [1, 3, 4, 5, 6, 7, 8])
    #expect(cells.map(\.text) == ["一号", "行", "2023", "202019871523.6", "式", "#N/A", ""])
    #expect(cells.map(\.kind) == [.text, .text, .number, .number, .text, .error, .uncomputed])
    #expect(sheet.rows[1].cells.map(\.text) == ["1.5", "TRUE", "2025-12-31"])
  }

  /// Days that ECMA-376-1 §18.17.4 names, and the day after the 29 February that never was.
  @Test(arguments: [
    (1.0, false, "1900-01-01"), (59, false, "1900-02-28"), (61, false, "1900-03-01"),
    (38_718, false, "2006-01-01"), (44_249.5, false, "2021-02-22"),
    (2_958_465, false, "9999-12-31"),
    (37_256, true, "2006-01-01"),
  ])
  func `a stored day is the calendar's`(serial: Double, is1904: Bool, day: String) {
    #expect(CivilDay(serial: serial, is1904: is1904)?.description == day)
  }

  @Test(arguments: [
    ("yyyy\\年m\\月d\\日", true), ("yyyy\"年\"m\"月\"", true), ("[$-804]yyyy/m/d;@", true),
    ("d-mmm", true),
    ("General", false), ("0.00", false), ("#,##0\"day\"", false), ("h:mm:ss", false), ("@", false),
    ("[Red]0", false), ("0\\d", false), ("_(* #,##0_)", false),
  ])
  func `a format for dates is known by its code`(code: String, isDate: Bool) {
    #expect(CellStylesReader.isDate(code: code) == isDate)
  }

  @Test func `a day is shown as one, in either calendar`() throws {
    let styles = """
      <numFmts><numFmt numFmtId="165" formatCode="yyyy\\年m\\月d\\日"/></numFmts><cellStyleXfs><xf/></cellStyleXfs>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="165"/><xf numFmtId="31"/></cellXfs>
      """
    let rows =
      "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44249</v></c><c r=\"B1\" s=\"2\"><v>44249</v></c><c r=\"C1\"><v>44249</v></c></row>"
    let sheet = try Self.sheet(rows, styles: styles)
    #expect(sheet.rows[0].cells.map(\.text) == ["2021-02-22", "2021-02-22", "44249"])
    let mac = try Self.sheet(rows, book: "<workbookPr date1904=\"1\"/>", styles: styles)
    #expect(mac.rows[0].cells[0].text == "2025-02-23")
  }

  @Test func `a column merged downwards holds in each row, a title merged across does not`() throws
  {
    let sheet = try Self.sheet(
      """
      <row r="1"><c r="A1" t="str"><v>题</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>国家</v></c></row>
      <row r="3"><c r="A3"><v>2</v></c></row><row r="4"><c r="A4"><v>3</v></c></row>
      """, after: "<mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"B2:B3\"/></mergeCells>")
    #expect(sheet.rows.map { $0[2]?.text } == [nil, "国家", "国家", nil])
  }

  // MARK: Text

  static let table = "序号,标准名称\n1,\"竹,\"\"木\"\"\n家具\"\n"

  static func utf16(_ text: String, isBig: Bool, mark: Bool) -> [UInt8] {
    ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit -> [UInt8] in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isBig ? bytes : bytes.reversed()
    }
  }

  @Test func `text is read in every encoding that Excel, WPS and pandas write`() throws {
    let text = Self.table
    // From iconv -t GB18030.
    let gb: [UInt8] =
      [
        0xD0, 0xF2, 0xBA, 0xC5, 0x2C, 0xB1, 0xEA, 0xD7, 0xBC, 0xC3, 0xFB, 0xB3, 0xC6, 0x0A, 0x31,
        0x2C,
      ]
      + [
        0x22, 0xD6, 0xF1, 0x2C, 0x22, 0x22, 0xC4, 0xBE, 0x22, 0x22, 0x0A, 0xBC, 0xD2, 0xBE, 0xDF,
        0x22, 0x0A,
      ]
    let files = [
      Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), gb,
      Self.utf16(text, isBig: false, mark: true), Self.utf16(text, isBig: true, mark: true),
      Self.utf16(text, isBig: false, mark: false), Self.utf16(text, isBig: true, mark: false),
    ]
    for file in files {
      let sheets = try ListFile.sheets(of: file)
      #expect(sheets.count == 1 && sheets[0].name == nil)
      #expect(
        sheets[0].rows.map { $0.cells.map(\.text) } == [["序号", "标准名称"], ["1", "竹,\"木\"\n家具"]])
    }
  }

  @Test(arguments: [",", "\t", ";", "|"])
  func `the delimiter is found, titles above notwithstanding`(delimiter: String) throws {
    let text =
      "清单\r\n填报单位：甲、乙\r\n\r\n" + ["序号", "名称，全称", "号"].joined(separator: delimiter) + "\r\n"
    let rows = try ListFile.sheets(of: Array(text.utf8))[0].rows
    #expect(rows.map(\.number) == [1, 2, 4])
    #expect(rows[2].cells.map(\.text) == ["序号", "名称，全称", "号"])
  }

  @Test(arguments: ["a,b\rc,d", "a,b\nc,d", "a,b\r\nc,d\r\n", "sep=,\na,b\nc,d"])
  func `records end with CR, LF or both`(text: String) throws {
    let rows = try ListFile.sheets(of: Array(text.utf8))[0].rows
    #expect(rows.suffix(2).map { $0.cells.map(\.text) } == [["a", "b"], ["c", "d"]])
  }

  @Test func `a quote that nobody closes is a quote`() throws {
    let rows = try ListFile.sheets(of: Array("a,b\n\"c,d\n".utf8))[0].rows
    #expect(rows.map { $0.cells.map(\.text) } == [["a", "b"], ["\"c", "d"]])
  }

  // MARK: Other files

  @Test func `what is no list is told by its kind`() throws {
    let ole: [UInt8] =
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 512)
    let password = "EncryptedPackage".utf8.flatMap { [$0, UInt8(0)] }
    #expect(throws: ListFileError.oldWorkbook) { try ListFile.sheets(of: ole) }
    #expect(throws: ListFileError.encrypted) { try ListFile.sheets(of: ole + password) }
    #expect(throws: ListFileError.truncated) {
      try ListFile.sheets(of: Samples.bytes("damaged/truncated.docx"))
    }
    #expect(throws: ListFileError.notAList) {
      try ListFile.sheets(of: Samples.bytes("forms/cluster1-v1.docx"))
    }
    for text in ["%PDF-1.7\n1 0 obj", "{\\rtf1", "\u{1}\u{2}"] {
      #expect(throws: ListFileError.notAList) { try ListFile.sheets(of: Array(text.utf8)) }
    }
    // The head of a JPEG file.
    #expect(throws: ListFileError.self) {
      try ListFile.sheets(of: [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, 0x4A, 0x46, 0x49, 0x46, 0, 1])
    }
    #expect(throws: ListFileError.empty) { try ListFile.sheets(of: []) }
  }
}
