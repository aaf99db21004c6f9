import Evidence

/// Holds a scanned package against its own manifests and against the layout's rules.
struct BagCheck {
  private let package: ScannedPackage
  private let capture: (String) -> Bool
  private var report = PackageReport()
  private let fileName: String

  /// The bag's files: the member's index and the path in the bag, in the package's order.
  private var files: [(member: Int, path: PackagePath)] = []
  private var byPath: [PackagePath: Int] = [:]
  private var hasPayloadFolder = false
  /// Findings with the member after which they are told.
  private var findings: [(member: Int, finding: Finding)]

  init(_ package: ScannedPackage, fileName: String, capture: @escaping (String) -> Bool) {
    self.package = package
    self.fileName = fileName
    self.capture = capture
    findings = package.findings
  }

  mutating func finish() -> PackageReport {
    report.byteCount = package.byteCount
    report.notChecked = package.notChecked
    guard package.isArchive else {
      report.findings = package.findings.map(\.finding)
      return report
    }
    chooseBag()
    checkInfo()
    checkDeclaration()
    checkContainer()
    checkManifest(BagLayout.manifestPath)
    if file(BagLayout.sm3ManifestPath) != nil {
      checkManifest(BagLayout.sm3ManifestPath) { [package] in package.sm3[$0] }
    }
    checkManifest(BagLayout.tagManifestPath)
    checkOxum()
    keepCaptured()
    // Sorting by member keeps what was found earlier about one member first.
    let order = findings.indices.sorted { one, other in
      (findings[one].member, one) < (findings[other].member, other)
    }
    report.findings = order.map { findings[$0].finding }
    report.isCanonical =
      report.isEvpackPackage && !report.findings.contains { $0.level == .error }
    return report
  }

  private mutating func find(
    _ rule: Finding.Rule, _ level: Finding.Level = .error, at place: String,
    _ details: [String: String] = [:], member: Int? = nil
  ) {
    findings.append((member ?? .max, Finding(rule, level, at: place, details)))
  }

  // MARK: The bag in the archive

  /// The bag is the top-level folder that most members lie in: one damaged name, even the first,
  /// then makes one finding and not as many as there are members.
  private mutating func chooseBag() {
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
    for (top, count) in counts where count > most { (bag, most) = (top, count) }
    report.bagName = shownName(bag)
    files.reserveCapacity(package.members.count)
    for (index, member) in package.members.enumerated() where member.isUsable {
      guard member.top == bag, member.path != nil || member.isDirectory else {
        find("top-level-many", at: shownName(member.name), ["bag": report.bagName], member: index)
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
        report.entries.append(SealedFile(path: path, size: member.size, digest: digest))
      } else {
        report.notChecked.append(path.description)
      }
    }
    if let expected = try? BagLayout.bagName(ofFileNamed: fileName), fileName.hasSuffix(".tar"),
      expected != report.bagName
    {
      find("top-level-name", .warning, at: report.bagName, ["expected": expected])
    }
  }

  private func file(_ path: String) -> Int? {
    files.firstIndex { $0.path.bytes.elementsEqual(path.utf8) }
  }

  private func content(_ path: String) -> [UInt8]? {
    file(path).flatMap { package.captured[files[$0].member] }
  }

  // MARK: Tag files

  private mutating func checkInfo() {
    guard file(BagLayout.infoPath) != nil else { return }
    guard let bytes = content(BagLayout.infoPath) else {
      return find(
        "bag-info-malformed", at: BagLayout.infoPath, ["line": "0", "reason": "not-read"])
    }
    let (info, defects) = BagInfo.parse(bytes)
    report.info = info
    report.isEvpackPackage = info.fields.contains {
      $0.label.lowercased().hasPrefix("evpack-")
    }
    for defect in defects {
      find(
        "bag-info-malformed", defect.reason == .noFinalNewline ? .warning : .error,
        at: BagLayout.infoPath,
        ["line": String(defect.line), "reason": defect.reason.rawValue])
    }
  }

  private mutating func checkDeclaration() {
    guard file(BagLayout.declarationPath) != nil else {
      return find("bagit-missing", at: BagLayout.declarationPath)
    }
    guard let bytes = content(BagLayout.declarationPath) else {
      return find("bagit-malformed", at: BagLayout.declarationPath)
    }
    if bytes == BagLayout.declaration { return }
    let lines = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).map {
      String(decoding: $0, as: UTF8.self)
    }
    let label = "BagIt-Version: "
    let encoding = "Tag-File-Character-Encoding: "
    guard !report.isEvpackPackage, lines.count == 2, lines[0].hasPrefix(label),
      lines[1].hasPrefix(encoding)
    else { return find("bagit-malformed", at: BagLayout.declarationPath) }
    let version = String(lines[0].dropFirst(label.count))
    switch version {
    case "1.0": break
    case "0.93", "0.94", "0.95", "0.96", "0.97":
      // Older drafts' rules are looser; bagit.py still writes 0.97.
      find("bagit-version", .note, at: BagLayout.declarationPath, ["version": version])
    default: find("bagit-version", at: BagLayout.declarationPath, ["version": version])
    }
    let name = lines[1].dropFirst(encoding.count)
    if name.lowercased() != "utf-8" {
      find("bagit-encoding", at: BagLayout.declarationPath, ["encoding": String(name)])
    }
  }

  // MARK: The container

  private mutating func checkContainer() {
    if !hasPayloadFolder { find("payload-folder-missing", at: "data") }
    let times = Set(files.map { package.members[$0.member].modified })
    report.sealedAt = times.count == 1 ? times.first : nil
    guard report.isEvpackPackage else {
      return find(
        "not-evpack", .warning, at: report.bagName,
        ["deviations": String(package.deviations.count)])
    }
    for deviation in package.deviations { tell(deviation) }
    checkTimes()
    checkOrder()
  }

  private mutating func tell(_ deviation: ScannedPackage.Deviation) {
    let member = deviation.member
    let place =
      member < package.members.count ? shownName(package.members[member].name) : ""
    switch deviation.reason {
    case .header(let field, let offset):
      find(
        "header-noncanonical", at: place, ["field": field, "offset": String(offset)],
        member: member)
    case .unknownRecord(let key):
      find("pax-unknown", at: place, ["key": shownName(Array(key.utf8))], member: member)
    case .directory: find("entry-type", at: place, ["type": "directory"], member: member)
    case .dotPrefix:
      find("path-unsafe", at: place, ["problem": "dot-component"], member: member)
    case .zerosAfterEnd(let count):
      find("data-after-end", at: place, ["count": String(count)], member: member)
    }
  }

  /// Every header has the sealing time, which bag-info.txt tells and the tag manifest covers.
  private mutating func checkTimes() {
    let told = report.info.values(of: BagLayout.sealedField)
    if told.count != 1 {
      return find(
        "sealing-time-missing", at: BagLayout.infoPath, ["count": String(told.count)])
    }
    for (member, path) in files {
      let modified = package.members[member].modified
      let moment = modified >= 0 ? civilDate(ofUnixSeconds: modified).moment : ""
      if moment == told[0] { continue }
      find(
        "header-time", at: path.description, ["expected": told[0], "actual": moment],
        member: member)
    }
  }

  private mutating func checkOrder() {
    var last: PackagePath?
    for (member, path) in files {
      if let last, !BagLayout.precedes(last, path) {
        // An equal path is a duplicate, which has its own finding.
        if last != path {
          find("order-wrong", at: path.description, ["after": last.description], member: member)
        }
        continue
      }
      last = path
    }
  }

  // MARK: Manifests

  /// - Parameter digest: a member's digest by the manifest's algorithm; nil for SHA-256.
  private mutating func checkManifest(_ name: String, digest: ((_ member: Int) -> Digest?)? = nil) {
    let digest = digest ?? { [package] in package.members[$0].digest }
    let isTag = name == BagLayout.tagManifestPath
    guard let index = file(name) else { return reportMissing(name, isTag) }
    if isTag { report.sealNumber = package.members[files[index].member].digest }
    guard let bytes = content(name) else {
      if package.members[files[index].member].digest != nil {
        find("manifest-malformed", at: name, ["line": "0", "reason": "not-read"])
        report.notChecked.append(name)
      }
      return
    }
    let covered = files.indices.filter { isCovered(files[$0].path, byTag: isTag) }
    var listed = [Bool](repeating: false, count: files.count)
    var cursor = 0
    var check = self
    var isCanonical = true
    var expected: [UInt8] = []
    FileManifest.forEachLine(of: bytes) { number, raw, parse in
      // A sound package's manifest is line by line what its files make; parsing is for the rest.
      if cursor < covered.count, !listed[covered[cursor]],
        let actual = digest(files[covered[cursor]].member)
      {
        expected.removeAll(keepingCapacity: true)
        FileManifest.append(files[covered[cursor]].path, actual, to: &expected)
        if isSame(raw, expected.dropLast()) {
          listed[covered[cursor]] = true
          cursor += 1
          return
        }
      }
      switch parse() {
      case .failure(let failure):
        let isSlight = failure.reason == .noFinalNewline && !report.isEvpackPackage
        check.find(
          "manifest-malformed", isSlight ? .warning : .error, at: name,
          ["line": String(number), "reason": failure.reason.id])
      case .success(let line):
        guard BagLayout.isPayload(line.path) != isTag else {
          check.find(
            "manifest-malformed", at: name,
            ["line": String(number), "reason": FileManifest.Defect.Reason.wrongPlace.id])
          return
        }
        // evpack lists files in the package's order, so the next one is mostly the one meant.
        let isNext = cursor < covered.count && files[covered[cursor]].path == line.path
        guard let found = isNext ? covered[cursor] : check.index(of: line.path) else {
          check.find(
            isTag ? "tagfile-missing" : "payload-missing", at: line.path.description,
            ["manifest": name, "line": String(number)])
          return
        }
        if isNext { cursor += 1 }
        check.compare(line, with: found, in: name, number, digest, &listed)
        guard report.isEvpackPackage, isCanonical else { return }
        // Nothing but the seal number covers the tag manifest, so that the case of its digits and
        // the order of its lines must not be free.
        expected.removeAll(keepingCapacity: true)
        FileManifest.append(line.path, line.digest, to: &expected)
        isCanonical = isNext && raw.elementsEqual(expected.dropLast())
        if !isCanonical {
          check.find("manifest-noncanonical", at: name, ["line": String(number)])
        }
      }
    }
    self = check
    for index in covered where !listed[index] {
      let (member, path) = files[index]
      // Other tools may leave tag files out of their tag manifest (RFC 8493 §2.2.1: SHOULD).
      let isSlight = isTag && !report.isEvpackPackage
      find(
        isTag ? "tagfile-extra" : "payload-extra", isSlight ? .warning : .error,
        at: path.description, ["manifest": name], member: member)
    }
  }

  private func isCovered(_ path: PackagePath, byTag isTag: Bool) -> Bool {
    if !isTag { return BagLayout.isPayload(path) }
    // A tag manifest lists no tag manifest (RFC 8493 §2.2.1).
    return !BagLayout.isPayload(path)
      && !(path.bytes.starts(with: "tagmanifest-".utf8) && path.components.count == 1)
  }

  private mutating func reportMissing(_ name: String, _ isTag: Bool) {
    let others = files.map(\.path).filter {
      $0.bytes.starts(with: (isTag ? "tagmanifest-" : "manifest-").utf8)
        && $0.components.count == 1
    }
    if isTag {
      let isSlight = !report.isEvpackPackage
      return find("tagmanifest-missing", isSlight ? .warning : .error, at: name)
    }
    find(
      "manifest-missing", at: name,
      ["others": others.map(\.description).joined(separator: ", ")])
    report.notChecked.append(BagLayout.payloadFolder)
  }

  private mutating func index(of path: PackagePath) -> Int? {
    if byPath.isEmpty {
      byPath.reserveCapacity(files.count)
      for (index, file) in files.enumerated() where byPath[file.path] == nil {
        byPath[file.path] = index
      }
    }
    return byPath[path]
  }

  private mutating func compare(
    _ line: FileManifest.Line, with index: Int, in manifest: String, _ number: Int,
    _ digest: (_ member: Int) -> Digest?, _ listed: inout [Bool]
  ) {
    let (member, path) = files[index]
    if listed[index] {
      find(
        "manifest-repeated", at: path.description,
        ["manifest": manifest, "line": String(number)], member: member)
    }
    listed[index] = true
    guard let actual = digest(member), actual != line.digest else { return }
    find(
      BagLayout.isPayload(path) ? "digest-mismatch" : "tagfile-mismatch", at: path.description,
      [
        "expected": line.digest.hex, "actual": actual.hex, "manifest": manifest,
        "line": String(number),
      ], member: member)
    altered.insert(member)
  }

  /// Members whose content is not what a manifest says.
  private var altered: Set<Int> = []

  // MARK: The rest

  private mutating func checkOxum() {
    for (member, path) in files where BagLayout.isPayload(path) {
      report.payloadOxum.octets += package.members[member].size
      report.payloadOxum.streams += 1
    }
    let told = report.info.values(of: "Payload-Oxum")
    // RFC 8493 §2.2.2: the element "MUST NOT be repeated".
    if told.count > 1 || (report.isEvpackPackage && told.isEmpty) {
      find("oxum-count", at: BagLayout.infoPath, ["count": String(told.count)])
    }
    for text in told where PayloadOxum(text) != report.payloadOxum {
      find(
        "oxum-mismatch", at: BagLayout.infoPath,
        ["expected": text, "actual": report.payloadOxum.description])
    }
    if files.contains(where: { $0.path.bytes.elementsEqual("fetch.txt".utf8) }) {
      find("fetch-file", report.isEvpackPackage ? .error : .warning, at: "fetch.txt")
    }
  }

  private mutating func keepCaptured() {
    for (member, path) in files {
      guard let bytes = package.captured[member], !altered.contains(member),
        capture(path.description)
      else { continue }
      report.captured[path.description] = bytes
    }
  }
}
