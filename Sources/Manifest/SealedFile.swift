public import Evidence

/// One file as it stands in a package.
public struct SealedFile: Hashable, Sendable {
  /// The path in the bag, without the bag's name.
  public var path: PackagePath
  public var size: Int64
  public var digest: Digest
  /// What a payload file turned out to be; nil where it was not inspected.
  public var facts: FileFacts?

  public init(path: PackagePath, size: Int64, digest: Digest, facts: FileFacts? = nil) {
    self.path = path
    self.size = size
    self.digest = digest
    self.facts = facts
  }
}
