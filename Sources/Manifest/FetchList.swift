package import Evidence

/// `fetch.txt`: what a bag leaves to be fetched (RFC 8493 §2.2.3). Nothing is ever fetched here.
package enum FetchList {
  package struct Line {
    package var path: PackagePath
    package var alternative: PackagePath?
  }

  package enum Reason: String {
    case fields = "fetch-fields"
    case url = "fetch-url"
    case length = "fetch-length"
    case path = "fetch-path"
  }

  /// Reads to the end; each line is a URL, a length or `-`, and a payload file's path.
  ///
  /// - Parameters:
  ///   - isEnough: asked before each line; the rest is left out when it says so.
  ///   - body: gets each line's number, what it names if that can be read, and what is wrong.
  package static func forEach(
    of bytes: [UInt8], _ version: BagVersion, until isEnough: () -> Bool,
    _ body: (_ number: Int, _ line: Line?, _ reasons: [Reason]) -> Void
  ) {
    var number = 0
    TagText.forEachLine(of: bytes[...], until: isEnough) { raw, _ in
      number += 1
      let (line, reasons) = parse(raw, version)
      body(number, line, reasons)
    }
  }

  private static func parse(
    _ raw: ArraySlice<UInt8>, _ version: BagVersion
  ) -> (line: Line?, reasons: [Reason]) {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    let url = raw.prefix { !isBlank($0) }
    var rest = raw.dropFirst(url.count).drop(while: isBlank)
    let length = rest.prefix { !isBlank($0) }
    rest = rest.dropFirst(length.count).drop(while: isBlank)
    guard !url.isEmpty, !length.isEmpty, !rest.isEmpty else { return (nil, [.fields]) }
    var reasons: [Reason] = []
    if !isAbsolute(url) { reasons.append(.url) }
    if !length.elementsEqual("-".utf8), !length.allSatisfy(isDigit) { reasons.append(.length) }
    guard let (path, alternative) = ManifestLine.path(rest, version), BagLayout.isPayload(path)
    else { return (nil, reasons + [.path]) }
    return (Line(path: path, alternative: alternative), reasons)
  }

  /// Whether it begins with a scheme, a colon and something after it (RFC 3986 §3.1, §4.3).
  private static func isAbsolute(_ url: ArraySlice<UInt8>) -> Bool {
    guard let colon = url.firstIndex(of: UInt8(ascii: ":")), let first = url.first else {
      return false
    }
    let scheme = url[..<colon]
    let marks = "+.-".utf8
    return isLetter(first) && colon + 1 < url.endIndex
      && scheme.allSatisfy { isLetter($0) || isDigit($0) || marks.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
