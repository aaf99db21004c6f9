public import Evidence
internal import Files
internal import Manifest

/// A report in a file, and beside it a file with its SHA-256 in the format of sha256sum(1), so that
/// `sha256sum -c` tells whether the report was changed since.
///
/// Both are begun before the work that the report is about, so that a folder that is not there is
/// told at once.
public struct DigestedReport {
  /// The ending of the file with the digest.
  public static let digestSuffix = ".sha256"

  public let path: String
  private let report: StagedFile
  private let digest: StagedFile

  /// - Throws: ``DeskError``, `partOfDossier` or `partOfPackage` where a report would do harm.
  public init(to path: String) throws(DeskError) {
    self.path = path
    for file in [path, path + Self.digestSuffix] { try ReportTarget.check(file) }
    do throws(StagedFile.Failure) {
      report = try StagedFile(for: path, replacing: true)
      digest = try StagedFile(for: path + Self.digestSuffix, replacing: true)
    } catch {
      throw DeskError(error)
    }
  }

  /// Writes both files in place of earlier ones.
  ///
  /// - Returns: the report's digest.
  /// - Throws: ``DeskError`` or `LibcryptoError`; nothing is written then, or the report without its
  ///   digest where the disk fails between the two.
  public func write(_ text: String) throws -> Digest {
    let bytes = Array(text.utf8)
    let sum = try SHA256.digest(of: bytes)
    let line = Self.line(sum, of: path)
    do throws(StagedFile.Failure) {
      try report.fill(with: bytes)
      try digest.fill(with: Array(line.utf8))
      try report.commit()
      try digest.commit()
    } catch {
      throw DeskError(error)
    }
    return sum
  }

  /// A line of sha256sum(1): a backslash before it says that the name has escapes (coreutils).
  static func line(_ digest: Digest, of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let escaped = name.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
      .replacing("\r", with: "\\r")
    return "\(escaped == name ? "" : "\\")\(digest.hex)  \(escaped)\n"
  }
}
