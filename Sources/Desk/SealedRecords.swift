internal import Evidence
internal import Files
internal import Manifest
internal import Notation
import Synchronization

/// `data/form/answers.json`.
struct SealedAnswers {
  private(set) var answers = Answers()
  /// The places that were settled by hand.
  private(set) var settled: Set<String> = []

  /// - Throws: `JSONCursor.Failure` for what is no such record.
  init(json: [UInt8]) throws(JSONCursor.Failure) {
    self = try JSONCursor.value(of: json) { cursor throws(JSONCursor.Failure) in
      try SealedAnswers(&cursor)
    }
  }

  private init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var answers: [(id: String, answer: Answers.Answer)]?
    var settled: Set<String>?
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "answers" {
        var all: [(id: String, answer: Answers.Answer)] = []
        try cursor.array { cursor throws(JSONCursor.Failure) in
          all.append(try Self.answer(&cursor))
        }
        answers = all
      } else if key == "findings" {
        var places: Set<String> = []
        try cursor.array { cursor throws(JSONCursor.Failure) in
          if let place = try Self.settledPlace(&cursor) { places.insert(place) }
        }
        settled = places
      } else {
        try cursor.skip()
      }
    }
    guard let answers, let settled else { throw .incomplete }
    self.settled = settled
    // Of two answers to one question programs take the first or the last.
    guard Set(answers.map(\.id)).count == answers.count else {
      throw JSONCursor.Failure(offset: 0, reason: .repeated)
    }
    for (id, answer) in answers {
      self.answers.set(answer, at: id, from: settled.contains(id) ? .settled : .document)
    }
  }

  private static func answer(
    _ cursor: inout JSONCursor
  ) throws(JSONCursor.Failure) -> (id: String, answer: Answers.Answer) {
    var (id, kind, value): (String?, String?, String?)
    var ticked: Bool?
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "id" {
        id = try cursor.string()
      } else if key == "kind" {
        kind = try cursor.string()
      } else if key == "ticked" {
        ticked = try cursor.optionalBool()
      } else if key == "value" {
        value = try cursor.optionalString()
      } else {
        try cursor.skip()
      }
    }
    guard let id, let kind else { throw .incomplete }
    if kind != "checkbox" { return (id, .text(value ?? "")) }
    return (id, ticked.map { .ticked($0) } ?? .undetermined)
  }

  private static func settledPlace(
    _ cursor: inout JSONCursor
  ) throws(JSONCursor.Failure) -> String? {
    var (rule, place): (String?, String?)
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "rule" {
        rule = try cursor.string()
      } else if key == "place" {
        place = try cursor.string()
      } else {
        try cursor.skip()
      }
    }
    guard let rule, let place else { throw .incomplete }
    return ["answer-settled", "answers-and-form-differ"].contains(rule) ? place : nil
  }
}

/// `form.json`, as far as it is held against the record: the form itself is the reviewer's.
struct SealedForm {
  private(set) var id = ""
  private(set) var version = ""
  private(set) var title: String?

  /// - Throws: `JSONCursor.Failure` for what is no definition.
  init(json: [UInt8]) throws(JSONCursor.Failure) {
    self = try JSONCursor.value(of: json) { cursor throws(JSONCursor.Failure) in
      try SealedForm(&cursor)
    }
  }

  private init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
    var (id, version, title): (String?, String?, String?)
    try cursor.object { cursor, key throws(JSONCursor.Failure) in
      if key == "form" {
        id = try cursor.string()
      } else if key == "version" {
        version = try cursor.scalar()
      } else if key == "title" {
        title = try cursor.scalar()
      } else {
        try cursor.skip()
      }
    }
    guard let id, let version else { throw .incomplete }
    (self.id, self.version, self.title) = (id, version, title)
  }
}

/// Why a record in a package can't be used.
enum RecordDefect: String, Error {
  case missing
  /// It is not what was sealed, or could not be read.
  case altered = "not-as-sealed"
  case tooLarge = "too-large"
  case syntax = "not-json"
  case encoding = "not-utf8"
  case repeated = "key-repeated"
  case incomplete = "member-missing"

  init(_ failure: JSONCursor.Failure) {
    self =
      switch failure.reason {
      case .syntax, .tooDeep: .syntax
      case .encoding: .encoding
      case .repeated: .repeated
      case .incomplete: .incomplete
      }
  }
}

extension PackageReport {
  /// Beyond this, and so much more for each file of the package, a JSON file is not evpack's: its
  /// entries are invented, and decoding them would cost a hundred times their size.
  private static let largestRecord = (base: 4 << 20, perFile: 2 << 10)

  typealias Record = Result<StatedEvidence, RecordDefect>

  /// What evidence.json says.
  var record: Record {
    read(PackageContents.evidencePath) { bytes throws(RecordDefect) in
      try Self.record(bytes, of: entries.count).get()
    }
  }

  /// - Parameter count: the package's files.
  static func record(_ bytes: [UInt8], of count: Int) -> Record {
    guard bytes.count <= largestRecord.base + largestRecord.perFile * count else {
      return .failure(.tooLarge)
    }
    do throws(JSONCursor.Failure) { return .success(try StatedEvidence(json: bytes)) } catch {
      return .failure(RecordDefect(error))
    }
  }

  /// What answers.json says.
  var sealedAnswers: Result<SealedAnswers, RecordDefect> {
    read(PackageContents.answersPath) { bytes throws(RecordDefect) in
      guard bytes.count <= Self.largestRecord.base else { throw .tooLarge }
      do throws(JSONCursor.Failure) { return try SealedAnswers(json: bytes) } catch {
        throw RecordDefect(error)
      }
    }
  }

  /// What form.json says.
  var sealedForm: Result<SealedForm, RecordDefect> {
    read(PackageContents.formPath) { bytes throws(RecordDefect) in
      do throws(JSONCursor.Failure) { return try SealedForm(json: bytes) } catch {
        throw RecordDefect(error)
      }
    }
  }

  private func read<Value>(
    _ path: String, _ body: ([UInt8]) throws(RecordDefect) -> Value
  ) -> Result<Value, RecordDefect> {
    guard let bytes = captured[path] else {
      let isThere = entries.contains { $0.path.bytes.elementsEqual(path.utf8) }
      return .failure(isThere ? .altered : .missing)
    }
    do throws(RecordDefect) { return .success(try body(bytes)) } catch { return .failure(error) }
  }
}

/// The record and the page of a package, read while the package is still being checked.
final class EarlyReading: Sendable {
  private struct Begun<Value: Sendable>: Sendable {
    var bytes: [UInt8]
    var value: Background<Value>

    init(_ bytes: [UInt8], _ read: @escaping @Sendable ([UInt8]) -> Value) {
      self.bytes = bytes
      value = Background { read(bytes) }
    }
  }

  private let begunRecord = Mutex<Begun<PackageReport.Record>?>(nil)
  private let begunPage = Mutex<Begun<SealedPage>?>(nil)

  /// Begins to read a file that is, or is not, one of the two.
  ///
  /// - Parameter count: the files that stand before it.
  func begin(_ path: PackagePath, _ bytes: [UInt8], of count: Int) {
    if path.is(PackageContents.evidencePath) {
      let begun = Begun(bytes) { PackageReport.record($0, of: count) }
      begunRecord.withLock { $0 = begun }
    } else if path.is(PackageContents.pagePath) {
      let begun = Begun(bytes, SealedPage.init)
      begunPage.withLock { $0 = begun }
    }
  }

  /// The record of the package as it was found.
  func record(of package: PackageReport) -> PackageReport.Record {
    if let begun = begunRecord.withLock({ $0 }),
      begun.bytes == package.captured[PackageContents.evidencePath]
    {
      return begun.value.value
    }
    return package.record
  }

  /// The page of the package as it was found; nil where it was not captured.
  func page(of package: PackageReport) -> SealedPage? {
    guard let bytes = package.captured[PackageContents.pagePath] else { return nil }
    if let begun = begunPage.withLock({ $0 }), begun.bytes == bytes { return begun.value.value }
    return SealedPage(bytes)
  }
}
