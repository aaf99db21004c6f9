internal import Evidence

/// Text without any format, in the encodings that Chinese offices use.
enum PlainText {
  /// As much of a file tells whether it is text.
  private static let sample = 1 << 16

  /// What the text is; nil where the content is no text.
  static func facts(_ bytes: Bytes) -> FileFacts? {
    let start = UnsafeRawBufferPointer(rebasing: bytes.slice(0, sample))
    if let text = utf16(start) {
      let isBlank = bytes.count <= sample && text.unicodeScalars.allSatisfy(saysNothing)
      return isBlank ? .blank(.text) : FileFacts(type(text))
    }
    guard isText(start, isWhole: bytes.count <= sample) else { return nil }
    return isBlank(bytes) ? .blank(.text) : FileFacts(type(beginning(of: start)))
  }

  /// Whether there is nothing in the text, which is one in UTF-8 or GB 18030, but blanks and what
  /// stands between the cells of a table.
  private static func isBlank(_ bytes: Bytes) -> Bool {
    let marks: [UInt8] = [0x20, 9, 10, 11, 12, 13] + Array(",;\"'|".utf8)
    guard let other = bytes.buffer.firstIndex(where: { !marks.contains($0) }) else { return true }
    // Wider blanks and byte order marks; nobody writes a long text of them.
    guard bytes.buffer[other] >= 0x80, bytes.count <= 4_096 else { return false }
    let first = String(decoding: bytes.buffer[other...].prefix(4), as: UTF8.self).unicodeScalars
    if let first = first.first, !saysNothing(first) { return false }
    return String(validating: bytes.buffer, as: UTF8.self)?.unicodeScalars
      .allSatisfy(saysNothing) ?? false
  }

  private static func saysNothing(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
      || ",;\"'|".unicodeScalars.contains(scalar)
  }

  private static func type(_ text: String) -> FileType {
    let scalars = text.unicodeScalars
      .drop { $0.properties.isWhitespace || $0 == "\u{FEFF}" }.prefix(20)
    let beginning = String(String.UnicodeScalarView(scalars)).lowercased()
    if beginning.hasPrefix("#!") { return .program }
    // What Windows calls a shortcut to the web, and what the desktops of Linux start.
    if beginning.hasPrefix("[internetshortcut]") || beginning.hasPrefix("[desktop entry]") {
      return .shortcut
    }
    if beginning.hasPrefix("{\\rtf") { return .rtf }
    if beginning.hasPrefix("<!doctype html") || beginning.hasPrefix("<html") { return .html }
    if beginning.hasPrefix("<?xml") { return .xml }
    return .text
  }

  /// As much of a text as tells its type: all marks are of ASCII, so that a text that begins with
  /// anything but them and blanks needs no decoding.
  private static func beginning(of bytes: UnsafeRawBufferPointer) -> String {
    let blanks: [UInt8] = [0x20, 9, 10, 11, 12, 13]
    let rest = bytes.drop(while: blanks.contains)
    guard let first = rest.first,
      first >= 0x80 || first == UInt8(ascii: "<")
        || first == UInt8(ascii: "{") || first == UInt8(ascii: "#") || first == UInt8(ascii: "[")
    else { return "" }
    // Lead bytes of U+0085 and U+00A0, of the wider blanks and of the byte order mark.
    let mayBeBlank = first < 0x80 || [0xC2, 0xE1, 0xE2, 0xE3, 0xEF].contains(first)
    return mayBeBlank ? String(decoding: rest, as: UTF8.self) : ""
  }

  /// The text in UTF-16, which begins with a byte order mark; nil where there is none.
  private static func utf16(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) else { return nil }
    let isLittle = bytes.first == 0xFF
    let body = Array(bytes.dropFirst(2))
    var units: [UInt16] = []
    for index in stride(from: 0, to: body.count - 1, by: 2) {
      let (first, second) = (UInt16(body[index]), UInt16(body[index + 1]))
      units.append(isLittle ? second << 8 | first : first << 8 | second)
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// Whether the bytes are text in UTF-8 or GB 18030.
  ///
  /// - Parameter isWhole: whether the text may not end in the middle of a character.
  private static func isText(_ bytes: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
    switch utf8Length(bytes) {
    case nil: return false
    case bytes.count: return true
    case let length? where !isWhole && bytes.count - length <= 3:
      return !bytes[length...].contains(where: isControl)
    case let length?:
      return !bytes[length...].contains(where: isControl) && isGB18030(bytes, isWhole: isWhole)
    }
  }

  /// How many bytes from the beginning are whole characters of UTF-8 (Unicode, table 3-7); nil where
  /// one among them stands in no text.
  private static func utf8Length(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let count = bytes.count
    var index = 0
    while index < count {
      // Three bytes, but for U+0000…U+0FFF and the surrogates: most characters of Chinese texts.
      while index + 4 <= count {
        let next = bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self).littleEndian
        guard next & 0xC0C0F0 == 0x8080E0, next & 0xFF != 0xE0, next & 0xFF != 0xED else { break }
        index += 3
      }
      guard index < count else { break }
      let lead = bytes[index]
      if lead < 0x80 {
        if isControl(lead) { return nil }
        index += 1
        continue
      }
      let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      guard (0xC2...0xF4).contains(lead), index + length <= count else { return index }
      let second = bytes[index + 1]
      guard isContinuation(second), length < 3 || isContinuation(bytes[index + 2]),
        length < 4 || isContinuation(bytes[index + 3])
      else { return index }
      switch lead {
      case 0xE0 where second < 0xA0, 0xED where second > 0x9F, 0xF0 where second < 0x90,
        0xF4 where second > 0x8F:
        return index
      default: index += length
      }
    }
    return index
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

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
