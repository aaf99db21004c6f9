import Evidence
import Files
import Foundation
import Testing

@testable import Desk

struct NameMendingTests {
  /// A dossier with names of all kinds, its paths' bytes listed by find(1).
  struct Messy {
    let root: String

    init() throws {
      root = try SampleDossier(cluster: 1).root
      let base = Array("\(root)/佐证材料/".utf8)
      let names: [[UInt8]] = [
        Array("增长10%.pdf".utf8),
        // 福清合同.pdf in GBK, and bytes that are no encoding's.
        [0xB8, 0xA3, 0xC7, 0xE5, 0xBA, 0xCF, 0xCD, 0xAC] + Array(".pdf".utf8),
        [0xFF, 0xFE], Array("换\n行.pdf".utf8), Array("CON".utf8),
        Array("Socie\u{301}te\u{301}.pdf".utf8), Array("Soci\u{E9}t\u{E9}.pdf".utf8),
        Array("文件夹 /".utf8), Array("文件夹 /里%面:/".utf8), Array("文件夹 /里%面:/坏%.pdf".utf8),
      ]
      for name in names {
        let path = (base + name).map { CChar(bitPattern: $0) } + [0]
        if name.last == UInt8(ascii: "/") {
          #expect(mkdir(path, 0o755) == 0)
        } else {
          let file = creat(path, 0o644)
          #expect(file >= 0 && write(file, "x", 1) == 1)
          close(file)
        }
      }
    }

    func remove() { try? FileManager.default.removeItem(atPath: root) }

    /// All paths and inodes as another program sees them, without the logs and `dossier.yaml`,
    /// which is written anew.
    func listing() throws -> [[UInt8]] {
      let find = Process()
      find.executableURL = URL(filePath: "/usr/bin/find")
      find.arguments = [
        root, "-path", "*/.evpack*", "-prune", "-o", "!", "-name", "dossier.yaml", "-printf",
        "%p %i\\0",
      ]
      let pipe = Pipe()
      find.standardOutput = pipe
      try find.run()
      let data = Array(pipe.fileHandleForReading.readDataToEndOfFile())
      find.waitUntilExit()
      return data.split(separator: 0).map(Array.init).sorted { $0.lexicographicallyPrecedes($1) }
    }
  }

  @Test func `all is mended, links go along, and undo gives back every byte`() throws {
    let messy = try Messy()
    defer { messy.remove() }
    let odd = "佐证材料/文件夹 /里%面:/坏%.pdf"
    try Linking.add(
      [EvidenceLink(requirement: Requirement.Number([3, 3, 1]), attachment: PackagePath(odd))],
      in: messy.root)
    let before = try messy.listing()
    #expect(before.count > 60)
    let file = try DossierFolder.file(in: messy.root)
    let held = try DossierFolder(messy.root).assess().items(.held).count

    let outcome = try NameMending.mend(messy.root, at: "1")
    #expect(outcome.failed.isEmpty)
    let rest = try NameMending.plan(messy.root)
    #expect(rest.renamings.isEmpty)
    // The bytes that could not be made out are still told.
    #expect(rest.items.flatMap(\.findings).map(\.rule).contains("attachment-name-not-utf8"))
    let links = try DossierFolder.file(in: messy.root).links
    #expect(links.contains { $0.attachment.description == "佐证材料/文件夹/里％面：/坏％.pdf" })
    #expect(FileManager.default.fileExists(atPath: "\(messy.root)/佐证材料/福清合同.pdf"))
    let after = try DossierFolder(messy.root).assess()
    #expect(after.items(.held).count == held)
    #expect(!after.findings.contains { $0.rule == "link-file-missing" })

    let undone = try NameMending.undo(messy.root)
    #expect(undone.failed.isEmpty)
    #expect(undone.renamed.count == outcome.renamed.count)
    #expect(try messy.listing() == before)
    #expect(try DossierFolder.file(in: messy.root) == file)
    #expect(throws: DeskError.self) { try NameMending.undo(messy.root) }
  }

  @Test(arguments: 0...4)
  func `a run that was cut short is undone exactly`(done: Int) throws {
    let messy = try Messy()
    defer { messy.remove() }
    let before = try messy.listing()
    // As a crash leaves it: so many renamed, one more announced, a line cut short.
    var log = try NamesLog(in: messy.root, at: "1")
    var folder = try SourceFolder(messy.root)
    for (index, item) in try NameMending.plan(messy.root).renamings.prefix(done + 1).enumerated() {
      let newName = Array((item.newName ?? "").utf8)
      let inode = try folder.identity(item.path).inode
      try log.append(NamesLog.Line(path: item.path, newName: newName, inode: inode))
      if index < done { try folder.rename(item.path, to: newName) }
    }
    let handle = try #require(FileHandle(forWritingAtPath: "\(messy.root)/\(log.name)"))
    _ = try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"from\": \"佐".utf8))
    try handle.close()
    let outcome = try NameMending.undo(messy.root)
    #expect(outcome.failed.isEmpty)
    #expect(outcome.renamed.count == done)
    #expect(try messy.listing() == before)
  }

  @Test func `nothing is overwritten, and what has changed since is left alone`() throws {
    let messy = try Messy()
    defer { messy.remove() }
    var folder = try SourceFolder(messy.root)
    for name in ["增长10%.pdf", "../x", "..", ""] {
      do throws(SystemError) {
        try folder.rename(Array("佐证材料/CON".utf8), to: Array(name.utf8))
        Issue.record("renamed to \(name)")
      } catch {}
    }
    _ = try NameMending.mend(messy.root, at: "1")
    let path = "\(messy.root)/佐证材料/CON_"
    // The old file lives on elsewhere, so that the new one has another inode.
    #expect(rename(path, "\(messy.root)/佐证材料/moved") == 0)
    try Data("new".utf8).write(to: URL(filePath: path))
    let outcome = try NameMending.undo(messy.root)
    #expect(outcome.failed.map(\.path) == ["佐证材料/CON_"])
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(FileManager.default.fileExists(atPath: "\(messy.root)/佐证材料/增长10%.pdf"))
  }

  @Test func `links are not followed, and the dossier's own files keep their names`() throws {
    let messy = try Messy()
    defer { messy.remove() }
    let outside = "\(messy.root)-outside"
    try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: outside) }
    try Data().write(to: URL(filePath: "\(outside)/坏%.pdf"))
    #expect(symlink(outside, "\(messy.root)/佐证材料/外面") == 0)
    _ = try NameMending.mend(messy.root, at: "1")
    #expect(FileManager.default.fileExists(atPath: "\(outside)/坏%.pdf"))
    for name in ["dossier.yaml", "申报表.docx", "佐证材料"] {
      #expect(FileManager.default.fileExists(atPath: "\(messy.root)/\(name)"))
    }
  }

  @Test func `what is no log is refused with its line`() throws {
    let messy = try Messy()
    defer { messy.remove() }
    let path = "\(messy.root)/x.log"
    try Data("{}\n".utf8).write(to: URL(filePath: path))
    #expect(throws: DeskError.self) { try NameMending.undo(messy.root, log: path) }
  }

  @Test(
    arguments: [
      ([0xB8, 0xA3, 0xC7, 0xE5], "福清"), ([0xA1, 0xB6, 0xB1, 0xED, 0xA1, 0xB7], "《表》"),
    ] as [([UInt8], String)])
  func `a GBK name is read`(bytes: [UInt8], text: String) {
    #expect(decodedLegacyName(bytes) == text)
  }

  @Test(arguments: [[0xFF, 0xFE], [0xB8], [], [0x90, 0x30, 0x81, 0x30]] as [[UInt8]])
  func `what is no GBK name is not`(bytes: [UInt8]) {
    #expect(decodedLegacyName(bytes) == nil)
  }
}
