internal import Desk
internal import Evidence
internal import Reports
internal import Pages

/// What every page of a dossier has around its content: whose it is, how far it is, and the way to
/// the other pages.
struct DossierFrame: Sendable {
  struct Link: Sendable {
    var title: String
    var href: String
    var isHere: Bool
    /// Of required evidence; nil where none is asked for.
    var tally: Tally?
    var count: String?
  }

  struct Place: Sendable {
    var number: String
    var title: String
  }

  struct Tally: Sendable {
    var held: Int
    var asked: Int
    var isDone: Bool
  }

  let lang: String
  let say: Words
  let name: String
  let form: String
  let title: String
  let base: String
  let address: String
  let otherLanguage: String
  let otherLanguageTag: String
  let tally: Tally
  let tallyWords: String
  let sections: [Link]
  let others: [Link]
  let revision: String
  let lacksForm: Bool
  /// What is still being read, in words.
  let reading: String?
  /// What the last change was, where it can be taken back, in words.
  let undo: String?
  /// Where a file may be moved.
  let places: [Place]
  let steps: DossierSteps

  init(_ view: DossierView, _ item: Shelf.Item, here: String, _ caller: Caller) throws {
    let wording = Wording(caller.language, clock: .local)
    let report = view.report
    let base = PageAddress.path("dossier", item.name)
    self.base = base
    lacksForm = view.folder.findings.contains { $0.rule == "form-absent" }
    lang = caller.language.tag
    say = Words(wording)
    name = (report.name.isEmpty ? item.name : report.name).shown
    form = report.form.title.shown
    let isSection = report.form.sections.contains { $0.id == here }
    address = isSection ? "\(base)/section/\(here)" : "\(base)/\(here)"
    otherLanguage = caller.language.other.rawValue
    otherLanguageTag = caller.language.other.tag
    let count = report.progress
    tally = Tally(held: count.held, asked: count.asked, isDone: count.held == count.asked)
    tallyWords = wording.phrase(
      "workbench.tally", ["held": String(count.held), "asked": String(count.asked)])
    sections = report.form.sections.filter { !view.items(of: $0).isEmpty }.map { section in
      let count = report.count(.required, in: section.number)
      return Link(
        title: section.words, href: "\(base)/section/\(section.id)", isHere: section.id == here,
        tally: count.asked == 0
          ? nil
          : Tally(held: count.held, asked: count.asked, isDone: count.held == count.asked))
    }
    let errors = report.findings.count { $0.level == .error }
    let warnings = report.findings.count { $0.level == .warning }
    func link(_ id: String, count: Int) -> Link {
      Link(
        title: wording["workbench.\(id)"], href: "\(base)/\(id)", isHere: id == here,
        count: count == 0 ? nil : String(count))
    }
    others = [
      link("loose", count: report.unlinked.count), link("form", count: 0),
      link("findings", count: errors + warnings), link("handover", count: 0),
    ]
    undo = DossierEditing.lastChange(in: item.path).map { kind, count in
      wording.phrase("workbench.undo-\(kind.rawValue)", ["count": String(count)])
    }
    places = report.items.filter { $0.state != .notRequired }.map { item in
      Place(
        number: item.requirement.number.description, title: item.requirement.title.shown)
    }
    steps = DossierSteps(view, base, here: address, wording)
    title = (sections + others).first(where: \.isHere)?.title ?? name
    revision = try view.revision()
    reading =
      view.unread == 0
      ? nil : wording.phrase("workbench.reading", ["count": String(view.unread)])
  }

  var wording: Wording { say.wording }
}

extension DossierFrame {
  /// The page of a dossier around its content.
  func page(scripts: HTML = HTML(), _ content: HTML) -> HTML {
    PageFrame(
      lang: lang, title: "\(title) · \(name)", say: say,
      body: #"data-base="\#(base)" data-drop="\#(base)/files" data-revision="\#(revision)""#,
      scripts: #"<script src="/assets/dossier.js" defer></script>\#(scripts)"#
    ).page(
      HTML {
        masthead
        #"<div class="desk">"#
        navigation
        #"<main id="content" class="sheet">"#
        content
        #"""
        </main>
        \#(say.preview)
        </div>
        """#
        dialogs
      })
  }

  private var masthead: HTML {
    HTML {
      #"""
      <header class="masthead" id="masthead" data-live>
      <div class="whose" lang="zh-CN"><p><a href="/">\#(form)</a></p><h1>\#(name)</h1></div>
      <p class="tally\#(" done", if: tally.isDone)"><b>\#(tally.held)</b> / \#(tally.asked) <span>\#(say["held"])</span></p>
      <progress max="\#(tally.asked)" value="\#(tally.held)" aria-label="\#(tallyWords)"></progress>
      <a class="language" href="?language=\#(otherLanguage)" lang="\#(otherLanguageTag)" hreflang="\#(otherLanguageTag)">\#(say["other-language"])</a>
      </header>
      \#(steps.html)
      <div class="tools" id="tools" data-live>
      <p class="explained">\#(say["drop-explained"])</p>
      <label class="button">\#(say["add-files"])<input type="file" multiple class="unseen" data-files-for=""></label>
      <label class="button">\#(say["add-folder"])<input type="file" webkitdirectory class="unseen" data-files-for=""></label>
      """#
      if let undo { #"<button type="button" data-undo>\#(undo)</button>"# }
      "</div>"
      #"<div id="no-form" data-live>"#
      if lacksForm {
        #"<p class="banner" role="status">\#(say["no-form"]) <label class="button main">\#(say["form-put"])<input type="file" accept=".docx" class="unseen" data-form></label></p>"#
      }
      "</div>"
    }
  }

  private var navigation: HTML {
    HTML {
      #"""
      <nav class="sections" id="sections" data-live aria-label="\#(say["sections"])">
      <ol lang="zh-CN">
      """#
      for link in sections { link.html }
      "</ol>"
      "<ul>"
      for link in others { link.html }
      "</ul>"
      if let reading { #"<p class="reading">\#(reading)</p>"# }
      "</nav>"
    }
  }

  private var dialogs: HTML {
    HTML {
      #"""
      <dialog id="mover" aria-labelledby="mover-title">
      <form method="dialog">
      <h2 id="mover-title" data-move="\#(say["move-of"])" data-also="\#(say["also-of"])"></h2>
      <p id="mover-file" lang="zh-CN"></p>
      <p><label>\#(say["move-to"]) <input id="mover-search" role="searchbox" placeholder="\#(say["move-search"])" autocomplete="off"></label></p>
      <p><select id="mover-to" size="9" lang="zh-CN" aria-label="\#(say["move-to"])">
      """#
      for place in places {
        #"<option value="\#(place.number)">\#(place.number) \#(place.title)</option>"#
      }
      #"""
      <option value="" id="mover-nowhere">\#(say["move-nowhere"])</option>
      </select></p>
      <p id="mover-none" class="empty" hidden>\#(say["no-item-found"])</p>
      <p><button value="move" class="main">\#(say["confirm"])</button> <button value="">\#(say["cancel"])</button></p>
      </form>
      </dialog>
      <dialog id="asker" aria-labelledby="asker-title">
      <form method="dialog">
      <h2 id="asker-title"></h2>
      <p id="asker-hint"></p>
      <p><button value="yes" class="main">\#(say["replace"])</button> <button value="" autofocus>\#(say["cancel"])</button></p>
      </form>
      </dialog>
      <dialog id="sorter" aria-labelledby="sorter-title">
      <form method="dialog">
      <h2 id="sorter-title" data-words="\#(say["sort-asked"])"></h2>
      <p><button value="sort" class="main">\#(say["sort-each"])</button> <button value="here" id="sorter-here" data-words="\#(say["sort-here"])"></button> <button value="">\#(say["cancel"])</button></p>
      </form>
      </dialog>
      """#
    }
  }
}

extension DossierFrame.Link {
  fileprivate var html: HTML {
    #"<li><a href="\#(href)"\#(#" aria-current="page""#, if: isHere)><span>\#(title)</span>\#(tally, { #"<span class="tally\#(" done", if: $0.isDone)">\#($0.held)/\#($0.asked)</span>"# })\#(count, { #"<span class="count">\#($0)</span>"# })</a></li>"#
  }
}

extension Words {
  /// Where a file is shown beside the page.
  var preview: HTML {
    #"<aside class="preview" id="preview" hidden aria-label="\#(self["preview"])"><header><h2 id="preview-name" lang="zh-CN"></h2><a id="preview-open" target="_blank" rel="noopener">\#(self["preview-open"])</a><button type="button" id="preview-close">\#(self["close"])</button></header><div id="preview-content" tabindex="0" role="group" aria-labelledby="preview-name"></div></aside>"#
  }
}
