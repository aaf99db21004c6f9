/// The bullets of a document's lists that are boxes or ticks.
final class WordNumbering: XMLHandler {
  /// Which numbering a paragraph has, as far as it is said.
  struct Level: Hashable {
    var id: String?
    var level: String?
  }

  private var abstract: [String: [String: WordDocument.Piece]] = [:]
  private var own: [String: [String: WordDocument.Piece]] = [:]
  private var links: [String: String] = [:]
  private var openAbstract: String?
  private var openNumber: String?
  private var level: String?
  private var text = ""
  private var properties = RunProperties()

  /// The bullet of a paragraph; nil where it is no box and no tick.
  func bullet(_ numbering: Level) -> WordDocument.Piece? {
    guard let id = numbering.id else { return nil }
    let level = numbering.level ?? "0"
    return own[id]?[level] ?? links[id].flatMap { abstract[$0]?[level] }
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    guard name.namespace == .word else { return }
    switch name.local {
    case "abstractNum": openAbstract = attributes["abstractNumId"]
    case "num": openNumber = attributes["numId"]
    case "abstractNumId": if let openNumber { links[openNumber] = attributes["val"] }
    case "lvl":
      level = attributes["ilvl"] ?? "0"
      text = ""
      properties = RunProperties()
    case "lvlText": text = attributes["val"] ?? ""
    default: if level != nil { properties.apply(name.local, attributes) }
    }
  }

  func end(_ name: XMLName) {
    guard name.namespace == .word else { return }
    switch name.local {
    case "abstractNum": openAbstract = nil
    case "num": openNumber = nil
    case "lvl":
      if let level, let bullet {
        if let openAbstract {
          abstract[openAbstract, default: [:]][level] = bullet
        } else if let openNumber {
          own[openNumber, default: [:]][level] = bullet
        }
      }
      level = nil
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  private var bullet: WordDocument.Piece? {
    for scalar in text.unicodeScalars where !properties.isHidden {
      let piece: WordDocument.Piece
      if let font = properties.fonts.symbolFont(of: scalar) {
        piece = .symbol(WordDocument.Symbol(font: font, code: scalar.value))
      } else {
        piece = .text(String(scalar))
      }
      if piece.isBoxOrTick { return piece }
    }
    return nil
  }
}

extension WordDocument.Piece {
  /// Whether it is a box or a tick, and no mere dot or square.
  fileprivate var isBoxOrTick: Bool {
    switch self {
    case .symbol(let symbol):
      let dots: Set<UInt32> = [0x6C, 0x6E, 0xA1, 0x67]
      return !dots.contains(symbol.code) && BoxMark(symbol).map { $0 != .unclear } == true
    case .text(let text):
      return text.unicodeScalars.allSatisfy { scalar in
        !"■●○◯〇口◼◾⬛▪▫".unicodeScalars.contains(scalar)
          && BoxMark(scalar).map { $0 != .unclear } == true
      }
    default: return false
    }
  }
}
