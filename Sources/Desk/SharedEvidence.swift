public import Evidence
public import Reports

/// Evidence that stands in more than one package: the same file, to the byte.
public struct SharedEvidence: Sendable {
  /// A file of another package that is the same.
  public struct Twin: Hashable, Sendable {
    public var package: String
    public var path: PackagePath
  }

  private var twins: [String: [Twin]] = [:]

  /// - Parameter reviews: by the packages' names.
  public init(_ reviews: [(name: String, review: PackageReview)]) {
    for (name, review) in reviews {
      var seen: Set<String> = []
      for attachment in review.attachments {
        // An empty file is the same as every other.
        guard let digest = attachment.sha256, attachment.size > 0, seen.insert(digest).inserted
        else { continue }
        twins[digest, default: []].append(Twin(package: name, path: attachment.path))
      }
    }
    twins = twins.filter { $0.value.count > 1 }
  }

  /// Where else an attachment of the package `name` stands.
  public func twins(of attachment: Attachment, in name: String) -> [Twin] {
    attachment.sha256.flatMap { twins[$0] }?.filter { $0.package != name } ?? []
  }
}
