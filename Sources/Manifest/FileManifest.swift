public import Evidence

/// A BagIt manifest, `manifest-sha256.txt` or `tagmanifest-sha256.txt` (RFC 8493 §2.1.3, §2.2.1).
///
/// A line is 64 hexadecimal digits, two blanks and a path; in the path CR, LF and `%` stand as
/// `%0D`, `%0A` and `%25`, nothing else is encoded. `print` and `parse` are inverses. The lines
/// are what `sha256sum --check --strict` reads, as long as no path has a `%`.
public struct FileManifest: Hashable, Sendable {
  public struct Line: Hashable, Sendable {
    public var digest: Digest
    public var path: PackagePath

    public init(digest: Digest, path: PackagePath) {
      self.digest = digest
      self.path = path
    }
  }

  public var lines: [Line]

  public init(lines: [Line]) { self.lines = lines }

  /// The manifest as bytes, each line ended by LF.
  public func print() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lines.reduce(0) { $0 + Self.length(of: $1.path) })
    for line in lines { Self.append(line.path, line.digest, to: &bytes) }
    return bytes
  }

  /// The manifest of a payload, made line by line.
  static func tagFile(of files: [SealedFile]) throws(PackagePath.Problem) -> TagFile {
    try tagFile(BagLayout.manifestPath, of: files) { files[$0].digest }
  }

  /// The manifest of a payload's SM3 digests, made line by line.
  static func tagFile(
    sm3 digests: [Digest?], of files: [SealedFile]
  ) throws(PackagePath.Problem) -> TagFile {
    try tagFile(BagLayout.sm3ManifestPath, of: files) { digests[$0] }
  }

  private static func tagFile(
    _ path: String, of files: [SealedFile], _ digest: @escaping @Sendable (Int) -> Digest?
  ) throws(PackagePath.Problem) -> TagFile {
    TagFile(path: try PackagePath(path)) { output in
      var bytes: [UInt8] = []
      for (index, file) in files.enumerated() {
        guard let digest = digest(index) else { continue }
        append(file.path, digest, to: &bytes)
        guard bytes.count >= 1 << 16 else { continue }
        try bytes.withUnsafeBytes(output)
        bytes.removeAll(keepingCapacity: true)
      }
      try bytes.withUnsafeBytes(output)
    }
  }

  static func append(_ path: PackagePath, _ digest: Digest, to bytes: inout [UInt8]) {
    digest.appendHex(to: &bytes)
    appendEnd(of: path, to: &bytes)
  }

  /// A line of another algorithm's manifest.
  static func append(
    _ path: PackagePath, _ digest: ArraySlice<UInt8>, to bytes: inout [UInt8]
  ) {
    for byte in digest {
      bytes.append(hexadecimalDigit(byte >> 4))
      bytes.append(hexadecimalDigit(byte & 15))
    }
    appendEnd(of: path, to: &bytes)
  }

  private static func appendEnd(of path: PackagePath, to bytes: inout [UInt8]) {
    bytes.append(0x20)
    bytes.append(0x20)
    if !path.bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 < 0x20 }) {
      bytes.append(contentsOf: path.bytes)
      return bytes.append(0x0A)
    }
    for byte in path.bytes {
      switch byte {
      case UInt8(ascii: "%"): bytes.append(contentsOf: "%25".utf8)
      case 0x0A: bytes.append(contentsOf: "%0A".utf8)
      case 0x0D: bytes.append(contentsOf: "%0D".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(0x0A)
  }

  /// The bytes of one file's line, known before the file is read.
  static func length(of path: PackagePath) -> Int {
    64 + 2 + path.bytes.count + 2 * path.bytes.count { $0 == UInt8(ascii: "%") } + 1
  }

  /// Reads a manifest to its end, whatever is wrong in it.
  ///
  /// Digits may have either case, digest and path may be parted by any blanks and tabs, lines may
  /// end in CR LF: RFC 8493 allows these, other tools write them.
  public static func parse(
    _ bytes: [UInt8]
  ) -> (manifest: FileManifest, defects: [ManifestDefect]) {
    var lines: [Line] = []
    var defects: [ManifestDefect] = []
    ManifestLine.forEach(of: bytes, .sha256, .rfc8493) { number, _, parse in
      let (line, reasons) = parse()
      if let line, let digest = Digest(bytes: line.digest) {
        lines.append(Line(digest: digest, path: line.path))
      }
      defects += reasons.map { ManifestDefect(line: number, reason: $0) }
    }
    return (FileManifest(lines: lines), defects)
  }
}
