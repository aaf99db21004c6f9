internal import Evidence
internal import Files
import Hummingbird
internal import HTTPTypes
internal import Reports

/// A file of strangers, or a part of one, for a browser to show or to keep.
struct ServedFile: Sendable {
  var descriptor: Descriptor
  var offset: Int64 = 0
  var size: Int64
  var name: String
  /// By the name's ending.
  var type: FileType

  private static let chunk = 256 << 10

  /// What a browser may show in place: the others are downloads.
  private static let shown: [FileType: String] = [
    .pdf: "application/pdf", .jpeg: "image/jpeg", .png: "image/png", .gif: "image/gif",
    .webp: "image/webp", .bmp: "image/bmp", .text: "text/plain", .csv: "text/plain",
  ]

  static func isShown(_ type: FileType) -> Bool { shown[type] != nil }
  static func isImage(_ type: FileType) -> Bool { shown[type]?.hasPrefix("image/") == true }

  /// The file, or the range of it that is asked for.
  func response(to request: Request, asDownload: Bool = false) -> Response {
    let shown = asDownload ? nil : Self.shown[type].map { $0 + charset(of: $0) }
    var headers: HTTPFields = [
      .contentType: shown ?? "application/octet-stream", .acceptRanges: "bytes",
      .contentDisposition: disposition(shown == nil ? "attachment" : "inline"),
    ]
    // A viewer of PDFs does not work in a sandbox; what it shows has no origin of ours anyway.
    let sandbox = type == .pdf && shown != nil ? "" : "sandbox; "
    headers[.contentSecurityPolicy] =
      sandbox + "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
      + "frame-ancestors 'self'"
    var range: Range<Int64> = 0..<size
    var status = HTTPResponse.Status.ok
    if let asked = request.headers[.range] {
      switch Self.range(asked, of: size) {
      case .some(let part) where part.isEmpty:
        headers[.contentRange] = "bytes */\(size)"
        return Response(status: .rangeNotSatisfiable, headers: headers)
      case .some(let part):
        range = part
        status = .partialContent
        headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
      case nil: break
      }
    }
    let count = range.upperBound - range.lowerBound
    let start = offset + range.lowerBound
    let descriptor = descriptor
    let body = ResponseBody(contentLength: Int(count)) { writer in
      var done: Int64 = 0
      while done < count {
        let place = start + done
        let length = Int(min(Int64(Self.chunk), count - done))
        let bytes = try await offThread { try descriptor.bytes(at: place, count: length) }
        // A file that became shorter: the connection ends, and the browser knows.
        guard bytes.count == length else { throw PageError.notFound }
        try await writer.write(ByteBuffer(bytes: bytes))
        done += Int64(length)
      }
      try await writer.finish(nil)
    }
    return Response(status: status, headers: headers, body: body)
  }

  /// What a browser is told of a text, which it would otherwise guess: UTF-8, or else GB 18030, by the
  /// beginning; one with a byte order mark speaks for itself.
  private func charset(of mediaType: String) -> String {
    guard mediaType == "text/plain",
      let start = try? descriptor.bytes(at: offset, count: Int(min(size, 1 << 16)))
    else { return "" }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return "" }
    // The beginning may end in the middle of a character.
    let isUTF8 = (0...3).contains { String(validating: start.dropLast($0), as: UTF8.self) != nil }
    return isUTF8 ? "; charset=utf-8" : "; charset=gb18030"
  }

  /// RFC 6266 with RFC 8187: the name in UTF-8, every byte of it encoded.
  private func disposition(_ kind: String) -> String {
    "\(kind); filename*=UTF-8''\(PageAddress.encoded(name))"
  }

  /// One range of bytes (RFC 9110 §14.1.2): nil where none is understood, empty where it lies
  /// outside.
  static func range(_ header: String, of size: Int64) -> Range<Int64>? {
    guard let match = header.wholeMatch(of: /bytes=([0-9]{0,18})-([0-9]{0,18})/) else { return nil }
    switch (Int64(match.1), Int64(match.2)) {
    case (nil, nil): return nil
    case (nil, let last?): return last == 0 ? 0..<0 : max(0, size - last)..<size
    case (let first?, let last):
      let end = min(last ?? size - 1, size - 1)
      return first > end ? 0..<0 : first..<(end + 1)
    }
  }
}
