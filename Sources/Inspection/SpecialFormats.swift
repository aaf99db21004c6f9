internal import Evidence

/// The marks of formats that only a program of their own opens, and that are not looked into.
enum SpecialFormats {
  static func type(of bytes: Bytes) -> FileType? {
    if bytes.has("8BPS", at: 0) { return .psd }
    // AutoCAD's version: AC1012 to AC1032.
    if bytes.has("AC10", at: 0) { return .dwg }
    if bytes.has("RIFF", at: 0), bytes.has("CDR", at: 8) { return .cdr }
    if bytes.has("AT&TFORM", at: 0) { return .djvu }
    if bytes.has("CAJ\0", at: 0) || bytes.has("KDH ", at: 0) { return .caj }
    // ISO/IEC 18181-2 and 15444-1: the box, or the stream without one.
    if bytes.has("\0\0\0\u{C}JXL \r\n", at: 0) || bytes.has([0xFF, 0x0A], at: 0) { return .jxl }
    if bytes.has("\0\0\0\u{C}jP  \r\n", at: 0) || bytes.has([0xFF, 0x4F, 0xFF, 0x51], at: 0) {
      return .jp2
    }
    return nil
  }
}
