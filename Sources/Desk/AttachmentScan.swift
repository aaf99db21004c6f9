internal import Evidence
internal import Files
internal import Manifest

/// The files of a dossier's folder: which can serve as evidence, for what, and what is wrong with
/// the others.
struct AttachmentScan {
  /// The folder in which everything counts as evidence.
  static let folder = "佐证材料"

  var attachments: [Attachment] = []
  /// The states of the attachments, in their order.
  var identities: [FileIdentity] = []
  /// The links that the names of folders and files make.
  var links: [EvidenceLink] = []
  var findings: [Finding] = []

  private let numbers: Set<Requirement.Number>
  private let linked: Set<PackagePath>
  /// Of the folder that was met last; files come folder by folder.
  private var lastFolder = FolderNotes()

  /// What the names of a folder, and of those that it lies in, say of all its files.
  private struct FolderNotes {
    /// nil before the first file.
    var path: ArraySlice<UInt8>?
    var isInFolder = false
    var number: Requirement.Number?
    var defects: [FileName.Defect] = []
  }

  /// Walks the dossier at `root`.
  ///
  /// Outside the folder 佐证材料 only files count whose own name begins with a requirement's number,
  /// or that a link names; and nowhere those in an unpacked package.
  ///
  /// - Throws: ``SystemError`` where the folder itself can't be read, or descriptors run out.
  init(root: String, form: Form, links explicit: [EvidenceLink]) throws(SystemError) {
    numbers = Set(form.requirements.map(\.number))
    linked = Set(explicit.map(\.attachment))
    let walk = try DossierWalk(root)
    try visit(walk.entries, below: root)
    findings += walk.packages.map {
      Finding("attachment-package", .warning, at: FileName.shown($0))
    }
    findTwins()
  }

  /// More entries are looked at by two threads.
  private static let many = 4_000

  /// - Precondition: nothing has been visited yet.
  private mutating func visit(
    _ entries: [DirectoryTree.Entry], below root: String
  ) throws(SystemError) {
    let half = entries.count > Self.many ? entries.count / 2 : 0
    let empty = self
    let scanned = {
      @Sendable (entries: ArraySlice<DirectoryTree.Entry>) -> Result<Self, SystemError> in
      var scan = empty
      do throws(SystemError) { try scan.visit(entries, below: root) } catch {
        return .failure(error)
      }
      return .success(scan)
    }
    let outcomes = inParallel {
      scanned(entries[..<half])
    } and: {
      scanned(entries[half...])
    }
    let (first, second) = (try outcomes.0.get(), try outcomes.1.get())
    attachments = first.attachments + second.attachments
    identities = first.identities + second.identities
    links = first.links + second.links
    findings = first.findings + second.findings
  }

  private mutating func visit(
    _ entries: ArraySlice<DirectoryTree.Entry>, below root: String
  ) throws(SystemError) {
    var source = try SourceFolder(root)
    for entry in entries { try visit(entry, in: &source) }
  }

  private mutating func visit(
    _ entry: DirectoryTree.Entry, in source: inout SourceFolder
  ) throws(SystemError) {
    if entry.kind == .directory, FileName.isJunkFolder(entry.name) {
      // Systems hide theirs for that nobody sees them.
      if Self.isInFolder(entry.path), !FileName.isHidden(entry.path) {
        findings.append(Finding("attachment-junk", .note, at: FileName.shown(entry.path)))
      }
      return
    }
    let path: PackagePath
    do throws(PackagePath.Problem) {
      path = try PackagePath(bytes: entry.path)
    } catch {
      guard Self.isInFolder(entry.path) else { return }
      let shown = FileName.shown(entry.path)
      if entry.kind == .regular, FileName.isJunkFile(entry.name) {
        return findings.append(Finding("attachment-junk", .note, at: shown))
      }
      findings.append(
        error == .notUTF8
          ? Finding("attachment-name-not-utf8", .error, at: shown, ["name": shown])
          : Finding("attachment-name", .error, at: shown, ["problem": error.rawValue]))
      return
    }
    enter(path)
    guard
      lastFolder.isInFolder || Self.isEvidence(path, numbers: numbers, linked: linked)
    else { return }
    switch entry.problem {
    case .symbolicLink?: return report("attachment-symlink", .error, path)
    case .notAFile?: return report("attachment-special", .error, path)
    case .unreadable(let code)?:
      return report("attachment-unreadable", .error, path, ["reason": Self.reason(code)])
    case .tooDeep?: return report("attachment-too-deep", .error, path)
    case .tooMany?: return report("attachment-too-many", .error, path)
    case nil: break
    }
    guard entry.kind == .regular, let identity = entry.identity else { return }
    if FileName.isJunkFile(path.nameBytes) { return report("attachment-junk", .note, path) }
    if !entry.isOpenToAll {
      do throws(SystemError) {
        _ = try source.open(entry.path)
      } catch {
        if error.isShortage { throw error }
        return report("attachment-unreadable", .error, path, ["reason": error.reason])
      }
    }
    let defects = FileName.defects(of: path.nameBytes)
    if !defects.isEmpty || !lastFolder.defects.isEmpty {
      for defect in FileName.Defect.allCases
      where defects.contains(defect) || lastFolder.defects.contains(defect) {
        // Notes on names are for `names` to tell.
        if defect.level == .warning {
          report(Finding.Rule(rawValue: defect.rawValue), .warning, path)
        }
      }
    }
    attachments.append(Attachment(path: path, size: identity.size))
    identities.append(identity)
    link(path)
  }

  private static func isInFolder(_ path: [UInt8]) -> Bool {
    path.starts(with: "\(folder)/".utf8)
  }

  /// Whether a file in this place of a dossier counts as evidence.
  static func isEvidence(
    _ path: PackagePath, numbers: Set<Requirement.Number>, linked: Set<PackagePath>
  ) -> Bool {
    isInFolder(path.bytes) || linked.contains(path) || ownNumber(path, among: numbers) != nil
  }

  private mutating func report(
    _ rule: Finding.Rule, _ level: Finding.Level, _ path: PackagePath,
    _ details: [String: String] = [:]
  ) {
    findings.append(Finding(rule, level, at: path.description, details))
  }

  // MARK: Links by name

  private static func ownNumber(
    _ path: PackagePath, among numbers: Set<Requirement.Number>
  ) -> Requirement.Number? {
    let name = FileName.fetched(path.nameBytes)
    guard Requirement.Number.mayBegin(name) else { return nil }
    return Requirement.Number(prefixOf: String(decoding: name, as: UTF8.self))
      .flatMap { numbers.contains($0) ? $0 : nil }
  }

  /// Takes note of the folder that a file lies in.
  private mutating func enter(_ path: PackagePath) {
    let place = path.folderBytes
    if let last = lastFolder.path, isSame(last, place) { return }
    let names = path.components.dropLast()
    lastFolder = FolderNotes(
      path: place, isInFolder: Self.isInFolder(path.bytes),
      number: names.reversed().lazy.compactMap(Requirement.Number.init(prefixOf:))
        .first { numbers.contains($0) },
      defects: names.flatMap { FileName.defects(of: $0) })
  }

  private mutating func link(_ path: PackagePath) {
    let own = Self.ownNumber(path, among: numbers)
    let folder = lastFolder.number
    if let folder { links.append(EvidenceLink(requirement: folder, attachment: path)) }
    if let own, own != folder { links.append(EvidenceLink(requirement: own, attachment: path)) }
    if let own, let folder, own != folder {
      report(
        "attachment-two-numbers", .warning, path,
        ["folder": folder.description, "own": own.description])
    }
  }

  // MARK: Names

  /// Names that differ only by case or by Unicode form are one name on Windows and macOS.
  private mutating func findTwins() {
    var twins = PathTwins(expecting: attachments.count)
    let attachments = attachments
    for (index, attachment) in attachments.enumerated() {
      let path = attachment.path
      if let clash = twins.add(path.bytes, index: index, path: { attachments[$0].path.bytes }) {
        report(
          "attachment-twins", .warning, path,
          ["other": attachments[clash.other].path.description])
      }
    }
  }

  private static func reason(_ code: Int32) -> String {
    SystemError(.read, "", code: code).reason
  }
}
