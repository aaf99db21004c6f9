import Definitions
import Foundation
import Testing

@testable import Evidence

/// Measures the matcher on names whose requirements are known.
struct Measured {
  struct Case {
    var file: LooseFile
    var right: Set<String>
  }

  /// What came of a set of names.
  struct Figures {
    var certain = 0
    var certainRight = 0
    var belonging = 0
    var linked = 0
    var firstRight = 0
    var anyRight = 0
    /// Files that belong to nothing and for which nothing is suggested but as possible.
    var quiet = 0
    var stray = 0
    var report = ""
  }

  static func cases(_ lines: String) -> [Case] {
    lines.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      var folders = parts[0].split(separator: "/").map(String.init)
      let name = folders.removeLast()
      return Case(
        file: LooseFile(folders: folders, name: name, title: parts[1].isEmpty ? nil : parts[1]),
        right: Set(parts[2].split(separator: " ").map(String.init).filter { $0 != "-" }))
    }
  }

  static func figures(_ cases: [Case], _ matcher: EvidenceMatcher) -> Figures {
    var figures = Figures()
    for item in cases {
      let found = matcher.suggestions(for: item.file)
      let numbers = found.map(\.requirement.description)
      for suggestion in found where suggestion.confidence == .certain {
        figures.certain += 1
        if item.right.contains(suggestion.requirement.description) { figures.certainRight += 1 }
      }
      if !item.right.isEmpty {
        figures.belonging += 1
        if found.contains(where: { $0.confidence == .certain }) { figures.linked += 1 }
        if let first = numbers.first, item.right.contains(first) { figures.firstRight += 1 }
        if !item.right.isDisjoint(with: numbers) { figures.anyRight += 1 }
      }
      if item.right.isEmpty {
        figures.stray += 1
        if found.allSatisfy({ $0.confidence == .possible }) { figures.quiet += 1 }
      }
      let told = found.map { "\($0.requirement) \($0.confidence) \($0.reasons)" }
      let mark = found.first.map {
        item.right.contains($0.requirement.description) ? "+" : "-"
      }
      figures.report +=
        "\(mark ?? "0") \(item.right.sorted()) \(item.file.name)\n     "
        + told.joined(separator: "\n     ") + "\n"
    }
    figures.report += """
      certain \(figures.certainRight)/\(figures.certain), linked \(figures.linked), first \
      \(figures.firstRight), any \(figures.anyRight) of \(figures.belonging); quiet \
      \(figures.quiet) of \(figures.stray)
      """
    return figures
  }
}

struct MatchingTests {
  let form: Form
  let matcher: EvidenceMatcher

  init() throws {
    form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    matcher = EvidenceMatcher(form, asked: Set(form.requirements.map(\.number)))
  }

  static let fixtures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  @Test func `invented names are matched as well as ever, and never certain and wrong`() throws {
    let file = Self.fixtures.appending(path: "LooseNames.tsv")
    let cases = Measured.cases(try String(contentsOf: file, encoding: .utf8))
    #expect(cases.count == 91)
    let figures = Measured.figures(cases, matcher)
    let told = Comment(rawValue: figures.report)
    #expect(figures.certainRight == figures.certain, told)
    #expect(figures.linked >= 15, told)
    #expect(figures.firstRight >= 55, told)
    #expect(figures.anyRight >= 57, told)
    #expect(figures.quiet >= 24, told)
  }

  struct TrueAttachment: Decodable {
    var path: String
    var state: String
    var `for`: [TruePlace]
  }

  struct TruePlace: Decodable {
    var section: String
    var label: String
    var option: String?
  }

  /// A sample cluster's attachments, the applicant's numbers taken away.
  func sample(_ cluster: Int, titles: [String: String] = [:]) throws -> [Measured.Case] {
    let url = Self.fixtures.appending(path: "Samples/truth/cluster\(cluster).evidence.json")
    let all = try JSONDecoder().decode([TrueAttachment].self, from: Data(contentsOf: url))
    return all.filter { $0.state != "junk" }.map { attachment in
      var parts = attachment.path.split(separator: "/").map { part in
        String(part.trimmingPrefix(#/[0-9-]+ /#))
      }
      let name = parts.removeLast()
      let right = attachment.for.compactMap { place in
        form.requirements.first { requirement in
          requirement.section == place.section && requirement.label == place.label
            && requirement.level == .required
            && (requirement.option == place.option || place.option == nil)
        }?.number.description
      }
      return Measured.Case(
        file: LooseFile(
          folders: parts, name: name, title: titles[name], isEmpty: attachment.state == "empty"),
        right: Set(right))
    }
  }

  @Test func `an applicant's own names are matched by their words alone`() throws {
    let figures = Measured.figures(try sample(1), matcher)
    let told = Comment(rawValue: figures.report)
    #expect(figures.certainRight == figures.certain, told)
    #expect(figures.belonging == 49)
    #expect(figures.linked >= 25, told)
    #expect(figures.firstRight >= 43, told)
  }

  @Test func `names that say little are not matched beyond what they say`() throws {
    let figures = Measured.figures(try sample(2), matcher)
    let told = Comment(rawValue: figures.report)
    #expect(figures.certainRight == figures.certain, told)
    #expect(figures.belonging == 16)
    #expect(figures.linked >= 3, told)
    #expect(figures.firstRight >= 9, told)
  }

  @Test func `the titles inside tell more`() throws {
    // As pdfinfo prints them, and the Word file's first line.
    let titles = [
      "中水回用项目环评批复.pdf": "中水回用项目批复",
      "平台营业执照及介绍（最终版）（最终版2）.pdf": "中小企业公共服务平台介绍",
      "附件1.pdf": "共享速冻车间管理办法", "附件6 技术难点清单.pdf": "水产食品集群技术难点清单",
      "产业联盟成立大会纪要.PDF": "水产食品产业联盟成立大会纪要",
      "新建 Microsoft Word 文档.docx": "数字化服务商合作协议",
    ]
    let figures = Measured.figures(try sample(2, titles: titles), matcher)
    let told = Comment(rawValue: figures.report)
    #expect(figures.certainRight == figures.certain, told)
    #expect(figures.firstRight >= 12, told)
  }

  @Test(arguments: [
    ("3.3.1 路线图", "3-3-1", true), ("3－3－1路线图", "3-3-1", true), ("３．３．１", "3-3-1", true),
    ("（3）3-1 图", "3-3-1 3-1", true), ("三-3-1", "3-3-1", true), ("五、5-4-1", "5-4-1 5-5-4-1", true),
    ("三、1", "3-1", true), ("【3-1】清单", "3-1", true), ("佐证3-1清单", "3-1", true),
    ("路线图3-3-1", "3-3-1", true), ("清单（3-1）", "3-1", false), ("附件3-1", "3-1", false),
    ("3.1 清单", "3-1", false), ("3 - 3 - 1 图", "3-3-1", true),
  ])
  func `a number is read as people write it`(name: String, readings: String, isPlain: Bool) throws {
    let found = try #require(WrittenNumber.all(in: name).first)
    let read = found.readings.map { $0.map(String.init).joined(separator: "-") }
    #expect(read.joined(separator: " ") == readings)
    #expect(found.isPlain == isPlain)
  }

  @Test(arguments: [
    "附件4 标准清单", "佐证12_合同", "2026-4-15 10.23", "2026.4.15", "v3.3.1", "图3-1", "3-1月", "3.2%", "三、创新",
    "10.23", "20240315-1", "3号楼2-2-1室", "1/2", "", "-", "（3）", "3.3.1.2026",
  ])
  func `what is no requirement's number is not taken for one`(name: String) {
    let known = Set(form.requirements.map(\.number.parts))
    let read = WrittenNumber.all(in: name).flatMap(\.readings).filter { known.contains($0) }
    #expect(read == [])
  }

  @Test func `what is not asked for is told and never certain`() {
    let matcher = EvidenceMatcher(form, asked: [])
    for name in ["3.3.1 技术路线图.pdf", "节能诊断报告.pdf"] {
      let found = matcher.suggestions(for: LooseFile(folders: [], name: name))
      #expect(found.first?.isAsked == false)
      #expect(found.allSatisfy { $0.confidence < .certain })
    }
  }

  @Test func `an empty file is never certain`() {
    let file = LooseFile(folders: [], name: "3.3.1 技术路线图.pdf", isEmpty: true)
    #expect(matcher.suggestions(for: file).first?.confidence == .likely)
  }

  @Test func `a title without an end is matched in time`() {
    let text = String(repeating: "技术路线图3-3-1、", count: 20000)
    let file = LooseFile(folders: [], name: String(text.prefix(255)), title: text)
    let time = ContinuousClock().measure { _ = matcher.suggestions(for: file) }
    #expect(time < LinearTimeTests.longest / 5)
  }

  @Test func `keywords that can't match are refused, with their line`() throws {
    let text = try #require(BundledForms.definitions.first?.definition)
    let broken =
      text.replacing(
        "roadmap: [技术路线图, 路线图]", with: "roadmap: [图, 路线图, 路线图]\n          nothing: [路线]")
    #expect(broken != text)
    do {
      _ = try Form(definition: broken)
      Issue.record("the definition was taken")
    } catch {
      let rules = error.findings.map(\.rule.rawValue)
      #expect(rules == ["form-keyword-short", "form-keyword-twice", "form-unknown-option"])
      #expect(error.findings.allSatisfy { $0.details["line"] != nil })
    }
  }
}
