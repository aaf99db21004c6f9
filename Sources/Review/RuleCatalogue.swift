package import Evidence

/// The rules that a review may find broken, each with what a breach means.
package enum RuleCatalogue {
  package struct Entry: Sendable {
    /// The answer of the verdict that an error makes a bad one.
    package var question: Verdict.Question
    /// The items of DA/T 70 that an error fails.
    package var items: [ReviewItem.Kind]
    /// Where the applicant mends it.
    package var mended: Mended
  }

  /// Where an applicant mends what a finding tells.
  package enum Mended: String, Hashable, Sendable, CaseIterable {
    /// In the Word form.
    case form
    /// In a list, or in the figure that it proves.
    case list
    /// By another file, or one more.
    case file
    /// By sealing or signing anew.
    case package
  }

  /// Nil for a rule of a dossier alone, and for one of a later release.
  package static subscript(_ rule: Finding.Rule) -> Entry? { entries[rule] }

  package static var rules: some Collection<Finding.Rule> { entries.keys }

  /// The rules whose breach fails an item.
  package static func rules(of item: ReviewItem.Kind) -> [Finding.Rule] {
    entries.filter { $0.value.items.contains(item) }.map(\.key)
  }

  private static let entries: [Finding.Rule: Entry] = [
    entries(container, against: .intact, in: .package),
    entries(bag, against: .intact, in: .package),
    entries(statements, against: .complete, in: .package),
    entries(evidence, against: .complete, in: .file),
    entries(formOfEvidence, against: .complete, in: .form),
    entries(files, against: .usable, in: .file), entries(filling, against: .filled, in: .form),
    entries(lists, against: .filled, in: .list),
    entries(signatures, against: .authentic, in: .package),
  ].reduce(into: [:]) { all, table in all.merge(table) { first, _ in first } }

  private static func entries(
    _ table: [Finding.Rule: [ReviewItem.Kind]], against question: Verdict.Question,
    in mended: Mended
  ) -> [Finding.Rule: Entry] {
    table.mapValues { Entry(question: question, items: $0, mended: mended) }
  }

  /// The archive.
  private static let container: [Finding.Rule: [ReviewItem.Kind]] = [
    "not-a-package": [.consistency, .packageFormat],
    "truncated": [.consistency, .packageContent],
    "findings-too-many": [.consistency],
    "stream-damaged": [.consistency, .packageContent],
    "stream-tail": [.consistency, .surplus],
    "stream-several": [.packageFormat],
    "expansion": [.packageContent, .packageFormat],
    "zip-disagreement": [.attributes, .packageFormat],
    "stream-demanding": [.packageContent, .packageFormat],
    "zip-two-names": [.attributes, .packageFormat],
    "zip-method": [.packageContent, .packageFormat],
    "zip-hidden-data": [.surplus],
    "zip-malformed": [.consistency, .packageFormat],
    "structure-lost": [.consistency, .packageContent],
    "end-marker-missing": [.consistency],
    "data-after-end": [.consistency, .surplus],
    "padding-nonzero": [.fixity, .consistency],
    "header-checksum": [.fixity, .consistency],
    "header-malformed": [.consistency],
    "header-noncanonical": [.fixity, .attributes, .consistency],
    "header-time": [.attributes, .consistency],
    "pax-unknown": [.consistency, .packageFormat],
    "pax-size-conflict": [.attributes, .packageFormat],
    "pax-malformed": [.consistency],
    "pax-repeated": [.repetition, .packageFormat],
    "pax-global": [.packageFormat],
    "entry-type": [.structure, .packageFormat],
    "entry-link": [.structure, .packageContent],
    "entry-device": [.structure],
    "entry-fifo": [.structure],
    "entry-sparse": [.packageFormat],
    "entry-encrypted": [.readableContent, .packageFormat],
    "entries-too-many": [.packageContent],
    "file-changed": [.consistency],
    "file-unreadable": [.content, .readableContent],
    "entry-duplicate": [.repetition, .surplus],
    "entry-twins": [.repetition],
    "path-unsafe": [.characters, .structure],
    "path-absolute": [.structure],
    "path-parent": [.structure],
    "path-control": [.characters],
    "path-line-end": [.characters],
    "path-not-portable": [.characters],
    "order-wrong": [.structure, .consistency],
    "top-level-many": [.structure, .surplus],
    "top-level-name": [.structure],
    "base-folder-missing": [.structure],
    "macos-files": [.structure, .surplus],
  ]

  /// The bag.
  private static let bag: [Finding.Rule: [ReviewItem.Kind]] = [
    "not-evpack": [.packageFormat],
    "repacked": [.consistency],
    "bagit-missing": [.descriptions, .packageMetadata],
    "bagit-malformed": [.descriptions, .readableMetadata],
    "bagit-version": [.descriptions],
    "bagit-encoding": [.readableMetadata],
    "tag-file-encoding": [.format, .readableMetadata],
    "bag-info-malformed": [.format, .descriptions],
    "bag-info-repeated": [.repetition],
    "payload-folder-missing": [.structure, .packageContent],
    "manifest-missing": [.fixity, .descriptions, .packageMetadata],
    "tagmanifest-missing": [.fixity, .packageMetadata],
    "manifest-algorithm": [.fixity, .readableMetadata],
    "manifest-name": [.descriptions],
    "manifest-several": [.fixity, .repetition],
    "manifest-weak": [.fixity],
    "tagmanifest-algorithms": [.descriptions],
    "name-normalization": [.characters, .attributes],
    "manifest-malformed": [.format, .descriptions, .readableMetadata],
    "manifest-unlisted": [.fixity],
    "manifest-noncanonical": [.descriptions, .consistency],
    "manifest-repeated": [.repetition],
    "payload-missing": [.association, .fileCount, .content, .packageContent],
    "payload-extra": [.association, .fileCount, .packageContent, .surplus],
    "digest-mismatch": [.fixity, .attributes, .consistency, .content],
    "tagfile-missing": [.descriptions, .packageMetadata],
    "tagfile-extra": [.descriptions, .surplus],
    "tagfile-mismatch": [.fixity, .consistency],
    "oxum-count": [.fileCount, .byteCount, .elements],
    "oxum-mismatch": [.fileCount, .byteCount],
    "fetch-file": [.content, .packageContent],
    "fetch-malformed": [.descriptions],
    "fetch-unlisted": [.association],
    "sealing-time-missing": [.elements, .packageMetadata],
  ]

  /// What the package says of itself.
  private static let statements: [Finding.Rule: [ReviewItem.Kind]] = [
    "form-unknown": [.readableMetadata],
    "form-differs": [.descriptions],
    "report-differs": [.plausibility, .association],
    "answers-differ": [.association],
    "evidence-digest-differs": [.attributes],
    "evidence-size-differs": [.attributes],
    "evidence-type-differs": [.attributes],
    "evidence-too-large": [.readableMetadata],
    "evidence-unreadable": [.packageMetadata, .readableMetadata],
    "answers-unreadable": [.packageMetadata, .readableMetadata],
    "definition-unreadable": [.readableMetadata],
    "labels-removed": [.packageMetadata, .descriptions],
    "label-count": [.elements, .descriptions],
    "supersedes-malformed": [.format],
    "statement-differs": [.plausibility, .descriptions],
    "stray-file": [.structure, .surplus],
    "part-missing": [.packageMetadata],
    "page-foreign": [.descriptions, .surplus],
    "page-differs": [.descriptions],
    "page-too-large": [.descriptions],
    "not-reviewed": [.packageMetadata, .readableMetadata],
    "form-not-sealed": [.content],
    "form-unreadable": [.content, .readableMetadata],
    "form-several": [.repetition, .structure],
    "list-not-kept": [.plausibility],
  ]

  /// What shall be proven, and by what.
  private static let evidence: [Finding.Rule: [ReviewItem.Kind]] = [
    "evidence-missing": [.continuity, .attachments, .scope],
    "evidence-expected": [.scope],
    "evidence-unasked": [.scope],
    "link-unknown-requirement": [.numbers, .association],
    "link-file-missing": [.association, .attachments],
  ]

  /// Whether the Word form is this form, and says what was settled.
  private static let formOfEvidence: [Finding.Rule: [ReviewItem.Kind]] = [
    "answers-and-form-differ": [.association],
    "form-other": [.elements], "form-section-missing": [.elements],
    "form-place-missing": [.elements], "form-altered": [.descriptions],
  ]

  /// The attachments.
  private static let files: [Finding.Rule: [ReviewItem.Kind]] = [
    "attachment-empty": [.content, .readableContent],
    "attachment-truncated": [.content, .readableContent],
    "attachment-damaged": [.readableContent],
    "attachment-encrypted": [.readableContent, .packageFormat],
    "attachment-part": [.content, .readableContent, .packageFormat],
    "attachment-unfinished": [.content, .readableContent],
    "attachment-unchecked": [.readableContent],
    "attachment-program": [.contentFormat],
    "attachment-junk": [.surplus],
    "attachment-macros": [.environment],
    "attachment-script": [.environment],
    "attachment-trait": [.readableContent],
    "attachment-resolution": [.readableContent],
    "attachment-archive": [.contentFormat, .packageFormat],
    "attachment-rare-type": [.contentFormat],
    "attachment-type-unknown": [.contentFormat],
    "attachment-type-differs": [.attributes, .contentFormat],
    "attachment-ending-unknown": [.contentFormat],
    "attachment-too-large": [.contentFormat],
    "attachment-same-content": [.repetition],
    "attachment-repeated": [.repetition],
    "attachments-too-large": [.byteCount],
    "attachments-beyond-cd": [.byteCount],
    "attachments-beyond-dvd": [.byteCount],
    "attachment-unlinked": [.association, .surplus],
  ]

  /// The form as it is filled in.
  private static let filling: [Finding.Rule: [ReviewItem.Kind]] = [
    "blank": [.mandatory], "none-ticked": [.mandatory], "blank-by-hand": [.mandatory],
    "several-ticked": [.range], "range": [.range],
    "not-a-figure": [.format], "decimals": [.format], "length": [.length],
    "nested": [.plausibility], "same": [.plausibility], "names-count": [.plausibility],
    "target-at-least": [.plausibility], "target-above": [.plausibility],
    "figure-notation": [.format], "figure-inexact": [.format], "figure-unit": [.format],
    "no-such-day": [.range], "units-differ": [.plausibility], "quotient": [.plausibility],
    "target-growth": [.plausibility], "target-fall": [.plausibility],
    "answer-settled": [.association],
    "box-undetermined": [.mandatory, .readableMetadata],
    "answer-undetermined": [.mandatory, .readableMetadata],
    "form-drawn-over": [.readableMetadata],
  ]

  /// The lists that go with the form.
  private static let lists: [Finding.Rule: [ReviewItem.Kind]] = [
    "count-differs-from-list": [.plausibility], "count-not-compared": [.plausibility],
    "list-not-compared": [.plausibility], "list-unreadable": [.readableContent],
    "list-no-header": [.format], "list-of-other": [.association], "list-several": [.repetition],
    "list-copy": [.repetition], "list-empty": [.attachments], "list-column-missing": [.elements],
    "list-cut": [.readableContent], "list-sheet-hidden": [.readableContent],
    "list-rows-hidden": [.readableContent], "list-entry-repeated": [.repetition],
    "list-number-blank": [.mandatory], "list-cell-several": [.format],
    "list-cell-error": [.format], "list-cell-uncomputed": [.format],
    "list-cell-undecodable": [.readableContent],
    "list-cell-blank": [.mandatory], "list-cell-unknown": [.format],
    "list-year-outside": [.range], "list-date-outside": [.range],
    "list-year-unknown": [.format], "standard-number-unknown": [.format],
    "standard-enterprise": [.range], "standard-plan": [.range], "standard-draft": [.range],
    "standard-foreign": [.range], "standard-amendment": [.range],
    "standard-level-unknown": [.range],
    "standard-level-differs": [.plausibility], "standard-year-differs": [.plausibility],
    "standard-year-missing": [.mandatory], "standard-year-outside": [.range],
    "standard-role-differs": [.plausibility], "standard-role-unknown": [.range],
    "patent-check-digit": [.format], "patent-check-digit-missing": [.format],
    "patent-publication-number": [.format], "patent-number-rounded": [.format],
    "patent-number-unknown": [.format], "right-not-counted": [.range],
    "right-kind-differs": [.plausibility], "right-grant-missing": [.mandatory],
    "right-grant-unknown": [.format], "right-grant-early": [.plausibility],
    "right-grant-late": [.range], "right-expired": [.range],
  ]

  private static let signatures: [Finding.Rule: [ReviewItem.Kind]] = [
    "signature-missing": [.fixity], "signature-malformed": [.fixity],
    "signature-without-seal": [.fixity], "signature-invalid": [.fixity],
    "signature-over-other": [.fixity],
    "signature-certificate-missing": [.fixity], "signature-unsupported": [.fixity],
    "signature-key-weak": [.fixity], "signature-unconfirmed": [.fixity],
    "signature-untrusted": [.fixity], "signature-expired": [.fixity],
    "signature-revoked": [.fixity], "signature-revoked-later": [.fixity],
    "revocation-list-outdated": [.fixity], "revocation-unknown": [.fixity],
    "time-stamp-invalid": [.fixity], "time-stamp-untrusted": [.fixity],
    "signature-role-repeated": [.fixity],
  ]
}
