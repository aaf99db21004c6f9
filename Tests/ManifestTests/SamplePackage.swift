import Evidence
import Manifest

/// A small package with the names that matter, and the folder that it lies in.
struct SamplePackage {
  static let sealedAt: Int64 = 1_795_518_166
  static let longName = String(repeating: "很长的名称", count: 15) + ".pdf"

  let folder: TemporaryFolder
  let receipt: SealReceipt
  var path: String { folder["福清电子.tar"] }

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("roadmap", to: "in/3-3-1 绘制了集群主导产业技术路线图/技术路线图.pdf")
    try folder.write("", to: "in/empty")
    try folder.write(String(repeating: "x", count: 513), to: "in/plain.txt")
    try folder.write("long", to: "in/深/\(Self.longName)")
    let form = PayloadFile(
      path: try PackagePath("data/form/申报表.docx"), source: .bytes(Array("PK…".utf8)))
    receipt = try Sealing.seal(
      bagNamed: "福清电子", to: folder["福清电子.tar"],
      payload: folder.payload("in") + [form], sealedAt: Self.sealedAt,
      info: { _ in [(label: "Source-Organization", value: "福清市电子信息产业集群")] },
      tagFiles: { files in
        [
          TagFile(path: try PackagePath("index.html"), bytes: Array("<p>\(files.count)".utf8)),
          TagFile(path: try PackagePath("evidence.json"), bytes: Array("{}".utf8)),
          TagFile(path: try PackagePath("form.json"), bytes: Array("{}".utf8)),
        ]
      })
  }
}

/// The rules that a package breaks, each once, sorted.
func brokenRules(_ report: PackageReport) -> [String] {
  Set(report.findings.map(\.rule.rawValue)).sorted()
}
