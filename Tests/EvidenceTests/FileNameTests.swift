import Definitions
import Foundation
import Testing

@testable import Evidence

struct FileNameTests {
  @Test(arguments: [
    ("增长10%.pdf", "增长10％.pdf", "percent"),
    ("a:b?.pdf", "a：b？.pdf", "windows"), ("a<b>|*\".txt", "a＜b＞｜＊＂.txt", "windows"),
    ("CON.pdf", "CON_.pdf", "windows"), ("nul", "nul_", "windows"),
    ("com1.tar.gz", "com1_.tar.gz", "windows"), ("LPT³.txt", "LPT³_.txt", "windows"),
    ("合同.", "合同", "windows blank"), ("合同. ", "合同", "windows blank"),
    (" 前.pdf", "前.pdf", "blank"), ("签到表 .pdf", "签到表.pdf", "blank"),
    ("附件\u{3000}", "附件", "blank"), ("全角\u{3000}格.pdf", "全角 格.pdf", "blank"),
    ("零\u{200B}宽.pdf", "零宽.pdf", "unseen"), ("a\u{202E}fdp.exe", "afdp.exe", "unseen"),
    ("自\u{E123}造.pdf", "自_造.pdf", "privateUse"),
    ("换\n行.pdf", "换行.pdf", "unusable"), ("a\\b.pdf", "a＼b.pdf", "unusable"),
    ("Socie\u{301}te\u{301}.pdf", "Soci\u{E9}t\u{E9}.pdf", "decomposed"),
    ("\u{1100}\u{1161}.pdf", "\u{AC00}.pdf", "decomposed"),
    ("...", "未命名", "windows blank"), ("\u{200B}.pdf", "未命名.pdf", "unseen"),
  ])
  func `a name is told and mended`(name: String, mended: String, defects: String) {
    #expect(FileName.defects(of: name).map { "\($0)" }.joined(separator: " ") == defects)
    #expect(Array(FileName.mended(name).utf8) == Array(mended.utf8))
  }

  @Test(arguments: [
    "合同（1）.pdf", "3-3-1 技术路线图.pdf", "CONTRACT.pdf", "com10.txt", ".x", "a.b.c",
    "Soci\u{E9}t\u{E9}.pdf",
    // NFC would make another character of this one.
    "\u{F900}.pdf", "“云溪竹居”商标.jpg", "a b  c.pdf",
  ])
  func `a sound name is left alone`(name: String) {
    #expect(FileName.defects(of: name) == [])
    #expect(Array(FileName.mended(name).utf8) == Array(name.utf8))
  }

  @Test(arguments: [
    (".x", true), ("a/.git/b", true), ("a/.x", true), ("a.b/c", false), ("a/b.", false),
    ("", false),
  ])
  func `a path is hidden by any part of it`(path: String, isHidden: Bool) {
    #expect(FileName.isHidden(path.utf8) == isHidden)
  }

  private func twinKey(_ name: String) -> FileName.TwinKey {
    FileName.TwinKey(Array(name.utf8)[...])
  }

  @Test func `the quick look at a name finds what the long one does`() {
    // Of each kind of character, those at the ends of the ranges that the quick look knows.
    let parts = [
      "", "a", "Z", "7", " ", ".", "%", "\\", "?", "~", "\u{7F}", "\u{E9}", "e\u{301}", "\u{2010}",
      "\u{200F}", "\u{2027}", "\u{2028}", "\u{3000}", "\u{3001}", "\u{3029}", "\u{302A}",
      "か\u{3099}",
      "\u{4000}", "\u{9FFF}", "\u{A000}", "\u{F900}", "\u{FEFF}", "（", "Ａ", "\u{FF20}", "😀", "CON",
      "com1", ".pdf",
    ]
    var wrong: [String] = []
    for a in parts {
      for b in parts {
        for c in ["", ".", " ", "长", "\u{301}", "a"] where !(a + b + c).isEmpty {
          let (name, other) = (a + b + c, c + b + a)
          // Names are twins where String, which compares by canonical equivalence, says so.
          let areTwins = FileName.twinKey(name) == FileName.twinKey(other)
          let composed = name.precomposedStringWithCanonicalMapping
          let isRight =
            FileName.defects(of: name) == FileName.examined(name)
            && (twinKey(name) == twinKey(other)) == areTwins
            && FileName.inNFC(Array(name.utf8)[...]).elementsEqual(composed.utf8)
          if !isRight { wrong.append(name.debugDescription) }
        }
      }
    }
    #expect(wrong == [])
    #expect(twinKey("É.PDF") == twinKey("e\u{301}.pdf"))
    #expect(twinKey("\u{F900}") == twinKey("\u{8C48}"))
  }

  @Test func `emoji and long names are notes for a person to judge`() {
    let family = "照片👨\u{200D}👩\u{200D}👧.jpg"
    #expect(FileName.defects(of: family) == [.emoji])
    #expect(FileName.mended(family) == family)
    let long = String(repeating: "长", count: 70) + ".pdf"
    #expect(FileName.defects(of: long) == [.disc])
    #expect(FileName.mended(long) == long)
  }

  @Test func `what is mended has nothing left to mend`() {
    let parts = [
      "%", " ", ".", "\u{3000}", "\u{200B}", ":", "CON", "e\u{301}", "\u{E000}", "\n", "长", ".pdf",
      "\\", "\u{FEFF}", "NUL.",
    ]
    for a in parts {
      for b in parts {
        for c in parts {
          let mended = FileName.mended(a + b + c)
          #expect(
            FileName.defects(of: mended).filter { $0 != .disc && $0 != .emoji } == [],
            "\(a)\(b)\(c)")
          #expect(Array(FileName.mended(mended).utf8) == Array(mended.utf8), "\(a)\(b)\(c)")
          #expect(!mended.isEmpty && mended != "." && mended != "..")
        }
      }
    }
    let long = FileName.mended(String(repeating: "%", count: 250) + ".pdf")
    #expect(long.utf8.count <= 255)
    #expect(long.hasSuffix("％.pdf"))
  }

  @Test func `the folders that init makes have sound names`() throws {
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    for name in form.requirements.map(\.folderName) + form.sections.map(\.folderName) {
      #expect(FileName.defects(of: name) == [], "\(name)")
    }
  }

  // MARK: Plans

  func plan(_ paths: [String]) -> NamePlan {
    NamePlan(paths.map { NamePlan.Entry(path: Array($0.utf8)) }, root: "d")
  }

  func names(_ plan: NamePlan) -> [String] {
    plan.renamings.map { "\($0.shown) > \($0.newName ?? "")" }
  }

  @Test func `twins are numbered, and no name is ever taken twice`() {
    #expect(names(plan(["A.JPG", "a.jpg", "b.jpg"])) == ["a.jpg > a（2）.jpg"])
    // A mended name does not take one that is there, nor another mended one's.
    #expect(names(plan(["1%.pdf", "1％.pdf", "1％（2）.pdf"])) == ["1%.pdf > 1％（3）.pdf"])
    #expect(names(plan(["x", "x ", "x."])) == ["x  > x（2）", "x. > x（3）"])
    let unicode = plan(["e\u{301}.pdf", "\u{E9}.pdf"])
    #expect(names(unicode) == ["e\u{301}.pdf > \u{E9}（2）.pdf"])
    #expect(unicode.items[0].findings.map(\.rule).contains("attachment-twins"))
    // Twins in different folders are none.
    #expect(names(plan(["p", "q", "p/A", "q/a"])).isEmpty)
  }

  @Test func `what is in a folder is renamed before the folder, and paths are mapped both ways`() {
    let plan = plan(["f ", "f /g%", "f /g%/h:", "f /i"])
    #expect(names(plan) == ["f /g%/h: > h：", "f /g% > g％", "f  > f"])
    let paths = RenamedPaths(plan.renamings.map { ($0.path, Array(($0.newName ?? "").utf8)) })
    for (old, new) in [("f /g%/h:", "f/g％/h："), ("f /i", "f/i"), ("other", "other")] {
      #expect(paths.after(Array(old.utf8)) == Array(new.utf8))
      #expect(paths.before(Array(new.utf8)) == Array(old.utf8))
    }
  }

  @Test func `a path that Windows can't open is told`() {
    let long = Array(repeating: String(repeating: "长", count: 60), count: 5).joined(separator: "/")
    #expect(plan([long]).items.first?.findings.map(\.rule) == ["attachment-path-long"])
    #expect(plan([String(long.prefix(250))]).items.isEmpty)
  }

  @Test func `bytes that are no UTF-8 are shown as bytes`() {
    #expect(FileName.shown(Array("佐证/".utf8) + [0xB8, 0xA3, 0x2E]) == "佐证/\\xB8\\xA3.")
    #expect(FileName.shown(Array("换\n行".utf8)) == "换\\x0A行")
  }
}
