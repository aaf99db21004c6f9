/// A file's content for a reader that trusts none of it: every access is checked against its end.
struct Bytes {
  let buffer: UnsafeRawBufferPointer

  init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

  var count: Int { buffer.count }

  subscript(index: Int) -> UInt8? {
    index >= 0 && index < buffer.count ? buffer[index] : nil
  }

  /// The bytes of a range, as many of them as there are.
  func slice(_ start: Int, _ count: Int) -> Slice<UnsafeRawBufferPointer> {
    let start = min(max(0, start), buffer.count)
    return buffer[start..<(start + min(max(0, count), buffer.count - start))]
  }

  func has(_ text: StaticString, at offset: Int) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return slice(offset, bytes.count).elementsEqual(bytes)
  }

  func has(_ bytes: [UInt8], at offset: Int) -> Bool {
    slice(offset, bytes.count).elementsEqual(bytes)
  }

  /// Where `text` begins, at or after `start` and before `end`.
  func firstIndex(of text: StaticString, from start: Int, before end: Int) -> Int? {
    let length = text.utf8CodeUnitCount
    let last = min(end, count - length + 1)
    var index = max(0, start)
    while index < last {
      if buffer[index] == text.utf8Start[0], has(text, at: index) { return index }
      index += 1
    }
    return nil
  }

  /// Where a byte stands first, at or after `start`.
  func index(of byte: UInt8, from start: Int) -> Int? {
    buffer[min(max(0, start), count)...].firstIndex(of: byte)
  }

  /// Where `text` begins last, before the end.
  func lastIndex(of text: StaticString) -> Int? {
    var index = count - text.utf8CodeUnitCount
    while index >= 0 {
      if buffer[index] == text.utf8Start[0], has(text, at: index) { return index }
      index -= 1
    }
    return nil
  }

  enum Order {
    case bigEndian, littleEndian
  }

  /// The unsigned number of `width` bytes at `offset`; nil beyond the end.
  func number(_ width: Int, at offset: Int, _ order: Order) -> Int? {
    guard offset >= 0, offset <= count - width else { return nil }
    var value: UInt64 = 0
    for index in 0..<width {
      let place = order == .bigEndian ? index : width - 1 - index
      value = value << 8 | UInt64(buffer[offset + place])
    }
    return Int(exactly: value)
  }

  func big(_ width: Int, at offset: Int) -> Int? { number(width, at: offset, .bigEndian) }
  func little(_ width: Int, at offset: Int) -> Int? { number(width, at: offset, .littleEndian) }
}
