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
    var applicant: String
    var size: String
    var verdicts: [PackageReview.Card]
    /// What is shown in the place of verdicts.
    var instead: String?
    var isWell: Bool
    var marked: String
    var seal: String
    var signers: String
    /// What it takes the place of.
    var replaced: String
  }

  init(
    _ shelf: Shelf, _ items: [Shelf.Item], _ table: PackageTable, _ caller: Caller
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
    packages = table.lines.map { line in
      Package(
        name: line.file.shown, href: PageAddress.path("package", line.file),
        applicant: line.row?.applicant ?? "", size: ByteCount.text(line.size),
        verdicts: line.row?.answers[caller.language] ?? [], instead: line.instead,
        isWell: line.row?.isWell ?? false,
        marked: line.row.map { $0.asked == 0 ? "" : "\(line.marked)/\($0.asked)" } ?? "",
        seal: line.row?.seal ?? "",
        signers: (line.row?.signers[caller.language] ?? [])
          .joined(separator: wording["semicolon"]),
        replaced: line.row.map { table.replaced(by: $0) } ?? "")
    }
    isEmpty = items.isEmpty
    headings =
      [wording["workbench.package"], wording["workbench.applicant"]]
      + Verdict.Question.allCases.map { wording["verdict.\($0.rawValue)"] } + [
        wording["workbench.review"], wording["verify.seal"], wording["workbench.signers"],
        wording["workbench.replaces"],
      ]
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
      let page = ShelfPage(
        shelf, items, await table(of: items, context.caller.language), context.caller)
      return Response.page(page.html)
    }
    router.get("packages.xlsx") { _, context in
      let language = context.caller.language
      let table = await table(of: try shelf.items(), language)
      let bytes = try await offThread { try table.workbook(language, on: Self.today) }
      return Self.download(
        bytes, named: "\(Wording(language)["workbench.packages"]) \(Self.today).xlsx")
    }
  }

  private func table(of items: [Shelf.Item], _ language: Language) async -> PackageTable {
    let packages = items.filter { $0.kind == .package }
    let summaries = await reviews.summaries(of: packages, in: shelf.packageFolder)
    return PackageTable(
      packages.map { item in
        var line = PackageTable.Line(
          file: item.name, size: item.size, row: nil, instead: nil, marked: 0)
        switch summaries[item.name] {
        case .reviewed(let summary)?:
          line.row = summary.line
          let marks = try? ReviewMarks.read(
            beside: item.path, sealNumber: summary.line.sealNumber ?? "")
          line.marked = marks?.entries.count { $0.mark != nil } ?? 0
        case .failure(let error)?:
          line.instead = shelf.withoutPlace(explain(error, language).message)
        case nil: line.instead = Wording(language)["workbench.verifying"]
        }
        return line
      })
  }
}

extension ShelfPage {
  var html: HTML {
    PageFrame(
      lang: lang, title: say["shelf"], say: say,
      body: #"data-base="" data-events="/events" data-drop="/packages""#,
      scripts: #"<script src="/assets/shelf.js" defer></script>"#
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
        """#
        filters
        #"<div id="packages" data-live>"#
        if packages.isEmpty { #"<p class="empty">\#(say["no-packages"])</p>"# } else { table }
        """
        </div>
        </section>
        </main>
        """
      })
  }

  /// What the page's script shows the table by.
  private var filters: HTML {
    let kinds = [
      ("", say["filter-all"]), ("intact", say["filter-broken"]),
      ("complete", say["filter-lacking"]), ("filled", say["filter-mistakes"]),
      ("usable", say["filter-unusable"]), ("well", say["filter-well"]),
    ]
    return
      #"""
      <div class="filters" id="filters" hidden>
      <label>\#(say["search"]) <input type="search" id="find"></label>
      <span role="group" aria-label="\#(say["filter"])">\#(each: kinds, { #"<button type="button" data-filter="\#($0.0)" aria-pressed="\#($0.0.isEmpty ? "true" : "false")">\#($0.1) <span></span></button> "# })</span>
      <a class="button" href="/packages.xlsx" download>\#(say["export"])</a>
      </div>

      """#
  }

  private var table: HTML {
    HTML {
      #"""
      <table class="batch">
      <thead><tr>\#(each: headings, { #"<th scope="col"><button type="button" class="quiet" data-sort>\#($0)</button></th>"# })</tr></thead>
      <tbody>
      """#
      for row in packages { row.html(say) }
      "</tbody>"
      "</table>"
      #"<p class="empty" id="none-found" hidden>\#(say["none-found"])</p>"#
    }
  }
}

extension ShelfPage.Package {
  fileprivate func html(_ say: Words) -> HTML {
    let answers: HTML =
      if let instead {
        #"<td colspan="5">\#(instead)</td>"#
      } else {
        #"\#(each: verdicts, { #"<td class="\#($0.outcome)" title="\#($0.remark)"><span class="property">\#($0.name)</span> <b>\#($0.words)</b>\#(#" <span class="facts">\#($0.remark)</span>"#, if: $0.outcome == "failed")</td>"# })"#
      }
    return
      #"<tr class="\#("well", if: isWell)"><th scope="row"><a href="\#(href)" lang="zh-CN">\#(name)</a> <span class="facts">\#(size)</span></th><td lang="zh-CN">\#(applicant)</td>\#(answers)<td class="figure">\#(marked)</td><td class="digest" title="\#(seal)">\#(String(seal.prefix(9)))</td><td lang="zh-CN">\#(signers)</td><td lang="zh-CN">\#(replaced)</td></tr>"#
  }
}
