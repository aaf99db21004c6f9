import Evidence

extension ScannedPackage {
  /// What an archive is that plainly holds no bag, as `office`; nil where it holds one, may have held
  /// one before it was damaged, or has something dangerous in it that must be told.
  var otherKind: String? {
    guard !members.isEmpty, !members.contains(where: \.isOfBag) else { return nil }
    if container == .zip {
      let roots = Set(members.filter { $0.path == nil }.map(\.top))
      for (part, kind) in Self.documents where roots.contains(Array(part.utf8)) { return kind }
    }
    return findings.contains { $0.finding.level == .error } ? nil : "archive"
  }

  /// The parts in a zip's root that tell documents (ECMA-376 Part 2 §10.1, GB/T 33190 §7.1,
  /// ODF 1.3 Part 2 §3.3).
  private static let documents = [
    ("[Content_Types].xml", "office"), ("OFD.xml", "ofd"), ("mimetype", "office"),
  ]
}

extension ScannedPackage.Member {
  /// Whether the name, in whatever folder, is of a file that only bags have.
  fileprivate var isOfBag: Bool {
    let last = name.split(separator: UInt8(ascii: "/")).last ?? []
    if last.elementsEqual(BagLayout.declarationPath.utf8) { return true }
    return (last.starts(with: "manifest-".utf8) || last.starts(with: "tagmanifest-".utf8))
      && last.suffix(4).elementsEqual(".txt".utf8)
  }
}
