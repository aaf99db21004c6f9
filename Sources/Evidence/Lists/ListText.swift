extension String {
  /// The text as a machine compares it: full-width letters, digits and signs as plain ones, every
  /// kind of dash as a hyphen, every kind of blank as one, no blank at the ends, in capitals.
  ///
  /// Numbers of standards and patents are typed with whatever dash the input method offers.
  var normalised: String {
    var scalars = String.UnicodeScalarView()
    var isBlank = true
    for scalar in unicodeScalars {
      let plain: Unicode.Scalar
      switch scalar.value {
      case 0x2010...0x2015, 0x2212, 0x2500, 0x30FC, 0xFE58, 0xFE63: plain = "-"
      case 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0xFEFF: continue
      case 0x3002, 0x00B7, 0x2024, 0x30FB: plain = "."
      default: plain = scalar.plain
      }
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
}

/// A day as lists write it: `2025-12-31`, `2025年12月31日`, `2025.12.31`, `20251231`; or only its
/// year and month.
public struct ListDate: Hashable, Sendable, CustomStringConvertible {
  public var year: Int
  public var month: Int?
  public var day: Int?

  /// Nil for what is no date.
  public init?(_ text: String) {
    var numbers: [Int] = []
    var digits = ""
    func close() {
      if let number = Int(digits) { numbers.append(number) }
      digits = ""
    }
    for scalar in text.normalised.unicodeScalars {
      switch scalar {
      case _ where scalar.isDigit:
        guard digits.count < 8 else { return nil }
        digits.unicodeScalars.append(scalar)
      case "-", "/", ".", "年", "月", "日", "号", " ": close()
      // A time of the day after the date.
      case ":" where numbers.count >= 3, "T" where numbers.count >= 2: close()
      default: return nil
      }
    }
    close()
    if numbers.count == 1, numbers[0] > 9999 {
      let packed = numbers[0]
      numbers =
        packed > 999_999
        ? [packed / 10000, packed / 100 % 100, packed % 100] : [packed / 100, packed % 100]
    }
    guard let year = numbers.first, (1900...2999).contains(year) else { return nil }
    self.year = year
    if numbers.count > 1 {
      guard (1...12).contains(numbers[1]) else { return nil }
      month = numbers[1]
    }
    if numbers.count > 2 {
      guard (1...31).contains(numbers[2]) else { return nil }
      day = numbers[2]
    }
  }

  public var description: String {
    [year, month, day].compactMap { $0?.padded(to: 2) }.joined(separator: "-")
  }

  /// Whether the day, or the end of the year or month, is certainly after `other`.
  func isAfter(_ other: ListDate) -> Bool {
    (year, month ?? 1, day ?? 1) > (other.year, other.month ?? 12, other.day ?? 31)
  }
}
