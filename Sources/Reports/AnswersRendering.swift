public import Evidence

/// What one applicant put in a form, place by place.
public enum AnswersRendering {
  /// The answers as `Documentation/schemas/answers.schema.json` has them, in the form's order.
  ///
  /// Texts stand as they were typed; a box that could not be made out has `"ticked": null`.
  public static func json(
    form: Form, answers: Answers, findings: [Finding], language: Language
  ) -> String {
    let places = form.places.map { place in
      var members: [(String, JSONValue)] = [
        ("id", .string(place.id)), ("section", .string(place.section)),
        ("label", .string(place.label)),
      ]
      if let parent = place.parent { members.append(("parent", .string(parent))) }
      members.append(("kind", .string(place.kind.rawValue)))
      if let option = place.option { members.append(("option", .string(option))) }
      if let row = place.row { members.append(("row", .string(row))) }
      if let column = place.column { members.append(("column", .string(column))) }
      if place.kind == .checkbox {
        switch answers[place.id] {
        case .ticked(let isTicked)?: members.append(("ticked", .bool(isTicked)))
        default: members.append(("ticked", .null))
        }
      } else {
        members.append(("value", .string(answers.text(place.id) ?? "")))
      }
      return JSONValue.object(members)
    }
    return JSONValue.object([
      ("form", .string(form.id)), ("answers", .array(places)),
      ("findings", findings.json(in: form, Wording(language, namesCommands: true))),
    ]).text
  }

  /// The answers for a terminal, section by section.
  public static func text(
    form: Form, answers: Answers, findings: [Finding], language: Language
  ) -> String {
    let wording = Wording(language, namesCommands: true)
    var lines = [form.title.shown, summary(form, answers, wording)]
    let places = Dictionary(grouping: form.places, by: \.fieldID)
    for section in form.sections {
      lines += ["", section.words]
      for field in section.fields {
        lines += Self.lines(field, places[field.id, default: []], answers, wording)
      }
    }
    let groups = FindingGroup.groups(
      findings, in: form, PlaceWords(form, wording), wording)
    if !groups.isEmpty {
      lines += ["", wording["answers.findings"]]
      lines += groups.flatMap { $0.text(wording) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func summary(_ form: Form, _ answers: Answers, _ wording: Wording) -> String {
    var counts = ["ticked": 0, "filled": 0, "blank": 0, "undetermined": 0]
    for place in form.places {
      switch answers[place.id] {
      case .ticked(true)?: counts["ticked", default: 0] += 1
      case .ticked(false)?: continue
      case .undetermined?: counts["undetermined", default: 0] += 1
      case .text(let text)? where !text.isEmpty: counts["filled", default: 0] += 1
      case nil where place.kind == .checkbox: counts["undetermined", default: 0] += 1
      case .text?, nil: counts["blank", default: 0] += 1
      }
    }
    return wording.phrase("answers.summary", counts.mapValues(String.init))
  }

  private static func lines(
    _ field: Form.Field, _ places: [Place], _ answers: Answers, _ wording: Wording
  ) -> [String] {
    let label = [field.parent, field.label].compactMap { $0 }.joined(separator: " › ").shown
    func words(_ place: Place) -> String {
      let text = answers.text(place.id) ?? ""
      let settled = answers.sources[place.id] == .settled ? wording["answers.settled"] : ""
      return (text.isEmpty ? wording["answers.blank"] : text.shown) + settled
    }
    if field.kind.hasBoxes {
      let boxes = places.map { place in
        let mark =
          switch answers[place.id] {
          case .ticked(true)?: "answers.ticked"
          case .ticked(false)?: "answers.unticked"
          default: "answers.undetermined"
          }
        let settled = answers.sources[place.id] == .settled ? wording["answers.settled"] : ""
        return "    \(wording[mark]) \((place.option ?? "").shown)\(settled)"
      }
      return ["  \(label)"] + boxes
    }
    if places.count == 1 { return ["  \(label)\(wording["colon"])\(words(places[0]))"] }
    let cells = places.map { place in
      let heading = [place.row, place.column].compactMap { $0 }.joined(separator: "/").shown
      return (heading, words(place))
    }
    let width = cells.map(\.0.columns).max() ?? 0
    return ["  \(label)"] + cells.map { "    \($0.padded(to: width))  \($1)" }
  }
}
