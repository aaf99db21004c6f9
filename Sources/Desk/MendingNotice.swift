internal import Evidence
internal import Manifest
internal import Office
public import Reports
public import Review

/// What a reviewer asks an applicant to mend or to explain (补正通知): everything that keeps the package
/// from being accepted, and what the reviewer marked.
///
/// A mark adds to what was found and never hides it.
public struct MendingNotice: Sendable {
  public struct Item: Sendable {
    /// The requirement's; empty for what is about the form or the package as a whole.
    public var number: String
    public var title: String
    public var remark: String
  }

  public let items: [Item]
  /// What to say of the package as a whole, where it is not intact; then nothing else is judged but
  /// by the reviewer.
  public let damage: String?
  /// Whose package it is, and which.
  public let source: String
  public let form: String
  public let sealNumber: String
  private let wording: Wording
  private let package: String

  public init(_ review: PackageReview, _ marks: ReviewMarks, package: String, _ language: Language)
  {
    let wording = Wording(language, for: .reviewer, clock: .local)
    self.wording = wording
    self.package = package.shown
    source = (review.package.info.values(of: BagLayout.sourceField).first ?? "").shown
    form = (review.form ?? "").shown
    sealNumber = review.package.sealNumber?.shortForm ?? ""
    guard review.isIntact else {
      let cause = review.verdict[.intact].words(wording)
      items = Self.marked(review, marks, wording)
      damage = wording.phrase(
        items.isEmpty ? "workbench.notice-damaged" : "workbench.notice-damaged-also",
        ["cause": cause])
      return
    }
    damage = nil
    let blocking = review.blockingFindings
    let linked = Set(
      (review.completeness?.items ?? []).flatMap { $0.attachments.map(\.path.description) })
    let isOfItem = { (finding: Finding) in
      finding.rule == "evidence-missing"
        || RuleCatalogue[finding.rule]?.question == .usable && linked.contains(finding.place)
    }
    let groups = { (questions: [Verdict.Question]) in
      blocking.filter { finding in
        guard let entry = RuleCatalogue[finding.rule] else { return false }
        return questions.contains(entry.question) && !isOfItem(finding)
      }
    }
    items =
      Self.items(groups([.authentic, .complete]), of: review, wording)
      + Self.requirements(of: review, marks, blocking, wording)
      + Self.items(groups([.usable, .filled]), of: review, wording)
  }

  /// What is about no one requirement's evidence, what says the same together.
  private static func items(
    _ findings: [Finding], of review: PackageReview, _ wording: Wording
  ) -> [Item] {
    // It is the applicant who reads it.
    let hints = Wording(wording.language, clock: wording.clock)
    return hints.groups(findings, in: review.completeness?.form).map { group in
      let more = group.places.count - mostPlaces
      var places = group.places.prefix(mostPlaces).joined(separator: wording["comma"])
      if more > 0 {
        places = wording.phrase(
          "workbench.notice-more", ["text": places, "count": String(group.places.count)])
      }
      let remark = [group.message, group.hint].compactMap { $0 }
      return Item(number: "", title: places, remark: remark.joined(separator: wording["semicolon"]))
    }
  }

  /// Places of one kind that are named; a blank form has some two hundred.
  private static let mostPlaces = 12

  /// What the reviewer marked or said of a package that is not intact.
  private static func marked(
    _ review: PackageReview, _ marks: ReviewMarks, _ wording: Wording
  ) -> [Item] {
    requirements(of: review, marks, [], wording, isMarkedAlone: true)
  }

  private static func requirements(
    of review: PackageReview, _ marks: ReviewMarks, _ errors: [Finding], _ wording: Wording,
    isMarkedAlone: Bool = false
  ) -> [Item] {
    let unusable = Dictionary(
      grouping: errors.filter { RuleCatalogue[$0.rule]?.question == .usable }, by: \.place)
    return (review.completeness?.items ?? []).compactMap { item in
      let entry = marks[item.requirement.number]
      var remarks = item.attachments.flatMap { attachment in
        (unusable[attachment.path.description] ?? []).map { finding in
          "\(attachment.path.name.shown)\(wording["colon"])\(wording.message(finding))"
        }
      }
      if !isMarkedAlone, item.state == .missing, item.requirement.level == .required {
        remarks.insert(wording["workbench.notice-missing"], at: 0)
      }
      let remark = entry.map(\.remark).flatMap { $0.isEmpty ? nil : $0.shown }
      switch entry?.mark {
      case .toMend?: remarks.append(remark ?? wording["workbench.notice-mend"])
      case .doubtful?:
        remarks.append(
          [wording["workbench.notice-explain"], remark].compactMap { $0 }
            .joined(separator: wording["colon"]))
      case .accepted?:
        if !remarks.isEmpty, let remark { remarks.append(remark) }
      case nil:
        if let remark { remarks.append(remark) }
      }
      if remarks.isEmpty { return nil }
      return Item(
        number: item.requirement.number.description, title: item.requirement.title.shown,
        remark: remarks.joined(separator: wording["semicolon"]))
    }
  }

  /// What the notice says before its list.
  public var introduction: String {
    damage ?? wording[items.isEmpty ? "workbench.notice-nothing" : "workbench.notice-words"]
  }

  /// What stands where the office fills in by hand.
  public struct Blanks: Sendable {
    public var office: String
    public var number: String
    public var deadline: String
    public var contact: String
    public var seal: String
  }

  public var blanks: Blanks {
    Blanks(
      office: wording["workbench.notice-office"], number: wording["workbench.notice-file"],
      deadline: wording["workbench.notice-deadline"], contact: wording["workbench.notice-contact"],
      seal: wording["workbench.notice-seal"])
  }

  /// Whom it is for.
  public var addressee: String { source + wording["workbench.notice-to"] }

  /// Which package it is about.
  public var subject: String {
    wording.phrase(
      "workbench.notice-subject", ["form": form, "package": package, "seal": sealNumber])
  }

  /// The notice as a Word document, by the habits of official letters (GB/T 9704-2012).
  ///
  /// - Parameter date: the day to print on it, as `2026-11-24`.
  /// - Throws: `ArchiveError`.
  public func document(on date: String) throws -> [UInt8] {
    let blanks = blanks
    var paper = Paper(
      letterhead: blanks.office, title: wording["workbench.notice"], lines: [blanks.number],
      columns: [
        .init(wording["workbench.notice-number"], width: 10),
        .init(wording["workbench.notice-item"], width: 40),
        .init(wording["workbench.notice-remark"], width: 50),
      ],
      rows: items.map { [.text($0.number), .text($0.title), .text($0.remark)] },
      footer: wording["workbench.notice"])
    paper.body = [addressee, introduction]
    paper.closing =
      (items.isEmpty ? [] : [blanks.deadline]) + [blanks.contact, subject]
    paper.signature = [blanks.seal, date]
    return try WordPaper.document(paper)
  }
}
