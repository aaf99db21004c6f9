import CArchive
import CLinux
public import Files
import Glibc

/// Reads tar, zip and kindred archives, front to back, without unpacking.
///
///     let reader = try ArchiveReader(descriptor: file, formats: .tar)
///     while let entry = try reader.next() { … try reader.read(into: &buffer) … }
///
/// Every return code of libarchive is told apart (libarchive(3)): only ARCHIVE_EOF ends the
/// archive, and a warning is a failure unless `acceptsWarnings` says otherwise. An instance
/// belongs to one thread.
public final class ArchiveReader {
  public struct Entry: Hashable, Sendable {
    public enum Kind: String, Sendable {
      case regular, directory, symbolicLink, hardLink, other
    }

    /// The name as bytes; the archive decides their encoding, for tar mostly UTF-8.
    public var name: [UInt8]
    public var kind: Kind
    /// Absent where the format tells it only after the content.
    public var size: Int64?
    public var linkTarget: [UInt8]?
    public var isEncrypted: Bool
  }

  /// Which formats to try. Trying fewer means that less of libarchive sees hostile bytes.
  public enum Formats: Sendable {
    /// Uncompressed tar alone.
    case tar
    /// Zip alone, by its central directory, as Word and every unpacker reads it.
    case zip
    /// The packed files that people send: zip, 7z, RAR.
    case packed
  }

  private let handle: OpaquePointer
  private let acceptsWarnings: Bool
  /// Kept alive for as long as libarchive reads from them.
  private let memory: UnsafeMutableRawBufferPointer?
  private let descriptor: Descriptor?
  private let mapping: MappedFile?
  private let window: Window?
  private static let blockSize = 1 << 16

  /// Reads the archive from an open file's current position, or from a pipe.
  ///
  /// - Throws: ``ArchiveError``.
  public init(
    descriptor: Descriptor, formats: Formats, acceptsWarnings: Bool = false
  ) throws(ArchiveError) {
    let handle = try Self.makeHandle(formats)
    guard archive_read_open_fd(handle, descriptor.number, Self.blockSize) == ARCHIVE_OK else {
      let error = Self.error(of: handle, isOpening: true)
      archive_read_free(handle)
      throw error
    }
    self.handle = handle
    self.acceptsWarnings = acceptsWarnings
    self.descriptor = descriptor
    mapping = nil
    memory = nil
    window = nil
  }

  /// Reads a part of an open file as a tar of its own, as if an end marker stood behind it.
  ///
  /// Others may write behind that part meanwhile, and read.
  ///
  /// - Throws: ``ArchiveError``.
  public init(descriptor: Descriptor, range: Range<Int64>) throws(ArchiveError) {
    let handle = try Self.makeHandle(.tar)
    let window = Window(descriptor, range)
    let data = Unmanaged.passUnretained(window).toOpaque()
    archive_read_set_read_callback(handle) { _, data, block in
      data.map { Unmanaged<Window>.fromOpaque($0).takeUnretainedValue().next(block) } ?? -1
    }
    archive_read_set_skip_callback(handle) { _, data, count in
      data.map { Unmanaged<Window>.fromOpaque($0).takeUnretainedValue().skip(count) } ?? 0
    }
    archive_read_set_callback_data(handle, data)
    guard archive_read_open1(handle) == ARCHIVE_OK else {
      let error = Self.error(of: handle, isOpening: true)
      archive_read_free(handle)
      throw error
    }
    self.handle = handle
    acceptsWarnings = false
    self.window = window
    self.descriptor = descriptor
    mapping = nil
    memory = nil
  }

  /// A part of a file as libarchive calls for it (archive_read_open(3)).
  private final class Window {
    private let descriptor: Descriptor
    private var rest: Range<Int64>
    /// The end marker's bytes that are still to come.
    private var zeros = 1_024
    private let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: ArchiveReader.blockSize, alignment: 16)

    init(_ descriptor: Descriptor, _ range: Range<Int64>) {
      self.descriptor = descriptor
      rest = range
    }

    deinit { block.deallocate() }

    func next(_ pointer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
      pointer?.pointee = UnsafeRawPointer(block.baseAddress)
      if rest.isEmpty {
        defer { zeros = 0 }
        for index in 0..<zeros { block[index] = 0 }
        return zeros
      }
      let wanted = Int(min(Int64(block.count), rest.upperBound - rest.lowerBound))
      let piece = UnsafeMutableRawBufferPointer(rebasing: block[..<wanted])
      guard let count = try? descriptor.read(into: piece, at: rest.lowerBound) else { return -1 }
      rest = (rest.lowerBound + Int64(count))..<rest.upperBound
      return count
    }

    func skip(_ count: Int64) -> Int64 {
      let skipped = min(count, rest.upperBound - rest.lowerBound)
      rest = (rest.lowerBound + skipped)..<rest.upperBound
      return skipped
    }
  }

  /// Reads the archive that `bytes` are.
  ///
  /// - Throws: ``ArchiveError``.
  public init(
    bytes: [UInt8], formats: Formats, acceptsWarnings: Bool = false
  ) throws(ArchiveError) {
    let handle = try Self.makeHandle(formats)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    memory.copyBytes(from: bytes)
    guard archive_read_open_memory(handle, memory.baseAddress, memory.count) == ARCHIVE_OK else {
      let error = Self.error(of: handle, isOpening: true)
      archive_read_free(handle)
      memory.deallocate()
      throw error
    }
    self.handle = handle
    self.acceptsWarnings = acceptsWarnings
    self.memory = memory
    mapping = nil
    descriptor = nil
    window = nil
  }

  /// Reads the archive in a mapped file, without a copy of it.
  ///
  /// - Throws: ``ArchiveError``.
  public init(
    mapping: MappedFile, formats: Formats, acceptsWarnings: Bool = false
  ) throws(ArchiveError) {
    let handle = try Self.makeHandle(formats)
    let bytes = mapping.bytes
    guard archive_read_open_memory(handle, bytes.baseAddress, bytes.count) == ARCHIVE_OK else {
      let error = Self.error(of: handle, isOpening: true)
      archive_read_free(handle)
      throw error
    }
    self.handle = handle
    self.acceptsWarnings = acceptsWarnings
    self.mapping = mapping
    memory = nil
    descriptor = nil
    window = nil
  }

  deinit {
    archive_read_free(handle)
    memory?.deallocate()
  }

  /// The next entry, or nil at the end of the archive.
  ///
  /// - Throws: ``ArchiveError``.
  public func next() throws(ArchiveError) -> Entry? {
    try Self.useLocale()
    var pointer: OpaquePointer?
    let code = archive_read_next_header(handle, &pointer)
    if code == ARCHIVE_EOF { return nil }
    try check(code)
    guard let pointer else { throw .malformed(reason: "no header") }
    guard let name = archive_entry_pathname(pointer) else {
      throw .malformed(reason: "an entry without a name")
    }
    let hardLink = archive_entry_hardlink(pointer)
    let symbolicLink = archive_entry_symlink(pointer)
    // AE_IFREG and its kin are cast macros, which Swift does not import; archive_entry.h has them.
    let kind: Entry.Kind =
      if hardLink != nil {
        .hardLink
      } else {
        switch archive_entry_filetype(pointer) {
        case 0o100000: .regular
        case 0o040000: .directory
        case 0o120000: .symbolicLink
        default: .other
        }
      }
    return Entry(
      name: Self.bytes(name), kind: kind,
      size: archive_entry_size_is_set(pointer) != 0 ? archive_entry_size(pointer) : nil,
      linkTarget: (hardLink ?? symbolicLink).map(Self.bytes),
      isEncrypted: archive_entry_is_encrypted(pointer) != 0)
  }

  /// Reads the current entry's content; 0 means its end.
  ///
  /// - Throws: ``ArchiveError``.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    try Self.useLocale()
    let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
    if count < 0 {
      try check(Int32(clamping: count))
      // A warning that the caller accepts: archive_read_data has no count to give with it.
      return 0
    }
    return count
  }

  private func check(_ code: Int32) throws(ArchiveError) {
    switch code {
    case ARCHIVE_OK: return
    case ARCHIVE_WARN where acceptsWarnings: return
    // ARCHIVE_RETRY: "Operation failed but can be retried"; a damaged entry here, never skipped.
    default: throw Self.error(of: handle, isOpening: false)
    }
  }

  private static func makeHandle(_ formats: Formats) throws(ArchiveError) -> OpaquePointer {
    try useLocale()
    guard let handle = archive_read_new() else { throw .malformed(reason: "out of memory") }
    switch formats {
    case .tar: archive_read_support_format_tar(handle)
    case .zip: archive_read_support_format_zip_seekable(handle)
    case .packed:
      archive_read_support_format_zip_seekable(handle)
      archive_read_support_format_7zip(handle)
      archive_read_support_format_rar(handle)
      archive_read_support_format_rar5(handle)
    }
    return handle
  }

  private static func useLocale() throws(ArchiveError) {
    guard clinux_use_utf8_locale() != 0 else { throw .noLocale }
  }

  private static func error(of handle: OpaquePointer, isOpening: Bool) -> ArchiveError {
    let reason = archive_error_string(handle).map { String(cString: $0) } ?? "no reason given"
    if reason.contains("Unrecognized archive format") { return .notAnArchive }
    if reason.contains("runcated") || reason.contains("end of file") {
      return .truncated(reason: reason)
    }
    return .malformed(reason: reason)
  }

  private static func bytes(_ string: UnsafePointer<CChar>) -> [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: string, count: strlen(string)))
  }
}
