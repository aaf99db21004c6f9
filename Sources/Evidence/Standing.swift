/// Where a requirement stands, for whoever gathers the evidence.
public enum Standing: String, Sendable, CaseIterable {
  /// Asked for, and nothing is there.
  case missing
  /// A person has to look: the box is not clear, or a file is there that may not do.
  case open
  case held
  case notRequired = "not-required"
}

extension CompletenessReport.Item {
  /// Where the requirement stands.
  ///
  /// - Parameter isSuggested: whether a loose file may prove it.
  public func standing(isSuggested: Bool) -> Standing {
    switch state {
    case .notRequired: .notRequired
    case .held: reason == .undetermined ? .open : .held
    case .missing:
      reason == .undetermined || isSuggested || !attachments.isEmpty ? .open : .missing
    }
  }
}
