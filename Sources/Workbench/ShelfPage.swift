internal import Desk
import Hummingbird
internal import HTTPTypes
internal import Reports
internal import Review
internal import Pages

/// What there is to work on: the dossiers and packages of the folder.
struct ShelfPage: Sendable {
  struct Item: Sendable {
    var name: String
    var href: String
    var facts: String
  }

  let lang: String
  let say: Words
  let otherLanguage: String
  let otherLanguageTag: String
  let folder: String
  let dossiers: [Item]
  let packages: [Package]
  let isEmpty: Bool
  let headings: [String]

  /// One package with what was found so far.
  struct Package: Sendable {
    var name: String
    var href: String
    var facts: String
    var verdicts: [PackageReview.Card]
    /// What is shown in the place of verdicts.
    var instead: String?
    var isWell: Bool
  }

  init(
    _ shelf: Shelf, _ items: [Shelf.Item], _ summaries: [String: Reviews.Summary],
    _ explain: Workbench.Explanation, _ caller: Caller
  ) {
    let wording = Wording(caller.language, clock: .local)
    lang = caller.language.tag
    say = Words(wording)
    otherLanguage = caller.language.other.rawValue
    otherLanguageTag = caller.language.other.tag
    folder = shelf.root.shown
    dossiers = items.filter { $0.kind == .dossier }.map { item in
      Item(
        name: item.name.shown, href: PageAddress.path("dossier", item.name), facts: "")
    }
    packages = items.filter { $0.kind == .package }.map { item in
      var row = Package(
        name: item.name.shown, href: PageAddress.path("package", item.name),
        facts: ByteCount.text(item.size), verdicts: [], instead: nil, isWell: false)
      switch summaries[item.name] {
      case .reviewed(let summary)?:
        row.verdicts = summary.verdicts[caller.language] ?? []
        row.isWell = summary.isWell
      case .failure(let error)?:
        row.instead = shelf.withoutPlace(explain(error, caller.language).message)
      case nil: row.instead = wording["workbench.verifying"]
      }
      return row
    }
    isEmpty = items.isEmpty
    headings = Verdict.Question.allCases.map { wording["verdict.\($0.rawValue)"] }
  }
}

extension Workbench {
  func addShelf(to router: Router<PageContext>) {
    router.get("/") { _, context in
      let items = try shelf.items()
      if shelf.isDossier, let own = items.first(where: { $0.kind == .dossier }) {
        return Response(
          status: .seeOther, headers: [.location: PageAddress.path("dossier", own.name)])
      }
      let summaries = await reviews.summaries(
        of: items.filter { $0.kind == .package }, in: shelf.packageFolder)
      let page = ShelfPage(shelf, items, summaries, explain, context.caller)
      return Response.page(page.html)
    }
  }
}

extension ShelfPage {
  var html: HTML {
    PageFrame(
      lang: lang, title: say["shelf"], say: say,
      body: #"data-base="" data-events="/events" data-drop="/packages""#
    ).page(
      HTML {
        #"""
        <header class="masthead">
        <div class="whose"><h1>\#(say["shelf"])</h1><p>\#(folder)</p></div>
        <a class="language" href="?language=\#(otherLanguage)" lang="\#(otherLanguageTag)" hreflang="\#(otherLanguageTag)">\#(say["other-language"])</a>
        </header>
        <main id="content" class="sheet">
        <section>
        <h2>\#(say["dossiers"])</h2>
        <div id="dossiers" data-live>
        """#
        if dossiers.isEmpty { #"<p class="empty">\#(say["no-dossiers"])</p>"# }
        #"<ul class="shelf" lang="zh-CN">"#
        for item in dossiers { #"<li><a href="\#(item.href)">\#(item.name)</a></li>"# }
        #"""
        </ul>
        </div>
        <details class="making"\#(" open", if: isEmpty)>
        <summary>\#(say["new-dossier"])</summary>
        <form id="new-dossier">
        <p><label>\#(say["new-name"]) <input name="name" required maxlength="80" lang="zh-CN"></label></p>
        <p><label>\#(say["new-form"]) <input type="file" name="document" accept=".docx"></label></p>
        <p><button class="main">\#(say["make"])</button></p>
        </form>
        </details>
        </section>
        <section>
        <h2>\#(say["packages"])</h2>
        <p class="explained">\#(say["packages-explained"]) <label class="button">\#(say["add-packages"])<input type="file" multiple class="unseen" data-files-for=""></label></p>
        <div id="packages" data-live>
        """#
        if packages.isEmpty { #"<p class="empty">\#(say["no-packages"])</p>"# } else { table }
        """
        </div>
        </section>
        </main>
        """
      })
  }

  private var table: HTML {
    HTML {
      #"""
      <table class="batch">
      <thead><tr><th scope="col">\#(say["package"])</th>\#(each: headings, { #"<th scope="col">\#($0)</th>"# })</tr></thead>
      <tbody>
      """#
      for row in packages {
        #"<tr class="\#("well", if: row.isWell)"><th scope="row"><a href="\#(row.href)" lang="zh-CN">\#(row.name)</a> <span class="facts">\#(row.facts)</span></th>\#(each: row.verdicts, { #"<td class="\#($0.outcome)"><span class="property">\#($0.name)</span> <b>\#($0.words)</b> <span class="facts">\#($0.remark)</span></td>"# })\#(row.instead, { #"<td colspan="5">\#($0)</td>"# })</tr>"#
      }
      "</tbody>"
      "</table>"
    }
  }
}
