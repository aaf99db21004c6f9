public import Evidence
internal import Manifest

/// A dossier as it stands now, for those who work on it: what it holds and lacks, and what its
/// loose files may prove.
public struct DossierView: Sendable {
  public let folder: DossierFolder
  public let report: CompletenessReport
  public let suggestions: SuggestionReport
  /// Files that have not been opened yet.
  public let unread: Int

  private let suggested: Set<Requirement.Number>
  private let present: Set<PackagePath>

  /// Reads the dossier in the folder `root`.
  ///
  /// - Parameters:
  ///   - most: bytes of changed attachments; where there are more, they count as ``unread``.
  /// - Throws: ``DeskError``, or what ``DossierFolder/read(hashing:atMost:progress:isCancelled:)``
  ///   throws.
  public init(
    _ root: String, opening most: Int64 = .max
  ) throws {
    var folder = try DossierFolder(root)
    unread = try folder.read(atMost: most)
    report = folder.assess()
    suggestions = try Suggesting.suggest(folder, report)
    self.folder = folder
    present = Set(folder.dossier.attachments.map(\.path))
    suggested = Set(
      suggestions.items.flatMap(\.suggestions).filter { $0.confidence > .possible }
        .map(\.requirement))
  }

  /// Where a requirement stands; a loose file that is likely to prove it is a thing to look at.
  public func standing(_ item: CompletenessReport.Item) -> Standing {
    item.standing(isSuggested: suggested.contains(item.requirement.number))
  }

  /// The files that a requirement is linked to, and that are gone.
  public func goneLinks(of number: Requirement.Number) -> [PackagePath] {
    folder.file.links.filter { $0.requirement == number && !present.contains($0.attachment) }
      .map(\.attachment)
  }

  /// What tells this state of the dossier's own files from any other: its form, its answers and its
  /// links.
  ///
  /// - Throws: `LibcryptoError`.
  public func revision() throws -> String { try folder.revision() }
}

extension DossierFolder {
  func revision() throws -> String {
    try Self.revision([Array(fileText.utf8), Array(settledText.utf8), document?.bytes ?? []])
  }

  /// As ``revision()`` is of the dossier in the folder `root`, of which nothing else is read.
  static func revision(of root: String) throws -> String {
    var findings: [Finding] = []
    let document = try Self.document(named: try file(in: root).document, in: root, &findings)
    return try revision(
      [try text(DossierFile.name, in: root), try text(SettledAnswers.name, in: root)]
        .map { Array(($0 ?? "").utf8) } + [document?.bytes ?? []])
  }

  private static func revision(_ parts: [[UInt8]]) throws -> String {
    let bytes = try parts.flatMap { try SHA256.digest(of: $0).bytes }
    return String(try SHA256.digest(of: bytes).hex.prefix(32))
  }
}
