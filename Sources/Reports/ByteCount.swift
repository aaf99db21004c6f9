/// A file's size for people.
public enum ByteCount {
  /// The size in decimal units, as `6.1 MB`; exact below 1000 bytes.
  public static func text(_ bytes: Int64) -> String {
    let units = ["KB", "MB", "GB", "TB", "PB", "EB"]
    guard bytes >= 1000 else { return "\(bytes) B" }
    var unit = 0
    var divisor: Int64 = 1000
    // 999.95 would be rounded to 1000.0, which is 1.0 of the next unit.
    while unit + 1 < units.count, bytes / divisor >= 1000 || tenths(bytes, divisor) >= 10_000 {
      divisor *= 1000
      unit += 1
    }
    let tenths = tenths(bytes, divisor)
    return tenths >= 1000
      ? "\((tenths + 5) / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }

  private static func tenths(_ bytes: Int64, _ divisor: Int64) -> Int64 {
    (bytes / (divisor / 10) + (bytes % (divisor / 10) * 2 >= divisor / 10 ? 1 : 0))
  }
}
