internal import Files

/// A picture as a PDF holds it (ISO 32000-1, 8.9.5).
struct RasterImage {
  var width: Int
  var height: Int
  /// As PDF writes it: `/DeviceRGB`.
  var colours: String
  var bits = 8
  var filter: String?
  var parameters: String?
  var decode: String?
  /// Exif's orientation, 1…8.
  var orientation = 1
  /// The data, piece by piece.
  var pieces: [UnsafeRawBufferPointer]

  /// As it is seen.
  var isTurned: Bool { orientation >= 5 }
  var seenWidth: Int { isTurned ? height : width }
  var seenHeight: Int { isTurned ? width : height }
}

/// Where a picture lies on a page of its own.
struct ImagePlacement: Hashable, Sendable {
  var width: Double
  var height: Double
  /// The picture's place, from the lower left corner.
  var x: Double
  var y: Double
  var shownWidth: Double
  var shownHeight: Double
  /// Whether the picture is a page rather than a photograph.
  var isPage: Bool

  static let sideMargin = 42.0
  static let footMargin = 72.0

  /// Fills a page of A4 with what is shaped like one, and puts a photograph into its margins.
  init(seenWidth: Int, seenHeight: Int) {
    let (wide, high) = (Double(max(1, seenWidth)), Double(max(1, seenHeight)))
    let a4 = PagePlacement.a4
    (width, height) = wide > high ? (a4.height, a4.width) : (a4.width, a4.height)
    let long = max(wide, high) / min(wide, high)
    isPage = abs(long / 2.0.squareRoot() - 1) < 0.03
    let room =
      isPage
      ? (width, height)
      : (width - 2 * Self.sideMargin, height - Self.sideMargin - Self.footMargin)
    let scale = min(room.0 / wide, room.1 / high)
    (shownWidth, shownHeight) = (wide * scale, high * scale)
    x = (width - shownWidth) / 2
    y = isPage ? (height - shownHeight) / 2 : Self.footMargin + (room.1 - shownHeight) / 2
  }

  /// From the unit square, in which PDF draws a picture, to its place on the page the right way up
  /// (Exif 2.3, tag 274).
  func matrix(orientation: Int) -> PageMatrix {
    let (w, h) = (shownWidth, shownHeight)
    let turned =
      switch orientation {
      case 2: PageMatrix(a: -w, b: 0, c: 0, d: h, e: w, f: 0)
      case 3: PageMatrix(a: -w, b: 0, c: 0, d: -h, e: w, f: h)
      case 4: PageMatrix(a: w, b: 0, c: 0, d: -h, e: 0, f: h)
      case 5: PageMatrix(a: 0, b: -h, c: -w, d: 0, e: w, f: h)
      case 6: PageMatrix(a: 0, b: -h, c: w, d: 0, e: 0, f: h)
      case 7: PageMatrix(a: 0, b: h, c: w, d: 0, e: 0, f: 0)
      case 8: PageMatrix(a: 0, b: h, c: -w, d: 0, e: w, f: 0)
      default: PageMatrix(a: w, b: 0, c: 0, d: h, e: 0, f: 0)
      }
    return turned.scaled(1, x: x, y: y)
  }
}

/// A PDF around pictures whose data goes into it as it is, written piece by piece to a file.
///
/// So a picture becomes a source like any other, and no more of it is in memory than is being copied.
struct ImageDocument {
  private let file: Descriptor
  let start: Int64
  private(set) var end: Int64
  /// Where each object begins, from 1 on; 1 is the catalogue, 2 the tree of pages.
  private var objects: [Int64] = [0, 0]
  private var pages: [Int] = []
  /// Of each page, whether it is a photograph and not a page that was scanned.
  private(set) var arePhotographs: [Bool] = []

  /// Begins a PDF in a file at `start`.
  ///
  /// - Throws: `SystemError`.
  init(in file: Descriptor, at start: Int64) throws(SystemError) {
    self.file = file
    self.start = start
    end = start
    try put("%PDF-1.5\n")
  }

  /// Adds a page with a picture.
  ///
  /// - Throws: `SystemError`.
  mutating func add(_ image: RasterImage) throws(SystemError) {
    let place = ImagePlacement(seenWidth: image.seenWidth, seenHeight: image.seenHeight)
    var entries = "/Type /XObject /Subtype /Image /Width \(image.width) /Height \(image.height)"
    entries += " /ColorSpace \(image.colours) /BitsPerComponent \(image.bits)"
    if let filter = image.filter { entries += " /Filter \(filter)" }
    if let parameters = image.parameters { entries += " /DecodeParms \(parameters)" }
    if let decode = image.decode { entries += " /Decode \(decode)" }
    let picture = try begin()
    let length = image.pieces.reduce(0) { $0 + $1.count }
    try put("<< \(entries) /Length \(length) >>\nstream\n")
    for piece in image.pieces { try put(piece) }
    try put("\nendstream\nendobj\n")
    let drawing = "q \(place.matrix(orientation: image.orientation).operands) cm /Im Do Q\n"
    let content = try begin()
    try put("<< /Length \(drawing.utf8.count) >>\nstream\n\(drawing)\nendstream\nendobj\n")
    let page = try begin()
    let box = "[0 0 \(PDFNumber.text(place.width)) \(PDFNumber.text(place.height))]"
    try put(
      "<< /Type /Page /Parent 2 0 R /MediaBox \(box) /Contents \(content) 0 R "
        + "/Resources << /XObject << /Im \(picture) 0 R >> >> >>\nendobj\n")
    pages.append(page)
    arePhotographs.append(!place.isPage)
  }

  /// Ends the PDF.
  ///
  /// - Throws: `SystemError`.
  mutating func finish() throws(SystemError) {
    objects[0] = end - start
    try put("1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")
    objects[1] = end - start
    let kids = pages.map { "\($0) 0 R" }.joined(separator: " ")
    try put("2 0 obj\n<< /Type /Pages /Count \(pages.count) /Kids [\(kids)] >>\nendobj\n")
    let table = end - start
    try put("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n")
    for object in objects {
      try put(String(String(10_000_000_000 + object).dropFirst()) + " 00000 n \n")
    }
    try put(
      "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n")
  }

  private mutating func begin() throws(SystemError) -> Int {
    objects.append(end - start)
    try put("\(objects.count) 0 obj\n")
    return objects.count
  }

  private mutating func put(_ text: String) throws(SystemError) {
    let bytes = Array(text.utf8)
    var failure: SystemError?
    bytes.withUnsafeBytes { bytes in
      do throws(SystemError) { try file.write(bytes, at: end) } catch { failure = error }
    }
    if let failure { throw failure }
    end += Int64(bytes.count)
  }

  private mutating func put(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try file.write(bytes, at: end)
    end += Int64(bytes.count)
  }
}
