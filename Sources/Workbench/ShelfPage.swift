internal import Desk
import Hummingbird
internal import HTTPTypes
internal import Reports
internal import Review

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
  let hasPackages: Bool
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
    hasPackages = !packages.isEmpty
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
      return templates.response(page, "shelf")
    }
  }
}
