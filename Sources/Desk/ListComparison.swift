internal import Evidence
internal import Files
internal import Inspection
internal import Office

/// Holds the lists among a dossier's attachments against the figures of its form.
struct ListComparison {
  let dossier: Dossier
  private let links: LinkIndex
  private let requirements: [ListRequirement]
  private let inspector: Inspector

  /// - Parameter inspector: opens the lists.
  init(_ dossier: Dossier, _ links: LinkIndex, _ inspector: Inspector = Inspector()) {
    self.inspector = inspector
    self.dossier = dossier
    self.links = links
    requirements = dossier.form.listRequirements
  }

  /// What one attachment turned out to be.
  private enum Content {
    /// The lists in it, by the index of their requirement.
    case lists([(index: Int, list: EvidenceList)])
    case unreadable(ListFileError)
    case notKept(NotKept)
  }

  /// Why what may be a list could not be looked at in a package.
  enum NotKept: String, Error {
    case tooLarge = "list-large"
    case tooMany = "lists-many"
    /// Its name does not end as a list's does, and names are known before contents.
    case misnamed = "list-misnamed"
    /// It is not what was sealed.
    case altered = "list-altered"
  }

  /// What was read in the lists.
  struct Outcome {
    /// Everything that is wrong or doubtful about them.
    var findings: [Finding] = []
    /// The numbers of the standards and rights in each file.
    var numbers: [PackagePath: [String]] = [:]
  }

  /// Reads the lists.
  ///
  /// - Parameter content: an attachment's bytes; throws a ``NotKept``, or a `ListFileError` for what
  ///   need not be opened. Any other failure is told where the folder is read.
  /// - Throws: `SystemError` where there is no process to open them in.
  func read(_ content: (Attachment) throws -> [UInt8]) throws(SystemError) -> Outcome {
    var known: [PackagePath: Content] = [:]
    var all: [Finding] = []
    for (index, requirement) in requirements.enumerated() {
      let number = requirement.requirement.number
      let linked = links.byNumber[number, default: []]
      let paths = Set(linked.map { dossier.links[$0].attachment })
      let attachments = Set(linked.compactMap { links.attachments[$0] })
        .map { dossier.attachments[$0] }.sorted { $0.path < $1.path }
      var lists: [EvidenceList] = []
      var findings: [Finding] = []
      for attachment in attachments where attachment.size > 0 {
        let path = attachment.path
        let file = if let file = known[path] { file } else { try read(attachment, content) }
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
        case .notKept(let reason):
          findings.append(
            Finding(
              "list-not-kept", .warning, at: path.description, ["reason": reason.rawValue]))
        }
      }
      if lists.isEmpty, findings.isEmpty, !paths.isEmpty {
        findings.append(Finding("list-not-compared", .warning, at: number.description))
      }
      all += findings
      if !lists.isEmpty { all += requirement.findings(lists, against: dossier.answers) }
    }
    let numbers = known.compactMapValues { content -> [String]? in
      guard case .lists(let lists) = content else { return nil }
      return lists.flatMap(\.list.entries).compactMap(\.number)
    }
    return Outcome(findings: all, numbers: numbers.filter { !$0.value.isEmpty })
  }

  private func read(
    _ attachment: Attachment, _ content: (Attachment) throws -> [UInt8]
  ) throws(SystemError) -> Content {
    let bytes: [UInt8]
    do {
      bytes = try content(attachment)
    } catch let error as ListFileError {
      return .unreadable(error)
    } catch let reason as NotKept {
      return .notKept(reason)
    } catch {
      return .unreadable(.notAList)
    }
    switch try inspector.sheets(in: bytes) {
    case .success(let sheets):
      return .lists(requirements.lists(in: sheets, of: attachment.path.description))
    case .failure(let error): return .unreadable(error)
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
    case .otherFormat(let format): format.rawValue
    case .encrypted: "encrypted"
    case .truncated: "cut-off"
    case .damaged, .documentTypeDeclared, .unreadable: "damaged"
    case .tooLarge: "list-too-large"
    case .unknownEncoding: "unknown-encoding"
    case .unchecked: "list-unchecked"
    }
  }
}
