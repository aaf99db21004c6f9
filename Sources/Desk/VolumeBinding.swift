public import Evidence
public import Files
public import Inspection
public import Manifest
public import Reports
internal import Review
public import Volume

/// Binds a dossier, or the content of a package, into one PDF (合订本).
public struct VolumeBinding: Sendable {
  /// What was written.
  public struct Outcome: Sendable {
    /// The parts' files.
    public var files: [String]
    public var summary: VolumeSummary
  }

  /// How it is bound: as the dossier says, or else as is usual.
  public var settings: VolumeSettings
  public let report: CompletenessReport
  private let origin: Origin
  private let seal: Digest?
  /// What it goes on from.
  private var earlier: (file: String, record: VolumeRecord)?

  private enum Origin: Sendable {
    case folder(String, document: PackagePath?)
    case package(Descriptor, PackageMembers, document: PackagePath?)
  }

  /// Reads the dossier in a folder, or the package in a file.
  ///
  /// - Parameters:
  ///   - form: the reader's own form for a package; nil takes the one that it names.
  ///   - now: the present in Unix seconds, at which signatures are judged.
  ///   - progress: called from several threads.
  ///   - isCancelled: asked often, from several threads.
  /// - Throws: as ``Papers/init(of:form:at:progress:isCancelled:)``.
  public init(
    of path: String, form: String? = nil, at now: Int64,
    progress: (@Sendable (Progress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws {
    let file = try onDisk { () throws(SystemError) in try FileIdentity.at(path) }
    if file.kind == .directory {
      var folder = try DossierFolder(path)
      try folder.read(progress: progress, isCancelled: isCancelled)
      report = folder.assess()
      settings = folder.file.volume
      seal = nil
      let document = folder.document.flatMap { try? PackagePath($0.name) }
      if settings.scan == nil { settings.scan = Self.scan(beside: document, in: path) }
      origin = .folder(path, document: document)
      return
    }
    let package = try onDisk { () throws(SystemError) in try Descriptor.openFile(path) }
    let before = try package.identity()
    let review = try PackageReviewing.review(
      path, form: form, signatures: SignaturePolicy(now: now), progress: progress,
      isCancelled: isCancelled)
    if let unknown = review.findings.first(where: { $0.rule == "form-unknown" }) {
      throw DeskError.unknownForm(id: unknown.place)
    }
    guard review.isIntact, let report = review.completeness,
      try package.identity() == before
    else { throw DeskError.notIntact(package: path) }
    self.report = report
    settings = VolumeSettings()
    seal = review.package.sealNumber
    let members = try PackageMembers(package)
    let document = members.places.keys.filter {
      $0.isBelow(PackageContents.formFolder + "/") && !$0.is(PackageContents.answersPath)
    }.min()
    origin = .package(package, members, document: document)
  }

  /// A PDF named as the Word form is: the stamped scan, or what the applicant made of it.
  private static func scan(beside document: PackagePath?, in root: String) -> String? {
    let form = document?.name ?? DossierFolder.documentName
    let name = form[..<(form.lastIndex(of: ".") ?? form.endIndex)] + ".pdf"
    guard let path = try? PackagePath(String(name)), var folder = try? SourceFolder(root),
      (try? folder.identity(path.bytes))?.kind == .regular
    else { return nil }
    return String(name)
  }

  /// Makes it a supplement (补充册) to a volume that is bound already: only what is not in that one is
  /// bound, the numbers go on from there, and what is no longer used there is told.
  ///
  /// - Parameter volume: the volume's PDF, or its last part.
  /// - Throws: ``DeskError/notAVolume(file:)`` and others.
  public mutating func supplement(_ volume: String) throws {
    earlier = (volume, try VolumeRecord(at: volume))
  }

  // MARK: The order

  /// One file to be bound and where it is.
  private struct Bound {
    var source: VolumeOrder.Source
    var path: PackagePath
    var converted: Descriptor?
  }

  /// Makes the volume.
  ///
  /// - Parameters:
  ///   - output: the PDF, replaced as a whole; with several parts `NAME-1.pdf` and so on beside it.
  ///   - date: the day to print on it, as `2026-11-24`.
  ///   - program: what makes it, in a process of its own; nil makes it in this one.
  ///   - progress: called with pages that are done and with all pages.
  ///   - isCancelled: asked often.
  /// - Throws: `VolumeFailure`, ``DeskError``; nothing was written then.
  public func make(
    _ output: String, _ language: Language, on date: String, split: VolumeSplit = .whole,
    by program: Inspector.Program?,
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in },
    isCancelled: @escaping () -> Bool = { false }
  ) throws -> Outcome {
    let (order, bound) = try prepare(language, on: date, split, isCancelled)
    var staged: [StagedFile] = []
    let summary = try VolumeProcess.make(
      order, from: { try input(bound[$0]) }, by: program,
      into: { parts in
        staged = []
        staged = try Self.names(output, parts: parts).map { name in
          do throws(StagedFile.Failure) {
            return try StagedFile(for: name, replacing: true)
          } catch { throw DeskError(error) }
        }
        return staged.map(\.descriptor)
      }, progress: progress, isCancelled: isCancelled)
    if isCancelled() { throw VolumeFailure.cancelled }
    for file in staged {
      do throws(StagedFile.Failure) { try file.commit() } catch { throw DeskError(error) }
    }
    return Outcome(files: staged.map(\.target), summary: summary)
  }

  /// Makes the volume for someone who takes it at once: a file without a name, in one part.
  ///
  /// - Parameter isSmall: whether pictures are made smaller, for an upload.
  /// - Throws: as ``make(_:_:on:split:by:progress:isCancelled:)``.
  public func make(
    _ language: Language, on date: String, isSmall: Bool, by program: Inspector.Program?
  ) throws -> Descriptor {
    var (order, bound) = try prepare(language, on: date, .whole) { false }
    if isSmall { order.settings.isSmall = true }
    var files: [Descriptor] = []
    _ = try VolumeProcess.make(
      order, from: { try input(bound[$0]) }, by: program,
      into: { parts in
        files = try (0..<parts).map { _ in
          try onDisk { () throws(SystemError) in try Descriptor.temporary() }
        }
        return files
      })
    guard let file = files.first else { throw VolumeFailure.unwritable }
    return file
  }

  /// What is to be bound, in its order, and where its bytes are.
  private func prepare(
    _ language: Language, on date: String, _ split: VolumeSplit, _ isCancelled: () -> Bool
  ) throws -> (VolumeOrder, [Bound]) {
    var order = VolumeOrder(
      language: language, form: report.form.title.shown, applicant: report.name.shown, date: date)
    order.sealNumber = seal?.hex
    order.sealShort = seal?.shortForm
    order.settings = settings
    order.split = split
    order.unbound = report.unlinked.count { $0.isUsable }
    var bound: [Bound] = []
    if settings.form != .none, let form = try formSource() {
      order.formSources = [0]
      bound.append(form)
    }
    order.sections = sections(&bound)
    let known = earlier?.record.pages ?? [:]
    try convert(&bound, unless: { known[$0.sha256] != nil }, isCancelled)
    order.sources = bound.map(\.source)
    if let earlier {
      let known = earlier.record.pages
      guard order.sources.contains(where: { known[$0.sha256] != nil }) else {
        throw DeskError.otherVolume(file: earlier.file)
      }
      order.earlier = earlier.record
    }
    return (order, bound)
  }

  /// The parts' files: the output itself, or numbered beside it.
  static func names(_ output: String, parts: Int) -> [String] {
    guard parts > 1 else { return [output] }
    let end = output.lastIndex(of: ".") ?? output.endIndex
    return (1...parts).map { "\(output[..<end])-\($0)\(output[end...])" }
  }

  private func sections(_ bound: inout [Bound]) -> [VolumeOrder.Section] {
    var known: [PackagePath: Int] = [:]
    return report.form.sections.compactMap { section in
      let items = report.items.filter {
        $0.requirement.section == section.number && (!$0.attachments.isEmpty || $0.isLacking)
      }
      if items.isEmpty { return nil }
      return VolumeOrder.Section(
        title: section.number == section.title
          ? section.title.shown : "\(section.number)、\(section.title)".shown,
        requirements: items.map { item in
          var places: [Int] = []
          for attachment in item.attachments {
            let place = known[attachment.path] ?? bound.count
            if place == bound.count {
              known[attachment.path] = place
              bound.append(Self.bound(attachment))
            }
            if !places.contains(place) { places.append(place) }
          }
          return VolumeOrder.Requirement(
            number: item.requirement.number.description, title: item.requirement.title.shown,
            asked: item.requirement.noteBesideTitle?.shown, isMissing: item.isLacking,
            sources: places)
        })
    }
  }

  private static func bound(_ attachment: Attachment) -> Bound {
    Bound(
      source: VolumeOrder.Source(
        name: attachment.path.name.shown, type: attachment.type, size: attachment.size,
        sha256: attachment.sha256?.hex ?? "", state: attachment.state ?? .unchecked),
      path: attachment.path)
  }

  private func formSource() throws -> Bound? {
    let path: PackagePath?
    switch origin {
    case .folder(_, let document):
      path = settings.scan.flatMap { try? PackagePath($0) } ?? document
    case .package(_, _, let document): path = document
    }
    guard let path else { return nil }
    let input = try place(of: path)
    let digest = try ContentHasher().digest(count: input.count) { piece, offset in
      guard try input.file.read(into: piece, at: input.offset + offset) == piece.count else {
        throw VerificationError.changedWhileRead(path: path.name)
      }
    }
    return Bound(
      source: VolumeOrder.Source(
        name: path.name.shown, type: FileType(ofFileNamed: path.name) ?? .other,
        size: input.count, sha256: digest.hex), path: path)
  }

  // MARK: Bytes

  private func place(of path: PackagePath) throws -> VolumeProcess.Input {
    switch origin {
    case .folder(let root, _):
      var folder = try onDisk { () throws(SystemError) in try SourceFolder(root) }
      let file = try onDisk { () throws(SystemError) in try folder.open(path.bytes) }
      let identity = try file.identity()
      guard identity.kind == .regular else {
        throw VerificationError.notAFile(path: file.path)
      }
      return VolumeProcess.Input(file: file, count: identity.size)
    case .package(let package, let members, _):
      guard let place = members.places[path] else {
        throw DeskError.notIntact(package: package.path)
      }
      return VolumeProcess.Input(file: package, offset: place.offset, count: place.size)
    }
  }

  private func input(_ bound: Bound) throws -> VolumeProcess.Input {
    if let pdf = bound.converted {
      return VolumeProcess.Input(file: pdf, count: try pdf.identity().size)
    }
    let input = try place(of: bound.path)
    guard input.count == bound.source.size else {
      throw VerificationError.changedWhileRead(path: bound.path.name)
    }
    return input
  }

  private func convert(
    _ bound: inout [Bound], unless isKnown: (VolumeOrder.Source) -> Bool,
    _ isCancelled: () -> Bool
  ) throws {
    for index in bound.indices
    where DocumentConversion.isNeeded(for: bound[index].source.type)
      && bound[index].source.state.isUsable && !isKnown(bound[index].source)
    {
      let input = try place(of: bound[index].path)
      switch try DocumentConversion.pdf(
        of: input, bound[index].source.type, isCancelled: isCancelled)
      {
      case .success(let pdf):
        bound[index].converted = pdf
        bound[index].source.isConverted = true
      case .failure(let error): bound[index].source.failure = error.reason
      }
    }
  }
}

extension VolumeRecord {
  /// Reads the record in the volume at `path`.
  ///
  /// - Throws: ``DeskError/notAVolume(file:)``, or `SystemError` where the file can't be read.
  public init(at path: String) throws {
    let file = try onDisk { () throws(SystemError) in try Descriptor.openFile(path) }
    let record = try onDisk { () throws(SystemError) in
      try VolumeRecord(in: file, by: Inspector())
    }
    guard let record else { throw DeskError.notAVolume(file: path) }
    self = record
  }
}

extension CompletenessReport.Item {
  /// Whether evidence must be there and is not.
  fileprivate var isLacking: Bool { state == .missing && requirement.level == .required }
}
