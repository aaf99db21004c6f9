import CQPDF
internal import Evidence

/// A PDF opened by libqpdf.
///
/// Handles to its objects (`qpdf_oh`) are numbers that stay valid until they are released together.
final class PDFFile {
  private let library: cqpdf
  private var data: qpdf_data?
  private let bytes: Bytes

  private init?(_ bytes: Bytes, _ library: cqpdf, recovers: Bool) {
    guard let data = library.`init`() else { return nil }
    self.library = library
    self.data = data
    self.bytes = bytes
    library.silence_errors(data)
    library.set_suppress_warnings(data, 1)
    library.set_attempt_recovery(data, recovers ? 1 : 0)
  }

  deinit { library.cleanup(&data) }

  /// Reads the cross-reference table.
  ///
  /// - Returns: nil where that worked.
  private func read() -> qpdf_error_code_e? {
    let start = bytes.buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
    let code = library.read_memory(data, "", start, UInt64(bytes.count), "")
    // qpdf-c.h: "QPDF_ERRORS 1 << 1".
    return code & 2 == 0 ? nil : error
  }

  private var error: qpdf_error_code_e? {
    guard library.has_error(data) != 0 else { return nil }
    return library.get_error_code(data, library.get_error(data))
  }

  private var hasWarnings: Bool { library.more_warnings(data) != 0 }

  // MARK: What it is like

  /// More pages than these are counted, but not looked at.
  private static let mostPages = 500

  static func facts(_ bytes: Bytes) -> FileFacts {
    guard let library = cqpdf_load()?.pointee, let file = PDFFile(bytes, library, recovers: true)
    else { return FileFacts(.pdf, .unchecked) }
    if let error = file.read() { return FileFacts(.pdf, file.state(after: error)) }
    // With a table made anew from what was found, readers show what is there of a file that was cut.
    let isMended = file.hasWarnings && file.isUnreadableAsItIs
    if isMended, !file.hasEnd { return FileFacts(.pdf, .truncated) }
    var facts = FileFacts(.pdf)
    let count = Int(library.get_num_pages(file.data))
    if let error = file.error { return FileFacts(.pdf, file.state(after: error)) }
    guard count > 0 else { return FileFacts(.pdf, .damaged) }
    facts.pages = count
    if isMended { facts.traits.insert(.mended) }
    var lacksParts = false
    for index in 0..<min(count, Self.mostPages) {
      let page = Page(file, library.get_page_n(file.data, index))
      if page.lacksParts { lacksParts = true }
      if let resolution = page.scanResolution {
        facts.resolution = min(resolution, facts.resolution ?? .max)
      }
      library.oh_release_all(file.data)
    }
    // A missing object alone is legal (ISO 32000-1, 7.3.10: it is null); what could not be read
    // is not.
    if lacksParts, file.hasWarnings { facts.state = .damaged }
    facts.traits.formUnion(file.traits)
    return facts
  }

  private func state(after error: qpdf_error_code_e) -> FileFacts.State {
    switch error {
    case qpdf_e_password: .encrypted
    // Without memory, or by a way of encrypting that libqpdf does not know.
    case qpdf_e_internal, qpdf_e_system, qpdf_e_unsupported: .unchecked
    default: hasEnd ? .damaged : .truncated
    }
  }

  private var isUnreadableAsItIs: Bool {
    PDFFile(bytes, library, recovers: false).map { $0.read() != nil } ?? false
  }

  /// Whether the mark of the end stands at the end (ISO 32000-1, implementation note 18: within the
  /// last 1024 bytes).
  private var hasEnd: Bool {
    bytes.firstIndex(of: "%%EOF", from: max(0, bytes.count - 1_024), before: bytes.count) != nil
  }

  private var traits: Set<FileFacts.Trait> {
    var traits: Set<FileFacts.Trait> = []
    if library.is_encrypted(data) != 0,
      library.allow_extract_all(data) == 0 || library.allow_print_high_res(data) == 0
    {
      traits.insert(.restricted)
    }
    let root = library.get_root(data)
    if let names = value("/Names", of: root) {
      if value("/EmbeddedFiles", of: names) != nil { traits.insert(.embeddedFiles) }
      if value("/JavaScript", of: names) != nil { traits.insert(.script) }
    }
    if let action = value("/OpenAction", of: root), let kind = value("/S", of: action),
      library.oh_is_name_and_equals(data, kind, "/JavaScript") != 0
        || library.oh_is_name_and_equals(data, kind, "/Launch") != 0
    {
      traits.insert(.script)
    }
    if let form = value("/AcroForm", of: root), value("/XFA", of: form) != nil {
      traits.insert(.dynamicForm)
    }
    library.oh_release_all(data)
    return traits
  }

  // MARK: Objects

  fileprivate func value(_ key: String, of object: qpdf_oh) -> qpdf_oh? {
    guard library.oh_is_dictionary(data, object) != 0, library.oh_has_key(data, object, key) != 0
    else { return nil }
    let value = library.oh_get_key(data, object, key)
    return library.oh_is_null(data, value) != 0 ? nil : value
  }

  fileprivate func numbers(_ array: qpdf_oh?) -> [Double] {
    guard let array, library.oh_is_array(data, array) != 0 else { return [] }
    return (0..<min(8, library.oh_get_array_n_items(data, array))).compactMap { index in
      number(library.oh_get_array_item(data, array, index))
    }
  }

  fileprivate func number(_ object: qpdf_oh?) -> Double? {
    guard let object, library.oh_is_number(data, object) != 0 else { return nil }
    return library.oh_get_numeric_value(data, object)
  }

  fileprivate func isArray(_ object: qpdf_oh) -> Bool { library.oh_is_array(data, object) != 0 }
  fileprivate func isStream(_ object: qpdf_oh) -> Bool { library.oh_is_stream(data, object) != 0 }

  fileprivate func hasEntry(_ key: String, of object: qpdf_oh) -> Bool {
    library.oh_is_dictionary(data, object) != 0 && library.oh_has_key(data, object, key) != 0
  }

  fileprivate func isNamed(_ name: String, _ object: qpdf_oh?) -> Bool {
    object.map { library.oh_is_name_and_equals(data, $0, name) != 0 } ?? false
  }

  fileprivate func dictionary(of stream: qpdf_oh) -> qpdf_oh { library.oh_get_dict(data, stream) }

  /// The keys of a dictionary, at most `most` of them.
  fileprivate func keys(of object: qpdf_oh, most: Int) -> [String] {
    guard library.oh_is_dictionary(data, object) != 0 else { return [] }
    library.oh_begin_dict_key_iter(data, object)
    var keys: [String] = []
    while keys.count < most, library.oh_dict_more_keys(data) != 0 {
      guard let key = library.oh_dict_next_key(data) else { break }
      keys.append(String(cString: key))
    }
    return keys
  }
}

/// One page, as far as it tells whether it is a scan and whether its content is there.
private struct Page {
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
