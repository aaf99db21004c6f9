/// A path inside a package: relative, normal, printable UTF-8, compared byte by byte.
///
/// This is the only way a file name enters a package. Two names that Swift's `String` would call
/// equal (`é` composed and decomposed) are two paths here.
public struct PackagePath: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Why a name can't stand in a package.
  public enum Problem: String, Error, Sendable {
    case empty
    case notUTF8 = "not-utf8"
    case absolute
    case emptyComponent = "empty-component"
    case dotComponent = "dot-component"
    case controlCharacter = "control-character"
    case backslash
    case componentTooLong = "component-too-long"
    case tooLong = "too-long"
    case tooDeep = "too-deep"
  }

  /// Most file systems, ext4 and NTFS among them, hold no longer name.
  public static let longestComponent = 255
  /// PATH_MAX of Linux, below which every tool can still open the file.
  public static let longest = 4096
  /// Folders and the file itself. Dossiers need five; two thousand one-letter folders would make
  /// each name cost as much as two thousand.
  public static let deepest = 64

  /// The path's UTF-8 bytes.
  public let bytes: [UInt8]
  /// Made once: paths are looked up again and again.
  private let hash: Int

  /// Takes the bytes of a path as they stand in an archive or a manifest.
  ///
  /// - Parameter acceptsLineEnds: whether CR and LF may stand in it, as RFC 8493 §2.1.3 lets them
  ///   stand in the names of a folder's files.
  /// - Throws: ``Problem``, the first rule that the name breaks.
  /// - Complexity: one pass; every member and every manifest line goes through here.
  public init(bytes: [UInt8], acceptsLineEnds: Bool = false) throws(Problem) {
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count <= Self.longest else { throw .tooLong }
    guard bytes[0] != UInt8(ascii: "/") else { throw .absolute }
    var isASCII = true
    var start = 0
    var depth = 1
    for (index, byte) in bytes.enumerated() {
      if byte < 0x20 || byte == 0x7F {
        guard acceptsLineEnds, byte == 0x0A || byte == 0x0D else { throw .controlCharacter }
      }
      if byte == UInt8(ascii: "\\") { throw .backslash }
      if byte >= 0x80 { isASCII = false }
      if byte == UInt8(ascii: "/") {
        try Self.check(bytes, from: start, to: index)
        start = index + 1
        depth += 1
        if depth > Self.deepest { throw .tooDeep }
      }
    }
    try Self.check(bytes, from: start, to: bytes.count)
    if !isASCII, String(validating: bytes, as: UTF8.self) == nil { throw .notUTF8 }
    self.bytes = bytes
    // As one run of bytes; `Array` would feed the hasher byte by byte.
    var hasher = Hasher()
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    hash = hasher.finalize()
  }

  public init(bytes: some Collection<UInt8>) throws(Problem) {
    try self.init(bytes: Array(bytes))
  }

  private static func check(_ bytes: [UInt8], from start: Int, to end: Int) throws(Problem) {
    let dot = UInt8(ascii: ".")
    switch end - start {
    case 0: throw .emptyComponent
    case 1 where bytes[start] == dot: throw .dotComponent
    case 2 where bytes[start] == dot && bytes[start + 1] == dot: throw .dotComponent
    case let length where length > longestComponent: throw .componentTooLong
    default: break
    }
  }

  public init(_ string: String) throws(Problem) {
    try self.init(bytes: Array(string.utf8))
  }

  public var description: String { String(decoding: bytes, as: UTF8.self) }

  /// The parts between the slashes, outermost first.
  public var components: [String] {
    bytes.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The file's own name.
  public var name: String { String(decoding: nameBytes, as: UTF8.self) }

  /// ``name`` as bytes.
  public var nameBytes: ArraySlice<UInt8> {
    bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
  }

  /// The bytes of the folder that the file lies in, empty at the top.
  public var folderBytes: ArraySlice<UInt8> {
    bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)]
  }

  /// Whether the path is `text`, byte by byte.
  public func `is`(_ text: String) -> Bool {
    bytes.count == text.utf8.count && bytes.elementsEqual(text.utf8)
  }

  /// Whether the path begins with `folder`, which ends in a slash.
  public func isBelow(_ folder: String) -> Bool {
    bytes.count > folder.utf8.count && bytes.starts(with: folder.utf8)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  public static func == (left: PackagePath, right: PackagePath) -> Bool {
    left.hash == right.hash && left.bytes.count == right.bytes.count
      && left.compared(with: right) == 0
  }

  public static func < (left: PackagePath, right: PackagePath) -> Bool {
    let order = left.compared(with: right)
    return order == 0 ? left.bytes.count < right.bytes.count : order < 0
  }

  /// The order of the bytes that both have, eight at a time; `Array` would compare byte by byte.
  private func compared(with other: PackagePath) -> Int {
    bytes.withUnsafeBytes { own in
      other.bytes.withUnsafeBytes { other in
        let count = min(own.count, other.count)
        var index = 0
        while index < count {
          let step = count - index < 8 ? 1 : 8
          let (left, right) =
            step == 8
            ? (own.word(at: index), other.word(at: index))
            : (UInt64(own[index]), UInt64(other[index]))
          if left != right { return left < right ? -1 : 1 }
          index += step
        }
        return 0
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Eight bytes as a number, the first of which weighs most.
  fileprivate func word(at offset: Int) -> UInt64 {
    UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
