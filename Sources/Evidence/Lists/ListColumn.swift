internal import Notation

extension Form {
  /// A column of a list that serves as evidence.
  public struct ListColumn: Hashable, Sendable {
    public var id: String
    public var label: String
    public var synonyms: [String]
    /// What its cells hold.
    public var content: ListContent = .text
    /// Whether a list of rows must have it, and each row something in it.
    public var isRequired = false

    public init(id: String, label: String, synonyms: [String]) {
      self.id = id
      self.label = label
      self.synonyms = synonyms
    }
  }

  /// What the cells of a list's column hold.
  public enum ListContent: Hashable, Sendable {
    case text
    /// One of a few answers.
    case choice([ListChoice])
    /// A day, or a month or year.
    case date
    /// A year, or a day in it.
    case year
    /// A sum or quantity, held in the unit in which the form states it.
    case amount(unit: String)
    /// Letters and digits by a pattern.
    case code(CodePattern)
    case standardNumber
    case patentNumber

    /// The name of this content in a definition.
    public var name: String {
      switch self {
      case .text: "text"
      case .choice: "choice"
      case .date: "date"
      case .year: "year"
      case .amount: "amount"
      case .code: "code"
      case .standardNumber: "standard-number"
      case .patentNumber: "patent-number"
      }
    }

    static let names = [
      "text", "choice", "date", "year", "amount", "code", "standard-number", "patent-number",
    ]
  }

  /// One answer that a column of choices may hold.
  public struct ListChoice: Hashable, Sendable {
    public var id: String
    /// The words of which a cell with this answer holds one; the first is the answer's name.
    public var words: [String]
    /// How a column is headed that is ticked for this answer.
    public var headings: [String]

    public init(id: String, words: [String], headings: [String]? = nil) {
      self.id = id
      self.words = words
      self.headings = headings ?? words
    }
  }
}

extension [Form.ListChoice] {
  /// The id of the one answer whose words the text holds; nil where it holds none, or several.
  func choice(in text: String) -> String? {
    let text = text.normalised
    let said = filter { $0.words.contains { text.contains($0.normalised) } }
    return said.count == 1 ? said[0].id : nil
  }
}

extension Form.ListColumn {
  /// The answers among which its cells choose; none where they hold something else.
  public var choices: [Form.ListChoice] {
    if case .choice(let choices) = content { choices } else { [] }
  }

  /// The name by which a sentence calls the answer with this id.
  public func name(ofChoice id: String) -> String {
    choices.first { $0.id == id }?.words.first ?? id
  }
}

extension [Form.ListColumn] {
  subscript(id: String) -> Form.ListColumn? { first { $0.id == id } }

  /// The column whose words are the rows of a list: its number, or the first that must be there.
  var anchor: String {
    self["number"]?.id ?? first { $0.isRequired }?.id ?? first { $0.id != "serial" }?.id ?? ""
  }

  /// The columns with the answers that another definition has for those of the same ids.
  ///
  /// Definitions written before columns said what they hold leave out levels and roles.
  package func completed(by known: [Form.ListColumn]) -> [Form.ListColumn] {
    map { column in
      guard column.content == .text, let other = known[column.id] else { return column }
      var column = column
      column.content = other.content
      return column
    }
  }
}
