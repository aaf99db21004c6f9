internal import Files

/// Text in whichever encoding Excel, WPS, pandas or a web system wrote it: UTF-8, UTF-16, GB 18030 (of
/// which GBK and GB 2312 are parts), with a byte order mark or without, even with a wrong one.
enum EncodedText {
  /// What stands for bytes that no encoding explains.
  private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
  /// Of so many bytes one may be wrong.
  private static let soundness = 20

  /// The text, U+FFFD for what can't be read in it.
  ///
  /// - Throws: ``ListFileError``: `unknownEncoding`, `notAList` for what is no text.
  static func text(of bytes: [UInt8]) throws(ListFileError) -> String {
    if bytes.starts(with: [0xFF, 0xFE]) { return try wide(bytes.dropFirst(2), isBig: false) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try wide(bytes.dropFirst(2), isBig: true) }
    // Without a mark, UTF-16 shows by the zeros of its commas and line ends.
    let head = bytes.prefix(4096)
    let even = head.enumerated().count { $0.element == 0 && $0.offset % 2 == 0 }
    let odd = head.enumerated().count { $0.element == 0 && $0.offset % 2 == 1 }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    if !hasMark, min(even, odd) * 8 < max(even, odd), bytes.count % 2 == 0 {
      // Text in UTF-8 with a few zeros is none; of plain letters in UTF-16 every other byte is zero.
      let hasFew = max(even, odd) * 3 < head.count
      if !hasFew || String(validating: bytes, as: UTF8.self) == nil {
        return try wide(bytes[...], isBig: even > odd)
      }
    }
    // Blocks filled up with zeros, and the mark of CP/M for the end.
    let last = bytes.lastIndex { $0 != 0 && $0 != 0x1A } ?? -1
    let body = bytes[(hasMark ? min(3, last + 1) : 0)..<(last + 1)]
    if body.isEmpty { return "" }
    if let text = String(validating: body, as: UTF8.self) { return try checked(text) }
    let found = UTF8Evidence(body)
    if found.characters > 2 * found.errors {
      return try checked(String(decoding: body, as: UTF8.self))
    }
    return try chinese(body)
  }

  private static func chinese(_ bytes: ArraySlice<UInt8>) throws(ListFileError) -> String {
    var left = bytes.count / soundness + 1
    let text = try? Transcoding.utf8(bytes, from: "GB18030") { byte in
      // The euro sign of Windows's code page 936.
      if byte == 0x80 { return Array("€".utf8) }
      left -= 1
      return left < 0 ? nil : replacement
    }
    guard let text else { throw .unknownEncoding }
    return try checked(String(decoding: text, as: UTF8.self))
  }

  private static func wide(
    _ bytes: ArraySlice<UInt8>, isBig: Bool
  ) throws(ListFileError) -> String {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isBig ? first << 8 | second : second << 8 | first)
      index += 2
    }
    while units.last == 0 { units.removeLast() }
    return try checked(String(decoding: units, as: UTF16.self))
  }

  /// The text, unless it holds what text files don't: PDF files, pictures and the like do.
  private static func checked(_ text: String) throws(ListFileError) -> String {
    let head = text.utf8.prefix(4096)
    // A separator that a system left in its cells is nothing; as many as in a program are.
    let controls = head.count { byte in
      byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D && byte != 0x0C
    }
    if controls * 16 > head.count || text.hasPrefix("%PDF-") || text.hasPrefix("{\\rtf") {
      throw .notAList
    }
    var wrong = 0
    for scalar in text.unicodeScalars where scalar == "\u{FFFD}" { wrong += 1 }
    let most = min(text.utf8.count / soundness + 1, text.utf8.count / 4)
    if wrong > most { throw .unknownEncoding }
    return text
  }
}

/// How far bytes that are no UTF-8 as a whole are some: Chinese text in it consists of sequences of
/// three bytes, which text in another encoding holds by chance alone.
private struct UTF8Evidence {
  private(set) var characters = 0
  private(set) var errors = 0

  init(_ bytes: ArraySlice<UInt8>) {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): if scalar.value >= 0x800 { characters += 1 }
      case .error: errors += 1
      case .emptyInput: return
      }
    }
  }
}
