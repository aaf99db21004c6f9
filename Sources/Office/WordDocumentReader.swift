extension WordDocument {
  /// Reads a Word document from its parts.
  ///
  /// - Parameter parts: the bytes of the parts by their names, as `word/document.xml`.
  package init(parts entries: [String: [UInt8]]) throws(WordDocumentError) {
    let parts: PackageParts
    do throws(PackageParts.Ambiguous) {
      parts = try PackageParts(entries)
    } catch {
      throw .unreadable("two parts of one name: \(error.name)")
    }
    let main = try Self.relations(of: nil, parts).target(ofType: "officeDocument")
    let name = main ?? PackagePartName(entry: "word/document.xml")
    guard let body = parts[name] else {
      // A zip without any of a Word file's parts is no damaged one, but another kind of file.
      if main == nil, parts["[Content_Types].xml"] == nil { throw .notAWordFile }
      throw .missingPart(name.text)
    }
    let relations = try Self.relations(of: name, parts)
    let numbering = try Self.numbering(relations, parts)
    let styles = try Self.styles(relations, parts, numbered: numbering != nil)
    let reader = WordBodyReader(styles: styles, numbering: numbering)
    try Self.read(body, named: name, into: reader)
    guard reader.isDocument else { throw .notAWordFile }
    self.init(blocks: reader.blocks)
  }

  /// Throws unless the file is a zip.
  static func checkKind(of bytes: [UInt8]) throws(WordDocumentError) {
    guard !bytes.isEmpty else { throw .empty }
    switch OfficeContainer(of: bytes) {
    case .zip: return
    case .ole: throw .oldWordFile
    case .encrypted: throw .encrypted
    case .other: throw .notAWordFile
    }
  }

  /// The styles, if the file has any and they change what is read.
  private static func styles(
    _ relations: PackageRelations, _ parts: PackageParts, numbered: Bool
  ) throws(WordDocumentError) -> WordStyles? {
    // Most files' styles set none, and reading them takes longer than searching them.
    let telling =
      symbolFonts + ["vanish", "trike", "FFFFFF", "ffffff"] + (numbered ? ["numPr"] : [])
    guard let part = part("styles", relations, parts, telling) else { return nil }
    let styles = WordStyles()
    try read(part.bytes, named: part.name, into: styles)
    return styles
  }

  /// The bullets of lists, if any is a box or a tick.
  private static func numbering(
    _ relations: PackageRelations, _ parts: PackageParts
  ) throws(WordDocumentError) -> WordNumbering? {
    let telling =
      symbolFonts + ["☑", "☒", "☐", "□", "✓", "✔", "√", "❏", "❐", "❑", "❒", "▢", "◻", "&#"]
    guard let part = part("numbering", relations, parts, telling) else { return nil }
    let numbering = WordNumbering()
    try read(part.bytes, named: part.name, into: numbering)
    return numbering
  }

  private static let symbolFonts = [
    "ingdings", "ebdings", "Symbol", "symbol", "INGDINGS", "EBDINGS",
  ]

  /// A part beside the main one, if any of the words stands in it.
  private static func part(
    _ kind: String, _ relations: PackageRelations, _ parts: PackageParts, _ telling: [String]
  ) -> (name: PackagePartName, bytes: [UInt8])? {
    let name = relations.target(ofType: kind) ?? relations.neighbour("\(kind).xml")
    guard let part = parts[name], telling.contains(where: { part.has(Array($0.utf8)) }) else {
      return nil
    }
    return (name, part)
  }

  private static func relations(
    of part: PackagePartName?, _ parts: PackageParts
  ) throws(WordDocumentError) -> PackageRelations {
    let relations = PackageRelations(of: part)
    if let part = parts[relations.name] {
      try read(part, named: relations.name, into: relations)
    }
    return relations
  }

  private static func read(
    _ part: [UInt8], named name: PackagePartName, into handler: any XMLHandler
  ) throws(WordDocumentError) {
    do throws(XMLReader.Problem) {
      try XMLReader.read(part, into: handler)
    } catch {
      switch error {
      case .malformed(let line, let column):
        throw .malformedXML(part: name.text, line: line, column: column)
      case .documentType: throw .documentTypeDeclared(part: name.text)
      case .tooLarge(let limit): throw .tooLarge(part: name.text, limit)
      }
    }
  }
}
