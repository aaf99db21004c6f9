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
      bytes.has("GIF8", at: 0) || bytes.has("RIFF", at: 0) || bytes.has("%TSD", at: 0)
      || bytes.has(".pfile", at: 0) || bytes.has("{\\rtf", at: 0) || bytes.has("AT&T", at: 0)
      || bytes.firstIndex(of: "%PDF-", from: 0, before: 1_024) != nil
    return isOther ? nil : PlainText.facts(bytes)
  }

  /// The marks that encryption software of enterprises puts before what it encrypted: `%TSD-Header-###%`
  /// and E-SafeNet's. Where it is installed nobody sees them.
  private static func isEncryptedByEnterprise(_ bytes: Bytes) -> Bool {
    bytes.has("%TSD-Header-###%", at: 0)
      || bytes.has([0x62, 0x14, 0x23, 0x65], at: 0)
        && bytes.firstIndex(of: "E-SafeNet", from: 4, before: 512) != nil
  }

  private static func facts(_ file: MappedFile) -> FileFacts {
    let bytes = Bytes(file.bytes)
    if bytes.count == 0 { return FileFacts(.other, .empty) }
    if isEncryptedByEnterprise(bytes) { return FileFacts(.other, encryptedBy: .enterprise) }
    // Microsoft's rights management around any file (MS-Rights Management Protected File).
    if bytes.has(".pfile", at: 0) { return FileFacts(.other, encryptedBy: .rights) }
    if bytes.has([0xFF, 0xD8, 0xFF], at: 0) { return ImageFacts(jpeg: bytes).facts(.jpeg) }
    if bytes.has([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], at: 0) {
      return ImageFacts(png: bytes).facts(.png)
    }
    if bytes.has("GIF8", at: 0) { return ImageFacts(gif: bytes).facts(.gif) }
    let tiff: [StaticString] = ["II*\0", "MM\0*", "II+\0", "MM\0+"]
    if tiff.contains(where: { bytes.has($0, at: 0) }) {
      return ImageFacts(tiff: bytes).facts(.tiff)
    }
    if bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8) {
      return ImageFacts(webp: bytes).facts(.webp)
    }
    if bytes.has("BM", at: 0), ImageFacts.isBMP(bytes) {
      return ImageFacts(bmp: bytes).facts(.bmp)
    }
    if let media = BoxedMedia(bytes) { return media.facts }
    // What holds other files holds their marks, so it is asked for first.
    if bytes.has("PK\u{3}\u{4}", at: 0) || bytes.has("PK\u{5}\u{6}", at: 0)
      || bytes.has("PK\u{7}\u{8}", at: 0)
    {
      return PackedFiles.zip(file)
    }
    if bytes.has(CompoundFile.signature, at: 0) { return OfficeFile.facts(bytes) }
    if bytes.has("Rar!\u{1A}\u{7}", at: 0) { return PackedFiles.archive(file, .rar) }
    if bytes.has([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], at: 0) {
      return PackedFiles.archive(file, .sevenZip)
    }
    if bytes.has([0x1F, 0x8B], at: 0) { return FileFacts(.gzip) }
    if PackedFiles.isTar(bytes) { return FileFacts(.tar) }
    if bytes.has("MZ", at: 0) || bytes.has([0x7F, 0x45, 0x4C, 0x46], at: 0) {
      return FileFacts(PlainText.facts(bytes) == nil ? .program : .text)
    }
    // ISO 32000-1, implementation note 13: readers take a header within the first 1024 bytes.
    if let start = bytes.firstIndex(of: "%PDF-", from: 0, before: 1_024) {
      // A text that speaks of PDFs has no table of objects to begin at.
      let isPDF =
        start == 0 || PlainText.facts(bytes) == nil || bytes.lastIndex(of: "startxref") != nil
      return isPDF ? PDFFile.facts(bytes) : FileFacts(.text)
    }
    // Zeros behind the text, which some programs leave, make it none by its bytes.
    if bytes.has("{\\rtf", at: 0) {
      return FileFacts(.rtf, RichText.isCut(bytes) ? .truncated : .ok)
    }
    if let type = SpecialFormats.type(of: bytes) { return FileFacts(type) }
    if PackedFiles.isLastVolume(bytes) { return FileFacts(.zip, .part) }
    // A disk that lost a file, and a download that kept its place, leave zeros.
    if bytes[0] == 0, bytes.buffer.allSatisfy({ $0 == 0 }) { return .blank(.other) }
    return PlainText.facts(bytes) ?? MagicNames.facts(bytes)
  }
}
