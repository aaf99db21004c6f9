import Evidence
import Files

extension BagCheck {
  typealias ManifestName = BagLayout.ManifestName

  /// Holds every manifest against the files, then the files against the manifests.
  mutating func checkManifests() {
    let names = takeNames()
    let payload = names.filter { !$0.isTag }
    let tag = names.filter(\.isTag)
    report.algorithms = payload.compactMap(\.algorithm)
    report.tagAlgorithms = tag.compactMap(\.algorithm)
    checkPresence(payload, tag)
    for name in payload + tag { checkManifest(name) }
    checkCoverage(payload, tag)
    report.sealNumber = file(BagLayout.tagManifestPath).flatMap {
      package.members[files[$0].member].digest
    }
  }

  /// The manifests, one for each algorithm: a name can be spelled in any number of ways, and each
  /// manifest costs a pass over all files.
  private mutating func takeNames() -> [ManifestName] {
    let names = files.compactMap { ManifestName($0.path) }
      .sorted { ($0.isNormalized ? 0 : 1, $0.file) < ($1.isNormalized ? 0 : 1, $1.file) }
    var taken: [(isTag: Bool, algorithm: DigestAlgorithm)] = []
    return names.filter { name in
      guard let algorithm = name.algorithm else { return true }
      if taken.contains(where: { $0 == (name.isTag, algorithm) }) {
        find("manifest-several", at: name.file, ["algorithm": algorithm.rawValue])
        leaveOut(name.file)
        return false
      }
      taken.append((name.isTag, algorithm))
      return true
    }.sorted { $0.file < $1.file }
  }

  private mutating func checkPresence(_ payload: [ManifestName], _ tag: [ManifestName]) {
    for name in payload + tag {
      if name.algorithm == nil {
        find("manifest-algorithm", at: name.file)
        leaveOut(name.file)
      } else if !name.isNormalized {
        find("manifest-name", .warning, at: name.file)
      }
    }
    let isOurs = report.isEvpackPackage
    let hasOurs = payload.contains { $0.file == BagLayout.manifestPath }
    if payload.isEmpty || (isOurs && !hasOurs) {
      find("manifest-missing", at: BagLayout.manifestPath)
      leaveOut(BagLayout.payloadFolder)
    }
    if tag.isEmpty || (isOurs && !tag.contains { $0.file == BagLayout.tagManifestPath }) {
      find(
        "tagmanifest-missing", isOurs ? .error : .warning,
        at: tag.isEmpty && !isOurs ? "tagmanifest-*.txt" : BagLayout.tagManifestPath)
    }
    let algorithms = report.algorithms
    if !algorithms.isEmpty, algorithms.allSatisfy(\.isWeak) {
      for name in payload { find("manifest-weak", .warning, at: name.file) }
    }
    // RFC 8493 §2.2.1: "SHOULD use the same algorithms as the payload manifests".
    if version.isStrict, !isOurs, !tag.isEmpty, Set(algorithms) != Set(report.tagAlgorithms) {
      find(
        "tagmanifest-algorithms", .warning, at: tag[0].file,
        [
          "payload": algorithms.map(\.rawValue).joined(separator: ", "),
          "tag": report.tagAlgorithms.map(\.rawValue).joined(separator: ", "),
        ])
    }
  }

  // MARK: From the manifests to the files

  private mutating func checkManifest(_ name: ManifestName) {
    guard let algorithm = name.algorithm, let index = file(name.file) else { return }
    let member = files[index].member
    guard let bytes = package.captured[member] else {
      if package.members[member].digest != nil {
        find("manifest-malformed", at: name.file, ["line": "0", "reason": "not-read"])
        leaveOut(name.file)
      }
      return
    }
    guard let text = text(bytes, of: name.file) else { return }
    let isUnhashed = algorithm != .sha256 && package.columns[algorithm] == nil
    if isUnhashed, !files.isEmpty {
      // libcrypto lacks it, or it is too rare to be computed in a pipe.
      find("manifest-algorithm", at: name.file)
      leaveOut(name.file)
    }
    var pass = ManifestPass(
      name: name, algorithm: algorithm,
      covered: files.indices.filter { isCovered(files[$0].path, by: name) },
      listed: [Bool](repeating: false, count: files.count))
    // Lines end in LF: nothing else that would be read alike is left open.
    if report.isEvpackPackage, let end = text.firstIndex(of: 0x0D) {
      let line = 1 + text[..<end].count { $0 == 0x0A }
      find("manifest-noncanonical", at: name.file, ["line": String(line)])
      pass.isCanonical = false
    }
    var check = self
    ManifestLine.forEach(of: text, algorithm, version, until: { check.isOverfull }) {
      number, raw, parse in
      // A sound package's manifest is line by line what its files make; parsing is for the rest.
      if pass.takesCanonical(raw, check) { return }
      let (line, reasons) = parse()
      for reason in reasons {
        let isSlight = reason.isSlight && !check.report.isEvpackPackage
        check.find(
          "manifest-malformed", isSlight ? .warning : .error, at: name.file,
          ["line": String(number), "reason": reason.id])
      }
      if let line { check.take(line, number, raw, &pass) }
    }
    self = check
    for index in pass.covered {
      if pass.listed[index] {
        if !name.isTag { listings[index] += 1 }
      } else if name.isTag || version.isStrict {
        reportUnlisted(index, name)
      }
    }
  }

  private func isCovered(_ path: PackagePath, by name: ManifestName) -> Bool {
    if !name.isTag { return BagLayout.isPayload(path) }
    // A tag manifest lists no tag manifest (RFC 8493 §2.2.1).
    return !BagLayout.isPayload(path) && ManifestName(path)?.isTag != true
  }

  private mutating func reportUnlisted(_ index: Int, _ name: ManifestName) {
    let (member, path) = files[index]
    if name.isTag, ManifestName(path) != nil {
      // "Each tag manifest MUST list every payload manifest"; drafts say SHOULD.
      return find(
        "manifest-unlisted", version.isStrict ? .error : .warning, at: path.description,
        ["manifest": name.file], member: member)
    }
    findUnlisted(index, isTag: name.isTag, in: name.file)
  }

  private mutating func take(
    _ line: ManifestLine, _ number: Int, _ raw: ArraySlice<UInt8>, _ pass: inout ManifestPass
  ) {
    let name = pass.name
    func isMisplaced(_ path: PackagePath) -> Bool {
      BagLayout.isPayload(path) == name.isTag || (name.isTag && ManifestName(path)?.isTag == true)
    }
    guard !isMisplaced(line.path) else {
      return find(
        "manifest-malformed", at: name.file,
        ["line": String(number), "reason": ManifestDefect.Reason.wrongPlace.id])
    }
    // evpack lists files in the package's order, so the next one is mostly the one meant.
    let next = pass.next
    let isNext = next.map { files[$0].path == line.path } ?? false
    guard let found = isNext ? next : lookUp(line, number, name) else {
      return find(
        name.isTag ? "tagfile-missing" : "payload-missing", at: line.path.description,
        ["manifest": name.file, "line": String(number)])
    }
    // A file that the manifest leaves out is told by itself, and leaves the order as it is.
    let isInOrder = pass.advance(past: found)
    compare(line, with: found, number, &pass)
    guard report.isEvpackPackage, pass.isCanonical else { return }
    // Nothing but the seal number covers the tag manifest, so that the case of its digits and
    // the order of its lines must not be free.
    pass.isCanonical = isInOrder && pass.isCanonicalLine(raw, line)
    if !pass.isCanonical {
      find("manifest-noncanonical", at: name.file, ["line": String(number)])
    }
  }

  private mutating func lookUp(
    _ line: ManifestLine, _ number: Int, _ name: ManifestName
  ) -> Int? {
    if let index = index(of: line.path) { return index }
    if let other = line.alternative, let index = index(of: other) { return index }
    guard let index = index(equivalentTo: line.path) else { return nil }
    find(
      "name-normalization", report.isEvpackPackage ? .error : .warning,
      at: files[index].path.description, ["manifest": name.file, "line": String(number)])
    return index
  }

  private mutating func compare(
    _ line: ManifestLine, with index: Int, _ number: Int, _ pass: inout ManifestPass
  ) {
    let (member, path) = files[index]
    let manifest = pass.name.file
    if pass.listed[index] {
      find(
        "manifest-repeated", version.isStrict ? .error : .warning, at: path.description,
        ["manifest": manifest, "line": String(number)], member: member)
    }
    pass.listed[index] = true
    guard let actual = digest(of: member, pass.algorithm), !actual.elementsEqual(line.digest) else {
      return
    }
    find(
      BagLayout.isPayload(path) ? "digest-mismatch" : "tagfile-mismatch", at: path.description,
      [
        "expected": hexadecimal(line.digest), "actual": hexadecimal(actual),
        "manifest": manifest, "line": String(number),
      ], member: member)
    altered.insert(member)
  }

  func digest(of member: Int, _ algorithm: DigestAlgorithm) -> ArraySlice<UInt8>? {
    algorithm == .sha256
      ? package.members[member].digest.map { $0.bytes[...] } : package.columns[algorithm]?[member]
  }

  // MARK: From the files to the manifests

  private mutating func checkCoverage(_ payload: [ManifestName], _ tag: [ManifestName]) {
    // Before 1.0 it was enough that one manifest lists a file.
    guard !version.isStrict, !payload.isEmpty else { return }
    for index in files.indices
    where BagLayout.isPayload(files[index].path) && listings[index] == 0 {
      findUnlisted(index, isTag: false, in: payload.map(\.file).joined(separator: ", "))
    }
  }
}

/// One walk through one manifest.
struct ManifestPass {
  let name: BagLayout.ManifestName
  let algorithm: DigestAlgorithm
  /// The files that the manifest should list, in the package's order.
  let covered: [Int]
  var listed: [Bool]
  /// How many of them have been met in that order.
  var cursor = 0
  var isCanonical = true
  private var expected: [UInt8] = []

  init(
    name: BagLayout.ManifestName, algorithm: DigestAlgorithm, covered: [Int], listed: [Bool]
  ) {
    self.name = name
    self.algorithm = algorithm
    self.covered = covered
    self.listed = listed
  }

  var next: Int? { cursor < covered.count ? covered[cursor] : nil }

  /// Goes on behind a file; false where it stands before what has been met.
  mutating func advance(past file: Int) -> Bool {
    var low = cursor
    var high = covered.count
    while low < high {
      let middle = (low + high) / 2
      if covered[middle] < file { low = middle + 1 } else { high = middle }
    }
    guard low < covered.count, covered[low] == file else { return false }
    cursor = low + 1
    return true
  }

  /// Whether the line is the very one that evpack writes for the next file.
  mutating func takesCanonical(_ raw: ArraySlice<UInt8>, _ check: borrowing BagCheck) -> Bool {
    guard let index = next, !listed[index] else { return false }
    let (member, path) = check.files[index]
    expected.removeAll(keepingCapacity: true)
    if algorithm == .sha256 {
      guard let digest = check.package.members[member].digest else { return false }
      FileManifest.append(path, digest, to: &expected)
    } else {
      guard let digest = check.package.columns[algorithm]?[member] else { return false }
      FileManifest.append(path, digest, to: &expected)
    }
    guard isSame(raw, expected.dropLast()) else { return false }
    listed[index] = true
    cursor += 1
    return true
  }

  mutating func isCanonicalLine(_ raw: ArraySlice<UInt8>, _ line: ManifestLine) -> Bool {
    expected.removeAll(keepingCapacity: true)
    FileManifest.append(line.path, line.digest[...], to: &expected)
    return raw.elementsEqual(expected.dropLast())
  }
}
