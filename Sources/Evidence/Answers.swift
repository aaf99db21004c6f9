/// What one applicant put in each box, blank and cell of a form.
public struct Answers: Hashable, Sendable {
  /// The answer in one place.
  public enum Answer: Hashable, Sendable {
    case ticked(Bool)
    /// The state of a box that could not be made out (无法判定).
    case undetermined
    /// As typed, paragraphs joined by a line feed; empty where nothing was.
    case text(String)
  }

  /// Where an answer comes from.
  public enum Source: String, Hashable, Sendable, Codable {
    case document
    /// Settled by hand in `answers.yaml`.
    case settled
  }

  public private(set) var values: [String: Answer]
  public private(set) var sources: [String: Source]

  public init(values: [String: Answer] = [:], source: Source = .document) {
    self.values = values
    self.sources = values.mapValues { _ in source }
  }

  public subscript(place: String) -> Answer? { values[place] }

  public mutating func set(_ answer: Answer, at place: String, from source: Source) {
    values[place] = answer
    sources[place] = source
  }

  /// The text in a place, or nil where nothing was read there.
  public func text(_ place: String) -> String? {
    if case .text(let text)? = values[place] { return text }
    return nil
  }

  /// The figure in a place; nil where it is blank, “无” or no plain figure.
  public func number(_ place: String) -> Double? { text(place).flatMap(Figure.init(_:))?.value }
}

/// A figure as it is typed: `1,260.50`, `62家`, `约18%`, `１２`.
///
/// Full-width forms and thousands separators are read; a unit may follow. What is not plainly one
/// figure is none.
public struct Figure: Hashable, Sendable {
  public var value: Double
  /// Digits typed after the point.
  public var decimals: Int
  public var unit: String

  public init?(_ text: String) {
    var digits = ""
    var unit = ""
    var seenPoint = false
    var decimals = 0
    for scalar in text.unicodeScalars {
      let plain = scalar.plain
      if scalar.properties.isWhitespace { continue }
      switch plain {
      case "0"..."9" where unit.isEmpty:
        digits.unicodeScalars.append(plain)
        if seenPoint { decimals += 1 }
      case "." where unit.isEmpty && !seenPoint && !digits.isEmpty:
        seenPoint = true
        digits.append(".")
      case ",", "，":
        if !unit.isEmpty || digits.isEmpty || seenPoint { return nil }
      case "-", "−", "–":
        if !digits.isEmpty || !unit.isEmpty { return nil }
        digits.append("-")
      case "0"..."9": return nil
      default:
        if digits.isEmpty, plain == "约" || plain == "近" { continue }
        if digits.isEmpty || digits == "-" { return nil }
        unit.unicodeScalars.append(plain)
      }
    }
    // A number of four hundred digits is no figure, and Double's infinity none to compare.
    guard let value = Double(digits), value.isFinite else { return nil }
    self.value = value
    self.decimals = decimals
    self.unit = unit
  }
}
