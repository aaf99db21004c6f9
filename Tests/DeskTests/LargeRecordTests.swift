import Evidence
import Manifest
import Reports
import Review
import Testing

@testable import Desk

/// A package with more in its record than is held against a form.
struct LargeRecordTests {
  @Test(arguments: [false, true])
  func `a record that is too large is told as that, and not as damaged`(isLarge: Bool) throws {
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    let size = isLarge ? PackageReviewing.largestRecord + 1 : 2
    let path = "\(scratch.path)/甲.tar"
    _ = try Sealing.seal(
      bagNamed: "甲", to: path,
      payload: [PayloadFile(path: try PackagePath("data/a"), source: .bytes([1]))],
      sealedAt: 1_795_478_400,
      tagFiles: { _ in
        [
          TagFile(
            path: try PackagePath("evidence.json"),
            bytes: [UInt8](repeating: UInt8(ascii: " "), count: size))
        ]
      })
    let review = try PackageReviewing.review(path, signatures: SignaturePolicy(now: 1_795_478_400))
    #expect(review.isIntact)
    #expect(!review.verdict.isWell)
    let told = review.findings.map(\.rule).filter { $0.rawValue.hasPrefix("evidence-") }
    #expect(told == [isLarge ? "evidence-too-large" : "evidence-unreadable"])
  }
}
