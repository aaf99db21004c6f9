import CQPDF
internal import Files
import Glibc

extension PDFFile {
  /// More files than these are not looked through.
  private static let mostAttached = 1_000
  /// Bytes of the longest text.
  private static let longestAttached = 8 << 20

  /// The text of a file that a PDF carries; nil where it is none, or too long.
  static func attachedText(_ name: String, in file: Descriptor) -> String? {
    guard let mapped = try? MappedFile(file), let library = cqpdf_load()?.pointee,
      let document = PDFFile(Bytes(mapped.bytes), library)
    else { return nil }
    return document.attachedText(name)
  }

  private convenience init?(_ bytes: Bytes, _ library: cqpdf) {
    self.init(bytes, library, recovers: false)
    if read() != nil { return nil }
  }

  private func attachedText(_ name: String) -> String? {
    let root = library.get_root(data)
    guard let names = value("/Names", of: root), let files = value("/EmbeddedFiles", of: names),
      let list = value("/Names", of: files), library.oh_is_array(data, list) != 0
    else { return nil }
    let count = min(Int(library.oh_get_array_n_items(data, list)), Self.mostAttached * 2)
    for index in stride(from: 1, to: count, by: 2) {
      let entry = library.oh_get_array_item(data, list, Int32(index))
      guard let own = value("/UF", of: entry), text(of: own) == name,
        let embedded = value("/EF", of: entry), let stream = value("/F", of: embedded)
      else { continue }
      return content(of: stream)
    }
    return nil
  }

  private func text(of object: qpdf_oh) -> String? {
    guard library.oh_is_string(data, object) != 0,
      let text = library.oh_get_utf8_value(data, object)
    else { return nil }
    return String(cString: text)
  }

  private func content(of stream: qpdf_oh) -> String? {
    guard library.oh_is_stream(data, stream) != 0 else { return nil }
    var buffer: UnsafeMutablePointer<UInt8>?
    var count = 0
    var isFiltered: QPDF_BOOL = 0
    _ = library.oh_get_stream_data(
      data, stream, qpdf_dl_generalized, &isFiltered, &buffer, &count)
    defer { free(buffer) }
    guard library.has_error(data) == 0, count <= Self.longestAttached else { return nil }
    return String(validating: UnsafeBufferPointer(start: buffer, count: count), as: UTF8.self)
  }
}
