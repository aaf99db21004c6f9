public import Evidence
internal import Manifest
public import Review

/// Several packages as one table, a line each, whatever is wrong with them.
///
/// Lines are independent of each other, so that each can be printed when its package is done; the
/// names, which are of any length, stand last.
public struct ReviewBatch: Sendable {
  struct Row: Sendable {
    var file: String
    /// In the order of the questions.
    var outcomes: [Verdict.Outcome]
    var errors: String
    var warnings: String
    var isWell: Bool
  }

  private let wording: Wording
  private(set) var rows: [Row] = []
  private var unreadable = 0

  /// How many packages there are.
  public var count: Int { rows.count }

  public init(_ language: Language) {
    wording = Wording(language, for: .reviewer, clock: .local)
  }

  /// Adds a package, and tells its line.
  ///
  /// - Parameter isWell: whether nothing is wrong with it, as its exit code has it.
  public mutating func add(_ review: PackageReview, isWell: Bool) -> String {
    let all = review.allFindings
    return add(
      Row(
        file: review.file.shown,
        outcomes: review.verdict.answers.map(\.outcome), errors: String(all.count(.error)),
        warnings: String(all.count(.warning)),
        isWell: isWell))
  }

  /// Adds a file that could not be looked at, and tells its line.
  public mutating func add(unreadable file: String) -> String {
    unreadable += 1
    return add(
      Row(
        file: file.shown, outcomes: Verdict.Question.allCases.map { _ in .notChecked },
        errors: wording["batch.unreadable"], warnings: "", isWell: false))
  }

  private mutating func add(_ row: Row) -> String {
    rows.append(row)
    let outcomes = row.outcomes.map { wording["verify.\($0.rawValue)"] }
    return line(outcomes, row.errors, row.warnings, row.file)
  }

  /// The headings of the columns.
  var headings: [String] {
    Verdict.Question.allCases.map { wording["verdict.\($0.rawValue)"] }
      + [wording["level.error"], wording["level.warning"], wording["batch.file"]]
  }

  /// The line above the others.
  public var header: String {
    let own = headings
    return line(Array(own.dropLast(3)), own[own.count - 3], own[own.count - 2], own[own.count - 1])
  }

  private func line(
    _ outcomes: [String], _ errors: String, _ warnings: String, _ file: String
  ) -> String {
    let words = Verdict.Outcome.allCases.map { wording["verify.\($0.rawValue)"] }
    let width = (words + headings.dropLast(3)).map(\.columns).max() ?? 0
    let counts = ["level.error", "level.warning", "batch.unreadable"].map { wording[$0].columns }
    let countWidth = max(6, counts.max() ?? 0)
    return outcomes.map { $0.padded(to: width) + "  " }.joined()
      + "\(errors.aligned(to: countWidth))  \(warnings.aligned(to: countWidth))  \(file)"
  }

  /// How many packages there are, and of how many something is wrong.
  public var summary: String {
    let well = rows.count { $0.isWell }
    return wording.phrase(
      "batch.summary",
      [
        "count": String(rows.count), "well": String(well),
        "bad": String(rows.count - well - unreadable), "unreadable": String(unreadable),
      ])
  }

  /// A heading for the details of one package.
  public func heading(_ file: String) -> String { "\n---- \(file.shown) ----\n" }

  /// The last line of the report, which tells the SHA-256 of all lines before it.
  public func digestLine(_ digest: Digest) -> String {
    wording.phrase("batch.digest", ["digest": digest.hex])
  }

  /// The last line of the objects, which tells the SHA-256 of all bytes before it.
  public static func digestJSON(_ digest: Digest, packages: Int) -> String {
    #"{"schema": "evpack/verify-batch/1", "packages": \#(packages), "sha256": "\#(digest.hex)"}"#
  }
}
