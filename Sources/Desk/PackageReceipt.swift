internal import Evidence
internal import Files
public import Manifest

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
    let file = try onDisk { () throws(SystemError) in try Descriptor.open(path) }
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
    let info = try content("bag-info.txt", limit: Verification.largestInfo) ?? []
    let lines = String(decoding: info, as: UTF8.self).split(separator: "\n")
    func value(_ label: String) -> String? {
      lines.first { $0.hasPrefix("\(label): ") }.map { String($0.dropFirst(label.count + 2)) }
    }
    source = value(BagLayout.sourceField)
    sealedAt = value(BagLayout.sealedField)
    completeness = value(PackageContents.completenessField)
    files = value("Payload-Oxum")?.split(separator: ".").last.flatMap { Int($0) }
  }
}
