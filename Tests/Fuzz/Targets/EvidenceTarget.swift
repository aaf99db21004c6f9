import Desk
import Evidence
import Manifest
import Reports
import Review

extension FuzzTarget {
  /// Reviews a package whose `evidence.json` and `answers.json` are both the input; what is held is
  /// in the package or declared, whatever the sealer states.
  static func reviewEvidence(_ input: [UInt8]) {
    var package = PackageReport()
    package.isEvpackPackage = true
    package.isCanonical = true
    package.entries = sealedPaths.map { path in
      SealedFile(path: path, size: 3, digest: digest)
    }
    package.captured = ["evidence.json": input, "data/form/answers.json": input]
    var review = PackageReview(
      file: "b.tar", package: package, completeness: nil, form: nil, findings: [])
    do { try PackageReviewing.assess(&review, by: smallForm) } catch {
      preconditionFailure("\(error)")
    }
    for item in review.completeness?.items ?? [] where item.state == .held {
      precondition(item.byDeclaration || !item.attachments.isEmpty)
      precondition(item.attachments.allSatisfy { sealedPaths.contains($0.path) })
    }
    precondition(review.completeness != nil || review.verdict[.complete].outcome != .passed)
    for language in [Language.zh, .en] { _ = review.text(language) }
    _ = review.json(.zh)
  }

  private static let sealedPaths = [
    "data/form/answers.json", "data/evidence/3-1 清单/标准.csv", "data/evidence/3-2 清单/a.pdf",
    "evidence.json",
  ].compactMap { try? PackagePath($0) }

  private static let digest: Digest = {
    guard let digest = Digest(bytes: [UInt8](repeating: 0xAB, count: 32)) else {
      preconditionFailure("a digest has 32 bytes")
    }
    return digest
  }()

  /// The sections that ask for lists, so that a review is fast.
  private static let smallForm: FormDefinition = {
    var form = listForm
    form.rules = []
    do {
      return try FormDefinition(text: form.definition(), file: "form")
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}
