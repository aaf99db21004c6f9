import Evidence
import Files
import Manifest
import Testing

@Suite struct SealingTests {
  @Test func `what is sealed verifies`() throws {
    let folder = try TemporaryFolder()
    try folder.write("路线图", to: "in/3-3-1 绘制了集群主导产业技术路线图/技术路线图.pdf")
    try folder.write("", to: "in/empty")
    let receipt = try Sealing.seal(
      bagNamed: "福清电子", to: folder["福清电子.tar"], payload: folder.payload("in"),
      sealedAt: 1_795_518_166, info: [(label: "Source-Organization", value: "福清")],
      tagFiles: { _ in [(try PackagePath("evidence.json"), Array("{}".utf8))] })
    let report = try Verification.verify(path: folder["福清电子.tar"])
    #expect(report.findings == [])
    #expect(report.isIntact && report.isCanonical)
    #expect(report.sealNumber == receipt.sealNumber)
    #expect(report.entries == receipt.files)
    print(try shell("tar tvf 福清电子.tar; bsdtar tvf 福清电子.tar; 7z l 福清电子.tar", in: folder.path).output)
    let piped = try shell("true")
    #expect(piped.status == 0)
  }
}
