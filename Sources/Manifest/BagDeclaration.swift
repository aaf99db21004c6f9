/// `bagit.txt` (RFC 8493 §2.1.1).
public struct BagDeclaration: Hashable, Sendable {
  /// Absent where the number is none, as `.97`.
  public var version: BagVersion?
  /// The encoding of all other text tag files, as declared.
  public var encoding: String

  package enum Defect: String, Hashable {
    case byteOrderMark = "byte-order-mark"
    case notUTF8 = "not-utf8"
    case lineCount = "line-count"
    case badVersion = "bad-version"
    case badEncoding = "bad-encoding"
    case noFinalNewline = "no-final-newline"
  }

  /// Reads a declaration to its end, whatever is wrong in it.
  ///
  /// Two lines, in this order, one blank after each colon and none before; labels have either case
  /// (RFC 5234 §2.3), lines end in LF, CR or CR LF.
  package static func parse(
    _ bytes: [UInt8]
  ) -> (declaration: BagDeclaration, defects: [Defect]) {
    var declaration = BagDeclaration(version: nil, encoding: "UTF-8")
    var defects: [Defect] = []
    var rest = bytes[...]
    if rest.starts(with: TagText.byteOrderMark) {
      defects.append(.byteOrderMark)
      rest = rest.dropFirst(3)
    }
    guard String(validating: rest, as: UTF8.self) != nil else {
      return (declaration, defects + [.notUTF8])
    }
    var lines: [String] = []
    var isEnded = true
    TagText.forEachLine(of: rest) { line, hasEnd in
      lines.append(String(decoding: line, as: UTF8.self))
      isEnded = hasEnd
    }
    if lines.count != 2 { defects.append(.lineCount) }
    if let number = lines.first.flatMap({ value(of: "bagit-version", in: $0) }),
      let version = version(number)
    {
      declaration.version = version
    } else {
      defects.append(.badVersion)
    }
    if let name = lines.dropFirst().first.flatMap({
      value(of: "tag-file-character-encoding", in: $0)
    }) {
      declaration.encoding = name
    } else {
      defects.append(.badEncoding)
    }
    if !isEnded { defects.append(.noFinalNewline) }
    return (declaration, defects)
  }

  private static func value(of label: String, in line: String) -> String? {
    guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == label else {
      return nil
    }
    let value = line[line.index(after: colon)...]
    guard value.first == " ", !value.dropFirst().isEmpty, !value.dropFirst().contains(" "),
      !value.contains("\t")
    else { return nil }
    return String(value.dropFirst())
  }

  private static func version(_ text: String) -> BagVersion? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ part in
        (1...6).contains(part.utf8.count)
          && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      }), let major = Int(parts[0]), let minor = Int(parts[1])
    else { return nil }
    return BagVersion(major: major, minor: minor)
  }
}
