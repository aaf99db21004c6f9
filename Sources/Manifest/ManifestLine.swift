public import Evidence

/// What is wrong with a manifest's line.
public struct ManifestDefect: Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    case notDigest
    case noPath
    case badPath(PackagePath.Problem)
    /// A `%` that begins none of `%0A`, `%0D`, `%25`.
    case badEscape
    case tooLong
    case byteOrderMark
    /// A file of the manifest's own that it must not list, as a payload file among tag files.
    case wrongPlace
    case noFinalNewline
    /// md5sum's `*` before a file that was read as binary.
    case asterisk
    /// `./` before the path.
    case dotSlash

    /// A stable name, in the manner of a rule id.
    public var id: String {
      switch self {
      case .notDigest: "not-a-digest"
      case .noPath: "no-path"
      case .badPath(let problem): problem.rawValue
      case .badEscape: "bad-escape"
      case .tooLong: "too-long"
      case .byteOrderMark: "byte-order-mark"
      case .wrongPlace: "wrong-place"
      case .noFinalNewline: "no-final-newline"
      case .asterisk: "asterisk"
      case .dotSlash: "dot-slash"
      }
    }

    /// Whether a bag of another program is none the worse for it: RFC 8493 recommends or tolerates
    /// it (§2.1.3 and §6.1.3).
    var isSlight: Bool {
      switch self {
      case .noFinalNewline, .asterisk, .dotSlash: true
      default: false
      }
    }
  }

  /// Counted from 1.
  public var line: Int
  public var reason: Reason
}

/// One line of any bag's manifest (RFC 8493 §2.1.3): a digest, blanks, a path.
package struct ManifestLine {
  package var digest: [UInt8]
  package var path: PackagePath
  /// What the path may mean instead, where no file has it: bags before 1.0 don't agree on `%`.
  package var alternative: PackagePath?

  /// A line longer than any digest and path can make it is refused rather than read on.
  static let longest = 2 * 64 + 2 + 3 * PackagePath.longest

  /// Reads a manifest to its end, whatever is wrong in it.
  ///
  /// - Parameters:
  ///   - bytes: the text in UTF-8.
  ///   - isEnough: asked before each line; the rest is left out when it says so.
  ///   - body: gets each line's number, its raw bytes without their end, and its meaning: the line
  ///     where there is one, and what is wrong with it.
  package static func forEach(
    of bytes: [UInt8], _ algorithm: DigestAlgorithm, _ version: BagVersion,
    until isEnough: () -> Bool = { false },
    _ body: (
      _ number: Int, _ raw: ArraySlice<UInt8>,
      _ parse: () -> (line: ManifestLine?, reasons: [ManifestDefect.Reason])
    ) -> Void
  ) {
    var number = 0
    var rest = bytes[...]
    if bytes.starts(with: TagText.byteOrderMark) {
      body(1, bytes[..<3]) { (nil, [.byteOrderMark]) }
      rest = rest.dropFirst(3)
    }
    TagText.forEachLine(of: rest, until: isEnough) { raw, hasEnd in
      number += 1
      body(number, raw) {
        var reasons: [ManifestDefect.Reason] = []
        let line = parse(raw, algorithm, version, &reasons)
        return (line, reasons)
      }
      // Recommended only (RFC 8493 §2.3); a cut manifest may lack it.
      if !hasEnd { body(number, raw) { (nil, [.noFinalNewline]) } }
    }
  }

  private static func parse(
    _ raw: ArraySlice<UInt8>, _ algorithm: DigestAlgorithm, _ version: BagVersion,
    _ reasons: inout [ManifestDefect.Reason]
  ) -> ManifestLine? {
    func refuse(_ reason: ManifestDefect.Reason) -> ManifestLine? {
      reasons.append(reason)
      return nil
    }
    guard raw.count <= longest else { return refuse(.tooLong) }
    let digits = raw.prefix { $0 != 0x20 && $0 != 0x09 }
    var rest = raw.dropFirst(digits.count)
    guard let digest = digest(digits, algorithm), !rest.isEmpty else { return refuse(.notDigest) }
    // Only the first run of blanks parts the two: a name may begin or end with other blanks.
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    if rest.first == UInt8(ascii: "*") {
      rest = rest.dropFirst()
      reasons.append(.asterisk)
    }
    if rest.starts(with: "./".utf8) {
      rest = rest.dropFirst(2)
      reasons.append(.dotSlash)
    }
    guard !rest.isEmpty else { return refuse(.noPath) }
    if version.encodesPercent, !decoded(rest).isSound { reasons.append(.badEscape) }
    do throws(PackagePath.Problem) {
      let (path, alternative) = try meanings(of: rest, version)
      return ManifestLine(digest: digest, path: path, alternative: alternative)
    } catch {
      return refuse(.badPath(error))
    }
  }

  /// What a written path means, and what it may mean instead.
  static func path(
    _ written: ArraySlice<UInt8>, _ version: BagVersion
  ) -> (path: PackagePath, alternative: PackagePath?)? {
    try? meanings(of: written, version)
  }

  private static func meanings(
    of written: ArraySlice<UInt8>, _ version: BagVersion
  ) throws(PackagePath.Problem) -> (path: PackagePath, alternative: PackagePath?) {
    let decoded = decoded(written).bytes
    if version.encodesPercent {
      return (try PackagePath(bytes: Array(decoded), acceptsLineEnds: true), nil)
    }
    // Drafts encode nothing; bagit.py writes `%0A` and `%0D` into such bags nevertheless.
    let path = try PackagePath(bytes: Array(written), acceptsLineEnds: true)
    if decoded == written { return (path, nil) }
    return (path, try? PackagePath(bytes: Array(decoded), acceptsLineEnds: true))
  }

  private static func digest(
    _ digits: ArraySlice<UInt8>, _ algorithm: DigestAlgorithm
  ) -> [UInt8]? {
    guard digits.count == 2 * algorithm.byteCount else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(algorithm.byteCount)
    var isHigh = true
    for digit in digits {
      let value = hexadecimalValue(of: digit)
      guard value < 16 else { return nil }
      if isHigh { bytes.append(value << 4) } else { bytes[bytes.count - 1] |= value }
      isHigh.toggle()
    }
    return bytes
  }

  /// `%0A`, `%0D` and `%25` in one pass: `%250A` is the name `%0A`, never a line end. Any other `%`
  /// stays as it is and is not sound.
  private static func decoded(
    _ bytes: ArraySlice<UInt8>
  ) -> (bytes: ArraySlice<UInt8>, isSound: Bool) {
    guard bytes.contains(UInt8(ascii: "%")) else { return (bytes, true) }
    var decoded: ArraySlice<UInt8> = []
    var isSound = true
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      let digits = rest.prefix(2).map(hexadecimalValue)
      switch digits {
      case [2, 5]: decoded.append(UInt8(ascii: "%"))
      case [0, 0xA]: decoded.append(0x0A)
      case [0, 0xD]: decoded.append(0x0D)
      default:
        isSound = false
        decoded.append(byte)
        continue
      }
      rest = rest.dropFirst(2)
    }
    return (decoded, isSound)
  }
}
