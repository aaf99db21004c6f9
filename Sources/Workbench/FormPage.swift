internal import Desk
internal import Evidence
internal import Reports
internal import Pages

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
  let changes: [Change]
  /// What is ticked and filled in.
  let answers: [(place: String, answer: String)]

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
    self.answers = form.places.compactMap { place in
      switch answers[place.id] {
      case .ticked(false)?, .text("")?, nil: nil
      case let answer: (words[place.id], Self.text(answer, wording))
      }
    }
    changes = (DossierEditing.lastFormChange(of: view.folder)?.changed ?? []).map { change in
      Change(
        place: words[change.place], before: Self.text(change.before, wording),
        after: Self.text(change.after, wording))
    }
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

extension FormPage {
  var html: HTML {
    frame.page(
      HTML {
        "<h2>\(say["form"])</h2>"
        #"<div id="form" class="taking" data-live data-takes-form>"#
        if let name {
          #"<p><a href="\#(href)" lang="zh-CN">\#(name)</a></p>"#
          #"<p class="explained">\#(say["form-explained"]) \#(say["form-kept"])</p>"#
        } else {
          #"<p class="empty">\#(say["form-none"])</p>"#
        }
        #"<p class="drop"><label class="button">\#(say["form-choose"])<input type="file" accept=".docx" class="unseen" data-form></label></p>"#
        if !boxes.isEmpty {
          "<h3>\(say["form-open-boxes"])</h3>"
          #"<ul class="boxes">"#
          for box in boxes { box.html(say) }
          "</ul>"
        }
        if !changes.isEmpty {
          #"""
          <h3>\#(say["form-changes"])</h3>
          <table>
          <thead><tr><th scope="col">\#(say["form-place"])</th><th scope="col">\#(say["form-before"])</th><th scope="col">\#(say["form-after"])</th></tr></thead>
          <tbody lang="zh-CN">
          """#
          for change in changes {
            "<tr><td>\(change.place)</td><td>\(change.before)</td><td>\(change.after)</td></tr>"
          }
          "</tbody>"
          "</table>"
        }
        if !answers.isEmpty {
          #"""
          <details><summary>\#(say["answers"])</summary>
          <table>
          <thead><tr><th scope="col">\#(say["form-place"])</th><th scope="col">\#(say["form-now"])</th></tr></thead>
          <tbody lang="zh-CN">
          """#
          for one in answers { "<tr><td>\(one.place)</td><td>\(one.answer)</td></tr>" }
          "</tbody>"
          "</table>"
          "</details>"
        }
        "</div>"
      })
  }
}

extension FormPage.Box {
  fileprivate func html(_ say: Words) -> HTML {
    func button(_ words: String, _ ticked: HTML = "") -> HTML {
      #"<button type="button" data-box="\#(id)"\#(ticked) aria-label="\#(words) \#(place)">\#(words)</button>"#
    }
    let buttons: HTML =
      isSettled
      ? button(say["as-form"])
      : #"\#(button(say["is-ticked"], #" data-ticked="true""#)) \#(button(say["is-not-ticked"], #" data-ticked="false""#))"#
    return
      #"<li><span lang="zh-CN">\#(place)</span> <span class="facts">\#(answer)</span> \#(buttons)</li>"#
  }
}
