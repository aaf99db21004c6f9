/// Reads JSON (RFC 8259) as nodes: what a page has of a form's definition is `form.json`.
///
/// As strict as ``JSONCursor``: no object has two members of one name, and nothing is guessed.
public enum JSONDocument {
  /// Longer ones are no form's definition, and their nodes would take ten times their size.
  public static let mostBytes = 4 << 20
  public static let mostLevels = JSONCursor.deepest

  /// The one value in a text; keys and strings are quoted scalars, numbers, `true`, `false` and
  /// `null` plain ones, as they are written.
  ///
  /// - Throws: ``JSONError``, the first one.
  /// - Complexity: linear in the length of the text.
  public static func parse(_ json: [UInt8]) throws(JSONError) -> Node {
    guard json.count <= mostBytes else { throw JSONError(reason: .tooLong, line: 1, column: 1) }
    do throws(JSONCursor.Failure) {
      return try JSONCursor.value(of: json) { cursor throws(JSONCursor.Failure) in
        var place = TextPlace(in: json)
        return try node(&cursor, &place)
      }
    } catch {
      var place = TextPlace(in: json)
      place.advance(to: error.offset)
      throw JSONError(error.reason, at: place)
    }
  }

  private static func node(
    _ cursor: inout JSONCursor, _ place: inout TextPlace
  ) throws(JSONCursor.Failure) -> Node {
    let start = cursor.beginning()
    place.advance(to: start)
    let (line, column) = (place.line, place.column)
    let content: Node.Content
    switch start < place.bytes.count ? place.bytes[start] : 0 {
    case UInt8(ascii: "{"):
      var entries: [Node.Entry] = []
      try cursor.object { cursor, key throws(JSONCursor.Failure) in
        place.advance(to: key.offset)
        let name = Node(
          .scalar(Node.Scalar(key.text, isPlain: false)), line: place.line, column: place.column)
        entries.append(Node.Entry(key: name, value: try node(&cursor, &place)))
      }
      content = .mapping(entries)
    case UInt8(ascii: "["):
      var items: [Node] = []
      try cursor.array { cursor throws(JSONCursor.Failure) in
        items.append(try node(&cursor, &place))
      }
      content = .sequence(items)
    case UInt8(ascii: "\""):
      content = .scalar(Node.Scalar(try cursor.string(), isPlain: false))
    default:
      try cursor.skip()
      content = .scalar(Node.Scalar(cursor.text(from: start)))
    }
    return Node(content, line: line, column: column)
  }
}

/// Why a text is no JSON that is read here, and where; line and column are counted from 1.
public struct JSONError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    case syntax
    /// Not UTF-8, or with a mark of byte order.
    case encoding
    /// An object has two members of one name.
    case repeatedKey
    /// More levels than ``JSONDocument/mostLevels``.
    case tooDeep
    /// More bytes than ``JSONDocument/mostBytes``.
    case tooLong
  }

  public var reason: Reason
  public var line: Int
  public var column: Int
}

extension JSONError {
  fileprivate init(_ reason: JSONCursor.Failure.Reason, at place: TextPlace) {
    (line, column) = (place.line, place.column)
    self.reason =
      switch reason {
      case .syntax, .incomplete: .syntax
      case .encoding: .encoding
      case .repeated: .repeatedKey
      case .tooDeep: .tooDeep
      }
  }
}

/// A place in a text, which only goes forward.
private struct TextPlace {
  let bytes: [UInt8]
  private(set) var line = 1
  private(set) var column = 1
  private var offset = 0

  init(in bytes: [UInt8]) { self.bytes = bytes }

  mutating func advance(to end: Int) {
    while offset < min(end, bytes.count) {
      if bytes[offset] == UInt8(ascii: "\n") {
        (line, column) = (line + 1, 1)
      } else if bytes[offset] & 0xC0 != 0x80 {
        column += 1
      }
      offset += 1
    }
  }
}
