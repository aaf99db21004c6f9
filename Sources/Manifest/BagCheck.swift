import Files
import Evidence

/// Holds a scanned package against its own manifests and against the layout's rules.
struct BagCheck {
  let package: ScannedPackage
  private let capture: (PackagePath) -> Bool
  var report = PackageReport()
  let fileName: String

  /// The bag's files: the member's index and the path in the bag, in the package's order.
  var files: [(member: Int, path: PackagePath)] = []
  private var byPath: [PackagePath: Int] = [:]
  /// By canonical equivalence, which is what Swift's strings are compared by.
  private var byEquivalent: [String: Int] = [:]
  var hasPayloadFolder = false
  /// Whether the bag lies in the archive without a folder around it.
  let lacksBaseFolder: Bool
  /// The version by whose rules the bag is checked.
  var version = BagVersion.rfc8493
  /// Members whose content is not what a manifest says.
  var altered: Set<Int> = []
  /// Whether there were more findings than are kept.
  var isOverfull: Bool
  /// In how many payload manifests each file stands.
  var listings: [Int] = []
  /// Findings with the member after which they are told.
  private var findings: [(member: Int, finding: Finding)]

  init(_ package: ScannedPackage, fileName: String, capture: @escaping (PackagePath) -> Bool) {
    lacksBaseFolder = package.lacksBaseFolder
    self.package = lacksBaseFolder ? package.inBaseFolder : package
    self.fileName = fileName
    self.capture = capture
    findings = package.findings
    isOverfull = package.isOverfull
  }

  mutating func finish() -> PackageReport {
    report.byteCount = package.byteCount
    report.notChecked = package.notChecked
    guard package.isArchive else {
      report.findings = package.findings.map(\.finding.withClause)
      return report
    }
    if let kind = package.otherKind {
      report.notChecked = []
      report.findings = [
        Finding("not-a-package", .error, at: "", ["looks-like": kind]).withClause
      ]
      return report
    }
    chooseBag()
    checkDeclaration()
    checkInfo()
    checkContainer()
    checkManifests()
    checkOxum()
    checkFetchList()
    checkNames()
    keepCaptured()
    if isOverfull {
      findings.append(
        (
          .max,
          Finding(
            "findings-too-many", .error, at: "", ["limit": String(ScannedPackage.mostFindings)])
        ))
    }
    // Sorting by member keeps what was found earlier about one member first.
    let order = findings.indices.sorted { one, other in
      (findings[one].member, one) < (findings[other].member, other)
    }
    report.findings = order.map { findings[$0].finding.withClause }
    report.isCanonical =
      report.isEvpackPackage && !isRepacked
      && !report.findings.contains { $0.level == .error }
    return report
  }

  /// Whether the package lies in another container than it was sealed into.
  private var isRepacked: Bool { package.container != .tar || package.isRewritten }

  mutating func find(
    _ rule: Finding.Rule, _ level: Finding.Level = .error, at place: String,
    _ details: [String: String] = [:], member: Int? = nil
  ) {
    guard findings.count < ScannedPackage.mostFindings else { return isOverfull = true }
    findings.append((member ?? .max, Finding(rule, level, at: place, details)))
  }

  /// Notes what could not be looked at.
  mutating func leaveOut(_ place: String) {
    guard report.notChecked.count < ScannedPackage.mostFindings else { return isOverfull = true }
    report.notChecked.append(place)
  }

  func file(_ path: String) -> Int? {
    files.firstIndex { $0.path.bytes.elementsEqual(path.utf8) }
  }

  func content(_ path: String) -> [UInt8]? {
    file(path).flatMap { package.captured[files[$0].member] }
  }

  /// A text tag file in UTF-8; nil, with a finding, where its encoding can't be read.
  mutating func text(_ bytes: [UInt8], of path: String) -> [UInt8]? {
    do throws(Transcoding.Failure) {
      return try TagText.decode(bytes, from: report.declaration?.encoding ?? "UTF-8")
    } catch {
      // An unknown encoding is told once, at bagit.txt.
      if error == .undecodable {
        find("tag-file-encoding", at: path, ["encoding": report.declaration?.encoding ?? ""])
      }
      leaveOut(path)
      return nil
    }
  }

  // MARK: Tag files

  private mutating func checkInfo() {
    let names = [version.infoPath, BagLayout.infoPath]
    guard let name = names.first(where: { file($0) != nil }) else { return }
    guard let bytes = content(name) else {
      return find("bag-info-malformed", at: name, ["line": "0", "reason": "not-read"])
    }
    guard let text = text(bytes, of: name) else { return }
    let (info, defects) = BagInfo.parse(text, version: version)
    report.info = info
    report.isEvpackPackage = info.fields.contains {
      $0.label.lowercased().hasPrefix("evpack-")
    }
    for defect in defects {
      // The last line's end is recommended only.
      find(
        "bag-info-malformed", defect.reason == .noFinalNewline ? .warning : .error, at: name,
        ["line": String(defect.line), "reason": defect.reason.rawValue])
    }
    guard version.isStrict else { return }
    for label in ["Bagging-Date", "Bag-Size", "Bag-Group-Identifier", "Bag-Count"] {
      let count = info.values(of: label).count
      if count > 1 {
        find("bag-info-repeated", .warning, at: name, ["label": label, "count": String(count)])
      }
    }
  }

  private mutating func checkDeclaration() {
    let place = BagLayout.declarationPath
    guard file(place) != nil else { return find("bagit-missing", at: place) }
    guard let bytes = content(place) else {
      return find("bagit-malformed", at: place, ["reason": "not-read"])
    }
    let (declaration, defects) = BagDeclaration.parse(bytes)
    report.declaration = declaration
    for defect in defects {
      find(
        "bagit-malformed", defect == .noFinalNewline ? .warning : .error, at: place,
        ["reason": defect.rawValue])
    }
    if let told = declaration.version {
      if told.isKnown { version = told }
      if told != .rfc8493 {
        find(
          "bagit-version", told.isKnown ? .note : .error, at: place,
          ["version": told.description])
      }
    }
    if !TagText.isUTF8(declaration.encoding) {
      var level = Finding.Level.warning
      do throws(Transcoding.Failure) {
        _ = try TagText.decode([], from: declaration.encoding)
      } catch {
        level = .error
      }
      find("bagit-encoding", level, at: place, ["encoding": declaration.encoding])
    }
  }

  // MARK: The container

  private mutating func checkContainer() {
    if !hasPayloadFolder { find("payload-folder-missing", at: "data") }
    if lacksBaseFolder {
      find(
        "base-folder-missing",
        report.isEvpackPackage && package.container == .tar ? .error : .warning,
        at: "")
    }
    let times = Set(files.map { package.members[$0.member].modified })
    report.sealedAt = times.count == 1 ? times.first : nil
    guard report.isEvpackPackage else {
      return find(
        "not-evpack", .warning, at: report.bagName,
        ["deviations": String(package.deviations.count)])
    }
    if content(BagLayout.declarationPath).map({ $0 != BagLayout.declaration }) ?? false {
      find("bagit-malformed", at: BagLayout.declarationPath, ["reason": "not-canonical"])
    }
    let told = report.info.values(of: BagLayout.sealedField)
    if told.count != 1 {
      find("sealing-time-missing", at: BagLayout.infoPath, ["count": String(told.count)])
    }
    if isRepacked {
      find("repacked", .warning, at: report.bagName)
      // Its manifests are in the order of sealing all the same.
      files.sort { BagLayout.precedes($0.path, $1.path) }
      (byPath, byEquivalent) = ([:], [:])
    }
    guard package.container.keepsHeaders, !package.isRewritten else { return }
    for deviation in package.deviations { tell(deviation) }
    if told.count == 1 { checkTimes(told[0]) }
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
    case .foreignRecord(let key):
      find("pax-unknown", at: place, ["key": shownName(Array(key.utf8))], member: member)
    case .directory: find("entry-type", at: place, ["type": "directory"], member: member)
    case .dotPrefix:
      find("path-parent", at: place, ["problem": "dot-component"], member: member)
    case .zerosAfterEnd(let count):
      find("data-after-end", at: place, ["count": String(count)], member: member)
    }
  }

  /// Every header has the sealing time, which bag-info.txt tells and the tag manifest covers.
  private mutating func checkTimes(_ told: String) {
    var right: Int64?
    for (member, path) in files {
      let modified = package.members[member].modified
      if modified == right { continue }
      let moment = modified >= 0 ? civilDate(ofUnixSeconds: modified).moment : ""
      if moment == told {
        right = modified
        continue
      }
      find(
        "header-time", at: path.description, ["expected": told, "actual": moment],
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

  // MARK: Looking files up

  mutating func index(of path: PackagePath) -> Int? {
    if byPath.isEmpty {
      byPath.reserveCapacity(files.count)
      for (index, file) in files.enumerated() where byPath[file.path] == nil {
        byPath[file.path] = index
      }
    }
    return byPath[path]
  }

  /// The file whose name is the same but for Unicode's normalization (RFC 8493 §6.1.1).
  mutating func index(equivalentTo path: PackagePath) -> Int? {
    if byEquivalent.isEmpty {
      for (index, file) in files.enumerated() where byEquivalent[file.path.description] == nil {
        byEquivalent[file.path.description] = index
      }
    }
    return byEquivalent[path.description]
  }

  // MARK: The rest

  private mutating func checkOxum() {
    for (index, (member, path)) in files.enumerated() where BagLayout.isPayload(path) {
      // What macOS added since is told as that, and not once more by the sums.
      if listings[index] == 0, MacFiles.isOne(path) { continue }
      report.payloadOxum.octets += package.members[member].size
      report.payloadOxum.streams += 1
    }
    let told = report.info.values(of: BagLayout.oxumField)
    // RFC 8493 §2.2.2: the element "MUST NOT be present more than once".
    if told.count > 1 || (report.isEvpackPackage && told.isEmpty) {
      find(
        "oxum-count", version.isStrict ? .error : .warning, at: version.infoPath,
        ["count": String(told.count)])
    }
    for text in told where PayloadOxum(text) != report.payloadOxum {
      find(
        "oxum-mismatch", at: version.infoPath,
        ["expected": text, "actual": report.payloadOxum.description])
    }
  }

  private mutating func checkFetchList() {
    let place = BagLayout.fetchPath
    guard file(place) != nil else { return }
    var missing = 0
    if let bytes = content(place), let text = text(bytes, of: place) {
      let manifests = version.isStrict ? report.algorithms.count : 1
      var check = self
      FetchList.forEach(of: text, version, until: { check.isOverfull }) { number, line, reasons in
        for reason in reasons {
          check.find(
            "fetch-malformed", at: place, ["line": String(number), "reason": reason.rawValue])
        }
        guard let line else { return }
        let index =
          check.index(of: line.path) ?? line.alternative.flatMap { check.index(of: $0) }
        guard let index else { return missing += 1 }
        if check.listings[index] < manifests {
          check.find("fetch-unlisted", at: line.path.description)
        }
      }
      self = check
    } else {
      leaveOut(place)
    }
    find(
      "fetch-file", report.isEvpackPackage || missing > 0 ? .error : .warning, at: place,
      ["missing": String(missing)])
  }

  /// Names that some systems can't hold (RFC 8493 §6.1.2); of evpack's packages `check` tells them.
  private mutating func checkNames() {
    guard !report.isEvpackPackage else { return }
    for (member, path) in files where !path.components.allSatisfy(FileName.isPortable) {
      find("path-not-portable", .warning, at: path.description, member: member)
    }
  }

  private mutating func keepCaptured() {
    for (member, path) in files {
      guard let bytes = package.captured[member], !altered.contains(member),
        capture(path)
      else { continue }
      report.captured[path.description] = bytes
    }
  }
}
