package import Evidence
internal import Manifest

/// What a review comes to: five answers, each with the one cause that is told first.
///
/// Commands, pages, tables, receipts, notices and exit codes all show this value; Reports words it.
public struct Verdict: Hashable, Sendable {
  public enum Question: String, CaseIterable, Sendable {
    /// Do the bytes agree with the package's own lists, and the tar with its canonical form?
    case intact
    /// Who vouches that this is what was sealed?
    case authentic
    /// Is all required evidence there, by the reviewer's form and the Word form inside?
    case complete
    /// Are the answers well-formed, do lists and figures agree?
    case filled
    /// Does every file open, and is it what it claims?
    case usable
  }

  public enum Outcome: String, CaseIterable, Sendable {
    case passed, failed
    case notChecked = "not-checked"
  }

  /// Why an answer is as it is; worded by `verdict.QUESTION.CAUSE`.
  public enum Cause: String, CaseIterable, Sendable {
    // intact
    case asSealed = "as-sealed"
    case agrees, repacked, altered, missing, surplus, defects, unread
    case cutOff = "cut-off"
    case noPackage = "no-package"
    // authentic
    case number, signed, unsigned, unconfirmed, doubtful, refused, undermined
    case otherNumber = "other-number"
    /// The number on a cover was given, and the package's own can't be read.
    case numberLost = "number-lost"
    /// The number on a cover is the package's, whose content is no longer what the number stands for.
    case numberOfDamaged = "number-of-damaged"
    case signatureMissing = "signature-missing"
    // complete
    case held, lacking, links, record, unjudged, foreign
    case otherDocument = "other-document"
    case documentUnreadable = "document-unreadable"
    case noDocument = "no-document"
    // filled
    case well, mistakes, uncompared
    // usable
    case open, unusable, unopened, partly
    case noFiles = "no-files"
  }

  /// One answer.
  public struct Answer: Hashable, Sendable {
    public var question: Question
    public var outcome: Outcome
    public var cause: Cause
    /// Facts by name, which the wording fills in.
    public var details: [String: String] = [:]
  }

  /// In the order of ``Question``.
  public let answers: [Answer]

  public subscript(_ question: Question) -> Answer {
    answers[Question.allCases.firstIndex(of: question) ?? 0]
  }

  /// The answers that are bad, the gravest first.
  public var failures: [Answer] {
    let order: [Question] = [.intact, .authentic, .complete, .usable, .filled]
    return order.map { self[$0] }.filter { $0.outcome == .failed }
  }

  /// Whether nothing keeps the package from being accepted.
  ///
  /// That nobody signed it, and that a list could not be counted, does not.
  public var isWell: Bool {
    failures.isEmpty
      && (self[.complete].outcome == .passed || self[.complete].cause == .foreign)
      && self[.intact].outcome == .passed
  }
}

extension PackageReview {
  /// The five answers.
  public var verdict: Verdict {
    var errors: [Verdict.Question: Int] = [:]
    for finding in allFindings where finding.level == .error {
      if let question = RuleCatalogue[finding.rule]?.question { errors[question, default: 0] += 1 }
    }
    return Verdict(answers: [
      intactAnswer, authenticAnswer, completeAnswer(errors[.complete] ?? 0),
      filledAnswer(errors[.filled] ?? 0), usableAnswer,
    ])
  }

  /// What keeps the package from being accepted: errors, and what leaves open whether it is complete.
  package var blockingFindings: [Finding] {
    allFindings.filter { $0.level == .error || Self.leavingOpen.contains($0.rule) }
  }

  private static let leavingOpen: Set<Finding.Rule> = ["form-not-sealed"]

  private func answer(
    _ question: Verdict.Question, _ outcome: Verdict.Outcome, _ cause: Verdict.Cause,
    _ details: [String: String] = [:]
  ) -> Verdict.Answer {
    Verdict.Answer(question: question, outcome: outcome, cause: cause, details: details)
  }

  // MARK: Intact

  private var intactAnswer: Verdict.Answer {
    if !package.isPackage { return answer(.intact, .failed, .noPackage) }
    if package.isCutOff { return answer(.intact, .failed, .cutOff) }
    let errors = package.findings.filter { $0.level == .error }
    let places = { (rules: Set<Finding.Rule>) in
      Set(errors.lazy.filter { rules.contains($0.rule) }.map(\.place))
    }
    let causes: [(Verdict.Cause, Set<Finding.Rule>)] = [
      (.altered, ["digest-mismatch", "tagfile-mismatch"]),
      (
        .missing, ["payload-missing", "tagfile-missing", "tagmanifest-missing", "manifest-missing"]
      ),
      (.surplus, ["payload-extra", "tagfile-extra", "macos-files"]),
    ]
    for (cause, rules) in causes {
      let places = places(rules)
      guard let first = errors.first(where: { rules.contains($0.rule) }) else { continue }
      return answer(
        .intact, .failed, cause, ["count": String(places.count), "file": first.place])
    }
    if !errors.isEmpty {
      return answer(.intact, .failed, .defects, ["count": String(errors.count)])
    }
    if !package.notChecked.isEmpty { return answer(.intact, .notChecked, .unread) }
    if isRepacked { return answer(.intact, .passed, .repacked) }
    return answer(.intact, .passed, isVouchedFor ? .asSealed : .agrees)
  }

  /// Whether the package's content is in another container than it was sealed into.
  package var isRepacked: Bool { package.findings.contains { $0.rule == "repacked" } }

  /// Whether anything from outside of the package says that this is what was sealed.
  private var isVouchedFor: Bool { authenticAnswer.outcome == .passed }

  // MARK: Authentic

  private var authenticAnswer: Verdict.Answer {
    let signers = signatures.signers
    let count = ["count": String(signers.count)]
    if let expected = expectedSeal {
      // Of a package that is not intact the number may be what was lost.
      let isOther = package.sealNumber.map { !expected.matches($0) } ?? isIntact
      if isOther {
        return answer(
          .authentic, .failed, .otherNumber,
          ["expected": expected.text, "actual": package.sealNumber?.shortForm ?? "—"])
      }
    }
    if isSignatureRefused {
      let isMissing = signers.isEmpty && signatures.file == nil
      let isOpen = signers.allSatisfy { $0.state != .invalid && $0.isRight } && !signers.isEmpty
      return answer(
        .authentic, .failed, isMissing ? .signatureMissing : isOpen ? .unconfirmed : .refused, count
      )
    }
    if isUndermined { return answer(.authentic, .failed, .undermined, count) }
    if !signers.isEmpty, signers.allSatisfy({ $0.state == .trusted }) {
      return answer(.authentic, .passed, .signed, count)
    }
    if expectedSeal != nil, isIntact { return answer(.authentic, .passed, .number) }
    if signatures.file == nil {
      let cause: Verdict.Cause =
        expectedSeal == nil ? .unsigned : package.sealNumber == nil ? .numberLost : .numberOfDamaged
      return answer(.authentic, .notChecked, cause)
    }
    let isUnconfirmed = signatures.findings.count(.warning) == signers.count
    return answer(.authentic, .notChecked, isUnconfirmed ? .unconfirmed : .doubtful, count)
  }

  // MARK: Complete

  private func completeAnswer(_ errors: Int) -> Verdict.Answer {
    if isForeign, completeness == nil, errors == 0 {
      return answer(.complete, .notChecked, .foreign)
    }
    if findings.contains(where: { $0.rule == "not-reviewed" }) {
      return answer(.complete, .failed, .unjudged)
    }
    let differing = findings.count { $0.rule == "answers-differ" }
    if differing > 0 {
      return answer(.complete, .failed, .otherDocument, ["count": String(differing)])
    }
    if findings.contains(where: { $0.rule == "form-unreadable" }) {
      return answer(.complete, .failed, .documentUnreadable)
    }
    guard let completeness else {
      return answer(
        .complete, errors > 0 ? .failed : .notChecked, .unjudged)
    }
    let required = completeness.count(.required)
    let details = [
      "held": String(required.held), "asked": String(required.asked),
      "count": String(required.missing),
    ]
    if required.missing > 0 { return answer(.complete, .failed, .lacking, details) }
    let lost = completeness.findings.count { $0.rule == "link-file-missing" }
    if lost > 0 { return answer(.complete, .failed, .links, ["count": String(lost)]) }
    if errors > 0 { return answer(.complete, .failed, .record, ["count": String(errors)]) }
    if findings.contains(where: { $0.rule == "form-not-sealed" }) {
      return answer(.complete, .notChecked, .noDocument, details)
    }
    return answer(.complete, .passed, .held, details)
  }

  // MARK: Filled

  private func filledAnswer(_ errors: Int) -> Verdict.Answer {
    guard let completeness else { return answer(.filled, .notChecked, .unjudged) }
    if errors > 0 { return answer(.filled, .failed, .mistakes, ["count": String(errors)]) }
    let uncompared = completeness.findings.filter { Self.uncompared.contains($0.rule) }
    return uncompared.isEmpty
      ? answer(.filled, .passed, .well)
      : answer(
        .filled, .notChecked, .uncompared,
        ["count": String(Set(uncompared.map(\.place)).count)])
  }

  /// Rules that leave a list's figure open.
  private static let uncompared: Set<Finding.Rule> = [
    "list-unreadable", "list-not-compared", "list-not-kept", "count-not-compared", "list-no-header",
  ]

  // MARK: Usable

  private var usableAnswer: Verdict.Answer {
    var bad = Set(
      allFindings.lazy.filter { finding in
        finding.level == .error && RuleCatalogue[finding.rule]?.question == .usable
      }.map(\.place))
    if !bad.isEmpty { bad.formIntersection(attachments.map(\.path.description)) }
    let details = [
      "count": String(attachments.count), "bad": String(bad.count),
      "unopened": String(attachments.count { !$0.isOpened }),
    ]
    if !bad.isEmpty { return answer(.usable, .failed, .unusable, details) }
    if attachments.isEmpty { return answer(.usable, .notChecked, .noFiles) }
    if !attachments.allSatisfy(\.isOpened) {
      return answer(.usable, .notChecked, .unopened, details)
    }
    return package.notChecked.isEmpty && !package.isCutOff
      ? answer(.usable, .passed, .open, details) : answer(.usable, .notChecked, .partly, details)
  }
}
