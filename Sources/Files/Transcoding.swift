import Glibc

/// Text in other encodings than UTF-8 (iconv(3)).
public enum Transcoding {
  public enum Failure: Error {
    case unknownEncoding
    /// A byte that the encoding does not have, or a character that is cut off.
    case undecodable
  }

  /// The text in UTF-8.
  ///
  /// - Parameters:
  ///   - encoding: a name that iconv(3) knows, as `GB18030`.
  ///   - mending: what stands, in UTF-8, for a byte that the encoding does not have; nil where the
  ///     text is to be refused for it.
  /// - Throws: ``Failure``.
  public static func utf8(
    _ bytes: some Collection<UInt8>, from encoding: String,
    mending: (UInt8) -> [UInt8]? = { _ in nil }
  ) throws(Failure) -> [UInt8] {
    let converter = iconv_open("UTF-8", encoding)
    guard Int(bitPattern: converter) != -1 else { throw .unknownEncoding }
    defer { iconv_close(converter) }
    guard let text = convert(Array(bytes), with: converter, mending: mending) else {
      throw .undecodable
    }
    return text
  }

  private static func convert(
    _ bytes: [UInt8], with converter: iconv_t?, mending: (UInt8) -> [UInt8]?
  ) -> [UInt8]? {
    var bytes = bytes
    var output = [UInt8](repeating: 0, count: 64 << 10)
    var text: [UInt8] = []
    let isDone = bytes.withUnsafeMutableBytes { input in
      var next = input.bindMemory(to: CChar.self).baseAddress
      var left = input.count
      while left > 0 {
        let before = left
        let isFull = output.withUnsafeMutableBytes { output in
          var end = output.bindMemory(to: CChar.self).baseAddress
          var room = output.count
          let code = iconv(converter, &next, &left, &end, &room)
          let failure = errno
          text.append(contentsOf: output[..<(output.count - room)])
          return code != -1 || failure == E2BIG
        }
        // Anything but a full buffer is a byte that the encoding does not have.
        if isFull, left < before { continue }
        guard !isFull, left > 0, let bad = next,
          let mended = mending(UInt8(bitPattern: bad.pointee))
        else { return false }
        text += mended
        next = bad + 1
        left -= 1
      }
      return true
    }
    return isDone ? text : nil
  }
}
