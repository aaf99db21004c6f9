import Foundation

/// What `work` returns, and the processor time that this thread took for it.
///
/// Other tests run beside it, so the time on the wall says nothing of the work
/// (clock_gettime(2), CLOCK_THREAD_CPUTIME_ID).
public func threadTime<Result>(
  of work: () throws -> Result
) rethrows -> (result: Result, time: Duration) {
  let start = now()
  let result = try work()
  return (result, now() - start)
}

private func now() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
