public import Evidence

/// One file as it stands in a package.
public struct SealedFile: Hashable, Sendable {
  /// The path in the bag, without the bag's name.
  public var path: PackagePath
  public var size: Int64
  public var digest: Digest

  public init(path: PackagePath, size: Int64, digest: Digest) {
    self.path = path
    self.size = size
    self.digest = digest
  }
}
