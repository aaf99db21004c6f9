extension Unicode.Scalar {
  /// Whether the character steers a terminal or the direction of writing and is not seen itself.
  var isUnseen: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069,
      0xFEFF, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// The columns of a terminal that the character takes (UAX #11).
  var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
      0x20000...0x3FFFD:
      return 2
    // Of ambiguous width; Chinese fonts and terminals give them the width of a character.
    case 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x2014, 0x25A1, 0x2611: return 2
    default: return 1
    }
  }
}

extension UInt8 {
  /// Whether the byte is of no scalar that is unseen: of ASCII, or of U+3000…U+DFFF in UTF-8.
  ///
  /// False for some bytes of others, which are looked at as scalars.
  var isOfSeen: Bool {
    switch self {
    case 0x20..<0x7F, 0x80..<0xC0, 0xE3...0xED: true
    default: false
    }
  }
}

extension String {
  /// The text without characters that can't be seen, on one line: a file's name can't forge a
  /// line of a report or turn one around.
  public var shown: String {
    // Most names have none, and a report of many shares their bytes.
    if utf8.allSatisfy(\.isOfSeen) { return self }
    let isPlain = !unicodeScalars.contains { $0 == "\n" || $0 == "\t" || $0.isUnseen }
    if isPlain { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "\n" || scalar == "\t" {
        scalars.append(" ")
      } else if !scalar.isUnseen {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// The columns of a terminal that the text takes.
  var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

  /// The text with blanks up to a width in columns.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - columns))
  }

  /// The text with blanks before it up to a width in columns.
  func aligned(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - columns)) + self
  }
}
