internal import Evidence
internal import Manifest
internal import Pages

extension PackageDifference {
  /// How a difference is written down; it is no table.
  public enum Format: String, CaseIterable, Sendable {
    case text, json, html
  }

  /// The difference as a whole file.
  ///
  /// - Parameter date: the day to print on a page, as `2026-11-24`.
  public func rendered(
    as format: Format, language: Language, on date: String
  ) -> String {
    switch format {
    case .text: text(language)
    case .json: json(language)
    case .html: html(language, on: date)
    }
  }

  /// The longest part of an answer that a terminal shows; JSON and the page have all of it.
  private static let longestAnswer = 40

  func text(_ language: Language) -> String {
    let wording = Wording(language, for: .reviewer, clock: .local)
    let words = DifferenceWords(self, longest: Self.longestAnswer, wording)
    let width = words.sides.map(\.file.columns).max() ?? 0
    let labelWidth = words.sides.map(\.label.columns).max() ?? 0
    var lines = words.sides.map { side in
      "\(side.label.padded(to: labelWidth))  \(side.file.padded(to: width))  \(side.seal)  \(side.sealedAt)  \(side.state)"
    }
    lines += [words.succession, words.summary]
    if !words.groups.isEmpty { lines += ["", wording["diff.requirements-heading"]] }
    for group in words.groups {
      let width = group.lines.map(\.what.columns).max() ?? 0
      lines.append("  \(group.heading)")
      lines += group.lines.map { "    \($0.what.padded(to: width))  \($0.text)" }
    }
    if !words.answers.isEmpty { lines += ["", wording["diff.answers-heading"]] }
    for answer in words.answers {
      let change = wording.phrase(
        "diff.from-to", ["before": answer.before, "after": answer.after])
      lines += ["  \(answer.place)", "    \(change)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The difference as `Documentation/schemas/diff.schema.json` has it.
  func json(_ language: Language) -> String {
    let places = PlaceWords(form, Wording(language))
    return JSONValue.object([
      ("schema", .string("evpack/diff/1")),
      ("old", old.json), ("new", new.json),
      ("succession", .string(succession.name)),
      (
        "requirements",
        .array(
          requirements.map { change in
            .object([
              ("number", .string(change.number.description)),
              ("where", .string(places[change.number.description])),
              ("before", .optional(old.states[change.number]?.rawValue)),
              ("after", .optional(new.states[change.number]?.rawValue)),
              ("changes", .array(change.changes.map(\.json))),
            ])
          })
      ),
      (
        "answers",
        .array(
          answers.map { change in
            .object([
              ("id", .string(change.place)), ("where", .string(places[change.place])),
              ("before", change.before.json), ("after", change.after.json),
            ])
          })
      ),
    ]).text
  }

  func html(_ language: Language, on date: String) -> String {
    DifferencePage(self, on: date, Wording(language, for: .reviewer, clock: .local)).html.text
  }
}

extension PackageDifference.Succession {
  fileprivate var name: String {
    switch self {
    case .named: "named"
    case .notNamed: "not-named"
    case .same: "same"
    case .altered: "same-altered"
    case .another: "another"
    }
  }
}

extension PackageDifference.Side {
  fileprivate var json: JSONValue {
    .object([
      ("file", .string(file)), ("sealNumber", .optional(package.sealNumber?.hex)),
      ("sealedAt", .optional(package.info.values(of: BagLayout.sealedField).first)),
      ("supersedes", .optional(package.info.values(of: BagLayout.supersedesField).first)),
      ("intact", .bool(package.isIntact)),
    ])
  }
}

extension PackageDifference.Change {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue)] = [("kind", .string(kind))]
    switch self {
    case .added(let new): members.append(("after", new.json))
    case .removed(let old): members.append(("before", old.json))
    case .replaced(let old, let new), .renamed(let old, let new):
      members += [("before", old.json), ("after", new.json)]
    case .relinked(let new, let before, let after):
      members += [
        ("after", new.json),
        ("from", .array([.string(before.description)])),
        ("to", .array([.string(after.description)])),
      ]
    }
    return .object(members)
  }
}

extension Attachment {
  fileprivate var json: JSONValue {
    .object([
      ("path", .string(path.description)), ("size", .integer(Int(size))),
      ("sha256", .optional(sha256?.hex)),
    ])
  }
}

extension Answers.Answer? {
  /// A box is true, false, or null where it could not be made out; a text is a string.
  fileprivate var json: JSONValue {
    switch self {
    case .ticked(let isTicked)?: .bool(isTicked)
    case .text(let text)?: .string(text)
    case .undetermined?, nil: .null
    }
  }
}
