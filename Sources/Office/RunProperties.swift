/// What the properties of a run of text say, as far as it changes what is read.
struct RunProperties: Hashable {
  var fonts = RunFonts()
  /// Nil where nothing is said.
  private var hidden: Bool?
  private var struck: Bool?

  var isHidden: Bool { hidden ?? false }
  var isStruck: Bool { struck ?? false }

  /// Takes one element of `w:rPr`.
  mutating func apply(_ local: String, _ attributes: XMLAttributes) {
    switch local {
    case "rFonts": fonts.apply(attributes)
    case "vanish": hidden = attributes.isOn
    case "strike", "dstrike": struck = attributes.isOn || struck == true
    default: break
    }
  }

  /// These properties, and where they say nothing those of `style`.
  func over(_ style: RunProperties) -> RunProperties {
    var properties = self
    properties.fonts = fonts.over(style.fonts)
    properties.hidden = hidden ?? style.hidden
    properties.struck = struck ?? style.struck
    return properties
  }
}

/// The properties that a file's styles and its defaults give to text.
final class WordStyles: XMLHandler {
  private struct Style {
    var base: String?
    var properties = RunProperties()
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
