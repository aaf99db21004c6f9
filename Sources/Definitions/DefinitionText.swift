public import Evidence
internal import Notation
internal import YAML

extension Form {
  /// Reads a form definition out of its text, which is YAML or JSON; see
  /// `Documentation/FormDefinition.md`.
  ///
  /// - Throws: ``FormDefinitionError`` with every defect of the definition; where it is no YAML,
  ///   with the first.
  /// - Complexity: linear in the length of the definition.
  public init(definition: String) throws(FormDefinitionError) {
    self = try Self.asWritten(definition)
    complete(with: (try? BundledForms.knownKinds.get()) ?? [:])
  }

  /// Without what this definition leaves to the bundled one.
  static func asWritten(_ definition: String) throws(FormDefinitionError) -> Form {
    let root: Node
    do throws(YAMLError) { root = try YAMLDocument.parse(definition) } catch {
      throw FormDefinitionError(findings: [error.finding])
    }
    return try Form(root)
  }

  /// Gives lists of standards and patents that do not say what their columns hold what the bundled
  /// definition says: so are those written that came before it.
  private mutating func complete(with kinds: [Form.Counting.Entries: [Form.ListColumn]]) {
    for section in sections.indices {
      for field in sections[section].fields.indices {
        guard let demand = sections[section].fields[field].evidence,
          let known = demand.counting.flatMap({ kinds[$0.entries] })
        else { continue }
        sections[section].fields[field].evidence?.list = demand.list.completed(by: known)
      }
    }
  }
}

extension YAMLError {
  fileprivate var finding: Finding {
    switch self {
    case .empty: Finding("form-empty", .error, at: "", ["line": "1"])
    case .syntax(let problem, let line):
      Finding("form-syntax", .error, at: "", ["line": String(line), "problem": problem])
    case .repeatedKey(let key, let line):
      Finding("form-duplicate-key", .error, at: "", ["line": String(line), "key": key])
    case .tooManyAliases(let line):
      Finding(
        "form-aliases", .error, at: "",
        ["line": String(line), "most": String(YAMLDocument.mostRepeated)])
    case .tooDeep(let line):
      Finding(
        "form-depth", .error, at: "",
        ["line": String(line), "most": String(YAMLDocument.mostLevels)])
    }
  }
}
