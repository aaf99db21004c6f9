import Evidence
import Testing

@testable import Manifest
@testable import Reports

@Suite struct PackageDifferenceTests {
  typealias Number = Requirement.Number

  private func number(_ text: String) throws -> Number { try #require(Number(text)) }

  /// An attachment whose content is one letter, of which its digest is made.
  private func file(_ name: String, _ content: Character) throws -> Evidence.Attachment {
    let byte = try #require(content.asciiValue)
    return Evidence.Attachment(
      path: try PackagePath("data/evidence/x/\(name)"), size: 1,
      sha256: Digest(bytes: [UInt8](repeating: byte, count: 32))?.hex)
  }

  private func side(
    _ attachments: [String: [(name: String, content: Character)]],
    _ states: [String: CompletenessReport.State] = [:], answers: Answers = Answers()
  ) throws -> PackageDifference.Side {
    var side = PackageDifference.Side(
      file: "a.tar", package: PackageReport(), states: [:], attachments: [:], answers: answers)
    for (text, files) in attachments {
      side.attachments[try number(text)] = try files.map { try file($0.name, $0.content) }
    }
    for (text, state) in states { side.states[try number(text)] = state }
    return side
  }

  private func difference(
    _ old: PackageDifference.Side, _ new: PackageDifference.Side
  ) throws -> PackageDifference {
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    return PackageDifference(from: old, to: new, form: form)
  }

  @Test func theSamePackageHasNoDifference() throws {
    let side = try side(["3-1": [("a", "A"), ("b", "B")]], ["3-1": .held])
    #expect(try difference(side, side).isEmpty)
  }

  @Test func eachKindOfChangeIsToldApart() throws {
    let old = try side(
      [
        "2-1": [("图谱.pdf", "A"), ("旧.pdf", "B")],
        "3-1": [("清单.xlsx", "C"), ("证书.pdf", "D")],
        "3-2": [("专利.csv", "E")],
        "3-3-1": [("路线图.pdf", "F")],
        "5-1": [("截图.png", "G")],
      ], ["2-1": .held, "5-2": .missing])
    let new = try side(
      [
        "2-1": [("图谱.pdf", "A"), ("新.pdf", "B"), ("另.pdf", "H")],
        "3-1": [("清单.xlsx", "I")],
        "3-2": [("专利（更正）.csv", "J")],
        "3-3-2": [("路线图.pdf", "F")],
        "5-1": [("截图.png", "G")],
        "5-2": [("公式.docx", "K")],
      ], ["2-1": .held, "5-2": .held])
    let found = try difference(old, new)
    let changes = Dictionary(
      uniqueKeysWithValues: found.requirements.map { ($0.number.description, $0.changes) })
    #expect(
      changes == [
        "2-1": [
          .renamed(try file("旧.pdf", "B"), to: try file("新.pdf", "B")),
          .added(try file("另.pdf", "H")),
        ],
        "3-1": [
          .replaced(try file("清单.xlsx", "C"), by: try file("清单.xlsx", "I")),
          .removed(try file("证书.pdf", "D")),
        ],
        // The only change of a requirement is a replacement, whatever the names.
        "3-2": [.replaced(try file("专利.csv", "E"), by: try file("专利（更正）.csv", "J"))],
        "3-3-2": [
          .relinked(
            try file("路线图.pdf", "F"), from: [try number("3-3-1")], to: [try number("3-3-2")])
        ],
        "5-2": [.added(try file("公式.docx", "K"))],
      ])
    let states = try #require(found.requirements.last?.states)
    #expect(states == (.missing, .held))
  }

  @Test func answersThatDifferAreToldInTheFormsOrder() throws {
    var before = Answers()
    before.set(.text("12"), at: "innovation.patents", from: .document)
    before.set(.ticked(true), at: "innovation.joint.roadmap", from: .document)
    before.set(.text("同"), at: "cover.name", from: .document)
    var after = before
    after.set(.text("18"), at: "innovation.patents", from: .document)
    after.set(.undetermined, at: "basics.sector.primary", from: .document)
    let found = try difference(try side([:], answers: before), try side([:], answers: after))
    #expect(found.answers.map(\.place) == ["basics.sector.primary", "innovation.patents"])
    #expect(found.answers.last?.before == .text("12"))
    #expect(found.text(.zh).contains("    12 → 18\n"))
  }

  @Test func whichPackageIsSupersededIsTold() throws {
    var old = try side([:])
    let digest = try #require(Digest(bytes: [UInt8](repeating: 7, count: 32)))
    old.package.sealNumber = digest
    var new = try side([:])
    #expect(try difference(old, new).succession == .notNamed)
    let field = try #require(BagInfo.Field(label: BagLayout.supersedesField, value: digest.hex))
    new.package.info.append(field)
    #expect(try difference(old, new).succession == .named)
    old.package.sealNumber = nil
    #expect(try difference(old, new).succession == .another(digest.hex))
  }

  @Test(
    .enabled(if: Python.hasJSONSchema, "python's jsonschema is not there"),
    arguments: Language.allCases)
  func aDifferenceIsAsItsSchemaSays(language: Language) throws {
    let old = try side(["3-1": [("a", "A"), ("b", "B")], "3-2": [("c", "C")]], ["3-1": .held])
    let new = try side(
      ["3-1": [("z", "A"), ("b", "X")], "3-3-1": [("c", "C")]], ["3-1": .missing])
    let json = try difference(old, new).rendered(as: .json, language: language, on: "2026-11-24")
    #expect(try SchemaTests.problems(json, "diff") == [])
    #expect(
      try SchemaTests.problems(json.replacingOccurrences("renamed", "moved"), "diff") != [])
  }
}

extension String {
  fileprivate func replacingOccurrences(_ old: String, _ new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}
