import Definitions
import Testing

@testable import Evidence

@Suite struct FormWriterTests {
  @Test(arguments: BundledForms.definitions.map(\.id))
  func `a bundled form that was written reads as the same form`(id: String) throws {
    let form = try #require(try BundledForms.form(id))
    #expect(try Form(definition: form.definition()) == form)
  }

  @Test func `comments stand before what they are about, and change nothing`() throws {
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    let text = form.definition(comments: [
      "": ["head"], "digital": ["section"], "digital.cloud-share": ["field\nof two lines"],
    ])
    #expect(text.hasPrefix("# head\nform: "))
    #expect(text.contains("  # section\n  - id: digital\n"))
    #expect(text.contains("      # field\n      # of two lines\n      - id: cloud-share\n"))
    #expect(try Form(definition: text) == form)
  }

  /// YAML takes what stands before a colon for a key up to 1,024 characters (1.2 §7.4.3).
  @Test(arguments: [1023, 1024, 1025, 5000]) func `an id survives being written, however long`(
    length: Int
  ) throws {
    for letter in ["a", "\""] {
      let id = String(repeating: letter, count: length)
      let field = Form.Field(
        id: "s.f", label: "甲", kind: .checklist,
        options: [Form.Choice(id: id, label: "乙")])
      let form = Form(
        id: "form", version: "1", title: "甲", issuer: "乙", instructions: [], remarks: [],
        sections: [
          Form.Section(
            id: "s", number: "一", ordinal: 1, title: "甲", heading: "甲", layout: .paragraphs,
            fields: [field],
            rows: [
              PrintedRow(cells: [.lines([.tokens([.box("s.f.\(id)", label: "乙")])])])
            ])
        ], rules: [])
      let written = form.definition()
      let read = try Form(definition: written)
      #expect(read.fields.first?.options.map { $0.id } == [id])
      #expect(read.definition() == written)
    }
  }

  @Test(arguments: [
    "yes", "No", "1", "", " a", "a ", "a: b", "a #b", "- a", "*a", "&a", "[a]", "{a}", "#a", "'a'",
    "\"", "\\", "a\nb", "a\tb", "a\u{7}b", "a\u{2028}b", "a\u{FEFF}b", "~", "null", "（是）", "是：",
    "1. 甲", "100%", "%", "|", ">", "!a", "@a", "`a`", "?", "2023年", "甲, 乙", "a,b",
  ])
  func `a text survives being written`(text: String) throws {
    var form = Form(
      id: "form", version: "1", title: text, issuer: text, instructions: [text], remarks: [text],
      sections: [], rules: [])
    form.sections = [
      Form.Section(
        id: "s", number: text, ordinal: 1, title: text, heading: text, layout: .paragraphs,
        fields: [
          Form.Field(
            id: "s.f", label: text, parent: text, kind: .checklist,
            options: [Form.Choice(id: "a", label: text)])
        ],
        rows: [
          PrintedRow(cells: [.lines([.tokens([.words("b", optional: false)])])]),
          PrintedRow(cells: [.mergedAbove, .lines([.tokens([.box("s.f.a", label: text)])])]),
        ])
    ]
    #expect(try Form(definition: form.definition()) == form)
  }
}
