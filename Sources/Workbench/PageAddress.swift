/// The addresses of the pages.
enum PageAddress {
  /// A path of these names.
  static func path(_ names: String...) -> String {
    "/" + names.map(encoded).joined(separator: "/")
  }

  /// A name with all but unreserved characters encoded (RFC 3986 §2.3).
  static func encoded(_ name: String) -> String { encoded(name, also: "") }

  /// A path of a file, its slashes kept.
  static func encodedPath(_ path: String) -> String { encoded(path, also: "/") }

  private static func encoded(_ text: String, also kept: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        bytes.append(byte)
      case _ where "-._~".utf8.contains(byte) || kept.utf8.contains(byte): bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
