import Evidence
import Files
import Foundation
import Reports
import Testing

@testable import Volume

@Suite struct PictureTests {
  /// A picture of four colours, red and green above blue and white, written by python's zlib and
  /// struct: a PNG of the given kind.
  private static func png(_ arguments: String) throws -> [UInt8] {
    let script = """
      import zlib,struct,sys
      def chunk(t,b): return struct.pack('>I',len(b))+t+b+struct.pack('>I',zlib.crc32(t+b))
      def png(w,h,kind,pixel,extra=b''):
        rows=b''.join(b'\\0'+b''.join(pixel(x<w//2,y<h//2) for x in range(w)) for y in range(h))
        return (b'\\x89PNG\\r\\n\\x1a\\n'+chunk(b'IHDR',struct.pack('>IIBBBBB',w,h,8,kind,0,0,0))+extra
          +chunk(b'IDAT',zlib.compress(rows))+chunk(b'IEND',b''))
      colours={(True,True):(255,0,0),(False,True):(0,255,0),(True,False):(0,0,255),(False,False):(255,255,255)}
      index={(True,True):0,(False,True):1,(True,False):2,(False,False):3}
      rgb=lambda l,t: bytes(colours[(l,t)])
      rgba=lambda l,t: bytes(colours[(l,t)])+(b'\\xff' if (l,t)!=(False,False) else b'\\0')
      table=chunk(b'PLTE',b''.join(bytes(colours[k]) for k in index))
      sys.stdout.buffer.write(\(arguments))
      """
    return Array(try run("python3", ["-c", script]).bytes)
  }

  @Test(arguments: [
    "png(400,300,2,rgb)", "png(400,300,6,rgba)",
    "png(400,300,3,lambda l,t: bytes([index[(l,t)]]),table)",
  ])
  func picturesShowTheirColours(_ kind: String) throws {
    let volume = try MadeVolume([("照片.png", try Self.png(kind))])
    defer { volume.remove() }
    let page = try #require(volume.plan.ranges[0]).lowerBound
    #expect(try volume.text(page).contains("照片.png"))
    let shown = try Rendering(volume.path(), page: page)
    #expect(shown.width > shown.height)
    let (x, y) = (shown.width / 2, shown.height / 2 - 10)
    #expect(shown[x - 80, y - 80] == [255, 0, 0])
    #expect(shown[x + 80, y - 80] == [0, 255, 0])
    #expect(shown[x - 80, y + 80] == [0, 0, 255])
    #expect(shown[x + 80, y + 80] == [255, 255, 255])
    #expect(try run("qpdf", ["--check", volume.path()]).exit == 0)
  }

  private static let photographs = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Samples/evidence/cluster1/佐证材料")

  private static func photograph() throws -> [UInt8] {
    let files = FileManager.default.enumerator(at: photographs, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      if file.lastPathComponent.contains("烘干中心现场照片") {
        return Array(try Data(contentsOf: file))
      }
    }
    throw CocoaError(.fileNoSuchFile)
  }

  @Test func aJPEGIsCopiedByteByByte() throws {
    let bytes = try Self.photograph()
    let volume = try MadeVolume([("照片.jpg", bytes)])
    defer { volume.remove() }
    let made = Data(try volume.bytes())
    #expect(made.range(of: Data(bytes)) != nil)
  }

  /// Exif 2.3: a photograph that a telephone turned (tag 274).
  @Test(arguments: [(1, true), (3, true), (6, false), (8, false)])
  func aPhotographStandsUpright(_ orientation: UInt8, _ isLying: Bool) throws {
    let plain = try Self.photograph()
    let exif =
      Array("Exif\0\0".utf8) + Array("MM\0\u{2A}\0\0\0\u{8}".utf8)
      + [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
    let length = exif.count + 2
    let bytes =
      Array(plain[..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + exif
      + Array(plain[2...])
    #expect(
      try bytes.withUnsafeBytes { try RasterImage(jpeg: $0).orientation } == Int(orientation))
    let volume = try MadeVolume([("照片.jpg", bytes)])
    defer { volume.remove() }
    let shown = try Rendering(volume.path(), page: volume.plan.ranges[0]?.lowerBound ?? 0)
    #expect((shown.width > shown.height) == isLying)
  }

  /// A TIFF of two pages, written as TIFF 6.0 says: eight by eight pixels of grey, uncompressed.
  @Test func aTIFFHasAllItsPages() throws {
    func entry(_ tag: UInt16, _ kind: UInt16, _ value: UInt32) -> [UInt8] {
      [UInt8(tag & 255), UInt8(tag >> 8), UInt8(kind), 0, 1, 0, 0, 0]
        + (0..<4).map { UInt8(value >> (8 * UInt32($0)) & 255) }
    }
    func page(at offset: UInt32, grey: UInt8, next: Bool) -> [UInt8] {
      let entries: [[UInt8]] = [
        entry(256, 3, 8), entry(257, 3, 8), entry(258, 3, 8), entry(259, 3, 1), entry(262, 3, 1),
        entry(273, 4, offset + 2 + 9 * 12 + 4), entry(277, 3, 1), entry(278, 3, 8),
        entry(279, 4, 64),
      ]
      let end = offset + 2 + 9 * 12 + 4 + 64
      return [9, 0] + entries.flatMap(\.self)
        + (0..<4).map { next ? UInt8(end >> (8 * UInt32($0)) & 255) : 0 }
        + [UInt8](repeating: grey, count: 64)
    }
    let first = page(at: 8, grey: 90, next: true)
    let bytes =
      Array("II".utf8) + [42, 0, 8, 0, 0, 0] + first
      + page(at: 8 + UInt32(first.count), grey: 200, next: false)
    let volume = try MadeVolume([("扫描.tif", bytes)])
    defer { volume.remove() }
    let range = try #require(volume.plan.ranges[0])
    #expect(range.count == 2)
    for (number, grey) in zip(range, [90 as UInt8, 200]) {
      let shown = try Rendering(volume.path(), page: number)
      #expect(shown[shown.width / 2, shown.height / 2] == [grey, grey, grey])
    }
  }

  @Test func damagedPicturesGetANotice() throws {
    for (name, bytes) in [
      ("坏.jpg", [0xFF, 0xD8, 0xFF, 0xC0, 0, 4]), ("坏.png", Array("\u{89}PNG".utf8)),
      ("坏.tif", Array("II*\0".utf8)),
      ("坏.heic", Array("\0\0\0\u{18}ftypheic".utf8)), ("坏.webp", Array("RIFF\0\0\0\0WEBP".utf8)),
    ] as [(String, [UInt8])] {
      let volume = try MadeVolume([(name, bytes)])
      defer { volume.remove() }
      #expect(volume.summary.remarks.contains { $0.contains(name) }, "\(name)")
    }
  }

  @Test func listsBecomeTables() throws {
    let rows = (1...120).map { "\($0),GB/T \($0)-2024,某标准名称\($0),参与" }
    let text = "标准清单\n序号,标准编号,标准名称,作用\n" + rows.joined(separator: "\n")
    let volume = try MadeVolume([("清单.csv", Array(text.utf8))])
    defer { volume.remove() }
    let range = try #require(volume.plan.ranges[0])
    #expect(range.count > 1 && range.count < 6)
    var all = ""
    for number in range {
      let page = try volume.text(number)
      #expect(page.contains("标准编号"))
      all += page
    }
    for row in 1...120 { #expect(all.contains("某标准名称\(row)\n"), "row \(row)") }
  }

  @Test func aWideSheetStaysTogether() throws {
    let columns = (1...25).map { "列\($0)" }.joined(separator: ",")
    let row = (1...25).map { "值\($0)" }.joined(separator: ",")
    let volume = try MadeVolume([("宽.csv", Array("\(columns)\n\(row)\n\(row)\n".utf8))])
    defer { volume.remove() }
    #expect(volume.plan.ranges[0]?.count == 1)
    let text = try volume.text(volume.plan.ranges[0]?.lowerBound ?? 0)
    #expect(text.contains("值25"))
  }
}
