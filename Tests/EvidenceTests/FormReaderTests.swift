import Definitions
import Testing

@testable import Evidence

struct FormReaderTests {
  static let sound = """
    form: test
    version: "1"
    title: 测试表
    issuer: 某局
    sections:
      - id: a
        number: 一
        ordinal: 1
        title: 情况
        heading: 一、情况
        fields:
          - id: count
            label: 数量
            kind: number
            evidence:
              when: nonzero
              note: （需提供清单）
              list: {number: [专利号]}
              counts: {entries: patents, rights: [invention], until: 2025-12-31}
          - id: done
            label: 已开展
            kind: checklist
            options: {x: 甲, y: 乙}
            evidence: {when: ticked}
    """

  @Test func `a sound definition is read whole`() throws {
    let form = try Form(definition: Self.sound)
    #expect(form.places.map(\.id) == ["a.count", "a.done.x", "a.done.y"])
    #expect(form.requirements.map(\.number.description) == ["1-1", "1-2-1", "1-2-2"])
    #expect(
      form.sections[0].rows.map { $0.text { _ in "_" } } == [
        "数量\t_\n（需提供清单）", "已开展\t□甲\n□乙",
      ])
  }

  @Test(arguments: [
    ("kind: number", "kind: nummer", "form-value", 14),
    ("when: nonzero", "when: ticked", "form-trigger", 16),
    ("title: 测试表", "titel: 测试表", "form-unknown-key", 3),
    ("        label: 数量\n", "", "form-missing-key", 12),
    ("{x: 甲, y: 乙}", "[甲, 乙]", "form-type", 23),
    ("  - id: done", "  - id: count", "form-duplicate-id", 20),
    ("kind: checklist", "kind: text", "form-options", 20),
    ("    heading: 一、情况", "    heading: \"一、\" 情况", "form-syntax", 10),
    ("label: 数量\n", "label: 数量\n        printed: [[\"{nothing}\"]]\n", "form-unknown-place", 14),
    ("entries: patents", "entries: papers", "form-value", 19),
    ("rights: [invention]", "rights: [invention, luck]", "form-value", 19),
    ("until: 2025-12-31", "until: soon", "form-type", 19),
    ("list: {number: [专利号]}", "list: {name: [名称]}", "form-missing-key", 19),
    ("until: 2025-12-31", "cell: \"{year}\"", "form-cell-pattern", 19),
    ("until: 2025-12-31", "cell: nothing", "form-cell-pattern", 19),
    ("ordinal: 1", "ordinal: 0", "form-ordinal", 8),
    ("ordinal: 1", "ordinal: 9223372036854775807", "form-ordinal", 8),
    ("- id: count", "- id: done.x", "form-duplicate-id", 6),
  ])
  func `a defect is told with its rule and its line`(
    sound: String, broken: String, rule: String, line: Int
  ) {
    #expect(Self.sound.contains(sound))
    do {
      _ = try Form(definition: Self.sound.replacing(sound, with: broken))
      Issue.record("it was read")
    } catch {
      let lines = error.findings.filter { $0.rule.rawValue == rule }.map { $0.details["line"] }
      #expect(lines.contains(String(line)), "\(error.findings)")
    }
  }

  @Test(arguments: ["-1", "0", "101", "9223372036854775807", "9223372036854775808"])
  func `years of growth are a number of years`(years: String) {
    let rules = """

      rules:
        - {rule: target-growth, base: a.count, target: a.count, percent: 5, years: \(years), note: n}
      """
    do {
      _ = try Form(definition: Self.sound + rules)
      Issue.record("it was read")
    } catch {
      let places = Set(error.findings.map(\.place))
      #expect(places == ["rules[0].years"], "\(error.findings)")
    }
  }

  @Test func `no two sections have the same number before their attachments`() {
    let section = Self.sound.split(separator: "sections:\n")[1]
      .replacing("id: a\n", with: "id: b\n")
    do {
      _ = try Form(definition: Self.sound + "\n" + section)
      Issue.record("it was read")
    } catch {
      #expect(error.findings.map(\.rule) == ["form-ordinal"])
    }
  }

  /// 否 of such a question is a claim of the same level as 是, and a requirement of its own.
  @Test func `the boxes of a question of one level are numbered one after the other`() throws {
    let form = try Form(
      definition: Self.sound.replacing("kind: checklist", with: "kind: yes-no")
        .replacing("{when: ticked}", with: "{when: yes, level: expected}"))
    #expect(form.requirements.map(\.number.description) == ["1-1", "1-2-1", "1-2-2"])
  }

  @Test func `all defects are told, not only the first`() {
    let broken = Self.sound.replacing("kind: number", with: "kind: nummer")
      .replacing("title: 测试表", with: "titel: 测试表")
      .replacing("when: ticked", with: "when: never")
    do {
      _ = try Form(definition: broken)
      Issue.record("it was read")
    } catch {
      let rules = Set(error.findings.map(\.rule.rawValue))
      #expect(rules.isSuperset(of: ["form-value", "form-unknown-key", "form-missing-key"]))
    }
  }
}
