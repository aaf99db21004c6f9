public import Evidence
public import Files

/// Where in a package, a plain tar, each file's content stands: so that one can be looked at where it
/// lies.
public struct PackageMembers: Sendable {
  public struct Place: Hashable, Sendable {
    public var offset: Int64
    public var size: Int64
  }

  /// By path in the bag; of files that stand twice, the first.
  public let places: [PackagePath: Place]

  /// Reads the headers; content is skipped, and held against nothing.
  ///
  /// - Throws: ``VerificationError``; what is no tar has no places.
  public init(_ package: Descriptor) throws(VerificationError) {
    var places: [PackagePath: Place] = [:]
    do {
      let identity = try package.identity()
      guard identity.kind == .regular else { throw VerificationError.notAFile(path: package.path) }
      let input = FileInput(package, length: identity.size)
      _ = try TarScanner.scan(input) { _, raw, member in
        guard let path = member.path, member.isUsable, !member.isDirectory, places[path] == nil,
          raw.contentOffset + raw.size <= identity.size
        else { return nil }
        places[path] = Place(offset: raw.contentOffset, size: raw.size)
        return nil
      }
    } catch let error as VerificationError {
      throw error
    } catch let error as SystemError {
      throw .unreadable(error)
    } catch {
      throw .unreadable(SystemError(.read, package.path, code: 0))
    }
    self.places = places
  }
}
