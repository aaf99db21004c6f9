internal import Evidence

/// The compound files (OLE2) that the old Word, Excel, PowerPoint and WPS write ([MS-CFB]).
struct CompoundFile {
  private struct Entry {
    var name: String
    var start: Int
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
  }

  private func offset(_ sector: UInt32) -> Int { (Int(sector) + 1) * sectorSize }

  private func sectorNumber(at offset: Int) -> UInt32? {
    bytes.little(4, at: offset).map { UInt32(truncatingIfNeeded: $0) }
  }

  private mutating func readTable() {
    let perSector = sectorSize / 4
    // A file has no more of them than it has sectors, however often it names one.
    let most = min(Self.mostTableSectors, bytes.count / sectorSize)
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
    // FREESECT is the highest number; the last sector in use must lie in the file, if cut short
    // itself, as some writers do not fill the last one.
    if let last = table.lastIndex(where: { $0 != .max }), (last + 1) * sectorSize >= bytes.count {
      isDamaged = true
    }
  }

  private mutating func readDirectory() {
    var sector = sectorNumber(at: 48) ?? Self.special
    var seen: Set<UInt32> = []
    while sector < Self.special, seen.insert(sector).inserted, entries.count < Self.mostEntries {
      let start = offset(sector)
      guard start + sectorSize <= bytes.count else {
        isDamaged = true
        return
      }
      for entry in stride(from: start, to: start + sectorSize, by: 128) {
        let length = min(62, max(0, (bytes.little(2, at: entry + 64) ?? 0) - 2))
        guard length > 0, let kind = bytes[entry + 66], kind != 0 else { continue }
        let units = stride(from: 0, to: length, by: 2).compactMap {
          bytes.little(2, at: entry + $0).map { UInt16(truncatingIfNeeded: $0) }
        }
        entries.append(
          Entry(
            name: String(decoding: units, as: UTF16.self),
            start: bytes.little(4, at: entry + 116) ?? 0,
            size: bytes.little(4, at: entry + 120) ?? 0))
      }
      sector = Int(sector) < table.count ? table[Int(sector)] : Self.special
    }
    if entries.isEmpty { isDamaged = true }
  }

  private func has(_ name: String) -> Bool { entries.contains { $0.name == name } }

  /// Where a stream's content begins; nil for one that shares a sector with others, below 4096.
  private func stream(_ name: String) -> Int? {
    guard let entry = entries.first(where: { $0.name == name }), entry.size >= 4_096,
      let sector = UInt32(exactly: entry.start), sector < Self.special
    else { return nil }
    return offset(sector)
  }

  var facts: FileFacts {
    let type = type
    var facts = FileFacts(type)
    if isDamaged {
      facts.state = .damaged
    } else if isEncrypted(type) {
      facts.state = .encrypted
    }
    if type == .other { facts.otherMediaType = "application/x-ole-storage" }
    if has("_VBA_PROJECT") || has("_VBA_PROJECT_CUR") || has("Macros") {
      facts.traits.insert(.macros)
    }
    return facts
  }

  private var type: FileType {
    if has("EncryptedPackage") || has("EncryptionInfo") { return .protectedOffice }
    if has("WordDocument") { return .doc }
    if has("Workbook") || has("Book") { return .xls }
    if has("PowerPoint Document") { return .ppt }
    if has("__properties_version1.0") { return .email }
    // The names of an installer's tables are packed beyond the basic plane's letters; this one is
    // in every package ([MS-CFB] has no more to say: Windows Installer's `!_StringPool`).
    if entries.contains(where: { $0.name.unicodeScalars.first?.value == 0x4840 }) {
      return .program
    }
    return .other
  }

  private func isEncrypted(_ type: FileType) -> Bool {
    switch type {
    case .protectedOffice: return true
    // [MS-DOC] 2.5.2: FibBase, bit fEncrypted.
    case .doc:
      return (stream("WordDocument").flatMap { bytes.little(2, at: $0 + 10) } ?? 0) & 0x100 != 0
    // [MS-XLS] 2.1.7.20.3: FilePass (0x2F) follows the first record, perhaps after one more.
    case .xls:
      guard var place = stream("Workbook") ?? stream("Book") else { return false }
      for _ in 0..<3 {
        guard let record = bytes.little(2, at: place), let length = bytes.little(2, at: place + 2)
        else { return false }
        if record == 0x2F { return true }
        place += 4 + length
      }
      return false
    case .ppt: return has("EncryptedSummary")
    default: return false
    }
  }
}
