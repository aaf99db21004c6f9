import Evidence

extension PackagePath {
  /// Whether Windows can hold the name (Microsoft, *Naming Files, Paths, and Namespaces*).
  var isPortable: Bool {
    bytes.split(separator: UInt8(ascii: "/")).allSatisfy { part in
      if part.contains(where: { Self.forbidden.contains($0) }) { return false }
      if part.last == UInt8(ascii: ".") || part.last == UInt8(ascii: " ") { return false }
      let stem = part.prefix { $0 != UInt8(ascii: ".") }
      guard (3...4).contains(stem.count) else { return true }
      return !Self.devices.contains(String(decoding: stem, as: UTF8.self).uppercased())
    }
  }

  private static let forbidden = Set("<>:\"|?*\r\n".utf8)
  private static let devices: Set<String> = Set(
    ["CON", "PRN", "AUX", "NUL"] + (1...9).flatMap { ["COM\($0)", "LPT\($0)"] })
}
