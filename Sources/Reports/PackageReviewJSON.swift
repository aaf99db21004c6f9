internal import Evidence
internal import Manifest

extension PackageReview {
  /// The review as `Documentation/schemas/verify.schema.json` has it.
  public func json(_ language: Language) -> String {
    let all = allFindings
    let form = completeness?.form
    return JSONValue.object([
      ("schema", .string("evpack/verify/1")),
      ("verdict", .string(verdict)),
      (
        "verdicts",
        .object([
          ("intact", .string(intact.rawValue)), ("complete", .string(complete.rawValue)),
          ("authentic", .string(authentic.rawValue)),
          ("usable", .string(Outcome.notChecked.rawValue)),
        ])
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
      ("form", .optional(self.form)),
      ("signatures", .array(signatures.signers.map { $0.json(in: signatures.file ?? "") })),
      ("requirements", .array(completeness?.items.map(\.json) ?? [])),
      ("findings", all.json(in: form, Wording(language))),
      ("notChecked", .array(package.notChecked.map(JSONValue.string))),
    ]).text
  }
}
