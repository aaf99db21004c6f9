import Evidence
import Files
import Synchronization

/// Reads, hashes and writes the payload on several threads, each file at its known place.
final class PayloadWriter: Sendable {
  private let plan: SealingPlan
  private let target: any PackageOutput
  private let total: Int64
  private let progress: (@Sendable (Progress) -> Void)?
  private let isCancelled: @Sendable () -> Bool
  private let bytesDone = Atomic<Int64>(0)
  private let filesDone = Atomic<Int>(0)
  private let outcomes: Mutex<[Outcome?]>
  private let facts = FactsColumn()
  private let withSM3: Bool

  /// Writes the payload's headers and content.
  ///
  /// - Parameter inspection: tells what the files are that are to be inspected.
  /// - Returns: what was found out about each file, in the plan's order.
  /// - Throws: ``SealingError``, ``LibcryptoError``.
  static func write(
    _ plan: SealingPlan, to target: any PackageOutput, withSM3: Bool,
    inspection: PayloadInspection?,
    progress: (@Sendable (Progress) -> Void)?,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws -> [Outcome] {
    let writer = PayloadWriter(plan, target, withSM3, progress, isCancelled)
    let batches = plan.batches(fitting: Parallelism.bufferSize)
    try InspectionQueue.run(
      inspection, into: writer.facts, isCancelled: { try writer.checkCancelled() }
    ) { inspections in
      try WorkQueue<Range<Int>>.run(
        threads: min(Parallelism.threads, batches.count), reserve: Parallelism.reserve,
        depth: Parallelism.queueDepth
      ) {
        let worker = try Worker(writer, inspections)
        return { batch in
          do { try worker.write(batch) } catch {
            target.abandon()
            throw error
          }
        }
      } feed: { queue in
        for batch in batches { try queue.submit(batch) }
      }
    }
    var outcomes = writer.outcomes.withLock { $0.compactMap(\.self) }
    for (index, facts) in writer.facts.take() { outcomes[index].facts = facts }
    return outcomes
  }

  struct Outcome: Sendable {
    var digests: ContentDigests
    /// nil where the file was not to be inspected.
    var facts: FileFacts?
  }

  private init(
    _ plan: SealingPlan, _ target: any PackageOutput, _ withSM3: Bool,
    _ progress: (@Sendable (Progress) -> Void)?,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.plan = plan
    self.target = target
    self.withSM3 = withSM3
    self.progress = progress
    self.isCancelled = isCancelled
    total = plan.oxum.octets
    outcomes = Mutex(Array(repeating: nil, count: plan.payload.count))
  }

  private func checkCancelled() throws {
    if isCancelled() { throw SealingError.cancelled }
  }

  private func advance(bytes: Int64, files: Int) throws {
    try checkCancelled()
    let bytes = bytesDone.add(bytes, ordering: .relaxed).newValue
    let files = filesDone.add(files, ordering: .relaxed).newValue
    progress?(
      Progress(
        bytesDone: bytes, bytesTotal: total, filesDone: files, filesTotal: plan.payload.count))
  }

  private func put(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
    do { try target.put(bytes, at: offset) } catch {
      throw SealingError.targetUnwritable(error)
    }
  }

  /// One thread's share: its buffer, its digest context, its place in the source folder.
  private final class Worker {
    let shared: PayloadWriter
    let hasher: ContentHasher
    let inspections: InspectionQueue?
    var folder: SourceFolder?

    init(_ shared: PayloadWriter, _ inspections: InspectionQueue?) throws {
      self.shared = shared
      self.inspections = inspections
      hasher = try ContentHasher(shared.withSM3 ? [.sm3] : [])
    }

    func write(_ batch: Range<Int>) throws {
      let plan = shared.plan
      try shared.checkCancelled()
      let start = plan.offsets[batch.lowerBound]
      let length = plan.end(of: batch.upperBound - 1) - start
      guard length <= Int64(Parallelism.bufferSize) else {
        try writeLarge(batch.lowerBound)
        return
      }
      var outcomes: [Outcome] = []
      outcomes.reserveCapacity(batch.count)
      var bytes: Int64 = 0
      for index in batch {
        outcomes.append(try assemble(index, at: Int(plan.offsets[index] - start)))
        bytes += plan.payload[index].size
      }
      try shared.put(UnsafeRawBufferPointer(hasher.buffer[0..<Int(length)]), at: start)
      store(outcomes, from: batch.lowerBound)
      try shared.advance(bytes: bytes, files: batch.count)
    }

    private func store(_ outcomes: [Outcome], from first: Int) {
      shared.outcomes.withLock { all in
        for (index, outcome) in outcomes.enumerated() { all[first + index] = outcome }
      }
    }

    /// Puts one small file, header and padding included, into the buffer.
    private func assemble(_ index: Int, at place: Int) throws -> Outcome {
      var facts: FileFacts?
      let file = shared.plan.payload[index]
      let header = try shared.plan.header(file.path, size: file.size)
      let size = Int(file.size)
      let start = place + header.length
      // One byte more than the file has: reading it means that the file grew. The byte is the
      // padding's or the next header's, and written afterwards.
      let content = hasher.buffer[start..<(start + size + 1)]
      switch file.source {
      case .bytes(let bytes): content.copyBytes(from: bytes)
      case .file(let root, let path, let identity):
        let source = try open(root, path)
        let count = try reading { () throws(SystemError) in
          try source.read(into: content, at: 0)
        }
        guard count == size else {
          throw SealingError.sourceChanged(path: source.path, .size)
        }
        try check(source, identity)
        if file.isInspected {
          facts = try inspections?.inspect(
            index, .file(root: root, path: path, identity: identity), count: file.size,
            content: UnsafeRawBufferPointer(hasher.buffer[start..<(start + size)]))
        }
      }
      hasher.buffer[place..<start].copyBytes(from: header.encoded)
      let padding = CanonicalHeader.padding(after: file.size)
      for index in (start + size)..<(start + size + padding) { hasher.buffer.bytes[index] = 0 }
      let digests = try hasher.messages.digests(
        of: UnsafeRawBufferPointer(hasher.buffer[start..<(start + size)]))
      return Outcome(digests: digests, facts: facts)
    }

    private func writeLarge(_ index: Int) throws {
      let file = shared.plan.payload[index]
      let header = try shared.plan.header(file.path, size: file.size)
      let start = shared.plan.offsets[index] + Int64(header.length)
      let encoded = header.encoded
      try encoded.withUnsafeBytes { try shared.put($0, at: shared.plan.offsets[index]) }
      let digests: ContentDigests
      var facts: FileFacts?
      switch file.source {
      case .bytes(let bytes):
        digests = try hasher.messages.digests(of: bytes)
        try bytes.withUnsafeBytes { try shared.put($0, at: start) }
        try shared.advance(bytes: file.size, files: 0)
      case .file(let root, let path, let identity):
        let source = try open(root, path)
        digests = try hasher.digests(count: file.size) { piece, offset in
          let count = try reading { () throws(SystemError) in
            try source.read(into: piece, at: offset)
          }
          guard count == piece.count else {
            throw SealingError.sourceChanged(path: source.path, .size)
          }
          try shared.put(UnsafeRawBufferPointer(piece), at: start + offset)
          try shared.advance(bytes: Int64(count), files: 0)
        }
        try check(source, identity)
        if file.isInspected {
          facts = try inspections?.inspect(
            index, .file(root: root, path: path, identity: identity), count: file.size)
        }
      }
      let padding = [UInt8](repeating: 0, count: CanonicalHeader.padding(after: file.size))
      try padding.withUnsafeBytes { try shared.put($0, at: start + file.size) }
      store([Outcome(digests: digests, facts: facts)], from: index)
      try shared.advance(bytes: 0, files: 1)
    }

    private func open(_ root: String, _ path: [UInt8]) throws -> Descriptor {
      try reading { () throws(SystemError) in
        if folder?.root != root { folder = try SourceFolder(root) }
        guard let source = try folder?.open(path) else {
          preconditionFailure("the folder was opened above")
        }
        return source
      }
    }

    private func reading<Result>(
      _ body: () throws(SystemError) -> Result
    ) throws(SealingError) -> Result {
      do { return try body() } catch { throw .sourceUnreadable(error) }
    }

    /// Compares the file with what the caller saw, after it was read: any write since then, by
    /// anyone, moved its ctime.
    private func check(_ source: Descriptor, _ expected: FileIdentity) throws {
      let now = try reading { () throws(SystemError) in try source.identity() }
      if now == expected { return }
      let change: SealingError.Change =
        if now.kind != .regular {
          .notAFile
        } else if now.inode != expected.inode || now.device != expected.device {
          .replaced
        } else {
          now.size != expected.size ? .size : .content
        }
      throw SealingError.sourceChanged(path: source.path, change)
    }
  }
}
