/// A SHA-256 or SM3 digest: 32 bytes, spelled as 64 lower-case hexadecimal digits.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  public static let byteCount = 32

  // Four words rather than an array: a package of a million files holds two million digests.
  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// Takes 32 bytes; nil for any other count.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    words = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
  }

  /// Reads 64 hexadecimal digits of either case (RFC 8493 §2.4); nil for anything else.
  public init?(hex: some Collection<UInt8>) {
    let digest =
      hex.withContiguousStorageIfAvailable { Self(digits: $0) }
      ?? Array(hex).withUnsafeBufferPointer { Self(digits: $0) }
    guard let digest else { return nil }
    self = digest
  }

  private init?(digits hex: UnsafeBufferPointer<UInt8>) {
    guard hex.count == Self.byteCount * 2 else { return nil }
    words = (0, 0, 0, 0)
    var index = 0
    var invalid: UInt8 = 0
    withUnsafeMutableBytes(of: &words) { bytes in
      for digit in hex {
        let value = hexadecimalValue(of: digit)
        invalid |= value & 0xF0
        bytes[index >> 1] = bytes[index >> 1] << 4 | (value & 0x0F)
        index += 1
      }
    }
    if invalid != 0 { return nil }
  }

  public init?(hex: String) { self.init(hex: Array(hex.utf8)) }

  public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

  /// 64 lower-case digits.
  public var hex: String { String(decoding: hexBytes, as: UTF8.self) }

  public var hexBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount * 2)
    appendHex(to: &bytes)
    return bytes
  }

  /// Appends ``hexBytes``.
  package func appendHex(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: words) { own in
      for byte in own {
        bytes.append(hexadecimalDigit(byte >> 4))
        bytes.append(hexadecimalDigit(byte & 15))
      }
    }
  }

  /// The first 80 bits for people, as `3F2A-91C0-77DE-04B1-A6C2`.
  ///
  /// Printed on paper and read out on the telephone. 80 bits can't be met by accident, nor, at
  /// some 2^80 attempts, by a forger who wants a given one; the full number stays authoritative.
  public var shortForm: String {
    let digits = hex.uppercased().prefix(20)
    return stride(from: 0, to: 20, by: 4).map { start in
      String(digits.dropFirst(start).prefix(4))
    }.joined(separator: "-")
  }

  /// Whether `text` is this digest's full or short form, in either case, with or without dashes
  /// and blanks; for comparing with what stands on paper.
  public func matches(_ text: String) -> Bool {
    let plain = text.lowercased().filter { $0 != "-" && $0 != " " }
    return plain == hex || plain == String(hex.prefix(20))
  }

  public var description: String { hex }

  public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

/// A hexadecimal digit's value, or 0xFF.
package func hexadecimalValue(of digit: UInt8) -> UInt8 {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: 0xFF
  }
}

/// A lower-case hexadecimal digit.
package func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}

/// Lower-case hexadecimal digits.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  String(
    decoding: bytes.flatMap { [hexadecimalDigit($0 >> 4), hexadecimalDigit($0 & 15)] },
    as: UTF8.self)
}
