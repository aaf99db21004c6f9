public import Evidence

/// Files that lists come in: workbooks (.xlsx) and text files (.csv, .tsv).
public enum ListFile {
  /// Larger files are not read; a list of a thousand entries has 0.1 MB.
  public static let largest = 16 << 20
  /// Cells that hold something, in all sheets together.
  static let mostCells = 400_000
  /// Their text together, in bytes of UTF-8, a shared string counted wherever it stands.
  static let mostText = 12 << 20

  /// The sheets of a list file, whatever its name says that it is.
  ///
  /// - Throws: ``ListFileError``.
  /// - Complexity: linear in the size of what is unpacked, within the limits above.
  public static func sheets(of bytes: [UInt8]) throws(ListFileError) -> [Sheet] {
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count <= largest else { throw .tooLarge }
    switch OfficeContainer(of: bytes) {
    case .zip: return try WorkbookReader.sheets(of: bytes)
    case .ole: throw .oldWorkbook
    case .encrypted: throw .encrypted
    case .other: return [try DelimitedText.sheet(of: bytes)]
    }
  }

  /// The sheets of a workbook by the bytes of its parts, as `xl/workbook.xml`.
  package static func sheets(parts: [String: [UInt8]]) throws(ListFileError) -> [Sheet] {
    try WorkbookReader.sheets(in: parts)
  }
}

/// Why a file can't be read as a list.
public enum ListFileError: Error, Hashable, Sendable {
  /// A file of no bytes.
  case empty
  /// A document, a picture, or whatever else holds no sheets: no list, and nothing wrong with it.
  case notAList
  /// A workbook of Excel 97–2003 or of WPS (.et); saving it as .xlsx mends it.
  case oldWorkbook
  /// A table in a format that is not read, whatever its name ends in; saving it as .xlsx mends it.
  case otherFormat(Format)
  /// Opens only with a password.
  case encrypted
  /// The end of the file is missing.
  case truncated
  /// A part that is not there or no well-formed XML; the line is 0 where it is not there.
  case damaged(part: String, line: Int)
  /// A part that declares a document type, which no office program writes.
  case documentTypeDeclared(part: String)
  /// Beyond the limits within which a list can be.
  case tooLarge
  /// The zip itself can't be read; the reason in the words of the library.
  case unreadable(String)
  /// Text in none of UTF-8, UTF-16 and GB 18030.
  case unknownEncoding
  /// Reading it took the process that did beyond its limits, or ended it.
  case unchecked
}

extension ListFileError {
  /// Formats of tables that office programs open and evpack does not read.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// HTML, as web systems export under names in .xls.
    case webPage = "web-page"
    /// A web page with its pictures in one file (.mht, RFC 2557).
    case webArchive = "web-archive"
    /// XML Spreadsheet 2003.
    case xmlSpreadsheet = "xml-spreadsheet"
    /// .slk (SYLK), which some systems export under names in .xls or .csv.
    case symbolicLink = "symbolic-link"
    /// .xlsb
    case binaryWorkbook = "binary-workbook"
    /// .ods, .fods
    case openDocument = "open-document"
    /// Numbers of Apple
    case numbers
  }
}
