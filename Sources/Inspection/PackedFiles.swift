internal import Archive
internal import Evidence
internal import Files

/// Zip files and the documents that are zip files: OOXML, OFD, OpenDocument; RAR and 7z.
struct PackedFiles {
  /// Entries beyond these are not listed: what a file is shows in its first ones.
  private static let mostEntries = 10_000
  /// The largest part that is read; an OFD's Document.xml has some 60 bytes a page.
  private static let largestPart = 4 << 20

  private var names: Set<String> = []
  private var parts: [String: [UInt8]] = [:]
  private var hasEncryptedEntries = false
  /// Whether any member but folders has a byte.
  private var hasContent = false
  private var failure: ArchiveError?

  private init(_ file: MappedFile, _ formats: ArchiveReader.Formats) {
    do throws(ArchiveError) {
      // A warning here is about a name's encoding, which does not matter.
      let reader = try ArchiveReader(mapping: file, formats: formats, acceptsWarnings: true)
      while names.count < Self.mostEntries, let entry = try reader.next() {
        let name = String(decoding: entry.name, as: UTF8.self)
        names.insert(name)
        if entry.kind != .directory, entry.size != 0 { hasContent = true }
        if entry.isEncrypted {
          hasEncryptedEntries = true
        } else if Self.isWanted(name) {
          let isPage = name == "word/document.xml" || name == "content.xml" || Self.isSheet(name)
          let most = isPage ? Self.longestBlank : Self.largestPart
          parts[name] = try Self.content(of: reader, upTo: most)
        }
      }
    } catch {
      failure = error
    }
  }

  private static func isWanted(_ name: String) -> Bool {
    ["OFD.xml", "mimetype", "META-INF/manifest.xml", "word/document.xml", "content.xml"]
      .contains(name) || name.hasSuffix("/Document.xml") || isSheet(name)
  }

  /// The current entry; nil where it is too large to be kept.
  private static func content(
    of reader: ArchiveReader, upTo most: Int
  ) throws(ArchiveError) -> [UInt8]? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var content: [UInt8] = []
    while content.count <= most {
      let count = try reader.read(into: buffer)
      if count == 0 { return content }
      content.append(contentsOf: buffer[..<count])
    }
    return nil
  }

  private static func isSheet(_ name: String) -> Bool {
    name.hasPrefix("xl/worksheets/") && name.hasSuffix(".xml")
  }

  /// Whether the content is a tar: by its mark, or by the sum of its first header, as it was before
  /// there was a mark (tar(5)).
  static func isTar(_ bytes: Bytes) -> Bool {
    if bytes.has("ustar", at: 257) { return true }
    guard bytes.count >= 512, bytes[0] != 0 else { return false }
    let field = 148..<156
    let digits = bytes.slice(148, 8).drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard (3...7).contains(digits.count) else { return false }
    let stated = digits.reduce(0) { $0 << 3 | Int($1 & 7) }
    let sum = (0..<512).reduce(0) { $0 + (field.contains($1) ? 0x20 : Int(bytes.buffer[$1])) }
    return sum == stated
  }

  /// Whether the content ends as the last volume of a zip does, whose beginning is in the others.
  static func isLastVolume(_ bytes: Bytes) -> Bool {
    let end = bytes.count - 22
    guard end >= 0, bytes.has("PK\u{5}\u{6}", at: end), let disk = bytes.little(2, at: end + 4)
    else { return false }
    return disk > 0 && disk < 0xFFFF
  }

  /// What a zip file is.
  static func zip(_ file: MappedFile) -> FileFacts {
    let bytes = Bytes(file.bytes)
    // The end record is the last 22 bytes and a comment of at most 64 KiB (APPNOTE.TXT 4.3.16).
    let tail = max(0, bytes.count - 22 - 0xFFFF)
    guard let end = bytes.firstIndex(of: "PK\u{5}\u{6}", from: tail, before: bytes.count) else {
      return FileFacts(typeByBeginning(bytes), .truncated)
    }
    // The number of the disk with the directory, counted from 0; all ones refer to zip64 (4.4.19).
    if let disk = bytes.little(2, at: end + 4), disk > 0, disk < 0xFFFF {
      return FileFacts(.zip, .part)
    }
    // The number of all entries (4.3.16): libarchive takes a zip without any for none.
    if bytes.little(2, at: end + 10) == 0 { return .blank(.zip) }
    let packed = PackedFiles(file, .zip)
    var facts = FileFacts(packed.type)
    if packed.failure != nil {
      facts = FileFacts(packed.names.isEmpty ? typeByBeginning(bytes) : packed.type, .damaged)
    } else if packed.isEncrypted(facts.type) {
      facts.state = .encrypted
    }
    if facts.state == .ok, packed.isBlank(facts.type) { return .blank(facts.type) }
    if facts.state == .ok, facts.type == .ofd, !packed.namesDocument { facts.state = .damaged }
    if packed.hasMacros { facts.traits.insert(.macros) }
    if facts.type == .ofd { facts.pages = packed.ofdPages }
    return facts
  }

  /// What a RAR or 7z file is like inside.
  static func archive(_ file: MappedFile, _ type: FileType) -> FileFacts {
    if type == .rar {
      let headers = RARHeaders(Bytes(file.bytes))
      if headers.isEncrypted { return FileFacts(type, .encrypted) }
      if headers.isPart { return FileFacts(type, .part) }
    }
    let packed = PackedFiles(file, .packed)
    if packed.hasEncryptedEntries { return FileFacts(type, .encrypted) }
    switch packed.failure {
    case nil: return packed.hasContent ? FileFacts(type) : .blank(type)
    // libarchive 3.6 has no code for it: "The archive header is encrypted, but currently not
    // supported", "RAR encryption support unavailable", "Encryption is not supported".
    case .malformed(let reason)? where reason.lowercased().contains("encrypt"):
      return FileFacts(type, .encrypted)
    case .truncated?: return FileFacts(type, .truncated)
    // Features that libarchive lacks are no fault of the file.
    case .malformed(let reason)? where reason.contains("upport"): return FileFacts(type, .unchecked)
    default: return FileFacts(type, .damaged)
    }
  }

  private var hasMacros: Bool { names.contains { $0.hasSuffix("vbaProject.bin") } }

  private func has(below folder: String) -> Bool {
    names.contains { $0.lowercased().hasPrefix(folder) }
  }

  private var type: FileType {
    // Names of parts are compared without case (ECMA-376-2 §6.2.2).
    if names.contains(where: { $0.lowercased() == "[content_types].xml" }) {
      if has(below: "word/") { return hasMacros ? .docm : .docx }
      if has(below: "xl/") { return hasMacros ? .xlsm : .xlsx }
      if has(below: "ppt/") { return hasMacros ? .pptm : .pptx }
      if has(below: "visio/") { return .visio }
      if names.contains("FixedDocSeq.fdseq") || names.contains(where: { $0.hasSuffix(".fdseq") }) {
        return .xps
      }
    }
    if names.contains("OFD.xml") { return .ofd }
    if let type = typeByMediaType { return type }
    if names.contains("content.json") && names.contains("metadata.json")
      || names.contains("content.xml") && names.contains("Thumbnails/thumbnail.png")
    {
      return .xmind
    }
    if names.contains("Index/Document.iwa") || names.contains("Index.zip") { return .iwork }
    let isJava =
      names.contains("META-INF/MANIFEST.MF") && names.contains { $0.hasSuffix(".class") }
    return isJava || names.contains("AndroidManifest.xml") ? .program : .zip
  }

  /// What an OpenDocument file or a book says that it is: in its first entry (ODF 1.3 part 2 §3.3,
  /// OCF 3.3 §4.3), which may be missing, or in the first lines of its manifest.
  private var typeByMediaType: FileType? {
    func beginning(_ part: String, _ length: Int) -> String {
      String(decoding: parts[part, default: []].prefix(length), as: UTF8.self)
    }
    var name = beginning("mimetype", 100)
    if name.isEmpty {
      let root = #/full-path="/"[^>]*media-type="([^"]*)"|media-type="([^"]*)"[^>]*full-path="/"/#
      let manifest = beginning("META-INF/manifest.xml", 4096)
      name = manifest.firstMatch(of: root).map { String($0.1 ?? $0.2 ?? "") } ?? ""
    }
    for type in [FileType.odt, .ods, .odp, .epub] where name.hasPrefix(type.mediaType) {
      return type
    }
    // The files of OpenOffice 1 as well.
    let isOpenDocument =
      name.hasPrefix("application/vnd.oasis.opendocument.")
      || name.hasPrefix("application/vnd.sun.xml.")
    return isOpenDocument ? .openDocument : nil
  }

  /// A document that says nothing is not longer.
  private static let longestBlank = 64 << 10

  /// Whether there is nothing in it: no member with a byte, no word, cell or picture.
  private func isBlank(_ type: FileType) -> Bool {
    if !hasContent { return true }
    let pictures = ["word/media/", "word/header", "word/footer", "xl/media/", "xl/charts/"]
    if pictures.contains(where: has(below:)) || has(below: "Pictures/") || has(below: "Object ") {
      return false
    }
    let pages: [[UInt8]?]
    switch type {
    case .docx, .docm: pages = [parts["word/document.xml"]]
    case .odt, .ods: pages = [parts["content.xml"]]
    case .xlsx, .xlsm:
      let sheets = names.filter(Self.isSheet)
      if sheets.isEmpty || has(below: "xl/chartsheets/") { return false }
      pages = sheets.map { parts[$0] }
    default: return false
    }
    return pages.allSatisfy { page in
      page.map { $0.count <= Self.longestBlank && Self.saysNothing($0) } ?? false
    }
  }

  /// Whether the mark-up has no text but blanks, and shows nothing else.
  private static func saysNothing(_ markup: [UInt8]) -> Bool {
    var isInTag = false
    for byte in markup {
      switch byte {
      case UInt8(ascii: "<"): isInTag = true
      case UInt8(ascii: ">"): isInTag = false
      case 9, 10, 13, 0x20: break
      default:
        // A byte order mark stands before the first tag.
        if !isInTag, ![0xEF, 0xBB, 0xBF].contains(byte) { return false }
      }
    }
    let text = String(decoding: markup, as: UTF8.self)
    let shown = [
      "drawing", "pict", "object", "altChunk", "subDoc", ":sym ", "oleObject", "picture", "<draw:",
      "<f>", "<f ",
    ]
    return !shown.contains(where: text.contains)
  }

  private func isEncrypted(_ type: FileType) -> Bool {
    switch type {
    // GB/T 33190-2016 names the list of encrypted entries so.
    case .ofd: hasEncryptedEntries || names.contains { $0.hasSuffix("Encryptions.xml") }
    case .odt, .ods, .odp, .openDocument:
      parts["META-INF/manifest.xml"].map {
        String(decoding: $0, as: UTF8.self).contains("encryption-data")
      } ?? false
    default: hasEncryptedEntries
    }
  }

  /// Whether an OFD says which document it holds (GB/T 33190-2016, 7.4), as far as that is read.
  private var namesDocument: Bool {
    parts["OFD.xml"].map { String(decoding: $0, as: UTF8.self).contains("DocBody") } ?? true
  }

  /// The elements `Page` of each document's list of pages (GB/T 33190-2016, 7.5); nil where there
  /// is none.
  private var ofdPages: Int? {
    let documents = parts.filter { $0.key.hasSuffix("/Document.xml") }.values
    let count = documents.reduce(0) { sum, part in
      sum
        + String(decoding: part, as: UTF8.self).matches(of: #/<(?:[A-Za-z_][\w.-]*:)?Page[\s\/>]/#)
        .count
    }
    return count > 0 ? count : nil
  }

  /// What the zip seems to be where its directory, at the end, is lost.
  private static func typeByBeginning(_ bytes: Bytes) -> FileType {
    let end = min(bytes.count, 1 << 16)
    let marks: [(StaticString, FileType)] = [
      ("word/", .docx), ("xl/", .xlsx), ("ppt/", .pptx), ("OFD.xml", .ofd),
    ]
    return marks.first { bytes.firstIndex(of: $0.0, from: 30, before: end) != nil }?.1 ?? .zip
  }
}
