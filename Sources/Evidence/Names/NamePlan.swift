/// The names of a folder's files that want mending, and what each is to be called.
///
/// Pure: it takes what a walk has found. No two new names, and no new and old name, are the same in
/// one folder, nor are they twins on Windows and macOS.
public struct NamePlan: Sendable {
  /// One file or folder of the walk.
  public struct Entry: Sendable {
    /// Below the root, any bytes.
    public var path: [UInt8]
    /// The name in UTF-8 where the bytes are not, if it could be made out.
    public var decoded: String?
    /// Whether other files name it, so that it must not be renamed here.
    public var isKept: Bool

    public init(path: [UInt8], decoded: String? = nil, isKept: Bool = false) {
      self.path = path
      self.decoded = decoded
      self.isKept = isKept
    }

    var name: [UInt8] { Array(path[(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)...]) }
    var folder: [UInt8] { Array(path[..<(path.lastIndex(of: slash) ?? 0)]) }
  }

  /// A name of which something is to be told.
  public struct Item: Sendable {
    public var path: [UInt8]
    public var findings: [Finding]
    /// What it should be called; nil where that is for a person to decide.
    public var newName: String?

    /// The path as text; bytes that are not UTF-8 as `\xNN`.
    public var shown: String { FileName.shown(path) }
  }

  /// In the order of the entries.
  public private(set) var items: [Item] = []

  /// The items to be renamed, what is in a folder before the folder.
  public var renamings: [Item] {
    items.filter { $0.newName != nil }.sorted { left, right in
      let depths = [left, right].map { $0.path.count { $0 == slash } }
      return depths[0] == depths[1]
        ? left.path.lexicographicallyPrecedes(right.path) : depths[0] > depths[1]
    }
  }

  /// - Parameters:
  ///   - entries: everything that the walk found.
  ///   - root: the name of the folder, which is part of the paths that Windows counts.
  public init(_ entries: [Entry], root: String) {
    var findings: [[UInt8]: [Finding]] = [:]
    var names: [[UInt8]: String] = [:]
    for folder in Dictionary(grouping: entries, by: { $0.folder }).values {
      plan(folder, &findings, &names)
    }
    for entry in entries {
      var own = findings[entry.path] ?? []
      let length = String(decoding: entry.path, as: UTF8.self).utf16.count + root.utf16.count + 2
      if length > FileName.longestWindowsPath {
        own.append(
          Finding(
            "attachment-path-long", .warning, at: FileName.shown(entry.path),
            ["length": String(length)]))
      }
      guard !own.isEmpty else { continue }
      items.append(Item(path: entry.path, findings: own, newName: names[entry.path]))
    }
  }

  /// Plans the names of one folder.
  private func plan(
    _ entries: [Entry], _ findings: inout [[UInt8]: [Finding]], _ names: inout [[UInt8]: String]
  ) {
    // Names that stay come first, so that a mended one never takes theirs.
    let wished = entries.map { entry -> Wished in
      let bytes = entry.name
      let name = String(validating: bytes, as: UTF8.self)
      findings[entry.path] = Self.findings(entry, name)
      let wish = entry.isKept ? name : (name ?? entry.decoded).map(FileName.mended)
      let stays = wish.map { $0.utf8.elementsEqual(bytes) } ?? false
      return Wished(
        entry: entry, bytes: bytes, name: name, wish: wish,
        rank: entry.isKept ? 0 : stays ? 1 : 2)
    }.sorted { left, right in
      left.rank == right.rank
        ? left.bytes.lexicographicallyPrecedes(right.bytes) : left.rank < right.rank
    }
    var current: [String: Int] = [:]
    for name in wished.compactMap({ $0.name }) { current[FileName.twinKey(name), default: 0] += 1 }
    var taken: [String: [UInt8]] = [:]
    // The number to try next, by the key of the first numbered name.
    var next: [String: Int] = [:]
    for wished in wished {
      let (entry, name) = (wished.entry, wished.name)
      guard let wish = wished.wish else { continue }
      let own = name.map(FileName.twinKey)
      func isFree(_ candidate: String) -> Bool {
        let key = FileName.twinKey(candidate)
        return taken[key] == nil && (current[key] ?? 0) == (key == own ? current[key] : 0)
      }
      var final = wish
      if let other = taken[FileName.twinKey(wish)] {
        findings[entry.path, default: []].append(
          Finding(
            "attachment-twins", .warning, at: FileName.shown(entry.path),
            ["other": FileName.shown(other)]))
      }
      if !entry.isKept, !isFree(final) {
        let key = FileName.twinKey(FileName.numbered(wish, 2))
        var number = next[key] ?? 2
        repeat {
          final = FileName.numbered(wish, number)
          number += 1
        } while !isFree(final)
        next[key] = number
      }
      taken[FileName.twinKey(final)] = entry.path
      if !final.utf8.elementsEqual(wished.bytes), !entry.isKept { names[entry.path] = final }
    }
  }

  /// An entry on its way to a name.
  private struct Wished {
    var entry: Entry
    /// Its name as it is, and as text where it is UTF-8.
    var bytes: [UInt8]
    var name: String?
    /// What it should be called; nil where its name can't be made out.
    var wish: String?
    /// Names that others use come first, then those that are sound.
    var rank: Int
  }

  private static func findings(_ entry: Entry, _ name: String?) -> [Finding] {
    let shown = FileName.shown(entry.path)
    guard let name else {
      return [
        Finding(
          "attachment-name-not-utf8", .error, at: shown, ["name": FileName.shown(entry.name)])
      ]
    }
    return FileName.defects(of: name).map { defect in
      let problem = name.contains("\\") ? "backslash" : "control-character"
      return Finding(
        Finding.Rule(rawValue: defect.rawValue), defect.level, at: shown,
        defect == .unusable ? ["problem": problem] : [:])
    }
  }
}

/// Paths before and after a renaming, in both directions.
public struct RenamedPaths: Sendable {
  /// The new name by the old path.
  private var forwards: [[UInt8]: [UInt8]] = [:]
  /// The old name by the new path.
  private var backwards: [[UInt8]: [UInt8]] = [:]

  /// - Parameter renamings: old paths with the new names.
  public init(_ renamings: [(path: [UInt8], newName: [UInt8])]) {
    for (path, newName) in renamings { forwards[path] = newName }
    for (path, _) in renamings {
      backwards[after(path)] = Array(path.split(separator: slash).last ?? [])
    }
  }

  public func after(_ path: [UInt8]) -> [UInt8] { Self.mapped(path, forwards) }

  public func before(_ path: [UInt8]) -> [UInt8] { Self.mapped(path, backwards) }

  private static func mapped(_ path: [UInt8], _ names: [[UInt8]: [UInt8]]) -> [UInt8] {
    var prefix: [UInt8] = []
    var result: [UInt8] = []
    for part in path.split(separator: slash) {
      if !prefix.isEmpty {
        prefix.append(slash)
        result.append(slash)
      }
      prefix += part
      result += names[prefix] ?? Array(part)
    }
    return result
  }
}

private let slash = UInt8(ascii: "/")

extension FileName {
  /// Bytes of a name or path as text; control characters, and the bytes of a part that is not
  /// UTF-8, are shown as `\xNN`.
  public static func shown(_ bytes: [UInt8]) -> String {
    bytes.split(separator: slash, omittingEmptySubsequences: false).map { part in
      guard let text = String(validating: part, as: UTF8.self) else {
        return part.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : escape($0) }
          .joined()
      }
      return text.unicodeScalars.map { scalar in
        scalar.value < 0x20 || scalar.value == 0x7F ? escape(UInt8(scalar.value)) : String(scalar)
      }.joined()
    }.joined(separator: "/")
  }

  private static func escape(_ byte: UInt8) -> String {
    "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
