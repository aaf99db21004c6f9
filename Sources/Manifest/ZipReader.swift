import Archive
import Evidence
import Files

extension PackageReader {
  /// Scans and hashes a bag in a zip: the directory and the local headers first, then, if they
  /// agree on where everything is, the content, through libarchive.
  func readZip(_ descriptor: Descriptor, size: Int64) throws -> ScannedPackage {
    let directory = try zipDirectory(descriptor, size: size)
    var package = Self.members(directory)
    package.byteCount = size
    let isLost = directory.defects.contains {
      switch $0 {
      case .malformed, .overlap, .tooMany: true
      default: false
      }
    }
    if isLost || directory.entries.isEmpty {
      if directory.entries.isEmpty, !isLost { package.reject([]) }
      package.notChecked.append("bytes 0-")
      return package
    }
    try hashZip(descriptor, directory, &package)
    return package
  }

  func zipDirectory(_ descriptor: Descriptor, size: Int64) throws -> ZipDirectory {
    try ZipDirectory(length: size) { (offset, count) throws(SystemError) in
      try descriptor.bytes(at: offset, count: max(0, count))
    }
  }

  /// The members by the directory, with everything that is wrong in it.
  static func members(_ directory: ZipDirectory) -> ScannedPackage {
    var package = ScannedPackage()
    package.container = .zip
    var names = MemberNames()
    for (index, entry) in directory.entries.enumerated() {
      let shown = shownName(entry.name)
      var name = entry.name[...]
      if entry.isDirectory, name.last == UInt8(ascii: "/") { name = name.dropLast() }
      var member = ScannedPackage.Member(
        top: Array(name), path: nil, size: entry.size, modified: 0,
        isDirectory: entry.isDirectory, isUsable: true)
      switch entry.fileType {
      case nil, 0, 0o100000, 0o040000: break
      case 0o120000:
        package.find("entry-link", at: shown, ["type": "symbolic-link"], member: index)
        member.isUsable = false
      default:
        package.find("entry-type", at: shown, ["type": "special-file"], member: index)
        member.isUsable = false
      }
      if entry.isEncrypted {
        package.find("entry-encrypted", at: shown, member: index)
        member.isUsable = false
      }
      if member.isUsable, !entry.isDirectory, !readableMethods.contains(entry.method) {
        package.find(
          "zip-method", at: shown, ["method": String(entry.method)], member: index)
        member.isUsable = false
      }
      if entry.name != entry.headerName, !entry.hasOneName {
        package.find(
          "zip-two-names", at: shown,
          ["other": shownName(entry.legacyNames.first ?? entry.headerName)], member: index)
      }
      if member.isUsable {
        do throws(PackagePath.Problem) {
          (member.top, member.path) = try names.split(name)
        } catch {
          // Windows' own unpacker and old ones take such names for GBK.
          let text = error == .notUTF8 ? try? TagText.decode(entry.name, from: "GBK") : nil
          var details = ["problem": error.rawValue]
          if let text { details["gbk"] = shownName(text) }
          package.find(error.rule, at: shown, details, member: index)
          member.isUsable = false
        }
      }
      if member.isUsable, !member.isDirectory {
        names.checkTwins(Array(name), &package)
      }
      package.members.append(member)
    }
    for defect in directory.defects {
      package.tell(defect, directory)
      // libarchive takes the method from the entry's own header.
      if case .disagreement(let index, "method") = defect {
        package.members[index].isUsable = false
      }
    }
    return package
  }

  /// Stored, deflate, bzip2; the others (LZMA, PPMd, Zstandard, …) take as much memory as the zip
  /// asks for, and Windows' own unpacker knows none of them.
  private static let readableMethods: Set<UInt16> = [0, 8, 12]

  private func hashZip(
    _ descriptor: Descriptor, _ directory: ZipDirectory, _ package: inout ScannedPackage
  ) throws {
    let results = Results(
      total: package.members.reduce(0) { $0 &+ $1.size }, progress: progress,
      isCancelled: isCancelled)
    let messages = try MessageDigests(package.algorithms)
    var allowance = Allowance()
    // libarchive sorts by place and drops nothing; equal names come in the directory's order.
    var byName = Dictionary(
      grouping: directory.entries.indices.sorted {
        directory.entries[$0].offset > directory.entries[$1].offset
      }, by: { directory.entries[$0].name })
    // libarchive knows the Unicode Path of the entry's own header alone.
    for (index, entry) in directory.entries.enumerated() where entry.name != entry.headerName {
      byName[entry.headerName, default: []].append(index)
    }
    var isRead = [Bool](repeating: false, count: package.members.count)
    let spool = inspection.map { Spool($0.make()) }
    let buffer = Buffer(count: Parallelism.bufferSize)
    var produced: Int64 = 0
    let limit = max(
      DecompressedStream.harmlessSize, DecompressedStream.mostExpansion * package.byteCount)
    do {
      let reader = try ArchiveReader(descriptor: descriptor, formats: .zip)
      while let entry = try reader.next() {
        guard let index = byName[entry.name]?.popLast(), !isRead[index] else { continue }
        isRead[index] = true
        let member = package.members[index]
        guard member.isUsable, !member.isDirectory else { continue }
        let isKept = pathToKeep(member, of: package.members.count, &allowance) != nil
        let spool = isInspected(member) ? spool : nil
        try spool?.begin(member.size)
        var content: [UInt8] = []
        var count: Int64 = 0
        while true {
          let read = try reader.read(into: buffer.bytes)
          if read == 0 { break }
          count += Int64(read)
          produced += Int64(read)
          let piece = UnsafeRawBufferPointer(buffer[0..<read])
          if isKept, count <= member.size { content.append(contentsOf: piece) }
          spool?.append(piece)
          try messages.update(piece)
          try results.add([], bytes: Int64(read))
          guard count <= member.size, produced <= limit else { break }
        }
        if produced > limit {
          package.find(
            "expansion", at: shownName(member.name), ["limit-bytes": String(limit)], member: index)
          return
        }
        let digests = try messages.finish()
        guard count == member.size else {
          package.find(
            "zip-disagreement", at: shownName(member.name), ["field": "size"], member: index)
          continue
        }
        if isKept { package.captured[index] = content }
        package.set(digests, of: index)
        if let spool { package.members[index].facts = try spool.inspect() }
      }
    } catch let error as ArchiveError {
      package.find("stream-damaged", at: "", ["cause": error.description])
    }
  }
}

extension ZipDirectory.Entry {
  /// The header's name in the encodings that zip programs write: UTF-8, and what Windows and DOS
  /// have.
  fileprivate var legacyNames: [[UInt8]] {
    (String(validating: headerName, as: UTF8.self) == nil ? [] : [headerName])
      + ["GB18030", "CP437", "BIG5", "CP850"].compactMap {
        try? Transcoding.utf8(headerName, from: $0)
      }
  }

  /// Whether the header's name is the Unicode one, spelled as a program without Unicode can.
  fileprivate var hasOneName: Bool {
    guard let text = String(validating: name, as: UTF8.self) else { return false }
    return legacyNames.contains { legacy in
      let legacy = String(decoding: legacy, as: UTF8.self)
      if legacy == text { return true }
      // Where the code page lacks a character, `_` or `?` stands.
      return legacy.count == text.count
        && zip(legacy, text).allSatisfy { $0 == $1 || ($0 == "_" || $0 == "?") && !$1.isASCII }
    }
  }
}

extension ScannedPackage {
  fileprivate mutating func tell(_ defect: ZipDirectory.Defect, _ directory: ZipDirectory) {
    switch defect {
    case .gap(let offset, let count):
      find("zip-hidden-data", at: "", ["offset": String(offset), "count": String(count)])
    case .tail(let count): find("data-after-end", at: "", ["count": String(count)])
    case .disagreement(let entry, let field):
      let shown = shownName(directory.entries[entry].name)
      find("zip-disagreement", at: shown, ["field": field], member: entry)
    case .overlap(let entry):
      let shown = shownName(directory.entries[entry].name)
      find("zip-disagreement", at: shown, ["field": "place"], member: entry)
    case .malformed: find("zip-malformed", at: "")
    case .tooMany(let limit): find("entries-too-many", at: "", ["limit": String(limit)])
    }
  }
}
