import Evidence
import Files
import Testing
import Volume

@testable import Desk

struct DossierFileTests {
  @Test func `printing and reading are inverses, whatever the names hold`() throws {
    let names = ["佐证材料/a \"b\" 'c'.pdf", "佐证材料/#注: 100%.pdf", "佐证材料/e\u{301}\u{2028}.pdf"]
    let file = DossierFile(
      form: "fujian-sme-cluster-2026", title: "名称: \"引号\"\t\\n", document: "表 (1).docx",
      links: try names.map { name in
        EvidenceLink(
          requirement: Requirement.Number([3, 3, 1]), attachment: try PackagePath(name),
          place: "第3页", note: "- 说明 {x}")
      }, comment: "# 注释\n")
    #expect(try DossierFile(text: file.text) == file)
  }

  @Test func `how a volume is bound is kept`() throws {
    var volume = VolumeSettings()
    volume.isTwoSided = false
    volume.rightHandStarts = .file
    volume.bindingEdge = .top
    volume.numbers = .center
    volume.largePages = .keep
    volume.hasDividers = false
    volume.form = .none
    volume.copies = 4
    volume.scan = "扫描 1.pdf"
    volume.office = "某\"局\""
    let file = DossierFile(form: "a", title: "b", volume: volume)
    #expect(try DossierFile(text: file.text) == file)
    let usual = DossierFile(form: "a", title: "b")
    #expect(!usual.text.contains("volume"))
    #expect(try DossierFile(text: "form: a\nvolume:\n  dividers: no\n").volume.hasDividers == false)
  }

  /// As Notepad saves a file, and old Macs.
  @Test(arguments: ["\r\n", "\r", "\n"]) func `a comment ends where its line ends`(
    end: String
  ) throws {
    let lines = ["\u{FEFF}# 甲", "# 乙", "form: a", "name: b", "links: []", ""]
    let file = try DossierFile(text: lines.joined(separator: end))
    #expect(file.comment == "# 甲\n# 乙\n")
    #expect(file.form == "a" && file.title == "b")
    #expect(try DossierFile(text: file.text) == file)
  }

  @Test(arguments: [
    ("form: [a\n", 2), ("form: a\nname: b\nlinkz: []\n", 3), ("name: b\n", 1),
    ("form: a\nlinks:\n  - requirement: x\n    file: a.pdf\n", 3),
    ("form: a\nlinks:\n  - requirement: 3-1\n    file: ../a.pdf\n", 4),
    ("form: a\nvolume: x\n", 2), ("form: a\nvolume:\n  sides: three\n", 3),
    ("form: a\nvolume:\n  copies: 0\n", 3), ("form: a\nvolume:\n  form-scan: ../a.pdf\n", 3),
    ("form: a\nform: b\n", 2), ("- a\n", 1), ("", 1),
  ])
  func `a defect is told with its line`(text: String, line: Int) {
    do {
      _ = try DossierFile(text: text)
      Issue.record("it was read: \(text)")
    } catch {
      guard case .malformed(_, let found, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(found == line)
    }
  }

  @Test func `a change that fails changes nothing, and one in between is waited for`() throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let path = "\(folder.path)/dossier.yaml"
    try folder.shell("printf 'form: a\\nname: b\\n' > dossier.yaml")
    #expect(throws: DeskError.self) {
      try DossierFile.change(in: folder.path) { (file) throws(DeskError) in
        file.title = "c"
        throw .unknownForm(id: "a")
      }
    }
    #expect(try readFile(at: path, limit: 100) == Array("form: a\nname: b\n".utf8))
    // flock(1) is another process; it lets go after half a second and writes just before.
    try folder.shell(
      "flock . bash -c 'touch held; sleep 0.5; printf \"form: d\\nname: e\\n\" > dossier.yaml' "
        + "> /dev/null 2>&1 & while ! [ -e held ]; do sleep 0.01; done")
    try DossierFile.change(in: folder.path) { $0.title += "f" }
    let file = try DossierFolder.file(in: folder.path)
    #expect(file.form == "d" && file.title == "ef")
  }
}
