/// A requirement that a loose file may prove, how surely, and why.
public struct Suggestion: Hashable, Sendable {
  /// How sure the match is. Only what is certain is ever linked without a person's word.
  public enum Confidence: String, Sendable, CaseIterable, Comparable {
    /// A number or an unmistakable phrase decides.
    case certain
    case likely
    case possible

    /// Less sure is less.
    public static func < (left: Confidence, right: Confidence) -> Bool {
      left.rank < right.rank
    }

    private var rank: Int {
      switch self {
      case .certain: 2
      case .likely: 1
      case .possible: 0
      }
    }
  }

  /// What speaks for the match.
  public enum Reason: Hashable, Sendable {
    case number(String, in: Source)
    case words([String], in: Source)
  }

  /// Where the number or the words stand.
  public enum Source: String, Hashable, Sendable, CaseIterable {
    case name, folder, title
  }

  public var requirement: Requirement.Number
  public var confidence: Confidence
  public var reasons: [Reason]
  /// Whether the form, as it is filled in, asks for the requirement or leaves it open.
  public var isAsked: Bool
}

/// A file that proves nothing yet, as far as matching needs to know it.
public struct LooseFile: Hashable, Sendable {
  /// The file's own name and, outermost first, those of the folders that it lies in.
  public var folders: [String]
  public var name: String
  /// The title inside, where the file has one; of a long one, the beginning.
  public let title: String?
  /// What goes on for longer is a paragraph, not a title, and only costs time.
  static let longestTitle = 120

  /// Whether it has no content; it then proves nothing, whatever it is called.
  public var isEmpty: Bool

  public init(folders: [String], name: String, title: String? = nil, isEmpty: Bool = false) {
    self.folders = folders
    self.name = name
    self.title = title.map { String($0.prefix(Self.longestTitle)) }
    self.isEmpty = isEmpty
  }
}
