public import Evidence
internal import Manifest
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

  /// - Parameter all: packages by their names.
  public init(_ all: [(name: String, evidence: PackageEvidence)]) {
    for (name, evidence) in all {
      for (digest, path) in evidence.files {
        twins[digest, default: []].append(Twin(package: name, path: path))
      }
      for number in evidence.numbers { packages[number, default: []].append(name) }
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

/// What of a package shows whether its evidence stands in another one as well.
public struct PackageEvidence: Sendable {
  /// Nil for a package that evpack did not seal.
  let sealNumber: String?
  /// The seal numbers of the packages whose place it takes.
  let supersedes: [String]
  /// Each content once.
  let files: [(digest: Digest, path: PackagePath)]
  /// Of standards and rights in its lists.
  let numbers: Set<String>

  public init(_ review: PackageReview) {
    sealNumber = review.package.sealNumber?.hex
    supersedes = review.package.info.values(of: BagLayout.supersedesField)
    var seen: Set<Digest> = []
    files = review.attachments.compactMap { attachment in
      // An empty file is the same as every other.
      guard let digest = attachment.sha256, attachment.size > 0, seen.insert(digest).inserted
      else { return nil }
      return (digest, attachment.path)
    }
    numbers = Set(review.listed.values.joined())
  }

  /// Whether both are one package, which was copied.
  public func isCopy(of other: PackageEvidence) -> Bool {
    sealNumber != nil && sealNumber == other.sealNumber
  }

  /// Whether one corrects the other, and so has most of its evidence in common with it.
  public func isVersion(of other: PackageEvidence) -> Bool {
    replaces(other) || other.replaces(self)
  }

  /// Whether it takes the other's place.
  public func replaces(_ other: PackageEvidence) -> Bool {
    other.sealNumber.map(supersedes.contains) == true
  }
}
