import Evidence
import Files
import Foundation
import Testing
import ThreadTime

@testable import Inspection

@Suite struct FormatTests {
  /// `中,` can't begin a text in GB 18030, so what follows is text where String says that it is UTF-8.
  @Test func `texts are those in UTF-8, at every edge of its table`() {
    let edges: [UInt8] = [
      0x20, 0x7E, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
      0xED,
      0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    let beginning = Array("中,".utf8)
    var wrong: [[UInt8]] = []
    for first in edges {
      for second in edges {
        for third in edges {
          for fourth in edges {
            for count in 1...4 {
              let end = Array([first, second, third, fourth].prefix(count))
              let text = beginning + end
              let isText = text.withUnsafeBytes { FileInspection.shortText($0) != nil }
              if isText != (String(validating: text, as: UTF8.self) != nil) { wrong.append(end) }
            }
          }
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  static func facts(_ bytes: some Sequence<UInt8>) throws -> FileFacts {
    let url = FileManager.default.temporaryDirectory.appending(path: "evpack-\(UUID().uuidString)")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try FileInspection.inspect(Descriptor.open(url.path(percentEncoded: false)))
  }

  /// A file that other programs make in an empty folder.
  static func facts(of name: String, by command: String) throws -> FileFacts {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "evpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-ec", command]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try FileInspection.inspect(
      Descriptor.open(folder.appending(path: name).path(percentEncoded: false)))
  }

  /// file(1) takes each for a program of DOS.
  @Test func `a program of DOS is told, and what only begins with a jump is none`() throws {
    let rest = [UInt8](repeating: 0xFF, count: 200) + [UInt8](repeating: 0, count: 300)
    let header: [UInt8] = [0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0]
    #expect(try Self.facts(Array("MZ".utf8) + header + rest).type == .program)
    #expect(try Self.facts([0xEB, 0x10, 0x90] + rest).type == .other)
  }

  // MARK: Images

  /// Pictures of 7 × 5 dots written by Pillow 13, the TIFF with three pages.
  static let images: [String: String] = [
    "jpeg":
      """
    /9j/4AAQSkZJRgABAQEBLAEsAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIs\
    IxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy\
    MjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAAFAAcDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAA\
    AAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAk\
    M2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKT\
    lJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QA\
    HwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdh\
    cRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hp\
    anN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk\
    5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCOiiivkD83P//Z
    """,
    "png":
      """
    iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAACXBIWXMAAC4jAAAuIwF4pT92AAAAFElEQVR4nGPk\
    OiHHgAGYMIWoIgoAZ8AA+koJvosAAAAASUVORK5CYII=
    """,
    "gif":
      """
    R0lGODdhBwAFAIIAAACZAADMADPMAADMMzPMMwAAAAAAAAAAACwAAAAABwAFAAAIGQAHBBBIUCABgwMIDhw4QEBC\
    hwsHAEgYICAAOw==
    """,
    "bmp":
      """
    Qk2uAAAAAAAAADYAAAAoAAAABwAAAAUAAAABABgAAAAAAHgAAADEDgAAxA4AAAAAAAAAAAAAHsgKHsgKHsgKHsgK\
    HsgKHsgKHsgKAAAAHsgKHsgKHsgKHsgKHsgKHsgKHsgKAAAAHsgKHsgKHsgKHsgKHsgKHsgKHsgKAAAAHsgKHsgK\
    HsgKHsgKHsgKHsgKHsgKAAAAHsgKHsgKHsgKHsgKHsgKHsgKHsgKAAAA
    """,
    "tiff":
      """
    SUkqAAgAAAAKAAABBAABAAAABwAAAAEBBAABAAAABQAAAAIBAwADAAAAhgAAAAMBAwABAAAAAQAAAAYBAwABAAAA\
    AgAAABEBBAABAAAAjAAAABUBAwABAAAAAwAAABYBBAABAAAABQAAABcBBAABAAAAaQAAABwBAwABAAAAAQAAAAgB\
    AAAIAAgACAAKyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4K\
    yB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4KyB4AAAAAAAAAAAAAAElJKgAIAAAA\
    CgAAAQQAAQAAAAcAAAABAQQAAQAAAAUAAAACAQMAAwAAAIYBAAADAQMAAQAAAAEAAAAGAQMAAQAAAAIAAAARAQQA\
    AQAAAIwBAAAVAQMAAQAAAAMAAAAWAQQAAQAAAAUAAAAXAQQAAQAAAGkAAAAcAQMAAQAAAAEAAAAIAgAACAAIAAgA\
    CsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsge\
    CsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeCsgeAAAAAAAAAAAAAABJSSoACAAAAAoAAAEEAAEA\
    AAAHAAAAAQEEAAEAAAAFAAAAAgEDAAMAAACGAgAAAwEDAAEAAAABAAAABgEDAAEAAAACAAAAEQEEAAEAAACMAgAA\
    FQEDAAEAAAADAAAAFgEEAAEAAAAFAAAAFwEEAAEAAABpAAAAHAEDAAEAAAABAAAAAAAAAAgACAAIAArIHgrIHgrI\
    HgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrI\
    HgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgrIHgAAAAAAAAAAAAAA
    """,
    "webp":
      "UklGRh4AAABXRUJQVlA4TBEAAAAvBgABAAdQ5CrUo/+BiOh/AAA=",
    "webp-lossy":
      """
    UklGRjoAAABXRUJQVlA4IC4AAAAQAgCdASoHAAUAAUAmJaACdLoB+AH4AAPIAP7Lt//TRRhTH3Jv/u82AMJf8IAA
    """,
  ]

  static func image(_ name: String) throws -> [UInt8] {
    let text = try #require(images[name])
    return [UInt8](try #require(Data(base64Encoded: text)))
  }

  @Test(arguments: [
    ("jpeg", FileType.jpeg), ("png", .png), ("gif", .gif), ("bmp", .bmp), ("tiff", .tiff),
    ("webp", .webp), ("webp-lossy", .webp),
  ])
  func `a picture has its type and size, and a cut one is told`(name: String, type: FileType) throws
  {
    let bytes = try Self.image(name)
    let whole = try Self.facts(bytes)
    #expect(whole.type == type)
    #expect(whole.state == .ok)
    #expect(whole.pixels == FileFacts.PixelSize(width: 7, height: 5))
    // The last bytes of the TIFF are a directory's, which no reader misses.
    let cut = try Self.facts(bytes.dropLast(type == .tiff ? 400 : 6))
    #expect(cut.type == type)
    #expect(cut.state == .truncated)
  }

  @Test func `a TIFF's pages are counted`() throws {
    #expect(try Self.facts(Self.image("tiff")).pages == 3)
  }

  @Test(arguments: [
    // 210 × 297 mm at 300 and at 100 dots per inch.
    (2480, 3508, 300), (1169, 827, 100),
  ])
  func `pixels give the resolution of a page of A4`(width: Int, height: Int, expected: Int) {
    #expect(FileFacts.resolutionOfA4(.init(width: width, height: height)) == expected)
  }

  @Test func `photographs are not taken for pages`() {
    for (width, height) in [(4000, 3000), (3000, 4000), (6000, 4000), (1920, 1080), (1000, 1000)] {
      #expect(!ImageFacts.isShapedLikeA4(.init(width: width, height: height)))
    }
    #expect(ImageFacts.isShapedLikeA4(.init(width: 1654, height: 2339)))
  }

  // MARK: Packed files

  @Test func `packed files below a password are told`() throws {
    let made = "echo 1 > 协议.txt; "
    for (name, command) in [
      ("a.zip", "7z a -pgeheim a.zip 协议.txt"), ("a.7z", "7z a -pgeheim a.7z 协议.txt"),
      ("b.7z", "7z a -pgeheim -mhe=on b.7z 协议.txt"),
    ] {
      #expect(try Self.facts(of: name, by: made + command).state == .encrypted, "\(name)")
    }
    for (name, command, type) in [
      ("a.zip", "7z a a.zip 协议.txt", FileType.zip), ("a.7z", "7z a a.7z 协议.txt", .sevenZip),
      ("a.tar", "tar cf a.tar 协议.txt", .tar), ("a.tgz", "tar czf a.tgz 协议.txt", .gzip),
    ] {
      let facts = try Self.facts(of: name, by: made + command)
      #expect(facts.type == type)
      #expect(facts.state == .ok)
    }
    let cut = made + "seq 9999 > 协议.txt; 7z a a.zip 协议.txt; truncate -s -100 a.zip"
    #expect(try Self.facts(of: "a.zip", by: cut).state == .truncated)
  }

  @Test func `macros make a document one with macros`() throws {
    let command = """
      mkdir -p word; echo 1 | tee word/document.xml word/vbaProject.bin '[Content_Types].xml'
      7z a a.docx word '[Content_Types].xml'
      """
    let facts = try Self.facts(of: "a.docx", by: command)
    #expect(facts.type == .docm)
    #expect(facts.traits == [.macros])
  }

  // MARK: Text and programs

  @Test func `text is text in the encodings that offices use, and nothing else is`() throws {
    #expect(try Self.facts("标准清单\n".utf8).type == .text)
    // iconv -t GB18030 <<< 标准清单
    #expect(try Self.facts([0xB1, 0xEA, 0xD7, 0xBC, 0xC7, 0xE5, 0xB5, 0xA5, 10]).type == .text)
    #expect(try Self.facts([0xFF, 0xFE, 0x07, 0x68, 10, 0]).type == .text)
    #expect(try Self.facts("<!DOCTYPE html><html></html>".utf8).type == .html)
    #expect(try Self.facts([UInt8](repeating: 0, count: 5_000)).type == .other)
  }

  @Test func `programs are told by their content`() throws {
    #expect(try Self.facts("#!/bin/sh\n".utf8).type == .program)
    #expect(try Self.facts(of: "a", by: "cp /bin/true a").type == .program)
    let windows = Array("MZ".utf8) + [0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xFF, 0xFF, 0, 0]
    #expect(try Self.facts(windows + [UInt8](repeating: 0, count: 200)).type == .program)
    // [MS-SHLLINK] 2.1: HeaderSize and LinkCLSID of a shortcut.
    let shortcut: [UInt8] = [
      0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46,
    ]
    #expect(try Self.facts(shortcut + [UInt8](repeating: 0, count: 200)).type == .program)
  }

  /// One page that is one picture, of whatever size it says.
  private static func scan(width: String, height: String, box: String) -> String {
    let page =
      "/Type /Page /Parent 2 0 R /MediaBox [0 0 \(box)] /Resources << /XObject << /I 4 0 R >> >>"
    return """
      %PDF-1.4
      1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
      2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
      3 0 obj << \(page) >> endobj
      4 0 obj << /Subtype /Image /Width \(width) /Height \(height) /Length 0 >>
      stream

      endstream endobj
      trailer << /Root 1 0 R /Size 5 >>
      startxref
      0
      %%EOF
      """
  }

  @Test(arguments: [
    ("1654", "2338", "595 842", 200),
    ("9223372036854775807", "9223372036854775807", "720 720", nil),
    (String(repeating: "9", count: 300), String(repeating: "9", count: 300), "720 720", nil),
    ("1654", "2338", "0 0", nil), ("-1654", "-2338", "595 842", nil),
  ])
  func `a scan has the resolution of its picture, if that is one`(
    width: String, height: String, box: String, expected: Int?
  ) throws {
    let facts = try Self.facts(Self.scan(width: width, height: height, box: box).utf8)
    #expect(facts.pages == 1)
    if let expected { #expect(facts.resolution == expected) }
  }

  @Test func `an allocation table of one sector named a million times is no larger than the file`()
    throws
  {
    var bytes = [UInt8](repeating: 0, count: 4_096 * 80)
    bytes.replaceSubrange(0..<8, with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
    bytes[30] = 12
    for sector in 0..<70 {
      // Each of them names the first sector again and again, and the next one last.
      bytes[(sector + 2) * 4_096 - 4] = UInt8(sector + 1)
    }
    let (facts, time) = try threadTime { try Self.facts(bytes) }
    #expect(facts.state == .damaged)
    #expect(time < .seconds(1))
  }

  // MARK: The service

  @Test func `a service that dies leaves the file unchecked, and the next is asked for anew`()
    throws
  {
    let inspector = Inspector(program: .init(path: "/bin/false", arguments: []))
    let file = try Descriptor.open("/bin/true")
    for _ in 0..<3 { #expect(try inspector.inspect(file, count: 100).state == .unchecked) }
    #expect(try inspector.inspect(file, count: 0).state == .empty)
    let absent = Inspector(program: .init(path: "/nowhere/evpack", arguments: []))
    #expect(throws: SystemError.self) { try absent.inspect(file, count: 100) }
  }

  @Test(arguments: [
    ("清单\n", true), ("%PDF-1.4\n", false), ("第一行\n%PDF-1.4\n", false), ("GIF89a", false),
    ("RIFF....WEBP", false), ("PK\u{3}\u{4}", false), ("#!/bin/sh\n", true),
    (String(repeating: "长", count: 6_000), false),
  ])
  func `only a short text is told without the service`(text: String, isToldHere: Bool) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "evpack-\(UUID().uuidString)")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let file = try Descriptor.open(url.path(percentEncoded: false))
    let count = Int64(text.utf8.count)
    let inspector = Inspector(program: .init(path: "/bin/false", arguments: []))
    let facts = try inspector.inspect(file, count: count)
    #expect((facts.state != .unchecked) == isToldHere)
    if isToldHere { #expect(try facts == FileInspection.inspect(file, count: count)) }
  }

  @Test func `a part of a file is inspected by itself, as a member of an archive`() throws {
    let picture = try Self.image("png")
    let url = FileManager.default.temporaryDirectory.appending(path: "evpack-\(UUID().uuidString)")
    try Data([UInt8](repeating: 1, count: 5_000) + picture + Array("after".utf8)).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let file = try Descriptor.open(url.path(percentEncoded: false))
    let facts = try FileInspection.inspect(file, at: 5_000, count: Int64(picture.count))
    #expect(facts.type == .png)
    #expect(facts.state == .ok)
  }
}
