import Definitions
import Evidence
import Foundation
import Testing

@testable import Office

/// Forms of other shapes, against what a person reads in them (`Fixtures/Drafts/expected.txt`).
@Suite struct OtherFormDraftTests {
  static let folder = Samples.folder.deletingLastPathComponent().appending(path: "Drafts")
  static let names = [
    "小巨人申请书", "小巨人申请书-LibreOffice另存", "高新技术企业认定申请书", "技术中心申报表", "资助申请表",
  ]

  static func document(_ name: String) throws -> WordDocument {
    try WordDocument(
      bytes: Array(Data(contentsOf: folder.appending(path: "\(name).docx"))))
  }

  static func expected(_ name: String) throws -> [String] {
    let text = try String(contentsOf: folder.appending(path: "expected.txt"), encoding: .utf8)
    let own = name.split(separator: "-")[0]
    let blocks = text.split(separator: "= ").map { $0.split(separator: "\n").map(String.init) }
    return Array(try #require(blocks.first { $0[0] == own }).dropFirst())
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  static func line(_ field: Form.Field, in section: Form.Section) -> String {
    let parts = field.options.map(\.label) + (field.rows + field.columns).map(\.label)
    let mark = field.evidence?.level == .required ? "! " : ""
    return
      "\(mark)\(section.number) | \(field.label) | \(field.kind.rawValue) | \(parts.joined(separator: " "))"
      .trimmingCharacters(in: .whitespaces)
  }

  @Test(arguments: names)
  func `the draft holds what a person reads in the form`(name: String) throws {
    let form = FormDraft(try Self.document(name), id: "draft").form
    let lines = form.sections.flatMap { section in
      section.fields.map { Self.line($0, in: section) }
    }
    #expect(lines == (try Self.expected(name)))
  }

  @Test(arguments: names)
  func `the draft is a sound definition, and reads its own form`(name: String) throws {
    let document = try Self.document(name)
    let form = FormDraft(document, id: "draft").form
    #expect(try Form(definition: form.definition()) == form)
    let filled = FilledForm(form, in: document)
    #expect(filled.findings.isEmpty, "\(filled.findings)")
    for place in form.places {
      let answer = filled.answers.values[place.id]
      #expect(answer == (place.kind == .checkbox ? .ticked(false) : .text("")), "\(place.id)")
    }
  }

  @Test(arguments: ["notice", "empty"])
  func `what asks for nothing is no form`(name: String) throws {
    #expect(FormDraft(try Self.document(name), id: "draft").form.fields.isEmpty)
  }

  static func cell(_ text: String, _ more: [WordDocument.Block] = []) -> WordDocument.Cell {
    WordDocument.Cell(blocks: [.paragraph(.init(pieces: [.text(text)]))] + more)
  }

  @Test func `words that mean something in a definition are fixed words`() throws {
    let document = WordDocument(blocks: [
      .paragraph(.init(pieces: [.text("申报表")])),
      .table(
        .init(rows: [
          .init(cells: [Self.cell("^"), Self.cell("")]),
          .init(cells: [Self.cell("{f1} [[甲]]"), Self.cell("")]),
          .init(cells: [Self.cell("数量{"), Self.cell("□{@f1} □]]")]),
        ])),
    ])
    let form = FormDraft(document, id: "draft").form
    #expect(form.places.count == 4)
    #expect(try Form(definition: form.definition()) == form)
    #expect(FilledForm(form, in: document).findings.isEmpty)
  }

  @Test func `tables nested without end make a sound definition`() throws {
    var block = WordDocument.Block.paragraph(.init(pieces: [.text("数量：____")]))
    for _ in 0..<12 {
      let row = WordDocument.Row(cells: [Self.cell("1.甲"), Self.cell("", [block])])
      block = .table(.init(rows: [row, row]))
    }
    let form = FormDraft(WordDocument(blocks: [block]), id: "draft").form
    #expect(try Form(definition: form.definition()) == form)
  }

  @Test func `a row wider than Word has columns is left out`() {
    let wide = WordDocument.Row(cells: Array(repeating: Self.cell(""), count: 10_000))
    let row = WordDocument.Row(cells: [Self.cell("名称"), Self.cell("")])
    let form = FormDraft(
      WordDocument(blocks: [.table(.init(rows: [wide, row]))]), id: "draft"
    ).form
    #expect(form.places.count == 1)
  }

  @Test func `a form that is filled in is told`() throws {
    let draft = FormDraft(try Samples.document("forms/cluster1-v1.docx"), id: "draft")
    #expect(draft.checks.first?.rule == "draft-filled")
    let truth = try Samples.truth("forms/cluster1-v1.truth.json")
    #expect(draft.checks.first?.details["count"] == String(truth.count { $0.ticked == true }))
    let blank = FormDraft(try Samples.document("blank/申报表-空白.docx"), id: "draft")
    #expect(!blank.checks.contains { $0.rule == "draft-filled" })
  }
}
