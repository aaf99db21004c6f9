/// The headers of a RAR archive, as far as they say what libarchive 3.6 does not: whether what its
/// members hold is encrypted, and whether the archive is one volume of several.
///
/// The formats are those of RARLAB's technical notes: RAR 5.0, and `technote.txt` of RAR 4.
struct RARHeaders {
  private(set) var isEncrypted = false
  private(set) var isPart = false
  private(set) var hasMembers = false

  private let bytes: Bytes
  /// More headers are not looked at.
  private static let most = 10_000

  /// Reads the headers of a file that begins with `Rar!`, 1A, 07.
  init(_ bytes: Bytes) {
    self.bytes = bytes
    if bytes[6] == 1 { readNew() } else { readOld() }
  }

  // MARK: RAR 5

  /// A number in groups of seven bits, the lowest first.
  private func number(_ offset: inout Int, before end: Int) -> Int? {
    var value = 0
    for shift in stride(from: 0, through: 56, by: 7) {
      guard offset < end, let byte = bytes[offset] else { return nil }
      offset += 1
      value |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }

  private mutating func readNew() {
    var offset = 8
    var isVolume = false
    var isLast: Bool?
    var volume = 0
    for _ in 0..<Self.most {
      var place = offset + 4
      guard place < bytes.count, let size = number(&place, before: bytes.count), size > 0,
        size <= bytes.count - place
      else { break }
      let end = place + size
      guard let type = number(&place, before: end), let flags = number(&place, before: end) else {
        break
      }
      var extra = 0
      var data = 0
      if flags & 1 != 0 { extra = number(&place, before: end) ?? 0 }
      if flags & 2 != 0 { data = number(&place, before: end) ?? 0 }
      switch type {
      case 1:
        let archive = number(&place, before: end) ?? 0
        isVolume = archive & 1 != 0
        if archive & 2 != 0 { volume = number(&place, before: end) ?? 0 }
      case 2:
        hasMembers = true
        // The member begins in the volume before, or goes on in the next.
        if flags & 0x18 != 0 { isPart = true }
        if extra > 0, extra <= size, isEncryptedMember(from: end - extra, to: end) {
          isEncrypted = true
        }
      case 4:
        isEncrypted = true
        return
      case 5: isLast = (number(&place, before: end) ?? 0) & 1 == 0
      default: break
      }
      guard data >= 0, data <= bytes.count - end else { break }
      offset = end + data
    }
    if isVolume, volume > 0 || isLast == false { isPart = true }
  }

  /// Whether among the records of a member's extra area is that of its encryption.
  private func isEncryptedMember(from start: Int, to end: Int) -> Bool {
    var offset = start
    while offset < end, let size = number(&offset, before: end), size > 0, size <= end - offset {
      var place = offset
      if number(&place, before: end) == 1 { return true }
      offset += size
    }
    return false
  }

  // MARK: RAR 1.5 to 4

  private mutating func readOld() {
    var offset = 7
    var isVolume = false
    var isFirst = false
    var isLast: Bool?
    for _ in 0..<Self.most {
      guard let type = bytes[offset + 2], let flags = bytes.little(2, at: offset + 3),
        let size = bytes.little(2, at: offset + 5), size >= 7
      else { break }
      var data = 0
      switch type {
      case 0x73:
        isVolume = flags & 1 != 0
        isFirst = flags & 0x100 != 0
        if flags & 0x80 != 0 {
          isEncrypted = true
          return
        }
      case 0x74:
        hasMembers = true
        if flags & 4 != 0 { isEncrypted = true }
        if flags & 3 != 0 { isPart = true }
        data = bytes.little(4, at: offset + 7) ?? 0
        if flags & 0x100 != 0, let high = bytes.little(4, at: offset + 32), high < 1 << 16 {
          data += high << 32
        }
      case 0x7B: isLast = flags & 1 == 0
      default: if flags & 0x8000 != 0 { data = bytes.little(4, at: offset + 7) ?? 0 }
      }
      if type == 0x7B { break }
      guard size + data <= bytes.count - offset else { break }
      offset += size + data
    }
    if isVolume, !isFirst || isLast == false { isPart = true }
  }
}
