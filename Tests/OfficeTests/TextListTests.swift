import Evidence
import Testing

@testable import Office

/// Text files of lists with the slips of the programs and systems that write them.
struct TextListTests {
  private func rows(_ bytes: [UInt8]) throws -> [[String]] {
    try ListFile.sheets(of: bytes)[0].rows.map { $0.cells.map(\.text) }
  }

  private func rows(_ text: String) throws -> [[String]] { try rows(Array(text.utf8)) }

  // From iconv -t GB18030: 专利号,名称 LF 1,竹 LF
  static let chinese: [UInt8] = [
    0xD7, 0xA8, 0xC0, 0xFB, 0xBA, 0xC5, 0x2C, 0xC3, 0xFB, 0xB3, 0xC6, 0x0A, 0x31, 0x2C, 0xD6, 0xF1,
    0x0A,
  ]

  @Test func `Windows's euro sign is one in Chinese text`() throws {
    #expect(
      try rows(Self.chinese + [0x80, 0x2C, 0x32]) == [["专利号", "名称"], ["1", "竹"], ["€", "2"]])
  }

  @Test func `a mark for UTF-8 before Chinese text in another encoding is passed over`() throws {
    #expect(try rows([0xEF, 0xBB, 0xBF] + Self.chinese) == [["专利号", "名称"], ["1", "竹"]])
  }

  @Test func `one bad byte costs its cell alone`() throws {
    // A first half without its second; a byte that begins no character.
    for bad: [UInt8] in [[0xB7], [0xFF]] {
      let read = try rows(Self.chinese + bad + [0x2C, 0xD6, 0xF1])
      #expect(read == [["专利号", "名称"], ["1", "竹"], ["\u{FFFD}", "竹"]])
    }
    let text = Array("专利号,名称\n1,竹木家具\n".utf8)
    #expect(try rows(text + [0xE4, 0xBD, 0x2C, 0x32]).last == ["\u{FFFD}", "2"])
    #expect(try rows([0xEF, 0xBB, 0xBF] + text + [0xFF, 0x2C, 0x32]).last == ["\u{FFFD}", "2"])
  }

  @Test func `text in no known encoding is told`() {
    let bytes = [UInt8](repeating: 0xFF, count: 40) + Array("a,b\n".utf8)
    #expect(throws: ListFileError.unknownEncoding) { try ListFile.sheets(of: bytes) }
  }

  @Test func `zeros and the mark for the end behind the text are nothing`() throws {
    for tail: [UInt8] in [[0, 0, 0, 0], [0x1A], [0x1A, 0, 0]] {
      #expect(try rows(Array("a,b\n1,2\n".utf8) + tail) == [["a", "b"], ["1", "2"]])
      #expect(try rows(Self.chinese + tail) == [["专利号", "名称"], ["1", "竹"]])
    }
    let wide = ListFileTests.utf16("a,b\n1,2\n\0\0", isBig: false, mark: true)
    #expect(try rows(wide) == [["a", "b"], ["1", "2"]])
  }

  @Test(arguments: [false, true]) func `a few zeros make no UTF-8 UTF-16`(hasMark: Bool) throws {
    var text = Array("专利名称,专利号\n发明一,\u{0}201710601862.3\n".utf8)
    if text.count % 2 == 1 { text.append(0x0A) }
    #expect(try rows((hasMark ? [0xEF, 0xBB, 0xBF, 0x0A] : []) + text).last?.count == 2)
    // Of plain letters in UTF-16 no byte shows that they are no UTF-8.
    let wide = ListFileTests.utf16("name,number\na,1\n", isBig: true, mark: false)
    #expect(try rows(wide) == [["name", "number"], ["a", "1"]])
  }

  @Test func `control characters make no text a program`() throws {
    let read = try rows("专利名称,专利号\n发明一,\u{1F}201710601862.3\n")
    #expect(read[1].count == 2)
    #expect(throws: ListFileError.notAList) { try ListFile.sheets(of: [1, 2, 3, 4, 5, 6, 7, 8]) }
  }

  @Test(arguments: [
    ("=\"201710601862.3\"", "201710601862.3"), ("\"=\"\"0123\"\"\"", "0123"),
    ("'201710601862.3", "201710601862.3"), ("'90后'产业", "'90后'产业"), ("=1+1", "=1+1"),
    ("=\"\"", "=\"\""),
  ])
  func `Excel's marks for text are no text`(written: String, plain: String) throws {
    #expect(try rows("名称,\(written),2\n") == [["名称", plain, "2"]])
  }

  @Test(arguments: ["sep=;", "SEP=;", "\"sep=;\"", "\u{FEFF}sep=;"])
  func `the delimiter is the one that the first line names`(line: String) throws {
    let sheet = try ListFile.sheets(of: Array("\(line)\r\na,b;c\r\n1;2\r\n".utf8))[0]
    #expect(sheet.rows.map { $0.cells.map(\.text) } == [["a,b", "c"], ["1", "2"]])
    #expect(sheet.rows.map(\.number) == [2, 3])
  }

  @Test func `commas of a Chinese keyboard part values where nothing else does`() throws {
    #expect(try rows("序号，名称\n1，竹\n") == [["序号", "名称"], ["1", "竹"]])
    #expect(try rows("序号,名称，全称\n1,竹\n") == [["序号", "名称，全称"], ["1", "竹"]])
  }

  @Test func `a quote that nobody closes swallows no rows`() throws {
    let read = try rows("a,b\n1,\"甲\n2,\"乙,丙\"\n3,丁\n")
    #expect(read == [["a", "b"], ["1", "\"甲"], ["2", "乙,丙"], ["3", "丁"]])
    #expect(try rows("1,\"甲\"厂\n") == [["1", "甲厂"]])
    #expect(try rows("1,\"甲\n厂\",2\n") == [["1", "甲\n厂", "2"]])
  }

  /// The beginnings of the files that programs and web systems write under these names.
  @Test(arguments: [
    (
      "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><table><tr><td>专利号</td></tr></table>",
      ListFileError.Format.webPage
    ),
    ("\u{FEFF}\r\n<!DOCTYPE html>\n<html><table></table></html>", .webPage),
    ("<TABLE border=1><tr><td>专利号</td></tr></TABLE>", .webPage),
    (
      "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
      .xmlSpreadsheet
    ),
    (
      "<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">",
      .openDocument
    ),
    ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"a\"\n", .webArchive),
    ("ID;PWXL;N;E\r\nC;Y1;X1;K\"专利号\"\r\nE\r\n", .symbolicLink),
  ])
  func `a table in another format is told as that`(text: String, format: ListFileError.Format) {
    #expect(throws: ListFileError.otherFormat(format)) { try ListFile.sheets(of: Array(text.utf8)) }
    let wide = ListFileTests.utf16(text, isBig: false, mark: true)
    #expect(throws: ListFileError.otherFormat(format)) { try ListFile.sheets(of: wide) }
  }

  @Test func `a header that begins as a SYLK file does is a header`() throws {
    #expect(try rows("ID;Patent;Name\n1;201710601862.3;甲\n").last == ["1", "201710601862.3", "甲"])
  }

  @Test func `a web page without a table is no list`() {
    #expect(throws: ListFileError.notAList) {
      try ListFile.sheets(of: Array("<html><body><p>通知</p></body></html>".utf8))
    }
  }

  @Test func `workbooks that are zips of another kind are told as that`() {
    let relation = PackagePartTests.relations([
      ("\(PackagePartTests.strict)/officeDocument", "xl/workbook.bin")
    ])
    #expect(throws: ListFileError.otherFormat(.binaryWorkbook)) {
      try WorkbookReader.sheets(in: ["_rels/.rels": relation])
    }
    let type = Array("application/vnd.oasis.opendocument.spreadsheet".utf8)
    #expect(throws: ListFileError.otherFormat(.openDocument)) {
      try WorkbookReader.sheets(in: ["mimetype": type, "content.xml": []])
    }
    let text = Array("application/vnd.oasis.opendocument.text".utf8)
    #expect(throws: ListFileError.notAList) {
      try WorkbookReader.sheets(in: ["mimetype": text, "content.xml": []])
    }
  }

  /// ECMA-376-1 §18.17.4: the 1900 calendar has a 29 February that never was, the 1904 one begins
  /// with 0.
  @Test func `a stored day that no calendar has is none`() {
    #expect(CivilDay(serial: 60, is1904: false) == nil)
    #expect(CivilDay(serial: 0, is1904: true)?.description == "1904-01-01")
    #expect(CivilDay(serial: 0, is1904: false) == nil)
    #expect(CivilDay(serial: 60, is1904: true)?.description == "1904-03-01")
  }
}
