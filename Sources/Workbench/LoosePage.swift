internal import Desk
internal import Evidence
internal import Reports
internal import Pages

/// The files that prove nothing yet, each with what it may prove.
struct LoosePage: Sendable {
  struct Item: Sendable {
    var path: String
    var name: String
    var folder: String
    var href: String
    var preview: String?
    var facts: String
    var suggestions: [Choice]
  }

  struct Choice: Sendable {
    var number: String
    var title: String
    var confidence: String
    var reason: String
    var isCertain: Bool
  }

  /// Files that are shown at once.
  private static let most = 200
  /// Suggestions for one file.
  private static let mostChoices = 3

  let frame: DossierFrame
  let say: Words
  let heading: String
  /// How many have a first suggestion of each confidence, over all pages.
  let certain: Int
  let likely: Int
  let items: [Item]
  let next: String?

  init(_ view: DossierView, _ frame: DossierFrame, from: Int) {
    let wording = frame.wording
    self.frame = frame
    say = frame.say
    heading = wording["workbench.loose"]
    let titles = Dictionary(
      view.report.form.requirements.map { ($0.number, $0.title) },
      uniquingKeysWith: { first, _ in first })
    let sizes = Dictionary(
      view.report.unlinked.map { ($0.path.description, $0) },
      uniquingKeysWith: { first, _ in first })
    // The surest first; those of one confidence by path, as they come.
    let all = ([.certain, .likely, .possible, nil] as [Suggestion.Confidence?]).flatMap {
      confidence in
      view.suggestions.items.filter { $0.confidence == confidence }
    }
    let start = max(0, min(from, all.count))
    items = all.dropFirst(start).prefix(Self.most).map { loose in
      let own = loose.path.split(separator: "/").last.map(String.init) ?? loose.path
      let folders = loose.path.split(separator: "/").dropLast().joined(separator: "/")
      return Item(
        path: loose.path, name: own.shown, folder: folders.shown,
        href: "\(frame.base)/file/\(PageAddress.encodedPath(loose.path))",
        preview: ServedFile.preview(ofFileNamed: own),
        facts: sizes[loose.path].map { ByteCount.text($0.size) } ?? "",
        suggestions: loose.suggestions.prefix(Self.mostChoices).map { suggestion in
          Choice(
            number: suggestion.requirement.description,
            title: (titles[suggestion.requirement] ?? "").shown,
            confidence: wording["confidence.\(suggestion.confidence.rawValue)"],
            reason: suggestion.words(wording), isCertain: suggestion.confidence == .certain)
        })
    }
    certain = all.count { $0.confidence == .certain }
    likely = all.count { $0.confidence == .likely }
    next = start + Self.most < all.count ? "\(frame.base)/loose?from=\(start + Self.most)" : nil
  }
}

extension LoosePage {
  var html: HTML {
    frame.page(
      scripts: #"<script src="/assets/loose.js" defer></script>"#,
      HTML {
        "<h2>\(heading)</h2>"
        #"<div id="loose" data-live>"#
        if items.isEmpty {
          #"<p class="empty">\#(say["no-loose"])</p>"#
        } else {
          #"<p class="explained">\#(say["loose-explained"]) \#(say["loose-keys"])</p>"#
          #"<p class="confirming">\#(confirming("certain", certain)) \#(confirming("likely", likely))</p>"#
        }
        #"<ul class="loose" aria-label="\#(heading)">"#
        for item in items { item.html(say) }
        "</ul>"
        if let next { #"<p><a href="\#(next)">\#(say["more-loose"])</a></p>"# }
        "</div>"
      })
  }
}

extension LoosePage {
  private func confirming(_ confidence: String, _ count: Int) -> HTML {
    if count == 0 { return HTML() }
    let words = say.wording.phrase(
      "workbench.confirm-all-\(confidence)", ["count": String(count)])
    return
      #"<button type="button" class="main" data-confirm-all="\#(confidence)">\#(words)</button>"#
  }
}

extension LoosePage.Item {
  fileprivate func html(_ say: Words) -> HTML {
    HTML {
      #"""
      <li class="file" tabindex="-1" draggable="true" data-path="\#(path)">
      <a href="\#(href)" lang="zh-CN"\#(preview, { #" data-preview="\#($0)""# })>\#(name)</a> <span class="facts">\#(facts)</span> <button type="button" class="quiet" data-move="\#(path)" aria-label="\#(say["move"]) \#(name)">\#(say["move"])</button> <button type="button" class="quiet" data-remove="\#(path)" aria-label="\#(say["remove"]) \#(name)">\#(say["remove"])</button>
      <span class="folder" lang="zh-CN">\#(folder)</span>
      """#
      for choice in suggestions {
        #"<p class="choice"><span lang="zh-CN">\#(choice.number) \#(choice.title)</span> <span class="facts">\#(choice.confidence) · \#(choice.reason)</span> <button type="button"\#(#" class="main" data-certain"#, if: choice.isCertain) data-assign="\#(path)" data-to="\#(choice.number)" aria-label="\#(say["confirm"]) \#(choice.number) \#(name)">\#(say["confirm"])</button></p>"#
      }
      "</li>"
    }
  }
}
