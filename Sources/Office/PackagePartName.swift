/// The name of a part of an Office file, in the one spelling by which two are compared
/// (ECMA-376-2 §6.2.2): without the slash before it, in lower case, its escapes resolved.
///
/// Programs spell the same part differently in the zip and in the relations that lead to it:
/// `xl/Workbook.xml`, `/xl/workbook.xml`, `xl\workbook.xml`, `./workbook.xml`.
struct PackagePartName: Hashable {
  /// As it is spelt where it was met.
  let text: String
  /// In lower case.
  let key: String

  /// - Parameter entry: a name as the zip has it.
  init(entry: String) {
    let steps = Self.resolved(entry.utf8)
    text = String(decoding: steps, as: UTF8.self)
    key = String(decoding: steps.map(\.asciiLowercased), as: UTF8.self)
  }

  /// - Parameters:
  ///   - target: where a relation leads, relative or from the root (RFC 3986 §5.2).
  ///   - folder: that of the part whose relation it is; empty, or with a slash at its end.
  init(target: String, in folder: String) {
    let path = target.prefix { $0 != "#" && $0 != "?" }
    let isAbsolute = path.hasPrefix("/") || path.hasPrefix("\\")
    self.init(entry: isAbsolute ? String(path) : folder + path)
  }

  static func == (one: PackagePartName, other: PackagePartName) -> Bool { one.key == other.key }
  func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// The steps of the path, those that lead nowhere left out; above the root there is only the root.
  private static func resolved(_ path: String.UTF8View) -> [UInt8] {
    let plain = unescaped(path).map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    var steps: [ArraySlice<UInt8>] = []
    for step in plain.split(separator: UInt8(ascii: "/")) {
      if step.elementsEqual(".".utf8) { continue }
      if step.elementsEqual("..".utf8) { _ = steps.popLast() } else { steps.append(step) }
    }
    return Array(steps.joined(separator: [UInt8(ascii: "/")]))
  }

  /// The bytes with `%20` and the like as what they stand for.
  private static func unescaped(_ path: String.UTF8View) -> [UInt8] {
    let bytes = Array(path)
    var plain: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
      {
        plain.append(UInt8(high << 4 | low))
        index += 3
      } else {
        plain.append(bytes[index])
        index += 1
      }
    }
    return plain
  }
}

/// The parts of an Office file, found by their names however these are spelt.
struct PackageParts {
  /// Two parts whose names are one and whose contents differ: programs would show different ones.
  struct Ambiguous: Error {
    let name: String
  }

  private let parts: [PackagePartName: [UInt8]]

  /// - Parameter entries: the bytes by the names that the zip has.
  init(_ entries: [String: [UInt8]]) throws(Ambiguous) {
    var parts: [PackagePartName: [UInt8]] = [:]
    parts.reserveCapacity(entries.count)
    for (entry, bytes) in entries {
      let name = PackagePartName(entry: entry)
      if let other = parts.updateValue(bytes, forKey: name), other != bytes {
        throw Ambiguous(name: name.text)
      }
    }
    self.parts = parts
  }

  subscript(name: PackagePartName) -> [UInt8]? { parts[name] }
  subscript(name: String) -> [UInt8]? { parts[PackagePartName(entry: name)] }
}

extension UInt8 {
  fileprivate var asciiLowercased: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}
