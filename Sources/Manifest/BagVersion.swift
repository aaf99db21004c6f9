/// A version of BagIt, and in what its rules differ from RFC 8493's.
///
/// 0.93 to 0.97 are the drafts of draft-kunze-bagit that bags were made by; 1.0 is RFC 8493.
public struct BagVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var major: Int
  public var minor: Int

  public static let rfc8493 = BagVersion(major: 1, minor: 0)
  /// The versions whose rules are known; any other is refused rather than guessed at.
  public static let known: [BagVersion] =
    (93...97).map { BagVersion(major: 0, minor: $0) } + [rfc8493]

  public var description: String { "\(major).\(minor)" }
  public var isKnown: Bool { Self.known.contains(self) }

  public static func < (left: BagVersion, right: BagVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  /// RFC 8493 §3, §2.1.3: every payload manifest lists every payload file, each exactly once;
  /// "older versions of this specification allowed payload files to be listed in just one of the
  /// manifests".
  var isStrict: Bool { self >= .rfc8493 }

  /// Whether `%25` stands for `%`. The drafts encode nothing, or only line ends.
  var encodesPercent: Bool { isStrict }

  /// The file of bag metadata: the drafts up to 0.95 call it package-info.txt.
  var infoPath: String {
    self <= BagVersion(major: 0, minor: 95) ? BagLayout.oldInfoPath : BagLayout.infoPath
  }
}
