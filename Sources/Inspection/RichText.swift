/// RTF (Microsoft's specification 1.9.1): groups in braces, one around all of them.
enum RichText {
  /// Whether the end is missing: a group is open, and no brace stands at the end.
  static func isCut(_ bytes: Bytes) -> Bool {
    let last = bytes.buffer.last { $0 > 0x20 }
    return last != UInt8(ascii: "}") && hasOpenGroup(bytes)
  }

  private static func hasOpenGroup(_ bytes: Bytes) -> Bool {
    var depth = 0
    var index = 0
    while let byte = bytes[index] {
      index += 1
      switch byte {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return false }
      case UInt8(ascii: "\\"):
        // So many bytes of any kind follow.
        if bytes.has("bin", at: index), let digit = bytes[index + 3],
          (0x30...0x39).contains(digit)
        {
          let digits = bytes.slice(index + 3, 10).prefix { (0x30...0x39).contains($0) }
          index += 3 + digits.count + 1 + digits.reduce(0) { $0 * 10 + Int($1 & 15) }
        } else {
          index += 1
        }
      default: break
      }
    }
    return true
  }
}
