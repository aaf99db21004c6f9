import FoundationEssentials

/// Signatures in the forms of text in which they are sent (RFC 7468, RFC 8551): PEM, bare Base64, and
/// the mail of S/MIME; in UTF-8 or UTF-16, with lines of any ending and words before them.
enum SignatureText {
  /// The DER that a text holds; bytes that are no such text as they are.
  static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    // DER begins with a SEQUENCE, of a length that no text has as its second letter.
    guard !looksLikeDER(bytes), let text = ascii(bytes) else { return bytes }
    let lines = text.split(omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x0D }
      .map { trimmed($0) }
    let found = pem(lines) ?? mail(lines) ?? base64(lines.joined())
    return found ?? bytes
  }

  private static func looksLikeDER(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x30 && (bytes[1] >= 0x80 || Int(bytes[1]) + 2 == bytes.count)
  }

  /// The text's ASCII, other characters as `?`; nil where it is no text.
  private static func ascii(_ bytes: [UInt8]) -> [UInt8]? {
    if bytes.starts(with: [0xFF, 0xFE]) { return units(bytes.dropFirst(2), low: 0) }
    if bytes.starts(with: [0xFE, 0xFF]) { return units(bytes.dropFirst(2), low: 1) }
    if bytes.count >= 4, bytes[1] == 0, bytes[3] == 0 { return units(bytes[...], low: 0) }
    if bytes.count >= 4, bytes[0] == 0, bytes[2] == 0 { return units(bytes[...], low: 1) }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    return text.contains(0) ? nil : Array(text)
  }

  private static func units(_ bytes: ArraySlice<UInt8>, low: Int) -> [UInt8] {
    let bytes = Array(bytes)
    return stride(from: 0, to: bytes.count - 1, by: 2).map { place in
      let isASCII = bytes[place + 1 - low] == 0 && bytes[place + low] < 0x80
      return isASCII ? bytes[place + low] : UInt8(ascii: "?")
    }
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let start = line.drop(while: isSpace)
    return start[..<(start.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start.startIndex)]
  }

  /// The labels that signatures go by; certificates and keys are none.
  private static let labels = [
    "PKCS7", "CMS", "PKCS #7 SIGNED DATA", "PKCS7 SIGNED DATA", "SIGNED MESSAGE",
  ]

  private static func pem(_ lines: [ArraySlice<UInt8>]) -> [UInt8]? {
    let begins = labels.map { Array("-----BEGIN \($0)-----".utf8) }
    let start = lines.firstIndex { line in begins.contains { line.elementsEqual($0) } }
    guard let start else { return nil }
    var body = lines[(start + 1)...].prefix { !$0.starts(with: "-----END".utf8) }
    // RFC 1421 §4.6: fields before an empty line.
    if body.first?.contains(UInt8(ascii: ":")) == true {
      body = body.drop { !$0.isEmpty }
    }
    return base64(body.joined())
  }

  /// The signature of a signed mail: the part whose type says so.
  private static func mail(_ lines: [ArraySlice<UInt8>]) -> [UInt8]? {
    for (index, line) in lines.enumerated() {
      let text = String(decoding: line, as: UTF8.self).lowercased()
      guard text.hasPrefix("content-type:"),
        let type = text.dropFirst(13).split(separator: ";").first
      else { continue }
      let name = type.filter { $0 != " " && $0 != "\t" }
      guard name.hasPrefix("application/pkcs7-") || name.hasPrefix("application/x-pkcs7-") else {
        continue
      }
      // CR and LF make an empty line of each line's end: the fields end where a line is neither a
      // field nor goes on with one.
      let body = lines[index...].drop { $0.isEmpty || isField($0) }
        .prefix { !$0.starts(with: "--".utf8) }
      if let found = base64(body.joined()) { return found }
    }
    return nil
  }

  /// A header field, or the rest of one: Base64 has none of these.
  private static func isField(_ line: ArraySlice<UInt8>) -> Bool {
    line.contains { ":;\"".utf8.contains($0) } || line.contains(UInt8(ascii: "."))
  }

  private static func base64(_ text: some Sequence<UInt8>) -> [UInt8]? {
    let letters = text.filter { $0 > 0x20 }
    guard let data = Data(base64Encoded: Data(letters)), data.first == 0x30 else { return nil }
    return [UInt8](data)
  }
}

extension SignedMessage {
  /// Reads a file of signatures, in DER or as text.
  ///
  /// - Throws: ``Malformed``.
  init(file bytes: [UInt8]) throws(Malformed) { try self.init(SignatureText.decoded(bytes)) }
}
