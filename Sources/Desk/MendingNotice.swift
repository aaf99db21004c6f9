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
    items = (review.completeness?.items ?? []).compactMap { item in
      let entry = marks[item.requirement.number]
      let isMissing = item.state == .missing && item.requirement.level == .required
      guard entry?.mark == .toMend || (isMissing && entry?.mark == nil) else { return nil }
      let remark = entry?.remark ?? ""
      let plain = wording[isMissing ? "workbench.notice-missing" : "workbench.notice-mend"]
      return Item(
        number: item.requirement.number.description, title: item.requirement.title.shown,
        remark: remark.isEmpty ? plain : remark.shown)
    }
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
          source, wording["workbench.notice-words"], "\(form) · \(package) · \(sealNumber)", date,
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
