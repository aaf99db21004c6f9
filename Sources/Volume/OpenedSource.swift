internal import Archive
internal import Evidence
internal import Files
internal import Office
internal import Reports

/// A source as it was opened: what its pages in the volume are made of.
struct OpenedSource {
  enum Body {
    /// Pages of a PDF: the source itself, or one around its pictures.
    case pages(MappedFile, SourcePages)
    case table(TableLayout)
    /// A page that stands in its place, and why: the end of a phrase's id.
    case notice(String)
  }

  var body: Body
  /// What is inside an archive that can't be printed.
  var inside: [String] = []
  /// Of pictures: which are photographs, and bear their file's name.
  var captions: [Bool] = []
  /// How its pages were placed.
  var placements: [PagePlacement] = []

  var count: Int {
    switch body {
    case .pages(_, let pages): pages.pages.count
    case .table(let layout): layout.pages.count
    case .notice: 1
    }
  }

  static func notice(_ why: String) -> OpenedSource { OpenedSource(body: .notice(why)) }
}

/// Opens sources one after the other.
struct SourceOpening {
  let settings: VolumeSettings
  let canvas: Canvas
  /// Where PDFs around pictures are kept; written from `end` on.
  let scratch: Descriptor
  private(set) var end: Int64 = 0

  init(_ settings: VolumeSettings, canvas: Canvas, scratch: Descriptor) {
    self.settings = settings
    self.canvas = canvas
    self.scratch = scratch
  }

  mutating func open(
    _ source: VolumeOrder.Source, _ file: MappedFile
  ) throws(SystemError) -> OpenedSource {
    if let failure = source.failure { return .notice(failure.rawValue) }
    if source.size == 0 || source.state == .empty { return .notice("empty") }
    if source.state == .encrypted { return .notice("protected") }
    if source.isConverted || source.type == .pdf { return openPDF(file) }
    if PictureDecoding.isPicture(source.type) { return try openPicture(source, file) }
    if [.xlsx, .xlsm, .csv, .tsv].contains(source.type) { return openTable(file) }
    switch source.state {
    case .damaged: return .notice("damaged")
    case .truncated, .part, .unfinished: return .notice("truncated")
    default: break
    }
    var notice = OpenedSource.notice("type")
    if source.type == .zip { notice.inside = Self.names(inside: file.bytes) }
    return notice
  }

  /// The names of the files in a zip.
  private static func names(inside bytes: UnsafeRawBufferPointer) -> [String] {
    let directory = ZipDirectory(length: Int64(bytes.count)) { offset, count in
      let start = Int(min(max(0, offset), Int64(bytes.count)))
      return Array(bytes[start..<min(start + max(0, count), bytes.count)])
    }
    return directory.entries.lazy.filter { !$0.isDirectory && !FileName.isJunk($0.name) }
      .prefix(mostNames).map { entry in
        (String(validating: entry.name, as: UTF8.self) ?? decodedLegacyName(entry.name)
          ?? String(decoding: entry.name, as: UTF8.self)).shown
      }
  }

  private static let mostNames = 1_000

  private func openPDF(_ file: MappedFile) -> OpenedSource {
    let document: PDFDocument
    do throws(PDFDocument.Failure) {
      document = try PDFDocument(file.bytes)
    } catch {
      switch error {
      case .noLibrary: return .notice("library")
      case .protected: return .notice("protected")
      case .damaged: return .notice("damaged")
      }
    }
    guard let pages = SourcePages(of: document) else { return .notice("damaged") }
    var opened = OpenedSource(body: .pages(file, pages))
    opened.placements = pages.pages.map {
      PagePlacement($0.geometry, largePages: settings.largePages)
    }
    return opened
  }

  private mutating func openPicture(
    _ source: VolumeOrder.Source, _ file: MappedFile
  ) throws(SystemError) -> OpenedSource {
    switch source.state {
    case .damaged: return .notice("damaged")
    case .truncated, .unfinished: return .notice("truncated")
    default: break
    }
    var document = try ImageDocument(in: scratch, at: end)
    do {
      try PictureDecoding.add(
        file.bytes, source.type, isSmall: settings.isSmall, to: &document)
    } catch let error as SystemError {
      throw error
    } catch PictureFailure.tooLarge {
      return .notice("too-large")
    } catch PictureFailure.noLibrary {
      return .notice("library")
    } catch {
      return .notice("damaged")
    }
    try document.finish()
    end = document.end
    let wrapped = try MappedFile(scratch, at: document.start, count: end - document.start)
    var opened = openPDF(wrapped)
    opened.captions = document.arePhotographs
    return opened
  }

  private func openTable(_ file: MappedFile) -> OpenedSource {
    guard file.bytes.count <= ListFile.largest else { return .notice("too-large") }
    let sheets: [Sheet]
    do throws(ListFileError) {
      sheets = try ListFile.sheets(of: Array(file.bytes))
    } catch {
      switch error {
      case .encrypted: return .notice("protected")
      case .empty: return .notice("empty")
      case .truncated: return .notice("truncated")
      case .tooLarge: return .notice("too-large")
      case .notAList, .oldWorkbook, .otherFormat: return .notice("type")
      default: return .notice("damaged")
      }
    }
    guard let layout = TableLayout(sheets, canvas) else {
      return .notice(sheets.allSatisfy(\.rows.isEmpty) ? "empty" : "too-large")
    }
    return OpenedSource(body: .table(layout))
  }
}

/// What a reader of the paper should know of a source, or of all.
enum VolumeRemark: Hashable, Sendable {
  case notice(String)
  case scaled(Int)
  case kept(Int)
  case signature
  case fields
  case fonts([String])
  case mended
  /// A page that could not be read, counted from 0.
  case missingPage(Int)
  case converted
  case rows(Int)

  /// What there is to say of a source.
  static func remarks(
    on opened: OpenedSource, of source: VolumeOrder.Source
  ) -> [VolumeRemark] {
    switch opened.body {
    case .notice(let why): return [.notice(why)]
    case .table(let layout): return layout.omitted > 0 ? [.rows(layout.omitted)] : []
    case .pages(_, let pages):
      var remarks: [VolumeRemark] = source.isConverted ? [.converted] : []
      if pages.isMended || source.state == .damaged || source.state == .truncated {
        remarks.append(.mended)
      }
      remarks += pages.pages.indices.filter { !pages.pages[$0].isReadable }.prefix(20)
        .map { .missingPage($0) }
      if pages.hasSignature { remarks.append(.signature) }
      if pages.hasUnseenFields { remarks.append(.fields) }
      if !pages.foreignFonts.isEmpty { remarks.append(.fonts(pages.foreignFonts)) }
      let scaled = opened.placements.count { $0.scale != 1 }
      if scaled > 0 { remarks.append(.scaled(scaled)) }
      let a4 = PagePlacement.a4.height + 60
      let kept = opened.placements.count { $0.scale == 1 && max($0.width, $0.height) > a4 }
      if kept > 0 { remarks.append(.kept(kept)) }
      return remarks
    }
  }
}
