import Files
import Foundation
import Inspection
import Testing

@testable import Volume

/// What a volume says of itself, and the supplement that goes on from there.
@Suite struct SupplementTests {
  private static let digests = ["a", "b", "c", "d"].map { String(repeating: $0, count: 64) }

  private func order(_ digests: [String], _ change: (inout VolumeOrder) -> Void = { _ in })
    -> (VolumeOrder, VolumePlan.Measures)
  {
    VolumePlanTests.order([digests.count]) { order in
      for (index, digest) in digests.enumerated() { order.sources[index].sha256 = digest }
      change(&order)
    }
  }

  @Test func onlyWhatIsNewIsBoundAndNumbersGoOn() throws {
    let (before, measures) = order(Array(Self.digests.prefix(2)))
    let earlier = VolumeRecord(before, VolumePlan(before, measures))
    // Cover, back, catalogue, divider, two files of three pages: ten, an even count.
    #expect(earlier.last == 10)
    #expect(earlier.files.map(\.pages) == [5...7, 8...10])
    // The first is replaced, the second stays.
    let (after, more) = order([Self.digests[2], Self.digests[1]]) { $0.earlier = earlier }
    let plan = VolumePlan(after, more)
    #expect(plan.parts.map(\.first) == [11])
    #expect(plan.ranges == [0: 15...17])
    #expect(plan.range(of: 0) == 15...17)
    #expect(plan.range(of: 1) == 8...10)
    #expect(plan.range(of: after.requirements[0], at: 0) == nil)
    #expect(earlier.withdrawn(from: after.sources).map(\.pages) == [5...7])
    // A second supplement knows both.
    let record = VolumeRecord(after, plan)
    #expect(record.files.map(\.sha256) == [Self.digests[0], Self.digests[1], Self.digests[2]])
    #expect(record.last == 18)
    let (third, last) = order([Self.digests[2], Self.digests[1], Self.digests[3]]) {
      $0.earlier = record
    }
    #expect(VolumePlan(third, last).ranges == [2: 23...25])
  }

  @Test func rightHandPagesStayOddAfterAVolumeOnOneSide() {
    let earlier = VolumeRecord(last: 9, files: [])
    let (two, measures) = order([Self.digests[0]]) { $0.earlier = earlier }
    #expect(VolumePlan(two, measures).parts[0].first == 11)
    let (one, more) = order([Self.digests[0]]) {
      $0.earlier = earlier
      $0.settings.isTwoSided = false
    }
    #expect(VolumePlan(one, more).parts[0].first == 10)
  }

  @Test func aRequirementOfWhatIsBoundAlreadyHasNoDivider() {
    let earlier = VolumeRecord(
      last: 4, files: [.init(name: "x", sha256: Self.digests[0], pages: 3...4)])
    let (both, measures) = VolumePlanTests.order([1, 1]) { order in
      order.sources[0].sha256 = Self.digests[0]
      order.sources[1].sha256 = Self.digests[1]
      order.earlier = earlier
    }
    let plan = VolumePlan(both, measures)
    #expect(plan.starts == [1: 8])
    #expect(!plan.parts[0].leaves.contains(.divider(0, 0)))
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"schema":"evpack/volume/1"}"#,
    #"{"schema":"evpack/volume/2","last":3,"files":[]}"#,
    #"{"schema":"evpack/volume/1","last":0,"files":[]}"#,
    #"{"schema":"evpack/volume/1","last":9223372036854775807,"files":[]}"#,
    #"{"schema":"evpack/volume/1","last":3,"files":[{"name":"a","sha256":"b","first":3,"last":2}]}"#,
    #"{"schema":"evpack/volume/1","last":3,"files":[{"name":"a","sha256":"b","first":2,"last":4}]}"#,
    #"{"schema":"evpack/volume/1","last":3,"files":[{"name":"a","first":2,"last":3}]}"#,
  ])
  func whatIsNoRecordIsNone(_ json: String) {
    #expect(VolumeRecord(json: Array(json.utf8)) == nil)
  }

  @Test func everyPartCarriesTheRecordAsAnAttachedFile() throws {
    let volume = try MadeVolume([
      ("甲.pdf", HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])])),
      ("乙.pdf", HandmadePDF.pages([(HandmadePDF.a4, []), (HandmadePDF.a4, [])])),
    ])
    defer { volume.remove() }
    // By poppler, which knows nothing of evpack.
    let saved = volume.folder.appending(path: "record.json").path
    #expect(try run("pdfdetach", ["-save", "1", "-o", saved, volume.path()]).exit == 0)
    let file = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: saved)))
    let record = try #require(file as? [String: Any])
    #expect(record["schema"] as? String == "evpack/volume/1")
    #expect(record["last"] as? Int == volume.plan.parts[0].last)
    let files = try #require(record["files"] as? [[String: Any]])
    #expect(files.compactMap { $0["name"] as? String } == ["甲.pdf", "乙.pdf"])
    let read = try VolumeRecord(in: Descriptor.openFile(volume.path()), by: Inspector())
    #expect(read?.files.map(\.pages.lowerBound) == files.compactMap { $0["first"] as? Int })
    #expect(try run("qpdf", ["--check", volume.path()]).exit == 0)
  }

  @Test func aPDFWithoutARecordHasNone() throws {
    for bytes in [
      HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])]), Array("%PDF-1.4 nothing".utf8),
      [], Array("no PDF".utf8),
    ] {
      let file = try Descriptor.inMemory(bytes)
      #expect(try VolumeRecord(in: file, by: Inspector()) == nil)
    }
  }

  // MARK: Smaller

  /// A JPEG of so many pixels, every one of another colour: a scan without its paper.
  private static func jpeg(_ width: Int, _ height: Int) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "evpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appending(path: "page.pdf")
    try Data(
      HandmadePDF.pages([("/MediaBox [0 0 \(width) \(height)]", [HandmadePDF.drawing])])
    ).write(to: page)
    // pdftocairo draws it at a pixel a point.
    _ = try run(
      "pdftocairo",
      ["-jpeg", "-r", "72", "-singlefile", page.path, folder.appending(path: "scan").path])
    return Array(try Data(contentsOf: folder.appending(path: "scan.jpg")))
  }

  @Test func picturesOfASmallVolumeHaveAboutHalfTheDots() throws {
    // A4 at 300 dpi.
    let scan = try Self.jpeg(2480, 3508)
    let whole = try MadeVolume([("扫描.jpg", scan)])
    let small = try MadeVolume([("扫描.jpg", scan)]) { $0.settings.isSmall = true }
    defer {
      whole.remove()
      small.remove()
    }
    func sizes(_ volume: MadeVolume) throws -> [[Int]] {
      try run("pdfimages", ["-list", volume.path()]).text.split(separator: "\n").dropFirst(2)
        .map { line in line.split(separator: " ")[3...4].compactMap { Int($0) } }
    }
    #expect(try sizes(whole) == [[2480, 3508]])
    #expect(try sizes(small) == [[1240, 1754]])
    #expect(try small.bytes().count < whole.bytes().count)
    #expect(try small.text(1).contains("150 dpi"))
    #expect(try !whole.text(1).contains("150 dpi"))
    #expect(try run("qpdf", ["--check", small.path()]).exit == 0)
    // The same picture at the same place.
    let number = try #require(small.plan.ranges[0]).lowerBound
    let (before, after) = (
      try Rendering(whole.path(), page: number), try Rendering(small.path(), page: number)
    )
    #expect((before.width, before.height) == (after.width, after.height))
    var far = 0
    for y in 0..<before.height {
      for x in 0..<before.width {
        let pairs = zip(before[x, y], after[x, y])
        if pairs.contains(where: { abs(Int($0) - Int($1)) > 60 }) { far += 1 }
      }
    }
    #expect(far < before.width * before.height / 100)
  }

  @Test func aJPEGThatIsWrittenAsTextIsMadeSmallerToo() throws {
    // As some programs of offices write scans: /ASCIIHexDecode around /DCTDecode.
    let scan = try Self.jpeg(2480, 3508)
    let digits = scan.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined() + ">"
    let source = HandmadePDF.pages([
      (
        HandmadePDF.a4 + " /Resources << /XObject << /Im 6 0 R >> >>",
        ["q 595 0 0 842 0 0 cm /Im Do Q"]
      )
    ]) { pdf in
      _ = pdf.stream(
        digits,
        "/Type /XObject /Subtype /Image /Width 2480 /Height 3508 /ColorSpace /DeviceRGB"
          + " /BitsPerComponent 8 /Filter [/ASCIIHexDecode /DCTDecode]")
      return ""
    }
    let small = try MadeVolume([("扫描.pdf", source)]) { $0.settings.isSmall = true }
    defer { small.remove() }
    let lines = try run("pdfimages", ["-list", small.path()]).text.split(separator: "\n")
    #expect(lines.count == 3 && lines[2].contains(" 1240  1754 "))
    #expect(try run("qpdf", ["--check", small.path()]).exit == 0)
  }

  @Test func whatIsSmallAlreadyOrBrokenStaysAsItIs() throws {
    let scan = try Self.jpeg(1200, 1700)
    let small = try MadeVolume([("扫描.jpg", scan)]) { $0.settings.isSmall = true }
    defer { small.remove() }
    #expect(Data(try small.bytes()).range(of: Data(scan)) != nil)
    let large = try Self.jpeg(2480, 3508)
    #expect(SmallerJPEG(Array(large.prefix(large.count / 2)), longer: 10, shorter: 10) == nil)
    #expect(SmallerJPEG([], longer: 10, shorter: 10) == nil)
    #expect(SmallerJPEG(large, longer: 3508, shorter: 2480) == nil)
  }
}
