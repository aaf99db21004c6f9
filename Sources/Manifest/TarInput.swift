import Files

/// Where a tar's bytes come from: a file, read at any place, or a pipe, read once.
protocol TarInput: AnyObject {
  /// Up to `count` bytes from `offset` on, fewer at the end; valid until the next call.
  ///
  /// Offsets never go back behind one that was given to `release`.
  func bytes(at offset: Int64, count: Int) throws(VerificationError) -> UnsafeRawBufferPointer

  /// Says that nothing before `offset` is needed any more.
  func release(before offset: Int64)

  /// The whole length, where it is known beforehand.
  var length: Int64? { get }
}

extension TarInput {
  /// Hands out `count` bytes from `offset` on, piece by piece.
  ///
  /// - Returns: how many there were, fewer than `count` at the end.
  func forEachPiece(
    from offset: Int64, count: Int64, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int64 {
    var done: Int64 = 0
    while done < count {
      let wanted = Int(min(count - done, Int64(Parallelism.bufferSize)))
      let piece = try bytes(at: offset + done, count: wanted)
      if !piece.isEmpty { try body(piece) }
      done += Int64(piece.count)
      release(before: offset + done)
      if piece.count < wanted { break }
    }
    return done
  }
}

/// A file whose headers are read ahead of its content.
final class FileInput: TarInput {
  let descriptor: Descriptor
  let length: Int64?
  private var window: UnsafeMutableRawBufferPointer
  private var windowStart: Int64 = 0
  private var windowCount = 0

  /// Enough for a header with a long name, and for the next one after a small file.
  private static let step = 4 << 10

  init(_ descriptor: Descriptor, length: Int64) {
    self.descriptor = descriptor
    self.length = length
    window = .allocate(byteCount: Parallelism.bufferSize, alignment: 4_096)
  }

  deinit { window.deallocate() }

  func bytes(
    at offset: Int64, count: Int
  ) throws(VerificationError) -> UnsafeRawBufferPointer {
    let end = offset + Int64(count)
    if offset < windowStart || end > windowStart + Int64(windowCount) {
      if count > window.count {
        window.deallocate()
        window = .allocate(byteCount: count, alignment: 4_096)
      }
      windowStart = offset
      let wanted = min(max(count, Self.step), window.count)
      do {
        windowCount = try descriptor.read(
          into: UnsafeMutableRawBufferPointer(rebasing: window[..<wanted]), at: offset)
      } catch {
        windowCount = 0
        throw .unreadable(error)
      }
    }
    let start = Int(offset - windowStart)
    let available = max(0, min(count, windowCount - start))
    return UnsafeRawBufferPointer(rebasing: window[start..<(start + available)])
  }

  func release(before offset: Int64) {}
}

/// A pipe: what was released is gone.
final class StreamInput: TarInput {
  private let source: (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int
  let length: Int64? = nil
  private var window: UnsafeMutableRawBufferPointer
  /// The offset in the stream of the window's first byte.
  private var windowStart: Int64 = 0
  /// The first byte in the window that is still needed.
  private var first = 0
  private var end = 0
  private var hasEnded = false

  /// - Parameter isCancelled: asked now and then while nothing comes.
  convenience init(_ descriptor: Descriptor, isCancelled: @escaping () -> Bool) {
    self.init { buffer throws(SystemError) in
      try descriptor.readNext(into: buffer, isCancelled: isCancelled)
    }
  }

  /// - Parameter source: fills a buffer with the next bytes; fewer than asked for mean the end.
  init(source: @escaping (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int) {
    self.source = source
    window = .allocate(byteCount: 2 * Parallelism.bufferSize, alignment: 4_096)
  }

  deinit { window.deallocate() }

  func bytes(
    at offset: Int64, count: Int
  ) throws(VerificationError) -> UnsafeRawBufferPointer {
    var start = Int(offset - windowStart)
    precondition(start >= first, "the stream's bytes were released")
    // Content that nobody wants is read over.
    while start > end, !hasEnded {
      windowStart += Int64(end)
      start -= end
      first = 0
      end = 0
      try fill(upTo: window.count)
    }
    if start + count > end, !hasEnded {
      if start + count > window.count { makeRoom(for: count, keeping: &start) }
      try fill(upTo: window.count)
    }
    let low = min(start, end)
    return UnsafeRawBufferPointer(rebasing: window[low..<min(end, low + count)])
  }

  private func makeRoom(for count: Int, keeping start: inout Int) {
    let kept = UnsafeRawBufferPointer(rebasing: window[first..<max(first, end)])
    let wanted = start - first + count
    if wanted > window.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 4_096)
      larger.copyMemory(from: kept)
      window.deallocate()
      window = larger
    } else if let base = window.baseAddress, let source = kept.baseAddress {
      base.copyMemory(from: source, byteCount: kept.count)
    }
    windowStart += Int64(first)
    start -= first
    end -= first
    first = 0
  }

  private func fill(upTo limit: Int) throws(VerificationError) {
    do {
      let room = UnsafeMutableRawBufferPointer(rebasing: window[end..<limit])
      let count = try source(room)
      if count < room.count { hasEnded = true }
      end += count
    } catch { throw VerificationError(error) }
  }

  func release(before offset: Int64) {
    first = max(first, min(end, Int(offset - windowStart)))
  }
}
