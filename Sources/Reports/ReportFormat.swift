public import Evidence

/// How a report is written down.
public enum ReportFormat: String, CaseIterable, Sendable {
  case text, json, csv, html

  /// The format that a file's name asks for by its ending; nil for any other ending.
  public init?(fileName: String) {
    guard let dot = fileName.lastIndex(of: ".") else { return nil }
    switch fileName[fileName.index(after: dot)...].lowercased() {
    case "txt": self = .text
    case "json": self = .json
    case "csv": self = .csv
    case "html", "htm": self = .html
    default: return nil
    }
  }
}

extension CompletenessReport {
  /// The report as a whole file.
  ///
  /// - Parameters:
  ///   - date: the day to print on it, as `2026-11-24`; a report knows no clock.
  ///   - folder: the dossier's folder as the user names it, for the next step in a text.
  ///   - colour: whether text is meant for a terminal that shows colours.
  public func rendered(
    as format: ReportFormat, language: Language, on date: String, folder: String? = nil,
    colour: Bool = false
  ) -> String {
    switch format {
    case .text: text(language, folder: folder, colour: colour)
    case .json: json(language).text
    case .csv: csv(language)
    // The page may be written anywhere, or sent to someone who has no such files.
    case .html: html(language, on: date, links: .none)
    }
  }
}
