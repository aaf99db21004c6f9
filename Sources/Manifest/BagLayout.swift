public import Evidence
import Glibc

/// Which file goes where in a package: one set of rules, for writing and for checking.
public enum BagLayout {
  public static let declarationPath = "bagit.txt"
  public static let infoPath = "bag-info.txt"
  /// What `bag-info.txt` is called up to BagIt 0.95.
  static let oldInfoPath = "package-info.txt"
  static let fetchPath = "fetch.txt"
  public static let manifestPath = "manifest-sha256.txt"
  /// A second manifest, by the digest of Chinese norms; SHA-256 stays what counts.
  public static let sm3ManifestPath = "manifest-sm3.txt"
  public static let tagManifestPath = "tagmanifest-sha256.txt"
  public static let payloadFolder = "data/"

  /// What archives are called; the longer ending first.
  private static let archiveEndings = [
    ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz", ".tbz2", ".txz", ".tar", ".zip",
  ]

  /// Whether a file is called as archives are.
  package static func isArchive(_ name: String) -> Bool {
    archiveEndings.contains(where: name.lowercased().hasSuffix)
  }

  /// `bagit.txt` as evpack writes it (RFC 8493 §2.1.1).
  public static let declaration = Array(
    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8)

  /// The bag-info field that counts the payload (RFC 8493 §2.2.2).
  public static let oxumField = "Payload-Oxum"

  /// The bag-info field that holds the sealing time, to the second, as every header has it.
  ///
  /// Through it the tag manifest, and so a signature, covers the headers' mtime as well.
  public static let sealedField = "Evpack-Sealed"

  /// The bag-info field that names who applies (RFC 8493 §2.2.2).
  public static let sourceField = "Source-Organization"

  /// The bag-info field with the seal number of the package whose place this one takes.
  public static let supersedesField = "Evpack-Supersedes"

  /// The place of a path in the package's order, before the paths' bytes decide.
  static func rank(_ path: [UInt8]) -> Int {
    func equals(_ text: String) -> Bool { path.elementsEqual(text.utf8) }
    if begins(path, "data/") {
      if begins(path, "data/form/") { return 1 }
      return begins(path, "data/evidence/") ? 2 : 3
    }
    if equals(declarationPath) { return 0 }
    if equals(infoPath) { return 4 }
    if equals(manifestPath) { return 5 }
    return equals(tagManifestPath) ? 7 : 6
  }

  /// Whether `left` stands before `right` in a package.
  public static func precedes(_ left: PackagePath, _ right: PackagePath) -> Bool {
    let (leftRank, rightRank) = (rank(left.bytes), rank(right.bytes))
    return leftRank == rightRank ? left < right : leftRank < rightRank
  }

  public static func isPayload(_ path: PackagePath) -> Bool { begins(path.bytes, "data/") }

  private static func begins(_ path: [UInt8], _ text: StaticString) -> Bool {
    path.withUnsafeBytes { path in
      guard path.count >= text.utf8CodeUnitCount, let start = path.baseAddress else { return false }
      return memcmp(start, text.utf8Start, text.utf8CodeUnitCount) == 0
    }
  }

  /// A payload manifest or tag manifest by its file's name (RFC 8493 §2.1.3, §2.2.1).
  struct ManifestName: Hashable {
    var file: String
    var isTag: Bool
    /// Absent where the name is of no algorithm that is known here.
    var algorithm: DigestAlgorithm?

    /// Whether the algorithm is spelled as RFC 8493 §2.4 wants it.
    var isNormalized: Bool {
      guard let algorithm else { return true }
      return file == (isTag ? "tagmanifest-" : "manifest-") + algorithm.rawValue + ".txt"
    }

    init?(_ path: PackagePath) {
      guard
        path.bytes.starts(with: "manifest-".utf8) || path.bytes.starts(with: "tagmanifest-".utf8),
        !path.bytes.contains(UInt8(ascii: "/"))
      else { return nil }
      let name = path.description
      guard name.hasSuffix(".txt") else { return nil }
      file = name
      isTag = name.hasPrefix("tag")
      algorithm = DigestAlgorithm(
        spelled: name.dropFirst(isTag ? "tagmanifest-".count : "manifest-".count).dropLast(4))
    }
  }

  /// Whether BagIt itself knows the file: declaration, description, manifests.
  package static func isOwn(_ path: PackagePath) -> Bool { isBagFile(path) }

  /// Whether the check itself needs the file's content.
  static func isBagFile(_ path: PackagePath) -> Bool {
    if isPayload(path) { return false }
    if ManifestName(path) != nil { return true }
    return [declarationPath, infoPath, oldInfoPath, fetchPath].contains {
      path.bytes.elementsEqual($0.utf8)
    }
  }

  /// The name of a package's file without its ending, where it can name a bag.
  ///
  /// - Throws: ``PackagePath/Problem`` for a name that can't stand in a package.
  public static func bagName(ofFileNamed file: String) throws(PackagePath.Problem) -> String {
    let last = file.utf8.lastIndex(of: UInt8(ascii: "/")).map { file.utf8.index(after: $0) }
    var name = String(file[(last ?? file.startIndex)...])
    if let ending = archiveEndings.first(where: { name.lowercased().hasSuffix($0) }) {
      name = String(name.dropLast(ending.utf8.count))
    }
    _ = try PackagePath(name)
    return name
  }
}
