/// A file's size for people.
public enum ByteCount {
  /// The size in decimal units, as `6.1 MB`; exact below 1000 bytes.
  public static func text(_ bytes: Int64) -> String {
    guard bytes >= 1000 else { return "\(bytes) B" }
    var divisor: Int64 = 1000
    for unit in ["KB", "MB", "GB", "TB", "PB"] {
      // Rounded, the figure may be 1000, which is 1.0 of the next unit.
      let tenths = rounded(bytes, divisor / 10)
      if tenths < 1000 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
      let whole = rounded(bytes, divisor)
      if whole < 1000 { return "\(whole) \(unit)" }
      divisor *= 1000
    }
    let tenths = rounded(bytes, divisor / 10)
    return "\(tenths / 10).\(tenths % 10) EB"
  }

  private static func rounded(_ bytes: Int64, _ divisor: Int64) -> Int64 {
    bytes / divisor + (bytes % divisor >= divisor - bytes % divisor ? 1 : 0)
  }
}
