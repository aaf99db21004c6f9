internal import Archive
public import Evidence
public import Files
internal import Glibc

/// Why a package could not be unpacked.
public enum ExtractionError: Error, Hashable, Sendable, CustomStringConvertible {
  case package(VerificationError)
  /// The target folder, or a place in it, could not be written.
  case target(SystemError)
  /// Something of this name is already there; nothing was written.
  case targetExists(path: String)
  /// Another process is writing the same folder.
  case targetBusy(path: String)

  public var description: String {
    switch self {
    case .package(let error): error.description
    case .target(let error): error.description
    case .targetExists(let path): "\(path) already exists"
    case .targetBusy(let path): "\(path) is being written by another process"
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
  /// The package is verified first, and its folder must not hold anything yet. Only files that a
  /// manifest vouches for and whose digest is right are written; each is hashed again as it is
  /// written. The folder appears whole or not at all, whatever happens meanwhile, and nothing is
  /// written over or through what is there.
  ///
  /// - Parameters:
  ///   - target: an existing folder, or a new one whose parent exists.
  ///   - only: which files are wanted, by path in the bag.
  ///   - acceptsDamage: whether intact files of a damaged package are written nevertheless.
  /// - Throws: ``ExtractionError``; nothing has been written then.
  public static func extract(
    path: String, to target: String,
    only: (_ path: PackagePath) -> Bool = { _ in true },
    acceptsDamage: Bool = true,
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(ExtractionError) -> ExtractionReport {
    do {
      let descriptor = try file(at: path)
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
        wanted, of: descriptor, bag: bag, to: target,
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
    "digest-mismatch", "tagfile-mismatch", "payload-extra", "tagfile-extra", "macos-files",
    "entry-duplicate",
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
      let name =
        package.hasBaseFolder
        ? bag.bytes + [UInt8(ascii: "/")] + entry.path.bytes : entry.path.bytes
      // Findings name members as they are shown.
      let isBad = bad.contains(shownName(name)) || bad.contains(entry.path.description)
      if only(entry.path), !isBad { wanted[name] = entry }
    }
    return wanted
  }

  /// The package, which is a file: a pipe could not be read twice.
  private static func file(at path: String) throws -> Descriptor {
    do throws(SystemError) { return try Descriptor.openFile(path) } catch {
      guard error.isNotAFile || error.code == EISDIR else { throw error }
      throw VerificationError.notAFile(path: path)
    }
  }

  private static func write(
    _ wanted: [[UInt8]: SealedFile], of package: Descriptor, bag: PackagePath, to target: String,
    isCancelled: () -> Bool
  ) throws -> [SealedFile] {
    if wanted.isEmpty { return [] }
    // A target that is not there yet comes with the bag's folder in it, or not at all.
    let isThere = isFolder(resolvedPath(target))
    let staged = try staging { () throws(StagedFile.Failure) in
      try StagedFolder(for: isThere ? "\(target)/\(bag)" : target)
    }
    let folder = try targeting { () throws(SystemError) in
      try TargetFolder(staged.path, shownAs: staged.target)
    }
    let input = FileInput(package, length: try package.identity().size)
    let sha256 = try SHA256()
    var files: [SealedFile] = []
    _ = try TarScanner.scan(input) { _, raw, member in
      guard let entry = wanted[member.name] else { return nil }
      if isCancelled() { throw VerificationError.cancelled }
      let file = try targeting { () throws(SystemError) in
        try folder.create(
          isThere ? entry.path.bytes : bag.bytes + [UInt8(ascii: "/")] + entry.path.bytes)
      }
      var offset: Int64 = 0
      _ = try input.forEachPiece(from: raw.contentOffset, count: raw.size) { piece in
        try sha256.update(piece)
        try targeting { () throws(SystemError) in try file.write(piece, at: offset) }
        offset += Int64(piece.count)
      }
      guard try sha256.finish() == entry.digest else {
        throw VerificationError.changedWhileRead(path: package.path)
      }
      files.append(entry)
      return nil
    }
    try staging { () throws(StagedFile.Failure) in try staged.commit() }
    return files
  }

  private static func staging<Result>(
    _ body: () throws(StagedFile.Failure) -> Result
  ) throws(ExtractionError) -> Result {
    do { return try body() } catch {
      switch error {
      case .targetExists(let path): throw .targetExists(path: path)
      case .busy(let path): throw .targetBusy(path: path)
      case .system(let error): throw .target(error)
      }
    }
  }

  private static func targeting<Result>(
    _ body: () throws(SystemError) -> Result
  ) throws(ExtractionError) -> Result {
    do { return try body() } catch {
      throw error.isAlreadyThere ? .targetExists(path: error.path) : .target(error)
    }
  }
}
