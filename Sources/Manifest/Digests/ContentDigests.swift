import Evidence

/// The digests of one content: SHA-256 always, and those that a bag's manifests name besides.
struct ContentDigests: Sendable {
  var sha256: Digest
  /// By algorithm, in the order that was asked for.
  var others: [(algorithm: DigestAlgorithm, bytes: [UInt8])] = []

  var sm3: Digest? {
    others.first { $0.algorithm == .sm3 }.flatMap { Digest(bytes: $0.bytes) }
  }
}

/// Hashes one message after the other by several algorithms at once; belongs to one thread.
final class MessageDigests {
  let sha256: SHA256
  private let others: [DigestContext]

  /// - Parameter algorithms: those beside SHA-256; what libcrypto lacks is left out.
  /// - Throws: `LibcryptoError`.
  init(_ algorithms: [DigestAlgorithm] = []) throws {
    sha256 = try SHA256()
    others = try algorithms.filter { $0 != .sha256 }.compactMap { try DigestContext($0) }
  }

  func update(_ bytes: UnsafeRawBufferPointer) throws {
    try sha256.update(bytes)
    for context in others { try context.update(bytes) }
  }

  func finish() throws -> ContentDigests {
    ContentDigests(
      sha256: try sha256.finish(),
      others: try others.map { ($0.algorithm, try $0.finish()) })
  }

  func digests(of bytes: UnsafeRawBufferPointer) throws -> ContentDigests {
    try update(bytes)
    return try finish()
  }

  func digests(of bytes: [UInt8]) throws -> ContentDigests {
    try bytes.withUnsafeBytes { try digests(of: $0) }
  }
}

/// One algorithm's digests of a package's members, side by side: a million of them take no more
/// room than their bytes.
struct DigestColumn {
  let algorithm: DigestAlgorithm
  private var bytes: [UInt8]
  private var isKnown: [Bool]

  init(_ algorithm: DigestAlgorithm, count: Int) {
    self.algorithm = algorithm
    bytes = [UInt8](repeating: 0, count: count * algorithm.byteCount)
    isKnown = [Bool](repeating: false, count: count)
  }

  subscript(member: Int) -> ArraySlice<UInt8>? {
    get {
      guard member < isKnown.count, isKnown[member] else { return nil }
      let start = member * algorithm.byteCount
      return bytes[start..<(start + algorithm.byteCount)]
    }
    set {
      guard let newValue, newValue.count == algorithm.byteCount else { return }
      let start = member * algorithm.byteCount
      bytes.replaceSubrange(start..<(start + algorithm.byteCount), with: newValue)
      isKnown[member] = true
    }
  }
}
