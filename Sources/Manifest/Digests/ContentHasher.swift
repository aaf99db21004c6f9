package import Evidence
import Files
import Synchronization

/// Hashes content piece by piece through buffers of fixed size; belongs to one thread.
package final class ContentHasher {
  /// From this size on a partner thread hashes while this one reads and writes. One SHA-256
  /// stream is the limit for a large file, so nothing else should wait in its way.
  static let partnerThreshold: Int64 = 16 << 20

  /// Puts the content from `offset` on into a buffer, all of it, and may write it elsewhere.
  package typealias Fill = (_ piece: UnsafeMutableRawBufferPointer, _ offset: Int64) throws -> Void

  let buffer: Buffer
  let messages: MessageDigests
  var sha256: SHA256 { messages.sha256 }
  private let algorithms: [DigestAlgorithm]

  /// - Parameter algorithms: those beside SHA-256.
  package init(_ algorithms: [DigestAlgorithm] = []) throws {
    // One byte more, by which a file that grew shows itself.
    buffer = Buffer(count: Parallelism.bufferSize + 1)
    messages = try MessageDigests(algorithms)
    self.algorithms = algorithms
  }

  /// The SHA-256 of `count` bytes that `fill` provides.
  package func digest(count: Int64, fill: Fill) throws -> Digest {
    try digests(count: count, fill: fill).sha256
  }

  /// All digests of `count` bytes that `fill` provides, each byte read once.
  func digests(count: Int64, fill: Fill) throws -> ContentDigests {
    if count >= Self.partnerThreshold { return try digestWithPartner(count: count, fill: fill) }
    var offset: Int64 = 0
    while offset < count {
      let piece = buffer[0..<Int(min(count - offset, Int64(Parallelism.bufferSize)))]
      try fill(piece, offset)
      try messages.update(UnsafeRawBufferPointer(piece))
      offset += Int64(piece.count)
    }
    return try messages.finish()
  }

  /// A piece on its way to the partner, who reads it before the buffer comes round again.
  private struct Piece: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    let isLast: Bool
  }

  private final class Outcome: Sendable {
    let digests = Mutex<ContentDigests?>(nil)
  }

  private func digestWithPartner(count: Int64, fill: Fill) throws -> ContentDigests {
    // Three buffers: one is filled, one waits (the queue's depth), one is being hashed. When
    // `submit` returns for one, the partner has taken the one before and is done with the third.
    let ring = (0..<3).map { _ in Buffer(count: Parallelism.bufferSize) }
    let outcome = Outcome()
    try WorkQueue<Piece>.run(threads: 1, depth: 1) { [algorithms] in
      let messages = try MessageDigests(algorithms)
      return { piece in
        try messages.update(piece.bytes)
        if piece.isLast {
          let digests = try messages.finish()
          outcome.digests.withLock { $0 = digests }
        }
      }
    } feed: { queue in
      var offset: Int64 = 0
      var turn = 0
      while offset < count {
        let size = Int(min(count - offset, Int64(Parallelism.bufferSize)))
        let piece = ring[turn][0..<size]
        try fill(piece, offset)
        offset += Int64(size)
        try queue.submit(Piece(bytes: UnsafeRawBufferPointer(piece), isLast: offset == count))
        turn = (turn + 1) % ring.count
      }
    }
    withExtendedLifetime(ring) {}
    guard let digests = outcome.digests.withLock({ $0 }) else {
      preconditionFailure("the last piece was hashed or its error thrown")
    }
    return digests
  }
}
