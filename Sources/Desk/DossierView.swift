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
    suggested = Set(
      suggestions.items.flatMap(\.suggestions).filter { $0.confidence > .possible }
        .map(\.requirement))
  }

  /// Where a requirement stands; a loose file that is likely to prove it is a thing to look at.
  public func standing(_ item: CompletenessReport.Item) -> Standing {
    item.standing(isSuggested: suggested.contains(item.requirement.number))
  }

  /// What tells this state of the dossier's own files from any other: its form, its answers and its
  /// links.
  ///
  /// - Throws: `LibcryptoError`.
  public func revision() throws -> String { try folder.revision() }
}

extension DossierFolder {
  func revision() throws -> String {
    var bytes: [UInt8] = []
    for part in [fileText, settledText].map({ Array($0.utf8) }) + [document?.bytes ?? []] {
      bytes += try SHA256.digest(of: part).bytes
    }
    return String(try SHA256.digest(of: bytes).hex.prefix(32))
  }
}
