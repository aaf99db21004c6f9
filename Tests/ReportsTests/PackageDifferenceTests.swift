import Definitions
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
      sha256: Digest(bytes: [UInt8](repeating: byte, count: 32)))
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
        "3-3-1": [
          .relinked(
            try file("路线图.pdf", "F"), from: try number("3-3-1"), to: try number("3-3-2"))
        ],
        "5-2": [.added(try file("公式.docx", "K"))],
      ])
    let states = try #require(found.requirements.last?.states)
    #expect(states == (.missing, .held))
  }

  @Test func aCopyOfAFileThatIsThereIsAddedOrRemovedAndNeverLinkedElsewhere() throws {
    let one = try side(["3-1": [("清单.xlsx", "A")]])
    let two = try side(["3-1": [("清单.xlsx", "A"), ("副本.xlsx", "A")], "3-2": [("清单.xlsx", "A")]])
    let added = try difference(one, two)
    #expect(
      added.requirements.map(\.changes) == [
        [.added(try file("副本.xlsx", "A"))], [.added(try file("清单.xlsx", "A"))],
      ])
    #expect(added.text(.zh).contains("新增  副本.xlsx（1 B）（与 3-1 的“清单.xlsx”内容相同）\n"))
    #expect(added.text(.en).contains("(the same content as “清单.xlsx” of 3-1)\n"))
    let removed = try difference(two, one)
    #expect(
      removed.requirements.map(\.changes) == [
        [.removed(try file("副本.xlsx", "A"))], [.removed(try file("清单.xlsx", "A"))],
      ])
  }

  /// A change as the other direction has it.
  private func mirrored(_ change: PackageDifference.Change) -> [String] {
    func key(_ file: Evidence.Attachment) -> String { file.path.name + (file.sha256?.hex ?? "") }
    switch change {
    case .added(let file): return ["removed", key(file)]
    case .removed(let file): return ["added", key(file)]
    case .replaced(let old, let new): return ["replaced", key(new), key(old)]
    case .renamed(let old, let new): return ["renamed", key(new), key(old)]
    case .relinked(let file, let from, let to):
      return ["relinked", key(file), to.description, from.description]
    }
  }

  private func plain(_ change: PackageDifference.Change) -> [String] {
    func key(_ file: Evidence.Attachment) -> String { file.path.name + (file.sha256?.hex ?? "") }
    switch change {
    case .added(let file): return ["added", key(file)]
    case .removed(let file): return ["removed", key(file)]
    case .replaced(let old, let new): return ["replaced", key(old), key(new)]
    case .renamed(let old, let new): return ["renamed", key(old), key(new)]
    case .relinked(let file, let from, let to):
      return ["relinked", key(file), from.description, to.description]
    }
  }

  /// Few names, contents and requirements, so that every kind of coincidence comes about; and what
  /// the changes say, done to the old files, gives the new ones.
  @Test func bothDirectionsTellTheSameAndTheChangesLeadFromOldToNew() throws {
    var random = SplitMix(state: 20_261_124)
    let numbers = ["3-1", "3-2", "3-3-1"]
    func anySide() throws -> PackageDifference.Side {
      var attachments: [String: [(name: String, content: Character)]] = [:]
      for number in numbers where Bool.random(using: &random) {
        attachments[number] = (0..<Int.random(in: 0...4, using: &random)).map { _ in
          (
            "abc".randomElement(using: &random).map(String.init) ?? "",
            "XYZ".randomElement(using: &random) ?? "X"
          )
        }
      }
      return try side(attachments)
    }
    func files(_ side: PackageDifference.Side) -> [String] {
      side.attachments.flatMap { number, files in
        files.map { "\(number) \($0.path.name) \($0.sha256?.hex ?? "")" }
      }.sorted()
    }
    for _ in 0..<2_000 {
      let (old, new) = (try anySide(), try anySide())
      let there = try difference(old, new).requirements
      let back = try difference(new, old).requirements
      #expect(there.map(\.number) == back.map(\.number))
      for (one, other) in zip(there, back) {
        #expect(
          one.changes.map(mirrored).sorted { $0.lexicographicallyPrecedes($1) }
            == other.changes.map(plain).sorted { $0.lexicographicallyPrecedes($1) })
      }
      var bag = files(old)
      func take(_ file: Evidence.Attachment, _ number: Number) throws {
        let index = try #require(
          bag.firstIndex(of: "\(number) \(file.path.name) \(file.sha256?.hex ?? "")"))
        bag.remove(at: index)
      }
      func put(_ file: Evidence.Attachment, _ number: Number) {
        bag.append("\(number) \(file.path.name) \(file.sha256?.hex ?? "")")
      }
      for requirement in there {
        for change in requirement.changes {
          switch change {
          case .added(let file): put(file, requirement.number)
          case .removed(let file): try take(file, requirement.number)
          case .replaced(let before, let after), .renamed(let before, let after):
            try take(before, requirement.number)
            put(after, requirement.number)
          case .relinked(let file, let from, let to):
            try take(file, from)
            put(file, to)
          }
        }
      }
      #expect(bag.sorted() == files(new))
    }
  }

  @Test func aPackageChangedAfterSealingIsNotCalledTheSame() throws {
    let digest = try #require(Digest(bytes: [UInt8](repeating: 7, count: 32)))
    var sound = try side([:])
    sound.package.sealNumber = digest
    var changed = sound
    changed.package.findings = [Finding("digest-mismatch", .error, at: "data/x")]
    #expect(try difference(sound, sound).succession == .same)
    #expect(try difference(sound, changed).succession == .altered(old: false, new: true))
    #expect(
      try difference(sound, changed).text(.zh).contains("后一次的内容在封装后被改动或损坏，不能采信"))
    #expect(try difference(changed, sound).text(.zh).contains("前一次的内容在封装后被改动或损坏"))
    #expect(try difference(changed, changed).text(.en).contains("but both were changed"))
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

/// A source of the same numbers on every run (Steele, Lea, Flood: SplitMix64).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension String {
  fileprivate func replacingOccurrences(_ old: String, _ new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}
