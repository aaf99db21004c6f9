internal import Desk
internal import Evidence
internal import Reports
internal import Review
internal import Pages

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
    /// Where it is told what its list does not agree in.
    var mistakes: String?
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
  /// The printed words that stand beside several of the items.
  let note: String?
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
    let note = Self.commonNote(of: items)
    self.note = note
    let mistaken = view.report.mistaken(by: view.report.findings)
    func rows(_ level: Requirement.Level) -> [Item] {
      items.filter { $0.requirement.level == level }.map { item in
        let number = item.requirement.number
        var row = Self.row(
          item, view, frame, problems, suggestions[number] ?? [], listsAll: number == all)
        if row.note == note { row.note = nil }
        if mistaken.contains(number), row.standing == Standing.held.rawValue {
          row.stand(.mistaken, frame.wording)
          row.mistakes = "\(frame.base)/findings"
        }
        return row
      }
    }
    required = rows(.required)
    expected = rows(.expected)
    hasExpected = !expected.isEmpty
  }

  /// The printed words that stand beside several items of a section: told once.
  static func commonNote(of items: [CompletenessReport.Item]) -> String? {
    let notes = items.compactMap { $0.requirement.noteBesideTitle?.shown }
    return Dictionary(grouping: notes) { $0 }.first { $0.value.count > 1 }?.key
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

extension SectionPage.Item {
  fileprivate mutating func stand(_ standing: Standing, _ wording: Wording) {
    self.standing = standing.rawValue
    standingWords = wording["workbench.standing-\(standing.rawValue)"]
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

  /// How a file of this name is shown beside a page: `pdf`, `image` or `text` by the browser, as a
  /// `page` of ours; nil where it is not.
  static func preview(ofFileNamed name: String) -> String? {
    guard let type = FileType(ofFileNamed: name) else { return nil }
    if DocumentPreview.shows(type) { return "page" }
    guard isShown(type) else { return nil }
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

// MARK: Markup

extension SectionPage {
  var html: HTML {
    frame.page(
      HTML {
        #"<h2 lang="zh-CN">\#(heading)</h2>"#
        #"<div id="requirements" data-live>"#
        if let note { #"<p class="printed" lang="zh-CN">\#(note)</p>"# }
        for item in required { item.html(say) }
        if hasExpected {
          "<h3>\(say["expected"])</h3>"
          #"<p class="explained">\#(say["expected-explained"])</p>"#
        }
        for item in expected { item.html(say) }
        "</div>"
      })
  }
}

extension SectionPage.Item {
  fileprivate func html(_ say: Words) -> HTML {
    HTML {
      #"""
      <section class="requirement \#(standing)" id="\#(anchor)" aria-labelledby="\#(anchor)-title"\#(#" data-number="\#(number)""#, if: takesFiles)>
      <p class="number">\#(number)</p>
      <div class="what">
      <h4 id="\#(anchor)-title" lang="zh-CN">\#(title)</h4>
      """#
      if let note { #"<p class="printed" lang="zh-CN">\#(note)</p>"# }
      if let mistakes {
        #"<p class="remark">\#(say["list-differs"]) <a href="\#(mistakes)">\#(say["see-findings"])</a></p>"#
      }
      if let remark { #"<p class="remark">\#(remark)\#(boxes(say))</p>"# }
      if hasFiles {
        #"<ul class="files">"#
        for file in files { file.html(say) }
        "</ul>"
      }
      if hasGone {
        #"<ul class="files">"#
        for file in gone {
          #"""
          <li class="file gone"><span lang="zh-CN">\#(file.name)</span> <button type="button" class="quiet" data-unlink="\#(file.path)" data-from="\#(file.number)" aria-label="\#(say["unlink"]) \#(file.name)">\#(say["unlink"])</button>
          <p class="problem error">\#(say["gone"])</p>
          </li>
          """#
        }
        "</ul>"
      }
      if let more { #"<p><a href="\#(more.href)">\#(more.words)</a></p>"# }
      if hasSuggestions {
        #"<ul class="suggestions">"#
        for suggestion in suggestions { suggestion.html(say) }
        "</ul>"
      }
      #"""
      </div>
      <div class="state">
      <p class="standing">\#(standingWords)</p>
      """#
      if takesFiles {
        #"<p class="drop"><label class="button">\#(say["add-files"])<input type="file" multiple class="unseen" data-files-for="\#(number)" aria-label="\#(say["add-files"]) \#(number) \#(title)"></label></p>"#
      }
      "</div>"
      "</section>"
    }
  }

  /// What a person says of a box that can't be read, or takes back.
  private func boxes(_ say: Words) -> HTML {
    #"\#(openBox, { #" <button type="button" data-box="\#($0)" data-ticked="true">\#(say["is-ticked"])</button> <button type="button" data-box="\#($0)" data-ticked="false">\#(say["is-not-ticked"])</button>"# })\#(settledBox, { #" <button type="button" data-box="\#($0)">\#(say["as-form"])</button>"# })"#
  }
}

extension SectionPage.File {
  fileprivate func html(_ say: Words) -> HTML {
    HTML {
      #"""
      <li class="file" id="\#(anchor)" draggable="true" data-path="\#(path)" data-from="\#(number)">
      <a href="\#(href)" lang="zh-CN"\#(preview, { #" data-preview="\#($0)""# })>\#(name)</a> <span class="facts">\#(facts)</span> <button type="button" class="quiet" data-move="\#(path)" data-from="\#(number)" aria-label="\#(say["move"]) \#(name)">\#(say["move"])</button> <button type="button" class="quiet" data-also="\#(path)" data-from="\#(number)" aria-label="\#(say["also"]) \#(name)">\#(say["also"])</button> <button type="button" class="quiet" data-remove="\#(path)" aria-label="\#(say["remove"]) \#(name)">\#(say["remove"])</button>
      """#
      if let folder { #"<span class="folder" lang="zh-CN">\#(folder)</span>"# }
      if let place { #"<span class="folder" lang="zh-CN">\#(place)</span>"# }
      for problem in problems { problem.html }
      "</li>"
    }
  }
}

extension SectionPage.Problem {
  var html: HTML { #"<p class="problem \#(level)">\#(words)</p>"# }
}

extension SectionPage.Suggested {
  fileprivate func html(_ say: Words) -> HTML {
    #"<li draggable="true" data-path="\#(path)">\#(say["may-prove"]) <a href="\#(href)" lang="zh-CN"\#(preview, { #" data-preview="\#($0)""# })>\#(name)</a> <span class="facts">\#(confidence) · \#(reason)</span> <button type="button" class="main" data-assign="\#(path)" data-to="\#(number)" aria-label="\#(say["confirm"]) \#(number) \#(name)">\#(say["confirm"])</button></li>"#
  }
}
