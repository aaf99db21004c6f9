import Glibc

/// A lock, and the condition that threads wait for under it (pthread_cond_wait(3)).
package final class Monitor: @unchecked Sendable {
  // In allocated memory, since the primitives must never move.
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Runs `body` under the lock.
  package func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body()
  }

  /// Waits, under the lock, until what is waited for has changed; or for no reason at all.
  package func wait() { pthread_cond_wait(changed, lock) }

  /// Wakes all who wait.
  package func wakeAll() { pthread_cond_broadcast(changed) }
}
