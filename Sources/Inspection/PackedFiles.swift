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
  private var failure: ArchiveError?

  private init(_ file: MappedFile, _ formats: ArchiveReader.Formats) {
    do throws(ArchiveError) {
      // A warning here is about a name's encoding, which does not matter.
      let reader = try ArchiveReader(mapping: file, formats: formats, acceptsWarnings: true)
      while names.count < Self.mostEntries, let entry = try reader.next() {
        let name = String(decoding: entry.name, as: UTF8.self)
        names.insert(name)
        if entry.isEncrypted {
          hasEncryptedEntries = true
        } else if Self.isWanted(name) {
          parts[name] = try Self.content(of: reader)
        }
      }
    } catch {
      failure = error
    }
  }

  private static func isWanted(_ name: String) -> Bool {
    ["OFD.xml", "mimetype", "META-INF/manifest.xml"].contains(name)
      || name.hasSuffix("/Document.xml")
  }

  /// The current entry; nil where it is too large to be kept.
  private static func content(of reader: ArchiveReader) throws(ArchiveError) -> [UInt8]? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var content: [UInt8] = []
    while content.count <= largestPart {
      let count = try reader.read(into: buffer)
      if count == 0 { return content }
      content.append(contentsOf: buffer[..<count])
    }
    return nil
  }

  /// What a zip file is.
  static func zip(_ file: MappedFile) -> FileFacts {
    let bytes = Bytes(file.bytes)
    // The end record is the last 22 bytes and a comment of at most 64 KiB (APPNOTE.TXT 4.3.16).
    let tail = max(0, bytes.count - 22 - 0xFFFF)
    guard bytes.firstIndex(of: "PK\u{5}\u{6}", from: tail, before: bytes.count) != nil else {
      return FileFacts(typeByBeginning(bytes), .truncated)
    }
    let packed = PackedFiles(file, .zip)
    var facts = FileFacts(packed.type)
    if packed.failure != nil {
      facts = FileFacts(packed.names.isEmpty ? typeByBeginning(bytes) : packed.type, .damaged)
    } else if packed.isEncrypted(facts.type) {
      facts.state = .encrypted
    }
    if packed.hasMacros { facts.traits.insert(.macros) }
    if facts.type == .ofd { facts.pages = packed.ofdPages }
    return facts
  }

  /// What a RAR or 7z file is like inside.
  static func archive(_ file: MappedFile, _ type: FileType) -> FileFacts {
    let packed = PackedFiles(file, .packed)
    if packed.hasEncryptedEntries { return FileFacts(type, .encrypted) }
    switch packed.failure {
    case nil: return FileFacts(type)
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
    }
    if names.contains("OFD.xml") { return .ofd }
    if let mimetype = parts["mimetype"] {
      let text = String(decoding: mimetype.prefix(100), as: UTF8.self)
      for type in [FileType.odt, .ods, .odp] where text.hasPrefix(type.mediaType) { return type }
    }
    let isJava =
      names.contains("META-INF/MANIFEST.MF") && names.contains { $0.hasSuffix(".class") }
    return isJava || names.contains("AndroidManifest.xml") ? .program : .zip
  }

  private func isEncrypted(_ type: FileType) -> Bool {
    switch type {
    // GB/T 33190-2016 names the list of encrypted entries so.
    case .ofd: hasEncryptedEntries || names.contains { $0.hasSuffix("Encryptions.xml") }
    case .odt, .ods, .odp:
      parts["META-INF/manifest.xml"].map {
        String(decoding: $0, as: UTF8.self).contains("encryption-data")
      } ?? false
    default: hasEncryptedEntries
    }
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
