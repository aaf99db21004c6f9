extension Requirement {
  /// The requirement's folder, in a dossier and in a package: number and title.
  public var folderName: String { "\(number) \(Self.fileName(short ?? title))" }

  /// The longest title in a folder's name, in characters; with the number it stays below 255
  /// bytes, and below what a disc's Joliet names hold.
  static let longestTitle = 48

  /// `text` as a name that Windows, macOS and a disc take: their forbidden characters become
  /// full-width ones, as does `%`, which some BagIt programs misread.
  static func fileName(_ text: String) -> String {
    var name = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if "/\\:*?\"<>|%".unicodeScalars.contains(scalar) {
        Unicode.Scalar(scalar.value + 0xFEE0).map { name.append($0) }
      } else if scalar.value >= 0x20, scalar.value != 0x7F {
        name.append(scalar)
      }
    }
    var short = String(String(name).prefix(longestTitle))
    // Windows drops a dot or a space at the end of a name.
    while let last = short.last, last == "." || last.isWhitespace { short.removeLast() }
    return short
  }
}

extension Form.Section {
  /// The section's folder in a dossier.
  public var folderName: String { Requirement.fileName(heading) }
}
