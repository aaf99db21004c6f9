public import Evidence

extension CompletenessReport {
  /// The report as a page that needs nothing else and prints on A4.
  public func html(_ language: Language, on date: String, linksFiles: Bool) -> String { "" }
}
