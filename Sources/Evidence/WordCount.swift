/// The length of a text as Word counts its 字数: each CJK character or full-width mark is one, each
/// run of other text is one.
///
/// Word counts curly quotes, dashes and the ellipsis in either way, by the font they stand in;
/// `least` and `most` are the two counts.
public struct WordCount: Hashable, Sendable {
  public let least: Int
  public let most: Int

  public init(_ text: String) {
    var least = 0
    var most = 0
    var inRun = (least: false, most: false)
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        inRun = (false, false)
      } else if scalar.isWide {
        least += 1
        most += 1
        inRun = (false, false)
      } else if "“”‘’—…·".unicodeScalars.contains(scalar) {
        most += 1
        inRun.most = false
        if !inRun.least { least += 1 }
        inRun.least = true
      } else {
        if !inRun.least { least += 1 }
        if !inRun.most { most += 1 }
        inRun = (true, true)
      }
    }
    self.least = least
    self.most = most
  }
}

extension Unicode.Scalar {
  /// Whether Word counts the character by itself: CJK ideographs, kana, hangul, and the
  /// full-width marks.
  var isWide: Bool {
    switch value {
    case 0x1100...0x11FF, 0x2E80...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
