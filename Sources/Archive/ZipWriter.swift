import CArchive
import CLinux

/// The parts as a zip file (a .docx) in memory, in their order.
///
/// - Parameter parts: with names in ASCII, each once.
/// - Throws: ``ArchiveError``: `malformed` with libarchive's reason, `noLocale`.
public func zip(
  of parts: [(name: String, content: [UInt8])]
) throws(ArchiveError) -> [UInt8] {
  guard clinux_use_utf8_locale() != 0 else { throw .noLocale }
  guard let handle = archive_write_new() else { throw .malformed(reason: "out of memory") }
  defer { archive_write_free(handle) }
  func check(_ code: Int32) throws(ArchiveError) {
    guard code == ARCHIVE_OK else {
      let reason = archive_error_string(handle).map { String(cString: $0) }
      throw .malformed(reason: reason ?? "no reason given")
    }
  }
  // Deflate makes nothing longer than by some bytes a block; a name stands twice.
  let room = parts.reduce(64 << 10) {
    $0 + $1.content.count + $1.content.count / 100 + 2 * $1.name.utf8.count + 512
  }
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
  defer { memory.deallocate() }
  var used = 0
  try withUnsafeMutablePointer(to: &used) { (used) throws(ArchiveError) in
    try check(archive_write_set_format_zip(handle))
    try check(archive_write_set_bytes_in_last_block(handle, 1))
    try check(archive_write_open_memory(handle, memory.baseAddress, memory.count, used))
    for (name, content) in parts {
      let entry = archive_entry_new()
      defer { archive_entry_free(entry) }
      archive_entry_set_pathname(entry, name)
      // AE_IFREG, whose definition Swift doesn't see.
      archive_entry_set_filetype(entry, 0o100000)
      archive_entry_set_perm(entry, 0o644)
      archive_entry_set_size(entry, Int64(content.count))
      // The first day that a zip can tell.
      archive_entry_set_mtime(entry, 315_576_000, 0)
      try check(archive_write_header(handle, entry))
      let written = content.withUnsafeBytes { bytes in
        archive_write_data(handle, bytes.baseAddress, bytes.count)
      }
      guard written == content.count else { return try check(ARCHIVE_FATAL) }
    }
    try check(archive_write_close(handle))
  }
  return Array(memory[..<used])
}
