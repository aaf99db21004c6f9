/// Writes what goes between an ``Inspector`` and its service.
///
/// Numbers are little-endian; a text or a list begins with its length in four bytes.
package struct MessageWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func put(_ byte: UInt8) { bytes.append(byte) }

  package mutating func put(_ flag: Bool) { put(flag ? 1 as UInt8 : 0) }

  package mutating func put(_ number: Int) {
    withUnsafeBytes(of: Int64(number).littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// - Precondition: a length, below 4 GiB.
  package mutating func put(length: Int) {
    withUnsafeBytes(of: UInt32(length).littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func put(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      put(length: utf8.count)
      bytes.append(contentsOf: utf8)
    }
  }

  package mutating func put(_ message: some InspectionMessage) { message.write(to: &self) }

  package mutating func put<Element>(
    _ list: some Collection<Element>, _ each: (inout MessageWriter, Element) -> Void
  ) {
    put(length: list.count)
    for element in list { each(&self, element) }
  }

  package mutating func put<Value>(
    optional value: Value?, _ body: (inout MessageWriter, Value) -> Void
  ) {
    put(value != nil)
    if let value { body(&self, value) }
  }
}

/// Reads what a service answered and believes none of it: a document may have taken the service
/// over, so that every length is held against what is there and every number against its range.
package struct MessageReader {
  /// The answer is none that an honest service gives.
  package struct Malformed: Error {
    package init() {}
  }

  private let bytes: [UInt8]
  private var place = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  private mutating func take(_ count: Int) throws(Malformed) -> Range<Int> {
    guard count <= bytes.count - place else { throw Malformed() }
    defer { place += count }
    return place..<(place + count)
  }

  private mutating func load<Number: FixedWidthInteger & BitwiseCopyable>() throws(Malformed)
    -> Number
  {
    let start = try take(MemoryLayout<Number>.size).lowerBound
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: Number.self) }
  }

  package mutating func byte() throws(Malformed) -> UInt8 { bytes[try take(1).lowerBound] }

  package mutating func flag() throws(Malformed) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw Malformed()
    }
  }

  package mutating func number(in range: ClosedRange<Int>) throws(Malformed) -> Int {
    let value = Int64(littleEndian: try load())
    guard let number = Int(exactly: value), range.contains(number) else { throw Malformed() }
    return number
  }

  /// The length of a list whose elements have a byte at least.
  package mutating func length() throws(Malformed) -> Int {
    let value = UInt32(littleEndian: try load())
    guard value <= bytes.count - place else { throw Malformed() }
    return Int(value)
  }

  package mutating func text() throws(Malformed) -> String {
    String(decoding: bytes[try take(try length())], as: UTF8.self)
  }

  package mutating func list<Element>(
    _ each: (inout MessageReader) throws(Malformed) -> Element
  ) throws(Malformed) -> [Element] {
    let count = try length()
    var list: [Element] = []
    for _ in 0..<count { list.append(try each(&self)) }
    return list
  }

  package mutating func optional<Value>(
    _ body: (inout MessageReader) throws(Malformed) -> Value
  ) throws(Malformed) -> Value? {
    try flag() ? try body(&self) : nil
  }

  package mutating func choice<Value: RawRepresentable>(
    of _: Value.Type
  ) throws(Malformed) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: try text()) else { throw Malformed() }
    return value
  }

  /// Makes sure that nothing follows.
  package func end() throws(Malformed) {
    guard place == bytes.count else { throw Malformed() }
  }
}

/// What a service answers with.
package protocol InspectionMessage {
  func write(to writer: inout MessageWriter)
  init(from reader: inout MessageReader) throws(MessageReader.Malformed)
}

extension Result: InspectionMessage where Success: InspectionMessage, Failure: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    switch self {
    case .success(let value):
      writer.put(true)
      writer.put(value)
    case .failure(let error):
      writer.put(false)
      writer.put(error)
    }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    self =
      try reader.flag()
      ? .success(try Success(from: &reader)) : .failure(try Failure(from: &reader))
  }
}

extension Array: InspectionMessage where Element: InspectionMessage {
  package func write(to writer: inout MessageWriter) {
    writer.put(self) { $0.put($1) }
  }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    self = try reader.list { reader throws(MessageReader.Malformed) in
      try Element(from: &reader)
    }
  }
}

extension String: InspectionMessage {
  package func write(to writer: inout MessageWriter) { writer.put(self) }

  package init(from reader: inout MessageReader) throws(MessageReader.Malformed) {
    self = try reader.text()
  }
}
