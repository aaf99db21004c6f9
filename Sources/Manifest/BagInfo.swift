/// `bag-info.txt`: labels and values in order (RFC 8493 §2.2.2).
///
/// `print` and `parse` are inverses. A value can't begin a line of its own: line breaks and other
/// control characters in it become blanks when the value is set.
public struct BagInfo: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    public let label: String
    public let value: String

    /// - Returns: nil for a label that is empty, has a colon or control character, begins or ends
    ///   in a blank, or begins with U+FEFF.
    public init?(label: String, value: String) {
      let scalars = label.unicodeScalars
      // A mark of byte order at a file's beginning would be dropped when it is read again.
      let blank = scalars.first == " " || scalars.last == " " || scalars.first == "\u{FEFF}"
      guard !label.isEmpty, !blank, !scalars.contains(":"), !scalars.contains(where: isControl)
      else { return nil }
      self.label = label
      var plain = String.UnicodeScalarView()
      for scalar in value.unicodeScalars { plain.append(isControl(scalar) ? " " : scalar) }
      self.value = String(String(plain).trimming(" "))
    }
  }

  public struct Defect: Hashable, Sendable {
    public enum Reason: String, Sendable {
      case notUTF8 = "not-utf8"
      case byteOrderMark = "byte-order-mark"
      case noColon = "no-colon"
      case badLabel = "bad-label"
      case noFinalNewline = "no-final-newline"
      /// No blank after the colon, or blanks before it (RFC 8493 §2.2.2; drafts allow both).
      case badBlank = "bad-blank"
      case tooLong = "too-long"
      /// A line that continues none.
      case noLabel = "no-label"
    }
    /// Counted from 1.
    public var line: Int
    public var reason: Reason
  }

  /// Continuing a value beyond this is refused: nobody reads it.
  static let longestValue = 64 << 10

  public private(set) var fields: [Field] = []

  public init(fields: [Field] = []) { self.fields = fields }

  /// The values under a label, which is compared without regard to case (RFC 8493 §2.2.2).
  public func values(of label: String) -> [String] {
    let wanted = label.lowercased()
    return fields.filter { $0.label.lowercased() == wanted }.map(\.value)
  }

  public mutating func append(_ field: Field) { fields.append(field) }

  public func print() -> [UInt8] {
    var bytes: [UInt8] = []
    for field in fields {
      bytes.append(contentsOf: "\(field.label): \(field.value)".utf8)
      bytes.append(0x0A)
    }
    return bytes
  }

  /// Reads to the end, whatever is wrong; a line that begins with a blank continues the last one.
  ///
  /// - Parameter bytes: the text in UTF-8.
  public static func parse(
    _ bytes: [UInt8], version: BagVersion = .rfc8493
  ) -> (info: BagInfo, defects: [Defect]) {
    var reader = FieldReader(version: version)
    var defects: [Defect] = []
    var rest = bytes[...]
    if rest.starts(with: TagText.byteOrderMark) {
      defects.append(Defect(line: 1, reason: .byteOrderMark))
      rest = rest.dropFirst(3)
    }
    var number = 0
    TagText.forEachLine(of: rest) { line, hasEnd in
      number += 1
      if let reason = reader.take(line) {
        defects.append(Defect(line: number, reason: reason))
      }
      if !hasEnd { defects.append(Defect(line: number, reason: .noFinalNewline)) }
    }
    return (BagInfo(fields: reader.finish()), defects)
  }
}

/// Puts lines together to fields.
private struct FieldReader {
  let version: BagVersion
  private var fields: [BagInfo.Field] = []
  /// The field that a line may still continue, joined once for all its lines.
  private var open: (label: String, value: String)?

  init(version: BagVersion) { self.version = version }

  mutating func finish() -> [BagInfo.Field] {
    if let open, let field = BagInfo.Field(label: open.label, value: open.value) {
      fields.append(field)
    }
    open = nil
    return fields
  }

  mutating func take(_ line: ArraySlice<UInt8>) -> BagInfo.Defect.Reason? {
    guard let text = String(validating: line, as: UTF8.self) else { return .notUTF8 }
    if text.isEmpty { return nil }
    let scalars = text.unicodeScalars
    if scalars.first == " " || scalars.first == "\t" {
      guard let length = open?.value.utf8.count else { return .noLabel }
      guard length <= BagInfo.longestValue else { return .tooLong }
      open?.value += " " + text.trimming(" \t")
      return nil
    }
    guard let colon = scalars.firstIndex(of: ":") else { return .noColon }
    let name = scalars[..<colon]
    let rest = scalars[scalars.index(after: colon)...]
    let hasBlank = rest.isEmpty || rest.first == " " || rest.first == "\t"
    let isTight = name.last != " " && name.last != "\t"
    let label = String(Substring(name).trimming(" \t"))
    guard BagInfo.Field(label: label, value: "") != nil else { return .badLabel }
    _ = finish()
    open = (label, String(Substring(rest).trimming(" \t")))
    return version.isStrict && !(hasBlank && isTight) ? .badBlank : nil
  }
}

/// C0, DEL, C1, and the line and paragraph separators that some readers take for line ends.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: true
  default: false
  }
}

extension StringProtocol {
  /// Scalar by scalar: a blank with an accent on it is still a blank to every other reader.
  fileprivate func trimming(_ blanks: String) -> Substring {
    var rest = Substring(self).unicodeScalars
    while let first = rest.first, blanks.unicodeScalars.contains(first) { rest.removeFirst() }
    while let last = rest.last, blanks.unicodeScalars.contains(last) { rest.removeLast() }
    return Substring(rest)
  }
}
