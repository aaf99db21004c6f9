public import Evidence
public import Files
import Synchronization

/// Tells what a payload's files are, while they are read.
public struct PayloadInspection: Sendable {
  /// Tells what a file is: a part of an open file, from an offset on. It belongs to one thread.
  public typealias Inspect = (_ file: Descriptor, _ offset: Int64, _ count: Int64) -> FileFacts

  let glance: @Sendable (_ content: UnsafeRawBufferPointer) -> FileFacts?
  let make: @Sendable () -> Inspect

  /// - Parameters:
  ///   - glance: what a file is whose content is at hand, told on the thread that reads it; nil where
  ///     that takes more than a glance, and is left to the others.
  ///   - make: called on each thread that inspects.
  public init(
    glance: @escaping @Sendable (_ content: UnsafeRawBufferPointer) -> FileFacts? = { _ in nil },
    make: @escaping @Sendable () -> Inspect
  ) {
    self.glance = glance
    self.make = make
  }
}

/// Inspects files on threads of its own, so that those that read and hash never wait for a program
/// that opens documents.
final class InspectionQueue: Sendable {
  private struct Job: Sendable {
    var index: Int
    var file: Descriptor
    var offset: Int64
    var count: Int64
    var identity: FileIdentity?
  }

  /// Each further thread, which mostly means a further process, is for where so many files wait.
  private static let backlog = 64

  private let inspection: PayloadInspection
  private let queue: WorkQueue<Job>

  private init(_ inspection: PayloadInspection, _ queue: WorkQueue<Job>) {
    self.inspection = inspection
    self.queue = queue
  }

  /// Runs `body`, and returns when all that it handed over is inspected.
  ///
  /// - Parameters:
  ///   - inspection: nil gives `body` no queue.
  ///   - facts: takes what is found.
  /// - Throws: what `body` throws, or where no thread can be started.
  static func run(
    _ inspection: PayloadInspection?, into facts: FactsColumn,
    isCancelled: @escaping @Sendable () throws -> Void,
    body: (InspectionQueue?) throws -> Void
  ) throws {
    guard let inspection else { return try body(nil) }
    try WorkQueue<Job>.run(
      threads: min(4, Parallelism.processors), depth: 4 * backlog, backlog: backlog,
      makeWorker: {
        let inspect = inspection.make()
        return { job in
          try isCancelled()
          var found = inspect(job.file, job.offset, job.count)
          if let identity = job.identity, (try? job.file.identity()) != identity {
            found = FileFacts(.other, .unchecked)
          }
          facts.set(found, at: job.index)
        }
      },
      feed: { queue in try body(InspectionQueue(inspection, queue)) })
  }

  /// What a file is, where a glance at its content tells it; nil where that will be in the column
  /// in the end.
  ///
  /// - Parameters:
  ///   - identity: the state in which the file was read; in another one it is `unchecked`.
  ///   - content: all of it, where it is at hand.
  func inspect(
    _ index: Int, _ file: Descriptor, at offset: Int64 = 0, count: Int64,
    identity: FileIdentity? = nil, content: UnsafeRawBufferPointer? = nil
  ) throws -> FileFacts? {
    if let content {
      if content.isEmpty { return FileFacts(.other, .empty) }
      if let found = inspection.glance(content) { return found }
    }
    try queue.submit(
      Job(index: index, file: file, offset: offset, count: count, identity: identity))
    return nil
  }
}

/// What files turned out to be that took more than a glance, by their indices.
final class FactsColumn: Sendable {
  private let values = Mutex<[(index: Int, facts: FileFacts)]>([])

  func set(_ facts: FileFacts, at index: Int) { values.withLock { $0.append((index, facts)) } }

  /// Gives the values away, in no order.
  func take() -> [(index: Int, facts: FileFacts)] {
    values.withLock { values in
      defer { values = [] }
      return values
    }
  }
}
