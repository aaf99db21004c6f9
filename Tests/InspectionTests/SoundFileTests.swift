import Evidence
import Foundation
import Testing

@testable import Inspection

/// Files that every program shows, and those that only seem so.
struct SoundFileTests {
  // MARK: Pictures of nothing

  /// The headers of pictures and their ends, without what lies between: no program shows anything.
  @Test func `a picture without its dots is none`() throws {
    func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
    let header = Array("IHDR".utf8) + big(7) + big(5) + [8, 2, 0, 0, 0]
    let png =
      Array("\u{89}PNG\r\n\u{1A}\n".unicodeScalars.map { UInt8($0.value) }) + big(13) + header
      + big(0)
    let end = big(0) + Array("IEND".utf8) + big(0xAE42_6082)
    let empty = big(0) + Array("IDAT".utf8) + big(0)
    let jpeg: [UInt8] = [
      0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 5, 0, 7, 1, 1, 0x11, 0, 0xFF, 0xD9,
    ]
    let gif = Array("GIF89a".utf8) + [7, 0, 5, 0, 0, 0, 0, 0x3B]
    let webp =
      Array("RIFF".utf8) + [22, 0, 0, 0] + Array("WEBPVP8X".utf8)
      + [10, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 4, 0, 0]
    // One directory with a width and a height.
    let tiff: [UInt8] =
      Array("II*\0".utf8) + [
        8, 0, 0, 0, 2, 0, 0, 1, 3, 0, 1, 0, 0, 0, 7, 0, 0, 0, 1, 1, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0,
        0, 0, 0, 0,
      ]
    for (bytes, type) in [
      (png + end, FileType.png), (png + empty + end, .png), (jpeg, .jpeg), (gif, .gif),
      (webp, .webp), (tiff, .tiff),
    ] {
      let facts = try FormatTests.facts(bytes)
      #expect(facts.type == type)
      #expect(facts.pixels == FileFacts.PixelSize(width: 7, height: 5), "\(type)")
      #expect(facts.state == .truncated, "\(type)")
    }
  }

  @Test func `an OFD that names no document is damaged`() throws {
    func state(_ text: String) throws -> FileFacts.State {
      let facts = try FormatTests.facts(
        of: "a.ofd",
        by: "mkdir Doc_0; printf '\(text)' > OFD.xml; printf '<Page/>' > Doc_0/Document.xml; "
          + "7z a -tzip a.ofd OFD.xml Doc_0")
      #expect(facts.type == .ofd)
      return facts.state
    }
    #expect(try state("<OFD/>") == .damaged)
    #expect(
      try state("<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>") == .ok)
  }

  // MARK: JPEG

  /// 7 × 5 dots in ten progressive scans, by Pillow 12.
  static let progressive = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1td\
    hbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk\
    pKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wgARCAAFAAcDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAU\
    AQEAAAAAAAAAAAAAAAAAAAAE/9oADAMBAAIQAxAAAAGA4//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAQUCf//E\
    ABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMBAT8Bf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQIBAT8Bf//EABQQ\
    AQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEABj8Cf//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAT8hf//aAAwDAQAC\
    AAMAAAAQ/wD/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/EH//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEC\
    AQE/EH//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/EH//2Q==
    """

  static func pictures() throws -> [[UInt8]] {
    [try FormatTests.image("jpeg"), [UInt8](try #require(Data(base64Encoded: progressive)))]
  }

  @Test func `a JPEG is whole by its lines, not by its last mark`() throws {
    for picture in try Self.pictures() {
      let trailer = Array("\0\0SEFH12345678SEFT".utf8)
      // Behind the first segment, JFIF's of 16 bytes.
      let (start, rest) = (Array(picture.prefix(20)), picture.dropFirst(20))
      for sound in [
        picture, picture.dropLast(2), picture.dropLast(2) + trailer, picture + trailer,
        picture + [UInt8](repeating: 0, count: 5_000), start + Array("hello".utf8) + rest,
        start + [0xFF, 0xFF, 0xFF] + rest,
      ] {
        let facts = try FormatTests.facts(sound)
        #expect(facts.type == .jpeg && facts.state == .ok)
        #expect(facts.pixels == FileFacts.PixelSize(width: 7, height: 5))
      }
    }
  }

  @Test func `a JPEG without its last lines is cut`() throws {
    for picture in try Self.pictures() {
      #expect(try FormatTests.facts(picture.dropLast(4)).state == .truncated)
      #expect(try FormatTests.facts(picture.dropLast(4) + [0, 0, 0]).state != .unchecked)
    }
  }

  /// 512 × 512 dots of grey (ITU-T T.81, annex B), the 63 coefficients of each block after its mean
  /// not zero: `0` is a mean like the last, then `10` one bit follows, or `0` the block ends.
  private static var manyLines: (head: [UInt8], data: [UInt8]) {
    let frame: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 2, 0, 2, 0, 1, 1, 0x11, 0]
    func table(_ name: UInt8, _ counts: [UInt8], _ symbols: [UInt8]) -> [UInt8] {
      let padded = counts + [UInt8](repeating: 0, count: 16 - counts.count)
      return [0xFF, 0xC4, 0, UInt8(19 + symbols.count), name] + padded + symbols
    }
    let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]
    let block = [false] + (0..<63).flatMap { _ in [true, false, false] }
    let bits = Array(repeatElement(block, count: 64 * 64).joined())
    let data = stride(from: 0, to: bits.count, by: 8).map { start in
      bits[start..<min(start + 8, bits.count)].enumerated()
        .reduce(UInt8(0)) { $0 | ($1.element ? 0x80 >> UInt8($1.offset) : 0) }
    }
    return ([0xFF, 0xD8] + frame + table(0, [1], [0]) + table(0x10, [1, 1], [0, 1]) + scan, data)
  }

  @Test func `a JPEG whose rest is zeros is cut, one with zeros behind it is whole`() throws {
    let (head, data) = Self.manyLines
    let half = data.count / 2
    let zeros = [UInt8](repeating: 0, count: half)
    #expect(try FormatTests.facts(head + data + [0xFF, 0xD9]).state == .ok)
    #expect(try FormatTests.facts(head + data).state == .ok)
    #expect(try FormatTests.facts(head + data + zeros).state == .ok)
    #expect(try FormatTests.facts(head + data[..<half] + zeros).state == .truncated)
    // The lower half is one grey, as long as its lines are: two bits a block.
    let plain = [UInt8](repeating: 0, count: 64 * 64 / 2 * 2 / 8)
    #expect(try FormatTests.facts(head + data[..<half] + plain).state == .ok)
  }

  // MARK: BMP, TIFF, GIF

  @Test func `a bitmap is whole by its lines, whatever size it states`() throws {
    let picture = try FormatTests.image("bmp")
    for size: [UInt8] in [[0xDD, 0xDD, 0xDD, 0x7D], [0, 0, 0, 0], [1, 0, 0, 0]] {
      let wrong = picture[..<2] + size + picture[6...]
      #expect(try FormatTests.facts(wrong).state == .ok)
      #expect(try FormatTests.facts(wrong.dropLast(30)).state == .truncated)
    }
    // Padding behind the last line, and reserved fields that are none.
    #expect(try FormatTests.facts(picture.dropLast(3)).state == .ok)
    #expect(try FormatTests.facts(picture[..<6] + [1, 2, 3, 4] + picture[10...]).type == .bmp)
    // The first line first: a height below zero.
    let down = picture[..<22] + [0xFB, 0xFF, 0xFF, 0xFF] + picture[26...]
    #expect(try FormatTests.facts(down).pixels == FileFacts.PixelSize(width: 7, height: 5))
    #expect(try FormatTests.facts(down).state == .ok)
  }

  /// 4 × 2 dots: a run, the end of a line, three dots as they are and one, the end.
  @Test func `a bitmap in runs ends where its mark is`() throws {
    var bytes = Array("BM".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0]
    bytes += [40, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0]
    bytes += [UInt8](repeating: 0, count: 20) + [4, 9, 0, 0, 0, 3, 0, 1, 7, 0, 1, 8, 0, 1]
    #expect(try FormatTests.facts(bytes).state == .ok)
    // The dots 0 and 1 are no mark.
    for count in 1...5 { #expect(try FormatTests.facts(bytes.dropLast(count)).state == .truncated) }
  }

  @Test func `a bitmap of OS/2 has its own header`() throws {
    var bytes = Array("BM".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0]
    bytes += [12, 0, 0, 0, 7, 0, 5, 0, 1, 0, 24, 0] + [UInt8](repeating: 9, count: 5 * 24)
    let facts = try FormatTests.facts(bytes)
    #expect(facts.state == .ok)
    #expect(facts.pixels == FileFacts.PixelSize(width: 7, height: 5))
    #expect(try FormatTests.facts(bytes.dropLast(24)).state == .truncated)
  }

  /// 7 × 5 dots of one bit, by Pillow 12.
  static let bigTIFF = """
    SUkrAAgAAAAQAAAAAAAAAAgAAAAAAAAAAAEEAAEAAAAAAAAABwAAAAAAAAABAQQAAQAAAAAAAAAFAAAAAAAAAAMBAwAB\
    AAAAAAAAAAEAAAAAAAAABgEDAAEAAAAAAAAAAQAAAAAAAAARAQQAAQAAAAAAAADAAAAAAAAAABYBBAABAAAAAAAAAAUA\
    AAAAAAAAFwEEAAEAAAAAAAAABQAAAAAAAAAcAQMAAQAAAAAAAAABAAAAAAAAAAAAAAAAAAAAVKpUqlQ=
    """

  @Test func `a BigTIFF is a TIFF, and is told where it is cut`() throws {
    let bytes = [UInt8](try #require(Data(base64Encoded: Self.bigTIFF)))
    let facts = try FormatTests.facts(bytes)
    #expect(facts.type == .tiff && facts.state == .ok && facts.pages == 1)
    #expect(facts.pixels == FileFacts.PixelSize(width: 7, height: 5))
    for count in [8, 12, 20, 100, bytes.count - 3] {
      let cut = try FormatTests.facts(bytes.prefix(count))
      #expect(cut.type == .tiff && cut.state != .ok, "\(count)")
    }
    // The directory of many TIFFs stands at their end.
    let plain = try FormatTests.image("tiff")
    let far = plain[..<4] + [0, 0, 1, 0] + plain[8...]
    #expect(try FormatTests.facts(far).state == .truncated)
  }

  @Test func `a GIF without its last mark is whole, one within a picture is cut`() throws {
    let picture = try FormatTests.image("gif")
    #expect(try FormatTests.facts(picture.dropLast(1)).state == .ok)
    #expect(try FormatTests.facts(picture.dropLast(3)).state == .truncated)
  }

  // MARK: Names of types

  /// 7 × 5 dots, by Pillow 12.
  static let avif = """
    AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAA\
    AAAAAAAAAAAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAIgAAAChpaW5mAAAAAAABAAAA\
    GmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAABwAAAAUAAAAQcGl4aQAA\
    AAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAKm1kYXQS\
    AAoIGAi0aICGg0IyFB7Hh4VZ3///4sAAAJA1jbs3NgbS
    """

  @Test func `AVIF is no HEIC`() throws {
    let bytes = [UInt8](try #require(Data(base64Encoded: Self.avif)))
    let facts = try FormatTests.facts(bytes)
    #expect(facts.type == .avif && facts.state == .ok)
    #expect(facts.pixels == FileFacts.PixelSize(width: 7, height: 5))
  }

  @Test(arguments: [
    (Array("8BPS\0\u{1}".utf8), FileType.psd), (Array("AC1027".utf8), .dwg),
    (Array("RIFF1234CDRA".utf8), .cdr), (Array("AT&TFORM".utf8), .djvu),
    (Array("CAJ\0".utf8), .caj),
    ([0xFF, 0x4F, 0xFF, 0x51], .jp2), (Array("\0\0\0\u{C}JXL \r\n".utf8), .jxl),
  ])
  func `a format of one program has its name`(mark: [UInt8], type: FileType) throws {
    let noise = (0..<500).map { UInt8(truncatingIfNeeded: $0 * 37 + 1) }
    #expect(try FormatTests.facts(mark + noise) == FileFacts(type))
  }

  @Test(arguments: [
    ("visio/document.xml '[Content_Types].xml'", FileType.visio),
    ("content.json metadata.json", .xmind), ("Index/Document.iwa", .iwork),
    ("FixedDocSeq.fdseq '[Content_Types].xml'", .xps),
  ])
  func `a document that is a zip is no zip`(members: String, type: FileType) throws {
    let command = """
      mkdir visio Index; for name in \(members); do echo 1 > "$name"; done; 7z a a.bin -tzip \(members)
      """
    #expect(try FormatTests.facts(of: "a.bin", by: command).type == type)
  }

  /// As LibreOffice and XMind write them, with a thumbnail (ODF 1.3 part 2 §3.3 and §3.8); the media
  /// types by IANA's registry.
  static let openDocuments: [(mediaType: String?, type: FileType)] = [
    ("vnd.oasis.opendocument.text", .odt), ("vnd.oasis.opendocument.text-template", .odt),
    ("vnd.oasis.opendocument.spreadsheet-template", .ods),
    ("vnd.oasis.opendocument.presentation-template", .odp),
    ("vnd.oasis.opendocument.graphics", .openDocument),
    ("vnd.oasis.opendocument.graphics-template", .openDocument),
    ("vnd.oasis.opendocument.formula", .openDocument),
    ("vnd.oasis.opendocument.chart", .openDocument),
    ("vnd.oasis.opendocument.base", .openDocument),
    ("vnd.sun.xml.writer", .openDocument), (nil, .xmind),
  ]

  @Test(arguments: openDocuments)
  func `an OpenDocument file is what its media type says`(
    mediaType: String?, type: FileType
  ) throws {
    let members =
      "mkdir Thumbnails META-INF; echo 1 > content.xml; echo 1 > Thumbnails/thumbnail.png"
    var commands = ["echo 1 > meta.xml"]
    if let mediaType {
      // In the first entry, and in the manifest alone.
      let root = "manifest:full-path=\"/\" manifest:media-type=\"application/\(mediaType)\""
      commands = [
        "printf application/\(mediaType) > mimetype",
        "echo '<manifest:file-entry \(root)/>' > META-INF/manifest.xml",
        "echo '<manifest:file-entry \(root.split(separator: " ").reversed().joined(separator: " "))/>' > META-INF/manifest.xml",
      ]
    }
    for command in commands {
      let facts = try FormatTests.facts(of: "a.zip", by: "\(members); \(command); 7z a a.zip *")
      #expect(facts.type == type, "\(command)")
    }
  }

  // MARK: Enterprise encryption

  @Test(arguments: [
    Array("%TSD-Header-###%".utf8),
    [0x62, 0x14, 0x23, 0x65, 0, 0, 1, 0, 1, 0x10, 0, 0] + Array("E-SafeNet\0\0\0LOCK".utf8),
  ])
  func `what an enterprise encrypted is told as such`(header: [UInt8]) throws {
    let noise = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    #expect(try FormatTests.facts(header + noise) == FileFacts(.other, encryptedBy: .enterprise))
    #expect(try FormatTests.facts(header).state == .encrypted)
    #expect(
      header.withUnsafeBytes { FileInspection.shortText($0) }?.state ?? .encrypted == .encrypted)
  }

  // MARK: RTF

  @Test func `an RTF may hold zeros`() throws {
    let text = Array("{\\rtf1 abc}".utf8)
    for bytes in [text, text + [0], text + [UInt8](repeating: 0, count: 600)] {
      #expect(try FormatTests.facts(bytes) == FileFacts(.rtf))
    }
  }

  @Test(arguments: [
    ("{\\rtf1 abc", FileFacts.State.truncated), ("{\\rtf1{\\b abc}", .ok),
    ("{\\rtf1{\\b abc} de", .truncated), ("{\\rtf1 \\} abc", .truncated),
    ("{\\rtf1 \\bin3 }}} abc", .truncated), ("{\\rtf1 abc} behind", .ok),
    ("{\\rtf1 abc}\r\n", .ok),
  ])
  func `an RTF whose groups are open at its end is cut`(
    text: String, state: FileFacts.State
  ) throws {
    #expect(try FormatTests.facts(Array(text.utf8)) == FileFacts(.rtf, state))
  }

  // MARK: RAR

  /// A header of RAR 5 (RARLAB's technical note), its checksum not computed: type, flags, the rest.
  private static func new(_ type: UInt8, _ flags: UInt8, _ rest: [UInt8]) -> [UInt8] {
    [0, 0, 0, 0, UInt8(rest.count + 2), type, flags] + rest
  }

  /// A header of RAR 4.
  private static func old(_ type: UInt8, _ flags: UInt16, _ rest: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(flags & 0xFF), UInt8(flags >> 8), UInt8(rest.count + 7), 0] + rest
  }

  @Test func `an archive of RAR says whether it is encrypted, and one of several`() throws {
    let new = Array("Rar!\u{1A}\u{7}\u{1}\0".utf8)
    let old = Array("Rar!\u{1A}\u{7}\0".utf8)
    // File flags, sizes, attributes, compression, host, name.
    let member: [UInt8] = [0, 1, 0, 0, 0, 1, 0x61]
    let archives: [([UInt8], FileFacts.State)] = [
      (new + Self.new(4, 0, [0, 0]), .encrypted),
      // An extra area of four bytes: a record of three with the type 1.
      (new + Self.new(1, 0, [0]) + Self.new(2, 1, [4] + member + [3, 1, 0, 0]), .encrypted),
      (new + Self.new(1, 0, [1]) + Self.new(2, 0x10, member), .part),
      (new + Self.new(1, 0, [3, 1]) + Self.new(2, 0, member) + Self.new(5, 0, [0]), .part),
      (new + Self.new(1, 0, [1]) + Self.new(2, 0, member) + Self.new(5, 0, [1]), .part),
      (old + Self.old(0x73, 0x80, [0, 0, 0, 0, 0, 0]), .encrypted),
      (old + Self.old(0x73, 0, [0, 0, 0, 0, 0, 0]) + Self.old(0x74, 4, [0, 0, 0, 0]), .encrypted),
      (old + Self.old(0x73, 0x101, [0, 0, 0, 0, 0, 0]) + Self.old(0x74, 2, [0, 0, 0, 0]), .part),
      (old + Self.old(0x73, 1, [0, 0, 0, 0, 0, 0]) + Self.old(0x74, 0, [0, 0, 0, 0]), .part),
    ]
    for (index, (bytes, state)) in archives.enumerated() {
      let facts = try FormatTests.facts(bytes + [UInt8](repeating: 0, count: 40))
      #expect(facts == FileFacts(.rar, state), "\(index)")
    }
  }

  /// APPNOTE.TXT 4.3.16: the number of the disk stands behind the mark; the first is 0.
  @Test func `the last volume of a zip is a part`() throws {
    let end = Array("PK\u{5}\u{6}".utf8) + [1, 0, 1, 0, 1, 0, 1, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let noise = (0..<500).map { UInt8(truncatingIfNeeded: $0 * 37 + 1) }
    #expect(try FormatTests.facts(noise + end) == FileFacts(.zip, .part))
    #expect(
      try FormatTests.facts(Array("PK\u{3}\u{4}".utf8) + noise + end) == FileFacts(.zip, .part))
    // The first has no end.
    let first = try FormatTests.facts(Array("PK\u{7}\u{8}PK\u{3}\u{4}".utf8) + noise)
    #expect(first == FileFacts(.zip, .truncated))
  }
}
