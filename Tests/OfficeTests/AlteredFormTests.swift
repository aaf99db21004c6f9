import Evidence
import Testing

@testable import Office

/// Forms whose layout was changed, against the answers of the same form unchanged.
struct AlteredFormTests {
  let form: Form
  let document: WordDocument
  let answers: Answers

  init() throws {
    form = try Samples.form()
    document = try Samples.document("forms/cluster1-v1.docx")
    answers = FilledForm(form, in: document).answers
  }

  /// Where the paragraph with this text stands in the body.
  private func place(of text: String) throws -> Int {
    try #require(document.blocks.firstIndex { [$0].allTexts == [text] })
  }

  /// Changes the rows of the table after a heading.
  private func changing(
    _ heading: String, _ change: (inout [WordDocument.Row]) -> Void
  ) throws -> WordDocument {
    var changed = document
    let table = try place(of: heading) + 1
    guard case .table(var found) = changed.blocks[table] else {
      Issue.record("no table after \(heading)")
      return document
    }
    change(&found.rows)
    changed.blocks[table] = .table(found)
    return changed
  }

  private static func paragraph(_ text: String) -> WordDocument.Block {
    .paragraph(WordDocument.Paragraph(pieces: [.text(text)]))
  }

  private func expect(
    _ document: WordDocument, _ findings: [Finding], without missing: Set<String> = []
  ) {
    let filled = FilledForm(form, in: document)
    #expect(filled.findings == findings)
    for place in form.places {
      let expected =
        missing.contains(place.id)
        ? (place.kind == .checkbox ? .undetermined : nil) : answers[place.id]
      #expect(filled.answers[place.id] == expected, "\(place.id)")
    }
  }

  @Test func `a heading with an automatic number is found`() throws {
    var changed = document
    changed.blocks[try place(of: "一、基本情况")] = Self.paragraph("基本情况")
    expect(changed, [])
  }

  @Test(arguments: ["一、基本情况", "五、绿色化转型情况", "九、真实性声明及推荐意见"])
  func `without its heading a section is still found by its rows`(heading: String) throws {
    var changed = document
    changed.blocks.remove(at: try place(of: heading))
    let section = try #require(form.sections.first { $0.heading == heading })
    expect(
      changed,
      [
        Finding(
          "form-altered", .warning, at: section.id, ["what": "heading", "text": heading])
      ])
  }

  @Test(arguments: ["二、主导产业情况", "九、真实性声明及推荐意见"])
  func `a section that is gone is told once`(heading: String) throws {
    var changed = document
    changed.blocks.removeSubrange(try place(of: heading)...(try place(of: heading) + 1))
    let section = try #require(form.sections.first { $0.heading == heading })
    expect(
      changed, [Finding("form-section-missing", .error, at: section.id, ["text": heading])],
      without: Set(form.places.filter { $0.section == section.number }.map(\.id)))
  }

  @Test func `a table torn in two by an empty paragraph is one`() throws {
    var changed = document
    let table = try place(of: "二、主导产业情况") + 1
    guard case .table(let found) = changed.blocks[table] else { return }
    changed.blocks[table] = .table(WordDocument.Table(rows: Array(found.rows[..<7])))
    changed.blocks.insert(Self.paragraph(""), at: table + 1)
    changed.blocks.insert(
      .table(WordDocument.Table(rows: Array(found.rows[7...]))), at: table + 2)
    expect(changed, [])
  }

  @Test func `a row that is gone is told for each of its places`() throws {
    let changed = try changing("二、主导产业情况") { $0.remove(at: 1) }
    let ids = ["2020", "2021", "2022"].map { "industry.output.\($0)" }
    try #require(ids.allSatisfy { answers[$0] != nil })
    expect(
      changed,
      ids.map { Finding("form-place-missing", .error, at: $0, ["text": "集群总产值（亿元）"]) },
      without: Set(ids))
  }

  @Test func `an added row is told and the others are read`() throws {
    let changed = try changing("二、主导产业情况") { $0.insert($0[4], at: 5) }
    expect(
      changed,
      [
        Finding(
          "form-altered", .warning, at: "industry", ["what": "row-added", "count": "1"])
      ])
  }

  @Test func `a row whose label was changed is told by its neighbours`() throws {
    let changed = try changing("二、主导产业情况") {
      $0[1].cells[0].blocks = [Self.paragraph("集群总产值（万元）")]
    }
    expect(
      changed,
      [
        Finding(
          "form-altered", .warning, at: "industry",
          ["what": "label", "text": "集群总产值（亿元）"])
      ])
  }

  @Test func `boxes without marks are told with their line`() throws {
    let changed = try changing("一、基本情况") {
      $0[6].cells[1].blocks = [
        Self.paragraph("第一产业"), Self.paragraph("第二产业"), Self.paragraph("第三产业"),
      ]
    }
    let boxes = [("primary", "第一产业"), ("secondary", "第二产业"), ("tertiary", "第三产业")]
    expect(
      changed,
      boxes.map {
        Finding("box-undetermined", .error, at: "basics.sector.\($0)", ["text": $1])
      }, without: Set(boxes.map { "basics.sector.\($0.0)" }))
  }

  @Test func `an option that is gone is told`() throws {
    let changed = try changing("一、基本情况") { $0[6].cells[1].blocks.removeFirst() }
    expect(
      changed,
      [
        Finding(
          "form-place-missing", .error, at: "basics.sector.primary", ["text": "第一产业"])
      ], without: ["basics.sector.primary"])
  }

  @Test func `a cell that is gone is told`() throws {
    let changed = try changing("二、主导产业情况") { $0[1].cells.removeLast() }
    expect(
      changed,
      [
        Finding(
          "form-altered", .warning, at: "industry",
          ["what": "cells", "text": "集群总产值（亿元）"]),
        Finding(
          "form-place-missing", .error, at: "industry.output.2022",
          ["text": "集群总产值（亿元）"]),
      ], without: ["industry.output.2022"])
  }
}
