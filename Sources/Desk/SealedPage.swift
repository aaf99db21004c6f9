internal import Evidence
internal import Manifest

/// The page in a package (`index.html`), which people read before anything is verified.
///
/// Its words may differ between versions of evpack; what it may be made of does not
/// (PackageFormat.md §4.2). Nothing in it runs, loads or leads out of the package, and its figures are
/// those of the record. All that is not known to be harmless is foreign, and nothing in it is left for
/// a browser to guess: not its encoding, not where a tag or a style ends.
struct SealedPage {
  /// Larger ones are not read; some 250,000 attachments make one of 100 MB.
  static let largest = 64 << 20
  /// Bytes of a tag: a link to the longest path, encoded, and then some.
  private static let longestTag = 16 << 10

  private typealias Bytes = UnsafeBufferPointer<UInt8>
  private typealias Text = Slice<Bytes>

  private static let elements = words(
    """
    html head meta title style body main header footer section div p h1 h2 h3 h4 span b i small em \
    strong code br hr ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td a time \
    figure figcaption
    """)
  private static let attributes = words(
    "lang class id title scope colspan rowspan headers name content href style datetime dir")
  private static let references = ["amp;", "lt;", "gt;", "quot;", "#39;"].map { Array($0.utf8) }

  /// What stands in it that a page of evpack's never has, as it stands there; nil where nothing does.
  private(set) var foreign: String?
  /// Held and asked-for required evidence, as the page has it: `2/2`; nil where it has no such
  /// figures, or several.
  private(set) var figures: String?
  private var figureCount = 0

  init(_ bytes: [UInt8]) {
    if String(validating: bytes, as: UTF8.self) == nil {
      // What a browser shows for it.
      foreign = "U+FFFD"
    } else {
      bytes.withUnsafeBufferPointer { read($0) }
    }
    if figureCount != 1 { figures = nil }
  }

  private mutating func read(_ bytes: Bytes) {
    if let control = bytes.first(where: { $0 < 0x20 && $0 != 0x0A }) {
      let digits = String(control, radix: 16, uppercase: true)
      return foreign = "U+" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    guard var place = Self.endOfBeginning(bytes) else { return reject(bytes[...]) }
    if let reference = Self.foreignReference(in: bytes) { return reject(bytes[reference...]) }
    while let start = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else {
        return reject(bytes[start...])
      }
      place = end + 1
      guard end - start < Self.longestTag, let tag = Tag(bytes[(start + 1)..<end]),
        Self.elements.contains(tag.name), Self.attributesAreOurs(of: tag)
      else { return reject(bytes[start...end]) }
      if tag.isEnd { continue }
      let text = bytes[place...].prefix { $0 != UInt8(ascii: "<") }
      // A browser finds no tags in these until they end.
      if tag.name == "style" || tag.name == "title" {
        guard bytes[text.endIndex...].starts(with: "</\(tag.name)>".utf8),
          tag.name == "title" || Self.isPlainStyle(text)
        else { return reject(bytes[start...end]) }
      }
      if tag.attributes.contains(where: {
        $0.name == "class" && $0.value.elementsEqual("count".utf8)
      }) {
        figureCount += 1
        figures = String(decoding: text.filter { $0 != 0x20 }, as: UTF8.self)
      }
    }
  }

  private mutating func reject(_ piece: Text) {
    foreign = String(decoding: piece.prefix(60), as: UTF8.self)
  }

  /// Where the page goes on after what each begins with, its encoding above all; nil where it
  /// begins otherwise.
  private static func endOfBeginning(_ bytes: Bytes) -> Int? {
    let start = Array("<!DOCTYPE html>\n<html lang=\"".utf8)
    let end = Array("\">\n<head>\n<meta charset=\"utf-8\">\n".utf8)
    guard bytes.starts(with: start) else { return nil }
    let language = bytes[start.count...].prefix { $0.isNameInStyle }
    guard bytes[language.endIndex...].starts(with: end) else { return nil }
    return language.endIndex + end.count
  }

  /// Where an `&` stands that begins none of the references that evpack writes.
  private static func foreignReference(in bytes: Bytes) -> Int? {
    var place = 0
    while let start = bytes[place...].firstIndex(of: UInt8(ascii: "&")) {
      place = start + 1
      guard references.contains(where: { bytes[place...].starts(with: $0) }) else { return start }
    }
    return nil
  }

  private static func attributesAreOurs(of tag: Tag) -> Bool {
    for (index, attribute) in tag.attributes.enumerated() {
      let value = attribute.value
      guard attributes.contains(attribute.name),
        // Of two, a browser takes the first.
        !tag.attributes[..<index].contains(where: { $0.name == attribute.name }),
        attribute.name != "style" || isWidth(value),
        attribute.name != "href" || tag.name == "a" && isInside(value),
        attribute.name != "name" || tag.name == "meta" && value.elementsEqual("viewport".utf8)
      else { return false }
    }
    return true
  }

  /// Whether an attribute's style is the length of a bar: `width: 40%`.
  private static func isWidth(_ style: Text) -> Bool {
    let (start, end) = (Array("width: ".utf8), UInt8(ascii: "%"))
    let digits = style.dropFirst(start.count).dropLast()
    return style.starts(with: start) && style.last == end && (1...3).contains(digits.count)
      && digits.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Whether a link leads to a place of the same page, or to a file of the payload: spelled as
  /// evpack spells it, in which nothing but what must be is encoded, so that no part is `..`.
  private static func isInside(_ link: Text) -> Bool {
    if link.first == UInt8(ascii: "#") { return link.dropFirst().allSatisfy { $0.isNameInStyle } }
    guard link.starts(with: "data/".utf8) else { return false }
    var rest = link
    while true {
      let part = rest.prefix { $0 != UInt8(ascii: "/") }
      if part.isEmpty || part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8)
        || !isEncoded(part)
      {
        return false
      }
      if part.endIndex == link.endIndex { return true }
      rest = link[(part.endIndex + 1)...]
    }
  }

  /// Whether a part of a link has but unreserved characters (RFC 3986 §2.3) and, encoded in capital
  /// digits, what a path of a package may have besides.
  private static func isEncoded(_ part: Text) -> Bool {
    var place = part.startIndex
    while place < part.endIndex {
      let byte = part[place]
      place += 1
      if byte.isUnreserved { continue }
      guard byte == UInt8(ascii: "%"), part.endIndex - place >= 2,
        let high = part[place].capitalHexDigit, let low = part[place + 1].capitalHexDigit
      else { return false }
      let value = high << 4 | low
      guard value >= 0x20, value != 0x7F, !value.isUnreserved, value != UInt8(ascii: "/"),
        value != UInt8(ascii: "\\")
      else { return false }
      place += 2
    }
    return true
  }

  // MARK: Styles

  private static let styleRules = words("media page bottom-center")
  private static let styleFunctions = words(
    "calc counter max min minmax not nth-child repeat rgb var")

  /// Whether a style loads nothing: it has no functions and rules but these, and no escapes that
  /// could hide others. None of them takes an address.
  private static func isPlainStyle(_ style: Text) -> Bool {
    var name = ""
    var isRule = false
    for byte in style {
      if byte.isNameInStyle {
        name.unicodeScalars.append(Unicode.Scalar(byte))
        continue
      }
      guard byte == 0x0A || (0x20...0x7E).contains(byte), byte != UInt8(ascii: "\\"),
        !isRule || styleRules.contains(name),
        byte != UInt8(ascii: "(") || name.isEmpty || styleFunctions.contains(name)
      else { return false }
      isRule = byte == UInt8(ascii: "@")
      name.removeAll(keepingCapacity: true)
    }
    return !isRule || styleRules.contains(name)
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
  }

  /// A tag taken apart.
  private struct Tag {
    struct Attribute {
      var name: String
      var value: Text
    }

    var name: String
    var isEnd: Bool
    var attributes: [Attribute] = []

    /// Takes what stands between `<` and `>`; nil for what is not written as evpack writes it:
    /// `name attribute="value"`, or `/name`.
    init?(_ text: Text) {
      isEnd = text.first == UInt8(ascii: "/")
      var rest = isEnd ? text.dropFirst() : text
      name = Self.takeName(&rest)
      if name.isEmpty || isEnd && !rest.isEmpty { return nil }
      while !rest.isEmpty {
        guard rest.popFirst() == UInt8(ascii: " ") else { return nil }
        let attribute = Self.takeName(&rest)
        guard !attribute.isEmpty, rest.starts(with: "=\"".utf8) else { return nil }
        rest = rest.dropFirst(2)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let value = rest[..<end]
        if value.contains(UInt8(ascii: "<")) { return nil }
        attributes.append(Attribute(name: attribute, value: value))
        rest = rest[(end + 1)...]
      }
    }

    private static func takeName(_ rest: inout Text) -> String {
      let name = rest.prefix { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
      rest = rest[name.endIndex...]
      return String(decoding: name, as: UTF8.self)
    }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20)
  }

  /// Whether the byte may stand in a name of a style.
  fileprivate var isNameInStyle: Bool {
    isLetterOrDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
  }

  /// The value of a digit of RFC 3986 §2.1 as it should be written; nil for anything else.
  fileprivate var capitalHexDigit: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    default: nil
    }
  }

  fileprivate var isUnreserved: Bool {
    isNameInStyle || self == UInt8(ascii: ".") || self == UInt8(ascii: "~")
  }
}
