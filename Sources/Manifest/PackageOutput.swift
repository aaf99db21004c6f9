import Files
import Glibc

/// Where a package's bytes go while it is sealed.
protocol PackageOutput: Sendable {
  /// Puts bytes at their place in the package; called from several threads.
  ///
  /// - Throws: `SystemError`.
  func put(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError)

  /// Lets go of whoever waits: something else has failed.
  func abandon()
}

/// A file, which takes each piece at its place (pwrite(2)).
extension StagedFile: PackageOutput {
  func put(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
    try descriptor.write(bytes, at: offset)
    if bytes.count >= 256 << 10 { descriptor.startWriteback(at: offset, count: bytes.count) }
  }

  func abandon() {}
}

/// A pipe, which takes the pieces in their order: a thread that is ahead waits for its turn.
///
/// Threads take their work in the package's order, so that the one whose turn it is never waits; the
/// others hold one buffer each, and memory stays what it is for a file.
final class PipeOutput: PackageOutput, @unchecked Sendable {
  private let descriptor: Descriptor
  // Guarded by `lock`, which must never move.
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var position: Int64 = 0
  private var isAbandoned = false

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  func put(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
    // Nothing takes no turn: the next thread's may come and go before it.
    if bytes.isEmpty { return }
    pthread_mutex_lock(lock)
    while position != offset, !isAbandoned { pthread_cond_wait(changed, lock) }
    let isAbandoned = isAbandoned
    pthread_mutex_unlock(lock)
    if isAbandoned { throw SystemError(.write, descriptor.path, code: ECANCELED) }
    // Nobody else's turn comes before this piece is through.
    try descriptor.writeNext(bytes)
    pthread_mutex_lock(lock)
    position += Int64(bytes.count)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }

  func abandon() {
    pthread_mutex_lock(lock)
    isAbandoned = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }
}
