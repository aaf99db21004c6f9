import Dispatch

/// Runs work that waits for the disk or for a processor, away from the threads that serve.
func offThread<Result: Sendable>(
  on queue: DispatchQueue = .global(), _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    queue.async {
      continuation.resume(with: Swift.Result { try work() })
    }
  }
}
