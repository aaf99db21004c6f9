import CQPDF
import Glibc

/// A PDF in memory, opened by libqpdf to be read, copied from or added to.
///
/// Handles to its objects are numbers that stay valid until they are released together.
final class PDFDocument {
  typealias Handle = qpdf_oh

  /// Why a PDF can't be opened.
  enum Failure: Error, Hashable, Sendable {
    case noLibrary, protected, damaged
  }

  let reading: cqpdf
  let writing: cqpdf_writing
  let data: qpdf_data

  /// - Parameter bytes: must outlive the document, and whatever streams were copied from it.
  init(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    guard let reading = cqpdf_load()?.pointee, let writing = cqpdf_load_writing()?.pointee,
      let data = reading.`init`()
    else { throw .noLibrary }
    self.reading = reading
    self.writing = writing
    self.data = data
    reading.silence_errors(data)
    reading.set_suppress_warnings(data, 1)
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    _ = reading.read_memory(data, "", start, UInt64(bytes.count), "")
    if reading.has_error(data) != 0 {
      throw reading.get_error_code(data, reading.get_error(data)) == qpdf_e_password
        ? .protected : .damaged
    }
  }

  deinit {
    var data: qpdf_data? = data
    reading.cleanup(&data)
  }

  /// Whether something went wrong since this was asked last.
  func hasFailed() -> Bool {
    guard reading.has_error(data) != 0 else { return false }
    _ = reading.get_error(data)
    return true
  }

  var hasWarnings: Bool { reading.more_warnings(data) != 0 }

  /// The number of pages; nil where the tree of pages is none.
  var pageCount: Int? {
    let count = Int(reading.get_num_pages(data))
    return hasFailed() || count < 0 ? nil : count
  }

  /// Gives each page itself what it has from the tree above it.
  func inheritAttributes() {
    _ = writing.push_inherited_attributes_to_page(data)
    _ = hasFailed()
  }

  func page(_ index: Int) -> Handle { reading.get_page_n(data, index) }

  /// Drops all handles.
  func release() { reading.oh_release_all(data) }

  // MARK: Reading

  var root: Handle { reading.get_root(data) }
  var trailer: Handle { reading.get_trailer(data) }

  func value(_ key: String, of dictionary: Handle) -> Handle {
    reading.oh_get_key(data, dictionary, key)
  }

  /// The value, where the object is a dictionary that has it.
  func existing(_ key: String, of object: Handle) -> Handle? {
    guard isDictionary(object), reading.oh_has_key(data, object, key) != 0 else { return nil }
    let value = value(key, of: object)
    return reading.oh_is_null(data, value) != 0 ? nil : value
  }

  func isDictionary(_ object: Handle) -> Bool { reading.oh_is_dictionary(data, object) != 0 }
  func isStream(_ object: Handle) -> Bool { reading.oh_is_stream(data, object) != 0 }
  func isArray(_ object: Handle) -> Bool { reading.oh_is_array(data, object) != 0 }

  func dictionary(of stream: Handle) -> Handle { reading.oh_get_dict(data, stream) }

  func isName(_ object: Handle, _ name: String) -> Bool {
    reading.oh_is_name_and_equals(data, object, name) != 0
  }

  func name(_ object: Handle) -> String? {
    guard writing.oh_is_name(data, object) != 0, let name = writing.oh_get_name(data, object)
    else { return nil }
    return String(cString: name)
  }

  func number(_ object: Handle) -> Double? {
    guard reading.oh_is_number(data, object) != 0 else { return nil }
    let value = reading.oh_get_numeric_value(data, object)
    return value.isFinite ? value : nil
  }

  func integer(_ object: Handle) -> Int? {
    number(object).flatMap { Int(exactly: $0.rounded()) }
  }

  /// The items of an array, no more than `most`.
  func items(_ array: Handle, most: Int = 100_000) -> [Handle] {
    guard isArray(array) else { return [] }
    let count = min(Int(reading.oh_get_array_n_items(data, array)), most)
    return (0..<max(0, count)).map { reading.oh_get_array_item(data, array, Int32($0)) }
  }

  func numbers(_ array: Handle?, count: Int) -> [Double]? {
    guard let array, isArray(array) else { return nil }
    let numbers = items(array, most: count + 1).compactMap { number($0) }
    return numbers.count == count ? numbers : nil
  }

  /// The keys of a dictionary.
  func keys(of dictionary: Handle) -> [String] {
    guard isDictionary(dictionary) else { return [] }
    var keys: [String] = []
    reading.oh_begin_dict_key_iter(data, dictionary)
    while reading.oh_dict_more_keys(data) != 0 {
      if let key = reading.oh_dict_next_key(data) { keys.append(String(cString: key)) }
    }
    return keys
  }

  /// A number that tells an indirect object from others; 0 for a direct one.
  func identity(_ object: Handle) -> Int { Int(writing.oh_get_object_id(data, object)) }

  /// The bytes of a stream, decoded or as they stand; nil where that fails.
  func content(of stream: Handle, isDecoded: Bool) -> [UInt8]? {
    var buffer: UnsafeMutablePointer<UInt8>?
    var count = 0
    var isFiltered: QPDF_BOOL = 0
    _ = reading.oh_get_stream_data(
      data, stream, isDecoded ? qpdf_dl_generalized : qpdf_dl_none, &isFiltered, &buffer, &count)
    defer { free(buffer) }
    guard !hasFailed(), !isDecoded || isFiltered != 0 else { return nil }
    return Array(UnsafeBufferPointer(start: buffer, count: count))
  }

  /// The content of a page whose streams are several, joined; nil where that fails.
  func joinedContent(of page: Handle) -> [UInt8]? {
    var buffer: UnsafeMutablePointer<UInt8>?
    var count = 0
    _ = reading.oh_get_page_content_data(data, page, &buffer, &count)
    defer { free(buffer) }
    guard !hasFailed(), count <= Self.mostContent else { return nil }
    return Array(UnsafeBufferPointer(start: buffer, count: count))
  }

  /// What the streams of one page say is no more than this.
  private static let mostContent = 64 << 20

  // MARK: Making

  /// An object written as PDF has it; no references.
  func parse(_ text: String) -> Handle { writing.oh_parse(data, text) }

  func text(_ text: String) -> Handle {
    var text = text
    return text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        // Not by a C string: UTF-16 is full of zeros.
        writing.oh_new_binary_unicode_string(data, $0.baseAddress ?? emptyText, $0.count)
      }
    }
  }

  func array(_ items: [Handle]) -> Handle {
    let array = writing.oh_new_array(data)
    for item in items { writing.oh_append_item(data, array, item) }
    return array
  }

  func append(_ item: Handle, to array: Handle) { writing.oh_append_item(data, array, item) }

  func set(_ key: String, of dictionary: Handle, to value: Handle) {
    writing.oh_replace_key(data, dictionary, key, value)
  }

  func remove(_ key: String, of dictionary: Handle) {
    writing.oh_remove_key(data, dictionary, key)
  }

  func indirect(_ object: Handle) -> Handle { writing.make_indirect_object(data, object) }

  /// A new stream with bytes as they stand.
  func stream(_ content: [UInt8], filter: Handle? = nil, parameters: Handle? = nil) -> Handle {
    let stream = writing.oh_new_stream(data)
    let null = parse("null")
    content.withUnsafeBufferPointer { bytes in
      writing.oh_replace_stream_data(
        data, stream, bytes.baseAddress, bytes.count, filter ?? null, parameters ?? null)
    }
    return stream
  }

  /// Puts bytes in the place of a stream's own.
  func replace(_ stream: Handle, with content: [UInt8], filter: String) {
    content.withUnsafeBufferPointer { bytes in
      writing.oh_replace_stream_data(
        data, stream, bytes.baseAddress, bytes.count, parse(filter), parse("null"))
    }
  }

  /// An object of another document with all that it refers to, but for pages.
  ///
  /// - Returns: nil where it can't be copied.
  func copy(_ object: Handle, from other: PDFDocument) -> Handle? {
    // Only an indirect object can be copied.
    let source = other.identity(object) == 0 ? other.indirect(object) : object
    let copy = writing.oh_copy_foreign_object(data, other.data, source)
    return hasFailed() || other.hasFailed() ? nil : copy
  }

  /// Writes the document through an open file's descriptor.
  ///
  /// - Throws: ``VolumeFailure/unwritable``.
  func write(to descriptor: Int32) throws(VolumeFailure) {
    _ = writing.init_write(data, "/proc/self/fd/\(descriptor)")
    if hasFailed() { throw .unwritable }
    writing.set_object_stream_mode(data, qpdf_o_generate)
    writing.set_compress_streams(data, 1)
    writing.set_decode_level(data, qpdf_dl_none)
    // With the first half of /ID made from what is bound, the second may be the same everywhere.
    writing.set_static_ID(data, 1)
    _ = writing.write(data)
    if hasFailed() { throw .unwritable }
  }
}

nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = {
  let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
  pointer.initialize(to: 0)
  return UnsafePointer(pointer)
}()
