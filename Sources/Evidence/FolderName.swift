extension Requirement {
  /// The requirement's folder, in a dossier and in a package: number and title.
  public var folderName: String { "\(number) \(Self.fileName(short ?? title))" }

  /// The longest title in a folder's name, in characters; with the number it stays below 255
  /// bytes, and below what a disc's Joliet names hold.
  static let longestTitle = 48

  /// `text` as a name that Windows, macOS and a disc take; see ``FileName``.
  static func fileName(_ text: String) -> String {
    FileName.mended(String(FileName.spelt(text).prefix(longestTitle)))
  }
}

extension Form {
  /// The folder of the page that declares everything true, below a dossier's folder of evidence;
  /// nil where the form has none.
  var declarationFolder: String? {
    guard let page = requirements.first(where: { $0.declares }),
      let section = sections.first(where: { $0.number == page.section })
    else { return nil }
    return "\(section.folderName)/\(page.folderName)"
  }
}

extension Form.Section {
  /// The section's folder in a dossier.
  public var folderName: String { Requirement.fileName(heading) }
}
