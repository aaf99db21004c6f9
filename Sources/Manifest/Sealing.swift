import Archive
public import Evidence
public import Files

/// One file that is to go into a package.
public struct PayloadFile: Sendable {
  public enum Source: Sendable {
    /// A file below `root`; `identity` is what the caller saw, and must still hold at the end.
    case file(root: String, path: [UInt8], identity: FileIdentity)
    case bytes([UInt8])
  }

  /// The path in the bag, below `data/`.
  public var path: PackagePath
  public var source: Source

  public init(path: PackagePath, source: Source) {
    self.path = path
    self.source = source
  }

  public var size: Int64 {
    switch source {
    case .file(_, _, let identity): identity.size
    case .bytes(let bytes): Int64(bytes.count)
    }
  }
}

/// What sealing made.
public struct SealReceipt: Hashable, Sendable {
  /// SHA-256 of `tagmanifest-sha256.txt`, which covers all else.
  public var sealNumber: Digest
  public var path: String
  public var byteCount: Int64
  /// Members of the tar, payload and tag files.
  public var fileCount: Int
  /// Octets and files of the payload, as in bag-info.txt.
  public var payloadOxum: PayloadOxum
  /// All members in the package's order.
  public var files: [SealedFile]
}

/// Writes packages.
public enum Sealing {
  /// Seals files into one package, whole or not at all.
  ///
  ///     let receipt = try Sealing.seal(
  ///       bagNamed: "福清电子", to: "福清电子.tar", payload: files, sealedAt: 1_795_518_166)
  ///
  /// Each file is read once; the bytes that were hashed are the bytes that are written. The same
  /// input gives the same bytes on every machine.
  ///
  /// - Parameters:
  ///   - bagNamed: the top-level folder; readers expect the file's name without `.tar`.
  ///   - payload: in any order.
  ///   - sealedAt: Unix seconds; the time of every member.
  ///   - info: fields of bag-info.txt, to which Bagging-Date, Payload-Oxum and Evpack-Sealed are
  ///     added.
  ///   - withSM3: adds `manifest-sm3.txt` beside the SHA-256 manifest.
  ///   - tagFiles: makes further tag files once the payload's digests are known; what it throws
  ///     ends the sealing.
  ///   - progress: called from several threads.
  ///   - isCancelled: asked every half MiB or so, from several threads.
  /// - Throws: ``SealingError``, or what `tagFiles` throws.
  public static func seal(
    bagNamed name: String, to target: String, payload: [PayloadFile], sealedAt: Int64,
    info: [(label: String, value: String)] = [], withSM3: Bool = false,
    tagFiles: ([SealedFile]) throws -> [(path: PackagePath, bytes: [UInt8])] = { _ in [] },
    replacing: Bool = false,
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> SealReceipt {
    let plan = try SealingPlan(bagName: name, payload: payload, sealedAt: sealedAt)
    let bagInfo = try bagInfo(info, plan)
    let staged: StagedFile
    do { staged = try StagedFile(for: target, replacing: replacing) } catch {
      throw SealingError(error)
    }
    let receipt = try write(
      plan, bagInfo, to: staged, path: target, withSM3, tagFiles, progress, isCancelled)
    try Witness.check(staged.descriptor, plan.bagName, receipt.files)
    if isCancelled?() == true { throw SealingError.cancelled }
    do { try staged.commit() } catch { throw SealingError(error) }
    return receipt
  }

  /// Seals files into a package that goes to a pipe, in order.
  ///
  /// The bytes are those of ``seal(bagNamed:to:payload:sealedAt:info:withSM3:tagFiles:replacing:progress:isCancelled:)``,
  /// whose parameters these are; nothing is read back, so that the independent reader's check is
  /// left to whoever receives it.
  ///
  /// - Throws: ``SealingError``, or what `tagFiles` throws; what has been written is then cut short,
  ///   without an end marker.
  public static func stream(
    bagNamed name: String, to pipe: Descriptor, payload: [PayloadFile], sealedAt: Int64,
    info: [(label: String, value: String)] = [], withSM3: Bool = false,
    tagFiles: ([SealedFile]) throws -> [(path: PackagePath, bytes: [UInt8])] = { _ in [] },
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> SealReceipt {
    let plan = try SealingPlan(bagName: name, payload: payload, sealedAt: sealedAt)
    return try write(
      plan, try bagInfo(info, plan), to: PipeOutput(pipe), path: pipe.path, withSM3, tagFiles,
      progress, isCancelled)
  }

  private static func write(
    _ plan: SealingPlan, _ bagInfo: BagInfo, to output: any PackageOutput, path: String,
    _ withSM3: Bool,
    _ tagFiles: ([SealedFile]) throws -> [(path: PackagePath, bytes: [UInt8])],
    _ progress: (@Sendable (Progress) -> Void)?, _ isCancelled: (@Sendable () -> Bool)?
  ) throws -> SealReceipt {
    var writer = TagFileWriter(plan: plan, target: output)
    do {
      try writer.add(try PackagePath(BagLayout.declarationPath), BagLayout.declaration)
      let digests = try PayloadWriter.write(
        plan, to: output, withSM3: withSM3, progress: progress,
        isCancelled: isCancelled ?? { false })
      let files = zip(plan.payload, digests).map { file, digests in
        SealedFile(path: file.path, size: file.size, digest: digests.sha256)
      }
      writer.skip(files, to: plan.end)
      try writer.add(try PackagePath(BagLayout.infoPath), bagInfo.print())
      let manifest = FileManifest(lines: files.map { .init(digest: $0.digest, path: $0.path) })
      try writer.add(try PackagePath(BagLayout.manifestPath), manifest.print())
      var others = try tagFiles(files)
      if withSM3 {
        let lines = zip(plan.payload, digests).compactMap { file, digests in
          digests.sm3.map { FileManifest.Line(digest: $0, path: file.path) }
        }
        others.append(
          (try PackagePath(BagLayout.sm3ManifestPath), FileManifest(lines: lines).print()))
      }
      try writer.addAll(others)
      return SealReceipt(
        sealNumber: try writer.finish(), path: path, byteCount: writer.position,
        fileCount: writer.files.count, payloadOxum: plan.oxum, files: writer.files)
    } catch let error as LibcryptoError {
      throw SealingError.libcrypto(error)
    }
  }

  private static func bagInfo(
    _ fields: [(label: String, value: String)], _ plan: SealingPlan
  ) throws(SealingError) -> BagInfo {
    let (day, moment) = civilDate(ofUnixSeconds: plan.sealedAt)
    let own = [
      ("Bagging-Date", day), (BagLayout.oxumField, plan.oxum.description),
      (BagLayout.sealedField, moment),
    ]
    let ownLabels = Set(own.map { $0.0.lowercased() })
    var info = BagInfo()
    for (label, value) in fields + own.map({ (label: $0.0, value: $0.1) }) {
      let isOwn = info.fields.count >= fields.count
      guard isOwn || !ownLabels.contains(label.lowercased()),
        let field = BagInfo.Field(label: label, value: value)
      else { throw .badInfoLabel(label) }
      info.append(field)
    }
    return info
  }
}

/// Writes the files that are in memory, one after the other, and keeps the tag manifest.
private struct TagFileWriter {
  let plan: SealingPlan
  let target: any PackageOutput
  private(set) var position: Int64 = 0
  private(set) var files: [SealedFile] = []
  private var tagLines: [FileManifest.Line] = []

  init(plan: SealingPlan, target: any PackageOutput) {
    self.plan = plan
    self.target = target
  }

  mutating func skip(_ payload: [SealedFile], to end: Int64) {
    files += payload
    position = end
  }

  mutating func addAll(_ tagFiles: [(path: PackagePath, bytes: [UInt8])]) throws {
    var twins = PathTwins()
    let sorted = tagFiles.sorted { $0.path < $1.path }
    for (index, (path, bytes)) in sorted.enumerated() {
      guard BagLayout.rank(path.bytes) == 6 else { throw SealingError.misplacedPath(path) }
      if let clash = twins.add(path.bytes, index: index, path: { sorted[$0].path.bytes }) {
        throw SealingError.twins(sorted[clash.other].path, path)
      }
      try add(path, bytes)
    }
  }

  mutating func add(_ path: PackagePath, _ content: [UInt8]) throws {
    let header = try plan.header(path, size: Int64(content.count))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(header.length + content.count + 512)
    header.append(to: &bytes)
    bytes += content
    bytes.append(
      contentsOf: repeatElement(0, count: CanonicalHeader.padding(after: header.size)))
    try write(bytes)
    let digest = try SHA256.digest(of: content)
    files.append(SealedFile(path: path, size: header.size, digest: digest))
    tagLines.append(.init(digest: digest, path: path))
  }

  /// Writes the tag manifest and the end marker, and returns the seal number.
  mutating func finish() throws -> Digest {
    let manifest = FileManifest(lines: tagLines).print()
    try add(try PackagePath(BagLayout.tagManifestPath), manifest)
    try write([UInt8](repeating: 0, count: 2 * CanonicalHeader.blockSize))
    return try SHA256.digest(of: manifest)
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { bytes in
      do throws(SystemError) { try target.put(bytes, at: position) } catch {
        throw SealingError.targetUnwritable(error)
      }
    }
    position += Int64(bytes.count)
  }
}

/// The independent witness: libarchive must read the new package as it was meant.
private enum Witness {
  static func check(
    _ package: Descriptor, _ bagName: [UInt8], _ files: [SealedFile]
  ) throws {
    // The disk writes while the headers are read; `commit` waits for it.
    let flush = Thread { try? package.synchronise() }
    defer { flush?.join() }
    var index = 0
    do {
      try package.rewind()
      let reader = try ArchiveReader(descriptor: package, formats: .tar)
      while let entry = try reader.next() {
        guard index < files.count else {
          throw SealingError.witnessDisagrees(member: index + 1, reason: "one too many")
        }
        let file = files[index]
        guard entry.kind == .regular, entry.size == file.size,
          isSame(entry.name, bagName + [UInt8(ascii: "/")] + file.path.bytes)
        else {
          throw SealingError.witnessDisagrees(
            member: index + 1, reason: String(decoding: entry.name, as: UTF8.self))
        }
        index += 1
      }
    } catch let error as ArchiveError {
      throw SealingError.witnessDisagrees(member: index + 1, reason: error.description)
    } catch let error as SystemError {
      throw SealingError.targetUnwritable(error)
    }
    guard index == files.count else {
      throw SealingError.witnessDisagrees(member: index + 1, reason: "missing")
    }
  }

  /// libarchive composes the names that it reads from a pax record (NFC), so names are compared by
  /// canonical equivalence, which is what String's `==` does.
  private static func isSame(_ read: [UInt8], _ written: [UInt8]) -> Bool {
    read == written
      || String(decoding: read, as: UTF8.self) == String(decoding: written, as: UTF8.self)
  }
}
