/// `bag-info.txt`: labels and values in order (RFC 8493 §2.2.2).
///
/// `print` and `parse` are inverses. A value can't begin a line of its own: line breaks and other
/// control characters in it become blanks when the value is set.
public struct BagInfo: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    public let label: String
    public let value: String

    /// - Returns: nil for a label that is empty, has a colon or control character, or begins or
    ///   ends in a blank.
    public init?(label: String, value: String) {
      let blank = label.first == " " || label.last == " "
      guard !label.isEmpty, !blank, !label.contains(":"),
        !label.unicodeScalars.contains(where: isControl)
      else { return nil }
      self.label = label
      var scalars = String.UnicodeScalarView()
      for scalar in value.unicodeScalars { scalars.append(isControl(scalar) ? " " : scalar) }
      self.value = String(String(scalars).trimming(" "))
    }
  }

  public struct Defect: Hashable, Sendable {
    public enum Reason: String, Sendable {
      case notUTF8 = "not-utf8"
      case byteOrderMark = "byte-order-mark"
      case noColon = "no-colon"
      case badLabel = "bad-label"
      case noFinalNewline = "no-final-newline"
    }
    /// Counted from 1.
    public var line: Int
    public var reason: Reason
  }

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
  public static func parse(_ bytes: [UInt8]) -> (info: BagInfo, defects: [Defect]) {
    var info = BagInfo()
    var defects: [Defect] = []
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      defects.append(Defect(line: 1, reason: .byteOrderMark))
      bytes = bytes.dropFirst(3)
    }
    if let last = bytes.last, last != 0x0A {
      let count = bytes.count { $0 == 0x0A } + 1
      defects.append(Defect(line: count, reason: .noFinalNewline))
    }
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      let line = line.last == 0x0D ? line.dropLast() : line
      guard let text = String(validating: line, as: UTF8.self) else {
        defects.append(Defect(line: index + 1, reason: .notUTF8))
        continue
      }
      if text.isEmpty { continue }
      if let last = info.fields.last, text.first == " " || text.first == "\t" {
        info.fields.removeLast()
        let joined = last.value + " " + text.trimming(" \t")
        if let field = Field(label: last.label, value: joined) { info.append(field) }
        continue
      }
      guard let colon = text.firstIndex(of: ":") else {
        defects.append(Defect(line: index + 1, reason: .noColon))
        continue
      }
      let value = String(text[text.index(after: colon)...].trimming(" \t"))
      guard let field = Field(label: String(text[..<colon]), value: value) else {
        defects.append(Defect(line: index + 1, reason: .badLabel))
        continue
      }
      info.append(field)
    }
    return (info, defects)
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
  func trimming(_ characters: String) -> SubSequence {
    var rest = self[...]
    while let first = rest.first, characters.contains(first) { rest.removeFirst() }
    while let last = rest.last, characters.contains(last) { rest.removeLast() }
    return rest
  }
}
