internal import Desk
import Hummingbird
internal import HTTPTypes
internal import Reports

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

  init(_ shelf: Shelf, _ items: [Shelf.Item], _ caller: Caller) {
    let wording = Wording(caller.language, clock: .local)
    lang = caller.language.tag
    say = Words(wording)
    let other: Language = caller.language == .zh ? .en : .zh
    otherLanguage = other.rawValue
    otherLanguageTag = other.tag
    folder = shelf.root.shown
    dossiers = items.filter { $0.kind == .dossier }.map { item in
      Item(
        name: item.name.shown, href: PageAddress.path("dossier", item.name), facts: "")
    }
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
      return templates.response(ShelfPage(shelf, items, context.caller), "shelf")
    }
  }
}
