import Evidence
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
}
