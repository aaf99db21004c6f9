/// The loose files of a folder with what each may prove.
public struct SuggestionReport: Sendable {
  /// One loose file.
  public struct Item: Sendable {
    /// Relative to the dossier; for a folder outside of it, as the user names it.
    public var path: String
    /// The title inside, where one was read.
    public var title: String?
    /// The likeliest first; none where names and title say nothing.
    public var suggestions: [Suggestion]

    public init(path: String, title: String?, suggestions: [Suggestion]) {
      self.path = path
      self.title = title
      self.suggestions = suggestions
    }

    public var confidence: Suggestion.Confidence? { suggestions.first?.confidence }
  }

  public var form: Form
  public var name: String
  /// The dossier's folder, as the user names it.
  public var folder: String
  /// In the order of their paths.
  public var items: [Item]
  /// Whether the files lie in the dossier; only those can be linked.
  public var canLink: Bool
  /// What the form says 需提供 for, or leaves open, and nothing proves yet.
  public var missing: [Requirement]

  public init(
    form: Form, name: String, folder: String, items: [Item], canLink: Bool, missing: [Requirement]
  ) {
    self.form = form
    self.name = name
    self.folder = folder
    self.items = items
    self.canLink = canLink
    self.missing = missing
  }

  /// The links that no one needs to be asked about.
  public var certainLinks: [EvidenceLink] {
    items.flatMap { item in
      item.suggestions.filter { $0.confidence == .certain }.compactMap { suggestion in
        (try? PackagePath(item.path)).map {
          EvidenceLink(requirement: suggestion.requirement, attachment: $0)
        }
      }
    }
  }

  /// The files that a person has to judge, those that nothing speaks for last.
  public var open: [Item] {
    [.likely, .possible, nil].flatMap { confidence in
      items.filter { $0.confidence == confidence }
    }
  }
}
