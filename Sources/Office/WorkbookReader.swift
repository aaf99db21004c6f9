internal import Archive
internal import Evidence

/// Reads the sheets of a workbook (.xlsx, .xlsm; ECMA-376-1 §18).
enum WorkbookReader {
  /// What is unpacked of a workbook; within it lie 200 000 cells.
  private static let unpacking = UnpackingLimits(entry: 32 << 20, total: 48 << 20, count: 10_000)
  /// A sheet that was formatted far below its last row has some 100 000 empty cells.
  private static let limits = XMLReader.Limits(
    part: 32 << 20, depth: 64, elements: 1_500_000, text: 12 << 20)
  /// A list has one sheet, and a workbook of all firms of a cluster some dozen.
  static let mostSheets = 100

  static func sheets(of bytes: [UInt8]) throws(ListFileError) -> [Sheet] {
    let parts: [String: [UInt8]]
    var isNumbers = false
    do throws(ArchiveError) {
      parts = try zipParts(of: bytes, limits: unpacking) { entry in
        let name = PackagePartName(entry: entry).key
        if name.hasPrefix("index/"), name.hasSuffix(".iwa") || name == "index/index.zip" {
          isNumbers = true
        }
        return isPart(name)
      }
    } catch {
      throw ListFileError(error)
    }
    if isNumbers { throw .otherFormat(.numbers) }
    return try sheets(in: parts)
  }

  /// - Parameter parts: the bytes of the parts by their names, as `xl/workbook.xml`.
  static func sheets(in entries: [String: [UInt8]]) throws(ListFileError) -> [Sheet] {
    let parts: PackageParts
    do throws(PackageParts.Ambiguous) {
      parts = try PackageParts(entries)
    } catch {
      throw .unreadable("two parts of one name: \(error.name)")
    }
    let main =
      try relations(of: nil, parts).target(ofType: "officeDocument")
      ?? PackagePartName(entry: "xl/workbook.xml")
    guard let body = parts[main] else {
      if main.key.hasSuffix(".bin") { throw .otherFormat(.binaryWorkbook) }
      // OpenDocument 1.3 part 2, §3.3: the type stands in a file of its own.
      let type = parts["mimetype"].map { String(decoding: $0, as: UTF8.self) }
      let isSheet = type?.contains("spreadsheet") ?? (parts["content.xml"] != nil)
      throw isSheet ? .otherFormat(.openDocument) : .notAList
    }
    let book = BookReader()
    try read(body, named: main, into: book)
    guard book.isWorkbook else { throw .notAList }
    let own = try relations(of: main, parts)
    let strings = SharedStringsReader()
    if let name = own.target(ofType: "sharedStrings"), let part = parts[name] {
      try read(part, named: name, into: strings)
    }
    let styles = CellStylesReader()
    if let name = own.target(ofType: "styles"), let part = parts[name] {
      try read(part, named: name, into: styles)
    }
    var budget = SheetReader.Budget()
    var sheets: [Sheet] = []
    guard book.sheets.count <= mostSheets else { throw .tooLarge }
    var known: Set<PackagePartName> = []
    for entry in book.sheets {
      // What two sheets share, as in no sound workbook, is there once.
      guard let name = own.target(ofType: "worksheet", id: entry.relation),
        known.insert(name).inserted
      else { continue }
      guard let part = parts[name] else { throw .damaged(part: name.text, line: 0) }
      let reader = SheetReader(
        strings: strings.strings, styles: styles, is1904: book.is1904, budget: budget)
      try read(part, named: name, into: reader)
      sheets.append(try reader.sheet(named: entry.name, isHidden: entry.isHidden, part: name.text))
      budget = reader.budget
    }
    return sheets
  }

  /// Whether the part of this name, in lower case, may say what stands in the sheets.
  private static func isPart(_ name: String) -> Bool {
    guard name.hasSuffix(".xml") || name.hasSuffix(".rels") || name == "mimetype" else {
      return false
    }
    let others = [
      "docprops/", "customxml/", "xl/theme/", "xl/drawings/", "xl/charts/", "xl/pivot",
      "xl/tables/", "xl/externallinks/", "xl/media/", "word/", "ppt/",
    ]
    return !others.contains(where: name.hasPrefix)
  }

  private static func relations(
    of part: PackagePartName?, _ parts: PackageParts
  ) throws(ListFileError) -> PackageRelations {
    let relations = PackageRelations(of: part)
    if let part = parts[relations.name] {
      try read(part, named: relations.name, into: relations)
    }
    return relations
  }

  private static func read(
    _ part: [UInt8], named name: PackagePartName, into handler: any XMLHandler
  ) throws(ListFileError) {
    do throws(XMLReader.Problem) {
      try XMLReader.read(part, into: handler, limits: limits)
    } catch {
      switch error {
      case .malformed(let line, _): throw .damaged(part: name.text, line: line)
      case .documentType: throw .documentTypeDeclared(part: name.text)
      case .tooLarge: throw .tooLarge
      }
    }
  }
}

extension ListFileError {
  fileprivate init(_ error: ArchiveError) {
    switch error {
    case .notAnArchive: self = .notAList
    case .truncated: self = .truncated
    case .encrypted: self = .encrypted
    case .tooLarge, .tooManyEntries: self = .tooLarge
    case .duplicateEntry, .malformed, .unreadable, .noLocale: self = .unreadable(error.description)
    }
  }
}

/// Reads `xl/workbook.xml`: the sheets' names in their order, and the first day of its calendar.
private final class BookReader: XMLHandler {
  struct Entry {
    var name: String
    var relation: String
    var isHidden: Bool
  }

  private(set) var isWorkbook = false
  private(set) var is1904 = false
  private(set) var sheets: [Entry] = []

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name.local {
    case "workbook": isWorkbook = true
    case "workbookPr": is1904 = attributes["date1904"].isTrue
    case "sheet":
      sheets.append(
        Entry(
          name: attributes["name"] ?? "", relation: attributes["id"] ?? "",
          isHidden: ["hidden", "veryHidden"].contains(attributes["state"])))
    default: break
    }
  }

  func end(_ name: XMLName) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// Reads `xl/sharedStrings.xml` (§18.4.9), the phonetic runs left out.
private final class SharedStringsReader: XMLHandler {
  private(set) var strings: [String] = []
  private var text: [UInt8] = []
  private var isInText = false
  private var phoneticDepth = 0

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name.local {
    case "si": text = []
    case "rPh": phoneticDepth += 1
    case "t": isInText = phoneticDepth == 0
    default: break
    }
  }

  func end(_ name: XMLName) {
    switch name.local {
    case "si": strings.append(String(decoding: text, as: UTF8.self))
    case "rPh": phoneticDepth -= 1
    case "t": isInText = false
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if isInText { text.append(contentsOf: bytes) }
  }
}

/// Reads `xl/styles.xml`: which of the cells' styles show a number as a date.
final class CellStylesReader: XMLHandler {
  private var dateFormats: [Int: Bool] = [:]
  private var formats: [Int] = []
  private var isInCellFormats = false

  func isDate(style: Int) -> Bool {
    guard formats.indices.contains(style) else { return false }
    let format = formats[style]
    return dateFormats[format] ?? Self.builtIn.contains(format)
  }

  /// The formats for dates that have no code of their own (§18.8.30); 27 to 58 are those of the
  /// Chinese, Japanese and Korean programs, without the times of the day among them.
  private static let builtIn = Set([
    14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58,
  ])

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name.local {
    case "numFmt":
      if let id = attributes["numFmtId"].flatMap(Int.init), let code = attributes["formatCode"] {
        dateFormats[id] = Self.isDate(code: code)
      }
    case "cellXfs": isInCellFormats = true
    case "xf" where isInCellFormats:
      formats.append(attributes["numFmtId"].flatMap(Int.init) ?? 0)
    default: break
    }
  }

  func end(_ name: XMLName) {
    if name.local == "cellXfs" { isInCellFormats = false }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  /// Whether a number's format code (§18.8.31) has a day or a year outside of quotes and brackets.
  static func isDate(code: String) -> Bool {
    if code.lowercased() == "general" { return false }
    var isQuoted = false
    var isBracketed = false
    var isEscaped = false
    for scalar in code.unicodeScalars {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch scalar {
      case "\\" where !isQuoted, "_" where !isQuoted, "*" where !isQuoted: isEscaped = true
      case "\"": isQuoted.toggle()
      case "[" where !isQuoted: isBracketed = true
      case "]" where !isQuoted: isBracketed = false
      case "y", "Y", "d", "D":
        if !isQuoted, !isBracketed { return true }
      // A second part is for negative numbers.
      case ";" where !isQuoted: return false
      default: break
      }
    }
    return false
  }
}

extension String? {
  /// Whether an attribute's value is one of XML Schema's words for true.
  var isTrue: Bool { self == "1" || self == "true" }
}
