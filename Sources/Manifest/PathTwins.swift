import Evidence
import Files

/// Finds paths that one file system or another takes for the same file.
///
/// Two paths are twins where they are equal after lower-casing and Unicode's canonical equivalence
/// (macOS, Windows), or where one is the folder of the other (`a` and `a/b`). `ß` and `ss`, and
/// full-width letters and plain ones, are told apart, as these systems do.
package struct PathTwins {
  package enum Clash {
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

  package init(expecting count: Int = 0) { files.reserveCapacity(count) }

  /// Adds a path and says with which earlier one it clashes.
  ///
  /// - Parameter path: gives an earlier path by its index.
  package mutating func add(
    _ bytes: [UInt8], index: Int, path: (Int) -> [UInt8]
  ) -> (clash: Clash, other: Int)? {
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let folder = bytes[..<(slash ?? 0)]
    if !isSame(folder, lastFolder[...]) { enter(folder, index: index) }
    let name = bytes[(slash.map { $0 + 1 } ?? 0)...]
    let key = Self.key(of: name, in: lastFolderKeys.last ?? 0)

    if let other = files[key] {
      let old = path(Int(other))
      if old == bytes { return (.same, Int(other)) }
      if FileName.TwinKey(old[...]) == FileName.TwinKey(bytes[...]) { return (.twin, Int(other)) }
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
    hasher.combine(FileName.TwinKey(name))
    return hasher.finalize()
  }
}
