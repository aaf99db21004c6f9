public import Evidence
import Files

/// What a package holds by its headers alone; nothing is hashed or compared.
public struct PackageListing: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// The full name in the tar, shown for people.
    public var name: String
    public var size: Int64
    public var isDirectory: Bool
  }

  public var entries: [Entry]
  /// What is wrong with the headers.
  public var findings: [Finding]

  /// Reads a package's headers; takes a fraction of a second for a large package, since a file's
  /// content is skipped.
  ///
  /// - Throws: ``VerificationError`` where the file can't be read.
  public static func read(_ path: String) throws(VerificationError) -> PackageListing {
    do {
      let descriptor = try Descriptor.open(path)
      let identity = try descriptor.identity()
      let reader = PackageReader(capture: { _ in false }, isCancelled: { false })
      let package = try reader.list(descriptor, identity)
      return PackageListing(
        entries: package.members.map {
          Entry(name: shownName($0.name), size: $0.size, isDirectory: $0.isDirectory)
        },
        findings: package.findings.map(\.finding))
    } catch let error as VerificationError {
      throw error
    } catch let error as SystemError {
      throw .unreadable(error)
    } catch {
      // The scanner throws what its input throws, which is handled above.
      throw .unreadable(SystemError(.read, path, code: 0))
    }
  }
}
