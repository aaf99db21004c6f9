public import Evidence
public import Files
import Synchronization

/// Tells what a payload's files are, while they are read.
public struct PayloadInspection: Sendable {
  /// Tells what a file is: a part of an open file, from an offset on. It belongs to one thread, and
  /// throws where descriptors or memory run out, which says nothing of the file.
  public typealias Inspect =
    (_ file: Descriptor, _ offset: Int64, _ count: Int64) throws(SystemError) -> FileFacts

  /// Which files are to be opened; without a word all of the payload.
  let isWanted: @Sendable (_ path: PackagePath) -> Bool
  let glance: @Sendable (_ content: UnsafeRawBufferPointer) -> FileFacts?
  let make: @Sendable () -> Inspect

  /// - Parameters:
  ///   - isWanted: which files are to be opened, by path in the bag.
  ///   - glance: what a file is whose content is at hand, told on the thread that reads it; nil where
  ///     that takes more than a glance, and is left to the others.
  ///   - make: called on each thread that inspects.
  public init(
    isWanted: @escaping @Sendable (_ path: PackagePath) -> Bool = BagLayout.isPayload,
    glance: @escaping @Sendable (_ content: UnsafeRawBufferPointer) -> FileFacts? = { _ in nil },
    make: @escaping @Sendable () -> Inspect
  ) {
    self.isWanted = isWanted
    self.glance = glance
    self.make = make
  }
}

/// Inspects files on threads of its own, so that those that read and hash never wait for a program
/// that opens documents.
final class InspectionQueue: Sendable {
  /// Where a file's content is.
  enum Source: Sendable {
    /// A part of a package, which stays open anyway.
    case part(of: Descriptor, at: Int64)
    /// A file of a folder in the state in which it was read. It is opened again when its turn has
    /// come: hundreds may wait, and a process has only so many descriptors.
    case file(root: String, path: [UInt8], identity: FileIdentity)
  }

  private struct Job: Sendable {
    var index: Int
    var source: Source
    var count: Int64
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
  /// - Throws: what `body` throws, or where no thread can be started, or descriptors run out.
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
        var folder: SourceFolder?
        return { job in
          try isCancelled()
          facts.set(try Self.facts(of: job, inspect, &folder), at: job.index)
        }
      },
      feed: { queue in try body(InspectionQueue(inspection, queue)) })
  }

  private static func facts(
    of job: Job, _ inspect: PayloadInspection.Inspect, _ folder: inout SourceFolder?
  ) throws(SystemError) -> FileFacts {
    switch job.source {
    case .part(let package, let offset): return try inspect(package, offset, job.count)
    case .file(let root, let path, let identity):
      do throws(SystemError) {
        if folder?.root != root { folder = try SourceFolder(root) }
        guard let file = try folder?.open(path), try file.identity() == identity else { break }
        let facts = try inspect(file, 0, job.count)
        if try file.identity() == identity { return facts }
      } catch {
        // It has gone since it was read.
        if error.isShortage { throw error }
      }
    }
    return FileFacts(.other, .unchecked)
  }

  /// What a file is, where a glance at its content tells it; nil where that will be in the column
  /// in the end.
  ///
  /// - Parameters:
  ///   - source: a file that is no longer in the state in which it was read is `unchecked`.
  ///   - content: all of it, where it is at hand.
  func inspect(
    _ index: Int, _ source: Source, count: Int64, content: UnsafeRawBufferPointer? = nil
  ) throws -> FileFacts? {
    if let content {
      if content.isEmpty { return FileFacts(.other, .empty) }
      if let found = inspection.glance(content) { return found }
    }
    try queue.submit(Job(index: index, source: source, count: count))
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
