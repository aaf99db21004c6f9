/// One member of any tar, as its raw headers have it: ustar, pax and GNU's long names.
///
/// The reader is lenient about what it can make sense of and keeps a note of each oddity, so that
/// a damaged package is described to its end; what is canonical is decided by ``CanonicalHeader``.
struct TarMember: Hashable {
  enum Kind: Hashable {
    case regular, directory
    /// A link, device or anything else, by its typeflag.
    case other(UInt8)
  }

  /// Something wrong with the headers that does not hide where the next member begins.
  enum Oddity: Hashable {
    case checksum
    /// A field that is no number, by its name.
    case malformed(field: String)
    /// A pax record that POSIX or a well-known program defines and that changes nothing here.
    case foreignRecord(key: String)
    /// Any other pax record, by its key: what it changes for others can't be told.
    case unknownRecord(key: String)
    /// A pax record whose length or value is none, or that stands twice, by its key.
    case malformedRecord(key: String)
    /// The records of a sparse file, whose content is not what stands in the tar.
    case sparse
    /// A global extended header, which changes every member after it.
    case globalExtension
    /// The extended header and the ustar header tell different sizes that both fit.
    case sizeConflict(pax: Int64, ustar: Int64)
    /// A second extended header for the same member.
    case surplusExtension
  }

  /// Where the first of the member's headers stands.
  var offset: Int64
  /// Where its content begins.
  var contentOffset: Int64
  var name: [UInt8]
  var size: Int64
  var modified: Int64
  var kind: Kind
  var oddities: [Oddity]

  /// Whether the size comes from a damaged header.
  var hasDoubtfulSize: Bool {
    oddities.contains(.checksum) || oddities.contains(.malformed(field: "size"))
  }

  /// Whether a block is a header by its magic and its checksum.
  static func isSoundHeader(_ block: UnsafeRawBufferPointer) -> Bool {
    block[257..<262].elementsEqual("ustar".utf8)
      && number(block[148..<156]) == Int64(CanonicalHeader.checksum(block))
  }

  var contentEnd: Int64 { contentOffset + size }
  var end: Int64 { contentOffset + CanonicalHeader.padded(size) }

  /// What stands at some place of a tar.
  enum Outcome {
    case member(TarMember)
    /// Two blocks of zeros, the regular end, or a single one.
    case endMarker(isComplete: Bool)
    /// Nothing: the file ends here.
    case nothing
    /// The file ends in the middle of a header.
    case truncated
    /// No header: what follows can't be told apart.
    case lost
  }

  /// The extended headers of one member are refused beyond this together; ours hold one path and one
  /// size. Behind damage each block is tried as a header, so that this also bounds the time.
  static let longestExtension = 64 << 10
  /// 64 PiB; a larger size is a damaged field, and sums of sizes must not overflow.
  static let largestSize: Int64 = 1 << 56
  /// Extended headers in a row before one member.
  static let mostExtensions = 8

  /// Reads the headers at `offset`.
  ///
  /// - Parameter read: gives up to `count` bytes from an offset, fewer at the file's end; valid
  ///   until the next call.
  static func parse<Failure>(
    at offset: Int64,
    read: (_ offset: Int64, _ count: Int) throws(Failure) -> UnsafeRawBufferPointer
  ) throws(Failure) -> Outcome {
    var position = offset
    var extras = Extras()
    for _ in 0...mostExtensions {
      let block = try read(position, CanonicalHeader.blockSize)
      if block.isEmpty { return position == offset ? .nothing : .truncated }
      guard block.count == CanonicalHeader.blockSize else { return .truncated }
      if block.allSatisfy({ $0 == 0 }) {
        guard position == offset else { return .lost }
        let second = try read(position + 512, CanonicalHeader.blockSize)
        let isComplete =
          second.count == CanonicalHeader.blockSize && second.allSatisfy { $0 == 0 }
        return .endMarker(isComplete: isComplete)
      }
      let isUstar = block[257..<262].elementsEqual("ustar".utf8)
      let sumFits = number(block[148..<156]) == Int64(CanonicalHeader.checksum(block))
      guard isUstar || sumFits else { return .lost }
      if !sumFits { extras.oddities.append(.checksum) }
      let size = number(block[124..<136])
      if size == nil { extras.oddities.append(.malformed(field: "size")) }
      let type = block[156]
      switch type {
      case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"):
        guard let size, position - offset + size <= Int64(longestExtension) else { return .lost }
        let body = try read(position + 512, Int(size))
        guard body.count == Int(size) else { return .truncated }
        extras.take(body, type: type)
        position += 512 + CanonicalHeader.padded(size)
      default:
        let headerEnd = position + 512
        return .member(
          member(block, type, size, extras, from: offset, contentOffset: headerEnd))
      }
    }
    return .lost
  }

  private static func member(
    _ block: UnsafeRawBufferPointer, _ type: UInt8, _ ustarSize: Int64?, _ extras: Extras,
    from offset: Int64, contentOffset: Int64
  ) -> TarMember {
    var oddities = extras.oddities
    var size = ustarSize ?? 0
    if let told = extras.size {
      let fits = told <= CanonicalHeader.largestOctal
      let isPlaceholder = size == 0 || size == CanonicalHeader.largestOctal
      if told != size, fits || !isPlaceholder {
        oddities.append(.sizeConflict(pax: told, ustar: size))
      }
      size = told
    }
    let modified = number(block[136..<148])
    if modified == nil { oddities.append(.malformed(field: "mtime")) }
    let kind: Kind =
      switch type {
      case UInt8(ascii: "0"), 0, UInt8(ascii: "7"): .regular
      case UInt8(ascii: "5"): .directory
      default: .other(type)
      }
    // "… a size field for links and directories is ignored" (POSIX ustar); GNU tar writes 0.
    // Readers differ on one with a size: some skip as much.
    if kind == .directory {
      if size != 0 { oddities.append(.malformed(field: "directory-size")) }
      size = 0
    }
    if case .other(let type) = kind, (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type) {
      size = 0
    }
    var name = extras.name
    if name == nil {
      let own = block[..<100].prefix { $0 != 0 }
      let isPosix = block[257..<265].elementsEqual("ustar\u{0}00".utf8)
      let prefix = isPosix ? block[345..<500].prefix { $0 != 0 } : block[345..<345]
      name = prefix.isEmpty ? Array(own) : Array(prefix) + [UInt8(ascii: "/")] + own
    }
    return TarMember(
      offset: offset, contentOffset: contentOffset, name: name ?? [], size: size,
      modified: modified ?? -1, kind: kind, oddities: oddities)
  }

  /// Octal digits, ended by NUL or blank, or GNU's base 256; nil where it is neither or negative.
  static func number(_ field: Slice<UnsafeRawBufferPointer>) -> Int64? {
    guard let first = field.first else { return nil }
    if first & 0x80 != 0 {
      var value: Int64 = Int64(first & 0x3F)
      guard first & 0x40 == 0 else { return nil }
      for byte in field.dropFirst() {
        guard value <= largestSize >> 8 else { return nil }
        value = value << 8 | Int64(byte)
      }
      return value
    }
    var value: Int64 = 0
    var hasDigit = false
    var hasEnded = false
    for byte in field {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        if hasEnded { return nil }
        value = value << 3 | Int64(byte & 7)
        hasDigit = true
      case 0x20 where !hasDigit: continue
      case 0, 0x20: hasEnded = true
      default: return nil
      }
    }
    return hasDigit ? value : nil
  }

  /// What extended headers say about the member that follows.
  private struct Extras {
    var name: [UInt8]?
    var size: Int64?
    var oddities: [Oddity] = []
    private var hasExtension = false

    mutating func take(_ body: UnsafeRawBufferPointer, type: UInt8) {
      switch type {
      case UInt8(ascii: "L"):
        if name != nil { oddities.append(.surplusExtension) }
        name = Array(body.prefix { $0 != 0 })
      case UInt8(ascii: "K"): break
      case UInt8(ascii: "g"): oddities.append(.globalExtension)
      default:
        if hasExtension { oddities.append(.surplusExtension) }
        hasExtension = true
        takeRecords(body)
      }
    }

    private mutating func takeRecords(_ body: UnsafeRawBufferPointer) {
      var rest = body[...]
      while !rest.isEmpty {
        let digits = rest.prefix { $0 != 0x20 }
        guard digits.count <= 7, let text = String(validating: digits, as: UTF8.self),
          let length = Int(text), length > digits.count + 2, length <= rest.count
        else { return oddities.append(.malformedRecord(key: "")) }
        let record = rest.prefix(length)
        rest = rest.dropFirst(length)
        let pair = record.dropFirst(digits.count + 1).dropLast()
        guard record.last == 0x0A, let equals = pair.firstIndex(of: UInt8(ascii: "=")) else {
          return oddities.append(.malformedRecord(key: ""))
        }
        takeRecord(
          String(decoding: pair[..<equals], as: UTF8.self), Array(pair[(equals + 1)...]))
      }
    }

    private mutating func takeRecord(_ key: String, _ value: [UInt8]) {
      switch key {
      case "path":
        // A NUL would end the name for a reader in C and not for us.
        if name != nil || value.contains(0) { oddities.append(.malformedRecord(key: key)) }
        name = value
      case "size":
        let number = Int64(String(decoding: value, as: UTF8.self)) ?? -1
        guard size == nil, (0...TarMember.largestSize).contains(number) else {
          return oddities.append(.malformedRecord(key: key))
        }
        size = number
      case "mtime", "atime", "ctime", "uid", "gid":
        oddities.append(
          Self.isNumber(value) ? .foreignRecord(key: key) : .malformedRecord(key: key))
      case "uname", "gname", "comment": oddities.append(.foreignRecord(key: key))
      case "hdrcharset" where value.elementsEqual("ISO-IR 10646 2000 UTF-8".utf8):
        oddities.append(.foreignRecord(key: key))
      case let key where key.hasPrefix("GNU.sparse."): oddities.append(.sparse)
      case let key where Self.vendors.contains(where: { key.hasPrefix($0) }):
        oddities.append(.foreignRecord(key: key))
      default: oddities.append(.unknownRecord(key: key))
      }
    }

    /// Attributes of files that star, libarchive and GNU tar keep; none moves or renames content.
    private static let vendors = ["SCHILY.", "LIBARCHIVE.", "RHT.security."]

    private static func isNumber(_ value: [UInt8]) -> Bool {
      String(decoding: value, as: UTF8.self).wholeMatch(of: /-?[0-9]{1,20}(\.[0-9]{1,20})?/) != nil
    }
  }
}
