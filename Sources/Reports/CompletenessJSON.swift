public import Evidence

extension CompletenessReport {
  /// The report as `Documentation/schemas/check.schema.json` has it.
  ///
  /// - Parameters:
  ///   - language: of the words only; keys and ids are the same in every language.
  ///   - extra: more members, put after `schema`.
  public func json(_ language: Language, extra: [(String, JSONValue)] = []) -> JSONValue {
    let wording = Wording(language, namesCommands: true)
    return .object(
      [("schema", .string("evpack/check/1"))] + extra + [
        ("verdict", .string(isComplete ? "complete" : "incomplete")),
        ("summary", summaryJSON),
        (
          "form",
          .object([
            ("id", .string(form.id)), ("version", .string(form.version)),
            ("title", .string(form.title)),
          ])
        ),
        ("name", .string(name)),
        ("requirements", .array(items.map(\.json))),
        ("findings", findings.json(in: form, wording)),
      ])
  }

  var summaryJSON: JSONValue {
    func level(_ level: Requirement.Level) -> JSONValue {
      let count = count(level)
      return .object([
        ("asked", .integer(count.asked)), ("held", .integer(count.held)),
        ("missing", .integer(count.missing)),
      ])
    }
    return .object([
      ("required", level(.required)),
      ("expected", level(.expected)),
      ("notRequired", .integer(items(.notRequired).count)),
      ("errors", .integer(findings.count(.error))),
      ("warnings", .integer(findings.count(.warning))),
      ("notes", .integer(findings.count(.note))),
      ("attachments", .integer(linkedTotal.count + unlinked.count)),
    ])
  }
}

extension CompletenessReport.Item {
  var json: JSONValue {
    let (attachments, links) = (attachments, links)
    return .object([
      ("id", .string(requirement.placeID ?? requirement.fieldID)),
      ("number", .string(requirement.number.description)),
      ("label", .string(requirement.label)),
      ("option", .optional(requirement.option)),
      ("section", .string(requirement.section)),
      ("level", .string(requirement.level.rawValue)),
      ("state", .string(state.rawValue)),
      ("reason", .string(reason.rawValue)),
      ("byDeclaration", .bool(byDeclaration)),
      ("note", .optional(requirement.note)),
      (
        "attachments",
        .objects(count: attachments.count) { members, index in
          attachments[index].write(to: &members, links[index])
        }
      ),
    ])
  }
}

extension Attachment {
  fileprivate func write(to members: inout JSONMembers, _ link: EvidenceLink) {
    members.put("path", utf8: path.bytes)
    if let source { members.put("source", utf8: source.bytes) }
    members.put("size", Int(size))
    if let sha256 { members.put("sha256", utf8: sha256.hexBytes) }
    members.put("mediaType", mediaType)
    if let facts {
      members.put("type", type.rawValue)
      members.put("state", (state ?? facts.state).rawValue)
      if let pages = facts.pages { members.put("pages", pages) }
    }
    if let place = link.place { members.put("place", place) }
    if let note = link.note { members.put("note", note) }
  }
}

extension [Finding] {
  func json(in form: Form?, _ wording: Wording) -> JSONValue {
    let places = PlaceWords(form, wording)
    let findings = self
    return .values(count: count) { index in
      let finding = findings[index]
      let clause = finding.details["clause"].map { [("clause", JSONValue.string($0))] } ?? []
      return .object(
        [
          ("rule", .string(finding.rule.rawValue)),
          ("level", .string(finding.level.rawValue)),
          ("where", .string(places[finding.place])),
          ("place", .string(finding.place)),
          ("message", .string(wording.message(finding, in: form))),
          ("hint", .optional(wording.hint(finding))),
        ] + clause)
    }
  }
}
