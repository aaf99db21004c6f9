public import Evidence
public import Files

/// Tells what a file is and whether it opens, by its content alone.
public enum FileInspection {
  /// Inspects a part of an open file: all of it, or a member of an archive that lies in it.
  ///
  /// Reads headers, directories and page trees and decodes no picture, so the cost hardly depends
  /// on the size. A hostile file may take all the memory and time there is, or end the process; an
  /// ``Inspector`` keeps that away.
  ///
  /// - Throws: `SystemError` where the file can't be read.
  public static func inspect(
    _ file: Descriptor, at offset: Int64 = 0, count: Int64? = nil
  ) throws(SystemError) -> FileFacts {
    facts(try MappedFile(file, at: offset, count: count))
  }

  /// Bytes of a text that is told here: to have it told by another process takes longer.
  static let longestShortText = 16 << 10

  /// What a short file is that is text and nothing else; nil for any other.
  ///
  /// No more is done than to look at each byte, so this needs no process of its own.
  ///
  /// - Parameter content: all of it.
  public static func shortText(_ content: UnsafeRawBufferPointer) -> FileFacts? {
    guard content.count <= longestShortText else { return nil }
    let bytes = Bytes(content)
    let isOther =
      bytes.has("GIF8", at: 0) || bytes.has("RIFF", at: 0)
      || bytes.firstIndex(of: "%PDF-", from: 0, before: 1_024) != nil
    return isOther ? nil : PlainText.facts(bytes)
  }

  private static func facts(_ file: MappedFile) -> FileFacts {
    let bytes = Bytes(file.bytes)
    if bytes.count == 0 { return FileFacts(.other, .empty) }
    if bytes.has([0xFF, 0xD8, 0xFF], at: 0) { return ImageFacts(jpeg: bytes).facts(.jpeg) }
    if bytes.has([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], at: 0) {
      return ImageFacts(png: bytes).facts(.png)
    }
    if bytes.has("GIF8", at: 0) { return ImageFacts(gif: bytes).facts(.gif) }
    if bytes.has("II*\0", at: 0) || bytes.has("MM\0*", at: 0) {
      return ImageFacts(tiff: bytes).facts(.tiff)
    }
    if bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8) {
      return ImageFacts(webp: bytes).facts(.webp)
    }
    if bytes.has("BM", at: 0), bytes.little(4, at: 6) == 0 {
      return ImageFacts(bmp: bytes).facts(.bmp)
    }
    if let media = BoxedMedia(bytes) { return media.facts }
    // ISO 32000-1, implementation note 13: readers take a header within the first 1024 bytes.
    if let start = bytes.firstIndex(of: "%PDF-", from: 0, before: 1_024) {
      return start == 0 || PlainText.facts(bytes) == nil ? PDFFile.facts(bytes) : FileFacts(.text)
    }
    if bytes.has("PK\u{3}\u{4}", at: 0) || bytes.has("PK\u{5}\u{6}", at: 0) {
      return PackedFiles.zip(file)
    }
    if bytes.has(CompoundFile.signature, at: 0) { return CompoundFile(bytes).facts }
    if bytes.has("Rar!\u{1A}\u{7}", at: 0) { return PackedFiles.archive(file, .rar) }
    if bytes.has([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], at: 0) {
      return PackedFiles.archive(file, .sevenZip)
    }
    if bytes.has([0x1F, 0x8B], at: 0) { return FileFacts(.gzip) }
    if bytes.has("ustar", at: 257) { return FileFacts(.tar) }
    if bytes.has("MZ", at: 0) || bytes.has([0x7F, 0x45, 0x4C, 0x46], at: 0) {
      return FileFacts(PlainText.facts(bytes) == nil ? .program : .text)
    }
    return PlainText.facts(bytes) ?? MagicNames.facts(bytes)
  }
}
