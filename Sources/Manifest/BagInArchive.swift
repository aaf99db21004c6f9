import Evidence

extension BagCheck {
  /// The bag is the top-level folder that most members lie in: one damaged name, even the first,
  /// then makes one finding and not as many as there are members.
  mutating func chooseBag() {
    let bag = fullestFolder()
    report.bagName =
      lacksBaseFolder ? (try? BagLayout.bagName(ofFileNamed: fileName)) ?? "" : shownName(bag)
    report.hasBaseFolder = !lacksBaseFolder
    files.reserveCapacity(package.members.count)
    for (index, member) in package.members.enumerated() where member.isUsable {
      guard member.top == bag, member.path != nil || member.isDirectory else {
        findOutside(member, index)
        continue
      }
      guard let path = member.path else { continue }
      if member.isDirectory {
        hasPayloadFolder = hasPayloadFolder || path.bytes.elementsEqual("data".utf8)
        continue
      }
      if BagLayout.isPayload(path) { hasPayloadFolder = true }
      files.append((index, path))
      if let digest = member.digest {
        report.entries.append(
          SealedFile(path: path, size: member.size, digest: digest, facts: member.facts))
      } else {
        leaveOut(path.description)
      }
    }
    sortUnpacked()
    listings = [Int](repeating: 0, count: files.count)
    if package.container != .folder, !lacksBaseFolder, BagLayout.isArchive(fileName),
      let expected = try? BagLayout.bagName(ofFileNamed: fileName),
      expected != report.bagName
    {
      find("top-level-name", .warning, at: report.bagName, ["expected": expected])
    }
  }

  private func fullestFolder() -> [UInt8] {
    var counts: [(top: [UInt8], count: Int)] = []
    var places: [[UInt8]: Int] = [:]
    var last = 0
    for member in package.members where member.isUsable {
      if last < counts.count, counts[last].top == member.top {
        counts[last].count += 1
        continue
      }
      last = places[member.top] ?? counts.count
      if last == counts.count {
        counts.append((member.top, 0))
        places[member.top] = last
      }
      counts[last].count += 1
    }
    var bag: [UInt8] = []
    var most = 0
    for (top, count) in counts where count > most {
      guard !MacFiles.isFolder(top), !MacFiles.isOne(top) else { continue }
      (bag, most) = (top, count)
    }
    return bag
  }

  private mutating func findOutside(_ member: ScannedPackage.Member, _ index: Int) {
    let place = shownName(member.name)
    // What lies beside the bag changes nothing in it.
    if member.isDirectory ? MacFiles.isFolder(member.name) : MacFiles.isOne(member.name) {
      return find("macos-files", .warning, at: place, member: index)
    }
    find("top-level-many", at: place, ["bag": report.bagName], member: index)
  }

  /// A folder and a zip keep no order of their own; in the package's order their manifests read
  /// line by line.
  private mutating func sortUnpacked() {
    guard !package.container.keepsHeaders else { return }
    files.sort { BagLayout.precedes($0.path, $1.path) }
  }

  /// Notes a file that a manifest should list and does not.
  mutating func findUnlisted(_ index: Int, isTag: Bool, in manifests: String) {
    let (member, path) = files[index]
    let level: Finding.Level = isTag && !report.isEvpackPackage ? .warning : .error
    if MacFiles.isOne(path) {
      return find("macos-files", level, at: path.description, member: member)
    }
    find(
      isTag ? "tagfile-extra" : "payload-extra", level, at: path.description,
      ["manifest": manifests], member: member)
  }
}

/// What macOS puts beside the files that it copies and packs: a twin with a file's attributes, the
/// look of a folder.
enum MacFiles {
  static func isOne(_ path: PackagePath) -> Bool { isOne(path.bytes) }

  static func isOne(_ path: [UInt8]) -> Bool {
    let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    return name.starts(with: "._".utf8) || name.elementsEqual(".DS_Store".utf8)
  }

  /// Whether a folder holds nothing but such files: Finder's zips have them in one of their own.
  static func isFolder(_ path: [UInt8]) -> Bool {
    path.elementsEqual("__MACOSX".utf8) || path.starts(with: "__MACOSX/".utf8)
  }
}

extension ScannedPackage {
  /// Whether the bag's own files lie at the archive's top, and not in a folder of the bag's.
  var lacksBaseFolder: Bool {
    guard container != .folder else { return false }
    func isBagFile(_ path: PackagePath?) -> Bool { path.map(BagLayout.isBagFile) == true }
    return members.contains { $0.path == nil && isBagFile($0.pathAtTop) }
      && !members.contains { $0.isUsable && !$0.isDirectory && isBagFile($0.path) }
  }

  /// The package as it would be in a folder.
  var inBaseFolder: ScannedPackage {
    var package = self
    for (index, member) in members.enumerated() where member.isUsable {
      package.members[index].path = try? PackagePath(bytes: member.name)
      package.members[index].top = []
    }
    return package
  }
}

extension ScannedPackage.Member {
  /// The path of a bag's own file, or one of the payload, in an archive that has no folder around
  /// the bag: whether that is so shows at the archive's end.
  var pathAtTop: PackagePath? {
    guard isUsable, !isDirectory else { return nil }
    if path == nil { return try? PackagePath(bytes: top) }
    return top.elementsEqual("data".utf8) ? try? PackagePath(bytes: name) : nil
  }
}
