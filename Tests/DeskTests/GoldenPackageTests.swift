import Evidence
import Foundation
import Manifest
import Reports
import Review
import Testing

@testable import Desk

/// The package in Tests/Fixtures/Golden, which evpack 0.2.0 sealed and whose seal number was then
/// taken by sha256sum: what was good once stays good.
struct GoldenPackageTests {
  static let folder = SampleDossier.samples.deletingLastPathComponent().appending(path: "Golden")
  static let sealNumber = "6975b3f2bedaae81ebeeed4be2e8e5e28f7ce6f342cd5f52dfc61cb653fb595b"
  /// A day after it was signed, and a day after all of its certificates have expired.
  static let moments: [Int64] = [1_795_604_566, 2_111_000_000]

  static func file(_ name: String) -> String {
    folder.appending(path: name).path(percentEncoded: false)
  }

  static func certificate(_ name: String) throws -> SigningKey.File {
    SigningKey.File(name: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
  }

  @Test(arguments: moments)
  func `a package of version 0.2 is intact, complete and authentic`(now: Int64) throws {
    let trust = try TrustAnchors(
      certificates: [Self.certificate("ca.pem"), Self.certificate("sm2ca.pem")],
      revocationLists: [], usesSystemStore: false)
    let review = try PackageReviewing.review(
      Self.file("golden.tar"), form: Self.file("云溪示范/form.yaml"),
      signatures: SignaturePolicy(trust: trust, isRequired: true, now: now))
    #expect(review.package.sealNumber?.hex == Self.sealNumber)
    #expect(review.isIntact && review.package.isCanonical && review.package.findings.isEmpty)
    #expect(review.verdict.isWell && review.findings.isEmpty)
    #expect(review.completeness?.findings == [])
    #expect(
      review.completeness?.items(.held).map(\.requirement.number.description) == ["2-1", "2-2-1"])
    #expect(review.signatures.findings == [])
    #expect(review.signatures.signers.map(\.state) == [.trusted, .trusted])
    #expect(review.signatures.signers.map(\.role) == ["applicant", "county"])
    #expect(review.signatures.signers.map(\.isJudgedByTimeStamp) == [true, true])
  }

  /// The words in a package may change from version to version, the spelling of it not.
  @Test func `the same files at the same second are spelled as version 0.2 spelled them`() throws {
    let golden = try Data(contentsOf: Self.folder.appending(path: "golden.tar"))
    let report = try Verification.verify(path: Self.file("golden.tar"), capture: { _ in true })
    func content(_ path: PackagePath) throws -> [UInt8] {
      try #require(report.captured[path.description])
    }
    let target = FileManager.default.temporaryDirectory
      .appending(path: "evpack-\(UUID().uuidString).tar")
    defer { try? FileManager.default.removeItem(at: target) }
    let own = [
      "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt",
    ]
    let paths = report.entries.map(\.path).filter { !own.contains($0.description) }
    let isPayload = { (path: PackagePath) in path.description.hasPrefix("data/") }
    _ = try Sealing.seal(
      bagNamed: "golden", to: target.path(percentEncoded: false),
      payload: try paths.filter(isPayload).map {
        PayloadFile(path: $0, source: .bytes(try content($0)))
      },
      sealedAt: 1_795_518_166,
      info: { _ in report.info.fields.dropLast(3).map { ($0.label, $0.value) } },
      tagFiles: { _ in
        try paths.filter { !isPayload($0) }.map { TagFile(path: $0, bytes: try content($0)) }
      })
    #expect(try Data(contentsOf: target) == golden)
  }
}
