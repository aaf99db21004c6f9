internal import Evidence

/// Text without any format, in the encodings that Chinese offices use.
enum PlainText {
  /// As much of a file tells whether it is text.
  private static let sample = 1 << 16

  /// What the text is; nil where the content is no text.
  static func facts(_ bytes: Bytes) -> FileFacts? {
    let start = UnsafeRawBufferPointer(rebasing: bytes.slice(0, sample))
    guard let text = decoded(start, isWhole: bytes.count <= sample) else { return nil }
    return FileFacts(type(text))
  }

  private static func type(_ text: String) -> FileType {
    let scalars = text.unicodeScalars
      .drop { $0.properties.isWhitespace || $0 == "\u{FEFF}" }.prefix(20)
    let beginning = String(String.UnicodeScalarView(scalars)).lowercased()
    if beginning.hasPrefix("#!") { return .program }
    if beginning.hasPrefix("{\\rtf") { return .rtf }
    if beginning.hasPrefix("<!doctype html") || beginning.hasPrefix("<html") { return .html }
    if beginning.hasPrefix("<?xml") { return .xml }
    return .text
  }

  /// - Parameter isWhole: whether the text may not end in the middle of a character.
  private static func decoded(
    _ bytes: UnsafeRawBufferPointer, isWhole: Bool
  ) -> String? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let isLittle = bytes.first == 0xFF
      let body = Array(bytes.dropFirst(2))
      var units: [UInt16] = []
      for index in stride(from: 0, to: body.count - 1, by: 2) {
        let (first, second) = (UInt16(body[index]), UInt16(body[index + 1]))
        units.append(isLittle ? second << 8 | first : first << 8 | second)
      }
      return String(decoding: units, as: UTF16.self)
    }
    if bytes.contains(where: isControl) { return nil }
    let cut = isWhole ? 0 : 3
    for dropped in 0...cut {
      if let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) { return text }
    }
    return isGB18030(bytes, isWhole: isWhole) ? String(decoding: bytes, as: UTF8.self) : nil
  }

  /// Whether no text has the byte; ESC and form feed stand in texts of old systems.
  private static func isControl(_ byte: UInt8) -> Bool {
    switch byte {
    case 9, 10, 12, 13, 27: false
    default: byte < 0x20 || byte == 0x7F
    }
  }

  /// Whether the bytes are characters of GB 18030, of one, two or four bytes.
  private static func isGB18030(_ bytes: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      guard (0x81...0xFE).contains(lead) else { return false }
      guard index + 1 < bytes.endIndex else { return !isWhole }
      if (0x30...0x39).contains(bytes[index + 1]) {
        guard index + 3 < bytes.endIndex else { return !isWhole }
        guard (0x81...0xFE).contains(bytes[index + 2]), (0x30...0x39).contains(bytes[index + 3])
        else { return false }
        index += 4
      } else {
        guard (0x40...0xFE).contains(bytes[index + 1]), bytes[index + 1] != 0x7F else {
          return false
        }
        index += 2
      }
    }
    return true
  }
}
