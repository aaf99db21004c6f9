import Synchronization

/// A piece of work that another thread does meanwhile.
package final class Background<Value: Sendable>: Sendable {
  private let outcome: Outcome
  private let thread: Thread?
  private let isJoined = Mutex(false)

  private final class Outcome: Sendable {
    let value = Mutex<Value?>(nil)
  }

  /// Starts the work; where the system gives no more threads it is done here and now.
  package init(_ work: @escaping @Sendable () -> Value) {
    let outcome = Outcome()
    let run = { @Sendable in
      let value = work()
      outcome.value.withLock { $0 = value }
    }
    self.outcome = outcome
    thread = Thread(run)
    if thread == nil { run() }
  }

  deinit { join() }

  private func join() {
    isJoined.withLock { isJoined in
      if !isJoined { thread?.join() }
      isJoined = true
    }
  }

  /// What came of it; waits until it is done.
  package var value: Value {
    join()
    guard let value = outcome.value.withLock({ $0 }) else {
      preconditionFailure("the work is done")
    }
    return value
  }
}

/// Does two pieces of work at once, the first on a thread of its own.
package func inParallel<First: Sendable, Second>(
  _ first: @escaping @Sendable () -> First, and second: () -> Second
) -> (First, Second) {
  let background = Background(first)
  let other = second()
  return (background.value, other)
}
