import Evidence
import Files
import Foundation
import Reports
import Testing

@testable import Volume

@Suite struct VolumeMakingTests {
  /// Pages of all the makes that stamps of other tools miss.
  static let pages: [(name: String, bytes: [UInt8])] = [
    ("plain.pdf", HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])])),
    (
      "turned.pdf",
      HandmadePDF.pages([
        ("/MediaBox [0 0 842 595] /Rotate 90", [HandmadePDF.drawing]),
        ("/MediaBox [0 0 595 842] /Rotate 180", [HandmadePDF.drawing]),
        ("/MediaBox [0 0 595 842] /Rotate -90", [HandmadePDF.drawing]),
      ])
    ),
    (
      "cropped.pdf",
      HandmadePDF.pages([
        ("/MediaBox [0 0 900 1200] /CropBox [50 40 645 882]", [HandmadePDF.drawing])
      ])
    ),
    (
      "unit.pdf",
      HandmadePDF.pages([
        ("/MediaBox [0 0 297.5 421] /UserUnit 2", ["0 1 0 rg 30 300 100 60 re f"])
      ])
    ),
    (
      "open.pdf",
      HandmadePDF.pages([
        (HandmadePDF.a4, ["q 0.5 0 0 0.5 100 100 cm \(HandmadePDF.drawing) BT /F1 9 Tf"])
      ])
    ),
    (
      "several.pdf",
      HandmadePDF.pages([
        (HandmadePDF.a4, ["q 1 0 0 rg 60 600 100", "150 re f Q", HandmadePDF.drawing])
      ])
    ),
    ("nothing.pdf", HandmadePDF.pages([(HandmadePDF.a4, [])])),
    (
      "marked.pdf",
      HandmadePDF.pages([
        (
          HandmadePDF.a4
            + " /Annots [<< /Type /Annot /Subtype /Stamp /Rect [100 200 300 260] /F 4 /AP << /N 6 0 R >> >>"
            + " << /Type /Annot /Subtype /Stamp /Rect [300 200 400 260] /F 2 /AP << /N 6 0 R >> >>]",
          [HandmadePDF.drawing]
        )
      ]) { pdf in
        _ = pdf.stream(
          "1 0 1 rg 0 0 50 10 re f",
          "/Type /XObject /Subtype /Form /BBox [0 0 50 20] /Matrix [1 0 0 1 5 5]")
        return ""
      }
    ),
    (
      "layers.pdf",
      HandmadePDF.pages([
        (
          HandmadePDF.a4
            + " /Resources << /Properties << /L1 6 0 R /L2 7 0 R >> >>",
          [
            "/OC /L1 BDC 1 0 0 rg 60 600 100 150 re f EMC "
              + "/OC /L2 BDC 0 0 1 rg 200 600 100 150 re f EMC"
          ]
        )
      ]) { pdf in
        let one = pdf.add("<< /Type /OCG /Name (seen) >>")
        let two = pdf.add("<< /Type /OCG /Name (hidden) >>")
        return
          "/OCProperties << /OCGs [\(one) 0 R \(two) 0 R] /D << /OFF [\(two) 0 R] /Order [] >> >>"
      }
    ),
  ]

  @Test func pagesOfAnyMakeComeOutAsTheyAre() throws {
    let volume = try MadeVolume(Self.pages)
    defer { volume.remove() }
    #expect(try run("qpdf", ["--check", volume.path()]).exit == 0)
    #expect(volume.summary.remarks.isEmpty)
    for (index, source) in Self.pages.enumerated() {
      let file = volume.folder.appending(path: source.name)
      try Data(source.bytes).write(to: file)
      let range = try #require(volume.plan.ranges[index])
      for (page, number) in range.enumerated() {
        // Poppler 22 does not know UserUnit: twice as fine a grid shows the page as it is to be seen.
        let before = try Rendering(
          file.path, page: page + 1, dpi: source.name == "unit.pdf" ? 100 : 50)
        let after = try Rendering(volume.path(), page: number)
        #expect(after.differences(from: before) == 0, "\(source.name), page \(page + 1)")
        let words = try volume.text(number).split(whereSeparator: \.isWhitespace)
        #expect(words.contains("\(number)"))
      }
    }
  }

  @Test(arguments: Language.allCases)
  func whatIsPrintedIsFound(_ language: Language) throws {
    let volume = try MadeVolume(Self.pages, language)
    defer { volume.remove() }
    let pages = volume.summary.pages
    for number in 1...pages {
      let text = try volume.text(number)
      #expect(text.contains("\(number)"), "page \(number)")
    }
    let wording = Wording(language)
    let catalogue = try volume.text(3).filter { !$0.isWhitespace }
    for title in ["中小企业参与制修订标准清单", "有效发明专利清单", "三、创新能力情况", "turned.pdf"] {
      #expect(catalogue.contains(title))
    }
    #expect(catalogue.contains(wording["volume.none"]))
    #expect(try volume.text(1).contains("云溪竹木家居"))
    let divider = try #require(volume.plan.starts[0])
    #expect(try volume.text(divider).filter { !$0.isWhitespace }.contains("需提供清单"))
  }

  @Test func bookmarksAndLinksLeadWhereTheySay() throws {
    let volume = try MadeVolume(Self.pages)
    defer { volume.remove() }
    let json = try run("qpdf", ["--json", "--json-key=outlines", volume.path()])
    let root = try #require(
      try JSONSerialization.jsonObject(with: json.bytes) as? [String: Any])
    var found: [String: Int] = [:]
    var depth = 0
    func walk(_ outlines: Any?, _ level: Int) {
      for entry in outlines as? [[String: Any]] ?? [] {
        depth = max(depth, level)
        if let title = entry["title"] as? String, let page = entry["destpageposfrom1"] as? Int {
          found[title] = page
        }
        walk(entry["kids"], level + 1)
      }
    }
    walk(root["outlines"], 1)
    #expect(depth == 3)
    #expect(found["目录"] == 3)
    #expect(found["3-1 中小企业参与制修订标准清单"] == volume.plan.starts[0])
    for (index, source) in Self.pages.enumerated() {
      #expect(found[source.name] == volume.plan.ranges[index]?.lowerBound)
    }
    // Links of the catalogue: each file's row, and the requirement's.
    let info = try run(
      "pdfinfo", ["-f", "1", "-l", "\(volume.summary.pages)", "-url", volume.path()])
    #expect(info.exit == 0)
    let document = try PDFDocument(
      UnsafeRawBufferPointer(try MappedFile(try Descriptor.openFile(volume.path())).keptBytes))
    let targets = document.items(document.value("/Annots", of: document.page(2))).compactMap {
      document.existing("/Dest", of: $0).flatMap { document.items($0, most: 1).first }
        .map { document.identity($0) }
    }
    let places = targets.compactMap { target in
      (0..<volume.summary.pages).first { document.identity(document.page($0)) == target }
    }
    #expect(
      places.map { $0 + 1 }
        == [volume.plan.starts[0]].compactMap(\.self)
        + Self.pages.indices.compactMap { volume.plan.ranges[$0]?.lowerBound })
  }

  @Test func theSameFilesMakeTheSameBytes() throws {
    let first = try MadeVolume(Self.pages)
    let second = try MadeVolume(Self.pages)
    defer {
      first.remove()
      second.remove()
    }
    #expect(try first.bytes() == second.bytes())
    let other = try MadeVolume(Self.pages) { $0.applicant = "别的单位" }
    defer { other.remove() }
    #expect(try other.bytes() != first.bytes())
  }

  @Test func pageLabelsAreThePrintedNumbersInEachPart() throws {
    let volume = try MadeVolume(Self.pages) { $0.split = .pages(10) }
    defer { volume.remove() }
    #expect(volume.plan.parts.count > 1)
    for (index, part) in volume.plan.parts.enumerated() {
      #expect(try run("qpdf", ["--check", volume.path(index)]).exit == 0)
      let json = try run("qpdf", ["--json", "--json-key=pagelabels", volume.path(index)])
      let root = try #require(
        try JSONSerialization.jsonObject(with: json.bytes) as? [String: Any])
      let labels = try #require(root["pagelabels"] as? [[String: Any]])
      let label = try #require(labels.first?["label"] as? [String: Any])
      #expect(label["/St"] as? Int == part.first)
      #expect(
        try volume.text(1, index).filter { !$0.isWhitespace }
          .contains("第\(index + 1)册/共\(volume.plan.parts.count)册"))
    }
  }

  @Test func aVolumeThatIsNotWhatWasPlannedIsRefused() throws {
    let volume = try MadeVolume(Self.pages)
    defer { volume.remove() }
    let file = try MappedFile(try Descriptor.openFile(volume.path()))
    func check(_ plan: VolumePlan.Part, _ words: [String] = []) throws {
      try VolumeCheck(plan: plan, bookmarks: [], catalogued: words).check(file.bytes)
    }
    var plan = volume.plan.parts[0]
    #expect(throws: VolumeFailure.wrong("bookmarks")) { try check(plan, ["有效发明专利清单"]) }
    #expect(throws: VolumeFailure.wrong("catalogue: 没有的标题")) { try check(plan, ["没有的标题"]) }
    plan.leaves.append(.blank)
    #expect(throws: VolumeFailure.wrong("pages")) { try check(plan) }
    plan.leaves.removeLast()
    plan.first = 2
    #expect(throws: VolumeFailure.wrong("labels")) { try check(plan) }
  }

  @Test func aFullDiskIsTold() throws {
    let volume = try MadeVolume(Self.pages)
    defer { volume.remove() }
    let files = try Self.pages.map { try MappedFile(try Descriptor.inMemory($0.bytes)) }
    let making = try VolumeMaking(volume.order, files, tell: { _ in })
    // full(4): every write fails with ENOSPC.
    let full = Descriptor(taking: open("/dev/full", O_RDWR), path: "/dev/full")
    #expect(throws: VolumeFailure.unwritable) { try making.make(0, to: full) }
  }

  @Test func largeAndTinyPagesAreScaledAndSaid() throws {
    let files = [
      ("a3.pdf", HandmadePDF.pages([("/MediaBox [0 0 1191 842]", [HandmadePDF.drawing])])),
      ("tiny.pdf", HandmadePDF.pages([("/MediaBox [0 0 72 72]", ["0 0 1 rg 0 0 72 72 re f"])])),
      ("huge.pdf", HandmadePDF.pages([("/MediaBox [0 0 90000 9]", ["0 0 9 9 re f"])])),
    ]
    let volume = try MadeVolume(files)
    defer { volume.remove() }
    #expect(volume.summary.remarks.count == 3)
    for index in files.indices {
      let page = try Rendering(volume.path(), page: volume.plan.ranges[index]?.lowerBound ?? 0)
      #expect([413, 414, 584, 585].contains(page.width))
    }
    let kept = try MadeVolume(files) { $0.settings.largePages = .keep }
    defer { kept.remove() }
    #expect(try Rendering(kept.path(), page: kept.plan.ranges[0]?.lowerBound ?? 0).width == 828)
  }
}

extension MappedFile {
  /// The bytes, with the file kept for as long as the program runs.
  fileprivate var keptBytes: UnsafeRawBufferPointer {
    _ = Unmanaged.passRetained(self)
    return bytes
  }
}
