internal import Desk
internal import Evidence
internal import Pages
internal import Reports

/// The way of a dossier from its form to the sealed package: four steps, what is left of each, and the
/// one thing to do next.
struct DossierSteps: Sendable {
  struct Step: Sendable {
    var name: String
    var left: String
    var href: String
    var isDone: Bool
    var isHere: Bool
  }

  let label: String
  let steps: [Step]
  /// What to do next, and where.
  let next: (words: String, href: String)
  /// Whether the person is there already.
  let isAtNext: Bool

  /// - Parameter here: the page's address.
  init(_ view: DossierView, _ base: String, here: String, _ wording: Wording) {
    let report = view.report
    let lacksForm = view.folder.findings.contains { $0.rule == "form-absent" }
    let boxes = report.items.count { $0.reason == .undetermined }
    let unsorted = report.unlinked.count
    let suggested = view.suggestions.items.count { ($0.confidence ?? .possible) > .possible }
    let lacking = report.progress.asked - report.progress.held
    let errors = report.findings.count { $0.level == .error && $0.rule != "evidence-missing" }
    func say(_ id: String, _ count: Int) -> String {
      wording.phrase("workbench.\(id)", ["count": String(count)])
    }
    let section = report.form.sections.first { section in
      view.items(of: section).contains {
        $0.requirement.level == .required && [.missing, .broken].contains(view.standing($0))
      }
    }
    let gathering = section.map { "\(base)/section/\($0.id)" } ?? "\(base)/loose"
    let addresses = (
      form: "\(base)/form", files: suggested > 0 ? "\(base)/loose" : gathering,
      findings: "\(base)/findings", handover: "\(base)/handover"
    )
    let gathered =
      suggested > 0
      ? say("step-suggested", suggested)
      : lacking > 0
        ? say("step-lacking", lacking) : unsorted > 0 ? say("step-unsorted", unsorted) : ""
    steps = [
      Step(
        name: wording["workbench.step-form"],
        left: lacksForm
          ? wording["workbench.step-no-form"] : boxes > 0 ? say("step-boxes", boxes) : "",
        href: addresses.form, isDone: !lacksForm && boxes == 0, isHere: here == addresses.form),
      Step(
        name: wording["workbench.step-files"], left: gathered, href: addresses.files,
        isDone: !lacksForm && lacking == 0 && suggested == 0,
        isHere: here == "\(base)/loose" || here.contains("/section/")),
      Step(
        name: wording["workbench.step-findings"],
        left: errors > 0 ? say("step-errors", errors) : "", href: addresses.findings,
        isDone: !lacksForm && errors == 0 && lacking == 0, isHere: here == addresses.findings),
      Step(
        name: wording["workbench.step-handover"], left: "", href: addresses.handover,
        isDone: false, isHere: here == addresses.handover),
    ]
    label = wording["workbench.steps"]
    next =
      lacksForm
      ? (wording["workbench.next-form"], addresses.form)
      : suggested > 0
        ? (say("next-suggested", suggested), "\(base)/loose")
        : boxes > 0
          ? (say("next-boxes", boxes), addresses.form)
          : lacking > 0
            ? (say("next-lacking", lacking), gathering)
            : errors > 0
              ? (say("next-errors", errors), addresses.findings)
              : (wording["workbench.next-handover"], addresses.handover)
    isAtNext = here == next.href
  }
}

extension DossierSteps {
  var html: HTML {
    HTML {
      #"<nav class="steps" id="steps" data-live aria-label="\#(label)"><ol>"#
      for step in steps { step.html }
      "</ol>"
      if !isAtNext { #"<a class="button main" href="\#(next.href)">\#(next.words)</a>"# }
      "</nav>"
    }
  }
}

extension DossierSteps.Step {
  fileprivate var html: HTML {
    #"<li\#(#" class="done""#, if: isDone)><a href="\#(href)"\#(#" aria-current="step""#, if: isHere)>\#(name)\#(#" <b aria-hidden="true">✓</b>"#, if: isDone)\#(#" <span>\#(left)</span>"#, if: !left.isEmpty)</a></li>"#
  }
}
