internal import Evidence
internal import Files
internal import FoundationEssentials
internal import Inspection
public import Manifest
internal import Office
public import Review

/// Reviews packages: intact, usable, and complete by the reviewer's own form?
public enum PackageReviewing {
  /// Checks the package at `path`, and assesses its evidence anew.
  ///
  /// The report inside the package is not believed: the sealed answers and links are held against
  /// the reviewer's own form, and the answers against the Word form that was sealed with them. Every
  /// attachment is opened where it lies in the package, whatever the report says of it.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe, or `-` for standard input.
  ///   - signatureFile: the signatures; nil takes `PACKAGE.p7s` where it is there.
  ///   - signatures: what the reviewer asks of them.
  ///   - seal: the seal number on the package's stamped cover.
  ///   - form: the reviewer's form, an id or a definition file; nil takes the form that the program
  ///     brings under the package's form id.
  ///   - progress: called from several threads.
  ///   - isCancelled: asked often, from several threads.
  /// - Throws: `VerificationError` or ``DeskError`` where the check could not be made.
  public static func review(
    _ path: String, form: String? = nil, signatureFile: String? = nil,
    signatures: SignaturePolicy, seal: SealExpectation? = nil,
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> PackageReview {
    let inspector = Inspector()
    inspector.start()
    var allowance = SealedLists.Allowance()
    var documents = UnlabelledForms.Allowance()
    let early = EarlyReading()
    var package = try Verification.verify(
      path: path == "-" ? "/dev/stdin" : path,
      capture: { path in
        SealedLists.mayHold(path) || path.is(BagLayout.tagManifestPath)
          || PackageContents.isDescription(path)
          || path.isBelow(PackageContents.formFolder + "/") || UnlabelledForms.mayBe(path)
      },
      captureLimit: { path in
        if SealedLists.mayHold(path) { return allowance.next() }
        if UnlabelledForms.mayBe(path) { return documents.next() }
        if path.is(PackageContents.pagePath) { return SealedPage.largest }
        return path.is(PackageContents.evidencePath)
          ? largestRecord : DossierFolder.largestDocument
      }, inspection: PayloadInspection(by: inspector),
      glimpse: { early.begin($0, $1, of: $2) },
      progress: progress, isCancelled: isCancelled)
    if !package.isPackage, isDossier(path) {
      package.findings[0].details["what"] = "dossier"
    }
    var review = PackageReview(
      file: path, package: package, completeness: nil, form: nil, findings: [])
    review.expectedSeal = seal
    review.signatures = try check(signatureFile, beside: path, of: package, signatures)
    try assess(&review, by: form.map { try FormDefinition(named: $0) }, early, inspector)
    return review
  }

  /// Says what the attachments of a verified package are, and assesses the evidence of evpack's own.
  ///
  /// - Parameter form: the reviewer's form; nil takes the edition of the catalogue's form with
  ///   the package's form id that asks what the package says.
  package static func assess(
    _ review: inout PackageReview, by form: @autoclosure () throws -> FormDefinition?
  ) throws {
    try assess(&review, by: try form(), EarlyReading(), Inspector())
  }

  private static func assess(
    _ review: inout PackageReview, by form: @autoclosure () throws -> FormDefinition?,
    _ early: EarlyReading, _ inspector: Inspector
  ) throws {
    let named = try form()
    let isDossier =
      review.package.isEvpackPackage || UnlabelledForms.areRecorded(in: review.package)
    review.isDossier = isDossier
    if isDossier, !review.package.isEvpackPackage {
      // That it is another tool's bag would be said of it without need.
      review.package.findings.removeAll { $0.rule == "not-evpack" }
      review.findings.append(Finding("labels-removed", .error, at: BagLayout.infoPath))
    }
    let package = review.package
    let attachments = attachments(of: package, isDossier: isDossier)
    review.attachments = attachments
    guard isDossier else {
      review.attachmentFindings = attachments.flatMap { attachment in
        attachment.findings(limits: nil).compactMap(\.ofForeignBag)
      }
      review.findings += try UnlabelledForms.findings(in: package, named, inspector)
      return
    }
    let layout = LayoutCheck(package)
    let record = sound(early.record(of: package), in: package, &review.findings)
    review.findings +=
      layout.findings + LayoutCheck.check(early.page(of: package), of: package, record)
    let sealed = layout.answers(&review.findings)
    // What differs in a package that is not intact has been told already.
    if let record, package.isIntact {
      review.findings += StatementCheck(record, in: package).findings
      layout.checkForm(record, &review.findings)
    }
    guard let stated = record, let answers = sealed,
      let own = try definition(
        named, named: stated.formID, package.captured[PackageContents.formPath], &review.findings)
    else {
      review.attachmentFindings =
        attachments.flatMap { $0.findings(limits: nil) } + layout.strayFindings
      return
    }
    review.form = own.form.title
    if let sealed = package.captured[PackageContents.formPath], !own.asksTheSame(as: sealed) {
      review.findings.append(
        Finding("form-differs", .warning, at: PackageContents.formPath, ["id": stated.formID]))
    }
    review.answers = answers.answers
    let form = own.form
    let (reading, (dossier, sources, links)) = inParallel {
      compare(answers, with: own, package, inspector)
    } and: {
      let (dossier, sources) = Self.dossier(form, attachments, stated, answers)
      return (dossier, sources, LinkIndex(dossier))
    }
    let differences = try reading.get()
    review.findings += differences.told
    let sealedLists = SealedLists(package)
    let lists = try ListComparison(dossier, links, inspector).read {
      try sealedLists.content(of: $0)
    }
    review.listed = lists.numbers
    let completeness = dossier.assess(with: differences.found + lists.findings, links)
    compare(stated, with: completeness, &review.findings)
    // What differs in a package that is not intact has been told already.
    if package.isIntact { compare(sources, with: attachments, links, &review.findings) }
    review.completeness = completeness
    // Of those that are linked the completeness report tells.
    review.attachmentFindings =
      completeness.unlinked.flatMap { $0.findings(limits: own.form.limits) } + layout.strayFindings
  }

  /// The record, where it is one; what it is instead is told.
  private static func sound(
    _ record: PackageReport.Record, in package: PackageReport, _ findings: inout [Finding]
  ) -> StatedEvidence? {
    if let size = recordSize(in: package), size > largestRecord {
      findings.append(
        Finding(
          "evidence-too-large", .error, at: PackageContents.evidencePath,
          ["bytes": String(size), "limit-bytes": String(largestRecord)]))
      return nil
    }
    switch record {
    case .success(let stated): return stated
    // What is altered has been told with the package's findings.
    case .failure(.altered): return nil
    case .failure(let defect):
      findings.append(
        Finding(
          "evidence-unreadable", .error, at: PackageContents.evidencePath,
          ["reason": defect.rawValue]))
      return nil
    }
  }

  /// The reviewer's form; nil, with a finding, where the catalogue does not have it.
  private static func definition(
    _ form: FormDefinition?, named name: String, _ sealed: [UInt8]?, _ findings: inout [Finding]
  ) throws -> FormDefinition? {
    if let form { return form }
    if let known = try FormCatalogue().entry(id: name, sealedAs: sealed) {
      return known.definition
    }
    findings.append(Finding("form-unknown", .error, at: name, ["id": name]))
    return nil
  }

  /// The largest evidence.json that is held against the form: that of some 250,000 attachments.
  static let largestRecord = 128 << 20

  private static func recordSize(in package: PackageReport) -> Int64? {
    package.entries.last { $0.path.bytes.elementsEqual(PackageContents.evidencePath.utf8) }?.size
  }

  /// The evidence in a package, or all that another tool's bag brings, as it was opened.
  private static func attachments(of package: PackageReport, isDossier: Bool) -> [Attachment] {
    let folder = isDossier ? PackageContents.evidenceFolder + "/" : "data/"
    // A path that stands twice is a defect of the package, which has been told.
    let mayRepeat = package.findings.contains { $0.rule == "entry-duplicate" }
    var seen: Set<PackagePath> = []
    return package.entries
      .filter { $0.path.bytes.starts(with: folder.utf8) }
      .filter { !mayRepeat || seen.insert($0.path).inserted }
      .map { entry in
        Attachment(
          path: entry.path, size: entry.size, sha256: entry.digest,
          facts: entry.facts)
      }
  }

  private static func isDossier(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + DossierFile.name)
  }

  /// Holds the signatures beside a package against its seal.
  private static func check(
    _ named: String?, beside path: String, of package: PackageReport, _ policy: SignaturePolicy
  ) throws -> SignatureReport {
    let file = named ?? SignatureFile.path(of: path)
    if named == nil, path == "-" { return SignatureCheck.missing(file, policy) }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try readFile(at: file, limit: SignatureFile.largest)
    } catch {
      if named == nil, error.isNotFound { return SignatureCheck.missing(file, policy) }
      if error.isTooLarge {
        return SignatureReport(
          file: file, findings: [Finding("signature-malformed", .error, at: file)])
      }
      throw error
    }
    guard let content = package.captured[BagLayout.tagManifestPath] else {
      return SignatureReport(
        file: file, findings: [Finding("signature-without-seal", .error, at: file)])
    }
    return SignatureCheck.check(
      bytes, named: file, content: content, policy, instead: signable(in: path))
  }

  /// What of a package may have been signed in the place of its seal: its lists and records, and the
  /// whole of it.
  private static func signable(in path: String) -> [SignedInstead] {
    guard let file = try? Descriptor.open(path), let identity = try? file.identity(),
      identity.kind == .regular
    else { return [] }
    let members = (try? PackageMembers(file))?.places ?? [:]
    let parts = members.filter { member in
      !member.key.bytes.starts(with: "data/".utf8) && member.value.size <= SignatureFile.largest
    }
    let known = parts.sorted { $0.key < $1.key }.prefix(16).compactMap { path, place in
      (try? file.bytes(at: place.offset, count: Int(place.size))).map {
        SignedInstead.part(path.description, $0)
      }
    }
    return known + [
      .package { each in
        var offset: Int64 = 0
        while offset < identity.size {
          let count = Int(min(1 << 20, identity.size - offset))
          let bytes = try file.bytes(at: offset, count: count)
          guard !bytes.isEmpty else { break }
          try each(bytes)
          offset += Int64(bytes.count)
        }
      }
    ]
  }

  /// The dossier as the package holds it, and what its record says of each link's attachment.
  private static func dossier(
    _ form: Form, _ attachments: [Attachment], _ stated: StatedEvidence, _ answers: SealedAnswers
  ) -> (dossier: Dossier, sources: [StatedEvidence.StatedAttachment]) {
    var links: [EvidenceLink] = []
    var sources: [StatedEvidence.StatedAttachment] = []
    for requirement in stated.requirements {
      // What is no number at all is told as one that the form has not.
      let number = Requirement.Number(requirement.number) ?? Requirement.Number([])
      for attachment in requirement.attachments {
        guard let path = attachment.path else { continue }
        links.append(
          EvidenceLink(
            requirement: number, attachment: path, place: attachment.place,
            note: attachment.note))
        sources.append(attachment)
      }
    }
    let dossier = Dossier(
      form: form, name: stated.name, answers: answers.answers, attachments: attachments,
      links: links)
    return (dossier, sources)
  }

  /// Reads the sealed Word form anew, and holds the sealed answers against it.
  ///
  /// What the sealer says was settled by hand is told where the form says otherwise.
  ///
  /// - Returns: where they differ, and what was found while it was read; or why nothing could be
  ///   opened.
  private static func compare(
    _ answers: SealedAnswers, with definition: FormDefinition, _ package: PackageReport,
    _ inspector: Inspector
  ) -> Result<(told: [Finding], found: [Finding]), SystemError> {
    let form = definition.form
    let folder = PackageContents.formFolder + "/"
    let documents = package.entries.lazy.map(\.path)
      .filter { PackageContents.mayHold($0) && $0.isBelow(folder) }
      .filter { !$0.is(PackageContents.answersPath) }.map(\.description)
    guard let name = documents.first else {
      return .success(
        ([Finding("form-not-sealed", .warning, at: PackageContents.answersPath)], []))
    }
    if documents.dropFirst().first != nil {
      let names = documents.map { String($0.dropFirst(folder.count)) }
      return .success(
        (
          [
            Finding(
              "form-several", .error, at: PackageContents.formFolder,
              ["names": names.joined(separator: "、")])
          ], []
        ))
    }
    let unreadable = ([Finding("form-unreadable", .error, at: name)], [Finding]())
    guard let bytes = package.captured[name] else {
      // What is altered has been told with the package's findings.
      let isAltered = package.findings.contains { $0.level == .error && $0.place == name }
      return .success(isAltered ? ([], []) : unreadable)
    }
    let filled: FilledForm
    switch inspector.reading(bytes, by: definition.text) {
    case .failure(let error): return .failure(error)
    case .success(let reading):
      guard case .success(let read) = reading.filled(form) else { return .success(unreadable) }
      filled = read
    }
    var told: [Finding] = []
    for place in form.places {
      let read = filled.answers[place.id] ?? (place.kind == .checkbox ? .undetermined : .text(""))
      guard let answer = answers.answers[place.id], answer == read else {
        let isSettled = answers.settled.contains(place.id)
        told.append(
          answers.answers[place.id].flatMap { answer in
            isSettled ? Finding(settling: place.id, read: read, as: answer) : nil
          } ?? Finding("answers-differ", .error, at: place.id))
        continue
      }
    }
    return .success((told, filled.findings.filter { !answers.settled.contains($0.place) }))
  }

  /// Holds the states that the package tells of itself against those that were found.
  private static func compare(
    _ stated: StatedEvidence, with found: CompletenessReport, _ findings: inout [Finding]
  ) {
    let states = Dictionary(
      stated.requirements.map { ($0.number, $0.state) }, uniquingKeysWith: { first, _ in first })
    for item in found.items {
      let number = item.requirement.number.description
      guard let state = states[number], state != item.state.rawValue else { continue }
      // Packages of earlier versions ask for what claims nothing.
      if !item.requirement.claims, [.ticked, .undetermined].contains(item.reason) { continue }
      findings.append(
        Finding(
          "report-differs", .error, at: number,
          ["stated": state, "found": item.state.rawValue]))
    }
  }

  /// Holds what the package says of its attachments, link by link, against what they are.
  private static func compare(
    _ sources: [StatedEvidence.StatedAttachment], with attachments: [Attachment],
    _ links: LinkIndex, _ findings: inout [Finding]
  ) {
    var isCompared = [Bool](repeating: false, count: attachments.count)
    for (stated, index) in zip(sources, links.attachments) {
      // What proves several requirements is stated with each.
      guard let index, !isCompared[index] else { continue }
      isCompared[index] = true
      let type = attachments[index].type
      let place = { attachments[index].path.description }
      if attachments[index].sha256 != stated.sha256 {
        findings.append(Finding("evidence-digest-differs", .error, at: place()))
      }
      if let size = stated.size, size != attachments[index].size {
        findings.append(
          Finding(
            "evidence-size-differs", .error, at: place(),
            ["stated": String(size), "actual": String(attachments[index].size)]))
      }
      guard let statedType = stated.type, statedType != type.rawValue,
        FileType(rawValue: statedType) != nil, attachments[index].facts != nil,
        attachments[index].state == .ok
      else { continue }
      findings.append(
        Finding("evidence-type-differs", .warning, at: place(), ["format": type.rawValue]))
    }
  }
}

extension Finding {
  /// The finding in a bag that is no dossier: a bag may hold programs, files that their authors left
  /// empty, and folders as they are on a disk; nil where it says nothing of such a bag.
  fileprivate var ofForeignBag: Finding? {
    var finding = self
    if rule == "attachment-junk" { return nil }
    let harmless: [Finding.Rule] = [
      "attachment-empty", "attachment-program", "attachment-unfinished",
    ]
    if harmless.contains(rule) { finding.level = .warning }
    return finding
  }
}
