internal import Evidence
internal import Office

/// Holds the lists among a dossier's attachments against the figures of its form.
struct ListComparison {
  let dossier: Dossier
  private let requirements: [ListRequirement]

  init(_ dossier: Dossier) {
    self.dossier = dossier
    requirements = dossier.form.listRequirements
  }

  /// What one attachment turned out to be.
  private enum Content {
    /// The lists in it, by the index of their requirement.
    case lists([(index: Int, list: EvidenceList)])
    case unreadable(ListFileError)
  }

  /// Everything that is wrong or doubtful about the lists.
  ///
  /// - Parameter content: an attachment's bytes; nil where they were not kept. A file that can't be
  ///   read at all is told where the folder is read.
  func findings<Failure: Error>(
    _ content: (Attachment) throws(Failure) -> [UInt8]?
  ) -> [Finding] {
    let attachments = Dictionary(
      dossier.attachments.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var known: [PackagePath: Content] = [:]
    return requirements.enumerated().flatMap { index, requirement -> [Finding] in
      let number = requirement.requirement.number
      var paths: [PackagePath] = []
      for link in dossier.links where link.requirement == number && !paths.contains(link.attachment)
      {
        paths.append(link.attachment)
      }
      var lists: [EvidenceList] = []
      var findings: [Finding] = []
      for path in paths.sorted() {
        guard let attachment = attachments[path], attachment.size > 0 else { continue }
        let file = known[path] ?? read(attachment, content)
        known[path] = file
        switch file {
        case .lists(let found):
          let own = found.filter { $0.index == index }.map(\.list)
          lists += own
          if own.isEmpty { findings += unfit(attachment, found, requirement) }
        case .unreadable(let error):
          guard let reason = error.reason else { continue }
          findings.append(
            Finding("list-unreadable", .warning, at: path.description, ["reason": reason]))
        }
      }
      if lists.isEmpty, findings.isEmpty, !paths.isEmpty {
        return [Finding("list-not-compared", .warning, at: number.description)]
      }
      return findings + (lists.isEmpty ? [] : requirement.findings(lists, against: dossier.answers))
    }
  }

  private func read<Failure: Error>(
    _ attachment: Attachment, _ content: (Attachment) throws(Failure) -> [UInt8]?
  ) -> Content {
    // A scan, a video: only what may be a list is too large to be one.
    let isLarge = attachment.size > ListFile.largest
    if isLarge, !attachment.type.mayBeList { return .unreadable(.notAList) }
    do {
      guard !isLarge, let bytes = try content(attachment) else { return .unreadable(.tooLarge) }
      let sheets = try ListFile.sheets(of: bytes)
      return .lists(requirements.lists(in: sheets, of: attachment.path.description))
    } catch let error as ListFileError {
      return .unreadable(error)
    } catch {
      return .unreadable(.notAList)
    }
  }

  /// What to say of a workbook or text in which no list of this requirement was found.
  private func unfit(
    _ attachment: Attachment, _ found: [(index: Int, list: EvidenceList)],
    _ requirement: ListRequirement
  ) -> [Finding] {
    if let other = found.first {
      let number = requirements[other.index].requirement.number
      let isLinkedThere = dossier.links.contains {
        $0.requirement == number && $0.attachment == attachment.path
      }
      if isLinkedThere { return [] }
      return [
        Finding(
          "list-of-other", .warning, at: attachment.path.description,
          [
            "number": requirement.requirement.number.description, "other": number.description,
          ])
      ]
    }
    let names = requirement.columns.filter { $0.id == "number" || $0.id == "name" }.map(\.label)
    return [
      Finding(
        "list-no-header", .warning, at: attachment.path.description,
        ["columns": names.joined(separator: "、")])
    ]
  }
}

extension ListFileError {
  /// The reason as a detail of a finding; nil where the file is none of which this is to be told.
  var reason: String? {
    switch self {
    case .notAList, .empty: nil
    case .oldWorkbook: "old-workbook"
    case .encrypted: "encrypted"
    case .truncated: "cut-off"
    case .damaged, .documentTypeDeclared, .unreadable: "damaged"
    case .tooLarge: "list-too-large"
    case .unknownEncoding: "unknown-encoding"
    }
  }
}
