/// The colours of a terminal (ECMA-48, SGR), or none.
struct Ink {
  enum Tone: String {
    case good = "1;32"
    case bad = "1;31"
    case doubt = "1;33"
    case heading = "1"
  }

  let isColoured: Bool

  init(colour: Bool) { isColoured = colour }

  /// Text in a tone; to be padded before, since the sequences would be counted as columns.
  func line(_ text: String, _ tone: Tone) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
  }
}
