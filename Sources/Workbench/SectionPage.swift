internal import Desk
internal import Evidence
internal import Reports

/// The requirements of one section, with what is attached to each.
struct SectionPage: Sendable {
  struct Item: Sendable {
    var anchor: String
    var number: String
    var title: String
    /// The form's printed words.
    var note: String?
    var standing: String
    var standingWords: String
    /// Why it stands so, where that is not plain.
    var remark: String?
    var hasFiles: Bool
    var files: [File]
    /// Files that it is linked to, and that are gone.
    var gone: [Gone]
    var hasGone: Bool
    /// How many files more there are, and where they are listed.
    var more: More?
    var takesFiles: Bool
    /// Loose files that may prove it.
    var suggestions: [Suggested]
    var hasSuggestions: Bool
    /// The box's id, where a person is to say whether it is ticked.
    var openBox: String?
    /// The box's id, where a person said so.
    var settledBox: String?
  }

  struct Suggested: Sendable {
    var path: String
    var number: String
    var name: String
    var href: String
    var preview: String?
    var confidence: String
    var reason: String
  }

  struct Gone: Sendable {
    var path: String
    var name: String
    var number: String
  }

  struct More: Sendable {
    var words: String
    var href: String
  }

  struct File: Sendable {
    /// The requirement's number and the path.
    var anchor: String
    var name: String
    var href: String
    /// `pdf`, `image` or `text` where a browser shows it beside the page.
    var preview: String?
    var facts: String
    var folder: String?
    var place: String?
    /// As the change of its place names it.
    var path: String
    var number: String
    /// What is wrong with it.
    var problems: [Problem]
  }

  struct Problem: Sendable {
    var level: String
    var words: String
  }

  /// Files of one requirement that are listed at once.
  private static let most = 20

  let frame: DossierFrame
  let say: Words
  let heading: String
  let required: [Item]
  let hasExpected: Bool
  let expected: [Item]

  /// - Parameter all: the requirement whose files are all listed.
  init(
    _ section: Form.Section, _ view: DossierView, _ frame: DossierFrame,
    listing all: Requirement.Number? = nil
  ) {
    self.frame = frame
    say = frame.say
    heading = section.words
    let problems = Dictionary(
      grouping: view.report.findings.filter { $0.rule.rawValue.hasPrefix("attachment-") },
      by: \.place)
    var suggestions: [Requirement.Number: [Suggested]] = [:]
    for loose in view.suggestions.items {
      for suggestion in loose.suggestions where suggestion.confidence > .possible {
        suggestions[suggestion.requirement, default: []]
          .append(Suggested(loose.path, suggestion, frame))
      }
    }
    let items = view.items(of: section)
    func rows(_ level: Requirement.Level) -> [Item] {
      items.filter { $0.requirement.level == level }.map { item in
        let number = item.requirement.number
        return Self.row(
          item, view, frame, problems, suggestions[number] ?? [], listsAll: number == all)
      }
    }
    required = rows(.required)
    expected = rows(.expected)
    hasExpected = !expected.isEmpty
  }

  private static func row(
    _ item: CompletenessReport.Item, _ view: DossierView, _ frame: DossierFrame,
    _ problems: [String: [Finding]], _ suggestions: [Suggested], listsAll: Bool
  ) -> Item {
    let wording = frame.wording
    let requirement = item.requirement
    let number = requirement.number.description
    let standing = view.standing(item)
    var remark: String?
    if item.reason == .undetermined { remark = wording["workbench.undetermined"] }
    if item.byDeclaration { remark = wording["state.declared"] }
    let settled = requirement.placeID.flatMap { id in
      view.folder.dossier.answers.sources[id] == .settled ? id : nil
    }
    if settled != nil { remark = wording["workbench.settled-by-hand"] }
    let linked = Array(zip(item.attachments, item.links))
    let gone = view.goneLinks(of: requirement.number).map { path in
      Gone(path: path.description, name: path.name.shown, number: number)
    }
    let most = listsAll ? Int.max : most
    return Item(
      anchor: "r\(number)", number: number, title: requirement.title.shown,
      note: requirement.noteBesideTitle?.shown, standing: standing.rawValue,
      standingWords: wording["workbench.standing-\(standing.rawValue)"], remark: remark,
      hasFiles: !linked.isEmpty,
      files: linked.prefix(most).map { attachment, link in
        File(attachment, link, frame, problems[attachment.path.description] ?? [])
      },
      gone: gone, hasGone: !gone.isEmpty,
      more: linked.count <= most
        ? nil
        : More(
          words: wording.phrase(
            "workbench.more-files", ["count": String(linked.count - most)]),
          href: "\(frame.address)?all=\(number)#r\(number)"),
      takesFiles: standing != .notRequired || (!requirement.claims && item.reason == .ticked),
      suggestions: suggestions,
      hasSuggestions: !suggestions.isEmpty,
      openBox: item.reason == .undetermined ? requirement.placeID : nil, settledBox: settled)
  }
}

extension SectionPage.File {
  init(
    _ attachment: Attachment, _ link: EvidenceLink, _ frame: DossierFrame, _ findings: [Finding]
  ) {
    let wording = frame.wording
    anchor = "f\(link.requirement)/\(PageAddress.encodedPath(attachment.path.description))"
    name = attachment.path.name.shown
    href = "\(frame.base)/file/\(PageAddress.encodedPath(attachment.path.description))"
    preview = ServedFile.preview(ofFileNamed: attachment.path.name)
    facts = ServedFile.facts(of: attachment, wording)
    let folders = attachment.path.components.dropLast()
    let isOwn = folders.last.flatMap(Requirement.Number.init(prefixOf:)) == link.requirement
    folder = isOwn ? nil : folders.joined(separator: "/").shown
    place = link.place?.shown
    path = attachment.path.description
    number = link.requirement.description
    problems = findings.filter { $0.level != .note }.map { finding in
      SectionPage.Problem(level: finding.level.rawValue, words: wording.message(finding))
    }
  }
}

extension ServedFile {
  /// Its pages, where they are known, and its size.
  static func facts(of attachment: Attachment, _ wording: Wording) -> String {
    let pages = attachment.facts?.pages.map { count in
      count == 1
        ? wording["workbench.page-one"]
        : wording.phrase("workbench.pages", ["count": String(count)])
    }
    return [pages, ByteCount.text(attachment.size)].compactMap { $0 }.joined(separator: " · ")
  }

  /// How a browser shows a file of this name beside a page; nil where it does not.
  static func preview(ofFileNamed name: String) -> String? {
    guard let type = FileType(ofFileNamed: name), isShown(type) else { return nil }
    return type == .pdf ? "pdf" : isImage(type) ? "image" : "text"
  }
}

extension SectionPage.Suggested {
  init(_ path: String, _ suggestion: Suggestion, _ frame: DossierFrame) {
    let wording = frame.wording
    self.path = path
    number = suggestion.requirement.description
    let own = path.split(separator: "/").last.map(String.init) ?? path
    name = own.shown
    href = "\(frame.base)/file/\(PageAddress.encodedPath(path))"
    preview = ServedFile.preview(ofFileNamed: own)
    confidence = wording["confidence.\(suggestion.confidence.rawValue)"]
    reason = suggestion.words(wording)
  }
}
