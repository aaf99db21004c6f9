public import Evidence
public import Files

/// What was found in a package: what it holds, and everything that is wrong with it.
public struct PackageReport: Sendable {
  /// The top-level folder; empty where the bytes are no package.
  public var bagName: String = ""
  /// Whether the archive has the bag in a folder of its own, as it should; then ``bagName`` is that
  /// folder's, else the archive's.
  public var hasBaseFolder = true
  /// SHA-256 of `tagmanifest-sha256.txt`, where there is one.
  public var sealNumber: Digest?
  /// Whether the package says that it is evpack's and is so to the last bit of its container.
  public var isCanonical = false
  /// Whether the package says that it is evpack's.
  public var isEvpackPackage = false
  /// Every readable file, in the package's order, with the digest of what it really holds, and what
  /// it turned out to be where that was asked for: one that could not be looked at is `unchecked`.
  public var entries: [SealedFile] = []
  /// What `bagit.txt` says, where it can be read.
  public var declaration: BagDeclaration?
  /// The algorithms of the payload manifests, and of the tag manifests.
  public var algorithms: [DigestAlgorithm] = []
  public var tagAlgorithms: [DigestAlgorithm] = []
  /// Octets and files of the payload as counted.
  public var payloadOxum = PayloadOxum(octets: 0, streams: 0)
  public var info = BagInfo()
  /// The time that every header has, in Unix seconds; nil where they differ.
  public var sealedAt: Int64?
  /// In the order of the package, then of its manifests.
  public var findings: [Finding] = []
  /// The content that was asked for, by path in the bag; only of files whose digest is right.
  public var captured: [String: [UInt8]] = [:]
  /// What could not be looked at: `bytes 1024-`, or a path.
  public var notChecked: [String] = []
  public var byteCount: Int64 = 0

  package init() {}

  /// Whether every byte is as it was sealed: nothing weighs as an error, and all was looked at.
  public var isIntact: Bool {
    notChecked.isEmpty && !findings.contains { $0.level == .error }
  }

  /// Whether the bag is *complete* (RFC 8493 §3): all that its manifests list is there, all that is
  /// there is listed, and every part of it is as the RFC says.
  public var isBagComplete: Bool {
    declaration != nil
      && !findings.contains { finding in
        finding.level == .error && !Self.mismatches.contains(finding.rule)
          && !Self.containerRules.contains(finding.rule)
      }
  }

  /// Whether the bag is *valid* (RFC 8493 §3): complete, and every digest in every manifest is
  /// that of its file.
  public var isBagValid: Bool {
    isBagComplete && notChecked.isEmpty
      && !findings.contains { $0.level == .error && Self.mismatches.contains($0.rule) }
  }

  private static let mismatches: Set<Finding.Rule> = ["digest-mismatch", "tagfile-mismatch"]
  /// What is wrong with the tar around a bag, or with evpack's spelling of it, and not with the bag.
  private static let containerRules: Set<Finding.Rule> = [
    "data-after-end", "end-marker-missing", "header-checksum", "header-noncanonical",
    "header-time", "manifest-noncanonical", "order-wrong", "padding-nonzero",
    "sealing-time-missing",
  ]
}

/// Checks packages.
public enum Verification {
  /// Sees the content of a file, before which so many members stand.
  public typealias Glimpse =
    @Sendable (
      _ path: PackagePath, _ content: [UInt8], _ members: Int
    ) -> Void

  /// bag-info.txt and bagit.txt beyond this are not read.
  public static let largestInfo = 1 << 20

  /// Checks the package in a file, a folder, or a pipe such as /dev/stdin.
  ///
  ///     let report = try Verification.verify(path: "福清电子.tar", capture: { $0.is("form.json") })
  ///     if !report.isIntact { … report.findings … }
  ///
  /// One pass, nothing is unpacked. A tar, plain or compressed, a zip, or a folder; other tools'
  /// bags of BagIt 0.93 to 1.0 are checked too, with the finding `not-evpack`.
  ///
  /// - Parameters:
  ///   - capture: which files' content the caller wants, by path in the bag.
  ///   - captureLimit: the size in bytes beyond which such a file is left out; asked once a file.
  ///     All together keep to 96 MiB, and 1 KiB more for each member of the package.
  ///   - inspection: tells what the payload's files are. Files of a compressed package and of a pipe
  ///     are put on the disk for it, one at a time.
  ///   - glimpse: called from several threads with each content that was asked for as soon as it is
  ///     read, to begin early what takes long: nothing of it is checked yet. Not called for every kind
  ///     of package.
  ///   - progress: called from several threads.
  ///   - isCancelled: asked every half MiB or so, from several threads.
  /// - Throws: ``VerificationError`` where the check could not be made; a broken package is a
  ///   report.
  public static func verify(
    path: String,
    capture: @escaping (_ path: PackagePath) -> Bool = { _ in false },
    captureLimit: @escaping (_ path: PackagePath) -> Int = { _ in 64 << 20 },
    inspection: PayloadInspection? = nil,
    glimpse: Glimpse? = nil,
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(VerificationError) -> PackageReport {
    let descriptor: Descriptor
    do throws(SystemError) {
      descriptor = try Descriptor.open(path, isCancelled: isCancelled ?? { false })
    } catch { throw VerificationError(error) }
    return try verify(
      descriptor, capture: capture, captureLimit: captureLimit, inspection: inspection,
      glimpse: glimpse, progress: progress, isCancelled: isCancelled)
  }

  /// Checks the package in an open file or pipe, such as `Descriptor.standardInput`.
  ///
  /// - Throws: ``VerificationError``.
  public static func verify(
    _ descriptor: Descriptor,
    capture: @escaping (_ path: PackagePath) -> Bool = { _ in false },
    captureLimit: @escaping (_ path: PackagePath) -> Int = { _ in 64 << 20 },
    inspection: PayloadInspection? = nil,
    glimpse: Glimpse? = nil,
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(VerificationError) -> PackageReport {
    let reader = PackageReader(
      capture: capture, captureLimit: captureLimit, inspection: inspection, glimpse: glimpse,
      progress: progress, isCancelled: isCancelled ?? { false })
    let package: ScannedPackage
    do { package = try reader.read(descriptor) } catch let error as VerificationError {
      throw error
    } catch {
      throw .unreadable(SystemError(.read, descriptor.path, code: 0))
    }
    var check = BagCheck(package, fileName: descriptor.path, capture: capture)
    return check.finish()
  }
}
