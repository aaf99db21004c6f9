internal import Evidence
internal import Files
internal import FoundationEssentials
internal import Manifest
import Synchronization

/// `evidence.json`, as far as it is read again.
struct StatedEvidence: Decodable {
  struct FormName: Decodable {
    var id: String
  }
  struct StatedRequirement: Decodable {
    var number: String
    var state: String
    var attachments: [StatedAttachment]
  }
  struct StatedAttachment: Decodable {
    var path: String
    var sha256: String?
    var place: String?
    var note: String?
    var size: Int64?
    var type: String?
  }

  var form: FormName
  var name: String
  var requirements: [StatedRequirement]
}

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

  /// A JSON file of the package; nil where it is absent, damaged, too large or something else.
  func decoded<Value: Decodable>(_: Value.Type, _ path: String) -> Value? {
    captured[path].flatMap { Self.decoded(Value.self, $0, of: entries.count) }
  }

  /// - Parameter count: the package's files.
  static func decoded<Value: Decodable>(
    _: Value.Type, _ bytes: [UInt8], of count: Int
  ) -> Value? {
    guard bytes.count <= largestRecord.base + largestRecord.perFile * count else { return nil }
    return try? JSONDecoder().decode(Value.self, from: Data(bytes))
  }
}

/// The record of a package, decoded while the package is still being checked.
final class EarlyRecord {
  private final class Outcome: Sendable {
    let record = Mutex<StatedEvidence?>(nil)
  }

  private var begun: (bytes: [UInt8], thread: Files.Thread, outcome: Outcome)?

  deinit { begun?.thread.join() }

  /// Begins to decode what is, or is not, the record of a package.
  ///
  /// - Parameter count: the files that stand before it.
  func begin(_ bytes: [UInt8], of count: Int) {
    let outcome = Outcome()
    let thread = Files.Thread {
      let record = PackageReport.decoded(StatedEvidence.self, bytes, of: count)
      outcome.record.withLock { $0 = record }
    }
    guard let thread else { return }
    begun?.thread.join()
    begun = (bytes, thread, outcome)
  }

  /// The record of the package as it was found.
  func record(of package: PackageReport) -> StatedEvidence? {
    guard let begun, begun.bytes == package.captured[PackageContents.evidencePath] else {
      return package.decoded(StatedEvidence.self, PackageContents.evidencePath)
    }
    begun.thread.join()
    self.begun = nil
    return begun.outcome.record.withLock { $0 }
  }
}
