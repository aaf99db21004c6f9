public import Evidence

/// A BagIt manifest, `manifest-sha256.txt` or `tagmanifest-sha256.txt` (RFC 8493 §2.1.3, §2.2.1).
///
/// A line is 64 hexadecimal digits, two blanks and a path; in the path CR, LF and `%` stand as
/// `%0D`, `%0A` and `%25`, nothing else is encoded. `print` and `parse` are inverses. The lines
/// are what `sha256sum --check --strict` reads, as long as no path has a `%`.
public struct FileManifest: Hashable, Sendable {
  /// A line longer than any path can make it is refused rather than read on.
  public static let longestLine = 64 + 2 + 3 * PackagePath.longest

  public struct Line: Hashable, Sendable {
    public var digest: Digest
    public var path: PackagePath

    public init(digest: Digest, path: PackagePath) {
      self.digest = digest
      self.path = path
    }
  }

  /// What is wrong with a line.
  public struct Defect: Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
      case notDigest
      case noPath
      case badPath(PackagePath.Problem)
      /// A `%` that begins none of `%0A`, `%0D`, `%25`.
      case badEscape
      case carriageReturn
      case tooLong
      case byteOrderMark
      /// A file of the manifest's own that it must not list, as a payload file among tag files.
      case wrongPlace
      case noFinalNewline

      /// A stable name, in the manner of a rule id.
      public var id: String {
        switch self {
        case .notDigest: "not-a-digest"
        case .noPath: "no-path"
        case .badPath(let problem): problem.rawValue
        case .badEscape: "bad-escape"
        case .carriageReturn: "carriage-return"
        case .tooLong: "too-long"
        case .byteOrderMark: "byte-order-mark"
        case .wrongPlace: "wrong-place"
        case .noFinalNewline: "no-final-newline"
        }
      }
    }

    /// Counted from 1.
    public var line: Int
    public var reason: Reason
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

  static func append(_ path: PackagePath, _ digest: Digest, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: digest.hexBytes)
    bytes.append(0x20)
    bytes.append(0x20)
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
  public static func parse(_ bytes: [UInt8]) -> (manifest: FileManifest, defects: [Defect]) {
    var lines: [Line] = []
    var defects: [Defect] = []
    forEachLine(of: bytes) { number, _, parse in
      switch parse() {
      case .success(let line): lines.append(line)
      case .failure(let reason): defects.append(Defect(line: number, reason: reason.reason))
      }
    }
    return (FileManifest(lines: lines), defects)
  }

  struct Failure: Error { var reason: Defect.Reason }

  /// - Parameter body: gets each line's number, its raw bytes without the LF, and its meaning.
  static func forEachLine(
    of bytes: [UInt8],
    _ body: (
      _ number: Int, _ raw: ArraySlice<UInt8>, _ parse: () -> Result<Line, Failure>
    ) -> Void
  ) {
    var start = 0
    var number = 0
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      body(1, bytes[..<3]) { .failure(Failure(reason: .byteOrderMark)) }
      start = 3
    }
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: 0x0A)
      let raw = bytes[start..<(end ?? bytes.count)]
      body(number, raw) {
        do throws(Failure) {
          return .success(try parseLine(raw.last == 0x0D ? raw.dropLast() : raw))
        } catch {
          return .failure(error)
        }
      }
      guard let end else {
        // RFC 8493 §2.1.3 recommends the last line's end; a cut manifest may lack it.
        body(number, raw) { .failure(Failure(reason: .noFinalNewline)) }
        return
      }
      start = end + 1
    }
  }

  private static func parseLine(_ line: ArraySlice<UInt8>) throws(Failure) -> Line {
    guard line.count <= longestLine else { throw Failure(reason: .tooLong) }
    guard let digest = Digest(hex: line.prefix(64)) else { throw Failure(reason: .notDigest) }
    var rest = line.dropFirst(64)
    guard rest.first == 0x20 || rest.first == 0x09 else { throw Failure(reason: .notDigest) }
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    guard !rest.isEmpty else { throw Failure(reason: .noPath) }
    let decoded = try decodePath(rest)
    do throws(PackagePath.Problem) {
      return Line(digest: digest, path: try PackagePath(bytes: decoded))
    } catch {
      throw Failure(reason: .badPath(error))
    }
  }

  /// One pass: `%250A` is the name `%0A`, never a line end.
  private static func decodePath(
    _ bytes: ArraySlice<UInt8>
  ) throws(Failure) -> ArraySlice<UInt8> {
    if bytes.contains(0x0D) { throw Failure(reason: .carriageReturn) }
    guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
    var decoded: ArraySlice<UInt8> = []
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      guard rest.count >= 2 else { throw Failure(reason: .badEscape) }
      let high = hexadecimalValue(of: rest.removeFirst())
      let low = hexadecimalValue(of: rest.removeFirst())
      switch (high, low) {
      case (2, 5): decoded.append(UInt8(ascii: "%"))
      case (0, 0xA): decoded.append(0x0A)
      case (0, 0xD): decoded.append(0x0D)
      default: throw Failure(reason: .badEscape)
      }
    }
    return decoded
  }
}
