import Testing

@testable import Evidence

/// Names by which systems and programs mark files that nobody made or finished.
struct NameMarksTests {
  @Test(arguments: [
    // [MS-FSCC] 2.1.5: the colon parts a file's name from its stream's.
    "2-1 协议.pdf:Zone.Identifier", "2-1 协议.pdf\u{F03A}Zone.Identifier",
    "2-1 协议.pdf：Zone.Identifier", "2-1 协议.pdf_Zone.Identifier", "2-1 协议.pdf.Zone.Identifier",
    "x.pdf:Zone.Identifier:$DATA", "X.PDF:zone.identifier", "Zone.Identifier",
    "x.pdf:com.dropbox.attributes", "x.jpg:AFP_AfpInfo", "x.jpg:SmartScreen",
    "x.jpg@SynoEAStream", "x.jpg@SynoResource",
    "Icon\r", "Icon\u{F00D}", "~WRL0003.tmp", "~WRD12.TMP", "~$协议.docx", ".~lock.协议.docx#",
    ".~协议.docx", "desktop.ini", "Desktop.ini", "Thumbs.db", "ehthumbs.db", ".DS_Store", "._x.pdf",
    ".sync", ".dropbox", ".dropbox.attr", ".fuse_hidden0000",
    "@eaDir/x.pdf/SYNOFILE_THUMB_M.jpg", "#recycle/x.pdf", "$RECYCLE.BIN/$R1A2B3.pdf",
    "System Volume Information/WPSettings.dat", "lost+found/#12", "@Recycle/x.pdf",
    ".@__thumb/x.jpg", ".Spotlight-V100/x", ".Trashes/501/x.pdf", ".fseventsd/x",
    ".TemporaryItems/x", "__MACOSX/a/b.pdf", "a/@EADIR/b/c.pdf",
  ])
  func `what systems leave behind is junk`(path: String) {
    #expect(FileName.isJunk(path.utf8))
  }

  @Test(arguments: [
    "关于Zone.Identifier", "Zone.Identifier 说明.pdf", "3-1 标识.pdf", "Icon", "Icon.png", "icons.pdf",
    "桌面 desktop.ini.pdf", "回收站 recycle.pdf", "recycle/x.pdf", "eaDir/x.pdf", "@张三 材料.pdf",
    "#1 楼验收.pdf", "$100 万合同.pdf", "_封面.pdf", "~封面.pdf", "系统 System Volume Information.pdf",
    "smartscreen.pdf", "favicon", "时间 12：30.pdf", "www.example.com", "RECYCLER.pdf", "ab", "",
    ".5-5-2 报告.pdf.icloud",
  ])
  func `evidence is no junk`(path: String) {
    #expect(!FileName.isJunk(path.utf8))
  }

  @Test(arguments: [
    "合同.pdf.crdownload", "未确认 123456.crdownload", "合同.pdf.part", "合同.pdf.partial",
    "合同.pdf.download", "合同.pdf.xltd", "合同.pdf.td", "合同.pdf.td.cfg", "合同.pdf.xltd.cfg",
    "公式.docx.baiduyun.p.downloading", "合同.pdf.bc!", "合同.pdf.aria2", "合同.TMP",
  ])
  func `a download that did not end is known by its name`(name: String) {
    #expect(FileName.isUnfinished(Array(name.utf8)[...]))
    #expect(!FileName.isJunk(name.utf8))
  }

  @Test(arguments: [
    "part.pdf", "合同.part1.rar", "download.pdf", "part", ".part", "a.cfg", "合同.td.pdf", "tmp",
  ])
  func `and what is none is not`(name: String) {
    #expect(!FileName.isUnfinished(Array(name.utf8)[...]))
  }

  @Test(arguments: [
    (".5-5-2 报告.pdf.icloud", true), ("报告.pdf.nextcloud", true), ("报告.pdf.cloud", true),
    ("报告.icloud.pdf", false), ("icloud", false), (".icloud", false),
  ])
  func `what still lies in a cloud is known by its name`(name: String, isInCloud: Bool) {
    #expect(FileName.isInCloud(Array(name.utf8)[...]) == isInCloud)
  }

  @Test(arguments: [
    ("a.7z.001", true), ("a.zip.002", true), ("a.z01", true), ("a.r00", true),
    ("a.part1.rar", true), ("a.part02.RAR", true), ("a.rar", false), ("合同.001", false),
    ("a.zip", false), ("part1.rar", false), ("a.raw", false), ("a.zzz", false),
    ("a.partx.rar", false),
  ])
  func `volumes of an archive are known by their names`(name: String, isVolume: Bool) {
    #expect(FileName.isVolume(Array(name.utf8)[...]) == isVolume)
  }
}

/// What a file is worth as evidence, by its name and by what was found in it.
struct AttachmentStateTests {
  static func attachment(_ name: String, _ facts: FileFacts?, size: Int64 = 1_000) throws
    -> Evidence.Attachment
  {
    Evidence.Attachment(path: try PackagePath("佐证材料/2-1/\(name)"), size: size, facts: facts)
  }

  static func findings(_ attachment: Evidence.Attachment) -> [String] {
    attachment.findings(limits: nil).map { finding in
      let what = finding.details["what"].map { "/\($0)" } ?? ""
      return "\(finding.level) \(finding.rule.rawValue)\(what)"
    }
  }

  @Test(arguments: [
    ("a.pdf", FileFacts(.pdf), FileFacts.State.ok, [String]()),
    ("a.pdf", FileFacts(.pdf, .truncated), .truncated, ["error attachment-truncated"]),
    (
      "a.pdf", FileFacts(.pdf, encryptedBy: .rights), .encrypted,
      ["error attachment-encrypted/rights"]
    ),
    ("a.pdf", FileFacts.blank(.text), .empty, ["error attachment-empty/blank"]),
    ("a.pdf", FileFacts(.other), .damaged, ["error attachment-damaged"]),
    ("a.pdf", FileFacts(.text), .damaged, ["error attachment-damaged/text"]),
    ("a.pdf", FileFacts(.html), .damaged, ["error attachment-damaged/text"]),
    ("a.xls", FileFacts(.html), .ok, ["warning attachment-type-differs"]),
    ("a.doc", FileFacts(.text), .ok, ["warning attachment-type-differs"]),
    ("a.txt", FileFacts(.text), .ok, []),
    ("a.pdf.crdownload", FileFacts(.pdf, .truncated), .unfinished, ["error attachment-unfinished"]),
    (".a.pdf.icloud", FileFacts(.other), .unfinished, ["error attachment-unfinished/cloud"]),
    ("a.pdf:Zone.Identifier", FileFacts(.text), .notEvidence, ["warning attachment-junk/sealed"]),
    ("a.url", FileFacts(.shortcut), .notEvidence, ["error attachment-program/shortcut"]),
    ("a.webloc", FileFacts(.xml), .notEvidence, ["error attachment-program/shortcut"]),
    ("a.txt", FileFacts(.shortcut), .notEvidence, ["error attachment-program/shortcut"]),
    ("a.exe", FileFacts(.program), .notEvidence, ["error attachment-program"]),
    ("a.bat", FileFacts(.pdf), .notEvidence, ["error attachment-program"]),
    ("a.com", FileFacts(.program), .notEvidence, ["error attachment-program"]),
    ("a.com", FileFacts(.other), .notEvidence, ["error attachment-program"]),
    ("官网 www.example.com", FileFacts(.png), .ok, ["warning attachment-ending-unknown"]),
    ("www.example.com.png", FileFacts(.png), .ok, []),
    ("a.7z.001", FileFacts(.sevenZip, .truncated), .part, ["error attachment-part"]),
    ("a.7z.002", FileFacts(.other), .part, ["error attachment-part"]),
    ("a.rar", FileFacts(.rar, .part), .part, ["error attachment-part"]),
    ("a.avif", FileFacts(.avif), .ok, ["note attachment-rare-type"]),
    ("a.caj", FileFacts(.other), .ok, ["warning attachment-rare-type/document"]),
    ("a.xmind", FileFacts(.zip), .ok, ["warning attachment-rare-type/document"]),
    ("a.vsdx", FileFacts(.visio), .ok, ["warning attachment-rare-type/document"]),
    ("a.dat", FileFacts(.other), .ok, ["warning attachment-type-unknown"]),
  ])
  func `state and finding agree`(
    name: String, facts: FileFacts, state: FileFacts.State, findings: [String]
  ) throws {
    let attachment = try Self.attachment(name, facts)
    #expect(attachment.state == state)
    #expect(attachment.isUsable == (state == .ok))
    #expect(Self.findings(attachment) == findings)
    #expect(
      findings.contains { $0.hasPrefix("error") } == !attachment.isUsable || attachment.isJunk)
  }

  @Test(arguments: [
    ("a.docx", FileFacts(.text)), ("a.dat", FileFacts(.other)), ("a.jpg", FileFacts(.text)),
  ])
  func `a byte or two are no document`(name: String, facts: FileFacts) throws {
    let attachment = try Self.attachment(name, facts, size: 1)
    #expect(attachment.state == .damaged)
    #expect(Self.findings(attachment) == ["error attachment-damaged"])
    #expect(try Self.attachment("a.txt", FileFacts(.text), size: 1).state == .ok)
  }
}
