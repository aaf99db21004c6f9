internal import Evidence
internal import Manifest
internal import Office
public import Reports

/// What a reviewer asks an applicant to mend (补正通知): the requirements marked so, and those whose
/// evidence is missing and that are not marked otherwise.
public struct MendingNotice: Sendable {
  public struct Item: Sendable {
    public var number: String
    public var title: String
    public var remark: String
  }

  public let items: [Item]
  /// What to say of the package as a whole, where it is not intact.
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
    damage = review.isIntact ? nil : wording["workbench.notice-damaged"]
    let errors = Dictionary(
      grouping: review.allFindings.filter { $0.level == .error }, by: \.place)
    items = (review.completeness?.items ?? []).compactMap { item in
      let entry = marks[item.requirement.number]
      let isMissing = item.state == .missing && item.requirement.level == .required
      let unusable = item.attachments.flatMap { attachment in
        (errors[attachment.path.description] ?? []).map { finding in
          "\(attachment.path.name.shown)\(wording["colon"])\(wording.message(finding))"
        }
      }
      let isFaulty = isMissing || !unusable.isEmpty
      guard entry?.mark == .toMend || (isFaulty && entry?.mark == nil) else { return nil }
      let remark = entry?.remark ?? ""
      let plain =
        isMissing
        ? [wording["workbench.notice-missing"]] + unusable
        : unusable.isEmpty ? [wording["workbench.notice-mend"]] : unusable
      return Item(
        number: item.requirement.number.description, title: item.requirement.title.shown,
        remark: remark.isEmpty ? plain.joined(separator: wording["semicolon"]) : remark.shown)
    }
  }

  /// What the notice says before its list.
  public var introduction: String {
    let list = items.isEmpty ? nil : wording["workbench.notice-words"]
    let parts = [damage, list].compactMap { $0 }
    return parts.isEmpty ? wording["workbench.notice-nothing"] : parts.joined(separator: " ")
  }

  /// The notice as a Word document.
  ///
  /// - Parameter date: the day to print on it, as `2026-11-24`.
  /// - Throws: `ArchiveError`.
  public func document(on date: String) throws -> [UInt8] {
    try WordPaper.document(
      Paper(
        title: wording["workbench.notice"],
        lines: [
          source, introduction, "\(form) · \(package) · \(sealNumber)", date,
        ],
        columns: [
          .init(wording["workbench.notice-number"], width: 10),
          .init(wording["workbench.notice-item"], width: 40),
          .init(wording["workbench.notice-remark"], width: 50),
        ],
        rows: items.map { [.text($0.number), .text($0.title), .text($0.remark)] },
        footer: wording["workbench.notice"]))
  }
}
