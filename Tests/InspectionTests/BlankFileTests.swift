import Evidence
import Testing

@testable import Inspection

/// Files that have bytes and say nothing.
struct BlankFileTests {
  @Test(arguments: [
    [10], [0x20, 9, 13, 10], [UInt8](repeating: 0x20, count: 5_000), Array(",,,\r\n,,,\r\n".utf8),
    Array("\"\",\"\"\n".utf8), Array("\u{FEFF}\u{3000}\u{3000}\n".utf8), [0xEF, 0xBB, 0xBF],
    [0xFF, 0xFE, 0x20, 0, 10, 0], [0], [UInt8](repeating: 0, count: 100_000),
  ])
  func `blanks, zeros and empty cells are nothing`(bytes: [UInt8]) throws {
    let facts = try FormatTests.facts(bytes)
    #expect(facts.state == .empty)
    #expect(facts.flaw == .blank)
    let short = bytes.withUnsafeBytes { FileInspection.shortText($0) }
    #expect(short == nil || short == facts)
  }

  @Test(arguments: [Array("无".utf8), Array("0".utf8), Array(",,1\n".utf8), Array("-\n".utf8)])
  func `a word or a figure is something`(bytes: [UInt8]) throws {
    #expect(try FormatTests.facts(bytes).state == .ok)
  }

  /// Parts of a document as ECMA-376 has them.
  static let word = """
    mkdir -p word; echo '<Types/>' > '[Content_Types].xml'
    printf '<?xml version="1.0"?>\\n<w:document><w:body><w:p>%s</w:p></w:body></w:document>' "$TEXT" \
      > word/document.xml
    7z a a.docx word '[Content_Types].xml'
    """
  static let sheet = """
    mkdir -p xl/worksheets; echo '<Types/>' > '[Content_Types].xml'
    printf '<worksheet><sheetData>%s</sheetData></worksheet>' "$TEXT" > xl/worksheets/sheet1.xml
    7z a a.xlsx xl '[Content_Types].xml'
    """

  @Test(arguments: [
    ("a.docx", "TEXT=''; " + word, false),
    ("a.docx", "TEXT='<w:r><w:t> </w:t></w:r>'; " + word, false),
    ("a.docx", "TEXT='<w:r><w:t>无</w:t></w:r>'; " + word, true),
    ("a.docx", "TEXT='<w:r><w:drawing/></w:r>'; " + word, true),
    ("a.xlsx", "TEXT='<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>'; " + sheet, false),
    ("a.xlsx", "TEXT='<row r=\"1\"><c r=\"A1\"><v>0</v></c></row>'; " + sheet, true),
    ("a.zip", "mkdir -p 空文件夹; 7z a a.zip 空文件夹", false), ("a.zip", "touch x; 7z a a.zip x", false),
    ("a.7z", "mkdir -p 空文件夹; 7z a a.7z 空文件夹", false),
    ("a.zip", "echo 1 > x; 7z a a.zip x", true), ("a.7z", "echo 1 > x; 7z a a.7z x", true),
    // The end record of a zip alone (APPNOTE.TXT 4.3.16).
    ("a.zip", "printf 'PK\\5\\6' > a.zip; head -c 18 /dev/zero >> a.zip", false),
    ("a.tar", "head -c 10240 /dev/zero > a.tar", false),
  ])
  func `an archive or a document is what its members hold`(
    name: String, command: String, hasContent: Bool
  ) throws {
    let facts = try FormatTests.facts(of: name, by: command)
    #expect(facts.state == (hasContent ? .ok : .empty), "\(command)")
  }

  @Test(arguments: [
    ("[InternetShortcut]\r\nURL=https://example.cn/\r\n", FileType.shortcut),
    ("[Desktop Entry]\nType=Link\n", .shortcut), ("[附件一]\n", .text), ("[1] 参考文献\n", .text),
  ])
  func `what leads to something else is no text`(text: String, type: FileType) throws {
    #expect(try FormatTests.facts(text.utf8).type == type)
  }

  @Test(arguments: [
    ("a.tar", "tar cf a.tar x.pdf", FileType.tar),
    ("a.tar", "tar cf a.tar --format=v7 x.pdf", .tar),
    ("a.zip", "7z a -mx0 a.zip x.pdf", .zip), ("a.7z", "7z a -mx0 a.7z x.pdf", .sevenZip),
  ])
  func `an archive that stores a PDF is an archive`(name: String, command: String, type: FileType)
    throws
  {
    let made = "printf '%%PDF-1.4\\n%%%%EOF\\n' > x.pdf; " + command
    #expect(try FormatTests.facts(of: name, by: made).type == type)
  }
}
