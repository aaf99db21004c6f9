/// What the bytes of a file amount to, by each algorithm that was asked for.
struct ContentDigests: Sendable {
  var sha256: Digest
  var sm3: Digest?
}

/// Computes SHA-256, and SM3 where it is asked for, over the same bytes; belongs to one thread.
final class ContentDigester {
  private let sha256: SHA256
  private let sm3: SM3?

  init(withSM3: Bool) throws(LibcryptoError) {
    sha256 = try SHA256()
    sm3 = withSM3 ? try SM3() : nil
  }

  func update(_ bytes: UnsafeRawBufferPointer) throws(LibcryptoError) {
    try sha256.update(bytes)
    try sm3?.update(bytes)
  }

  /// The digests of all since the last `finish`; the next message starts afresh.
  func finish() throws(LibcryptoError) -> ContentDigests {
    ContentDigests(sha256: try sha256.finish(), sm3: try sm3?.finish())
  }

  func digests(of bytes: UnsafeRawBufferPointer) throws(LibcryptoError) -> ContentDigests {
    try update(bytes)
    return try finish()
  }

  func digests(of bytes: [UInt8]) throws(LibcryptoError) -> ContentDigests {
    ContentDigests(sha256: try sha256.digest(of: bytes), sm3: try sm3?.digest(of: bytes))
  }
}
