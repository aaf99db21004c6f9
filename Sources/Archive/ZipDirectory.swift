/// A zip's central directory, held against what stands before it (APPNOTE.TXT 4.3).
///
/// libarchive and other readers believe the directory, streaming ones the local headers; a zip in
/// which the two disagree is two archives in one. This reads both, and no content.
public struct ZipDirectory: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// The name: of a Unicode Path field that is meant for this header, else the header's.
    public var name: [UInt8]
    /// The header's own name, which is all that many readers know.
    public var headerName: [UInt8]
    public var size: Int64
    public var compressedSize: Int64
    public var offset: Int64
    public var flags: UInt16
    public var method: UInt16
    /// The Unix file type (S_IFMT), where the entry has one.
    public var fileType: UInt32?

    /// Flag 0, or flag 13: the directory itself is encrypted (APPNOTE 4.4.4).
    public var isEncrypted: Bool { flags & 0x2001 != 0 }
    public var isDirectory: Bool { name.last == UInt8(ascii: "/") || fileType == 0o040000 }
  }

  public enum Defect: Hashable, Sendable {
    /// Bytes before the first entry, between entries, or before the directory.
    case gap(offset: Int64, count: Int64)
    /// Bytes after the end record and its comment.
    case tail(count: Int64)
    /// The directory and the entry's own header disagree in a field.
    case disagreement(entry: Int, field: String)
    /// An entry begins within another, or where another does; what comes behind is not looked at.
    case overlap(entry: Int)
    /// The end record, or an entry, leads nowhere.
    case malformed(what: String)
    case tooMany(limit: Int)
  }

  public var entries: [Entry] = []
  public var defects: [Defect] = []

  /// A directory of more entries is not read: the table would take some 300 MB.
  public static let mostEntries = 1_000_000
  /// A directory beyond this is not read.
  public static let largestDirectory = 256 << 20

  /// Whether a file that begins so is a zip; "PK\5\6" is the empty one.
  public static func isZip(_ beginning: [UInt8]) -> Bool {
    beginning.starts(with: [0x50, 0x4B, 3, 4]) || beginning.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// Reads the directory and every local header, each of which has bytes of the file for itself: so
  /// few bytes can't stand for many headers.
  ///
  /// - Parameters:
  ///   - length: the file's.
  ///   - read: gives the bytes from an offset on, fewer at the file's end.
  public init<Failure>(
    length: Int64, read: (_ offset: Int64, _ count: Int) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    guard let end = try readEnd(length, read) else {
      defects.append(.malformed(what: "end-record"))
      return
    }
    guard end.count <= Self.mostEntries, end.size <= Int64(Self.largestDirectory) else {
      defects.append(.tooMany(limit: Self.mostEntries))
      return
    }
    guard end.offset >= 0, end.size >= 0, end.offset <= end.place - end.size else {
      defects.append(.malformed(what: "directory"))
      return
    }
    let bytes = Fields(try read(end.offset, Int(end.size)))
    readEntries(bytes, end.count)
    if end.offset + end.size < end.place {
      defects.append(
        .gap(offset: end.offset + end.size, count: end.place - end.offset - end.size))
    }
    try compareHeaders(until: end.offset, read)
  }

  private struct End {
    var place: Int64
    var count: Int
    var size: Int64
    var offset: Int64
  }

  /// The end record, its 64-bit form where there is one.
  private mutating func readEnd<Failure>(
    _ length: Int64, _ read: (Int64, Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> End? {
    // 22 bytes and a comment of at most 64 KiB; bytes after it may be as many again.
    let start = max(0, length - 2 * (22 + 0xFFFF))
    let tail = Fields(try read(start, Int(length - start)))
    guard
      let place = stride(from: tail.bytes.count - 22, through: 0, by: -1).first(where: {
        tail.u32($0) == 0x0605_4B50
          && $0 + 22 + Int(tail.u16($0 + 20) ?? .max) <= tail.bytes.count
      }), let count = tail.u16(place + 10), let size = tail.u32(place + 12),
      let offset = tail.u32(place + 16), let comment = tail.u16(place + 20)
    else { return nil }
    let surplus = tail.bytes.count - place - 22 - Int(comment)
    if surplus > 0 { defects.append(.tail(count: Int64(surplus))) }
    var end = End(
      place: start + Int64(place), count: Int(count), size: Int64(size), offset: Int64(offset))
    guard count == 0xFFFF || size == .max || offset == .max, end.place >= 20 else { return end }
    // APPNOTE 4.3.14, 4.3.15: the locator stands right before, the record where it says.
    let locator = Fields(try read(end.place - 20, 20))
    guard locator.u32(0) == 0x0706_4B50, let at = locator.i64(8), at >= 0, at <= end.place - 76
    else { return end }
    let record = Fields(try read(at, 56))
    guard record.u32(0) == 0x0606_4B50, let many = record.i64(32), let long = record.i64(40),
      let from = record.i64(48), many >= 0
    else { return nil }
    end = End(place: at, count: Int(many), size: long, offset: from)
    return end
  }

  private mutating func readEntries(_ bytes: Fields, _ count: Int) {
    var place = 0
    entries.reserveCapacity(min(count, bytes.bytes.count / 46))
    for _ in 0..<count {
      guard bytes.u32(place) == 0x0201_4B50, let madeBy = bytes.u16(place + 4),
        let flags = bytes.u16(place + 8), let method = bytes.u16(place + 10),
        let compressed = bytes.u32(place + 20), let size = bytes.u32(place + 24),
        let nameLength = bytes.u16(place + 28), let extraLength = bytes.u16(place + 30),
        let commentLength = bytes.u16(place + 32), let attributes = bytes.u32(place + 38),
        let offset = bytes.u32(place + 42),
        let name = bytes.slice(place + 46, Int(nameLength)),
        let extra = bytes.slice(place + 46 + Int(nameLength), Int(extraLength))
      else { return defects.append(.malformed(what: "directory")) }
      var entry = Entry(
        name: name, headerName: name, size: Int64(size), compressedSize: Int64(compressed),
        offset: Int64(offset),
        flags: flags, method: method,
        // APPNOTE 4.4.2: 3 is Unix, 19 macOS.
        fileType: [3, 19].contains(madeBy >> 8) && attributes >> 28 != 0
          ? attributes >> 16 & 0o170000 : nil)
      entry.takeLargeSizes(Fields(extra))
      switch Fields(extra).unicodePath(of: name) {
      case .none: break
      case .name(let unicode): entry.name = unicode
      case .outdated: defects.append(.disagreement(entry: entries.count, field: "name"))
      }
      guard entry.size >= 0, entry.compressedSize >= 0, entry.offset >= 0 else {
        return defects.append(.malformed(what: "directory"))
      }
      entries.append(entry)
      place += 46 + Int(nameLength) + Int(extraLength) + Int(commentLength)
    }
    if place != bytes.bytes.count { defects.append(.malformed(what: "directory")) }
  }

  private mutating func compareHeaders<Failure>(
    until directory: Int64, _ read: (Int64, Int) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    var position: Int64 = 0
    // A data descriptor, of 12 to 24 bytes, may follow where flag 3 says so (APPNOTE 4.3.9).
    var room: Int64 = 0
    for index in entries.indices.sorted(by: { entries[$0].offset < entries[$1].offset }) {
      let entry = entries[index]
      if entry.offset < position { return defects.append(.overlap(entry: index)) }
      if entry.offset - position > room {
        defects.append(.gap(offset: position, count: entry.offset - position))
      }
      room = entry.flags & 8 == 0 ? 0 : 24
      // What is said to lie beyond the directory is not looked for.
      let header = Fields(
        entry.offset < directory ? try read(entry.offset, 30 + entry.name.count) : [])
      guard header.u32(0) == 0x0403_4B50, let flags = header.u16(6), let method = header.u16(8),
        let compressed = header.u32(18), let size = header.u32(22),
        let nameLength = header.u16(26), let extraLength = header.u16(28)
      else {
        defects.append(.disagreement(entry: index, field: "header"))
        continue
      }
      func compare(_ isEqual: Bool, _ field: String) {
        if !isEqual { defects.append(.disagreement(entry: index, field: field)) }
      }
      let extra =
        extraLength == 0
        ? [] : try read(entry.offset + 30 + Int64(nameLength), Int(extraLength))
      let isNamedSo =
        Int(nameLength) == entry.headerName.count
        && header.slice(30, entry.headerName.count) == entry.headerName
      compare(isNamedSo && takeUnicodePath(Fields(extra), of: index), "name")
      compare(method == entry.method, "method")
      compare(flags & 0x0809 == entry.flags & 0x0809, "flags")
      // Flag 3: the sizes follow the content.
      if flags & 8 == 0 {
        compare(size == .max || Int64(size) == entry.size, "size")
        compare(
          compressed == .max || Int64(compressed) == entry.compressedSize, "compressed-size")
      }
      let start = entry.offset + 30 + Int64(nameLength) + Int64(extraLength)
      let (end, isOver) = start.addingReportingOverflow(entry.compressedSize)
      if isOver || end > directory {
        defects.append(.disagreement(entry: index, field: "place"))
      }
      position = isOver ? directory : end
    }
    if directory - position > room || (entries.isEmpty && directory > 0) {
      defects.append(.gap(offset: position, count: directory - position))
    }
  }
}

extension ZipDirectory {
  /// Takes the name that the extra fields of an entry's own header tell.
  ///
  /// - Returns: whether it is the directory's name as well.
  private mutating func takeUnicodePath(_ extra: Fields, of index: Int) -> Bool {
    let entry = entries[index]
    switch extra.unicodePath(of: entry.headerName) {
    case .none: return true
    case .outdated: return false
    case .name(let name):
      defer { entries[index].name = name }
      return entry.name == entry.headerName || entry.name == name
    }
  }
}

extension ZipDirectory.Entry {
  /// The 64-bit extra field: only what its 32-bit field leaves open, in this order (APPNOTE 4.5.3).
  fileprivate mutating func takeLargeSizes(_ extra: Fields) {
    var place = 0
    while let id = extra.u16(place), let count = extra.u16(place + 2) {
      if id == 1 {
        var next = place + 4
        let end = next + Int(count)
        func take(_ value: inout Int64) {
          guard value == Int64(UInt32.max), next + 8 <= end, let large = extra.i64(next) else {
            return
          }
          value = large
          next += 8
        }
        take(&size)
        take(&compressedSize)
        take(&offset)
      }
      place += 4 + Int(count)
    }
  }
}

/// The Info-ZIP Unicode Path field: the name in UTF-8 (APPNOTE 4.6.9).
private enum UnicodePath {
  case none
  case name([UInt8])
  /// It was made for another name than the header has; some readers don't look at that.
  case outdated
}

extension Fields {
  fileprivate func unicodePath(of headerName: [UInt8]) -> UnicodePath {
    var place = 0
    var path = UnicodePath.none
    while let id = u16(place), let count = u16(place + 2).map(Int.init) {
      if id == 0x7075 {
        // A version, which is 1, the CRC-32 of the header's name, and the name.
        guard case .none = path, count > 5, slice(place + 4, 1) == [1], let sum = u32(place + 5),
          let name = slice(place + 9, count - 5)
        else { return .outdated }
        guard name == headerName || sum == crc32(headerName) else { return .outdated }
        path = .name(name)
      }
      place += 4 + count
    }
    return path
  }
}

/// The CRC-32 of ITU-T V.42, as zip has it.
private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var sum = UInt32.max
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320) }
  }
  return ~sum
}

/// Little-endian numbers in bytes; nil beyond their end.
private struct Fields {
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func slice(_ offset: Int, _ count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, offset + count <= bytes.count else { return nil }
    return Array(bytes[offset..<(offset + count)])
  }

  private func number(_ offset: Int, _ count: Int) -> UInt64? {
    guard offset >= 0, offset + count <= bytes.count else { return nil }
    var value: UInt64 = 0
    for index in (offset..<(offset + count)).reversed() {
      value = value << 8 | UInt64(bytes[index])
    }
    return value
  }

  func u16(_ offset: Int) -> UInt16? { number(offset, 2).map { UInt16($0) } }
  func u32(_ offset: Int) -> UInt32? { number(offset, 4).map { UInt32($0) } }
  /// Nil where it is more than any file has.
  func i64(_ offset: Int) -> Int64? { number(offset, 8).flatMap { Int64(exactly: $0) } }
}
