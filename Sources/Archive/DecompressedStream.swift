import CArchive
import CLinux

/// The content of a compressed stream (gzip, bzip2, xz, zstd), piece by piece, and what is odd
/// about the stream itself.
///
/// libarchive decompresses. It passes over bytes after the stream and joins streams that stand one
/// after the other, where other programs stop; both are told by ``finish()``. An instance belongs
/// to one thread.
public final class DecompressedStream {
  /// How the stream ended.
  public enum Ending: Hashable, Sendable {
    case whole
    /// The stream is damaged or cut; libarchive's reason.
    case damaged(reason: String)
    /// It grew beyond the limit, in bytes, and was read no further.
    case tooLarge(limit: Int64)
    /// So many bytes stand after the stream's end.
    case tail(count: Int64)
    /// Several streams stand one after the other.
    case severalStreams
  }

  /// Office files and texts shrink to a twentieth; deflate can't do better than 1 : 1032, and what
  /// comes near is made to fill a disk.
  public static let mostExpansion: Int64 = 200
  /// Up to this size any expansion is harmless.
  public static let harmlessSize: Int64 = 64 << 20

  private static let signatures: [[UInt8]] = [
    [0x1F, 0x8B, 8], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0],
    [0x28, 0xB5, 0x2F, 0xFD],
  ]
  public static let signatureLength = 8

  /// Whether a file that begins so is such a stream.
  public static func isCompressed(_ beginning: [UInt8]) -> Bool {
    signatures.contains { beginning.starts(with: $0) }
  }

  /// What the source threw, which ends the stream.
  public var sourceError: (any Error)? { feed.error }
  /// The compression, as `gzip`.
  public private(set) var filter = "compressed"
  /// The bytes that the source gave.
  public var consumed: Int64 { feed.count }

  private let feed: Feed
  private var handle: OpaquePointer?
  private var ending: Ending?
  private var produced: Int64 = 0

  /// - Parameter source: fills a buffer with the stream's next bytes; fewer mean its end.
  public init(_ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
    feed = Feed(source)
    guard clinux_use_utf8_locale() != 0, let handle = archive_read_new() else {
      ending = .damaged(reason: "out of memory")
      return
    }
    self.handle = handle
    for support in [
      archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
      archive_read_support_filter_xz, archive_read_support_filter_zstd,
      archive_read_support_format_raw,
    ] {
      _ = support(handle)
    }
    let code = archive_read_open(
      handle, Unmanaged.passUnretained(feed).toOpaque(), nil,
      { _, data, block in
        guard let data else { return -1 }
        let feed = Unmanaged<Feed>.fromOpaque(data).takeUnretainedValue()
        return feed.next(block)
      }, nil)
    var entry: OpaquePointer?
    guard code == ARCHIVE_OK, archive_read_next_header(handle, &entry) == ARCHIVE_OK else {
      ending = .damaged(reason: reason)
      return
    }
    if let name = archive_filter_name(handle, 0) { filter = String(cString: name) }
    // The last filter is the file itself.
    if archive_filter_count(handle) != 2 { ending = .damaged(reason: "compressed twice") }
  }

  deinit {
    if let handle { archive_read_free(handle) }
  }

  private var reason: String {
    handle.flatMap { archive_error_string($0) }.map { String(cString: $0) } ?? "no reason given"
  }

  /// Fills the buffer with content; fewer bytes than asked for mean the end, of whatever kind.
  public func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    var done = 0
    while ending == nil, done < buffer.count, let handle, let base = buffer.baseAddress {
      let count = archive_read_data(handle, base + done, buffer.count - done)
      if count < 0 {
        ending = .damaged(reason: reason)
      } else if count == 0 {
        ending = .whole
      }
      done += max(0, count)
      produced += Int64(max(0, count))
      let limit = max(Self.harmlessSize, Self.mostExpansion * feed.count)
      if produced > limit { ending = .tooLarge(limit: limit) }
    }
    return done
  }

  /// Reads what follows the content and says how the stream ended.
  public func finish() -> Ending {
    if ending == nil {
      withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
        while ending == nil { _ = fill(buffer) }
      }
    }
    guard ending == .whole, let handle else { return ending ?? .whole }
    let end = archive_filter_bytes(handle, -1)
    // RFC 1952 §2.3.1: the last four bytes of a member are its content's length modulo 2^32.
    let lengths = feed.recent.prefix(max(0, feed.recent.count - Int(feed.count - end))).suffix(4)
    let length = lengths.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    feed.drain()
    if feed.count > end { return .tail(count: feed.count - end) }
    let isWhole = filter != "gzip" || length == UInt32(truncatingIfNeeded: produced)
    return isWhole ? .whole : .severalStreams
  }

  /// The source as libarchive calls for it.
  private final class Feed {
    private let source: (UnsafeMutableRawBufferPointer) throws -> Int
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    var error: (any Error)?
    var count: Int64 = 0
    private var last: [UInt8] = []
    private var current: [UInt8] = []
    /// The last bytes that were given out: more than libarchive can have left unread.
    var recent: [UInt8] { last + current }

    init(_ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) { self.source = source }

    deinit { block.deallocate() }

    func next(_ pointer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
      guard error == nil else { return 0 }
      do {
        let count = try source(block)
        pointer?.pointee = UnsafeRawPointer(block.baseAddress)
        self.count += Int64(count)
        if count > 0 { (last, current) = (current, Array(block[..<count])) }
        return count
      } catch {
        self.error = error
        return 0
      }
    }

    func drain() {
      while error == nil, next(nil) > 0 {}
    }
  }
}
