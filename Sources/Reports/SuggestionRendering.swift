public import Evidence

extension SuggestionReport {
  /// The suggestions for a terminal, the surest first.
  public func text(_ language: Language, colour: Bool = false) -> String {
    let wording = Wording(language, namesCommands: true)
    let ink = Ink(colour: colour)
    guard !items.isEmpty else { return wording["suggest.nothing-loose"] + "\n" }
    var counts = ["all": items.count, "none": items.count { $0.suggestions.isEmpty }]
    for confidence in Suggestion.Confidence.allCases {
      counts[confidence.rawValue] = items.count { $0.confidence == confidence }
    }
    var lines = [wording.phrase("suggest.summary", counts.mapValues(String.init))]
    for confidence in Suggestion.Confidence.allCases {
      let own = items.filter { $0.confidence == confidence }
      if own.isEmpty { continue }
      lines += ["", ink.line(wording["confidence.\(confidence.rawValue)"], confidence.tone)]
      for item in own { lines += ["  \(item.path.shown)"] + choices(item, wording) }
    }
    let silent = items.filter(\.suggestions.isEmpty)
    if !silent.isEmpty {
      lines += ["", ink.line(wording["suggest.none-heading"], .heading)]
      lines += silent.map { "  \($0.path.shown)" }
    }
    let next = canLink ? "suggest.next" : "suggest.next-outside"
    lines += ["", wording.phrase(next, ["folder": folder])]
    return lines.joined(separator: "\n") + "\n"
  }

  private func choices(_ item: Item, _ wording: Wording) -> [String] {
    item.suggestions.map { "    → " + choice($0, wording, isGrouped: true) }
  }

  /// One file with its choices numbered from 1, to be asked about.
  public func question(_ item: Item, _ language: Language) -> String {
    let wording = Wording(language, namesCommands: true)
    let choices = item.suggestions.enumerated().map { index, suggestion in
      "  \(index + 1)  \(choice(suggestion, wording, isGrouped: false))"
    }
    let silent = choices.isEmpty ? ["  " + wording["suggest.none-heading"]] : []
    return ([item.path.shown] + choices + silent).joined(separator: "\n")
  }

  /// Every requirement that still lacks evidence, for whoever finds none of the choices right.
  public func missingList(_ language: Language) -> String {
    missing.map { "  \($0.folderName)".shown }.joined(separator: "\n")
  }

  private func choice(
    _ suggestion: Suggestion, _ wording: Wording, isGrouped: Bool
  ) -> String {
    let requirement = form.requirements.first { $0.number == suggestion.requirement }
    let title = (requirement?.folderName ?? suggestion.requirement.description).shown
    var reasons = suggestion.reasons.map { $0.words(wording) }
    if !isGrouped || suggestion.confidence != .certain {
      reasons.insert(wording["confidence.\(suggestion.confidence.rawValue)"], at: 0)
    }
    if !suggestion.isAsked { reasons.append(wording["suggest.not-asked"]) }
    return wording.phrase(
      "suggest.choice",
      ["title": title, "reasons": reasons.joined(separator: wording["suggest.joint"])])
  }

  /// The suggestions as `Documentation/schemas/suggest.schema.json` has them.
  public func json(_ language: Language) -> String {
    let wording = Wording(language, namesCommands: true)
    let titles = Dictionary(
      form.requirements.map { ($0.number, $0.title) }, uniquingKeysWith: { first, _ in first })
    return JSONValue.object([
      ("schema", .string("evpack/suggest/1")),
      ("form", .string(form.id)), ("name", .string(name)), ("canLink", .bool(canLink)),
      (
        "files",
        .array(
          items.map { item in
            .object([
              ("path", .string(item.path)), ("title", .optional(item.title)),
              (
                "suggestions",
                .array(
                  item.suggestions.map { suggestion in
                    .object([
                      ("number", .string(suggestion.requirement.description)),
                      ("title", .string(titles[suggestion.requirement] ?? "")),
                      ("confidence", .string(suggestion.confidence.rawValue)),
                      ("asked", .bool(suggestion.isAsked)),
                      ("reasons", .array(suggestion.reasons.map { json($0, wording) })),
                    ])
                  })
              ),
            ])
          })
      ),
    ]).text
  }

  private func json(_ reason: Suggestion.Reason, _ wording: Wording) -> JSONValue {
    let words = reason.words(wording)
    switch reason {
    case .number(let text, let source):
      return .object([
        ("kind", .string("number")), ("source", .string(source.rawValue)),
        ("found", .array([.string(text)])), ("message", .string(words)),
      ])
    case .words(let found, let source):
      return .object([
        ("kind", .string("words")), ("source", .string(source.rawValue)),
        ("found", .array(found.map(JSONValue.string))), ("message", .string(words)),
      ])
    }
  }
}

extension Suggestion.Confidence {
  fileprivate var tone: Ink.Tone {
    switch self {
    case .certain: .good
    case .likely: .doubt
    case .possible: .heading
    }
  }
}

extension Suggestion {
  /// What speaks for the match, in words.
  package func words(_ wording: Wording) -> String {
    reasons.map { $0.words(wording) }.joined(separator: wording["suggest.joint"])
  }
}

extension Suggestion.Reason {
  fileprivate func words(_ wording: Wording) -> String {
    switch self {
    case .number(let text, let source):
      wording.phrase("reason.number.\(source.rawValue)", ["text": text.shown])
    case .words(let words, let source):
      wording.phrase(
        "reason.words.\(source.rawValue)",
        ["words": words.map(\.shown).joined(separator: wording["reason.between"])])
    }
  }
}
