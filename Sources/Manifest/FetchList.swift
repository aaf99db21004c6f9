import Evidence

/// `fetch.txt`: what a bag leaves to be fetched (RFC 8493 §2.2.3). Nothing is ever fetched here.
enum FetchList {
  struct Line {
    var path: PackagePath
    var alternative: PackagePath?
  }

  enum Reason: String {
    case fields = "fetch-fields"
    case url = "fetch-url"
    case length = "fetch-length"
    case path = "fetch-path"
  }

  /// Reads to the end; each line is a URL, a length or `-`, and a payload file's path.
  static func parse(
    _ bytes: [UInt8], _ version: BagVersion
  ) -> (lines: [Line], defects: [(line: Int, reason: Reason)]) {
    var lines: [Line] = []
    var defects: [(line: Int, reason: Reason)] = []
    var number = 0
    TagText.forEachLine(of: bytes[...]) { raw, _ in
      number += 1
      func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
      let url = raw.prefix { !isBlank($0) }
      var rest = raw.dropFirst(url.count).drop(while: isBlank)
      let length = rest.prefix { !isBlank($0) }
      rest = rest.dropFirst(length.count).drop(while: isBlank)
      guard !url.isEmpty, !length.isEmpty, !rest.isEmpty else {
        return defects.append((number, .fields))
      }
      if !isAbsolute(url) { defects.append((number, .url)) }
      let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
      if !length.elementsEqual("-".utf8), !length.allSatisfy(digits.contains) {
        defects.append((number, .length))
      }
      guard let (path, alternative) = ManifestLine.path(rest, version), BagLayout.isPayload(path)
      else { return defects.append((number, .path)) }
      lines.append(Line(path: path, alternative: alternative))
    }
    return (lines, defects)
  }

  /// Whether it begins with a scheme (RFC 3986 §4.3).
  private static func isAbsolute(_ url: ArraySlice<UInt8>) -> Bool {
    guard let text = String(validating: url, as: UTF8.self) else { return false }
    return text.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:.+/) != nil
  }
}
