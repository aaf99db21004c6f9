internal import Evidence

/// The compound files (OLE2) that the old Word, Excel, PowerPoint and WPS write ([MS-CFB]), read as far
/// as their streams.
struct CompoundFile {
  private struct Entry {
    var name: String
    var isStorage: Bool
    var start: UInt32
    var size: Int
  }

  private let bytes: Bytes
  private let sectorSize: Int
  private var table: [UInt32] = []
  private var entries: [Entry] = []
  private(set) var isDamaged = false

  static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

  /// More sectors of the allocation table than this are not read: 4 GiB of content.
  private static let mostTableSectors = 65_536
  private static let mostEntries = 100_000
  /// The first sector numbers that mean something else ([MS-CFB] 2.1: MAXREGSECT).
  private static let special: UInt32 = 0xFFFF_FFFA
  /// Streams below this size lie in the root entry's stream, in parts of ``smallSector`` bytes.
  private static let leastLarge = 4_096
  private static let smallSector = 64

  /// Reads the allocation table and the directory of a file that begins with ``signature``.
  init(_ bytes: Bytes) {
    self.bytes = bytes
    let shift = bytes.little(2, at: 30) ?? 0
    sectorSize = shift == 12 ? 4_096 : 512
    guard shift == 9 || shift == 12 else {
      isDamaged = true
      return
    }
    readTable()
    readDirectory()
    if !isDamaged, lacksSectors { isDamaged = true }
  }

  private func offset(_ sector: UInt32) -> Int { (Int(sector) + 1) * sectorSize }

  private func sectorNumber(at offset: Int) -> UInt32? {
    bytes.little(4, at: offset).map { UInt32(truncatingIfNeeded: $0) }
  }

  private mutating func readTable() {
    let perSector = sectorSize / 4
    // A file has no more of them than it has sectors, however often it names one; what stands behind
    // as many as the header states is padding, of whatever kind.
    let stated = bytes.little(4, at: 44) ?? 0
    let most = min(
      Self.mostTableSectors, bytes.count / sectorSize, stated > 0 ? stated : Self.mostTableSectors)
    var places = (0..<109).compactMap { sectorNumber(at: 76 + $0 * 4) }.filter { $0 < Self.special }
    var chain = sectorNumber(at: 68) ?? Self.special
    var seen: Set<UInt32> = []
    while chain < Self.special, places.count < most, seen.insert(chain).inserted {
      let start = offset(chain)
      for index in 0..<(perSector - 1) {
        guard let sector = sectorNumber(at: start + index * 4) else { break }
        if sector < Self.special { places.append(sector) }
      }
      chain = sectorNumber(at: start + (perSector - 1) * 4) ?? Self.special
    }
    for place in places.prefix(most) {
      let start = offset(place)
      guard start + sectorSize <= bytes.count else {
        isDamaged = true
        return
      }
      for index in 0..<perSector { table.append(sectorNumber(at: start + index * 4) ?? .max) }
    }
  }

  private mutating func readDirectory() {
    for sector in chain(from: sectorNumber(at: 48) ?? Self.special) {
      let start = offset(sector)
      guard start < bytes.count else {
        isDamaged = true
        return
      }
      if entries.count >= Self.mostEntries { break }
      for entry in stride(from: start, to: min(start + sectorSize, bytes.count), by: 128) {
        let length = min(62, max(0, (bytes.little(2, at: entry + 64) ?? 0) - 2))
        guard length > 0, let kind = bytes[entry + 66], kind != 0 else { continue }
        let units = stride(from: 0, to: length, by: 2).compactMap {
          bytes.little(2, at: entry + $0).map { UInt16(truncatingIfNeeded: $0) }
        }
        // Names differ by more than their case ([MS-CFB] 2.6.4).
        entries.append(
          Entry(
            name: String(decoding: units, as: UTF16.self).lowercased(), isStorage: kind == 1,
            start: sectorNumber(at: entry + 116) ?? Self.special,
            size: bytes.little(4, at: entry + 120) ?? 0))
      }
    }
    if entries.isEmpty { isDamaged = true }
  }

  /// The sectors from one on, each once.
  private func chain(from first: UInt32) -> some Sequence<UInt32> {
    var steps = 0
    return sequence(first: first) { sector in
      steps += 1
      return steps <= bytes.count / sectorSize && Int(sector) < table.count
        ? table[Int(sector)] : nil
    }.prefix { $0 < Self.special }
  }

  /// Whether a sector of any stream lies beyond the file's end; the last one may be cut short, since
  /// some writers do not fill it.
  private var lacksSectors: Bool {
    // Streams share no sector; a hostile directory may name one a hundred thousand times.
    var left = 2 * (bytes.count / sectorSize) + 1
    for (index, entry) in entries.enumerated() where !entry.isStorage {
      if index > 0, entry.size < Self.leastLarge { continue }
      var rest = entry.size
      for sector in chain(from: entry.start) {
        if rest <= 0 || left <= 0 { break }
        if offset(sector) >= bytes.count { return true }
        rest -= sectorSize
        left -= 1
      }
    }
    return false
  }

  func has(_ name: String) -> Bool {
    let name = name.lowercased()
    return entries.contains { $0.name == name }
  }

  /// Whether an entry's name begins so; the name as lower case.
  func has(prefix: String) -> Bool { entries.contains { $0.name.hasPrefix(prefix) } }

  /// The first bytes of a stream, at most `most` of them; nil where there is no such stream.
  func content(of name: String, most: Int) -> [UInt8]? {
    let name = name.lowercased()
    guard let entry = entries.first(where: { $0.name == name && !$0.isStorage }) else { return nil }
    let count = min(entry.size, most)
    if entry.size >= Self.leastLarge { return content(from: entry.start, count: count) }
    // The root entry is the first of the directory ([MS-CFB] 2.6.2).
    guard let root = entries.first, let start = sectorNumber(at: 60), start < Self.special
    else { return [] }
    let places = content(from: start, count: min(bytes.count, 1 << 22))
    let small = content(from: root.start, count: min(root.size, bytes.count))
    var content: [UInt8] = []
    var sector = Int(entry.start)
    while content.count < count, sector < places.count / 4, sector * Self.smallSector < small.count
    {
      let begin = sector * Self.smallSector
      content += small[begin..<min(begin + Self.smallSector, small.count)]
      let next = places[(sector * 4)..<(sector * 4 + 4)].reversed()
      sector = next.reduce(0) { $0 << 8 | Int($1) }
    }
    return Array(content.prefix(count))
  }

  private func content(from first: UInt32, count: Int) -> [UInt8] {
    var content: [UInt8] = []
    for sector in chain(from: first) {
      if content.count >= count { break }
      content += bytes.slice(offset(sector), min(sectorSize, count - content.count))
    }
    return content
  }
}
