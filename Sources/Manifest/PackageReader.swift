import Archive
import Evidence
import Files
import Synchronization

/// Scans a package and hashes its content: a tar or a folder on several threads, a pipe, a
/// compressed tar or a zip as it comes.
struct PackageReader {
  /// Whether the caller wants a file's content, by its path in the bag.
  var capture: (_ path: PackagePath) -> Bool
  /// Beyond which size such a file is left out, in bytes; asked once a file.
  var captureLimit: (_ path: PackagePath) -> Int = { _ in 0 }
  var inspection: PayloadInspection?
  /// Sees what was asked for as soon as it is read, of a tar in a file.
  var glimpse: Verification.Glimpse?
  var progress: (@Sendable (Progress) -> Void)?
  var isCancelled: @Sendable () -> Bool

  /// - Throws: ``VerificationError``.
  func read(_ descriptor: Descriptor) throws -> ScannedPackage {
    do {
      let before = try descriptor.identity()
      switch before.kind {
      case .directory: return try readFolder(descriptor.path)
      case .regular:
        let package = try readFile(descriptor, size: before.size)
        guard try descriptor.identity() == before else {
          throw VerificationError.changedWhileRead(path: descriptor.path)
        }
        return package
      // A FIFO, a socket or a terminal; a device like /dev/zero never ends, as with any reader.
      case .other: return try readPipe(StreamInput(descriptor, isCancelled: isCancelled))
      case .symlink: throw VerificationError.notAFile(path: descriptor.path)
      }
    } catch let error as SystemError {
      throw VerificationError.unreadable(error)
    } catch let error as LibcryptoError {
      throw VerificationError.libcrypto(error)
    }
  }

  private func readFile(_ descriptor: Descriptor, size: Int64) throws -> ScannedPackage {
    let beginning = try Self.beginning(of: descriptor)
    if ZipDirectory.isZip(beginning) { return try readZip(descriptor, size: size) }
    if DecompressedStream.isCompressed(beginning) {
      var offset: Int64 = 0
      return try readCompressed(beginning) { buffer in
        let count = try descriptor.read(into: buffer, at: offset)
        offset += Int64(count)
        return count
      }
    }
    return try readTar(descriptor, FileInput(descriptor, length: size), size: size)
  }

  /// Enough of a file to tell its format.
  static func beginning(of descriptor: Descriptor) throws(SystemError) -> [UInt8] {
    try descriptor.bytes(at: 0, count: DecompressedStream.signatureLength)
  }

  func readPipe(_ input: StreamInput) throws -> ScannedPackage {
    let beginning = Array(try input.bytes(at: 0, count: DecompressedStream.signatureLength))
    guard DecompressedStream.isCompressed(beginning) else { return try readInOrder(input) }
    var offset: Int64 = 0
    return try readCompressed(beginning) { buffer in
      let bytes = try input.bytes(at: offset, count: buffer.count)
      buffer.copyMemory(from: bytes)
      offset += Int64(bytes.count)
      input.release(before: offset)
      return bytes.count
    }
  }

  /// The members by their headers alone.
  func list(_ descriptor: Descriptor, _ identity: FileIdentity) throws -> ScannedPackage {
    switch identity.kind {
    case .directory:
      let entries = try DirectoryTree(root: descriptor.path).entries()
      return Self.members(entries, of: descriptor.path).package
    case .symlink: throw VerificationError.notAFile(path: descriptor.path)
    case .regular:
      let beginning = try Self.beginning(of: descriptor)
      if ZipDirectory.isZip(beginning) {
        return Self.members(try zipDirectory(descriptor, size: identity.size))
      }
      if DecompressedStream.isCompressed(beginning) {
        return try readFile(descriptor, size: identity.size)
      }
      return try TarScanner.scan(FileInput(descriptor, length: identity.size)) { _, _, _ in nil }
    case .other:
      let input = StreamInput(descriptor, isCancelled: isCancelled)
      let beginning = Array(try input.bytes(at: 0, count: DecompressedStream.signatureLength))
      if DecompressedStream.isCompressed(beginning) { return try readPipe(input) }
      return try TarScanner.scan(input) { _, _, _ in nil }
    }
  }

  // MARK: What is kept in memory

  /// How much may still be kept: the bag's own files and the caller's have each their share.
  struct Allowance {
    /// 64 MiB hold the manifest of some 400,000 files, whatever else is in the package.
    static let bagFiles = 64 << 20
    /// Beyond that a manifest may grow with the members: a digest and a name for each.
    static let bagFilesPerMember = 512

    /// A document of 64 MiB and some lists.
    static let askedFiles = 96 << 20
    /// Beyond that a record of the members may grow with them: twice its path, and its digest.
    static let askedFilesPerMember = 1 << 10

    var bagFiles = Self.bagFiles
    var asked = Self.askedFiles
  }

  /// The path under which the member's content is to be kept, if it is; then its size is taken off
  /// the allowance.
  func pathToKeep(
    _ member: ScannedPackage.Member, of count: Int, _ allowance: inout Allowance
  ) -> PackagePath? {
    guard !member.isDirectory, member.isUsable else { return nil }
    for path in [member.path, member.pathAtTop] {
      if let path, keeps(path, member, of: count, &allowance) { return path }
    }
    return nil
  }

  private func keeps(
    _ path: PackagePath, _ member: ScannedPackage.Member, of count: Int,
    _ allowance: inout Allowance
  ) -> Bool {
    if BagLayout.isBagFile(path) {
      let room = allowance.bagFiles + Allowance.bagFilesPerMember * count
      let name = path.description
      let isInfo = BagLayout.ManifestName(path) == nil && name != BagLayout.fetchPath
      guard member.size <= Int64(isInfo ? min(room, Verification.largestInfo) : room) else {
        return false
      }
      allowance.bagFiles -= Int(member.size)
      return true
    }
    let room = allowance.asked + Allowance.askedFilesPerMember * count
    guard capture(path), member.size <= Int64(min(captureLimit(path), room)) else { return false }
    allowance.asked -= Int(member.size)
    return true
  }

  /// Whether the member is to be opened.
  func isInspected(_ member: ScannedPackage.Member) -> Bool {
    guard let inspection, member.isUsable, !member.isDirectory else { return false }
    return (member.path ?? member.pathAtTop).map(inspection.isWanted) == true
  }

  // MARK: A tar in a file

  private struct Piece: Sendable {
    var index: Int
    var offset: Int64
    var size: Int64
    var isInspected: Bool
    /// Its path, where its content is to be kept.
    var kept: PackagePath?
    /// Where its padding ends.
    var end: Int64 { offset + CanonicalHeader.padded(size) }
  }

  /// Reads a tar that lies in a file: its headers are read ahead of the threads that hash.
  private func readTar(
    _ descriptor: Descriptor, _ input: FileInput, size: Int64
  ) throws -> ScannedPackage {
    // Which digests are wanted the manifests tell, which stand behind what they list.
    var algorithms: [DigestAlgorithm] =
      if try beginsCanonically(input) {
        try endsWithSM3(descriptor, size: size) ? [.sm3] : []
      } else {
        try TarScanner.scan(input) { _, _, _ in nil }.algorithms
      }
    while true {
      let package = try readTar(input, size: size, algorithms)
      let missed = package.algorithms.filter { !algorithms.contains($0) }
      if missed.isEmpty { return package }
      algorithms += missed
    }
  }

  /// Whether a package's end names a manifest of SM3 digests: it is the tag manifest.
  private func endsWithSM3(_ descriptor: Descriptor, size: Int64) throws -> Bool {
    let count = min(size, 4 << 10)
    let end = try descriptor.bytes(at: size - count, count: Int(count))
    return end.firstRange(of: Array(BagLayout.sm3ManifestPath.utf8)) != nil
  }

  private func readTar(
    _ input: FileInput, size: Int64, _ algorithms: [DigestAlgorithm]
  ) throws -> ScannedPackage {
    let descriptor = input.descriptor
    let results = Results(
      total: size, glimpse: glimpse, progress: progress, isCancelled: isCancelled)
    var package = ScannedPackage()
    try InspectionQueue.run(
      inspection, into: results.facts, isCancelled: { try results.checkCancelled() }
    ) { inspections in
      try WorkQueue<[Piece]>.run(
        threads: Parallelism.threads, reserve: Parallelism.reserve, depth: Parallelism.queueDepth
      ) {
        let hasher = try ContentHasher(algorithms)
        return { pieces in
          try Self.hash(pieces, of: descriptor, with: hasher, inspections, into: results)
        }
      } feed: { queue in
        var batch = Batch()
        var allowance = Allowance()
        var large: [Piece] = []
        package = try TarScanner.scan(input) { index, member, scanned in
          var piece = Piece(
            index: index, offset: member.contentOffset, size: member.size,
            isInspected: isInspected(scanned))
          piece.kept = pathToKeep(scanned, of: index, &allowance)
          if piece.kept == nil, scanned.isUsable,
            scanned.path.map(BagLayout.isBagFile) == true
          {
            large.append(piece)
            return nil
          }
          try batch.add(piece, queue.submit)
          return nil
        }
        // How large a manifest may be grows with the members, and other tools' stands before them.
        for var piece in large {
          let member = package.members[piece.index]
          piece.kept = pathToKeep(member, of: package.members.count, &allowance)
          try batch.add(piece, queue.submit)
        }
        try batch.flush(queue.submit)
      }
    }
    results.apply(to: &package)
    return package
  }

  /// Small members that are neighbours, to be read at once.
  private struct Batch {
    private var pieces: [Piece] = []

    mutating func add(_ piece: Piece, _ submit: ([Piece]) throws -> Void) throws {
      if let first = pieces.first,
        piece.offset + piece.size - first.offset > Int64(Parallelism.bufferSize)
          || piece.offset < first.offset
      {
        try flush(submit)
      }
      pieces.append(piece)
    }

    mutating func flush(_ submit: ([Piece]) throws -> Void) throws {
      if !pieces.isEmpty { try submit(pieces) }
      pieces.removeAll(keepingCapacity: true)
    }
  }

  /// - Parameter pieces: neighbouring small members, read at once, or one large one.
  private static func hash(
    _ pieces: [Piece], of descriptor: Descriptor, with hasher: ContentHasher,
    _ inspections: InspectionQueue?, into results: Results
  ) throws {
    func read(_ piece: UnsafeMutableRawBufferPointer, _ offset: Int64) throws {
      // The scanner saw that the file is long enough.
      guard try descriptor.read(into: piece, at: offset) == piece.count else {
        throw VerificationError.changedWhileRead(path: descriptor.path)
      }
    }
    let first = pieces[0].offset
    let length = pieces[pieces.count - 1].end - first
    guard length <= Int64(Parallelism.bufferSize) else {
      for piece in pieces {
        var content: [UInt8] = []
        if piece.kept != nil { content.reserveCapacity(Int(piece.size)) }
        let digests = try hasher.digests(count: piece.size) { buffer, offset in
          try read(buffer, piece.offset + offset)
          // The very bytes that are hashed are kept: nobody can change them in between.
          if piece.kept != nil { content.append(contentsOf: buffer) }
          try results.add([], bytes: Int64(buffer.count))
        }
        results.keep(content, of: piece.index, piece.kept)
        let padding = hasher.buffer[0..<CanonicalHeader.padding(after: piece.size)]
        try read(padding, piece.offset + piece.size)
        let isClean = padding.allSatisfy { $0 == 0 }
        var outcome = Outcome(index: piece.index, digests: digests, hasCleanPadding: isClean)
        if piece.isInspected {
          outcome.facts = try inspections?.inspect(
            piece.index, .part(of: descriptor, at: piece.offset), count: piece.size)
        }
        try results.add([outcome], bytes: 0)
      }
      return
    }
    try read(hasher.buffer[0..<Int(length)], first)
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(pieces.count)
    var bytes: Int64 = 0
    for piece in pieces {
      let start = Int(piece.offset - first)
      let end = start + Int(piece.size)
      let content = UnsafeRawBufferPointer(hasher.buffer[start..<end])
      let digests = try hasher.messages.digests(of: content)
      if let path = piece.kept { results.keep(Array(content), of: piece.index, path) }
      let facts =
        piece.isInspected
        ? try inspections?.inspect(
          piece.index, .part(of: descriptor, at: piece.offset), count: piece.size,
          content: content) : nil
      let padding = hasher.buffer[end..<(end + CanonicalHeader.padding(after: piece.size))]
      let isClean = padding.allSatisfy { $0 == 0 }
      outcomes.append(
        Outcome(
          index: piece.index, digests: digests, hasCleanPadding: isClean, facts: facts))
      bytes += piece.size
    }
    try results.add(outcomes, bytes: bytes)
  }

  struct Outcome: Sendable {
    var index: Int
    var digests: ContentDigests
    var hasCleanPadding = true
    var facts: FileFacts?
  }

  final class Results: Sendable {
    private let outcomes = Mutex<[Outcome]>([])
    private let captured = Mutex<[Int: [UInt8]]>([:])
    let facts = FactsColumn()
    private let bytesDone = Atomic<Int64>(0)
    private let filesDone = Atomic<Int>(0)
    private let total: Int64
    private let glimpse: Verification.Glimpse?
    private let progress: (@Sendable (Progress) -> Void)?
    private let isCancelled: @Sendable () -> Bool

    init(
      total: Int64, glimpse: Verification.Glimpse? = nil,
      progress: (@Sendable (Progress) -> Void)?,
      isCancelled: @escaping @Sendable () -> Bool
    ) {
      self.total = total
      self.glimpse = glimpse
      self.progress = progress
      self.isCancelled = isCancelled
    }

    func add(_ new: [Outcome], bytes: Int64) throws {
      try checkCancelled()
      if !new.isEmpty { outcomes.withLock { $0 += new } }
      let bytes = bytesDone.add(bytes, ordering: .relaxed).newValue
      let files = filesDone.add(new.count, ordering: .relaxed).newValue
      progress?(Progress(bytesDone: bytes, bytesTotal: total, filesDone: files, filesTotal: 0))
    }

    func checkCancelled() throws {
      if isCancelled() { throw VerificationError.cancelled }
    }

    /// - Parameter path: nil where the content is not to be kept.
    func keep(_ content: [UInt8], of index: Int, _ path: PackagePath?) {
      guard let path else { return }
      captured.withLock { $0[index] = content }
      glimpse?(path, content, index)
    }

    func apply(to package: inout ScannedPackage) {
      package.captured.merge(captured.withLock { $0 }) { _, new in new }
      outcomes.withLock { outcomes in
        for outcome in outcomes {
          package.set(outcome.digests, of: outcome.index)
          if let facts = outcome.facts { package.members[outcome.index].facts = facts }
          if !outcome.hasCleanPadding { package.findPadding(outcome.index) }
        }
        outcomes = []
      }
      for (index, facts) in facts.take() { package.members[index].facts = facts }
    }
  }

  // MARK: A tar as it comes

  /// Reads each member's content as the scanner comes to it.
  func readInOrder(_ input: any TarInput) throws -> ScannedPackage {
    let results = Results(total: 0, progress: progress, isCancelled: isCancelled)
    // Manifests may come after the files that they list.
    let messages = try MessageDigests(
      beginsCanonically(input) ? DigestAlgorithm.ours : DigestAlgorithm.common)
    var captured: [Int: [UInt8]] = [:]
    var allowance = Allowance()
    let spool = inspection.map { Spool($0.make()) }
    var package = try TarScanner.scan(input) { index, member, scanned in
      let spool = isInspected(scanned) ? spool : nil
      try spool?.begin(member.size)
      let isWanted = pathToKeep(scanned, of: index, &allowance) != nil
      var content: [UInt8] = []
      let count = try input.forEachPiece(from: member.contentOffset, count: member.size) {
        try messages.update($0)
        if isWanted { content.append(contentsOf: $0) }
        spool?.append($0)
        try results.add([], bytes: Int64($0.count))
      }
      let digests = try messages.finish()
      let wanted = CanonicalHeader.padding(after: member.size)
      let padding = try input.bytes(at: member.contentOffset + count, count: wanted)
      guard count == member.size, padding.count == wanted else {
        return member.contentOffset + count + Int64(padding.count)
      }
      if isWanted { captured[index] = content }
      if let spool { results.facts.set(try spool.inspect(), at: index) }
      let outcome = Outcome(
        index: index, digests: digests, hasCleanPadding: padding.allSatisfy { $0 == 0 })
      try results.add([outcome], bytes: 0)
      return nil
    }
    package.captured.merge(captured) { _, new in new }
    results.apply(to: &package)
    return package
  }

  /// Whether the first header is one that evpack writes.
  private func beginsCanonically(_ input: any TarInput) throws -> Bool {
    let outcome = try TarMember.parse(at: 0) { (offset, count) throws(VerificationError) in
      try input.bytes(at: offset, count: count)
    }
    guard case .member(let member) = outcome, let header = CanonicalHeader(member) else {
      return false
    }
    let raw = try input.bytes(at: 0, count: Int(member.contentOffset))
    return raw.elementsEqual(header.encoded)
  }

  /// Reads the tar inside a compressed stream.
  ///
  /// - Parameters:
  ///   - beginning: the stream's first bytes, which the source gives again.
  ///   - source: fills a buffer with the stream's next bytes; fewer mean its end.
  private func readCompressed(
    _ beginning: [UInt8], _ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws -> ScannedPackage {
    let stream = DecompressedStream(beginning: beginning, source)
    let input = StreamInput { buffer in stream.fill(buffer) }
    var package = try readInOrder(input)
    if let error = stream.sourceError { throw error }
    package.container = .compressedTar(stream.filter)
    switch stream.finish() {
    case .whole: break
    case .damaged(let reason):
      // What a damaged stream gives is no tar for that reason.
      if !package.isArchive { package.findings = [] }
      package.find("stream-damaged", at: "", ["cause": reason])
    case .tooLarge(let limit):
      // The cause comes first: what unpacks to so much may be no package for that reason.
      let others = package.findings
      package.findings = []
      package.find("expansion", at: "", ["limit-bytes": String(limit)])
      package.findings += others
      package.notChecked.append("bytes \(package.byteCount)-")
    case .tooDemanding(let limit):
      // What has been read of it is no tar for that reason.
      if !package.isArchive { package.findings = [] }
      package.find("stream-demanding", at: "", ["limit-bytes": String(limit)])
      package.notChecked.append("bytes \(package.byteCount)-")
    case .tail(let count): package.find("stream-tail", at: "", ["count": String(count)])
    // Where the content is no tar, that says enough.
    case .severalStreams where !package.isArchive: break
    case .severalStreams: package.find("stream-several", at: "")
    }
    package.byteCount = stream.consumed
    return package
  }
}

extension ScannedPackage {
  mutating func findPadding(_ index: Int) {
    find("padding-nonzero", at: shownName(members[index].name), member: index)
  }
}
