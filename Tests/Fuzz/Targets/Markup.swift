/// A Word file's or a sheet's markup made well-formed, whatever is wrong with it.
///
/// A single changed byte makes most XML malformed, and a parser that rightly refuses it hides the
/// reader behind it from the search. Here tags that don't match are closed or left out, so that
/// nearly every input reaches the reader.
struct Markup {
  private static let prefixes = [
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
  ]

  /// The well-formed part; what reads sheets doesn't mind the names of its outermost elements.
  private(set) var document: String
  private var open: [String] = []

  init(_ input: [UInt8]) {
    document = "<w:document"
    for (prefix, address) in Self.prefixes.sorted(by: { $0.key < $1.key }) {
      document += " xmlns:\(prefix)=\"\(address)\""
    }
    document += "><w:body>"
    let text = String(decoding: input, as: UTF8.self)
    for (index, piece) in text.split(separator: "<", omittingEmptySubsequences: false).enumerated()
    {
      let parts = piece.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
      if index == 0 || parts.count < 2 {
        append(text: piece)
      } else {
        append(tag: parts[0])
        append(text: parts[1])
      }
    }
    close(to: 0)
    document += "</w:body></w:document>"
  }

  private mutating func append(text: Substring) {
    for scalar in text.unicodeScalars where scalar.isXML {
      document += scalar == "&" ? "&amp;" : String(scalar)
    }
  }

  private mutating func append(tag: Substring) {
    if tag.first == "/" {
      let name = Self.name(tag.dropFirst())
      if let place = open.lastIndex(of: name) { close(to: place) }
      return
    }
    let words = tag.split(whereSeparator: \.isWhitespace)
    let name = Self.name(words.first ?? "")
    document += "<\(name)"
    var attributes: Set<String> = []
    for word in words.dropFirst() {
      let sides = word.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else { continue }
      let attribute = Self.name(sides[0])
      guard attributes.insert(attribute).inserted else { continue }
      let value = sides[1].unicodeScalars.filter {
        $0.isXML && !"\"'&<".unicodeScalars.contains($0)
      }
      document += " \(attribute)=\"\(String(String.UnicodeScalarView(value)))\""
    }
    document += ">"
    if tag.last == "/" { document += "</\(name)>" } else { open.append(name) }
  }

  private mutating func close(to depth: Int) {
    while open.count > depth { document += "</\(open.removeLast())>" }
  }

  /// A name with a prefix that is declared, from whatever stands there.
  private static func name(_ text: Substring) -> String {
    let sides = text.split(separator: ":").map { side in
      String(
        side.unicodeScalars.filter {
          $0.isASCII && $0.properties.isAlphabetic || $0 == "1" || $0 == "4"
        }.map(Character.init))
    }
    let prefix = sides.first.flatMap { prefixes[$0] == nil ? nil : $0 } ?? "w"
    guard let local = sides.last, local.first?.isLetter == true else { return "\(prefix):x" }
    return "\(prefix):\(local)"
  }
}

extension Unicode.Scalar {
  /// Whether XML 1.0 allows the character (its production 2).
  fileprivate var isXML: Bool {
    switch value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
