/// What a source's pages are like, found out before anything is drawn.
struct SourcePages: Sendable {
  struct Page: Hashable, Sendable {
    var geometry: PageGeometry
    /// Whether its content could be read.
    var isReadable = true
  }

  var pages: [Page] = []
  var hasSignature = false
  /// Whether fields have values and nothing that shows them.
  var hasUnseenFields = false
  /// Fonts that are not embedded.
  var foreignFonts: [String] = []
  var isMended = false
}

extension SourcePages {
  /// More pages than these no file of evidence has.
  static let mostPages = 10_000
  /// On no more pages the fonts are looked at.
  private static let mostLookedAt = 300
  private static let mostFonts = 6

  /// Reads what can be known of a PDF's pages.
  ///
  /// - Returns: nil where it has none, or too many.
  init?(of document: PDFDocument) {
    guard let count = document.pageCount, (1...Self.mostPages).contains(count) else { return nil }
    document.inheritAttributes()
    isMended = document.hasWarnings
    if let form = document.existing("/AcroForm", of: document.root) {
      let flags = document.existing("/SigFlags", of: form).flatMap { document.integer($0) } ?? 0
      hasSignature = flags & 1 == 1
    }
    document.release()
    var fonts: Set<String> = []
    for index in 0..<count {
      let handle = document.page(index)
      if document.hasFailed() {
        pages.append(Page(geometry: .a4, isReadable: false))
        continue
      }
      var page = Page(geometry: PageGeometry(of: handle, in: document))
      let contents = document.value("/Contents", of: handle)
      if document.isArray(contents), document.items(contents, most: 2).count > 1 {
        page.isReadable = document.joinedContent(of: handle) != nil
      }
      pages.append(page)
      if index < Self.mostLookedAt {
        fonts.formUnion(Self.foreignFonts(of: handle, in: document))
        look(at: document.value("/Annots", of: handle), in: document)
      }
      document.release()
    }
    foreignFonts = Array(fonts.sorted().prefix(Self.mostFonts))
  }

  private static func foreignFonts(
    of page: PDFDocument.Handle, in document: PDFDocument
  ) -> [String] {
    guard let resources = document.existing("/Resources", of: page),
      let fonts = document.existing("/Font", of: resources)
    else { return [] }
    return document.keys(of: fonts).prefix(50).compactMap { key in
      var font = document.value(key, of: fonts)
      guard let name = document.existing("/BaseFont", of: font).flatMap({ document.name($0) }),
        document.existing("/Subtype", of: font).map({ document.isName($0, "/Type3") }) != true
      else { return nil }
      if let below = document.existing("/DescendantFonts", of: font),
        let first = document.items(below, most: 1).first
      {
        font = first
      }
      let descriptor = document.existing("/FontDescriptor", of: font)
      let isEmbedded = ["/FontFile", "/FontFile2", "/FontFile3"].contains { key in
        descriptor.flatMap { document.existing(key, of: $0) } != nil
      }
      let plain = String(name.dropFirst())
      // Every reader has these (ISO 32000-1, 9.6.2.2).
      let isStandard = ["Helvetica", "Times", "Courier", "Symbol", "ZapfDingbats"]
        .contains { plain.hasPrefix($0) }
      return isEmbedded || isStandard ? nil : plain
    }
  }

  private mutating func look(at annotations: PDFDocument.Handle, in document: PDFDocument) {
    for annotation in document.items(annotations, most: 500) {
      guard let kind = document.existing("/Subtype", of: annotation),
        document.isName(kind, "/Widget")
      else { continue }
      let type = document.existing("/FT", of: annotation)
      if type.map({ document.isName($0, "/Sig") }) == true,
        document.existing("/V", of: annotation) != nil
      {
        hasSignature = true
      } else if document.existing("/AP", of: annotation) == nil,
        document.existing("/V", of: annotation) != nil
      {
        hasUnseenFields = true
      }
    }
  }
}

extension PageGeometry {
  static let a4 = PageGeometry(
    left: 0, bottom: 0, right: PagePlacement.a4.width, top: PagePlacement.a4.height)

  /// Reads a page's boxes; what can't be is taken for A4.
  init(of page: PDFDocument.Handle, in document: PDFDocument) {
    func box(_ key: String) -> PageGeometry? {
      guard let sides = document.numbers(document.existing(key, of: page), count: 4),
        sides.allSatisfy({ abs($0) < 1e7 })
      else { return nil }
      let box = PageGeometry(
        left: min(sides[0], sides[2]), bottom: min(sides[1], sides[3]),
        right: max(sides[0], sides[2]), top: max(sides[1], sides[3]))
      return box.right - box.left > 0.1 && box.top - box.bottom > 0.1 ? box : nil
    }
    var seen = box("/MediaBox") ?? .a4
    if let crop = box("/CropBox") {
      let both = PageGeometry(
        left: max(seen.left, crop.left), bottom: max(seen.bottom, crop.bottom),
        right: min(seen.right, crop.right), top: min(seen.top, crop.top))
      if both.right - both.left > 0.1, both.top - both.bottom > 0.1 { seen = both }
    }
    let turned = document.existing("/Rotate", of: page).flatMap { document.integer($0) } ?? 0
    if turned % 90 == 0 { seen.rotation = (turned % 360 + 360) % 360 }
    let unit = document.existing("/UserUnit", of: page).flatMap { document.number($0) } ?? 1
    if unit > 0.001, unit < 10_000 { seen.unit = unit }
    self = seen
  }
}
