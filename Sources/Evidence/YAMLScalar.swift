/// How a text is written as a scalar of YAML.
public enum YAMLScalar {
  /// The most characters of a key, as it is written, that is known for one by its colon alone (YAML
  /// 1.2 §7.4.3).
  static let longestImplicitKey = 1024

  /// Words that YAML 1.1 or 1.2 reads as something else than text.
  private static let reserved: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "null", "y", "n",
  ]

  /// `text` as a double-quoted scalar (YAML 1.2 §7.3.1), whatever it holds.
  public static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}",
        "\u{FFFE}", "\u{FFFF}":
        let hex = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// `text` without quotes where it is text without them, in a flow collection as well.
  public static func plain(_ text: String) -> String {
    let scalars = text.unicodeScalars
    // 2023年 is text, 2023 is a figure.
    let isText =
      scalars.first.map { isLetter($0) || $0 == "（" } == true
      || (scalars.first.map { ("0"..."9").contains($0) } == true
        && scalars.contains { $0.value > 0x7F && isLetter($0) })
    guard isText, scalars.last != " ", scalars.allSatisfy({ isLetter($0) || isHarmless($0) }),
      !reserved.contains(text.lowercased())
    else { return quoted(text) }
    return text
  }

  /// `texts` as a sequence on one line (YAML 1.2 §7.4.1).
  static func flow(_ texts: [String]) -> String {
    "[\(texts.map(plain).joined(separator: ", "))]"
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "\u{4E00}"..."\u{9FFF}": true
    default: false
    }
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", " ", "-", "/", "(", ")", "%", ".", "·", "、", "，", "。", "；", "：", "（", "）",
      "《", "》", "—", "？":
      true
    default: false
    }
  }
}
