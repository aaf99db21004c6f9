/// A JSON value whose keys keep the order that they were given in.
///
/// The same value is the same bytes on any machine, which an encoder that sorts or shuffles keys
/// by its release doesn't promise.
public enum JSONValue: Sendable {
  case object([(String, JSONValue)])
  case array([JSONValue])
  /// An array whose values are made one by one as they are written, for long ones.
  case values(count: Int, @Sendable (_ index: Int) -> JSONValue)
  /// An array of objects whose members are written one by one, for very long ones.
  case objects(count: Int, @Sendable (_ members: inout JSONMembers, _ index: Int) -> Void)
  case string(String)
  /// A string by its UTF-8 bytes.
  case utf8([UInt8])
  case integer(Int)
  case bool(Bool)
  case null

  /// The value pretty-printed with two spaces a level and a line feed at the end.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// ``text`` in UTF-8.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Writes ``bytes`` piece by piece, for what is too long to be kept.
  public func write(to output: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try withoutActuallyEscaping(output) { output in
      var writer = JSONWriter(output)
      writer.write(self, indent: 0)
      writer.put("\n")
      writer.flush()
      if let failure = writer.failure { throw failure }
    }
  }

  /// The string, or null.
  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

/// The members of one object, which are written as they are given.
public struct JSONMembers {
  fileprivate var writer: JSONWriter
  fileprivate let indent: Int
  private var isEmpty = true

  fileprivate init(_ writer: JSONWriter, indent: Int) {
    self.writer = writer
    self.indent = indent
  }

  /// - Parameter key: printable ASCII.
  mutating func put(_ key: StaticString, _ value: String) {
    begin(key)
    var value = value
    value.withUTF8 { writer.write($0) }
  }

  mutating func put(_ key: StaticString, utf8 value: [UInt8]) {
    begin(key)
    value.withUnsafeBufferPointer { writer.write($0) }
  }

  mutating func put(_ key: StaticString, _ value: Int) {
    begin(key)
    writer.put(String(value))
  }

  private mutating func begin(_ key: StaticString) {
    writer.put(isEmpty ? "{\n" : ",\n")
    isEmpty = false
    writer.blanks(indent)
    writer.put("\"")
    key.withUTF8Buffer { writer.put($0) }
    writer.put("\": ")
  }

  fileprivate mutating func end() {
    if isEmpty { return writer.put("{}") }
    writer.put("\n")
    writer.blanks(indent - 1)
    writer.put("}")
  }
}

private struct JSONWriter {
  /// As much is handed on at once.
  static let blockSize = 1 << 16

  private let output: (UnsafeRawBufferPointer) throws -> Void
  private var bytes: [UInt8] = []
  /// What the output threw first; nothing is handed on after it.
  private(set) var failure: (any Error)?

  init(_ output: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.output = output }

  mutating func flush() {
    if failure == nil {
      do { try bytes.withUnsafeBytes(output) } catch { failure = error }
    }
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func put(_ text: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: text) }

  mutating func write(_ value: JSONValue, indent: Int) {
    switch value {
    case .null: put("null")
    case .bool(let value): put(value ? "true" : "false")
    case .integer(let value): put(String(value))
    case .string(var value): value.withUTF8 { write($0) }
    case .utf8(let value): value.withUnsafeBufferPointer { write($0) }
    case .array(let items):
      write(count: items.count, "[", "]", indent) { $0.write(items[$1], indent: indent + 1) }
    case .values(let count, let make):
      write(count: count, "[", "]", indent) { $0.write(make($1), indent: indent + 1) }
    case .objects(let count, let write):
      self.write(count: count, "[", "]", indent) { writer, index in
        // Handed over and back, so that the bytes are nobody else's meanwhile and none is copied.
        var members = JSONMembers(writer.given(), indent: indent + 2)
        write(&members, index)
        members.end()
        writer = members.writer.given()
      }
    case .object(let members):
      write(count: members.count, "{", "}", indent) { writer, index in
        var key = members[index].0
        key.withUTF8 { writer.write($0) }
        writer.put(": ")
        writer.write(members[index].1, indent: indent + 1)
      }
    }
  }

  private mutating func write(
    count: Int, _ open: String, _ close: String, _ indent: Int,
    item: (inout JSONWriter, _ index: Int) -> Void
  ) {
    put(open)
    for index in 0..<count {
      put(index == 0 ? "\n" : ",\n")
      blanks(indent + 1)
      item(&self, index)
      if bytes.count >= Self.blockSize { flush() }
    }
    if count > 0 {
      put("\n")
      blanks(indent)
    }
    put(close)
  }

  /// Gives the writer away, and leaves an empty one.
  mutating func given() -> JSONWriter {
    let given = self
    bytes = []
    return given
  }

  mutating func blanks(_ levels: Int) {
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * levels))
  }

  mutating func write(_ string: UnsafeBufferPointer<UInt8>) {
    bytes.append(0x22)
    if string.allSatisfy({ $0.isOfSeen && $0 != 0x22 && $0 != 0x5C }) {
      bytes.append(contentsOf: string)
    } else {
      for scalar in String(decoding: string, as: UTF8.self).unicodeScalars { write(scalar) }
    }
    bytes.append(0x22)
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": put("\\\"")
    case "\\": put("\\\\")
    case "\n": put("\\n")
    case "\r": put("\\r")
    case "\t": put("\\t")
    // Beyond what RFC 8259 §7 asks for: characters that steer a terminal or turn a line around.
    case _ where scalar.isUnseen: escape(scalar)
    default: bytes.append(contentsOf: String(scalar).utf8)
    }
  }

  /// The scalar in UTF-16 units, each as `\u202e`.
  private mutating func escape(_ scalar: Unicode.Scalar) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      put("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
    }
  }
}
