package import Files

/// Text tag files as bytes: their encodings and line ends (RFC 8493 §2.3).
package enum TagText {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The encodings that are decoded, in capitals without blanks and dashes, by their beginnings.
  /// Only those met in practice: iconv(3) loads a module for each name that it is given.
  private static let encodings = [
    "UTF8", "UTF16", "UTF16LE", "UTF16BE", "UTF32", "UTF32LE", "UTF32BE", "USASCII", "ASCII",
    "GB2312", "GBK", "CP936", "GB18030", "BIG5", "BIG5HKSCS", "SHIFTJIS", "EUCJP", "EUCKR", "EUCTW",
    "KOI8R", "MACINTOSH",
  ]

  package static func isUTF8(_ encoding: String) -> Bool { plain(encoding) == "UTF8" }

  private static func plain(_ encoding: String) -> String {
    encoding.uppercased().replacing("-", with: "").replacing("_", with: "")
  }

  private static func isKnown(_ encoding: String) -> Bool {
    let name = plain(encoding)
    guard name.utf8.count <= 16,
      name.utf8.allSatisfy({
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      })
    else { return false }
    return encodings.contains(name) || name.wholeMatch(of: /(ISO8859|WINDOWS|CP)[0-9]{1,5}/) != nil
  }

  /// The text in UTF-8, without the mark at the beginning that its encoding needs.
  ///
  /// UTF-8 is given back as it is, valid or not: its lines are told one by one.
  ///
  /// - Throws: `Transcoding.Failure`.
  package static func decode(
    _ bytes: [UInt8], from encoding: String
  ) throws(Transcoding.Failure) -> [UInt8] {
    if isUTF8(encoding) { return bytes }
    guard isKnown(encoding) else { throw .unknownEncoding }
    var name = encoding
    var rest = bytes[...]
    // RFC 2781 §4.3: UTF-16 without a mark is big-endian; iconv would take the machine's order.
    if plain(encoding) == "UTF16" {
      name = "UTF-16BE"
      if rest.starts(with: [0xFF, 0xFE]) { name = "UTF-16LE" }
      if name == "UTF-16LE" || rest.starts(with: [0xFE, 0xFF]) { rest = rest.dropFirst(2) }
    }
    let text = try Transcoding.utf8(rest, from: name)
    return text.starts(with: byteOrderMark) ? Array(text.dropFirst(3)) : text
  }

  /// Hands out the lines, which LF, CR or CR LF end.
  ///
  /// - Parameters:
  ///   - isEnough: asked before each line; the rest is left out when it says so.
  ///   - body: gets each line without its end, and whether it has one.
  static func forEachLine(
    of bytes: ArraySlice<UInt8>, until isEnough: () -> Bool = { false },
    _ body: (_ line: ArraySlice<UInt8>, _ hasEnd: Bool) -> Void
  ) {
    let hasReturns = bytes.contains(0x0D)
    var start = bytes.startIndex
    while start < bytes.endIndex, !isEnough() {
      let end =
        hasReturns
        ? bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D }
        : bytes[start...].firstIndex(of: 0x0A)
      guard let end else { return body(bytes[start...], false) }
      body(bytes[start..<end], true)
      start = end + 1
      if bytes[end] == 0x0D, start < bytes.endIndex, bytes[start] == 0x0A { start += 1 }
    }
  }
}
