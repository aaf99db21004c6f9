internal import Evidence
internal import Files
internal import FoundationEssentials
internal import Manifest
import Synchronization

/// `data/form/answers.json`.
struct SealedAnswers: Decodable {
  struct SealedAnswer: Decodable {
    var id: String
    var kind: String
    var ticked: Bool?
    var value: String?
  }
  struct SealedFinding: Decodable {
    var rule: String
    var place: String
  }

  private enum CodingKeys: CodingKey {
    case answers, findings
  }

  let answers: Answers
  /// The places that were settled by hand.
  let settled: Set<String>

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let findings = try container.decode([SealedFinding].self, forKey: .findings)
    settled = Set(
      findings.filter { ["answer-settled", "answers-and-form-differ"].contains($0.rule) }
        .map(\.place))
    var answers = Answers()
    for answer in try container.decode([SealedAnswer].self, forKey: .answers) {
      let value: Answers.Answer =
        answer.kind == "checkbox"
        ? answer.ticked.map { .ticked($0) } ?? .undetermined : .text(answer.value ?? "")
      answers.set(
        value, at: answer.id, from: settled.contains(answer.id) ? .settled : .document)
    }
    self.answers = answers
  }
}

extension PackageReport {
  /// Beyond this, and so much more for each file of the package, a JSON file is not evpack's: its
  /// entries are invented, and decoding them would cost a hundred times their size.
  private static let largestRecord = (base: 4 << 20, perFile: 2 << 10)

  /// The record; nil where it is absent, damaged, too large or something else.
  var record: StatedEvidence? {
    captured[PackageContents.evidencePath].flatMap { Self.record($0, of: entries.count) }
  }

  /// - Parameter count: the package's files.
  static func record(_ bytes: [UInt8], of count: Int) -> StatedEvidence? {
    guard bytes.count <= largestRecord.base + largestRecord.perFile * count else { return nil }
    return try? StatedEvidence(json: bytes)
  }

  /// The answers, likewise.
  var sealedAnswers: SealedAnswers? {
    guard let bytes = captured[PackageContents.answersPath], bytes.count <= Self.largestRecord.base
    else { return nil }
    return try? JSONDecoder().decode(SealedAnswers.self, from: Data(bytes))
  }
}

/// The record of a package, read while the package is still being checked.
final class EarlyRecord: Sendable {
  private let begun = Mutex<(bytes: [UInt8], record: Background<StatedEvidence?>)?>(nil)

  /// Begins to read what is, or is not, the record of a package.
  ///
  /// - Parameter count: the files that stand before it.
  func begin(_ bytes: [UInt8], of count: Int) {
    let record = Background { PackageReport.record(bytes, of: count) }
    begun.withLock { $0 = (bytes, record) }
  }

  /// The record of the package as it was found.
  func record(of package: PackageReport) -> StatedEvidence? {
    if let begun = begun.withLock({ $0 }),
      begun.bytes == package.captured[PackageContents.evidencePath]
    {
      return begun.record.value
    }
    return package.record
  }
}
