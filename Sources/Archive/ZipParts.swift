/// How much of an untrusted archive may be unpacked into memory.
public struct UnpackingLimits: Hashable, Sendable {
  /// The largest single part; a form's document.xml is a few MiB.
  public var entry: Int
  /// All wanted parts together.
  public var total: Int
  /// Entries in the archive, wanted or not.
  public var count: Int
  /// Content to archive size: deflate can't exceed 1032, honest Office files stay below 100.
  public var ratio: Int

  public init(
    entry: Int = 64 << 20, total: Int = 256 << 20, count: Int = 100_000, ratio: Int = 1_000
  ) {
    self.entry = entry
    self.total = total
    self.count = count
    self.ratio = ratio
  }
}

/// The wanted parts of a zip file (a .docx, .xlsx) in memory, by name.
///
/// Names are compared as the zip spells them; names that are not UTF-8 are never wanted.
///
/// - Throws: ``ArchiveError``: `notAnArchive`, `truncated`, `encrypted`, `tooLarge` with the
///   part's name, `duplicateEntry` for two wanted parts of one name, `malformed`.
public func zipParts(
  of bytes: [UInt8], limits: UnpackingLimits = UnpackingLimits(),
  wanted: (_ name: String) -> Bool
) throws(ArchiveError) -> [String: [UInt8]] {
  // libarchive searches for a zip's beginning; what begins otherwise is not a zip for us.
  guard ZipDirectory.isZip(bytes) else { throw .notAnArchive }
  // The end record is the last 22 bytes and a comment of at most 64 KiB (APPNOTE.TXT 4.3.16).
  let tail = bytes.suffix(22 + 0xFFFF)
  let hasEnd = tail.indices.dropLast(3).contains { index in
    tail[index] == 0x50 && tail[index...].starts(with: [0x50, 0x4B, 5, 6])
  }
  guard hasEnd else { throw .truncated(reason: "no end of central directory") }
  let reader = try ArchiveReader(bytes: bytes, formats: .zip)
  let product = bytes.count.multipliedReportingOverflow(by: limits.ratio)
  let allowed = product.overflow ? limits.total : min(limits.total, product.partialValue)
  var parts: [String: [UInt8]] = [:]
  var total = 0
  var count = 0
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  defer { buffer.deallocate() }
  while let entry = try reader.next() {
    count += 1
    if count > limits.count { throw .tooManyEntries(limit: limits.count) }
    guard entry.kind == .regular, let name = String(validating: entry.name, as: UTF8.self),
      wanted(name)
    else { continue }
    if entry.isEncrypted { throw .encrypted(name: name) }
    if let size = entry.size, size > limits.entry {
      throw .tooLarge(name: name, limit: limits.entry)
    }
    var content: [UInt8] = []
    while true {
      let count = try reader.read(into: buffer)
      if count == 0 { break }
      content.append(contentsOf: buffer[..<count])
      total += count
      if content.count > limits.entry { throw .tooLarge(name: name, limit: limits.entry) }
      if total > allowed { throw .tooLarge(name: name, limit: allowed) }
    }
    if parts.updateValue(content, forKey: name) != nil { throw .duplicateEntry(name: name) }
  }
  return parts
}
