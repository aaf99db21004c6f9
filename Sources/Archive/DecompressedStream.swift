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
    /// It asks for more memory than the limit, in bytes, and was read no further.
    case tooDemanding(limit: Int64)
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

  /// What may stand between one piece of content and the next: a gzip header with its name and
  /// comment, a block of bzip2. Readers keep a header that does not end in memory.
  public static let mostOverhead: Int64 = 4 << 20
  /// What zstd takes at its highest level, and twice what xz does; a larger dictionary is only good
  /// for filling a memory.
  public static let largestDictionary: Int64 = 128 << 20

  private struct Compression {
    var name: String
    var filter: Int32
    var signature: [UInt8]
  }

  private static let compressions = [
    Compression(name: "gzip", filter: ARCHIVE_FILTER_GZIP, signature: [0x1F, 0x8B, 8]),
    Compression(name: "bzip2", filter: ARCHIVE_FILTER_BZIP2, signature: Array("BZh".utf8)),
    Compression(
      name: "xz", filter: ARCHIVE_FILTER_XZ, signature: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
    Compression(name: "zstd", filter: ARCHIVE_FILTER_ZSTD, signature: [0x28, 0xB5, 0x2F, 0xFD]),
  ]
  /// As much of a stream as ``isCompressed(_:)`` and the limits look at: of xz the stream's header
  /// and the first block's.
  public static let signatureLength = 64

  /// Whether a file that begins so is such a stream.
  public static func isCompressed(_ beginning: [UInt8]) -> Bool {
    compression(of: beginning) != nil
  }

  private static func compression(of beginning: [UInt8]) -> Compression? {
    compressions.first { beginning.starts(with: $0.signature) }
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

  /// - Parameters:
  ///   - beginning: the stream's first ``signatureLength`` bytes, which the source gives again.
  ///   - source: fills a buffer with the stream's next bytes; fewer mean its end.
  public init(
    beginning: [UInt8], _ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
  ) {
    feed = Feed(source)
    guard let compression = Self.compression(of: beginning) else {
      ending = .damaged(reason: "no known compression")
      return
    }
    filter = compression.name
    let dictionary: Int64? =
      switch compression.filter {
      case ARCHIVE_FILTER_XZ: Self.dictionarySize(ofXZ: beginning)
      case ARCHIVE_FILTER_ZSTD: Self.windowSize(ofZstandard: beginning)
      default: nil
      }
    if let dictionary, dictionary > Self.largestDictionary {
      ending = .tooDemanding(limit: Self.largestDictionary)
      return
    }
    guard clinux_use_utf8_locale() != 0, let handle = archive_read_new() else {
      ending = .damaged(reason: "out of memory")
      return
    }
    self.handle = handle
    archive_read_support_format_raw(handle)
    // The one filter that the bytes call for, once: where libarchive may choose, it looks for
    // filters within filters, and a stream that unpacks to itself takes gigabytes for that.
    guard archive_read_append_filter(handle, compression.filter) == ARCHIVE_OK else {
      ending = .damaged(reason: reason)
      return
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
      ending = failure
      return
    }
  }

  /// The dictionary that the first block of an xz stream asks for, in bytes; nil where it can't be
  /// told (The .xz File Format 1.2.0, §3.1 and §5.3.1).
  private static func dictionarySize(ofXZ beginning: [UInt8]) -> Int64? {
    // The stream's header has 12 bytes. Then the block's: its size, flags, two sizes where bits 6
    // and 7 say so, and the filters, of which LZMA2 (0x21, one byte of properties) is the last.
    guard beginning.count > 14 else { return nil }
    let end = min(beginning.count, 12 + (Int(beginning[12]) + 1) * 4)
    var place = 14
    func number() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), through: 56, by: 7) {
        guard place < end else { return nil }
        let byte = beginning[place]
        place += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte & 0x80 == 0 { return value }
      }
      return nil
    }
    if beginning[13] & 0x40 != 0, number() == nil { return nil }
    if beginning[13] & 0x80 != 0, number() == nil { return nil }
    for _ in 0...(beginning[13] & 3) {
      guard let id = number(), let count = number(), count <= 32, place + Int(count) <= end else {
        return nil
      }
      if id == 0x21, count == 1 {
        let bits = Int64(beginning[place] & 0x3F)
        return bits >= 40 ? 1 << 32 : (2 | bits & 1) << (bits / 2 + 11)
      }
      place += Int(count)
    }
    return nil
  }

  /// The window that the first frame asks for, in bytes; nil where it is the content's size
  /// (RFC 8878 §3.1.1.1).
  private static func windowSize(ofZstandard beginning: [UInt8]) -> Int64? {
    guard beginning.count > 5, beginning[4] & 0x20 == 0 else { return nil }
    let base = Int64(1) << (10 + beginning[5] >> 3)
    return base + base / 8 * Int64(beginning[5] & 7)
  }

  /// Why libarchive went no further.
  private var failure: Ending {
    feed.isStarving ? .tooDemanding(limit: Self.mostOverhead) : .damaged(reason: reason)
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
        ending = failure
      } else if count == 0 {
        ending = .whole
      }
      done += max(0, count)
      if count > 0 { feed.hasGiven() }
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
    /// How much had been taken when content last came of it.
    private var fruitful: Int64 = 0
    /// Whether more was taken without any content than is good for the memory.
    private(set) var isStarving = false
    private var last: [UInt8] = []
    private var current: [UInt8] = []
    /// The last bytes that were given out: more than libarchive can have left unread.
    var recent: [UInt8] { last + current }

    init(_ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) { self.source = source }

    deinit { block.deallocate() }

    func hasGiven() { fruitful = count }

    /// A piece for libarchive; -1 where it has taken too much without giving anything.
    func next(_ pointer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
      isStarving = count - fruitful > DecompressedStream.mostOverhead
      return isStarving ? -1 : read(pointer)
    }

    private func read(_ pointer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
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
      while error == nil, read(nil) > 0 {}
    }
  }
}
