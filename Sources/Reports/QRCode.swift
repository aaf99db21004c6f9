internal import CQREncode
internal import Glibc
internal import Pages

/// A text as a QR code (ISO/IEC 18004) of level M, of which a sixth may be lost in print.
struct QRCode: Sendable {
  /// The modules in a row, and in a column.
  let width: Int
  /// Row by row, true where it is dark.
  let modules: [Bool]

  /// nil for a text that is too long for a code, some 2,300 bytes.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else {
      return nil
    }
    defer { QRcode_free(code) }
    width = Int(code.pointee.width)
    // The lowest bit is the module's colour (qrencode.h).
    modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width).map {
      $0 & 1 == 1
    }
  }

  /// The code in SVG with the four modules of white around it that the norm asks for.
  ///
  /// - Parameter label: what it is, for those who can't see it; escaped here.
  func svg(label: String) -> String {
    let quiet = 4
    let side = width + 2 * quiet
    var path = ""
    for row in 0..<width {
      for column in 0..<width where modules[row * width + column] {
        path += "M\(column + quiet) \(row + quiet)h1v1h-1z"
      }
    }
    return """
      <svg class="code" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" role="img" \
      aria-label="\(label.escapedForHTML)" shape-rendering="crispEdges">\
      <rect width="\(side)" height="\(side)" fill="#fff"/><path d="\(path)" fill="#000"/></svg>
      """
  }
}
