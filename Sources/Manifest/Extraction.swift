internal import Archive
public import Evidence
public import Files

/// Why a package could not be unpacked.
public enum ExtractionError: Error, Hashable, Sendable, CustomStringConvertible {
  case package(VerificationError)
  /// The target folder, or a place in it, could not be written.
  case target(SystemError)
  /// Something of this name is already there; nothing was written.
  case targetExists(path: String)

  public var description: String {
    switch self {
    case .package(let error): error.description
    case .target(let error): error.description
    case .targetExists(let path): "\(path) already exists"
    }
  }
}

/// What was unpacked.
public struct ExtractionReport: Sendable {
  /// The files written, each with the digest of what was written.
  public var files: [SealedFile]
  /// The package's report: what was refused and what is damaged.
  public var package: PackageReport
  /// The folder that the files are in, below the target.
  public var folder: String
}

/// Unpacks packages.
public enum Extraction {
  /// Writes a package's files below `target`, in a folder of the bag's name.
  ///
  /// The package is verified first, and its folder must not hold anything yet. Only files that a manifest vouches for and whose digest is
  /// right are written; each is hashed again as it is written and removed if it differs. Nothing
  /// is written over, through or beside what is there: every step is openat(2) with O_NOFOLLOW,
  /// and a file with O_EXCL.
  ///
  /// - Parameters:
  ///   - target: an existing folder, or a new one whose parent exists.
  ///   - only: which files are wanted, by path in the bag.
  ///   - acceptsDamage: whether intact files of a damaged package are written nevertheless.
  /// - Throws: ``ExtractionError``. Files written before an error stay.
  public static func extract(
    path: String, to target: String,
    only: (_ path: PackagePath) -> Bool = { _ in true },
    acceptsDamage: Bool = true,
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(ExtractionError) -> ExtractionReport {
    do {
      let descriptor = try Descriptor.open(path)
      guard try descriptor.identity().kind == .regular else {
        // A pipe could not be read twice.
        throw VerificationError.notAFile(path: path)
      }
      let beginning = try PackageReader.beginning(of: descriptor)
      guard !ZipDirectory.isZip(beginning), !DecompressedStream.isCompressed(beginning) else {
        let package = try Verification.verify(
          descriptor, progress: progress, isCancelled: isCancelled)
        if package.isPackage { throw VerificationError.notATar(path: path) }
        return ExtractionReport(files: [], package: package, folder: "")
      }
      let package = try Verification.verify(
        descriptor, progress: progress, isCancelled: isCancelled)
      var report = ExtractionReport(files: [], package: package, folder: package.bagName)
      guard let bag = try? PackagePath(package.bagName), acceptsDamage || package.isIntact else {
        return report
      }
      let wanted = wantedFiles(package, bag, only)
      report.files = try write(
        wanted, of: descriptor, bag: package.bagName, to: target,
        isCancelled: isCancelled ?? { false })
      return report
    } catch let error as ExtractionError {
      throw error
    } catch let error as VerificationError {
      throw .package(error)
    } catch let error as LibcryptoError {
      throw .package(.libcrypto(error))
    } catch let error as SystemError {
      throw .package(.unreadable(error))
    } catch {
      throw .package(.unreadable(SystemError(.read, path, code: 0)))
    }
  }

  /// The rules whose breach makes a file's content or name untrustworthy.
  private static let barringRules: Set<Finding.Rule> = [
    "digest-mismatch", "tagfile-mismatch", "payload-extra", "tagfile-extra", "entry-duplicate",
    "entry-twins", "entry-type", "entry-link", "entry-device", "entry-fifo", "entry-sparse",
    "path-absolute", "path-parent", "path-control", "path-unsafe", "pax-size-conflict",
    "pax-malformed", "pax-unknown", "truncated",
  ]

  /// The files that may be written, by full name: no error names them.
  private static func wantedFiles(
    _ package: PackageReport, _ bag: PackagePath, _ only: (PackagePath) -> Bool
  ) -> [[UInt8]: SealedFile] {
    let bad = Set(
      package.findings.lazy.filter { $0.level == .error && barringRules.contains($0.rule) }
        .map(\.place))
    // Without a manifest nothing vouches for the payload.
    guard !package.findings.contains(where: { $0.rule == "manifest-missing" }) else { return [:] }
    var wanted: [[UInt8]: SealedFile] = [:]
    for entry in package.entries {
      let name = bag.bytes + [UInt8(ascii: "/")] + entry.path.bytes
      // Findings name members as they are shown.
      let isBad = bad.contains(shownName(name)) || bad.contains(entry.path.description)
      if only(entry.path), !isBad { wanted[name] = entry }
    }
    return wanted
  }

  private static func write(
    _ wanted: [[UInt8]: SealedFile], of package: Descriptor, bag: String, to target: String,
    isCancelled: () -> Bool
  ) throws -> [SealedFile] {
    let folder: TargetFolder
    do { folder = try TargetFolder(target) } catch { throw ExtractionError.target(error) }
    let own = "\(target)/\(bag)"
    if isFolder(own), try !DirectoryTree(root: own).entries(descend: { _ in false }).isEmpty {
      throw ExtractionError.targetExists(path: own)
    }
    for name in wanted.keys.sorted(by: { $0.lexicographicallyPrecedes($1) })
    where folder.contains(name) {
      throw ExtractionError.targetExists(
        path: target + "/" + String(decoding: name, as: UTF8.self))
    }
    let input = FileInput(package, length: try package.identity().size)
    let sha256 = try SHA256()
    var files: [SealedFile] = []
    _ = try TarScanner.scan(input) { _, raw, member in
      let name = member.name
      guard let entry = wanted[name] else { return nil }
      if isCancelled() { throw VerificationError.cancelled }
      let file = try targeting { () throws(SystemError) in try folder.create(name) }
      var offset: Int64 = 0
      _ = try input.forEachPiece(from: raw.contentOffset, count: raw.size) { piece in
        try sha256.update(piece)
        try targeting { () throws(SystemError) in try file.write(piece, at: offset) }
        offset += Int64(piece.count)
      }
      guard try sha256.finish() == entry.digest else {
        try targeting { () throws(SystemError) in try folder.remove(name) }
        throw VerificationError.changedWhileRead(path: package.path)
      }
      files.append(entry)
      return nil
    }
    return files
  }

  private static func targeting<Result>(
    _ body: () throws(SystemError) -> Result
  ) throws(ExtractionError) -> Result {
    do { return try body() } catch {
      throw error.isAlreadyThere ? .targetExists(path: error.path) : .target(error)
    }
  }
}
