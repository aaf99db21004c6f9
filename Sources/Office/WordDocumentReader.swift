extension WordDocument {
  /// Reads a Word document from its parts.
  ///
  /// - Parameter parts: the bytes of the parts by their names, as `word/document.xml`.
  init(parts: [String: [UInt8]]) throws(WordDocumentError) {
    let main = try Self.target("officeDocument", in: "_rels/.rels", of: "", parts)
    let name = main ?? "word/document.xml"
    guard let body = parts[name] else {
      // A zip without any of a Word file's parts is no damaged one, but another kind of file.
      if main == nil, parts["[Content_Types].xml"] == nil { throw .notAWordFile }
      throw .missingPart(name)
    }
    let styles = try Self.styles(of: name, parts)
    let reader = WordBodyReader(styles: styles)
    try Self.read(body, named: name, into: reader)
    guard reader.isDocument else { throw .notAWordFile }
    self.init(blocks: reader.blocks)
  }

  /// Tells by its first and last bytes what kind of file this is, and throws unless it is a zip.
  static func checkKind(of bytes: some RandomAccessCollection<UInt8>) throws(WordDocumentError) {
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      throw Self.has("EncryptedPackage", in: Array(bytes)) ? .encrypted : .oldWordFile
    }
    guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { throw .notAWordFile }
    // The record that ends a zip has 22 bytes and a comment of at most 65 535.
    let end = Array(bytes.suffix(22 + 0xFFFF))
    guard end.has([0x50, 0x4B, 0x05, 0x06]) else { throw .truncated }
  }

  /// Whether an OLE2 file has a stream of this name; names stand in it as UTF-16.
  private static func has(_ name: String, in file: [UInt8]) -> Bool {
    file.has(name.utf8.flatMap { [$0, 0] })
  }

  /// The styles, if the file has any and they set a symbol font.
  private static func styles(
    of document: String, _ parts: [String: [UInt8]]
  ) throws(WordDocumentError) -> WordStyles? {
    let folder = document.folder
    let relations = folder + "_rels/" + document.dropFirst(folder.utf8.count) + ".rels"
    let name = try target("styles", in: relations, of: folder, parts) ?? folder + "styles.xml"
    guard let part = parts[name] else { return nil }
    // Most files' styles set none, and reading them takes longer than searching them.
    let fonts: [StaticString] = ["ingdings", "ebdings", "Symbol", "symbol", "INGDINGS"]
    let hasFont = fonts.contains { font in
      part.has(Array(UnsafeBufferPointer(start: font.utf8Start, count: font.utf8CodeUnitCount)))
    }
    guard hasFont else { return nil }
    let styles = WordStyles()
    try read(part, named: name, into: styles)
    return styles
  }

  /// The target of the first relation of a type, its path made absolute within the file.
  private static func target(
    _ type: String, in relations: String, of folder: String,
    _ parts: [String: [UInt8]]
  ) throws(WordDocumentError) -> String? {
    guard let part = parts[relations] else { return nil }
    let reader = RelationReader(type: type)
    try read(part, named: relations, into: reader)
    guard let target = reader.target else { return nil }
    return target.hasPrefix("/") ? String(target.dropFirst()) : folder + target
  }

  private static func read(
    _ part: [UInt8], named name: String, into handler: any XMLHandler
  ) throws(WordDocumentError) {
    do throws(XMLReader.Problem) {
      try XMLReader.read(part, into: handler)
    } catch {
      switch error {
      case .malformed(let line, let column):
        throw .malformedXML(part: name, line: line, column: column)
      case .documentType: throw .documentTypeDeclared(part: name)
      case .tooLarge(let limit): throw .tooLarge(part: name, limit)
      }
    }
  }
}

/// Finds the relation of one type in a part's list of relations.
private final class RelationReader: XMLHandler {
  private let type: String
  private(set) var target: String?

  init(type: String) { self.type = "/" + type }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    guard name.local == "Relationship", target == nil else { return }
    // The address before the last part differs between the transitional and the strict format.
    if attributes["Type"]?.hasSuffix(type) == true { target = attributes["Target"] }
  }

  func end(_ name: XMLName) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

extension String {
  /// The part up to and with the last slash; empty where there is none.
  fileprivate var folder: String {
    guard let slash = lastIndex(of: "/") else { return "" }
    return String(self[...slash])
  }
}

extension [UInt8] {
  /// Whether `sequence` occurs in it.
  fileprivate func has(_ sequence: [UInt8]) -> Bool {
    guard let first = sequence.first, count >= sequence.count else { return false }
    return withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - sequence.count) where bytes[start] == first {
        if UnsafeBufferPointer(rebasing: bytes[start..<(start + sequence.count)])
          .elementsEqual(sequence)
        {
          return true
        }
      }
      return false
    }
  }
}
