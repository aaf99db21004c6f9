/// The language of a report.
public enum Language: String, Sendable, CaseIterable {
  case zh, en

  /// The one that a page offers instead.
  public var other: Language { self == .zh ? .en : .zh }

  /// Takes a locale's name, as `LANG` has it: Chinese for `zh…`, English for any other.
  public init(locale: String) {
    self = locale.lowercased().hasPrefix("zh") ? .zh : .en
  }
}
