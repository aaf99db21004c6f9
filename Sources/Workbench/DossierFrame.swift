internal import Desk
internal import Evidence
internal import Reports

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
    title = (sections + others).first(where: \.isHere)?.title ?? name
    revision = try view.revision()
    reading =
      view.unread == 0
      ? nil : wording.phrase("workbench.reading", ["count": String(view.unread)])
  }

  var wording: Wording { say.wording }
}
