extension WordDocument {
  /// Reads a Word document from its parts.
  ///
  /// - Parameter parts: the bytes of the parts by their names, as `word/document.xml`.
  package init(parts: [String: [UInt8]]) throws(WordDocumentError) {
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

  /// Throws unless the file is a whole zip.
  static func checkKind(of bytes: [UInt8]) throws(WordDocumentError) {
    guard !bytes.isEmpty else { throw .empty }
    switch OfficeContainer(of: bytes) {
    case .zip: return
    case .cutZip: throw .truncated
    case .ole: throw .oldWordFile
    case .encrypted: throw .encrypted
    case .other: throw .notAWordFile
    }
  }

  /// The styles, if the file has any and they change what is read.
  private static func styles(
    of document: String, _ parts: [String: [UInt8]]
  ) throws(WordDocumentError) -> WordStyles? {
    let folder = document.folder
    let relations = folder + "_rels/" + document.dropFirst(folder.utf8.count) + ".rels"
    let name = try target("styles", in: relations, of: folder, parts) ?? folder + "styles.xml"
    guard let part = parts[name] else { return nil }
    // Most files' styles set none, and reading them takes longer than searching them.
    let telling = [
      "ingdings", "ebdings", "Symbol", "symbol", "INGDINGS", "EBDINGS", "vanish", "trike",
    ]
    guard telling.contains(where: { part.has(Array($0.utf8)) }) else { return nil }
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
