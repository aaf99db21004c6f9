import CQPDF
internal import Evidence

/// A PDF opened by libqpdf.
///
/// Handles to its objects (`qpdf_oh`) are numbers that stay valid until they are released together.
final class PDFFile {
  let library: cqpdf
  private(set) var data: qpdf_data?
  private let bytes: Bytes

  init?(_ bytes: Bytes, _ library: cqpdf, recovers: Bool) {
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
  func read() -> qpdf_error_code_e? {
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
    let body = PDFBody(bytes)
    guard let library = cqpdf_load()?.pointee,
      let file = PDFFile(body.bytes, library, recovers: true)
    else { return FileFacts(.pdf, .unchecked) }
    if let error = file.read() {
      switch file.encryption {
      case .attachmentsAlone:
        return PDFBody.withoutEncryption(body.bytes) { Self.facts($0) } ?? FileFacts(.pdf)
      case .certificate: return FileFacts(.pdf, encryptedBy: .certificate)
      case .rights: return FileFacts(.pdf, encryptedBy: .rights)
      case .plugin: return FileFacts(.pdf, encryptedBy: .plugin)
      case .password, nil: return file.facts(after: error, body)
      }
    }
    // With a table made anew from what was found, readers show what is there of a file that was cut.
    let isMended = file.hasWarnings && file.isUnreadableAsItIs
    if isMended, !body.hasEnd { return FileFacts(.pdf, .truncated) }
    var facts = FileFacts(.pdf)
    let count = Int(library.get_num_pages(file.data))
    if let error = file.error { return file.facts(after: error, body) }
    if count == 0 || body.isJoined(isMended: isMended) {
      facts.state = .damaged
      if body.isJoined(isMended: true) { facts.flaw = .joined }
      return facts
    }
    if file.isWrapper { return FileFacts(.pdf, encryptedBy: .rights) }
    facts.pages = count
    if isMended { facts.traits.insert(.mended) }
    var lacksParts = false
    for index in 0..<min(count, Self.mostPages) {
      let page = PDFPage(file, library.get_page_n(file.data, index))
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

  private func facts(after error: qpdf_error_code_e, _ body: PDFBody) -> FileFacts {
    var facts = FileFacts(.pdf, state(after: error, hasEnd: body.hasEnd))
    if facts.state == .damaged, body.isJoined(isMended: true) { facts.flaw = .joined }
    return facts
  }

  private func state(after error: qpdf_error_code_e, hasEnd: Bool) -> FileFacts.State {
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

  // MARK: What keeps it closed

  private enum Encryption {
    case password, certificate, rights, plugin
    /// The pages are not encrypted (ISO 32000-1, 7.6.5: crypt filter `Identity`), the files in it are.
    case attachmentsAlone
  }

  /// By the dictionary `Encrypt` (ISO 32000-1, 7.6); nil where there is none that can be read.
  private var encryption: Encryption? {
    defer { library.oh_release_all(data) }
    guard let encrypt = value("/Encrypt", of: library.get_trailer(data)) else { return nil }
    guard isNamed("/Standard", value("/Filter", of: encrypt)) else {
      let filter = value("/Filter", of: encrypt)
      // 7.6.4 names the first; Entrust's was the only other.
      if ["/Adobe.PubSec", "/Adobe.PPKLite", "/Entrust.PPKEF"].contains(where: {
        isNamed($0, filter)
      }) {
        return .certificate
      }
      let managers = ["/MicrosoftIRMServices", "/Adobe.APS", "/FoxitRMS", "/EBX_HANDLER"]
      return managers.contains { isNamed($0, filter) } ? .rights : filter == nil ? nil : .plugin
    }
    let version = number(value("/V", of: encrypt)) ?? 0
    let isPlain = ["/StmF", "/StrF"].allSatisfy { key in
      let filter = value(key, of: encrypt)
      return filter == nil || isNamed("/Identity", filter)
    }
    return version >= 4 && isPlain ? .attachmentsAlone : .password
  }

  /// Whether its pages only say that the document is in an encrypted file inside (ISO 32000-2, 7.6.7).
  private var isWrapper: Bool {
    defer { library.oh_release_all(data) }
    let root = library.get_root(data)
    guard value("/Collection", of: root) != nil || value("/AF", of: root) != nil else {
      return false
    }
    var files = objects(value("/AF", of: root))
    if let names = value("/Names", of: root), let own = value("/EmbeddedFiles", of: names) {
      files += objects(value("/Names", of: own))
    }
    return files.contains { file in
      isNamed("/EncryptedPayload", value("/AFRelationship", of: file))
        || value("/EP", of: file).map { isNamed("/EncryptedPayload", value("/Type", of: $0)) }
          ?? false
    }
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

  func value(_ key: String, of object: qpdf_oh) -> qpdf_oh? {
    guard library.oh_is_dictionary(data, object) != 0, library.oh_has_key(data, object, key) != 0
    else { return nil }
    let value = library.oh_get_key(data, object, key)
    return library.oh_is_null(data, value) != 0 ? nil : value
  }

  func numbers(_ array: qpdf_oh?) -> [Double] {
    guard let array, library.oh_is_array(data, array) != 0 else { return [] }
    return (0..<min(8, library.oh_get_array_n_items(data, array))).compactMap { index in
      number(library.oh_get_array_item(data, array, index))
    }
  }

  /// The first objects of an array.
  private func objects(_ array: qpdf_oh?) -> [qpdf_oh] {
    guard let array, library.oh_is_array(data, array) != 0 else { return [] }
    return (0..<min(8, library.oh_get_array_n_items(data, array))).map {
      library.oh_get_array_item(data, array, $0)
    }
  }

  func number(_ object: qpdf_oh?) -> Double? {
    guard let object, library.oh_is_number(data, object) != 0 else { return nil }
    return library.oh_get_numeric_value(data, object)
  }

  func isArray(_ object: qpdf_oh) -> Bool { library.oh_is_array(data, object) != 0 }
  func isStream(_ object: qpdf_oh) -> Bool { library.oh_is_stream(data, object) != 0 }

  func hasEntry(_ key: String, of object: qpdf_oh) -> Bool {
    library.oh_is_dictionary(data, object) != 0 && library.oh_has_key(data, object, key) != 0
  }

  func isNamed(_ name: String, _ object: qpdf_oh?) -> Bool {
    object.map { library.oh_is_name_and_equals(data, $0, name) != 0 } ?? false
  }

  func dictionary(of stream: qpdf_oh) -> qpdf_oh { library.oh_get_dict(data, stream) }

  /// The keys of a dictionary, at most `most` of them.
  func keys(of object: qpdf_oh, most: Int) -> [String] {
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
