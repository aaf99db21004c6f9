import CQPDF

/// One page, as far as it tells whether it is a scan and whether its content is there.
struct PDFPage {
  /// Pages inherit from their tree (ISO 32000-1, 7.7.3.4), which is seldom deeper.
  private static let deepest = 16
  private static let mostObjects = 32

  let file: PDFFile
  let page: qpdf_oh

  init(_ file: PDFFile, _ page: qpdf_oh) {
    self.file = file
    self.page = page
  }

  private func inherited(_ key: String) -> qpdf_oh? {
    var node = page
    for _ in 0..<Self.deepest {
      if let value = file.value(key, of: node) { return value }
      guard let parent = file.value("/Parent", of: node) else { return nil }
      node = parent
    }
    return nil
  }

  private var externalObjects: [qpdf_oh?] {
    guard let resources = inherited("/Resources"),
      let objects = file.value("/XObject", of: resources)
    else { return [] }
    return file.keys(of: objects, most: Self.mostObjects).map { file.value($0, of: objects) }
  }

  /// Whether the page names content or pictures that are not in the file.
  var lacksParts: Bool {
    if file.hasEntry("/Contents", of: page) {
      guard let content = file.value("/Contents", of: page) else { return true }
      if !file.isArray(content), !file.isStream(content) { return true }
    }
    return externalObjects.contains { $0.map { !file.isStream($0) } ?? true }
  }

  /// Dots per inch where the page is one picture and nothing else.
  var scanResolution: Int? {
    if let resources = inherited("/Resources"), let fonts = file.value("/Font", of: resources),
      !file.keys(of: fonts, most: 1).isEmpty
    {
      return nil
    }
    let objects = externalObjects
    guard objects.count == 1, let stream = objects[0], file.isStream(stream) else { return nil }
    let picture = file.dictionary(of: stream)
    let box = file.numbers(inherited("/CropBox") ?? inherited("/MediaBox"))
    guard file.isNamed("/Image", file.value("/Subtype", of: picture)), box.count == 4,
      let columns = file.number(file.value("/Width", of: picture)),
      let rows = file.number(file.value("/Height", of: picture)), columns > 0, rows > 0
    else { return nil }
    // Points are 1/72 inch.
    let (width, height) = (abs(box[2] - box[0]) / 72, abs(box[3] - box[1]) / 72)
    // A visiting card or a till receipt may be scanned as it is; only pages are judged.
    guard min(width, height) > 5, max(width, height) > 7 else { return nil }
    let (across, down) = (columns / width, rows / height)
    // The picture fills the page; turned by 90° it would not have the page's shape.
    guard abs(across / down - 1) < 0.1 else { return nil }
    return Int(exactly: min(across, down).rounded())
  }
}
