import Synchronization

/// Does two pieces of work at once, the first on a thread of its own.
package func inParallel<First: Sendable, Second>(
  _ first: @escaping @Sendable () -> First, and second: () -> Second
) -> (First, Second) {
  let outcome = Outcome<First>()
  guard let thread = Thread({ outcome.set(first()) }) else { return (first(), second()) }
  let other = second()
  thread.join()
  guard let value = outcome.value else { preconditionFailure("the thread has ended") }
  return (value, other)
}

/// What a thread leaves behind for who joins it.
private final class Outcome<Value: Sendable>: Sendable {
  private let content = Mutex<Value?>(nil)

  func set(_ value: Value) { content.withLock { $0 = value } }
  var value: Value? { content.withLock { $0 } }
}
