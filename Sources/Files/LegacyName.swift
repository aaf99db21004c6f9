/// A file's name in the encoding of old Chinese archives, GB18030 or its subset GBK, as text.
///
/// - Returns: nil where the bytes are not GB18030, or become characters that no name has: what
///   decodes to rarities was some other encoding.
public func decodedLegacyName(_ bytes: [UInt8]) -> String? {
  guard let text = try? Transcoding.utf8(bytes, from: "GB18030"), !text.isEmpty,
    let name = String(validating: text, as: UTF8.self),
    name.unicodeScalars.allSatisfy(isUsual)
  else { return nil }
  return name
}

/// Printable ASCII, the marks and Chinese characters of GB 2312 and GBK's everyday part, and
/// full-width forms.
private func isUsual(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20..<0x7F, 0xB7, 0xD7, 0x2010...0x2027, 0x2030...0x203B, 0x2160...0x217F, 0x2460...0x249B,
    0x3000...0x3017, 0x4E00...0x9FA5, 0xFF01...0xFF5E, 0xFFE5:
    true
  default: false
  }
}
