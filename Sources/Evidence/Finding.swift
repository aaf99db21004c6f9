/// One thing that is wrong or doubtful about a dossier or a package.
///
/// A finding is a value, free of language: `Reports` words it. `place` says where, `details` are
/// the named facts that the wording fills in.
public struct Finding: Hashable, Sendable {
  /// How much a finding weighs. An error makes the verdict bad; a warning does so under
  /// `--strict`; a note never does.
  public enum Level: String, Sendable, CaseIterable {
    case error, warning, note
  }

  /// The stable name of the rule that was broken, as `digest-mismatch`; it never changes and is
  /// the same in every language.
  public struct Rule: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
  }

  public var rule: Rule
  public var level: Level
  /// The id of a place in the form, a requirement's number, or a path in the dossier or package.
  public var place: String
  /// Facts by name, as `["expected": …, "actual": …]`; never the name of a person.
  public var details: [String: String]

  public init(
    _ rule: Rule, _ level: Level, at place: String, _ details: [String: String] = [:]
  ) {
    self.rule = rule
    self.level = level
    self.place = place
    self.details = details
  }
}
