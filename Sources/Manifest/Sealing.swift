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
  /// Whether it is to be told what the file is.
  public var isInspected: Bool

  public init(path: PackagePath, source: Source, isInspected: Bool = false) {
    self.path = path
    self.source = source
    self.isInspected = isInspected
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
  ///   - inspection: tells what the files of the payload are that are to be inspected.
  ///   - info: makes the fields of bag-info.txt, to which Bagging-Date, Payload-Oxum and
  ///     Evpack-Sealed are added, once the payload's digests and facts are known; what it throws ends
  ///     the sealing.
  ///   - withSM3: adds `manifest-sm3.txt` beside the SHA-256 manifest.
  ///   - tagFiles: makes further tag files, after `info`; what it throws ends the sealing.
  ///   - progress: called from several threads.
  ///   - isCancelled: asked every half MiB or so, from several threads.
  /// - Throws: ``SealingError``, or what `tagFiles` throws.
  public static func seal(
    bagNamed name: String, to target: String, payload: [PayloadFile], sealedAt: Int64,
    inspection: PayloadInspection? = nil,
    info: ([SealedFile]) throws -> [(label: String, value: String)] = { _ in [] },
    withSM3: Bool = false,
    tagFiles: ([SealedFile]) throws -> [TagFile] = { _ in [] },
    replacing: Bool = false,
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> SealReceipt {
    let plan = try SealingPlan(bagName: name, payload: payload, sealedAt: sealedAt)
    let staged: StagedFile
    do { staged = try StagedFile(for: target, replacing: replacing) } catch {
      throw SealingError(error)
    }
    let receipt = try write(
      plan, to: staged, path: target, witness: Witness(staged.descriptor, plan.bagName),
      inspection, info, withSM3, tagFiles, progress, isCancelled)
    if isCancelled?() == true { throw SealingError.cancelled }
    do { try staged.commit() } catch { throw SealingError(error) }
    return receipt
  }

  /// Seals files into a package that goes to a pipe, in order.
  ///
  /// The bytes are those of ``seal(bagNamed:to:payload:sealedAt:inspection:info:withSM3:tagFiles:replacing:progress:isCancelled:)``,
  /// whose parameters these are; nothing is read back, so that the independent reader's check is
  /// left to whoever receives it.
  ///
  /// - Throws: ``SealingError``, or what `tagFiles` throws; what has been written is then cut short,
  ///   without an end marker.
  public static func stream(
    bagNamed name: String, to pipe: Descriptor, payload: [PayloadFile], sealedAt: Int64,
    inspection: PayloadInspection? = nil,
    info: ([SealedFile]) throws -> [(label: String, value: String)] = { _ in [] },
    withSM3: Bool = false,
    tagFiles: ([SealedFile]) throws -> [TagFile] = { _ in [] },
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> SealReceipt {
    let plan = try SealingPlan(bagName: name, payload: payload, sealedAt: sealedAt)
    return try write(
      plan, to: PipeOutput(pipe), path: pipe.path, witness: nil, inspection, info, withSM3,
      tagFiles, progress,
      isCancelled)
  }

  private static func write(
    _ plan: SealingPlan, to output: any PackageOutput, path: String, witness: Witness?,
    _ inspection: PayloadInspection?,
    _ info: ([SealedFile]) throws -> [(label: String, value: String)], _ withSM3: Bool,
    _ tagFiles: ([SealedFile]) throws -> [TagFile],
    _ progress: (@Sendable (Progress) -> Void)?, _ isCancelled: (@Sendable () -> Bool)?
  ) throws -> SealReceipt {
    var writer = TagFileWriter(plan: plan, target: output)
    do {
      try writer.add([
        TagFile(path: try PackagePath(BagLayout.declarationPath), bytes: BagLayout.declaration)
      ])
      let outcomes = try PayloadWriter.write(
        plan, to: output, withSM3: withSM3, inspection: inspection, progress: progress,
        isCancelled: isCancelled ?? { false })
      let files = zip(plan.payload, outcomes).map { file, outcome in
        SealedFile(
          path: file.path, size: file.size, digest: outcome.digests.sha256, facts: outcome.facts)
      }
      writer.skip(files, to: plan.end)
      let head = writer.files
      // The witness reads the payload while the tag files are made.
      let (seen, sealed) = inParallel {
        Result { try witness?.check(head, in: 0..<plan.end) }
      } and: {
        Result {
          let info = TagFile(
            path: try PackagePath(BagLayout.infoPath),
            bytes: try bagInfo(try info(files), plan).print())
          let manifest = try FileManifest.tagFile(of: files)
          var others = try tagFiles(files)
          if withSM3 {
            let digests = outcomes.map(\.digests.sm3)
            others.append(try FileManifest.tagFile(sm3: digests, of: files))
          }
          try writer.add([info, manifest] + Self.inOrder(others))
          return try writer.finish()
        }
      }
      let number = try sealed.get()
      try seen.get()
      try witness?.check(
        Array(writer.files[head.count...]), in: plan.end..<writer.position, after: head.count)
      return SealReceipt(
        sealNumber: number, path: path, byteCount: writer.position,
        fileCount: writer.files.count, payloadOxum: plan.oxum, files: writer.files)
    } catch let error as LibcryptoError {
      throw SealingError.libcrypto(error)
    }
  }

  /// Further tag files in the package's order.
  private static func inOrder(_ tagFiles: [TagFile]) throws(SealingError) -> [TagFile] {
    var twins = PathTwins()
    let sorted = tagFiles.sorted { $0.path < $1.path }
    for (index, tagFile) in sorted.enumerated() {
      let path = tagFile.path
      guard BagLayout.rank(path.bytes) == 6 else { throw .misplacedPath(path) }
      if let clash = twins.add(path.bytes, index: index, path: { sorted[$0].path.bytes }) {
        throw .twins(sorted[clash.other].path, path)
      }
    }
    return sorted
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

  /// Writes tag files in the order given; their contents are made at once.
  mutating func add(_ tagFiles: [TagFile]) throws {
    for (tagFile, content) in zip(tagFiles, try TagContent.all(of: tagFiles)) {
      let header = try plan.header(tagFile.path, size: content.count)
      try write(header.encoded)
      try content.forEachPiece { try write($0) }
      try write([UInt8](repeating: 0, count: CanonicalHeader.padding(after: content.count)))
      files.append(SealedFile(path: tagFile.path, size: content.count, digest: content.digest))
      tagLines.append(.init(digest: content.digest, path: tagFile.path))
    }
  }

  /// Writes the tag manifest and the end marker, and returns the seal number.
  mutating func finish() throws -> Digest {
    let manifest = FileManifest(lines: tagLines).print()
    try add([TagFile(path: try PackagePath(BagLayout.tagManifestPath), bytes: manifest)])
    try write([UInt8](repeating: 0, count: 2 * CanonicalHeader.blockSize))
    return try SHA256.digest(of: manifest)
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  private mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    do throws(SystemError) { try target.put(bytes, at: position) } catch {
      throw SealingError.targetUnwritable(error)
    }
    position += Int64(bytes.count)
  }
}

/// The independent witness: libarchive must read the new package as it was meant.
private struct Witness: Sendable {
  private let package: Descriptor
  private let bagName: [UInt8]

  init(_ package: Descriptor, _ bagName: [UInt8]) {
    self.package = package
    self.bagName = bagName
  }

  /// - Parameters:
  ///   - range: the part of the package that holds these files and no others.
  ///   - first: how many members stand before it.
  func check(_ files: [SealedFile], in range: Range<Int64>, after first: Int = 0) throws {
    var index = 0
    do {
      let reader = try ArchiveReader(descriptor: package, range: range)
      while let entry = try reader.next() {
        guard index < files.count else { throw disagreement(first + index, "one too many") }
        let file = files[index]
        guard entry.kind == .regular, entry.size == file.size, isNamed(entry.name, file.path)
        else {
          throw disagreement(first + index, String(decoding: entry.name, as: UTF8.self))
        }
        index += 1
      }
    } catch let error as ArchiveError {
      throw disagreement(first + index, error.description)
    }
    guard index == files.count else { throw disagreement(first + index, "missing") }
  }

  private func disagreement(_ index: Int, _ reason: String) -> SealingError {
    .witnessDisagrees(member: index + 1, reason: reason)
  }

  /// libarchive composes the names that it reads from a pax record (NFC), so names are compared by
  /// canonical equivalence, which is what String's `==` does.
  private func isNamed(_ name: [UInt8], _ path: PackagePath) -> Bool {
    let slash = bagName.count
    if name.count == slash + 1 + path.bytes.count, isSame(name[..<slash], bagName[...]),
      name[slash] == UInt8(ascii: "/"), isSame(name[(slash + 1)...], path.bytes[...])
    {
      return true
    }
    let full = bagName + [UInt8(ascii: "/")] + path.bytes
    return String(decoding: name, as: UTF8.self) == String(decoding: full, as: UTF8.self)
  }
}
