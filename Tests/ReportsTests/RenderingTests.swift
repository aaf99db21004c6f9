import Definitions
import Evidence
import Foundation
import Testing

@testable import Reports

@Suite struct RenderingTests {
  @Test(arguments: [
    (Int64(0), "0 B"), (999, "999 B"), (1000, "1.0 KB"), (1049, "1.0 KB"), (1050, "1.1 KB"),
    (99_949, "99.9 KB"), (123_456, "123 KB"), (999_499, "999 KB"), (999_999, "1.0 MB"),
    (6_123_456, "6.1 MB"), (20_000_000_000, "20.0 GB"), (.max, "9.2 EB"),
  ])
  func sizesAreToldInDecimalUnits(bytes: Int64, text: String) {
    #expect(ByteCount.text(bytes) == text)
  }

  @Test func `one file in many folders is told once, with their count`() throws {
    var sample = try SampleDossier()
    func copies(_ folders: [String], of other: String) -> [Finding] {
      folders.map {
        Finding("attachment-same-content", .note, at: "\($0)/\(other)", ["other": "1/\(other)"])
      }
    }
    sample.findings = copies(["2", "3", "4"], of: "a.pdf")
    var text = sample.report.rendered(as: .text, language: .zh, on: "2026-11-24")
    #expect(text.contains("（3 处）\n    2/a.pdf 等 3 处\n    →"), "\(text)")
    sample.findings += copies(["2", "3"], of: "b.pdf") + copies(["5"], of: "c.pdf")
    text = sample.report.rendered(as: .text, language: .zh, on: "2026-11-24")
    let told = text.split(separator: "\n").filter { $0.contains(".pdf") }
    #expect(
      told.map { $0.prefix { $0 != "：" } } == ["  2/a.pdf 等 3 处", "  2/b.pdf 等 2 处", "  5/c.pdf"])
    // What is wrong in itself is told wherever it stands.
    sample.findings = ["2", "3", "4"].map {
      Finding("attachment-empty", .error, at: "\($0)/a.pdf")
    }
    text = sample.report.rendered(as: .text, language: .zh, on: "2026-11-24")
    #expect(text.contains("\n    2/a.pdf\n    3/a.pdf\n    4/a.pdf\n"))
  }

  @Test func aFileNamesEndingChoosesTheFormat() {
    let names = ["a.txt", "a.json", "缺件报告.CSV", "a.htm", "a.b.html", "a.pdf", "html"]
    #expect(
      names.map { ReportFormat(fileName: $0) } == [.text, .json, .csv, .html, .html, nil, nil])
  }

  @Test
  func jsonIsReadBackByAnotherProgram() throws {
    let odd = "引\"\\/\u{8}\n\u{202E}\u{1F600}é\u{7F}"
    let value = JSONValue.object([
      ("z", .string(odd)), ("a", .array([])), ("o", .object([])), ("n", .null),
      ("l", .array([.integer(-1), .bool(true)])),
    ])
    let script = """
      import json, sys
      d = json.load(sys.stdin)
      print(list(d)); print(d["z"] == sys.argv[1]); print(d["l"], d["n"], d["a"], d["o"])
      """
    // Arguments hold no line feed safely in every shell, but these go to the program as they are.
    #expect(
      try Python.lines(script, value.text, [odd])
        == ["['z', 'a', 'o', 'n', 'l']", "True", "[-1, True] None [] {}"])
    #expect(value.text.hasPrefix("{\n  \"z\": \"引\\\"\\\\/"))
    #expect(value.text.hasSuffix("]\n}\n"))
  }

  @Test
  func aSpreadsheetReadsTheTableAndRunsNoFormula() throws {
    var sample = try SampleDossier()
    let list = try #require(sample.form.requirements.first { $0.number.description == "3-1" })
    try sample.attach(
      list, "a,\"b\".xlsx", size: 1_234, place: "=HYPERLINK(\"http://x\")", note: "两行\n说明")
    let csv = sample.report.rendered(as: .csv, language: .zh, on: "2026-11-24")
    let script = """
      import csv, io, sys
      text = sys.stdin.buffer.read().decode("utf-8")
      print(text[0] == "\\ufeff", text.count("\\r\\n") >= 80, text.endswith("\\r\\n"))
      rows = list(csv.reader(io.StringIO(text[1:], newline="")))
      print("|".join(rows[0])); print({len(row) for row in rows})
      row = [row for row in rows if row[0] == "3-1"][0]
      print("|".join(repr(cell) for cell in row[1:6])); print(row[7], row[9].split("\\n"))
      print([cell for row in rows for cell in row if cell[:1] in "=+-@\\t\\r" and cell])
      """
    #expect(
      try Python.lines(script, csv) == [
        "True True True", "编号|部分|佐证要求|要求级别|状态|文件|页数|大小|SHA-256|说明", "{10}",
        "'三、创新能力情况'|'3-1 \(list.title)'|'必需'|'已齐'|'佐证材料/三、创新能力情况/\(list.folderName)/a,\"b\".xlsx'",
        "1234 ['\\'=HYPERLINK(\"http://x\") 两行', '说明']", "[]",
      ])
  }

  @Test
  func `no name turns a table's text around or hides in it`() throws {
    var sample = try SampleDossier()
    let list = try #require(sample.form.requirements.first { $0.number.description == "3-1" })
    try sample.attach(
      list, "a\u{202E}xslx.\u{85}b\u{2028}c\u{E0041}d\u{2069}.pdf", size: 1,
      place: "\u{9B}1m\t=1", note: "\u{200F}=1+1")
    let csv = sample.report.rendered(as: .csv, language: .zh, on: "2026-11-24")
    let script = """
      import csv, io, sys, unicodedata
      text = sys.stdin.buffer.read().decode("utf-8")[1:]
      print([c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c not in "\\r\\n"])
      row = [row for row in csv.reader(io.StringIO(text, newline="")) if row[0] == "3-1"][0]
      print(row[5].split("/")[-1], row[9])
      """
    #expect(try Python.lines(script, csv) == ["[]", "axslx.bcd.pdf 1m =1 =1+1"])
  }

  @Test func theTextSaysInItsFirstLinesWhatToDo() throws {
    let report = try SampleDossier.halfway().report
    let text = report.rendered(as: .text, language: .zh, on: "2026-11-24")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let progress = report.progress
    #expect(lines[0].hasPrefix("不齐全：还缺 \(progress.asked - progress.held) 项必需的佐证材料"))
    let beginning = lines.prefix(20).joined(separator: "\n")
    #expect(beginning.contains("  三、创新能力情况     4/6\n"))
    #expect(beginning.contains("\n还缺的佐证材料（\(progress.asked - progress.held) 项）\n  → 把佐证材料放进"))
    #expect(beginning.contains("    2-2-4  建立了共享车间、共享工厂"))
    // One hint a rule, and the cells of one question on one line.
    #expect(text.components(separatedBy: "没有相关情况的填“无”").count == 2)
    #expect(text.contains("\n  没有填写（34 处）\n    封面 › 集群名称\n"))
    #expect(text.contains(" › 30 处\n"))
    #expect(!text.contains("{") && !text.contains("[["))
  }

  @Test func onlyATerminalGetsColours() throws {
    let report = try SampleDossier.halfway().report
    for language in Language.allCases {
      let plain = report.rendered(as: .text, language: language, on: "2026-11-24")
      let coloured = report.rendered(
        as: .text, language: language, on: "2026-11-24", colour: true)
      #expect(!plain.unicodeScalars.contains("\u{1B}"))
      #expect(coloured.hasPrefix("\u{1B}[1;31m"))
      // The colours are all that differs, and each line ends without one.
      #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
      for line in coloured.split(separator: "\n") where line.contains("\u{1B}") {
        #expect(line.hasSuffix("\u{1B}[0m"))
      }
      for format in ReportFormat.allCases where format != .text {
        let file = report.rendered(
          as: format, language: language, on: "2026-11-24", colour: true)
        #expect(!file.unicodeScalars.contains("\u{1B}"))
      }
    }
  }

  @Test func aCompleteDossierMayBeSealed() throws {
    var sample = try SampleDossier()
    for requirement in sample.form.requirements {
      try sample.attach(requirement, "\(requirement.number).pdf", size: 1)
    }
    for place in sample.form.places where place.id.hasPrefix("plan.goals.") {
      sample.answer(.text("无"), at: place.id)
    }
    let report = sample.report
    #expect(report.isComplete)
    let text = report.rendered(as: .text, language: .en, on: "2026-11-24")
    #expect(text.hasPrefix("Complete: all 53 pieces of required evidence are there"))
    #expect(text.contains("evpack seal"))
  }

  @Test func aFormIsListedWithEveryRequirement() throws {
    let form = try SampleDossier().form
    let text = FormRendering.text(form, .zh)
    #expect(text.contains("佐证要求 80 项：必需 53 项，建议 13 项，无需提供 14 项"))
    #expect(text.contains("\n  3-3-1  必需  绘制了集群主导产业技术路线图（注：勾选需提供佐证材料）\n"))
    for requirement in form.requirements { #expect(text.contains("  \(requirement.number) ")) }
  }

  @Test func aDefinitionsDefectIsToldAsCompilersDo() throws {
    do throws(FormDefinitionError) {
      _ = try Form(definition: "form: x\nfrom: y\n")
      Issue.record("the definition is broken")
    } catch {
      let lines = error.findings.map { FormRendering.problem($0, in: "表.yaml", .zh) }
      #expect(lines.contains("表.yaml:2: from：不认识“from”"))
      #expect(lines.contains("表.yaml:1: 缺少“sections”"))
    }
  }

  @Test func wideCharactersTakeTwoColumns() {
    #expect("3-1 标准清单".columns == 12)
    #expect("e\u{301}".columns == 1)
    #expect("标".padded(to: 4) + "|" == "标  |")
    #expect("标".aligned(to: 4) == "  标")
  }
}
