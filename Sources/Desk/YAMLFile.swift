internal import Evidence
internal import Yams

/// What the dossier's YAML files have in common: errors with their line.
enum YAMLFile {
  /// The largest file that is read; a dossier's own files are a few KB.
  static let largest = 4 << 20

  static func compose(_ text: String, file: String) throws(DeskError) -> Node {
    if YAMLAliases.areTooMany(in: text) {
      throw .malformed(file: file, line: 1, problem: .tooManyAliases)
    }
    do {
      guard let node = try Yams.compose(yaml: text, .basic) else {
        throw DeskError.malformed(file: file, line: 1, problem: .empty)
      }
      return node
    } catch let error as DeskError {
      throw error
    } catch {
      switch error as? YamlError {
      case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
        .composer(_, let problem, let mark, _)?:
        throw .malformed(file: file, line: mark.line, problem: .syntax(problem))
      case .duplicatedKeysInMapping(let keys, let context)?:
        throw .malformed(
          file: file, line: context.mark.line,
          problem: .repeatedKey(keys.joined(separator: ", ")))
      default: throw .malformed(file: file, line: 1, problem: .syntax("\(error)"))
      }
    }
  }

  static func text(_ node: Node, key: String, file: String) throws(DeskError) -> String {
    guard let scalar = node.scalar else { throw error(node, .notText(key), file: file) }
    return scalar.string
  }

  static func error(_ node: Node, _ problem: DeskError.YAMLProblem, file: String) -> DeskError {
    .malformed(file: file, line: node.mark?.line ?? 1, problem: problem)
  }
}
