import Definitions
import Evidence
import Foundation
import Testing

@testable import Office

/// What is drafted out of the blank sample, against its truth file; an answer's place is told by
/// section, label, option, row and column, never by its id.
@Suite struct FormDraftTests {
  static let blanks = ["blank/申报表-空白.docx", "blank/申报表-空白-LibreOffice另存.docx"]
  static let filled = [
    "cluster1-v1", "cluster1-v2", "cluster1-v4", "cluster1-v5", "cluster1-v8", "cluster2-v1",
    "cluster2-v2", "cluster2-v4", "cluster2-v5", "cluster2-v8",
  ].filter { name in
    FileManager.default.fileExists(
      atPath: Samples.folder.appending(path: "forms/\(name).docx").path(percentEncoded: false))
  }

  static func draft(_ path: String) throws -> FormDraft {
    FormDraft(try Samples.document(path), id: "draft")
  }

  /// Places of the draft by those of the truth. Both are in the form's order, so that equal ones
  /// are paired in it; the numbers that Word puts before a line are not in its text.
  static func pairs(
    _ form: Form, _ truth: [Samples.TruePlace]
  ) -> [(truth: Samples.TruePlace, id: String?)] {
    func key(_ parts: [String?]) -> String { parts.map { $0 ?? "" }.joined(separator: "|") }
    func bare(_ label: String) -> String {
      label.filter { !$0.isWhitespace }
        .replacing(#/^[0-9]+[、.]|^（[0-9]）/#, with: "")
    }
    var places: [String: [String]] = [:]
    for place in form.places {
      let name = key([
        place.section, bare(place.label), place.kind == .checkbox ? "box" : nil, place.option,
        place.row, place.column,
      ])
      places[name, default: []].append(place.id)
    }
    return truth.map { place in
      let name = key([
        place.section, bare(place.label), place.kind == "checkbox" ? "box" : nil, place.option,
        place.row, place.column,
      ])
      guard let id = places[name]?.first else { return (place, nil) }
      places[name]?.removeFirst()
      return (place, id)
    }
  }

  @Test(arguments: blanks)
  func `the draft finds all sections and places of the blank sample`(path: String) throws {
    let form = try Self.draft(path).form
    let truth = try Samples.truth("blank/申报表-空白.truth.json")
    let sections = truth.map(\.section).reduce(into: [String]()) {
      if $0.last != $1 { $0.append($1) }
    }
    #expect(form.sections.map(\.number) == sections)
    let pairs = Self.pairs(form, truth)
    let missing = pairs.filter { $0.id == nil }.map(\.truth)
    #expect(missing.isEmpty, "\(missing)")
    #expect(form.places.count == truth.count)
    #expect(form.title == "福建省中小企业特色产业集群申报表")
    #expect(form.issuer == "福建省工业和信息化厅")
    #expect(form.instructions.count == 11)
  }

  @Test(arguments: blanks)
  func `the draft asks for the evidence that the form asks for`(path: String) throws {
    let form = try Self.draft(path).form
    let own = form.requirements.filter { $0.level == .required }
    let made = try Samples.form().requirements.filter { $0.level == .required }
    #expect(own.count { $0.option != nil && $0.note == "（注：勾选需提供佐证材料）" } == 46)
    #expect(own.map(\.number) == made.map(\.number))
    #expect(own.map(\.option) == made.map(\.option))
    #expect(own.map(\.note) == made.map(\.note))
    #expect(own.map(\.trigger) == made.map(\.trigger))
    #expect(own.map(\.accepts) == made.map(\.accepts))
    #expect(form.requirements.filter(\.declares).map(\.label) == ["单位负责人（签字）"])
  }

  @Test(arguments: blanks)
  func `kinds, units, limits and ranges are those of the definition made by hand`(
    path: String
  ) throws {
    let draft = try Self.draft(path).form
    let made = try Samples.form()
    let ids = Dictionary(
      Self.pairs(
        draft,
        made.places.map {
          Samples.TruePlace(
            section: $0.section, label: $0.label, kind: $0.kind.rawValue, option: $0.option,
            row: $0.row, column: $0.column)
        }
      ).enumerated().compactMap { index, pair in pair.id.map { (made.places[index].id, $0) } },
      uniquingKeysWith: { first, _ in first })
    let drafted = Dictionary(uniqueKeysWithValues: draft.places.map { ($0.id, $0) })
    for place in made.places {
      let own = try #require(ids[place.id].flatMap { drafted[$0] })
      #expect(own.kind == place.kind, "\(place.id)")
      let field = try #require(draft.field(own.fieldID))
      let other = try #require(made.field(place.fieldID))
      #expect(field.kind == other.kind, "\(place.id)")
      #expect(field.unit == other.unit, "\(place.id)")
      #expect(field.limit == other.limit, "\(place.id)")
      #expect(field.range == other.range, "\(place.id)")
      #expect(field.options.map(\.claims) == other.options.map(\.claims))
      #expect(field.blank == other.blank, "\(place.id)")
      #expect(own.optional == place.optional, "\(place.id)")
    }
  }

  @Test(arguments: blanks)
  func `the definition that is written reads as the draft`(path: String) throws {
    let draft = try Self.draft(path)
    #expect(try Form(definition: draft.form.definition()) == draft.form)
  }

  @Test(arguments: filled)
  func `with the draft a filled form is read at once`(name: String) throws {
    let document = try Samples.document("forms/\(name).docx")
    let truth = try Samples.truth("forms/\(name).truth.json")
    for blank in Self.blanks {
      let form = try Self.draft(blank).form
      let answers = FilledForm(form, in: document).answers
      var wrong: [String] = []
      for (place, id) in Self.pairs(form, truth) {
        guard let id, let answer = answers.values[id] else {
          wrong.append("\(place.section) \(place.label) \(place.option ?? "") has no answer")
          continue
        }
        let isRight =
          switch answer {
          case .ticked(let ticked): ticked == place.ticked
          case .text(let text): text == place.value
          case .undetermined: false
          }
        if !isRight {
          wrong.append("\(place.section) \(place.label) \(place.option ?? ""): \(answer)")
        }
      }
      #expect(
        wrong.isEmpty,
        "\(blank): \(wrong.count) of \(truth.count)\n\(wrong.joined(separator: "\n"))")
    }
  }
}
