/// Reads JSON (RFC 8259) front to back, and builds nothing but what is asked for.
///
/// For records that may have a hundred megabytes and come from anyone: a decoder keeps a hundred
/// times their size and most of the time. It is strict: one value, no comments, no bytes that are not
/// UTF-8, no object with two members of one name, of which programs take the first or the last, and
/// numbers without fraction where a whole one is asked for.
///
///     var cursor = JSONCursor(bytes)
///     try cursor.object { cursor, key throws(JSONCursor.Failure) in
///       if key == "name" { name = try cursor.string() } else { try cursor.skip() }
///     }
///     try cursor.end()
package struct JSONCursor: ~Copyable {
  /// What is no JSON, or not the value that was asked for; the offset in bytes.
  package struct Failure: Error, Hashable {
    package enum Reason: Sendable {
      /// No JSON, or not the kind of value that was asked for.
      case syntax
      /// Not UTF-8, or with a mark of byte order (RFC 8259 §8.1).
      case encoding
      /// An object has two members of one name.
      case repeated
      /// A member that must be there is not.
      case incomplete
      case tooDeep
    }

    package var offset: Int
    package var reason: Reason

    package init(offset: Int, reason: Reason = .syntax) {
      self.offset = offset
      self.reason = reason
    }

    package static let incomplete = Failure(offset: 0, reason: .incomplete)
  }

  /// Deeper values are refused: the reader calls itself for each level.
  package static let deepest = 64

  /// A member's name as it stands in the JSON.
  package struct Key: ~Copyable {
    let offset: Int
    fileprivate let raw: UnsafeRawBufferPointer
    /// The name, where an escape in it hides that.
    fileprivate let decoded: String?

    var text: String { decoded ?? String(decoding: raw, as: UTF8.self) }

    package static func == (key: borrowing Key, text: StaticString) -> Bool {
      if let decoded = key.decoded { return decoded == text.description }
      let text = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
      return key.raw.count == text.count && key.raw.elementsEqual(text)
    }
  }

  /// Reads the one value that a file is.
  package static func value<Value>(
    of json: [UInt8], _ read: (inout JSONCursor) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    // UTF-16 and UTF-32 have zeros, or a mark, at the beginning; JSON in UTF-8 has neither.
    let beginning = json.prefix(4)
    if beginning.contains(0) || [0xEF, 0xFE, 0xFF].contains(beginning.first) {
      throw Failure(offset: 0, reason: .encoding)
    }
    let outcome: Result<Value, Failure> = json.withUnsafeBytes { bytes in
      do throws(Failure) {
        var cursor = JSONCursor(bytes)
        let value = try read(&cursor)
        try cursor.end()
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private let bytes: UnsafeRawBufferPointer
  private var place = 0
  private var depth = 0

  /// - Parameter bytes: must live as long as the cursor.
  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private var failure: Failure { Failure(offset: place) }

  // MARK: Values

  /// Reads an object; `member` reads or skips each value.
  package mutating func object(
    _ member: (inout JSONCursor, borrowing Key) throws(Failure) -> Void
  ) throws(Failure) {
    try open(UInt8(ascii: "{"))
    if close(UInt8(ascii: "}")) { return }
    var names = Names()
    repeat {
      let offset = beginning()
      let (raw, isPlain) = try rawString()
      let decoded = isPlain ? nil : try Self.unescaped(raw, at: place)
      try check(raw)
      guard names.insert(raw, decoded) else { throw Failure(offset: offset, reason: .repeated) }
      try expect(UInt8(ascii: ":"))
      try member(&self, Key(offset: offset, raw: raw, decoded: decoded))
    } while try isFollowed(before: UInt8(ascii: "}"))
  }

  /// The names that an object's members have had.
  private struct Names {
    /// Objects of records have some ten members, which are faster compared than hashed.
    private static let few = 16
    private var first: [UnsafeRawBufferPointer] = []
    private var all: Set<[UInt8]> = []

    /// Notes a name; false where it has been there.
    mutating func insert(_ raw: UnsafeRawBufferPointer, _ decoded: String?) -> Bool {
      if decoded == nil, all.isEmpty, first.count < Self.few {
        guard !first.contains(where: { $0.count == raw.count && $0.elementsEqual(raw) }) else {
          return false
        }
        first.append(raw)
        return true
      }
      if all.isEmpty { all = Set(first.map { Array($0) }) }
      return all.insert(decoded.map { Array($0.utf8) } ?? Array(raw)).inserted
    }
  }

  /// Reads an array; `element` reads or skips each value.
  package mutating func array(_ element: (inout JSONCursor) throws(Failure) -> Void) throws(Failure)
  {
    try open(UInt8(ascii: "["))
    if close(UInt8(ascii: "]")) { return }
    repeat { try element(&self) } while try isFollowed(before: UInt8(ascii: "]"))
  }

  package mutating func string() throws(Failure) -> String {
    let (raw, isPlain) = try rawString()
    if !isPlain { return try Self.unescaped(raw, at: place) }
    guard let text = String(validating: raw, as: UTF8.self) else {
      throw Failure(offset: place, reason: .encoding)
    }
    return text
  }

  /// A string, or a number as it is written.
  package mutating func scalar() throws(Failure) -> String {
    let start = beginning()
    if start < bytes.count, bytes[start] == UInt8(ascii: "\"") { return try string() }
    try skipNumber()
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  /// A string, or null.
  package mutating func optionalString() throws(Failure) -> String? {
    try null() ? nil : try string()
  }

  /// True or false, or null.
  package mutating func optionalBool() throws(Failure) -> Bool? {
    if try null() { return nil }
    guard place < bytes.count else { throw failure }
    let isTrue = bytes[place] == UInt8(ascii: "t")
    try word(isTrue ? "true" : "false")
    return isTrue
  }

  /// A string as bytes.
  package mutating func utf8() throws(Failure) -> [UInt8] {
    let (raw, isPlain) = try rawString()
    if !isPlain { return Array(try Self.unescaped(raw, at: place).utf8) }
    try check(raw)
    return Array(raw)
  }

  private func check(_ raw: UnsafeRawBufferPointer) throws(Failure) {
    guard raw.contains(where: { $0 >= 0x80 }) else { return }
    guard String(validating: raw, as: UTF8.self) != nil else {
      throw Failure(offset: place, reason: .encoding)
    }
  }

  /// A whole number of 64 bits, without fraction and exponent.
  package mutating func integer() throws(Failure) -> Int64 {
    let start = beginning()
    try skipNumber()
    guard let number = Int64(String(decoding: bytes[start..<place], as: UTF8.self)) else {
      throw Failure(offset: start)
    }
    return number
  }

  /// Takes `null` where it stands here.
  package mutating func null() throws(Failure) -> Bool {
    let start = beginning()
    guard start < bytes.count, bytes[start] == UInt8(ascii: "n") else { return false }
    try word("null")
    return true
  }

  /// Passes one value of whatever kind.
  package mutating func skip() throws(Failure) {
    let start = beginning()
    guard start < bytes.count else { throw failure }
    switch bytes[start] {
    case UInt8(ascii: "{"):
      try object { cursor, _ throws(Failure) in try cursor.skip() }
    case UInt8(ascii: "["): try array { cursor throws(Failure) in try cursor.skip() }
    case UInt8(ascii: "\""):
      let (raw, isPlain) = try rawString()
      if isPlain { try check(raw) } else { _ = try Self.unescaped(raw, at: place) }
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: try skipNumber()
    }
  }

  /// Makes sure that nothing follows.
  package mutating func end() throws(Failure) {
    guard beginning() == bytes.count else { throw failure }
  }

  /// What stands between an offset and here.
  func text(from start: Int) -> String { String(decoding: bytes[start..<place], as: UTF8.self) }

  // MARK: Tokens

  /// Passes blanks (RFC 8259 §2) and gives the offset of what follows.
  mutating func beginning() -> Int {
    while place < bytes.count {
      switch bytes[place] {
      case 0x20, 0x09, 0x0A, 0x0D: place += 1
      default: return place
      }
    }
    return place
  }

  private mutating func expect(_ byte: UInt8) throws(Failure) {
    guard beginning() < bytes.count, bytes[place] == byte else { throw failure }
    place += 1
  }

  private mutating func open(_ byte: UInt8) throws(Failure) {
    try expect(byte)
    depth += 1
    guard depth <= Self.deepest else { throw Failure(offset: place, reason: .tooDeep) }
  }

  private mutating func close(_ byte: UInt8) -> Bool {
    guard beginning() < bytes.count, bytes[place] == byte else { return false }
    place += 1
    depth -= 1
    return true
  }

  /// Whether a comma and another value follow; else the end must.
  private mutating func isFollowed(before end: UInt8) throws(Failure) -> Bool {
    if close(end) { return false }
    try expect(UInt8(ascii: ","))
    return true
  }

  private mutating func word(_ word: StaticString) throws(Failure) {
    let text = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[place...].starts(with: text) else { throw failure }
    place += text.count
  }

  /// Passes a number (RFC 8259 §6).
  private mutating func skipNumber() throws(Failure) {
    func isDigit(_ place: Int) -> Bool {
      place < bytes.count && (0x30...0x39).contains(bytes[place])
    }
    if place < bytes.count, bytes[place] == UInt8(ascii: "-") { place += 1 }
    guard isDigit(place) else { throw failure }
    if bytes[place] == UInt8(ascii: "0") {
      place += 1
    } else {
      while isDigit(place) { place += 1 }
    }
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
      place += 1
      guard isDigit(place) else { throw failure }
      while isDigit(place) { place += 1 }
    }
    if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
      place += 1
      if place < bytes.count,
        bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-")
      {
        place += 1
      }
      guard isDigit(place) else { throw failure }
      while isDigit(place) { place += 1 }
    }
  }

  /// What stands between the quotes, and whether none of it is escaped.
  private mutating func rawString() throws(Failure) -> (UnsafeRawBufferPointer, isPlain: Bool) {
    try expect(UInt8(ascii: "\""))
    let start = place
    var isPlain = true
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        let raw = UnsafeRawBufferPointer(rebasing: bytes[start..<place])
        place += 1
        return (raw, isPlain)
      case UInt8(ascii: "\\"):
        isPlain = false
        // A control character is refused where it stands, escaped or not.
        place += place + 1 < bytes.count && bytes[place + 1] >= 0x20 ? 2 : 1
      case 0..<0x20: throw failure
      default: place += 1
      }
    }
    place = min(place, bytes.count)
    throw failure
  }

  /// A string with its escapes taken (RFC 8259 §7).
  private static func unescaped(
    _ raw: UnsafeRawBufferPointer, at place: Int
  ) throws(Failure) -> String {
    let failure = Failure(offset: place)
    var units: [UInt8] = []
    var rest = raw[...]
    /// The first half of a pair (UTF-16's surrogates), until the second comes.
    var half: UInt32?
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        if half != nil { throw failure }
        units.append(byte)
        continue
      }
      let escape = rest.popFirst()
      if half != nil, escape != UInt8(ascii: "u") { throw failure }
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(escape ?? 0)
      case UInt8(ascii: "b"): units.append(0x08)
      case UInt8(ascii: "f"): units.append(0x0C)
      case UInt8(ascii: "n"): units.append(0x0A)
      case UInt8(ascii: "r"): units.append(0x0D)
      case UInt8(ascii: "t"): units.append(0x09)
      case UInt8(ascii: "u"):
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
          let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure }
        var value = unit
        if let first = half {
          guard (0xDC00...0xDFFF).contains(unit) else { throw failure }
          value = 0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00)
          half = nil
        } else if (0xD800...0xDBFF).contains(unit) {
          half = unit
          continue
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure }
        units.append(contentsOf: String(Character(scalar)).utf8)
      default: throw failure
      }
    }
    guard half == nil, let text = String(validating: units, as: UTF8.self) else { throw failure }
    return text
  }
}
