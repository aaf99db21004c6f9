import Evidence
import Files
import Synchronization

extension PackageReader {
  /// Scans and hashes a bag that is a folder, never through a link.
  ///
  /// - Throws: ``VerificationError`` or a `SystemError` where the folder itself can't be read.
  func readFolder(_ path: String) throws -> ScannedPackage {
    let tree = DirectoryTree(root: path)
    let entries = try tree.entries()
    var (package, files) = Self.members(entries, of: path)
    let isBag = package.members.contains { member in
      member.path.map { $0 == Self.declaration || BagLayout.ManifestName($0) != nil } ?? false
    }
    guard isBag else {
      package.findings = []
      package.isArchive = false
      package.find("not-a-package", at: "", ["looks-like": "folder"])
      return package
    }
    try hash(files, in: path, &package)
    // What was added, removed or written to meanwhile shows itself.
    let isTold = package.findings.contains { $0.finding.rule == "file-changed" }
    if !isTold, try tree.entries() != entries {
      package.find("file-changed", at: "")
    }
    return package
  }

  private static let declaration = try? PackagePath(BagLayout.declarationPath)

  /// The members of a folder, and those that have content.
  static func members(
    _ entries: [DirectoryTree.Entry], of folder: String
  ) -> (package: ScannedPackage, files: [File]) {
    var package = ScannedPackage()
    package.container = .folder
    let top = folder.split(separator: "/").last(where: { $0 != "." }).map { Array($0.utf8) }
    var twins = PathTwins()
    var files: [File] = []
    for entry in entries {
      let index = package.members.count
      let shown = shownName(entry.path)
      var member = ScannedPackage.Member(
        top: top ?? [UInt8(ascii: ".")], path: nil, size: entry.identity?.size ?? 0,
        modified: (entry.identity?.modified ?? 0) / 1_000_000_000,
        isDirectory: entry.kind == .directory, isUsable: true)
      switch entry.problem {
      case nil: break
      case .symbolicLink:
        package.find("entry-link", at: shown, ["type": "symbolic-link"], member: index)
        member.isUsable = false
      case .notAFile:
        package.find("entry-type", at: shown, ["type": "special-file"], member: index)
        member.isUsable = false
      case .unreadable(let code):
        let error = SystemError(.read, shown, code: code)
        package.find("file-unreadable", at: shown, ["reason": error.reason], member: index)
        package.notChecked.append(shown)
      case .tooDeep:
        package.find("path-unsafe", at: shown, ["problem": "too-deep"], member: index)
        package.notChecked.append(shown)
      case .tooMany:
        package.find("entries-too-many", at: shown, member: index)
        package.notChecked.append(shown)
        member.isUsable = false
      }
      if member.isUsable {
        do throws(PackagePath.Problem) {
          // RFC 8493 §2.1.3 has a spelling for line ends in names, so a bag may hold them.
          member.path = try PackagePath(bytes: entry.path, acceptsLineEnds: true)
        } catch {
          package.find(error.rule, at: shown, ["problem": error.rawValue], member: index)
          member.isUsable = false
        }
      }
      if member.isUsable, !member.isDirectory {
        let clash = twins.add(entry.path, index: index) { package.members[$0].path?.bytes ?? [] }
        if let clash {
          let other = shownName(package.members[clash.other].path?.bytes ?? [])
          package.find("entry-twins", .warning, at: shown, ["other": other], member: index)
        }
        if entry.path.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
          package.find("path-line-end", .warning, at: shown, member: index)
        }
        if let identity = entry.identity {
          files.append(File(index: index, path: entry.path, identity: identity))
          package.byteCount += identity.size
        }
      }
      package.members.append(member)
    }
    return (package, files)
  }

  struct File: Sendable {
    var index: Int
    var path: [UInt8]
    var identity: FileIdentity
  }

  private func hash(
    _ files: [File], in root: String, _ package: inout ScannedPackage
  ) throws {
    let results = Results(
      total: package.byteCount, progress: progress, isCancelled: isCancelled)
    let algorithms = package.algorithms
    var allowance = Allowance()
    let kept = Set(
      files.filter {
        pathToKeep(package.members[$0.index], of: package.members.count, &allowance) != nil
      }
      .map(\.index))
    let inspected = Set(files.map(\.index).filter { isInspected(package.members[$0]) })
    let outcomes = FolderOutcomes(kept)
    try InspectionQueue.run(
      inspection, into: results.facts, isCancelled: { try results.checkCancelled() }
    ) {
      inspections in
      try WorkQueue<File>.run(
        threads: Parallelism.threads, reserve: Parallelism.reserve,
        depth: Parallelism.queueDepth,
        makeWorker: {
          var folder: SourceFolder? = try SourceFolder(root)
          let hasher = try ContentHasher(algorithms)
          return { file in
            do {
              guard let source = try folder?.open(file.path) else { return }
              guard try source.identity() == file.identity else { throw Changed() }
              let digests = try hasher.digests(of: source, file.identity.size) { piece in
                if kept.contains(file.index) { outcomes.keep(piece, of: file.index) }
                try results.add([], bytes: Int64(piece.count))
              }
              guard try source.identity() == file.identity else { throw Changed() }
              var outcome = Outcome(index: file.index, digests: digests)
              if inspected.contains(file.index) {
                outcome.facts = try inspections?.inspect(
                  file.index, .file(root: root, path: file.path, identity: file.identity),
                  count: file.identity.size)
              }
              try results.add([outcome], bytes: 0)
            } catch let error as SystemError where !error.isShortage {
              outcomes.fail(file.index, error.isSymbolicLink ? nil : error.reason)
            } catch is Changed {
              outcomes.fail(file.index, nil)
            }
          }
        },
        feed: { queue in for file in files { try queue.submit(file) } })
    }
    results.apply(to: &package)
    outcomes.apply(to: &package)
  }
}

/// A file that is no longer what the walk saw.
private struct Changed: Error {}

extension ContentHasher {
  fileprivate func digests(
    of source: Descriptor, _ size: Int64, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> ContentDigests {
    try digests(count: size) { piece, offset in
      guard try source.read(into: piece, at: offset) == piece.count else { throw Changed() }
      try body(UnsafeRawBufferPointer(piece))
    }
  }
}

/// What several threads find in a folder's files.
private final class FolderOutcomes: Sendable {
  private let captured: Mutex<[Int: [UInt8]]>
  /// By member: the system's reason, or nil for a file that changed.
  private let failures = Mutex<[Int: String?]>([:])

  init(_ kept: Set<Int>) {
    captured = Mutex(Dictionary(uniqueKeysWithValues: kept.map { ($0, []) }))
  }

  func keep(_ piece: UnsafeRawBufferPointer, of index: Int) {
    let bytes = Array(piece)
    captured.withLock { $0[index, default: []] += bytes }
  }

  func fail(_ index: Int, _ reason: String?) {
    failures.withLock { _ = $0.updateValue(reason, forKey: index) }
  }

  func apply(to package: inout ScannedPackage) {
    let failures = failures.withLock { $0 }
    package.captured = captured.withLock { $0 }.filter { failures[$0.key] == nil }
    for (index, reason) in failures.sorted(by: { $0.key < $1.key }) {
      let shown = shownName(package.members[index].path?.bytes ?? [])
      if let reason {
        package.find("file-unreadable", at: shown, ["reason": reason], member: index)
      } else {
        package.find("file-changed", at: shown, member: index)
      }
    }
  }
}
