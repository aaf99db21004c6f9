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
  public enum Source: String, Hashable, Sendable {
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
  public func number(_ place: String) -> Double? { text(place).flatMap(Figure.init(_:))?.amount }
}
