import Glibc

/// The bytes of a PDF as readers take them: without what others put behind its end.
struct PDFBody {
  /// What the PDF is read from.
  let bytes: Bytes
  /// Whether the mark of the end stands at the end.
  let hasEnd: Bool
  private let end: Int?

  /// As far from its end readers look for the mark (ISO 32000-1, implementation note 18).
  private static let tail = 1_024

  init(_ all: Bytes) {
    let end = all.lastIndex(of: "%%EOF")
    self.end = end
    guard let end else {
      bytes = all
      hasEnd = false
      return
    }
    // A page of the web, zeros of a mail gateway; or the rest of the document, where the mark is that
    // of a document inside or of an older version.
    hasEnd = !Self.holdsObject(all, from: end + 5)
    bytes =
      hasEnd && all.count - end > Self.tail
      ? Bytes(UnsafeRawBufferPointer(rebasing: all.slice(0, end + 6))) : all
  }

  /// Whether `7 0 obj` or the end of a stream stands near.
  private static func holdsObject(_ bytes: Bytes, from start: Int) -> Bool {
    var place = start
    while let found = bytes.firstIndex(of: " obj", from: place, before: start + (64 << 10)) {
      if let before = bytes[found - 1], (0x30...0x39).contains(before) { return true }
      place = found + 4
    }
    return bytes.firstIndex(of: "endstream", from: start, before: start + (64 << 10)) != nil
  }

  /// Whether several PDFs stand one behind the other, of which readers show one.
  ///
  /// - Parameter isMended: whether its table of objects is not where it says.
  /// - Complexity: where that is not so, mostly none; else a search from end to end.
  func isJoined(isMended: Bool) -> Bool {
    guard let end else { return false }
    let table = tablePlace(before: end)
    // The table of an ordinary file stands at its end; of one made for the web, in its beginning.
    if !isMended, let table, table > bytes.count / 2 { return false }
    guard let last = lastBeginning else { return false }
    return isMended || (table.map { $0 < last } ?? true)
  }

  /// The number behind the last `startxref`.
  private func tablePlace(before end: Int) -> Int? {
    let window = Bytes(UnsafeRawBufferPointer(rebasing: bytes.slice(max(0, end - 64), 64)))
    guard let mark = window.lastIndex(of: "startxref") else { return nil }
    let digits = window.buffer[(mark + 9)...].drop { $0 <= 0x20 }
      .prefix { (0x30...0x39).contains($0) }
    return digits.count < 18 ? digits.reduce(0) { $0 * 10 + Int($1 & 15) } : nil
  }

  /// Where the last PDF begins that stands right behind the end of another.
  private var lastBeginning: Int? {
    var found: Int?
    var place = 1
    while let next = bytes.find("%PDF-", from: place) {
      var before = next - 1
      while let byte = bytes[before], byte <= 0x20 { before -= 1 }
      if before >= 4, bytes.has("%%EOF", at: before - 4) { found = next }
      place = next + 5
    }
    return found
  }

  /// More is not copied.
  private static let mostCopied = 64 << 20

  /// The document with its entry `Encrypt` struck out, for one whose pages need none; nil where that
  /// is too large to be copied.
  static func withoutEncryption<Value>(_ bytes: Bytes, _ body: (Bytes) -> Value) -> Value? {
    guard bytes.count <= mostCopied else { return nil }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    defer { copy.deallocate() }
    copy.copyMemory(from: bytes.buffer)
    var place = 0
    while let next = bytes.find("/Encrypt", from: place) {
      let after = bytes[next + 8] ?? 0
      if !(0x41...0x7A).contains(after) { copy[next + 7] = UInt8(ascii: "_") }
      place = next + 8
    }
    return body(Bytes(UnsafeRawBufferPointer(copy)))
  }
}

extension Bytes {
  /// As ``firstIndex(of:from:before:)`` of all that follows, for long ways.
  fileprivate func find(_ text: StaticString, from start: Int) -> Int? {
    guard let base = buffer.baseAddress, start < count else { return nil }
    var place = start
    while let found = memchr(base + place, Int32(text.utf8Start[0]), count - place) {
      place = UnsafeRawPointer(found) - base
      if has(text, at: place) { return place }
      place += 1
      if place == count { break }
    }
    return nil
  }
}
