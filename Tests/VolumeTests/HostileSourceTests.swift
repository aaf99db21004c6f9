import Evidence
import Files
import Foundation
import Reports
import Testing

@testable import Volume

@Suite struct HostileSourceTests {
  /// The volume with one good file after the one that is looked at.
  private func volume(
    _ name: String, _ bytes: [UInt8], _ change: (inout VolumeOrder) -> Void = { _ in }
  ) throws -> MadeVolume {
    let good = HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])])
    return try MadeVolume([(name, bytes), ("good.pdf", good)], .zh, change)
  }

  /// Expects a page in the place of the file that says why, and the rest as it should be.
  private func expectNotice(
    _ name: String, _ bytes: [UInt8], saying why: String,
    _ change: (inout VolumeOrder) -> Void = { _ in }
  ) throws {
    let volume = try volume(name, bytes, change)
    defer { volume.remove() }
    #expect(volume.plan.ranges[0]?.count == 1)
    let text = try volume.text(volume.plan.ranges[0]?.lowerBound ?? 0)
    #expect(text.contains("见电子文件"))
    #expect(text.contains(name))
    #expect(text.contains(why), "\(text)")
    #expect(volume.summary.remarks.contains { $0.contains(name) })
    #expect(try run("qpdf", ["--check", volume.path()]).exit == 0)
    #expect(try volume.text(volume.plan.ranges[1]?.lowerBound ?? 0).contains("Some words here"))
    // The last page but a blank one tells of it as well.
    let pages = volume.summary.pages
    let end = try volume.text(pages - 1) + volume.text(pages)
    #expect(end.contains(name))
  }

  @Test func whatIsNoPDFGetsANotice() throws {
    try expectNotice("没有.pdf", Array("not a pdf at all".utf8), saying: "已损坏")
  }

  @Test func anEmptyFileGetsANotice() throws {
    try expectNotice("空.pdf", [], saying: "是空的")
  }

  @Test func archivesAndOFDGetANotice() throws {
    try expectNotice("活动.zip", Array("PK\u{3}\u{4}…".utf8), saying: "不能印在纸上")
    try expectNotice("纪要.ofd", Array("PK\u{3}\u{4}…".utf8), saying: "不能印在纸上")
  }

  @Test func whatIsInAZipIsListed() throws {
    let script = """
      import zipfile,sys,io
      b=io.BytesIO(); z=zipfile.ZipFile(b,'w')
      for n in ['活动通知.docx','照片/合影.jpg']: z.writestr(n,'x')
      z.close(); sys.stdout.buffer.write(b.getvalue())
      """
    let volume = try volume("活动.zip", Array(try run("python3", ["-c", script]).bytes))
    defer { volume.remove() }
    let text = try volume.text(volume.plan.ranges[0]?.lowerBound ?? 0)
    for words in ["里面有 2 个文件", "活动通知.docx", "照片/合影.jpg"] { #expect(text.contains(words)) }
  }

  /// Encrypted by another program (qpdf).
  @Test func anOwnersPasswordOpensAndAUsersDoesNot() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "evpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let plain = folder.appending(path: "plain.pdf")
    try Data(HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])])).write(to: plain)
    func encrypted(user: String) throws -> [UInt8] {
      let file = folder.appending(path: "locked.pdf")
      try run(
        "qpdf", ["--encrypt", user, "owner", "256", "--modify=none", "--", plain.path, file.path])
      return Array(try Data(contentsOf: file))
    }
    let open = try volume("限制.pdf", try encrypted(user: ""))
    defer { open.remove() }
    let number = open.plan.ranges[0]?.lowerBound ?? 0
    #expect(try open.text(number).contains("Some words here"))
    #expect(
      try Rendering(open.path(), page: number).differences(from: Rendering(plain.path, page: 1))
        == 0)
    try expectNotice("密码.pdf", try encrypted(user: "secret"), saying: "设有密码")
  }

  @Test func signaturesAndUnseenFieldsAreSaid() throws {
    let bytes = HandmadePDF.pages([
      (
        HandmadePDF.a4
          + " /Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (b) /Rect [9 9 99 99] >>]",
        [HandmadePDF.drawing]
      )
    ]) { _ in "/AcroForm << /SigFlags 3 /Fields [] >>" }
    let volume = try volume("签章.pdf", bytes)
    defer { volume.remove() }
    #expect(volume.summary.remarks.contains { $0.contains("数字签名以电子文件为准") })
    #expect(volume.summary.remarks.contains { $0.contains("填写的内容") })
  }

  @Test func aPageTreeThatLeadsInCirclesIsLeftOrRead() throws {
    var pdf = HandmadePDF()
    let root = pdf.add("")
    let tree = pdf.add("<< /Type /Pages /Count 2 /Kids [3 0 R] >>")
    _ = pdf.add("<< /Type /Pages /Count 2 /Parent 2 0 R /Kids [2 0 R] >>")
    pdf.set(root, "<< /Type /Catalog /Pages \(tree) 0 R >>")
    try expectNotice("循环.pdf", pdf.bytes(root: root), saying: "已损坏")
  }

  @Test func aFileThatBroughtTheProcessDownGetsANotice() throws {
    let bytes = HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])])
    let order = try volume("坏.pdf", bytes)
    defer { order.remove() }
    let file = try MappedFile(try Descriptor.inMemory(bytes))
    let making = try VolumeMaking(order.order, [file, file], broken: [0], tell: { _ in })
    #expect(making.summary.remarks.contains { $0.contains("程序出错") })
  }

  @Test func documentsThatWereNotConvertedSayWhy() throws {
    for (failure, words) in [
      (VolumeOrder.ConversionFailure.absent, "没有安装 LibreOffice"), (.tooLong, "超时"),
      (.failed, "没能转换"),
    ] {
      try expectNotice("说明.docx", Array("PK".utf8), saying: words) {
        $0.sources[0].failure = failure
      }
    }
  }

  @Test func aPDFThatWasCutIsPrintedAsFarAsItGoesOrNoticed() throws {
    let whole = HandmadePDF.pages(
      (0..<20).map { _ in (HandmadePDF.a4, [HandmadePDF.drawing]) })
    let cut = Array(whole[..<(whole.count * 2 / 3)])
    let volume = try volume("半截.pdf", cut)
    defer { volume.remove() }
    #expect(volume.summary.remarks.contains { $0.contains("半截.pdf") })
    #expect(try run("qpdf", ["--check", volume.path()]).exit == 0)
  }

  @Test func aContentBombIsCopiedAsItIs() throws {
    // 64 MB of blanks in 64 KB, by the very program that unpacks it (python's zlib).
    let script =
      "import zlib,sys; sys.stdout.buffer.write(zlib.compress(b' ' * (256 << 20), 9))"
    let packed = Array(try run("python3", ["-c", script]).bytes)
    #expect(packed.count < 400_000)
    var bytes = Array(
      "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Filter /FlateDecode /Length \(packed.count) >>\nstream\n"
        .utf8)
    bytes += packed
    bytes += Array("\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".utf8)
    let volume = try volume("炸弹.pdf", bytes)
    defer { volume.remove() }
    #expect(try volume.bytes().count < 800_000)
  }

  @Test func sharedContentsKeepTheirOwnResources() throws {
    var pdf = HandmadePDF()
    let root = pdf.add("<< /Type /Catalog /Pages 2 0 R >>")
    _ = pdf.add("<< /Type /Pages /Count 2 /Kids [4 0 R 5 0 R] >>")
    let content = pdf.stream("/CS cs 1 scn 100 300 300 300 re f")
    for colour in ["[1 0 0]", "[0 0 1]"] {
      _ = pdf.add(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(content) 0 R "
          + "/Resources << /ColorSpace << /CS [/Separation /Spot /DeviceRGB << /FunctionType 2 "
          + "/Domain [0 1] /N 1 /C0 [1 1 1] /C1 \(colour) >>] >> >> >>")
    }
    let volume = try volume("同样.pdf", pdf.bytes(root: root))
    defer { volume.remove() }
    let first = try #require(volume.plan.ranges[0]).lowerBound
    #expect(try Rendering(volume.path(), page: first)[170, 270] == [255, 0, 0])
    #expect(try Rendering(volume.path(), page: first + 1)[170, 270] == [0, 0, 255])
  }

  @Test func fontsThatAreNotEmbeddedAreSaid() throws {
    let bytes = HandmadePDF.pages([
      (
        HandmadePDF.a4
          + " /Resources << /Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /STSong-Light "
          + "/Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 "
          + "/BaseFont /STSong-Light >>] >> >> >>", [HandmadePDF.drawing]
      )
    ])
    let volume = try volume("字体.pdf", bytes)
    defer { volume.remove() }
    #expect(volume.summary.remarks.contains { $0.contains("STSong-Light") })
  }

  @Test func namesThatNoFontHasAreSaidAndDoNoHarm() throws {
    let bytes = HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])])
    let volume = try volume("\u{10FFFD}奇怪.pdf", bytes)
    defer { volume.remove() }
    #expect(volume.summary.remarks.contains { $0.contains("没有字体") })
  }

  /// What is drawn otherwise than it is stored must not keep a volume from being made.
  @Test func namesOfAllScriptsAreBound() throws {
    let bytes = HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])])
    let names = [
      "ملف الشهادة.pdf", "e\u{301}te\u{301} (office).pdf", "สัญญา.pdf", "हिन्दी.pdf", "שלום 12.pdf",
      "한국어.pdf", "技術合作Ⅲ①㎡.pdf", "a\u{200D}b\u{FE0F}.pdf", "  两个  空格 .pdf", "fi fl ffi — “引号”….pdf",
      "𠮷野家.pdf", String(repeating: "很长的名称", count: 40) + ".pdf",
    ]
    let emoji = (0..<30).map { "照片\($0)📷👨‍👩‍👧.pdf" }
    let files = (names + emoji).enumerated().map { index, name in
      (name, bytes + Array("% \(index)\n".utf8))
    }
    let volume = try MadeVolume(files)
    defer { volume.remove() }
    #expect(volume.plan.ranges.count == files.count)
    #expect(try run("qpdf", ["--check", volume.path()]).exit == 0)
  }

  @Test(arguments: Language.allCases)
  func everyReasonAndRemarkHasItsWords(_ language: Language) {
    let wording = Wording(language)
    let reasons = [
      "type", "protected", "damaged", "truncated", "empty", "too-large", "library", "broke",
    ]
    for reason in reasons + VolumeOrder.ConversionFailure.allCases.map(\.rawValue) {
      #expect(wording["volume.why.\(reason)"] != "volume.why.\(reason)")
    }
    let remarks: [VolumeRemark] = [
      .notice("type"), .scaled(3), .kept(2), .signature, .fields, .fonts(["A"]), .mended,
      .missingPage(1), .converted, .rows(9),
    ]
    for remark in remarks {
      let words = remark.words("名称.pdf", pages: [7], wording)
      #expect(!words.hasPrefix("volume.") && !words.contains("{") && words.contains(/[78]/))
    }
  }

  /// Files with bytes that are not theirs: nothing but a volume comes out.
  @Test(arguments: 0..<8) func mutilatedFilesDoNoHarm(_ seed: Int) throws {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func random(below limit: Int) -> Int {
      // Knuth's constants (MMIX).
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let files = VolumeMakingTests.pages.map { name, bytes in
      var broken = bytes
      for _ in 0..<(1 + seed * 2) {
        broken[random(below: broken.count)] = UInt8(random(below: 256))
      }
      return (name, broken)
    }
    let good = HandmadePDF.pages([(HandmadePDF.a4, [HandmadePDF.drawing])])
    let volume = try MadeVolume(files + [("good.pdf", good)])
    defer { volume.remove() }
    let page = volume.plan.ranges[files.count]?.lowerBound ?? 0
    #expect(try volume.text(page).contains("Some words here"))
    #expect(try run("qpdf", ["--check", volume.path()]).exit != 2)
  }
}
