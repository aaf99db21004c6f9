public import Evidence

/// The seal number on a package's stamped cover, in full or in its short form, as someone typed it.
public struct SealExpectation: Hashable, Sendable {
  /// The hexadecimal digits, in capitals, without what stands between them.
  private let digits: String

  /// - Returns: nil where the text is neither 64 nor 20 hexadecimal digits, in groups or not; full
  ///   width ones and any dashes and blanks are taken as well.
  public init?(_ text: String) {
    var digits = ""
    for scalar in text.unicodeScalars {
      // Fullwidth ASCII (U+FF01 to U+FF5E), as input methods write it.
      let value =
        (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
      switch Unicode.Scalar(value) {
      case let digit? where digit.properties.isASCIIHexDigit:
        digits.unicodeScalars.append(digit)
      case "-"?, " "?, "\u{2010}"?, "\u{2011}"?, "\u{2012}"?, "\u{2013}"?, "\u{2014}"?, "\u{3000}"?,
        "\u{A0}"?, "\u{2212}"?, "_"?, ":"?:
        continue
      default: return nil
      }
    }
    guard digits.utf8.count == 64 || digits.utf8.count == 20 else { return nil }
    self.digits = digits.uppercased()
  }

  /// As it is printed: groups of four.
  public var text: String {
    digits.utf8.count == 64
      ? digits.lowercased()
      : stride(from: 0, to: digits.utf8.count, by: 4)
        .map { String(digits.dropFirst($0).prefix(4)) }.joined(separator: "-")
  }

  public func matches(_ number: Digest) -> Bool { number.hex.uppercased().hasPrefix(digits) }
}
