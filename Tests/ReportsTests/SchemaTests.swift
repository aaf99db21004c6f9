import Evidence
import Foundation
import Testing

@testable import Manifest
@testable import Reports

@Suite struct SchemaTests {
  /// What `jsonschema` says against a document; empty where it is valid.
  static func problems(_ json: String, _ schema: String) throws -> [String] {
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1], encoding="utf-8"))
      jsonschema.Draft202012Validator.check_schema(schema)
      for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)):
        print(error.json_path, error.message[:200])
      """
    let file = repository.appending(path: "Documentation/schemas/\(schema).schema.json")
    return try Python.lines(script, json, [file.path])
  }

  @Test(
    arguments: Language.allCases)
  func aCheckIsAsItsSchemaSays(language: Language) throws {
    let report = try SampleDossier.halfway().report
    let json = report.rendered(as: .json, language: language, on: "2026-11-24")
    #expect(try Self.problems(json, "check") == [])
    let sealed = report.json(language, extra: [("sealed", .string("2026-11-24T11:02:46Z"))])
    #expect(try Self.problems(sealed.text, "check") == [])
    #expect(sealed.text.hasPrefix("{\n  \"schema\": \"evpack/check/1\",\n  \"sealed\": "))
    // That the schema refuses anything at all.
    let broken = json.replacingOccurrences(of: "\"not-required\"", with: "\"maybe\"")
    #expect(try Self.problems(broken, "check") != [])
  }

  @Test
  func aChecksCountsAgreeWithItsRequirements() throws {
    let report = try SampleDossier.halfway().report
    let script = """
      import json, sys
      d = json.load(sys.stdin); r = d["requirements"]; s = d["summary"]
      def n(level, *states): return sum(x["level"] == level and x["state"] in states for x in r)
      for level in ("required", "expected"):
        print(s[level] == {"asked": n(level, "held", "missing"), "held": n(level, "held"), "missing": n(level, "missing")})
      print(s["notRequired"] == sum(x["state"] == "not-required" for x in r), len(r))
      print(all(s[k + "s"] == sum(f["level"] == k for f in d["findings"]) for k in ("error", "warning", "note")))
      print(s["attachments"], d["verdict"])
      """
    #expect(
      try Python.lines(script, report.json(.zh).text)
        == ["True", "True", "True 80", "True", "39 incomplete"])
  }

  @Test(
    arguments: Language.allCases)
  func answersAreAsTheirSchemaSays(language: Language) throws {
    var sample = try SampleDossier()
    sample.answer(.undetermined, at: "basics.sector.primary")
    sample.answer(.text(" 两行\n“原样” "), at: "cover.name")
    let json = AnswersRendering.json(
      form: sample.form, answers: sample.dossier.answers,
      findings: [Finding("box-undetermined", .error, at: "basics.sector.primary")],
      language: language)
    #expect(try Self.problems(json, "answers") == [])
    let script = """
      import json, sys
      d = json.load(sys.stdin); by = {a["id"]: a for a in d["answers"]}
      print(d["form"], len(d["answers"]) == len(by)); print(list(by)[0])
      print(by["basics.sector.primary"]["ticked"], by["basics.sector.secondary"]["ticked"])
      print(repr(by["cover.name"]["value"]))
      """
    #expect(
      try Python.lines(script, json) == [
        "fujian-sme-cluster-2026 True", "cover.name", "None False", "' 两行\\n“原样” '",
      ])
    let empty = AnswersRendering.json(
      form: sample.form, answers: Answers(), findings: [], language: language)
    #expect(try Self.problems(empty, "answers") == [])
    #expect(empty.contains("\"ticked\": null") && empty.contains("\"value\": \"\""))
  }

  @Test(
    arguments: Language.allCases)
  func listsAreAsTheirSchemaSays(language: Language) throws {
    let form = try SampleDossier().form
    func sheet(_ name: String?, _ rows: [[String]]) -> Sheet {
      Sheet(
        name: name,
        rows: rows.enumerated().map { index, texts in
          Sheet.Row(
            number: index + 1,
            cells: texts.enumerated().filter { !$0.element.isEmpty }
              .map { Sheet.Cell(column: $0.offset + 1, text: $0.element) })
        })
    }
    let sheets = [
      sheet(
        "标准",
        [
          ["序号", "标准名称", "标准编号", "级别", "角色"], ["例", "甲", "GB/T 1-2023", "国家", "主持"],
          ["1", "甲", "GB/T 1-2023", "行业", ""], ["2", "乙", "待定", "", "参与"],
          ["3", "丙", "20231234-T-606", "国家", "参与"], ["合计", "", "3"],
        ]),
      sheet(
        nil,
        [
          ["专利名称", "专利号", "授权日"], ["甲", "ZL202011438529.4", "2022年1月"], ["乙", "CN112464267B", "x"],
          ["丙", "2.02E+12", ""], ["丁", "ZL202020123456", "2022"],
          ["戊", "国审稿20200001", "2022-01-01"],
        ]),
    ]
    let report = ListReport(form, sheets: sheets, of: "清单.xlsx")
    let json = ListRendering.json(report, language)
    #expect(try Self.problems(json, "lists") == [])
    let script = """
      import json, sys
      d = json.load(sys.stdin); print(len(d["lists"]), len(d["counts"]), len(d["findings"]))
      print([e["counts"] for l in d["lists"] for e in l["entries"]])
      """
    #expect(
      try Python.lines(script, json) == [
        "2 31 \(report.findings.count)",
        "[True, False, False, True, True, True, False, True]",
      ])
    let empty = ListRendering.json(ListReport(form, sheets: [], of: "a"), language)
    #expect(try Self.problems(empty, "lists") == [])
  }

  @Test func answersAreListedWithTheirBoxes() throws {
    var sample = try SampleDossier()
    sample.answer(.undetermined, at: "basics.sector.secondary")
    sample.dossier.answers.set(.ticked(true), at: "basics.sector.tertiary", from: .settled)
    let text = AnswersRendering.text(
      form: sample.form, answers: sample.dossier.answers, findings: [], language: .zh)
    #expect(
      text.contains("    ☑ 第一产业\n    〔无法判定〕 第二产业\n    ☑ 第三产业（answers.yaml 确认）\n"))
  }

  @Test(
    arguments: Language.allCases)
  func suggestionsAreAsTheirSchemaSays(language: Language) throws {
    let form = try SampleDossier().form
    let matcher = EvidenceMatcher(form, asked: [])
    let names = ["3.3.1 技术路线图.pdf", "节能诊断/x.pdf", "x.pdf", "数字化诊断.docx"]
    let items = names.map { name in
      let parts = name.split(separator: "/").map(String.init)
      let file = LooseFile(
        folders: parts.dropLast(), name: parts[parts.count - 1], title: "产学研合作协议")
      return SuggestionReport.Item(
        path: name, title: file.title, suggestions: matcher.suggestions(for: file))
    }
    let report = SuggestionReport(
      form: form, name: "d", folder: "d", items: items, canLink: true, missing: [])
    let json = report.json(language)
    #expect(try Self.problems(json, "suggest") == [])
    let broken = json.replacingOccurrences(of: "\"likely\"", with: "\"sure\"")
    #expect(try Self.problems(broken, "suggest") != [])
  }
}
