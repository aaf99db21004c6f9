public import Evidence
internal import Files
public import Manifest
internal import Office
public import Reports
public import Review
public import Volume

/// Papers to print and to hand in, of a dossier or of a package.
public struct Papers: Sendable {
  /// In which format a catalogue is wanted.
  public enum CatalogueFormat: String, CaseIterable, Sendable {
    case docx, xlsx, html
  }

  public let report: CompletenessReport
  /// The seal number's short form; nil for a dossier.
  public let seal: String?

  public init(_ report: CompletenessReport, seal: String? = nil) {
    self.report = report
    self.seal = seal
  }

  /// Reads the dossier in a folder, or the package in a file, with the pages and digests of all
  /// attachments.
  ///
  /// - Parameters:
  ///   - form: the reader's own form for a package, an id or a definition file; nil takes the form
  ///     that the program brings under the package's form id.
  ///   - now: the present in Unix seconds, at which signatures are judged.
  ///   - progress: called from several threads.
  ///   - isCancelled: asked often, from several threads.
  /// - Throws: ``DeskError``: `notIntact` for a package whose papers would be worth nothing,
  ///   `unknownForm` for one whose form the program does not bring.
  public init(
    of path: String, form: String? = nil, at now: Int64,
    progress: (@Sendable (Progress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws {
    let file = try onDisk { () throws(SystemError) in try FileIdentity.at(path) }
    if file.kind == .directory {
      var folder = try DossierFolder(path)
      try folder.read(progress: progress, isCancelled: isCancelled)
      self.init(folder.assess())
    } else {
      let review = try PackageReviewing.review(
        path, form: form, signatures: SignaturePolicy(now: now),
        progress: progress, isCancelled: isCancelled)
      if let unknown = review.findings.first(where: { $0.rule == "form-unknown" }) {
        throw DeskError.unknownForm(id: unknown.place)
      }
      guard review.isIntact, let report = review.completeness else {
        throw DeskError.notIntact(package: path)
      }
      self.init(report, seal: review.package.sealNumber?.shortForm)
    }
  }

  /// The catalogue of evidence (佐证材料目录) as a file.
  ///
  /// - Parameters:
  ///   - date: the day to print on it, as `2026-11-24`.
  ///   - volume: the bound volume whose page numbers stand beside the files.
  /// - Throws: `ArchiveError` or `SystemError`, where there is no memory or no room on the disk.
  public func catalogue(
    as format: CatalogueFormat, _ language: Language, on date: String, volume: VolumeRecord? = nil
  ) throws -> [UInt8] {
    let numbers = volume.map { BoundPages($0.pages) }
    func paper() -> Paper {
      report.cataloguePaper(language, on: date, seal: seal, bound: numbers)
    }
    return switch format {
    case .docx: try WordPaper.document(paper())
    case .xlsx: try WorkbookPaper.workbook([paper()])
    case .html:
      Array(report.catalogueHTML(language, on: date, seal: seal, bound: numbers).utf8)
    }
  }

  /// How many files of the catalogue are not in a volume.
  public func lacking(in volume: VolumeRecord) -> Int {
    BoundPages(volume.pages).lacking(of: report)
  }

  /// A Word document with a sheet before the evidence of each requirement (隔页).
  ///
  /// - Throws: `ArchiveError`.
  public func covers(_ language: Language) throws -> [UInt8] {
    try WordPaper.covers(report.coverSheets(language))
  }

  /// What is missing and what is wrong, as a workbook.
  ///
  /// - Throws: `SystemError`.
  public func workbook(_ language: Language, on date: String) throws -> [UInt8] {
    try WorkbookPaper.workbook(report.completenessPapers(language, on: date))
  }

  /// A receipt for the package at `path`, as a page, and the review that it tells of.
  ///
  /// - Parameters:
  ///   - policy: whom the reviewer trusts to sign, and when that is judged.
  ///   - date: the day to print on it, as `2026-11-24`.
  ///   - program: the program's name and version.
  ///   - progress: called from several threads.
  ///   - isCancelled: asked often, from several threads.
  /// - Throws: ``DeskError/notIntact(package:)``, or as `PackageReviewing` does.
  public static func receipt(
    of path: String, signatures policy: SignaturePolicy, on date: String, program: String,
    _ language: Language,
    progress: (@Sendable (Progress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> (page: String, review: PackageReview) {
    let file = try onDisk { () throws(SystemError) in try Descriptor.openFile(path) }
    let before = try file.identity()
    let review = try PackageReviewing.review(
      path, signatures: policy, progress: progress, isCancelled: isCancelled)
    guard before.kind == .regular, review.isIntact else {
      throw DeskError.notIntact(package: path)
    }
    let digest = try ContentHasher().digest(count: before.size) { piece, offset in
      if isCancelled?() == true { throw DeskError.cancelled }
      guard try file.read(into: piece, at: offset) == piece.count else {
        throw VerificationError.changedWhileRead(path: path)
      }
    }
    guard try file.identity() == before,
      let page = ReceiptPage(review, digest: digest, on: date, program: program, language)
    else { throw DeskError.notIntact(package: path) }
    return (page.html, review)
  }
}
