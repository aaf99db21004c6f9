public import Evidence
internal import Notation

/// `answers.yaml`: answers settled by hand, where there is no Word form or where it leaves one open.
///
/// The file holds one mapping, `answers`, from the ids of places to `true` or `false` for a box and
/// to text for all else.
public struct SettledAnswers: Sendable {
  public static let name = "answers.yaml"

  public var values: [String: Answers.Answer]
  /// Ids that the form does not have, and boxes that are neither true nor false.
  public var findings: [Finding]

  /// - Throws: ``DeskError/malformed(file:line:problem:)``.
  public init(text: String, form: Form) throws(DeskError) {
    values = [:]
    findings = []
    let node = try YAMLFile.parse(text, file: Self.name)
    guard let mapping = node.mapping else {
      throw .malformed(file: Self.name, line: 1, problem: .notAMapping)
    }
    let places = Dictionary(uniqueKeysWithValues: form.places.map { ($0.id, $0) })
    for entry in mapping {
      guard entry.key.text == "answers" else {
        throw YAMLFile.error(entry.key, .unknownKey(entry.key.text ?? ""), file: Self.name)
      }
      guard let answers = entry.value.mapping else {
        throw YAMLFile.error(entry.value, .notAMapping, file: Self.name)
      }
      for answer in answers {
        let (id, value) = (answer.key.text ?? "", answer.value)
        let line = String(answer.key.line)
        guard let place = places[id] else {
          findings.append(
            Finding("answer-settled-unknown", .error, at: Self.name, ["id": id, "line": line]))
          continue
        }
        guard let text = value.text else {
          throw YAMLFile.error(value, .notText(id), file: Self.name)
        }
        guard place.kind == .checkbox else {
          values[id] = .text(text)
          continue
        }
        switch text {
        case "true": values[id] = .ticked(true)
        case "false": values[id] = .ticked(false)
        default:
          throw YAMLFile.error(value, .notTrueOrFalse(id), file: Self.name)
        }
      }
    }
  }

  /// Puts the settled answers over those that were read.
  ///
  /// - Parameter found: what was found while those were read; what is settled is open no more.
  /// - Returns: what stays of it, and a finding on each settled answer.
  public func apply(to answers: inout Answers, found: [Finding]) -> [Finding] {
    var findings = found.filter { values[$0.place] == nil } + findings
    for (id, value) in values.sorted(by: { $0.key < $1.key }) {
      findings.append(Finding(settling: id, read: answers[id], as: value))
      answers.set(value, at: id, from: .settled)
    }
    return findings
  }
}

extension Finding {
  /// What was settled by hand: a note beside the value, and a warning where the form itself says
  /// otherwise.
  init(settling place: String, read: Answers.Answer?, as value: Answers.Answer) {
    switch read {
    case .ticked(let isTicked)? where read != value:
      self.init(
        "answers-and-form-differ", .warning, at: place,
        ["what": isTicked ? "form-ticked" : "form-unticked"])
    case .text(let text)? where !text.isEmpty && read != value:
      self.init("answers-and-form-differ", .warning, at: place)
    default: self.init("answer-settled", .note, at: place)
    }
  }
}
