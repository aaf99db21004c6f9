extension String {
  /// The text as a machine compares it: full-width letters, digits and signs as plain ones, every
  /// kind of dash as a hyphen, every kind of slash as one, every kind of blank as one, no blank at the
  /// ends, nothing that is not seen, in capitals.
  ///
  /// Numbers of standards and patents are typed with whatever dash the input method offers.
  var normalised: String {
    var scalars = String.UnicodeScalarView()
    var isBlank = true
    for scalar in unicodeScalars {
      let plain: Unicode.Scalar
      switch scalar.value {
      case 0x2010...0x2015, 0x2043, 0x2212, 0x2500, 0x30FC, 0xFE31, 0xFE58, 0xFE63: plain = "-"
      case 0x3002, 0x00B7, 0x2024, 0x30FB: plain = "."
      // How numbers are written in the names of files, where a slash can't stand.
      case 0x5C, 0xFF3C, 0x2044, 0x2215, 0x2571, 0x29F8: plain = "/"
      case 0x2236, 0xA789: plain = ":"
      case 0x301C, 0x223C: plain = "~"
      // What Chinese keyboards offer for the X of an open place or a check digit.
      case 0x00D7: plain = "X"
      default: plain = scalar.plain
      }
      if scalar.isUnseen { continue }
      if plain.properties.isWhitespace {
        if !isBlank { scalars.append(" ") }
        isBlank = true
      } else {
        scalars.append(plain)
        isBlank = false
      }
    }
    if scalars.last == " " { scalars.removeLast() }
    return String(scalars).uppercased()
  }

  /// A heading or label without blanks, colons and stars, and without what stands in brackets.
  var bareHeading: String {
    var scalars = String.UnicodeScalarView()
    var depth = 0
    for scalar in normalised.unicodeScalars {
      switch scalar {
      case "(", "[", "【", "〔": depth += 1
      case ")", "]", "】", "〕": depth = Swift.max(0, depth - 1)
      case " ", ":", "*": continue
      default: if depth == 0 { scalars.append(scalar) }
      }
    }
    return String(scalars)
  }
}

extension Unicode.Scalar {
  var isDigit: Bool { ("0"..."9").contains(self) }
  var isCapital: Bool { ("A"..."Z").contains(self) }

  /// Whether nothing of it shows, not even a blank: control characters, soft hyphens, marks for the
  /// direction of writing, blanks of no width.
  var isUnseen: Bool {
    switch value {
    case 0x09...0x0D, 0x85: false
    case 0x00...0x1F, 0x7F...0x9F, 0xFFF9...0xFFFB: true
    case 0x20...0x7E, 0x3400...0xD7FF: false
    default: properties.isDefaultIgnorableCodePoint
    }
  }
}
