import CLinux
import Glibc

/// A bounded queue of jobs with threads that work them off.
///
/// Plain threads rather than tasks: the work is blocking reads and hashing, and each thread keeps
/// its own buffer and digest context, made on the thread by `makeWorker`.
package final class WorkQueue<Job: Sendable>: @unchecked Sendable {
  package typealias Worker = (Job) throws -> Void

  private let monitor = Monitor()
  // Guarded by `monitor`.
  // What has been taken is nil: a job may hold an open file.
  private var jobs: [Job?] = []
  private var first = 0
  private var isClosed = false
  private var failure: (any Error)?
  private var started: [Thread] = []
  private var hasStartedReserve = false

  private let reserve: Int
  private let depth: Int
  private let backlog: Int
  private let makeWorker: @Sendable () throws -> Worker

  private init(
    reserve: Int, depth: Int, backlog: Int, makeWorker: @escaping @Sendable () throws -> Worker
  ) {
    self.reserve = reserve
    self.depth = depth
    self.backlog = backlog
    self.makeWorker = makeWorker
  }

  /// Runs `feed` on this thread while `threads` others work off what it submits; returns when all
  /// is done.
  ///
  /// - Parameters:
  ///   - backlog: with how many jobs waiting each further thread joins in.
  ///   - reserve: threads that are started once the others turn out to wait for a disk.
  /// - Throws: what `feed` or the first failing worker threw; the jobs not begun are dropped.
  package static func run(
    threads: Int, reserve: Int = 0, depth: Int, backlog: Int = 0,
    makeWorker: @escaping @Sendable () throws -> Worker,
    feed: (WorkQueue<Job>) throws -> Void
  ) throws {
    let queue = WorkQueue(
      reserve: reserve, depth: depth, backlog: backlog, makeWorker: makeWorker)
    defer { queue.finish() }
    guard queue.start(threads) else { throw WorkQueueFailure.noThread }
    do { try feed(queue) } catch {
      queue.fail(error)
    }
    queue.finish()
    if let failure = queue.failure { throw failure }
  }

  /// - Returns: whether any thread runs.
  private func start(_ count: Int, isReserve: Bool = false) -> Bool {
    monitor.locked {
      if isReserve {
        guard !hasStartedReserve, !isClosed, failure == nil else { return true }
        hasStartedReserve = true
      }
      for index in 0..<count {
        let backlog = index * backlog
        if let thread = Thread({ self.work(from: backlog) }) { started.append(thread) }
      }
      return !started.isEmpty
    }
  }

  /// Has all work done, and the threads ended.
  private func finish() {
    close()
    // Closed, the queue starts no more.
    for thread in started { thread.join() }
    started = []
  }

  /// Hands a job to the next free thread; waits while the queue is full.
  ///
  /// - Throws: the error of a worker that failed.
  package func submit(_ job: Job) throws {
    try monitor.locked {
      while jobs.count - first >= depth, failure == nil { monitor.wait() }
      if let failure { throw failure }
      jobs.append(job)
      monitor.wakeAll()
    }
  }

  private func close() {
    monitor.locked {
      isClosed = true
      monitor.wakeAll()
    }
  }

  private func fail(_ error: any Error) {
    monitor.locked {
      if failure == nil { failure = error }
      monitor.wakeAll()
    }
  }

  /// The next job, once more than `backlog` wait; nil where there will be no such.
  private func next(_ backlog: Int) -> Job? {
    monitor.locked {
      while jobs.count - first <= backlog, !isClosed, failure == nil { monitor.wait() }
      guard failure == nil, jobs.count - first > backlog else { return nil }
      let job = jobs[first]
      jobs[first] = nil
      first += 1
      if first == jobs.count || first > 1_024 {
        jobs.removeFirst(first)
        first = 0
      }
      monitor.wakeAll()
      return job
    }
  }

  private func work(from backlog: Int) {
    var waits = reserve > 0 ? DiskWaits() : nil
    do {
      guard let job = next(backlog) else { return }
      let worker = try makeWorker()
      try worker(job)
      while let job = next(backlog) {
        waits?.begin()
        try worker(job)
        if waits?.end() == true {
          _ = start(reserve, isReserve: true)
          waits = nil
        }
      }
    } catch {
      fail(error)
    }
  }
}

/// Tells whether a thread's work waits for a disk or a network drive.
private struct DiskWaits {
  /// Fewer jobs tell nothing.
  private static let fewest = 4
  /// As often a job may wait for locks and for memory.
  private static let harmless = 8
  private var jobs = 0
  private var waits = 0
  private var before = clinux_thread_waits()

  mutating func begin() { before = clinux_thread_waits() }

  /// Whether the jobs up to this one have waited: for blocks of a disk, or often for whatever else,
  /// as a network drive.
  mutating func end() -> Bool {
    let after = clinux_thread_waits()
    jobs += 1
    waits += after.switches - before.switches
    return after.blocks > before.blocks || jobs >= Self.fewest && waits > Self.harmless * jobs
  }
}

/// A thread of the system; it must be joined.
package struct Thread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private var handle = pthread_t()

  /// Starts `body`; nil where the system gives no more threads.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let context = Unmanaged.passRetained(Body(body))
    let code = pthread_create(
      &handle, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      return nil
    }
  }

  package func join() { pthread_join(handle, nil) }
}

enum WorkQueueFailure: Error, CustomStringConvertible {
  case noThread
  var description: String { "the system gives no more threads" }
}

/// A buffer of fixed size that one thread owns.
package final class Buffer {
  package let bytes: UnsafeMutableRawBufferPointer

  package init(count: Int) {
    bytes = .allocate(byteCount: count, alignment: 4_096)
  }

  deinit { bytes.deallocate() }

  package subscript(range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: bytes[range])
  }
}

/// How many threads read and hash.
package enum Parallelism {
  /// 512 KiB: smaller is slower, 4 MiB was three times slower (page-cache folios).
  package static let bufferSize = 512 << 10
  /// Two at least: one reads while the other hashes. More than processors only wait for each other.
  package static var threads: Int { max(2, min(8, processors)) }
  /// How many more are of use where a disk is slow: eight in all, or twice the processors.
  package static var reserve: Int { max(8, 2 * threads) - threads }
  package static var processors: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
  package static let queueDepth = 64

  /// Has all threads of the process share a heap a processor: those that have ended leave theirs half
  /// empty, some MB each. Called before any thread is started.
  package static func shareMemory() { clinux_share_heaps(Int32(clamping: max(2, processors))) }
}
