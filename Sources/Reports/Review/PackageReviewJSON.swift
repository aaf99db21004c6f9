internal import Evidence
internal import Manifest
public import Review

extension PackageReview {
  /// The review as `Documentation/schemas/verify.schema.json` has it.
  public func json(_ language: Language) -> String {
    let all = allFindings
    let items = items
    let verdict = verdict
    let verdictID =
      !isIntact
      ? "not-intact"
      : verdict.isWell && verdict[.complete].outcome == .passed
        ? "intact-complete" : "intact-incomplete"
    let wording = Wording(language, for: .reviewer)
    let form = completeness?.form
    return JSONValue.object([
      ("schema", .string("evpack/verify/1")),
      ("verdict", .string(verdictID)),
      (
        "verdicts",
        .object(
          verdict.answers.map { ($0.question.rawValue, .string($0.outcome.rawValue)) }
            + [("safe", .string(outcome(of: .safety, items).rawValue))]
            + ReviewItem.Property.allCases.map {
              ($0.rawValue, .string(outcome(of: $0, items).rawValue))
            })
      ),
      (
        "summary",
        .object([
          ("errors", .integer(all.count(.error))), ("warnings", .integer(all.count(.warning))),
          ("notes", .integer(all.count(.note))),
          ("notChecked", .integer(package.notChecked.count)),
          ("completeness", completeness?.summaryJSON ?? .null),
        ])
      ),
      ("answers", .array(verdict.answers.map(\.json))),
      ("items", .array(items.map { $0.json(wording) })),
      ("sealNumber", .optional(package.sealNumber?.hex)),
      ("sealShort", .optional(package.sealNumber?.shortForm)),
      (
        "package",
        .object([
          ("file", .string(file)), ("bagName", .string(package.bagName)),
          ("bytes", .integer(Int(package.byteCount))),
          ("files", .integer(package.entries.count)), ("sealedAt", .optional(sealedAt)),
          ("supersedes", .optional(supersedes)),
          ("canonical", .bool(package.isCanonical)),
        ])
      ),
      ("bag", bagJSON),
      ("form", .optional(self.form)),
      (
        "signatures",
        .array(
          signatures.signers.map { $0.json(in: signatures.file ?? "", isPackageIntact: isIntact) })
      ),
      ("requirements", .array(completeness?.items.map(\.json) ?? [])),
      ("findings", all.json(in: form, wording)),
      ("notChecked", .array(package.notChecked.map(JSONValue.string))),
    ]).text
  }

  /// A package of a batch that could not be looked at, as the same schema has it.
  public static func failureJSON(_ file: String, _ message: String, hint: String?) -> String {
    JSONValue.object([
      ("schema", .string("evpack/verify-failure/1")), ("verdict", .string("not-verified")),
      ("package", .object([("file", .string(file))])), ("message", .string(message)),
      ("hint", .optional(hint)),
    ]).text
  }

  /// What RFC 8493 says of the bag, whoever made it.
  private var bagJSON: JSONValue {
    .object([
      ("version", .optional(package.declaration?.version?.description)),
      ("encoding", .optional(package.declaration?.encoding)),
      ("algorithms", .array(package.algorithms.map { .string($0.rawValue) })),
      ("tagAlgorithms", .array(package.tagAlgorithms.map { .string($0.rawValue) })),
      ("complete", .bool(package.isBagComplete)), ("valid", .bool(package.isBagValid)),
    ])
  }
}

extension Verdict.Answer {
  fileprivate var json: JSONValue {
    .object([
      ("question", .string(question.rawValue)), ("outcome", .string(outcome.rawValue)),
      ("cause", .string(cause.rawValue)),
      ("details", .object(details.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
    ])
  }
}

extension ReviewItem {
  fileprivate func json(_ wording: Wording) -> JSONValue {
    .object([
      ("number", .string(kind.rawValue)), ("name", .string(name(wording))),
      ("property", .string(kind.property.rawValue)), ("outcome", .string(outcome.rawValue)),
      ("reason", .string(remark(wording))), ("warnings", .integer(warnings)),
      (
        "rules",
        .array(Set(findings.map(\.rule.rawValue)).sorted().map(JSONValue.string))
      ),
    ])
  }
}
