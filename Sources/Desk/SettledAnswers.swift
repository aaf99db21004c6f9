public import Evidence
internal import Yams

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
    let node = try YAMLFile.compose(text, file: Self.name)
    guard let mapping = node.mapping else {
      throw .malformed(file: Self.name, line: 1, problem: .notAMapping)
    }
    let places = Dictionary(uniqueKeysWithValues: form.places.map { ($0.id, $0) })
    for (key, value) in mapping {
      guard key.string == "answers" else {
        throw YAMLFile.error(key, .unknownKey(key.string ?? ""), file: Self.name)
      }
      guard let answers = value.mapping else {
        throw YAMLFile.error(value, .notAMapping, file: Self.name)
      }
      for (key, value) in answers {
        let id = key.string ?? ""
        let line = String(key.mark?.line ?? 1)
        guard let place = places[id] else {
          findings.append(
            Finding("answer-settled-unknown", .error, at: Self.name, ["id": id, "line": line]))
          continue
        }
        guard let text = value.scalar?.string else {
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

  /// Puts the settled answers over those that were read, and tells of each.
  public func apply(to answers: inout Answers) -> [Finding] {
    var findings = findings
    for (id, value) in values.sorted(by: { $0.key < $1.key }) {
      let read = answers[id]
      let isOpen = read == nil || read == .undetermined || read == .text("") || read == value
      findings.append(
        isOpen
          ? Finding("answer-settled", .note, at: id)
          : Finding("answers-and-form-differ", .error, at: id))
      answers.set(value, at: id, from: .settled)
    }
    return findings
  }
}
