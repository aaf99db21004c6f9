internal import Evidence
internal import Notation
internal import YAML

/// What the dossier's YAML files have in common: errors with their line.
enum YAMLFile {
  /// The largest file that is read; a dossier's own files are a few KB.
  static let largest = 4 << 20

  static func parse(_ text: String, file: String) throws(DeskError) -> Node {
    do throws(YAMLError) { return try YAMLDocument.parse(text) } catch {
      switch error {
      case .empty: throw .malformed(file: file, line: 1, problem: .empty)
      case .syntax(let problem, let line):
        throw .malformed(file: file, line: line, problem: .syntax(problem))
      case .repeatedKey(let key, let line):
        throw .malformed(file: file, line: line, problem: .repeatedKey(key))
      case .tooManyAliases(let line):
        throw .malformed(file: file, line: line, problem: .tooManyAliases)
      case .tooDeep(let line): throw .malformed(file: file, line: line, problem: .tooDeep)
      }
    }
  }

  static func text(_ node: Node, key: String, file: String) throws(DeskError) -> String {
    guard let text = node.text else { throw error(node, .notText(key), file: file) }
    return text
  }

  static func error(_ node: Node, _ problem: DeskError.YAMLProblem, file: String) -> DeskError {
    .malformed(file: file, line: node.line, problem: problem)
  }
}
