/// Why a text is no YAML that is read here.
public enum YAMLError: Error, Hashable, Sendable {
  case empty
  /// The parser's own words, in English; a line counted from 1.
  case syntax(String, line: Int)
  case repeatedKey(String, line: Int)
  /// What they repeat is more than ``YAMLDocument/mostRepeated``.
  case tooManyAliases(line: Int)
  /// Lists and mappings in each other, more than ``YAMLDocument/mostLevels``.
  case tooDeep(line: Int)
}
