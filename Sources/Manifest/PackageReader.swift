import Evidence
import Files
import Synchronization

/// Scans a package and hashes its content, of a file on several threads, of a pipe as it comes.
struct PackageReader {
  /// Whether a member's content is wanted in memory, by its path in the bag, and up to which size.
  var captureLimit: (_ path: String) -> Int?
  var progress: (@Sendable (Progress) -> Void)?
  var isCancelled: @Sendable () -> Bool

  /// - Throws: ``VerificationError``.
  func read(_ descriptor: Descriptor) throws -> ScannedPackage {
    do {
      let before = try descriptor.identity()
      switch before.kind {
      case .regular:
        let expectsSM3 = try mentionsSM3(descriptor, size: before.size)
        var package = try readFile(descriptor, size: before.size, withSM3: expectsSM3)
        if !expectsSM3, package.holdsSM3Manifest {
          package = try readFile(descriptor, size: before.size, withSM3: true)
        }
        guard try descriptor.identity() == before else {
          throw VerificationError.changedWhileRead(path: descriptor.path)
        }
        return package
      // A FIFO, a socket or a terminal; a device like /dev/zero never ends, as with any reader.
      case .other: return try readInOrder(StreamInput(descriptor))
      case .directory, .symlink: throw VerificationError.notAFile(path: descriptor.path)
      }
    } catch let error as SystemError {
      throw VerificationError.unreadable(error)
    } catch let error as LibcryptoError {
      throw VerificationError.libcrypto(error)
    }
  }

  private func isWanted(_ member: ScannedPackage.Member) -> Bool {
    guard let path = member.path, !member.isDirectory,
      let limit = captureLimit(path.description)
    else { return false }
    return member.size <= Int64(limit)
  }

  // MARK: A file

  /// Whether the tag manifest, which ends a package, names a manifest of SM3.
  ///
  /// The digests must be known before the manifests are come to. Where another tool's bag has them
  /// in another order, the file is read twice.
  private func mentionsSM3(_ descriptor: Descriptor, size: Int64) throws(SystemError) -> Bool {
    let count = Int(min(size, Self.tailSize))
    let tail = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { tail.deallocate() }
    let end = try descriptor.read(into: tail, at: size - Int64(count))
    return tail[..<end].contains(Array("  \(BagLayout.sm3ManifestPath)\n".utf8))
  }

  /// evpack's tag manifest has some 600 bytes.
  private static let tailSize: Int64 = 8 << 10

  /// Neighbouring small members, read at once, or one large one.
  private struct Job: Sendable {
    var pieces: [Piece]
    var start: Int64 { pieces[0].offset }
    var end: Int64 {
      let last = pieces[pieces.count - 1]
      return last.offset + CanonicalHeader.padded(last.size)
    }
  }

  private struct Piece: Sendable {
    var index: Int
    var offset: Int64
    var size: Int64
  }

  private struct Outcome: Sendable {
    var index: Int
    var digests: ContentDigests
    var hasCleanPadding: Bool
  }

  private func readFile(
    _ descriptor: Descriptor, size: Int64, withSM3: Bool
  ) throws -> ScannedPackage {
    let input = FileInput(descriptor, length: size)
    let results = Results(total: size, progress: progress, isCancelled: isCancelled)
    var package = ScannedPackage()
    var captured: [Int: [UInt8]] = [:]
    let ownDigester = try ContentDigester(withSM3: withSM3)
    try WorkQueue<Job>.run(threads: Parallelism.threads, depth: Parallelism.queueDepth) {
      let hasher = try ContentHasher(withSM3: withSM3)
      return { job in try Self.hash(job, of: descriptor, with: hasher, into: results) }
    } feed: { queue in
      var pending: [Piece] = []
      func flush() throws {
        if !pending.isEmpty { try queue.submit(Job(pieces: pending)) }
        pending = []
      }
      package = try TarScanner.scan(input) { index, member, scanned in
        if isWanted(scanned) {
          // The very bytes that are hashed are kept: nobody can change them in between.
          let bytes = try input.bytes(
            at: member.contentOffset, count: Int(CanonicalHeader.padded(member.size)))
          let content = Array(bytes.prefix(Int(member.size)))
          captured[index] = content
          let outcome = Outcome(
            index: index, digests: try ownDigester.digests(of: content),
            hasCleanPadding: bytes.dropFirst(content.count).allSatisfy { $0 == 0 })
          try results.add([outcome], bytes: member.size)
          return nil
        }
        if let first = pending.first,
          member.end - first.offset > Int64(Parallelism.bufferSize)
        {
          try flush()
        }
        pending.append(Piece(index: index, offset: member.contentOffset, size: member.size))
        return nil
      }
      try flush()
    }
    package.captured.merge(captured) { _, new in new }
    results.apply(to: &package)
    return package
  }

  private static func hash(
    _ job: Job, of descriptor: Descriptor, with hasher: ContentHasher, into results: Results
  ) throws {
    func read(_ piece: UnsafeMutableRawBufferPointer, _ offset: Int64) throws {
      // The scanner saw that the file is long enough.
      guard try descriptor.read(into: piece, at: offset) == piece.count else {
        throw VerificationError.changedWhileRead(path: descriptor.path)
      }
    }
    let length = job.end - job.start
    guard length <= Int64(Parallelism.bufferSize) else {
      let piece = job.pieces[0]
      let digests = try hasher.digests(count: piece.size) { buffer, offset in
        try read(buffer, piece.offset + offset)
        try results.add([], bytes: Int64(buffer.count))
      }
      let padding = hasher.buffer[0..<CanonicalHeader.padding(after: piece.size)]
      try read(padding, piece.offset + piece.size)
      let isClean = padding.allSatisfy { $0 == 0 }
      try results.add(
        [Outcome(index: piece.index, digests: digests, hasCleanPadding: isClean)], bytes: 0)
      return
    }
    try read(hasher.buffer[0..<Int(length)], job.start)
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(job.pieces.count)
    var bytes: Int64 = 0
    for piece in job.pieces {
      let start = Int(piece.offset - job.start)
      let end = start + Int(piece.size)
      let digests = try hasher.digester.digests(
        of: UnsafeRawBufferPointer(hasher.buffer[start..<end]))
      let padding = hasher.buffer[end..<(end + CanonicalHeader.padding(after: piece.size))]
      let isClean = padding.allSatisfy { $0 == 0 }
      outcomes.append(Outcome(index: piece.index, digests: digests, hasCleanPadding: isClean))
      bytes += piece.size
    }
    try results.add(outcomes, bytes: bytes)
  }

  private final class Results: Sendable {
    private let outcomes = Mutex<[Outcome]>([])
    private let bytesDone = Atomic<Int64>(0)
    private let filesDone = Atomic<Int>(0)
    private let total: Int64
    private let progress: (@Sendable (Progress) -> Void)?
    private let isCancelled: @Sendable () -> Bool

    init(
      total: Int64, progress: (@Sendable (Progress) -> Void)?,
      isCancelled: @escaping @Sendable () -> Bool
    ) {
      self.total = total
      self.progress = progress
      self.isCancelled = isCancelled
    }

    func add(_ new: [Outcome], bytes: Int64) throws {
      if isCancelled() { throw VerificationError.cancelled }
      if !new.isEmpty { outcomes.withLock { $0 += new } }
      let bytes = bytesDone.add(bytes, ordering: .relaxed).newValue
      let files = filesDone.add(new.count, ordering: .relaxed).newValue
      progress?(Progress(bytesDone: bytes, bytesTotal: total, filesDone: files, filesTotal: 0))
    }

    func apply(to package: inout ScannedPackage) {
      outcomes.withLock { outcomes in
        for outcome in outcomes {
          package.members[outcome.index].digest = outcome.digests.sha256
          package.sm3[outcome.index] = outcome.digests.sm3
          if !outcome.hasCleanPadding { package.findPadding(outcome.index) }
        }
      }
    }
  }

  // MARK: A pipe

  /// Reads each member's content as the scanner comes to it.
  func readInOrder(_ input: any TarInput) throws -> ScannedPackage {
    let results = Results(total: 0, progress: progress, isCancelled: isCancelled)
    // A pipe tells too late whether it has a manifest of SM3.
    let digester = try ContentDigester(withSM3: true)
    var captured: [Int: [UInt8]] = [:]
    var package = try TarScanner.scan(input) { index, member, scanned in
      let isWanted = isWanted(scanned)
      var content: [UInt8] = []
      let count = try input.forEachPiece(from: member.contentOffset, count: member.size) {
        try digester.update($0)
        if isWanted { content.append(contentsOf: $0) }
        try results.add([], bytes: Int64($0.count))
      }
      let digests = try digester.finish()
      let wanted = CanonicalHeader.padding(after: member.size)
      let padding = try input.bytes(at: member.contentOffset + count, count: wanted)
      guard count == member.size, padding.count == wanted else {
        return member.contentOffset + count + Int64(padding.count)
      }
      if isWanted { captured[index] = content }
      let outcome = Outcome(
        index: index, digests: digests, hasCleanPadding: padding.allSatisfy { $0 == 0 })
      try results.add([outcome], bytes: 0)
      return nil
    }
    package.captured.merge(captured) { _, new in new }
    results.apply(to: &package)
    return package
  }
}

extension ScannedPackage {
  var holdsSM3Manifest: Bool {
    members.contains { $0.path?.bytes.elementsEqual(BagLayout.sm3ManifestPath.utf8) == true }
  }

  mutating func findPadding(_ index: Int) {
    find("padding-nonzero", at: shownName(members[index].name), member: index)
  }
}
