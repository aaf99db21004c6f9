/// What the properties of a run of text say, as far as it changes what is read.
struct RunProperties: Hashable {
  var fonts = RunFonts()
  /// Nil where nothing is said.
  private var hidden: Bool?
  private var struck: Bool?
  private var isWhite: Bool?
  /// Half points.
  private var size: Int?
  /// Whether there is a ground before which white text is seen.
  var isShaded = false
  /// Whether programs differ in what they make of them.
  var isDisputed = false

  /// Letters of two points and less are a line or a dot on paper.
  private static let smallestSeen = 4

  /// Whether nobody sees the text: white, or too small.
  var isUnseen: Bool {
    (isWhite ?? false) && !isShaded || size.map { $0 <= Self.smallestSeen } ?? false
  }

  /// Whether text reads alike with these and with other properties.
  func reads(as other: RunProperties) -> Bool {
    isHidden == other.isHidden && isStruck == other.isStruck && isUnseen == other.isUnseen
      && fonts.symbolFonts == other.fonts.symbolFonts
  }

  var isHidden: Bool { hidden ?? false }
  var isStruck: Bool { struck ?? false }

  /// Takes one element of `w:rPr`.
  mutating func apply(_ local: String, _ attributes: XMLAttributes) {
    switch local {
    case "rFonts": fonts.apply(attributes)
    case "vanish": hidden = attributes.isOn
    case "strike", "dstrike": struck = attributes.isOn || struck == true
    case "color": isWhite = attributes["val"]?.uppercased() == "FFFFFF"
    case "sz": size = attributes["val"].flatMap { Int($0) }
    case "shd": isShaded = isShaded || attributes.isShading
    case "highlight":
      isShaded = isShaded || !["none", "white"].contains(attributes["val"] ?? "none")
    default: break
    }
  }

  /// These properties, and where they say nothing those of `style`.
  func over(_ style: RunProperties) -> RunProperties {
    var properties = self
    properties.fonts = fonts.over(style.fonts)
    properties.hidden = hidden ?? style.hidden
    properties.struck = struck ?? style.struck
    properties.isWhite = isWhite ?? style.isWhite
    properties.size = size ?? style.size
    properties.isShaded = isShaded || style.isShaded
    properties.isDisputed = isDisputed || style.isDisputed
    return properties
  }
}

/// The properties that a file's styles and its defaults give to text.
final class WordStyles: XMLHandler {
  private struct Style {
    var base: String?
    var properties = RunProperties()
    var numbering = WordNumbering.Level()
  }

  private var styles: [String: Style] = [:]
  private var current: (id: String, style: Style)?
  private var defaults = RunProperties()
  private var defaultParagraph: String?
  /// Open elements whose properties hold only for parts of a table, or not any more.
  private var setAside = 0
  private var isInDefaults = false
  /// What styles come to, by their id, once it has been asked for.
  private var known: [String: RunProperties] = [:]
  /// How many styles may be based on one another; Word's own are half a dozen, and a damaged
  /// file's may be a ring.
  private static let longestChain = 64

  /// What the text of a paragraph has by the paragraph's style, nil for the default one.
  func properties(ofParagraph style: String?) -> RunProperties {
    guard let id = style ?? defaultParagraph else { return defaults }
    return properties(of: id).over(defaults)
  }

  /// The properties of a style and of those that it is based on.
  func properties(of id: String) -> RunProperties {
    if let properties = known[id] { return properties }
    var properties = RunProperties()
    var next: String? = id
    for _ in 0..<Self.longestChain {
      guard let style = next.flatMap({ styles[$0] }) else { break }
      properties = properties.over(style.properties)
      next = style.base
    }
    known[id] = properties
    return properties
  }

  /// The numbering that a paragraph has by its style, nil for the default one.
  func numbering(ofParagraph style: String?) -> WordNumbering.Level {
    var level = WordNumbering.Level()
    var next = style ?? defaultParagraph
    for _ in 0..<Self.longestChain {
      guard let style = next.flatMap({ styles[$0] }) else { break }
      level.id = level.id ?? style.numbering.id
      level.level = level.level ?? style.numbering.level
      next = style.base
    }
    return level
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    guard name.namespace == .word else { return }
    switch name.local {
    case "tblStylePr", "rPrChange": setAside += 1
    case _ where setAside > 0: break
    case "docDefaults": isInDefaults = true
    case "style":
      guard let id = attributes["styleId"] else { return }
      current = (id, Style())
      if attributes["type"] == "paragraph", attributes["default"].map(XMLAttributes.isOn) == true {
        defaultParagraph = id
      }
    case "basedOn": current?.style.base = attributes["val"]
    case "numId": current?.style.numbering.id = attributes["val"]
    case "ilvl": current?.style.numbering.level = attributes["val"]
    case _ where isInDefaults: defaults.apply(name.local, attributes)
    default: current?.style.properties.apply(name.local, attributes)
    }
  }

  func end(_ name: XMLName) {
    guard name.namespace == .word else { return }
    switch name.local {
    case "tblStylePr", "rPrChange": setAside -= 1
    case "docDefaults": isInDefaults = false
    case "style":
      if let current { styles[current.id] = current.style }
      current = nil
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

extension XMLAttributes {
  /// Whether a `w:shd` fills the ground with a colour.
  var isShading: Bool {
    let fill = self["fill"]?.uppercased() ?? "AUTO"
    return !["AUTO", "FFFFFF"].contains(fill) || self["val"] == "solid" || self["themeFill"] != nil
  }

  /// The names in `mc:ProcessContent`, each with its namespace's address.
  var processedNames: Set<String> {
    let names = self["ProcessContent"]?.split(whereSeparator: \.isWhitespace) ?? []
    return Set(
      names.compactMap { name in
        let parts = name.split(separator: ":")
        guard parts.count == 2, let address = namespace(of: parts[0]) else { return nil }
        return "\(address) \(parts[1])"
      })
  }
}
