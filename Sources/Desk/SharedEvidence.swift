public import Evidence
public import Review

/// Evidence that stands in more than one package: the same file, to the byte, or a standard or
/// patent that is listed in each.
public struct SharedEvidence: Sendable {
  /// A file of another package that is the same.
  public struct Twin: Hashable, Sendable {
    public var package: String
    public var path: PackagePath
  }

  /// What a list has in common with the lists of another package.
  public struct CommonNumbers: Hashable, Sendable {
    public var package: String
    /// In the order of the list.
    public var numbers: [String]
  }

  private var twins: [Digest: [Twin]] = [:]
  private var packages: [String: [String]] = [:]

  /// - Parameter reviews: by the packages' names.
  public init(_ reviews: [(name: String, review: PackageReview)]) {
    for (name, review) in reviews {
      var seen: Set<Digest> = []
      for attachment in review.attachments {
        // An empty file is the same as every other.
        guard let digest = attachment.sha256, attachment.size > 0, seen.insert(digest).inserted
        else { continue }
        twins[digest, default: []].append(Twin(package: name, path: attachment.path))
      }
      for number in Set(review.listed.values.joined()) {
        packages[number, default: []].append(name)
      }
    }
    twins = twins.filter { $0.value.count > 1 }
    packages = packages.filter { $0.value.count > 1 }
  }

  /// Where else an attachment of the package `name` stands.
  public func twins(of attachment: Attachment, in name: String) -> [Twin] {
    attachment.sha256.flatMap { twins[$0] }?.filter { $0.package != name } ?? []
  }

  /// The packages that list some of the `numbers` of the package `name` as well, by their names.
  public func commonNumbers(_ numbers: [String], in name: String) -> [CommonNumbers] {
    var common: [String: [String]] = [:]
    var seen: Set<String> = []
    for number in numbers where seen.insert(number).inserted {
      for package in packages[number] ?? [] where package != name {
        common[package, default: []].append(number)
      }
    }
    return common.map { CommonNumbers(package: $0.key, numbers: $0.value) }
      .sorted { $0.package < $1.package }
  }
}
