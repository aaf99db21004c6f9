import Foundation
import Testing
import ThreadTime

@testable import Evidence

/// Names and lists of a shape that a careless reader takes the square of their number for.
@Suite(.serialized) struct LinearTimeTests {
  /// The most that any of them may take, in a debug build.
  /// Under the address sanitizer all takes several times as long.
  static let longest = Duration.seconds(
    ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil ? 10 : 100)

  @Test func `many names that are mended into one`() {
    // Every row of blanks and dots behind it is mended away.
    let bits = 13
    let names = (0..<(1 << bits)).map { number in
      "x" + (0..<bits).map { number >> $0 & 1 == 0 ? " " : "." }.joined()
    }
    let entries = names.map { NamePlan.Entry(path: Array($0.utf8)) }
    var plan = NamePlan([], root: "d")
    let (_, time) = threadTime { plan = NamePlan(entries, root: "d") }
    #expect(time < Self.longest)
    let mended = plan.renamings.compactMap(\.newName)
    #expect(Set(mended) == Set(["x"] + (2...names.count).map { "x（\($0)）" }))
    #expect(mended.count == names.count)
  }

  @Test func `many long names that are cut to one`() {
    // Cut to the same beginning once a number is put in, though no two of them are alike.
    let beginning = String(repeating: "长", count: 83)
    let names = (0..<900).flatMap { number in
      ["q", "Q"].map { "\(beginning)\($0)\(String(number + 1000).dropFirst())" }
    }
    let entries = names.map { NamePlan.Entry(path: Array($0.utf8)) }
    var plan = NamePlan([], root: "d")
    let (_, time) = threadTime { plan = NamePlan(entries, root: "d") }
    #expect(time < Self.longest)
    #expect(Set(plan.renamings.compactMap(\.newName)).count == 900)
  }

  @Test func `many lists that differ in one number`() throws {
    let tests = try EvidenceListTests()
    let rows = (1...200).map { ["\($0)", "甲", "GB/T \($0)-2023", "国家", "主持", "A", "2023"] }
    let one = try tests.read([EvidenceListTests.header] + rows)
    let lists = (0..<300).map { index in
      var list = one
      list.file = "\(index).csv"
      list.entries[199].cells["number"] = Sheet.Cell(column: 3, text: "GB/T 9\(index)-2023")
      return list
    }
    var findings: [Finding] = []
    let time = ContinuousClock().measure {
      findings = tests.requirements[0].findings(lists, against: nil)
    }
    #expect(time < Self.longest)
    #expect(findings.count { $0.rule == "list-copy" } == 0)
    #expect(findings.count { $0.rule == "list-several" } == 1)
  }
}
