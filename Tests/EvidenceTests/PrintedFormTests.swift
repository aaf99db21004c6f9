import Definitions
import Foundation
import Testing

@testable import Evidence

/// Holds the definition against the printed form and against the list of its places.
struct PrintedFormTests {
  let form: Form

  init() throws {
    form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
  }

  static let fixtures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  /// The dump of the printed form, less its spaces, its boxes (the dump lacks four) and what
  /// its README says is no part of the form.
  static func condensed(_ text: String) -> String {
    let kept = text.replacing("[bookmark: _GoBack]", with: "").unicodeScalars
      .filter { !$0.properties.isWhitespace && $0 != "□" }
    return String(String.UnicodeScalarView(kept))
  }

  @Test func `every printed word stands in the definition, in its order`() throws {
    let url = Self.fixtures.appending(path: "Forms/福建省中小企业特色产业集群申报表.txt")
    var printed = Self.condensed(try String(contentsOf: url, encoding: .utf8))
    #expect(printed.hasSuffix("4"), "the page number at the end of the dump")
    printed.removeLast()
    let cover = try #require(form.sections.first)
    let places = Dictionary(uniqueKeysWithValues: form.places.map { ($0.id, $0) })
    func words(_ section: Form.Section) -> String {
      section.rows.map { $0.text { places[$0]?.printed ?? "" } }.joined()
    }
    var text = form.title + words(cover) + form.instructions.joined()
    for section in form.sections.dropFirst() { text += section.heading + words(section) }
    let defined = Self.condensed(text)
    let common = zip(printed, defined).prefix { $0 == $1 }.count
    func excerpt(_ text: String) -> Substring { text.dropFirst(max(0, common - 20)).prefix(60) }
    #expect(excerpt(defined) == excerpt(printed), "where they part")
    #expect(defined.count == printed.count)
  }

  struct TruePlace: Decodable {
    var section: String
    var label: String
    var parent: String?
    var kind: String
    var option: String?
    var row: String?
    var column: String?
  }

  @Test func `every box and blank is a place, with its label verbatim`() throws {
    let url = Self.fixtures.appending(path: "Samples/blank/申报表-空白.truth.json")
    let truth = try JSONDecoder().decode([TruePlace].self, from: Data(contentsOf: url))
    #expect(form.places.count == truth.count)
    for (place, expected) in zip(form.places, truth) {
      #expect(place.section == expected.section)
      #expect(place.label == expected.label)
      #expect(place.parent == expected.parent)
      #expect(place.kind.rawValue == expected.kind)
      #expect(place.option == expected.option)
      #expect(place.row == expected.row)
      #expect(place.column == expected.column)
    }
    // Counted on the printed form: see the form's own description.
    #expect(form.places.filter { $0.kind == .checkbox }.count == 73)
    #expect(form.places.filter { $0.kind != .checkbox }.count == 176)
  }

  @Test func `fifty-three places ask for evidence, every other tick is expected`() {
    let required = form.requirements.filter { $0.level == .required }
    #expect(required.count == 53)
    #expect(required.filter { $0.note == "（注：勾选需提供佐证材料）" }.count == 46)
    #expect(Set(required.filter { $0.trigger == .ticked }.map(\.fieldID)).count == 13)
    #expect(form.requirements.filter { $0.placeID != nil }.count == 73)
    #expect(Set(form.requirements.map(\.number)).count == form.requirements.count)
  }

  @Test(arguments: [
    ("2-1", "集群是否绘制产业链图谱：是"), ("2-2-1", "建有产业链上下游产供销一体化协同协作机制"),
    ("2-3-4", "依托质量技术基础公共服务平台，提供计量、测试、认证等服务"),
    ("3-3-1", "绘制了集群主导产业技术路线图"), ("4-1-1", "引入了数字化系统解决方案服务商"),
    ("5-1", "建立了集群碳排放监测机制：是"),
    ("5-2", "近三年单位产值二氧化碳排放量（吨二氧化碳/万元）"),
    ("5-3", "开展碳达峰碳中和相关宣传、监测等工作情况（200字以内）"),
    ("5-4-1", "余热余压集中回收"), ("6-2", "集群或集群内企业在境外设立分支机构数量"),
    ("7-3-3", "建立了公共服务效果考核机制"), ("9-1", "真实性声明"),
  ])
  func `requirements are numbered as applicants number them`(number: String, title: String) {
    let found = form.requirements.first { $0.number.description == number }
    #expect(found?.title == title)
  }
}
