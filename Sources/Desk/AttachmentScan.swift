internal import Evidence
internal import Files

/// The files of a dossier's folder: which can serve as evidence, for what, and what is wrong with
/// the others.
struct AttachmentScan {
  /// The folder in which everything counts as evidence.
  static let folder = "佐证材料"

  var attachments: [Attachment] = []
  var identities: [PackagePath: FileIdentity] = [:]
  /// The links that the names of folders and files make.
  var links: [EvidenceLink] = []
  var findings: [Finding] = []

  private let numbers: Set<Requirement.Number>
  private let linked: Set<PackagePath>

  /// Walks the dossier at `root`.
  ///
  /// Outside the folder 佐证材料 only files count whose own name begins with a requirement's number,
  /// or that a link names.
  ///
  /// - Throws: ``SystemError`` where the folder itself can't be read.
  init(root: String, form: Form, links explicit: [EvidenceLink]) throws(SystemError) {
    numbers = Set(form.requirements.map(\.number))
    linked = Set(explicit.map(\.attachment))
    let hidden = UInt8(ascii: ".")
    let entries = try DirectoryTree(root: root).entries { path in
      path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...].first != hidden
    }
    var source = try SourceFolder(root)
    for entry in entries { visit(entry, in: &source) }
    findTwins()
  }

  private mutating func visit(_ entry: DirectoryTree.Entry, in source: inout SourceFolder) {
    let shown = Self.shown(entry.path)
    let isEvidence = entry.path.starts(with: "\(Self.folder)/".utf8)
    if entry.name.first == UInt8(ascii: "."), entry.kind == .directory { return }
    let path: PackagePath
    do throws(PackagePath.Problem) {
      path = try PackagePath(bytes: entry.path)
    } catch {
      guard isEvidence else { return }
      findings.append(
        error == .notUTF8
          ? Finding("attachment-name-not-utf8", .error, at: shown, ["name": shown])
          : Finding("attachment-name", .error, at: shown, ["problem": error.rawValue]))
      return
    }
    guard isEvidence || linked.contains(path) || ownNumber(path) != nil else { return }
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
    if Self.isJunk(path.name) { return report("attachment-junk", .note, path) }
    do throws(SystemError) {
      _ = try source.open(entry.path)
    } catch {
      return report("attachment-unreadable", .error, path, ["reason": error.reason])
    }
    if path.name.contains("%") { report("attachment-name-percent", .warning, path) }
    if path.components.contains(where: Self.isHostileToWindows) {
      report("attachment-name-windows", .warning, path)
    }
    attachments.append(Attachment(path: path, size: identity.size))
    identities[path] = identity
    link(path)
  }

  private mutating func report(
    _ rule: Finding.Rule, _ level: Finding.Level, _ path: PackagePath,
    _ details: [String: String] = [:]
  ) {
    findings.append(Finding(rule, level, at: path.description, details))
  }

  // MARK: Links by name

  private func ownNumber(_ path: PackagePath) -> Requirement.Number? {
    Requirement.Number(prefixOf: path.name).flatMap { numbers.contains($0) ? $0 : nil }
  }

  private mutating func link(_ path: PackagePath) {
    let own = ownNumber(path)
    let folder = path.components.dropLast().reversed().lazy
      .compactMap(Requirement.Number.init(prefixOf:)).first { numbers.contains($0) }
    for number in [folder, own == folder ? nil : own].compactMap({ $0 }) {
      links.append(EvidenceLink(requirement: number, attachment: path))
    }
    if let own, let folder, own != folder {
      report(
        "attachment-two-numbers", .warning, path,
        ["folder": folder.description, "own": own.description])
    }
  }

  // MARK: Names

  /// Names that differ only by case or by Unicode form are one name on Windows and macOS.
  private mutating func findTwins() {
    var seen: [String: PackagePath] = [:]
    for attachment in attachments {
      // Swift's String compares by canonical equivalence, which is what is meant here.
      let key = attachment.path.description.lowercased()
      if let other = seen[key] {
        report("attachment-twins", .warning, attachment.path, ["other": other.description])
      } else {
        seen[key] = attachment.path
      }
    }
  }

  /// What Windows, macOS and Word leave behind.
  static func isJunk(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasPrefix("~$")
      || ["thumbs.db", "desktop.ini", "ehthumbs.db"].contains(name.lowercased())
  }

  /// Names that Windows can't hold ("Naming Files, Paths, and Namespaces", Microsoft).
  static func isHostileToWindows(_ name: String) -> Bool {
    if name.contains(where: { "<>:\"|?*".contains($0) }) { return true }
    if name.hasSuffix(".") || name.hasSuffix(" ") { return true }
    let stem = name.split(separator: ".", omittingEmptySubsequences: false)[0].uppercased()
    if ["CON", "PRN", "AUX", "NUL"].contains(stem) { return true }
    return stem.count == 4 && (stem.hasPrefix("COM") || stem.hasPrefix("LPT"))
      && "123456789".contains(stem.last ?? " ")
  }

  /// Bytes of a name as text; what is not UTF-8 or not printable is shown as `\xNN`.
  static func shown(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    {
      return text
    }
    return bytes.map { byte in
      (0x20..<0x7F).contains(byte)
        ? String(UnicodeScalar(byte))
        : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  private static func reason(_ code: Int32) -> String {
    SystemError(.read, "", code: code).reason
  }
}
