public import Evidence

extension PackageReport {
  /// Whether the bytes are a package at all, in whatever condition.
  public var isPackage: Bool { !findings.contains { $0.rule == "not-a-package" } }

  /// Whether the end of the package is missing, as after a transfer that was not finished.
  public var isCutOff: Bool { findings.contains { Self.losses.contains($0.rule) } }

  /// The findings without those that say no more than that the end is missing.
  ///
  /// Manifests and description stand at a package's end: of one that is cut off they are always
  /// missing, and that holds nothing against whoever sealed it.
  public var ownFindings: [Finding] {
    guard isCutOff else { return findings }
    return findings.filter { finding in
      !Self.consequences.contains(finding.rule) && finding.details["reason"] != "not-read"
    }
  }

  private static let losses: Set<Finding.Rule> = ["truncated", "stream-damaged"]
  private static let consequences: Set<Finding.Rule> = [
    "bagit-missing", "end-marker-missing", "manifest-missing", "not-evpack", "oxum-count",
    "oxum-mismatch", "payload-folder-missing", "payload-missing", "sealing-time-missing",
    "tagfile-missing", "tagmanifest-missing",
  ]
}
