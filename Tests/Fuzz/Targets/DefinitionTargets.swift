internal import Definitions
import Desk
import Evidence

extension FuzzTarget {
  /// A definition that can be read can be written and read again, and the form be used.
  static func readForm(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let form: Form
    do { form = try Form(definition: text) } catch {
      return precondition(
        !error.findings.isEmpty && error.findings.allSatisfy { $0.details["line"] != nil })
    }
    if isWritable(form, text) {
      let written = form.definition()
      precondition((try? Form(definition: written)) == form)
    }
    let places = form.places.map(\.id)
    precondition(Set(places).count == places.count)
    let numbers = form.requirements.map(\.number)
    precondition(Set(numbers).count == numbers.count)
    _ = try? FormDefinition(text: text, file: "form.yaml").json
    for value in [Answers.Answer.text("1"), .text("无"), .ticked(true), .undetermined] {
      var answers = Answers()
      for place in form.places {
        let isBox = place.kind == .checkbox
        if case .text = value, isBox { continue }
        answers.set(
          isBox || value == .text("1") ? value : .text("1.5"), at: place.id, from: .document)
      }
      let report = Dossier(form: form, name: "", answers: answers, attachments: [], links: [])
        .assess()
      precondition(report.items.count == numbers.count)
    }
    _ = try? SettledAnswers(text: "answers: {a.b: true}", form: form)
  }

  /// Whether the form is one of those that writing promises to keep; see `Form.definition`.
  private static func isWritable(_ form: Form, _ text: String) -> Bool {
    func isPlain(_ rows: [PrintedRow]) -> Bool {
      rows.allSatisfy { row in
        row.cells.allSatisfy { cell in
          guard case .lines(let lines) = cell else { return true }
          return lines.allSatisfy { line in
            switch line {
            case .table(let rows): isPlain(rows)
            case .tokens(let tokens):
              tokens.allSatisfy { token in
                guard case .words(let words, _) = token else { return true }
                return !words.contains { "{}[]".contains($0) }
              }
            }
          }
        }
      }
    }
    return form.sections.allSatisfy { isPlain($0.rows) }
      && !text.unicodeScalars.contains("\u{FEFF}")
  }

  /// What is read in `dossier.yaml` can be written and read again.
  static func readDossier(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    if let file = try? DossierFile(text: text), !file.text.contains("\\uFEFF") {
      let written = file.text
      let again = try? DossierFile(text: written)
      precondition(again == file && again?.text == written)
    }
    guard let settled = try? SettledAnswers(text: text, form: listForm) else { return }
    var answers = Answers()
    let findings = settled.apply(to: &answers, found: [])
    precondition(findings.count >= settled.values.count)
  }
}
