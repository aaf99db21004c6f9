extension FileName {
  /// Whether a path leads to or through what systems, file servers and office programs leave behind,
  /// which proves nothing.
  ///
  /// A file that still lies in a cloud (``isInCloud(_:)``) is none of it, though its name is hidden.
  package static func isJunk(_ path: some Collection<UInt8>) -> Bool {
    var name = Array(path)[...]
    // Each part but the last is a folder's name.
    while let slash = name.firstIndex(of: UInt8(ascii: "/")) {
      if isJunkFolder(name[..<slash]) { return true }
      name = name[(slash + 1)...]
    }
    return isJunkFile(name)
  }

  /// Whether a folder of this name holds nothing that people put there: the recycle bins and
  /// thumbnails of Windows and of file servers, the indexes of macOS.
  ///
  /// - Parameter path: the folder's path or name; those that it lies in are not looked at.
  package static func isJunkFolder(_ path: some BidirectionalCollection<UInt8>) -> Bool {
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    let name = path[(slash.map { path.index(after: $0) } ?? path.startIndex)...]
    guard let first = name.first else { return false }
    switch first {
    case UInt8(ascii: "."): return true
    case UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "_"),
      UInt8(ascii: "l"), UInt8(ascii: "L"), UInt8(ascii: "r"), UInt8(ascii: "R"),
      UInt8(ascii: "s"), UInt8(ascii: "S"):
      return name.count <= 32 && junkFolders.contains(lowercased(name))
    default: return false
    }
  }

  /// Whether a file of this name is none that people made; its folders are not looked at.
  package static func isJunkFile(_ name: ArraySlice<UInt8>) -> Bool {
    guard let first = name.first else { return false }
    if first == UInt8(ascii: ".") { return !isInCloud(name) }
    if first == UInt8(ascii: "~") {
      // Owner files and copies that Word keeps of what it is working on.
      if name.starts(with: "~$".utf8) || hasEnding(name, ["tmp"]) { return true }
    }
    if name.count <= 20, "tediphTEDIPH".utf8.contains(first), junkFiles.contains(lowercased(name)) {
      return true
    }
    return isStreamOfAnotherFile(name)
  }

  /// Whether the name stands for a file that has not been fetched from a cloud yet: iCloud Drive,
  /// Nextcloud, ownCloud and odrive put a few bytes in its place.
  package static func isInCloud(_ name: ArraySlice<UInt8>) -> Bool {
    // Few endings are none of a type.
    if FileType(ofFileNamed: name) != nil { return false }
    return hasEnding(name, ["icloud", "nextcloud", "owncloud", "cloud", "cloudf"])
  }

  /// The name without the dot by which iCloud Drive hides what it has not fetched.
  package static func fetched(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    name.first == UInt8(ascii: ".") && isInCloud(name) ? name.dropFirst() : name
  }

  /// Whether a browser or a download program gives the name to what it has not fetched to the end.
  package static func isUnfinished(_ name: ArraySlice<UInt8>) -> Bool {
    if FileType(ofFileNamed: name) != nil { return false }
    if hasEnding(name, downloads) { return true }
    // The notes of Xunlei on a download that goes on.
    return hasEnding(name, ["cfg"]) && hasEnding(name.dropLast(4), ["td", "xltd"])
  }

  /// Whether the name is one that packing programs give to the volumes of an archive: `x.7z.002`,
  /// `x.z01`, `x.r00`, `x.part2.rar`.
  package static func isVolume(_ name: ArraySlice<UInt8>) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
      return false
    }
    let (stem, ending) = (name[..<dot], lowercased(name[(dot + 1)...]))
    let isNumber = { (bytes: ArraySlice<UInt8>) in
      !bytes.isEmpty && bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    switch ending.count {
    case 3 where isNumber(ending[...]): return hasEnding(stem, ["7z", "zip", "rar", "tar", "gz"])
    case 3 where ending[0] == UInt8(ascii: "z") || ending[0] == UInt8(ascii: "r"):
      if isNumber(ending.dropFirst()) { return true }
      guard ending.elementsEqual("rar".utf8),
        let before = stem.lastIndex(of: UInt8(ascii: "."))
      else { return false }
      let part = lowercased(stem[(before + 1)...])
      return part.starts(with: "part".utf8) && isNumber(part.dropFirst(4))
    default: return false
    }
  }

  private static let downloads = [
    "crdownload", "part", "partial", "filepart", "download", "opdownload", "fdmdownload",
    "downloading", "xltd", "td", "bc!", "jc!", "!ut", "!qb", "!bt", "!sync", "aria2", "tmp", "temp",
  ]

  private static let junkFolders = Set(
    [
      "@eadir", "@tmp", "@recycle", "@recently-snapshot", "@sharebin", "#recycle", "#snapshot",
      "$recycle.bin", "recycler", "recycled", "system volume information", "lost+found", "__macosx",
    ].map { Array($0.utf8) })

  private static let junkFiles = Set(
    [
      "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "picasa.ini",
      // The icon of a folder of macOS; its CR is U+F00D on disks of Windows and on file servers.
      "icon\r", "icon\u{F00D}",
    ].map { Array($0.utf8) })

  /// What may stand between a file's name and that of its stream ([MS-FSCC] 2.1.5): the colon; U+F03A,
  /// in which Linux and macOS keep a colon on disks of Windows; the full-width colon; and what copying
  /// programs write for it.
  private static let colons = [":", "\u{F03A}", "：", "_", "."].map { Array($0.utf8) }

  /// Whether the file is a mark that Windows, macOS or a cloud keeps with another file, and that came
  /// apart from it when both were copied.
  private static func isStreamOfAnotherFile(_ name: ArraySlice<UInt8>) -> Bool {
    // By the last letter alone most names are none of them.
    guard let last = name.last, "resoman".utf8.contains(last | 0x20) else { return false }
    for (stream, isKnownAlone) in streams {
      guard name.count >= stream.count, lowercased(name.suffix(stream.count)) == stream else {
        continue
      }
      let owner = name.dropLast(stream.count)
      if owner.isEmpty || stream.first == UInt8(ascii: "@") { return isKnownAlone }
      return colons.prefix(isKnownAlone ? colons.count : 3).contains { owner.hasSuffix($0) }
    }
    return false
  }

  /// The marks, and whether the name is such that no other file has it.
  private static let streams: [(name: [UInt8], isKnownAlone: Bool)] = [
    ("zone.identifier", true), ("zone.identifier:$data", true), ("com.dropbox.attributes", true),
    ("com.dropbox.attrs", true), ("afp_afpinfo", true), ("afp_resource", true),
    ("@synoeastream", true), ("@synoresource", true), ("smartscreen", false),
    ("encryptable", false), ("favicon", false), ("ms-properties", false), ("$data", false),
  ].map { (Array($0.0.utf8), $0.1) }

  /// Whether one of `endings`, in lower case, stands behind the last dot of the name, and something
  /// before it.
  private static func hasEnding(_ name: ArraySlice<UInt8>, _ endings: [String]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
      return false
    }
    let ending = name[(dot + 1)...]
    return endings.contains {
      ending.count == $0.utf8.count && lowercased(ending).elementsEqual($0.utf8)
    }
  }

  private static func lowercased(_ name: some Sequence<UInt8>) -> [UInt8] {
    name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func hasSuffix(_ other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
