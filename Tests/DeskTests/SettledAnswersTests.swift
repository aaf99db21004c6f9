import Definitions
import Evidence
import Foundation
import FoundationEssentials
import Manifest
import Reports
import Review
import Testing

@testable import Desk

struct SettledAnswersTests {
  let form: Form
  let boxes: [String]

  init() throws {
    form = try FormDefinition(named: BundledForms.definitions[0].id).form
    boxes = form.places.filter { $0.kind == .checkbox }.prefix(3).map(\.id)
  }

  func settling(_ text: String, _ id: String, _ isTicked: Bool?) throws -> String {
    try SettledAnswers.text(text, settling: id, as: isTicked, form: form)
  }

  @Test func `a box is settled, settled otherwise and left to the form again`() throws {
    let one = try settling("", boxes[0], true)
    #expect(one == "answers:\n  \(boxes[0]): true\n")
    let two = try settling(one, boxes[1], false)
    #expect(two == "answers:\n  \(boxes[0]): true\n  \(boxes[1]): false\n")
    #expect(
      try settling(two, boxes[0], false)
        == "answers:\n  \(boxes[0]): false\n  \(boxes[1]): false\n")
    #expect(try settling(two, boxes[1], nil) == one)
    #expect(try settling(one, boxes[0], nil) == "")
    #expect(try settling("", boxes[0], nil) == "")
  }

  @Test(arguments: ["\n", "\r\n"]) func `comments, order and what is unknown stay`(
    end: String
  ) throws {
    let lines = [
      "# 甲", "answers: # 乙", "    \(boxes[1]): true   # 丙", "    unknown.box: 1", "    # 丁",
      "    \(boxes[0]): \"false\" # 戊", "# 己", "",
    ]
    let text = lines.joined(separator: end)
    var expected = lines
    expected[2] = "    \(boxes[1]): false   # 丙"
    #expect(
      Array(try settling(text, boxes[1], false).unicodeScalars)
        == Array(expected.joined(separator: end).unicodeScalars))
    expected[5] = "    \(boxes[0]): true # 戊"
    #expect(
      Array(
        try settling(expected.joined(separator: end), boxes[0], true).unicodeScalars)
        == Array(expected.joined(separator: end).unicodeScalars))
    let added = try settling(text, boxes[2], true)
    #expect(added.unicodeScalars.starts(with: text.unicodeScalars))
    #expect(try SettledAnswers(text: added, form: form).values.count == 3)
  }

  @Test func `the last one goes and the comments stay`() throws {
    let text = "# 甲\nanswers:\n  \(boxes[0]): true\n"
    let none = try settling(text, boxes[0], nil)
    #expect(none == "# 甲\nanswers: {}\n")
    #expect(try settling(none, boxes[0], true) == text)
  }

  @Test func `what is written in braces is left to a person`() throws {
    for text in ["answers: {\(boxes[0]): true}\n", "{answers: {\(boxes[0]): true}}\n"] {
      #expect(throws: DeskError.self) { try settling(text, boxes[1], true) }
    }
  }

  // MARK: What settles and what stays

  private func settled(
    _ value: String, _ id: String, read: Answers.Answer?, found: [Finding]
  ) throws -> (findings: [Finding], answers: Answers) {
    var answers = Answers(values: read.map { [id: $0] } ?? [:])
    let findings = try SettledAnswers(text: "answers:\n  \(id): \(value)\n", form: form)
      .apply(to: &answers, found: found)
    return (findings, answers)
  }

  @Test(arguments: ["box-undetermined", "form-place-missing", "answer-undetermined"])
  func `what was settled is open no more`(rule: String) throws {
    let open = Finding(Finding.Rule(rawValue: rule), .error, at: boxes[0])
    let other = Finding("box-undetermined", .error, at: boxes[1])
    for read in [Answers.Answer?.none, .undetermined] {
      let (findings, answers) = try settled("true", boxes[0], read: read, found: [open, other])
      #expect(findings == [other, Finding("answer-settled", .note, at: boxes[0])])
      #expect(answers[boxes[0]] == .ticked(true))
    }
  }

  @Test(arguments: [
    (Answers.Answer.ticked(true), "false", Finding.Level.warning),
    (.ticked(false), "true", .warning),
    (.ticked(true), "true", .note),
  ])
  func `what the form says otherwise is a warning, and never blocks`(
    read: Answers.Answer, value: String, level: Finding.Level
  ) throws {
    let (findings, answers) = try settled(value, boxes[0], read: read, found: [])
    #expect(findings.map(\.level) == [level])
    #expect(answers[boxes[0]] == .ticked(value == "true"))
  }

  @Test func `a settled box stays so from the check to the review of the package`() throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    // The form ticks it, and no file proves it; 否 is ticked where nothing can be held against it.
    let box = "opening.cooperation.symposium"
    try "answers:\n  \(box): false\n".write(
      toFile: "\(sample.root)/answers.yaml", atomically: true, encoding: .utf8)
    let report = try sample.read().assess()
    let warning = Finding(
      "answers-and-form-differ", .warning, at: box, ["what": "form-ticked"])
    #expect(report.findings.contains(warning))
    #expect(!report.findings.contains { $0.level == .error && $0.place == box })
    #expect(report.progress.held == report.progress.asked)
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    let outcome = try DossierSealing.seal(
      sample.root, to: "\(scratch.path)/a.tar", sealedAt: 1_795_478_400, allowIncomplete: true)
    #expect(!outcome.report.findings.contains { $0.level == .error && $0.place == box })
    let review = try PackageReviewing.review(
      "\(scratch.path)/a.tar",
      signatures: SignaturePolicy(now: 1_795_478_400))
    #expect(review.findings.contains(warning))
    #expect(!review.findings.contains { $0.level == .error })
    #expect(review.completeness?.progress.held == review.completeness?.progress.asked)
  }
}
