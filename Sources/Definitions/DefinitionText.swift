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
    let root: Node
    do throws(YAMLError) { root = try YAMLDocument.parse(definition) } catch {
      throw FormDefinitionError(findings: [error.finding])
    }
    try self.init(root)
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
