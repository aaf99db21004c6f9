internal import Evidence
public import Review

extension Verdict {
  /// The verdict in one sentence: whether the package is intact, and what is wrong, the gravest first.
  public func headline(_ wording: Wording) -> String {
    let intact = self[.intact]
    switch intact.cause {
    case .noPackage: return intact.words(wording)
    case _ where intact.outcome == .failed:
      return wording.phrase("verdict.not-intact", ["cause": intact.words(wording)])
    case _ where intact.outcome == .notChecked:
      return wording.phrase("verdict.not-read", ["cause": intact.words(wording)])
    default: break
    }
    let start = wording[intact.cause == .repacked ? "verdict.intact-repacked" : "verdict.intact"]
    let causes = failures.map { $0.words(wording) }
    if !causes.isEmpty {
      return wording.phrase(
        "verdict.but", ["start": start, "causes": causes.joined(separator: wording["semicolon"])])
    }
    let complete = self[.complete]
    return wording.phrase(
      complete.outcome == .passed ? "verdict.and-complete" : "verdict.and-open",
      ["start": start, "cause": complete.words(wording)])
  }

  /// The five answers for a terminal, a line each.
  func lines(_ wording: Wording) -> [String] {
    let rows = answers.map { ($0.name(wording), $0.outcomeWords(wording), $0.words(wording)) }
    let width = rows.map(\.0.columns).max() ?? 0
    let outcomeWidth = rows.map(\.1.columns).max() ?? 0
    return rows.map { name, outcome, words in
      "  \(name.padded(to: width))  \(outcome.padded(to: outcomeWidth))  \(words)"
    }
  }
}

extension Verdict.Answer {
  /// What is asked, in a word.
  public func name(_ wording: Wording) -> String { wording["verdict.\(question.rawValue)"] }

  /// Passed, failed or not checked.
  public func outcomeWords(_ wording: Wording) -> String {
    wording["verify.\(outcome.rawValue)"]
  }

  /// The cause.
  public func words(_ wording: Wording) -> String {
    wording.phrase(
      "verdict.\(question.rawValue).\(cause.rawValue)", details.mapValues(\.shown))
  }
}

extension PackageReview {
  /// One answer, as a page shows it.
  public struct Card: Sendable {
    public var name: String
    /// `passed`, `failed` or `not-checked`.
    public var outcome: String
    public var words: String
    public var remark: String
  }

  /// The five answers in their order.
  package func cards(_ wording: Wording) -> [Card] {
    verdict.answers.map { answer in
      Card(
        name: answer.name(wording), outcome: answer.outcome.rawValue,
        words: answer.outcomeWords(wording), remark: answer.words(wording))
    }
  }
}
