internal import Evidence
internal import Files
internal import Inspection
internal import Manifest
import Synchronization

/// Reads the attachments of a dossier in parallel: digests, and what the files are.
struct AttachmentReading {
  let root: String
  /// Whether the digests are wanted.
  let hashing: Bool
  let inspector: Inspector
  let progress: (@Sendable (Progress) -> Void)?
  let isCancelled: @Sendable () -> Bool
  /// Bytes of files that an earlier check does not know; of more than these none is opened.
  var most = Int64.max

  /// Fills in the digests and facts of those that can be read.
  ///
  /// - Returns: how many were left alone, being more than ``most``; and which can't be read.
  func read(
    _ attachments: inout [Attachment], _ identities: [FileIdentity]
  ) throws -> (unread: Int, findings: [Finding]) {
    var cache = try ReadingCache(root: root)
    var jobs: [Job] = []
    var kept: [ReadingCache.Entry] = []
    for (index, identity) in identities.enumerated() {
      if let entry = cache.entry(of: identity) {
        attachments[index].sha256 = hashing ? entry.digest : nil
        attachments[index].facts = entry.facts
        kept.append(entry)
      } else {
        jobs.append(
          Job(index: index, path: attachments[index].path.bytes, size: identity.size))
      }
    }
    guard !jobs.isEmpty else { return (0, []) }
    guard jobs.reduce(Int64(0), { $0 + $1.size }) <= most else { return (jobs.count, []) }
    let outcomes = try work(jobs)
    var failures: [(index: Int, reason: String)] = []
    for outcome in outcomes {
      attachments[outcome.index].sha256 = outcome.digest
      attachments[outcome.index].facts = outcome.facts
      if let failure = outcome.failure { failures.append((outcome.index, failure)) }
    }
    if hashing { cache.save(kept + outcomes.compactMap(\.entry)) }
    let findings = failures.sorted { $0.index < $1.index }.map { index, reason in
      Finding(
        "attachment-unreadable", .error, at: attachments[index].path.description,
        ["reason": reason])
    }
    return (0, findings)
  }

  private struct Job {
    var index: Int
    var path: [UInt8]
    var size: Int64
  }

  private struct Outcome {
    var index: Int
    var digest: Digest?
    var facts: FileFacts?
    /// Set where a later check may rely on it.
    var entry: ReadingCache.Entry?
    /// Why it can't be read.
    var failure: String?
  }

  private struct Done {
    var outcomes: [Outcome] = []
    var bytes: Int64 = 0
  }

  /// From this size on a file is worth a thread of its own.
  private static let large = 4 << 20

  /// Works the jobs off: large files first, the largest foremost, so that none is left for one thread
  /// in the end; then the others folder by folder.
  private func work(_ jobs: [Job]) throws -> [Outcome] {
    let total = jobs.reduce(Int64(0)) { $0 + $1.size }
    let done = Mutex(Done())
    let advance = { @Sendable (bytes: Int64, outcome: Outcome?) in
      let (bytes, files) = done.withLock { done in
        done.bytes += bytes
        if let outcome { done.outcomes.append(outcome) }
        return (done.bytes, done.outcomes.count)
      }
      progress?(
        Progress(bytesDone: bytes, bytesTotal: total, filesDone: files, filesTotal: jobs.count))
    }
    try WorkQueue<Job>.run(
      threads: min(Parallelism.threads, jobs.count), depth: jobs.count,
      makeWorker: { () throws -> WorkQueue<Job>.Worker in
        var folder: SourceFolder? = try SourceFolder(root)
        let hasher = hashing ? try ContentHasher() : nil
        return { job in
          if isCancelled() { throw DeskError.cancelled }
          let outcome = try read(job, in: &folder, hasher) { advance($0, nil) }
          advance(0, outcome)
        }
      },
      feed: { queue in
        let large = jobs.filter { $0.size >= Self.large }.sorted { $0.size > $1.size }
        for job in large + jobs.filter({ $0.size < Self.large }) { try queue.submit(job) }
      })
    return done.withLock { $0.outcomes }
  }

  private func read(
    _ job: Job, in folder: inout SourceFolder?, _ hasher: ContentHasher?,
    _ advance: (Int64) -> Void
  ) throws -> Outcome {
    var outcome = Outcome(index: job.index)
    do {
      guard let file = try folder?.open(job.path) else { return outcome }
      let before = try file.identity()
      let started = ReadingCache.now
      if let hasher {
        outcome.digest = try hasher.digest(count: before.size) { piece, offset in
          if isCancelled() { throw DeskError.cancelled }
          guard try file.read(into: piece, at: offset) == piece.count else {
            throw SystemError(.read, file.path, code: 0)
          }
          advance(Int64(piece.count))
        }
      }
      let facts = try inspector.inspect(file, count: before.size)
      outcome.facts = facts
      if let digest = outcome.digest, facts.state != .unchecked, try file.identity() == before {
        outcome.entry = ReadingCache.Entry(
          identity: before, digest: digest, facts: facts, readAt: started)
      }
    } catch let error as SystemError where !error.isShortage {
      outcome.failure = error.reason
    }
    return outcome
  }
}
