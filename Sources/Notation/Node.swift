/// One value of a text in YAML or JSON, with its place in it.
public struct Node: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping([Entry])
  }

  public struct Scalar: Hashable, Sendable {
    public var text: String
    /// Whether it stands without quotation marks: `true`, where `"true"` is a word.
    public var isPlain: Bool

    public init(_ text: String, isPlain: Bool = true) {
      self.text = text
      self.isPlain = isPlain
    }
  }

  public struct Entry: Hashable, Sendable {
    public var key: Node
    public var value: Node

    public init(key: Node, value: Node) {
      self.key = key
      self.value = value
    }
  }

  public var content: Content
  /// Counted from 1.
  public var line: Int
  /// In characters, counted from 1.
  public var column: Int

  public init(_ content: Content, line: Int, column: Int) {
    self.content = content
    self.line = line
    self.column = column
  }

  public var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  public var text: String? { scalar?.text }

  public var sequence: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  public var mapping: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// Whether nothing is given: `links:` with no value, `~`, `null`.
  public var isNull: Bool {
    guard let scalar, scalar.isPlain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
  }

  /// The value of a mapping's key; nil for any other node.
  public subscript(key: String) -> Node? { mapping?.first { $0.key.text == key }?.value }
}
