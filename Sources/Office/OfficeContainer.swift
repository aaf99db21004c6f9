/// What an Office file is on the outside.
enum OfficeContainer {
  /// A zip by its beginning; whether it is whole shows when it is unpacked.
  case zip
  /// OLE2, the format of Office 97–2003 and of older WPS.
  case ole
  /// OLE2 around a file that opens only with a password ([MS-OFFCRYPTO] §2.3).
  case encrypted
  case other

  init(of bytes: [UInt8]) {
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      // The names of streams stand in it as UTF-16.
      self = bytes.has("EncryptedPackage".utf8.flatMap { [$0, 0] }) ? .encrypted : .ole
    } else {
      self = bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) ? .zip : .other
    }
  }
}

extension [UInt8] {
  /// Whether `sequence` occurs in it.
  func has(_ sequence: [UInt8]) -> Bool {
    guard let first = sequence.first, count >= sequence.count else { return false }
    return withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - sequence.count) where bytes[start] == first {
        if UnsafeBufferPointer(rebasing: bytes[start..<(start + sequence.count)])
          .elementsEqual(sequence)
        {
          return true
        }
      }
      return false
    }
  }
}
