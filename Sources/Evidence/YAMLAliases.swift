/// A guard against YAML that grows without bound as its aliases (`*name`) are followed.
public enum YAMLAliases {
  /// Aliases that refer to aliases multiply; with `n` in all a text grows at most 3^(n/3) times,
  /// and the forms need a dozen.
  public static let most = 24

  /// Whether `text` has more aliases than ``most``; words that only look like one count as well.
  ///
  /// - Complexity: linear in the length of the text.
  public static func areTooMany(in text: String) -> Bool {
    var count = 0
    var before = UInt8(ascii: "\n")
    var isAfterStar = false
    for byte in text.utf8 {
      if isAfterStar, byte > 0x20 { count += 1 }
      isAfterStar = byte == UInt8(ascii: "*") && (before <= 0x20 || "[{,:-?".utf8.contains(before))
      before = byte
    }
    return count > most
  }
}
