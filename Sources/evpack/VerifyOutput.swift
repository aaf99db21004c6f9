import Desk
import Evidence
import Glibc
import Manifest
import Reports
import Review

/// Tells what was found in packages: one at length, several in a table and then what is wrong.
struct VerifyOutput {
  private let console: Console
  private let json: Bool
  private let isVerbose: Bool
  private var batch: ReviewBatch?
  private var details: [String] = []
  private var page: ReviewPage?
  private let report: DigestedReport?
  private let printed: SHA256

  /// - Parameters:
  ///   - batch: nil for one package.
  ///   - moment: what the page tells as the time of the check, in Unix seconds.
  init(
    _ console: Console, json: Bool, isVerbose: Bool, batch: ReviewBatch?, report: DigestedReport?,
    at moment: Int64
  ) throws {
    self.console = console
    self.json = json
    self.isVerbose = isVerbose
    self.batch = batch
    self.report = report
    page = report.map { _ in
      ReviewPage(console.language, at: moment, program: "evpack \(Version.number)")
    }
    printed = try SHA256()
  }

  func begin() throws {
    if let batch, !json { try print(batch.header) }
  }

  mutating func add(_ review: PackageReview) throws {
    let isWell = Exit(review) == .well
    page?.add(review, isWell: isWell)
    let line = batch?.add(review, isWell: isWell)
    if json { return try print(review.json(console.language)) }
    guard let line else {
      return try print(review.text(console.language, everyItem: isVerbose))
    }
    try print(line)
    if !isWell || isVerbose {
      details.append(
        (batch?.heading(review.file) ?? "") + review.text(console.language, everyItem: isVerbose))
    }
  }

  /// Tells that a package of several could not be looked at.
  mutating func add(_ failure: Failure, of file: String) throws {
    page?.add(unreadable: file, failure.message, hint: failure.hint)
    let line = batch?.add(unreadable: file)
    if json {
      return try print(PackageReview.failureJSON(file, failure.message, hint: failure.hint))
    }
    if let line { try print(line) }
    let hint = failure.hint.map { "\n  → \($0)" } ?? ""
    details.append((batch?.heading(file) ?? "") + failure.message + hint)
  }

  mutating func end() throws {
    if let batch {
      if !json {
        try print("\n" + batch.summary)
        for part in details { try print(part) }
      }
      let digest = try printed.finish()
      try console.print(
        json
          ? ReviewBatch.digestJSON(digest, packages: batch.count) : batch.digestLine(digest))
    }
    if let report, let page {
      let digest = try report.write(page.html(batch))
      console.remark(
        console.say(
          "已写入 \(report.path)，SHA-256 是 \(digest.hex)（写在 \(report.path).sha256 里）",
          "wrote \(report.path); its SHA-256 is \(digest.hex) (in \(report.path).sha256)"))
    }
  }

  /// Prints lines, of which the last line tells the digest.
  private func print(_ text: String) throws {
    let text = text.hasSuffix("\n") ? text : text + "\n"
    try Array(text.utf8).withUnsafeBytes { try printed.update($0) }
    try console.print(text)
  }
}
