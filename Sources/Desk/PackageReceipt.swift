public import Evidence
internal import Files
internal import Manifest

/// What a sealed package says of itself, read in a moment: nothing of it is checked.
public struct PackageReceipt: Sendable {
  public var sealNumber: Digest
  public var byteCount: Int64
  /// Of the payload, as the package counts them.
  public var files: Int?
  public var source: String?
  /// As the package tells it: `2026-11-24T17:37:31Z`.
  public var sealedAt: String?
  public var completeness: String?

  /// - Throws: `VerificationError` where the file can't be read, ``DeskError/notComparable(package:_:)``
  ///   where it is no package.
  public init(_ path: String) throws {
    let file = try onDisk { () throws(SystemError) in try Descriptor.openFile(path) }
    let members = try PackageMembers(file)
    func content(_ name: String, limit: Int) throws -> [UInt8]? {
      guard let place = members.places[try PackagePath(name)], place.size <= limit else {
        return nil
      }
      return try file.bytes(at: place.offset, count: Int(place.size))
    }
    guard let seal = try content(BagLayout.tagManifestPath, limit: 64 << 20) else {
      throw DeskError.notComparable(package: path, .noPackage)
    }
    sealNumber = try SHA256.digest(of: seal)
    byteCount = try file.identity().size
    let bytes = try content(BagLayout.infoPath, limit: Verification.largestInfo) ?? []
    let info = BagInfo.parse(bytes).info
    source = info.values(of: BagLayout.sourceField).first
    sealedAt = info.values(of: BagLayout.sealedField).first
    completeness = info.values(of: PackageContents.completenessField).first
    files = info.values(of: BagLayout.oxumField).first.flatMap { PayloadOxum($0)?.streams }
  }
}
