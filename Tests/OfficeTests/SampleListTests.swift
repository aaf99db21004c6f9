import Evidence
import Foundation
import Testing

@testable import Office

/// The sample lists, held against what their truth files say.
struct SampleListTests {
  /// A value of a truth file: text or a whole number.
  enum TrueValue: Decodable {
    case text(String)
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .text(String(number))
      } else {
        self = .text(try container.decode(String.self))
      }
    }
    var text: String {
      switch self {
      case .text(let text): text
      }
    }
  }

  struct TrueList: Decodable {
    var path: String
    var sheet: String?
    var header_row: Int
    var header: [String]
    var rows: [[String: TrueValue]]
  }

  static func truth(_ cluster: Int) throws -> [String: TrueList] {
    try JSONDecoder().decode(
      [String: TrueList].self,
      from: Data(
        contentsOf: Samples.folder.appending(path: "truth/cluster\(cluster).lists.json")))
  }

  func lists(_ truth: TrueList, _ cluster: Int) throws -> [(index: Int, list: EvidenceList)] {
    let bytes = try Samples.bytes("evidence/cluster\(cluster)/\(truth.path)")
    return try Samples.form().listRequirements
      .lists(in: ListFile.sheets(of: bytes), of: truth.path)
  }

  @Test(arguments: [1, 2])
  func `the standards are read as the truth has them`(cluster: Int) throws {
    let truth = try #require(try Self.truth(cluster)["standards"])
    let read = try lists(truth, cluster)
    #expect(read.map(\.index) == [0])
    let list = read[0].list
    #expect(list.header.row == truth.header_row)
    #expect(list.sheet == truth.sheet)
    #expect(list.header.columns.map(\.heading) == truth.header)
    #expect(list.entries.count == truth.rows.count)
    #expect(list.findings.isEmpty, "\(list.findings)")
    let keys = [
      "serial": "序号", "name": "标准名称", "number": "标准编号", "level": "级别", "role": "主持/参与",
      "holder": "单位", "year": "年份",
    ]
    let levels = [
      "国际": "international", "国家": "national", "行业": "industry", "地方": "local", "团体": "group",
    ]
    for (entry, row) in zip(list.entries, truth.rows) {
      for (id, key) in keys { #expect(entry.cells[id]?.text == row[key]?.text) }
      guard case .standard(let standard) = entry.content else { continue }
      #expect(standard.categories.map(\.rawValue) == [levels[row["级别"]?.text ?? ""]])
      #expect(standard.years.map(String.init) == [row["年份"]?.text])
      #expect(standard.roles == [row["主持/参与"]?.text == "主持" ? .lead : .join])
      #expect(standard.count == .counts)
    }
  }

  @Test(arguments: [1, 2])
  func `the patents are read as the truth has them`(cluster: Int) throws {
    let truth = try #require(try Self.truth(cluster)["patents"])
    let read = try lists(truth, cluster)
    #expect(read.map(\.index) == [1])
    let list = read[0].list
    #expect(list.header.row == truth.header_row)
    #expect(list.sheet == truth.sheet)
    #expect(list.entries.count == truth.rows.count)
    #expect(list.findings.isEmpty, "\(list.findings)")
    for (entry, row) in zip(list.entries, truth.rows) {
      #expect(entry.cells["number"]?.text == row["专利号"]?.text)
      #expect(entry.cells["name"]?.text == row["专利名称"]?.text)
      guard case .right(let right) = entry.content, case .patent(let number) = right.number else {
        Issue.record("row \(entry.row)")
        continue
      }
      #expect(number.description == row["number"]?.text)
      #expect(number.isCheckDigitRight == true)
      #expect(right.granted?.description == row["授权日"]?.text)
      #expect(right.right == .invention && right.count == .counts)
    }
  }

  @Test func `a list with a technical subject is no list of standards or patents`() throws {
    let folder = Samples.folder.appending(path: "evidence/cluster1/佐证材料/三、创新能力情况")
    let bytes = try Array(
      Data(contentsOf: folder.appending(path: "3-3-2 集群技术难点清单（2025版）.xlsx")))
    let sheets = try ListFile.sheets(of: bytes)
    #expect(!sheets.isEmpty)
    #expect(try Samples.form().listRequirements.lists(in: sheets, of: "a").isEmpty)
  }
}
