/// Where a requirement stands, for whoever gathers the evidence.
public enum Standing: String, Sendable, CaseIterable {
  /// Asked for, and nothing is there.
  case missing
  /// Files are there, and none of them can be used.
  case broken
  /// A person has to look: the box is not clear, or a file is there that may do.
  case open
  /// Nothing is there of what is only advised.
  case advised
  /// Evidence is there, and what it lists is not what the form states.
  case mistaken
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
      if reason == .undetermined {
        .open
      } else if !attachments.isEmpty {
        .broken
      } else if isSuggested {
        .open
      } else {
        requirement.level == .required ? .missing : .advised
      }
    }
  }
}
