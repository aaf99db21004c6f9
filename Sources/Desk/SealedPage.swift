internal import Evidence
internal import Manifest

/// The page in a package (`index.html`), which people read before anything is verified.
///
/// Its words may differ between versions of evpack; what it may be made of does not
/// (PackageFormat.md §4.2). Nothing in it runs, loads or leads out of the package, and its figures are
/// those of the record.
struct SealedPage {
  /// Larger ones are not read; some 250,000 attachments make one of 100 MB.
  static let largest = 64 << 20

  private static let elements = Set(
    """
    html head meta title style body main header footer section div p h1 h2 h3 h4 span b i small em \
    strong code br hr ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td a time \
    figure figcaption
    """.split(separator: " ").map { Array($0.utf8) })
  private static let attributes = Set(
    """
    lang class id title scope colspan rowspan headers charset name content href style datetime dir
    """.split(separator: " ").map { Array($0.utf8) })

  /// What stands in it that a page of evpack's never has, as it stands there; nil where nothing does.
  private(set) var foreign: String?
  /// Held and asked-for required evidence, as the page has it: `2/2`; nil where it has no such
  /// figures, or several.
  private(set) var figures: String?
  private var figureCount = 0

  init(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { read($0) }
    if figureCount != 1 { figures = nil }
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    var place = 0
    let doctype = Array("<!DOCTYPE html>".utf8)
    if bytes.starts(with: doctype) { place = doctype.count }
    guard !bytes.contains(0) else { return foreign = "NUL" }
    while let start = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else {
        return reject(bytes[start...])
      }
      let tag = bytes[(start + 1)..<end]
      guard let name = Tag.name(tag), Self.elements.contains(name.lowercased) else {
        return reject(bytes[start...end])
      }
      place = end + 1
      guard tag.first != UInt8(ascii: "/") else { continue }
      guard let attributes = Tag.attributes(tag.dropFirst(name.count)),
        attributes.allSatisfy(Self.isOurs), Self.leadsNowhere(name.lowercased, attributes)
      else { return reject(bytes[start...end]) }
      if name.lowercased.elementsEqual("style".utf8) {
        guard let styleEnd = bytes[place...].firstIndex(of: UInt8(ascii: "<")),
          Self.isPlainStyle(bytes[place..<styleEnd])
        else { return reject(bytes[start...end]) }
        place = styleEnd
      }
      let isFigures = attributes.contains {
        $0.name.elementsEqual("class".utf8) && $0.value.elementsEqual("count".utf8)
      }
      if isFigures {
        figureCount += 1
        let text = bytes[place...].prefix { $0 != UInt8(ascii: "<") }.filter { $0 != 0x20 }
        figures = String(decoding: text, as: UTF8.self)
      }
    }
  }

  private mutating func reject(_ piece: Slice<UnsafeBufferPointer<UInt8>>) {
    foreign = String(decoding: piece.prefix(60), as: UTF8.self)
  }

  private static func isOurs(_ attribute: Tag.Attribute) -> Bool {
    guard attributes.contains(attribute.name) else { return false }
    if attribute.name.elementsEqual("style".utf8) {
      return !attribute.value.contains(UInt8(ascii: "&")) && isPlainStyle(attribute.value)
    }
    if attribute.name.elementsEqual("href".utf8) { return isInside(attribute.value) }
    return true
  }

  /// `http-equiv` is no attribute of ours; `meta` names the width of a screen at most.
  private static func leadsNowhere(_ element: [UInt8], _ attributes: [Tag.Attribute]) -> Bool {
    guard element.elementsEqual("meta".utf8) else { return true }
    return attributes.allSatisfy {
      !$0.name.elementsEqual("name".utf8) || $0.value.elementsEqual("viewport".utf8)
    }
  }

  /// Whether a link leads to a place of the same page, or to a file of the payload.
  private static func isInside(_ link: [UInt8]) -> Bool {
    if link.first == UInt8(ascii: "#") { return true }
    guard link.starts(with: "data/".utf8) || link.starts(with: "./data/".utf8) else { return false }
    let text = String(decoding: link, as: UTF8.self).lowercased().replacing("%2e", with: ".")
    return !text.contains("&#") && !text.split(separator: "/").contains("..")
  }

  /// Whether a style loads nothing: no `url(…)`, no `@import`, and no escapes that could hide them.
  private static func isPlainStyle(_ style: some Collection<UInt8>) -> Bool {
    let text = String(decoding: style, as: UTF8.self).lowercased()
    return !["url(", "@import", "image(", "src(", "expression", "behavior", "binding", "\\"]
      .contains {
        text.contains($0)
      }
  }

  /// A start tag taken apart.
  private enum Tag {
    struct Attribute {
      var name: [UInt8]
      var value: [UInt8]
    }

    static func name(
      _ tag: Slice<UnsafeBufferPointer<UInt8>>
    ) -> Slice<UnsafeBufferPointer<UInt8>>? {
      let rest = tag.first == UInt8(ascii: "/") ? tag.dropFirst() : tag
      let name = rest.prefix { $0.isLetterOrDigit }
      return name.isEmpty ? nil : name
    }

    /// The attributes; nil for what is not written as evpack writes it, `name="value"`.
    static func attributes(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [Attribute]? {
      var attributes: [Attribute] = []
      var rest = text
      while true {
        let blanks = rest.prefix { $0 == 0x20 || $0 == 0x0A }
        rest = rest.dropFirst(blanks.count)
        if rest.isEmpty { return attributes }
        let name = rest.prefix { $0.isLetterOrDigit }
        rest = rest.dropFirst(name.count)
        guard !blanks.isEmpty, !name.isEmpty, rest.starts(with: "=\"".utf8) else { return nil }
        rest = rest.dropFirst(2)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        attributes.append(Attribute(name: name.lowercased, value: Array(rest[..<end])))
        rest = rest[(end + 1)...]
      }
    }
  }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
  fileprivate var lowercased: [UInt8] {
    map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20)
  }
}
