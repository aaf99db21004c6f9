internal import Archive

extension WordDocument {
  /// Reads a Word file.
  ///
  /// - Parameter bytes: the whole file (.docx, .docm).
  /// - Throws: ``WordDocumentError``: what kind of file this is where it is none, or what is wrong
  ///   with it.
  public init(bytes: [UInt8]) throws(WordDocumentError) {
    try Self.checkKind(of: bytes)
    let parts: [String: [UInt8]]
    do throws(ArchiveError) {
      parts = try zipParts(of: bytes, wanted: Self.isPart)
    } catch {
      throw WordDocumentError(error)
    }
    try self.init(parts: parts)
  }

  /// Whether a zip entry may be a part that says what stands in the document.
  private static func isPart(_ entry: String) -> Bool {
    let name = PackagePartName(entry: entry).key
    guard name.hasSuffix(".xml") || name.hasSuffix(".rels") else { return false }
    return !name.hasPrefix("docprops/") && !name.hasPrefix("customxml/")
  }
}

extension WordDocumentError {
  fileprivate init(_ error: ArchiveError) {
    switch error {
    case .notAnArchive: self = .notAWordFile
    case .truncated: self = .truncated
    case .encrypted: self = .encrypted
    case .tooLarge(let name, _): self = .tooLarge(part: name, .partSize)
    case .tooManyEntries, .duplicateEntry, .malformed, .unreadable, .noLocale:
      self = .unreadable(error.description)
    }
  }
}
