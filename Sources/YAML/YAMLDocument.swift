internal import CYAML
public import Notation

/// Reads YAML 1.1, as libyaml does, and so JSON as well.
public enum YAMLDocument {
  /// As many nodes aliases (`*name`) may repeat in all: those that refer to aliases multiply.
  public static let mostRepeated = 100_000
  public static let mostLevels = 100

  /// The one document in a text.
  ///
  /// Keys are text. Tags are passed over; an alias stands for what it refers to, with its place.
  ///
  /// - Throws: ``YAMLError``, the first one.
  /// - Complexity: linear in the length of the text.
  public static func parse(_ text: String) throws(YAMLError) -> Node {
    try Array(text.utf8).withUnsafeBufferPointer { (bytes) throws(YAMLError) in
      try Composer(bytes).document()
    }
  }
}

/// Makes nodes of the parser's events.
private final class Composer {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeBufferPointer<UInt8>
  private var anchors: [String: (node: Node, size: Int)] = [:]
  /// How many nodes there are so far, with those that aliases repeat.
  private var size = 0
  private var repeatedSize = 0

  init(_ input: UnsafeBufferPointer<UInt8>) {
    self.input = input
    parser = .allocate(capacity: 1)
    yaml_parser_initialize(parser)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  func document() throws(YAMLError) -> Node {
    while true {
      let event = try next()
      switch event.type {
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT: continue
      case YAML_STREAM_END_EVENT: throw .empty
      default:
        let root = try node(from: event, depth: 0)
        _ = try next()
        let end = try next()
        guard end.type == YAML_STREAM_END_EVENT else {
          throw .syntax("a second document begins here", line: end.line)
        }
        return root
      }
    }
  }

  private func node(from event: Event, depth: Int) throws(YAMLError) -> Node {
    guard depth <= YAMLDocument.mostLevels else { throw .tooDeep(line: event.line) }
    let sizeBefore = size
    let content: Node.Content
    switch event.type {
    case YAML_ALIAS_EVENT:
      guard let name = event.anchor, let anchor = anchors[name] else {
        throw .syntax("found undefined alias", line: event.line)
      }
      size += anchor.size
      repeatedSize += anchor.size
      guard repeatedSize <= YAMLDocument.mostRepeated else {
        throw .tooManyAliases(line: event.line)
      }
      return anchor.node
    case YAML_SEQUENCE_START_EVENT:
      var items: [Node] = []
      while case let item = try next(), item.type != YAML_SEQUENCE_END_EVENT {
        items.append(try node(from: item, depth: depth + 1))
      }
      content = .sequence(items)
    case YAML_MAPPING_START_EVENT: content = .mapping(try entries(depth: depth))
    default: content = .scalar(event.scalar)
    }
    let node = Node(content, line: event.line, column: event.column)
    size += 1
    if let name = event.anchor { anchors[name] = (node, size - sizeBefore) }
    return node
  }

  private func entries(depth: Int) throws(YAMLError) -> [Node.Entry] {
    var entries: [Node.Entry] = []
    var keys: Set<String> = []
    while case let event = try next(), event.type != YAML_MAPPING_END_EVENT {
      let key = try node(from: event, depth: depth + 1)
      guard let text = key.text else { throw .syntax("a key must be text", line: key.line) }
      guard keys.insert(text).inserted else { throw .repeatedKey(text, line: event.line) }
      let value = try node(from: try next(), depth: depth + 1)
      entries.append(Node.Entry(key: key, value: value))
    }
    return entries
  }

  // MARK: Events

  private struct Event {
    var type: yaml_event_type_t
    var line: Int
    var column: Int
    var anchor: String?
    var scalar = Node.Scalar("")
  }

  private func next() throws(YAMLError) -> Event {
    var raw = yaml_event_t()
    guard yaml_parser_parse(parser, &raw) == 1 else { throw failure }
    defer { yaml_event_delete(&raw) }
    let start = raw.start_mark
    var event = Event(type: raw.type, line: start.line.number, column: start.column.number)
    switch raw.type {
    case YAML_SCALAR_EVENT:
      let scalar = raw.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length))
      event.scalar = Node.Scalar(
        String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      event.anchor = scalar.anchor.map { String(cString: $0) }
    case YAML_SEQUENCE_START_EVENT:
      event.anchor = raw.data.sequence_start.anchor.map { String(cString: $0) }
    case YAML_MAPPING_START_EVENT:
      event.anchor = raw.data.mapping_start.anchor.map { String(cString: $0) }
    case YAML_ALIAS_EVENT:
      event.anchor = raw.data.alias.anchor.map { String(cString: $0) }
    default: break
    }
    return event
  }

  private var failure: YAMLError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
    guard parser.pointee.error == YAML_READER_ERROR else {
      return .syntax(problem, line: parser.pointee.problem_mark.line.number)
    }
    // A character that no text holds has an offset, and no line.
    let before = input.prefix(Int(clamping: parser.pointee.problem_offset))
    return .syntax(problem, line: before.count { $0 == UInt8(ascii: "\n") } + 1)
  }
}

extension Int {
  /// A line or column, which libyaml counts from 0, counted from 1.
  fileprivate var number: Int { self &+ 1 }
}
