import Evidence
import Foundation
import Testing

@testable import Desk

/// A reviewer's marks in the file beside a package.
struct ReviewMarksTests {
  let scratch: ScratchFolder
  var package: String { "\(scratch.path)/甲.tar" }
  var file: String { package + ".review.json" }
  static let seal = String(repeating: "a1", count: 32)

  init() throws { scratch = try ScratchFolder() }

  func set(_ number: [Int], _ mark: ReviewMarks.Mark?, _ remark: String, seal: String = seal) throws
  {
    let number = Requirement.Number(number)
    let seen = try ReviewMarks.read(beside: package, sealNumber: seal)[number]
    try ReviewMarks.set(
      number, mark, remark, beside: package, sealNumber: seal,
      over: (seen?.mark, seen?.remark ?? ""))
  }

  @Test
  func `the file is as its schema says, in the order of the numbers`() throws {
    defer { scratch.remove() }
    try set([3, 10], .accepted, "")
    try set([2, 2, 1], .toMend, "请补“盖章”页\n第二行")
    try set([3, 2], nil, "只有意见")
    try set([3, 1], .doubtful, "一")
    try set([3, 1], nil, "")
    try set([3, 2], .accepted, "", seal: Self.later)
    try set([3, 3], .accepted, "")
    let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "Documentation/schemas/review-marks.schema.json").path(percentEncoded: false)
    let script = """
      import json, sys, jsonschema
      schema, marks = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
      jsonschema.Draft202012Validator.check_schema(schema)
      jsonschema.validate(marks, schema)
      assert [e["number"] for e in marks["entries"]] == ["2-2-1", "3-2", "3-3", "3-10"], marks
      assert [(e["sealNumber"], len(e["entries"])) for e in marks["earlier"]] == [("b2" * 32, 1)], marks
      assert marks["entries"][0]["remark"] == "请补“盖章”页\\n第二行"
      marks["entries"][0]["mark"] = "maybe"
      try: jsonschema.validate(marks, schema)
      except jsonschema.ValidationError: sys.exit(0)
      sys.exit("the schema refuses nothing")
      """
    #expect(try scratch.shell("python3 -c '\(script)' '\(schema)' '\(file)'") == 0)
  }

  @Test func `accepting many leaves alone of what something was said`() throws {
    defer { scratch.remove() }
    try set([2, 1], .toMend, "")
    try set([2, 3], nil, "只有意见")
    let numbers = [[2, 1], [2, 2], [2, 3], [3, 1]].map { Requirement.Number($0) }
    #expect(try ReviewMarks.accept(numbers, beside: package, sealNumber: Self.seal) == 2)
    let marks = try ReviewMarks.read(beside: package, sealNumber: Self.seal)
    #expect(marks.entries.map(\.number) == ["2-1", "2-2", "2-3", "3-1"])
    #expect(marks.entries.map(\.mark) == [.toMend, .accepted, nil, .accepted])
    #expect(marks[Requirement.Number([2, 3])]?.remark == "只有意见")
    let before = try Data(contentsOf: URL(filePath: file))
    #expect(try ReviewMarks.accept(numbers, beside: package, sealNumber: Self.seal) == 0)
    #expect(try Data(contentsOf: URL(filePath: file)) == before)
  }

  @Test func `whoever saw an older state of an item changes nothing, other items are no matter`()
    throws
  {
    defer { scratch.remove() }
    try set([2, 1], .accepted, "先")
    let before = try Data(contentsOf: URL(filePath: file))
    for seen in [(nil, ""), (.accepted, ""), (.doubtful, "先")] as [(ReviewMarks.Mark?, String)] {
      #expect(throws: DeskError.self) {
        try ReviewMarks.set(
          Requirement.Number([2, 1]), .doubtful, "后", beside: package, sealNumber: Self.seal,
          over: seen)
      }
    }
    #expect(try Data(contentsOf: URL(filePath: file)) == before)
    // At the same moment, of another item.
    try ReviewMarks.set(
      Requirement.Number([2, 2]), .doubtful, "后", beside: package, sealNumber: Self.seal,
      over: (nil, ""))
    // A mark is taken back, and its remark stays.
    try ReviewMarks.set(
      Requirement.Number([2, 1]), nil, "先", beside: package, sealNumber: Self.seal,
      over: (.accepted, "先"))
    let marks = try ReviewMarks.read(beside: package, sealNumber: Self.seal)
    #expect(marks.entries.map(\.mark) == [nil, .doubtful])
    #expect(marks.entries.map(\.remark) == ["先", "后"])
  }

  @Test func `a remark of several lines, which a field shows in one, can be changed`() throws {
    defer { scratch.remove() }
    try set([2, 1], .accepted, "一\n二")
    try ReviewMarks.set(
      Requirement.Number([2, 1]), .accepted, "三", beside: package, sealNumber: Self.seal,
      over: (.accepted, "一二"))
    let marks = try ReviewMarks.read(beside: package, sealNumber: Self.seal)
    #expect(marks.entries.map(\.remark) == ["三"])
  }

  @Test func `a remark of a stranger has nothing that is not seen, and joiners and lines`() throws {
    defer { scratch.remove() }
    let remark =
      "甲\u{0}\u{1B}[31m\u{85}\u{202E}\u{2028}\u{2066}\u{FFFE}\u{E0041}乙\n👩\u{200D}🌾\u{FEFF}"
    let file =
      [
        "schema": "evpack/review-marks/1", "sealNumber": Self.seal,
        "entries": [["number": "2-1", "remark": remark]],
      ] as [String: Any]
    try JSONSerialization.data(withJSONObject: file).write(to: URL(filePath: self.file))
    let marks = try ReviewMarks.read(beside: package, sealNumber: Self.seal)
    #expect(marks.entries.map(\.remark) == ["甲[31m乙\n👩\u{200D}🌾"])
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ["2-1", "2-1"], [String](repeating: "2-1", count: 150_000), (0..<10_001).map { "2-\($0)" },
    ])
  func `two entries for a requirement, or more than any form asks for, are no marks`(
    numbers: [String]
  ) throws {
    defer { scratch.remove() }
    let file =
      [
        "schema": "evpack/review-marks/1", "sealNumber": Self.seal,
        "entries": numbers.map { ["number": $0, "mark": "accepted", "remark": ""] },
      ] as [String: Any]
    try JSONSerialization.data(withJSONObject: file).write(to: URL(filePath: self.file))
    #expect(throws: DeskError.self) {
      try ReviewMarks.read(beside: package, sealNumber: Self.seal)
    }
  }

  @Test(arguments: ["", "{}", "[1]", "not JSON", #"{"schema":"evpack/review-marks/9"}"#])
  func `a file that is something else is told, and stays`(content: String) throws {
    defer { scratch.remove() }
    try Data(content.utf8).write(to: URL(filePath: file))
    #expect {
      try ReviewMarks.read(beside: package, sealNumber: Self.seal)
    } throws: { error in
      guard case .notReviewMarks(let named)? = error as? DeskError else { return false }
      return named == file
    }
    #expect(throws: DeskError.self) { try set([2, 1], .accepted, "") }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == content)
  }

  static let later = String(repeating: "b2", count: 32)

  @Test func `a package that takes the name of another one starts without marks`() throws {
    defer { scratch.remove() }
    try set([2, 1], .accepted, "前一次")
    try set([2, 2], .toMend, "")
    #expect(try ReviewMarks.read(beside: package, sealNumber: Self.later).entries.isEmpty)
    try set([2, 2], .doubtful, "这一次", seal: Self.later)
    let marks = try ReviewMarks.read(beside: package, sealNumber: Self.later)
    #expect(marks.entries.map(\.remark) == ["这一次"])
    #expect(marks.earlier.map(\.sealNumber) == [Self.seal])
    #expect(marks.earlier.first?.entries.map(\.remark) == ["前一次", ""])
    // The first package is put back.
    let back = try ReviewMarks.read(beside: package, sealNumber: Self.seal)
    #expect(back.entries.map(\.remark) == ["前一次", ""])
    #expect(back.earlier.first?.entries.map(\.remark) == ["这一次"])
  }

  @Test func `marks that version 0_2 wrote count for their package`() throws {
    defer { scratch.remove() }
    let text = """
      {"schema": "evpack/review-marks/1", "sealNumber": "\(Self.seal)",
       "entries": [{"number": "2-1", "mark": "to-mend", "remark": "请补"}]}
      """
    try Data(text.utf8).write(to: URL(filePath: file))
    let marks = try ReviewMarks.read(beside: package, sealNumber: Self.seal)
    #expect(marks.entries.map(\.mark) == [.toMend] && marks.earlier.isEmpty)
    let other = try ReviewMarks.read(beside: package, sealNumber: Self.later)
    #expect(other.entries.isEmpty && other.earlier.first?.entries.first?.remark == "请补")
  }
}
