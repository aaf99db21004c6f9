/// Finds paths that one file system or another takes for the same file.
///
/// Two paths are twins where they are equal after lower-casing and Unicode's canonical equivalence
/// (macOS, Windows), or where one is the folder of the other (`a` and `a/b`). `ß` and `ss`, and
/// full-width letters and plain ones, are told apart, as these systems do.
struct PathTwins {
  enum Clash {
    /// The very same path.
    case same
    case twin
  }

  // The folded path's hash → the index of the first path with it. Keeping the hash alone takes
  // some 24 bytes a path; a hit is compared in full.
  private var files: [Int: Int32] = [:]
  private var folders: [Int: Int32] = [:]
  private var lastFolder: [UInt8] = []
  /// The keys of `lastFolder` and of the folders that hold it, outermost first.
  private var lastFolderKeys: [Int] = []

  /// Adds a path and says with which earlier one it clashes.
  ///
  /// - Parameter path: gives an earlier path by its index.
  mutating func add(
    _ bytes: [UInt8], index: Int, path: (Int) -> [UInt8]
  ) -> (clash: Clash, other: Int)? {
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let folder = bytes[..<(slash ?? 0)]
    if !folder.elementsEqual(lastFolder) { enter(folder, index: index) }
    let name = bytes[(slash.map { $0 + 1 } ?? 0)...]
    let key = Self.key(of: name, in: lastFolderKeys.last ?? 0)

    if let other = files[key] {
      let old = path(Int(other))
      if old == bytes { return (.same, Int(other)) }
      if Self.folded(old[...]) == Self.folded(bytes[...]) { return (.twin, Int(other)) }
    } else {
      files[key] = Int32(index)
    }
    if let other = folders[key] { return (.twin, Int(other)) }
    for folderKey in lastFolderKeys {
      if let other = files[folderKey] { return (.twin, Int(other)) }
    }
    return nil
  }

  private mutating func enter(_ folder: ArraySlice<UInt8>, index: Int) {
    // What the folder shares with the last one has been entered.
    let parts = folder.split(separator: UInt8(ascii: "/"))
    let old = lastFolder.split(separator: UInt8(ascii: "/"))
    let shared = zip(parts, old).prefix { $0.elementsEqual($1) }.count
    lastFolder = Array(folder)
    lastFolderKeys.removeSubrange(shared...)
    for part in parts[shared...] {
      let key = Self.key(of: part, in: lastFolderKeys.last ?? 0)
      lastFolderKeys.append(key)
      if folders[key] == nil { folders[key] = Int32(index) }
    }
  }

  private static func key(of name: ArraySlice<UInt8>, in folder: Int) -> Int {
    var hasher = Hasher()
    hasher.combine(folder)
    hasher.combine(folded(name))
    return hasher.finalize()
  }

  /// The name in lower case; `String` compares and hashes it by canonical equivalence.
  private static func folded(_ name: ArraySlice<UInt8>) -> String {
    guard isCaseless(name) else { return String(decoding: name, as: UTF8.self).lowercased() }
    return String(
      decoding: name.lazy.map { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
      }, as: UTF8.self)
  }

  /// Whether only the name's ASCII letters have case: `lowercased()` takes microseconds a name and
  /// Chinese names don't need it. U+3000…U+9FFF begin with E3…E9; U+2000…U+203F with E2 80.
  private static func isCaseless(_ name: ArraySlice<UInt8>) -> Bool {
    var rest = name
    while let byte = rest.popFirst() {
      switch byte {
      case ..<0x80: continue
      case 0xE3...0xE9: rest = rest.dropFirst(2)
      case 0xE2 where rest.first == 0x80: rest = rest.dropFirst(2)
      default: return false
      }
    }
    return true
  }
}
