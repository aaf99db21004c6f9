/// The one header that evpack writes for a file and the only one that it accepts as canonical.
///
/// A header depends on nothing but the full name, the size and the sealing time, so the verifier
/// makes it again and compares the bytes: no bit of a header is free to carry anything. It is a
/// POSIX ustar header (POSIX.1-2017, pax, "ustar Interchange Format"):
///
/// | offset | length | field | bytes |
/// |---|---|---|---|
/// | 0 | 100 | name | see below, filled with NUL |
/// | 100 | 8 | mode | `0000644` NUL |
/// | 108 | 8 | uid | `0000000` NUL |
/// | 116 | 8 | gid | `0000000` NUL |
/// | 124 | 12 | size | 11 octal digits, NUL |
/// | 136 | 12 | mtime | 11 octal digits, NUL: the sealing time |
/// | 148 | 8 | chksum | 6 octal digits, NUL, blank |
/// | 156 | 1 | typeflag | `0`; `x` for the extended header |
/// | 157 | 100 | linkname | NUL |
/// | 257 | 8 | magic, version | `ustar` NUL `00` |
/// | 265 | 64 | uname, gname | NUL |
/// | 329 | 8 | devmajor | `0000000` NUL |
/// | 337 | 8 | devminor | `0000000` NUL |
/// | 345 | 167 | prefix, padding | NUL |
///
/// *chksum* is the sum of the header's 512 bytes with eight blanks in its own place. *prefix* is
/// never used. A name of at most 100 ASCII bytes stands in *name*, and a size below 8 GiB in
/// *size*, and there is then no extended header. Otherwise a pax extended header goes before: a
/// header as above with name `PaxHeader`, typeflag `x` and the length of its records as size, then
/// the records `N path=…` LF (if the name is longer or not ASCII) and `N size=…` LF (if the size is
/// 8 GiB or more), in this order, filled with NUL to 512 bytes. The main header then holds in
/// *name* the longest beginning of the name of at most 100 bytes that ends with a character and
/// not with `/`, so that a reader without pax still shows something sensible; and for a large file
/// `77777777777` in *size*, so that such a reader stops rather than takes content for headers.
package struct CanonicalHeader: Hashable {
  /// The full name: the bag's name, `/`, the path in the bag.
  var name: [UInt8]
  var size: Int64
  /// Unix seconds.
  var modified: Int64

  static let blockSize = 512
  /// 11 octal digits: 8 GiB less one byte, or the year 2242.
  static let largestOctal: Int64 = 0o77777777777
  static let extendedName = Array("PaxHeader".utf8)

  private static let template: [UInt8] = {
    var block = [UInt8](repeating: 0, count: blockSize)
    func put(_ text: String, at offset: Int) {
      block.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
    }
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put("        ", at: 148)
    put("ustar\u{0}00", at: 257)
    put("0000000", at: 329)
    put("0000000", at: 337)
    return block
  }()

  /// The bytes to the next block's beginning.
  package static func padding(after size: Int64) -> Int { Int(-size & 511) }

  static func padded(_ size: Int64) -> Int64 { (size + 511) & ~511 }

  private var isASCII: Bool { !name.contains { $0 >= 0x80 } }
  private var needsPathRecord: Bool {
    Self.needsPathRecord(nameCount: name.count, isASCII: isASCII)
  }
  private var needsSizeRecord: Bool { size > Self.largestOctal }

  private static func needsPathRecord(nameCount: Int, isASCII: Bool) -> Bool {
    nameCount > 100 || !isASCII
  }

  /// The header's length in bytes.
  var length: Int { Self.length(nameCount: name.count, isASCII: isASCII, size: size) }

  /// The length of the header for a full name of so many bytes.
  static func length(nameCount: Int, isASCII: Bool, size: Int64) -> Int {
    let records =
      (needsPathRecord(nameCount: nameCount, isASCII: isASCII)
        ? recordLength(valueCount: nameCount) : 0)
      + (size > largestOctal ? recordLength(valueCount: String(size).utf8.count) : 0)
    return records == 0 ? blockSize : 2 * blockSize + Int(padded(Int64(records)))
  }

  /// The length of `N path=VALUE` LF, whose N counts its own digits; `size` is as long as `path`.
  private static func recordLength(valueCount: Int) -> Int {
    let rest = 1 + 5 + valueCount + 1
    var digits = 1
    var limit = 10
    while rest + digits >= limit {
      digits += 1
      limit *= 10
    }
    return rest + digits
  }

  /// Appends the header to `bytes`.
  package func append(to bytes: inout [UInt8]) {
    precondition(size >= 0 && (0...Self.largestOctal).contains(modified))
    var records: [UInt8] = []
    if needsPathRecord { Self.appendRecord("path", name, to: &records) }
    if needsSizeRecord { Self.appendRecord("size", Array(String(size).utf8), to: &records) }
    if !records.isEmpty {
      let count = Int64(records.count)
      appendBlock(Self.extendedName[...], count, type: UInt8(ascii: "x"), to: &bytes)
      bytes.append(contentsOf: records)
      bytes.append(contentsOf: repeatElement(0, count: Self.padding(after: count)))
    }
    appendBlock(
      shortName, min(size, Self.largestOctal), type: UInt8(ascii: "0"), to: &bytes)
  }

  /// The header as bytes.
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length)
    append(to: &bytes)
    return bytes
  }

  private static func appendRecord(_ key: String, _ value: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(contentsOf: String(recordLength(valueCount: value.count)).utf8)
    bytes.append(0x20)
    bytes.append(contentsOf: key.utf8)
    bytes.append(UInt8(ascii: "="))
    bytes.append(contentsOf: value)
    bytes.append(0x0A)
  }

  private var shortName: ArraySlice<UInt8> {
    guard needsPathRecord else { return name[...] }
    var end = min(100, name.count)
    // UTF-8's continuation bytes are 10xxxxxx (RFC 3629 §3).
    while end > 0, end < name.count, name[end] & 0xC0 == 0x80 { end -= 1 }
    while end > 0, name[end - 1] == UInt8(ascii: "/") { end -= 1 }
    return name[..<end]
  }

  private func appendBlock(
    _ name: ArraySlice<UInt8>, _ size: Int64, type: UInt8, to bytes: inout [UInt8]
  ) {
    let start = bytes.count
    bytes.append(contentsOf: Self.template)
    bytes.withUnsafeMutableBytes { all in
      let block = UnsafeMutableRawBufferPointer(rebasing: all[start...])
      block.copyBytes(from: name)
      Self.putOctal(size, digits: 11, at: 124, in: block)
      Self.putOctal(modified, digits: 11, at: 136, in: block)
      block[156] = type
      Self.putOctal(
        Int64(Self.checksum(UnsafeRawBufferPointer(block))), digits: 6, at: 148, in: block)
      block[154] = 0
    }
  }

  private static func putOctal(
    _ value: Int64, digits: Int, at offset: Int, in block: UnsafeMutableRawBufferPointer
  ) {
    var rest = value
    for index in (0..<digits).reversed() {
      block[offset + index] = UInt8(ascii: "0") + UInt8(rest & 7)
      rest >>= 3
    }
  }

  /// The sum of a header's bytes with blanks in place of its chksum field.
  package static func checksum(_ block: UnsafeRawBufferPointer) -> Int {
    var sum = 0
    for byte in block { sum &+= Int(byte) }
    for byte in block[148..<156] { sum &-= Int(byte) }
    return sum &+ 8 * 0x20
  }

  /// Reads a canonical header; nil for bytes that are not exactly one.
  init?(decoding bytes: [UInt8]) {
    let parsed = bytes.withUnsafeBytes { bytes in
      TarMember.parse(at: 0) { offset, count in
        let start = min(Int(offset), bytes.count)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + count, bytes.count)])
      }
    }
    guard case .member(let member) = parsed, let header = CanonicalHeader(member),
      header.encoded == bytes
    else { return nil }
    self = header
  }

  package init(name: [UInt8], size: Int64, modified: Int64) {
    self.name = name
    self.size = size
    self.modified = modified
  }

  /// The header that `member` should have; nil where none could be written for it.
  init?(_ member: TarMember) {
    guard (0...Self.largestOctal).contains(member.modified), member.size >= 0 else { return nil }
    self.init(name: member.name, size: member.size, modified: member.modified)
  }

  /// The field at an offset in a header of this name and size, for messages.
  func fieldName(at offset: Int) -> String {
    let isExtended = offset < length - Self.blockSize
    if isExtended, offset >= Self.blockSize { return "pax-records" }
    let field =
      switch isExtended ? offset : offset - (length - Self.blockSize) {
      case ..<100: "name"
      case ..<108: "mode"
      case ..<116: "uid"
      case ..<124: "gid"
      case ..<136: "size"
      case ..<148: "mtime"
      case ..<156: "chksum"
      case 156: "typeflag"
      case ..<257: "linkname"
      case ..<265: "magic"
      case ..<297: "uname"
      case ..<329: "gname"
      case ..<337: "devmajor"
      case ..<345: "devminor"
      case ..<500: "prefix"
      default: "padding"
      }
    return isExtended ? "pax-" + field : field
  }
}
