internal import Desk
internal import Evidence
internal import Reports

/// The dossier's Word form: which it is, what the newest one answers otherwise, and the boxes that a
/// person has to settle.
struct FormPage: Sendable {
  struct Change: Sendable {
    var place: String
    var before: String
    var after: String
  }

  struct Box: Sendable {
    var id: String
    var place: String
    var isSettled: Bool
    var answer: String
  }

  let frame: DossierFrame
  let say: Words
  let name: String?
  let href: String
  let boxes: [Box]
  let hasBoxes: Bool
  let changes: [Change]
  let hasChanges: Bool

  init(_ view: DossierView, _ frame: DossierFrame) {
    let wording = frame.wording
    let form = view.report.form
    let words = PlaceWords(form, wording)
    let answers = view.folder.dossier.answers
    self.frame = frame
    say = frame.say
    name = view.folder.document?.name.shown
    href = "\(frame.base)/file/\(PageAddress.encoded(view.folder.document?.name ?? ""))"
    boxes = form.places.filter { place in
      place.kind == .checkbox
        && (answers[place.id] == .undetermined || answers.sources[place.id] == .settled)
    }.map { place in
      Box(
        id: place.id, place: words[place.id], isSettled: answers.sources[place.id] == .settled,
        answer: Self.text(answers[place.id], wording))
    }
    hasBoxes = !boxes.isEmpty
    changes = (DossierEditing.lastFormChange(of: view.folder)?.changed ?? []).map { change in
      Change(
        place: words[change.place], before: Self.text(change.before, wording),
        after: Self.text(change.after, wording))
    }
    hasChanges = !changes.isEmpty
  }

  private static func text(_ answer: Answers.Answer?, _ wording: Wording) -> String {
    switch answer {
    case .ticked(true)?: wording["workbench.answer-ticked"]
    case .ticked(false)?: wording["workbench.answer-not-ticked"]
    case .undetermined?: wording["workbench.answer-open"]
    case .text(let text)? where !text.isEmpty: text.shown
    default: wording["workbench.answer-none"]
    }
  }
}
