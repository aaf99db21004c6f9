import Definitions
import Evidence
import Foundation
import Testing

@testable import Desk

/// What lies in a dossier's folder that can't be evidence.
struct FolderDefectTests {
  let root: String
  let evidence: String

  init() throws {
    root = FileManager.default.temporaryDirectory
      .appending(path: "evpack-\(UUID().uuidString)").path(percentEncoded: false)
    _ = try DossierSetup.run(
      root: root,
      source: SampleDossier.samples.appending(path: "forms/cluster1-v1.docx")
        .path(percentEncoded: false))
    evidence = "\(root)/佐证材料"
  }

  func remove() { try? FileManager.default.removeItem(atPath: root) }

  func rules() throws -> [String: String] {
    let findings = try DossierFolder(root).assess().findings
    return Dictionary(
      findings.map { ($0.place, $0.rule.rawValue) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func `links, devices and unusable names are told, never followed`() throws {
    defer { remove() }
    symlink("/etc/passwd", "\(evidence)/2-1 链接.pdf")
    mkfifo("\(evidence)/2-1 管道.pdf", 0o600)
    let name: [UInt8] = Array("\(evidence)/2-1 ".utf8) + [0xB8, 0xA3, 0xC7, 0xE5, 0]
    let code = name.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { name in name.baseAddress.map { creat($0, 0o600) } }
    }
    #expect(code.map { close($0) } == 0)
    try Data().write(to: URL(filePath: "\(evidence)/2-1 空.pdf"))
    try Data([1]).write(to: URL(filePath: "\(evidence)/2-1 换\n行.pdf"))
    try Data([1]).write(to: URL(filePath: "\(evidence)/增长10%.pdf"))
    let rules = try rules()
    #expect(rules["佐证材料/2-1 链接.pdf"] == "attachment-symlink")
    #expect(rules["佐证材料/2-1 管道.pdf"] == "attachment-special")
    #expect(rules["佐证材料/2-1 空.pdf"] == "attachment-empty")
    #expect(rules["佐证材料/增长10%.pdf"] == "attachment-name-percent")
    #expect(rules.values.contains("attachment-name-not-utf8"))
    #expect(rules.values.contains("attachment-name"))
    // None of them proves anything.
    #expect(rules["2-1"] == "evidence-missing")
  }

  @Test func `a file is linked by its folder, by its own number, and wherever it lies`() throws {
    defer { remove() }
    let folder = "\(evidence)/三、创新能力情况/3-3-1 绘制了集群主导产业技术路线图"
    #expect(FileManager.default.fileExists(atPath: folder))
    try Data([1]).write(to: URL(filePath: "\(folder)/路线图.pdf"))
    try Data([1]).write(to: URL(filePath: "\(evidence)/3-3-2 难点.pdf"))
    try Data([1]).write(to: URL(filePath: "\(root)/3-3-4 协议.pdf"))
    try Data([1]).write(to: URL(filePath: "\(root)/其他文件.pdf"))
    let report = try DossierFolder(root).assess()
    let held = report.items(.held).map(\.requirement.number.description)
    #expect(held == ["3-3-1", "3-3-2", "3-3-4"])
    #expect(report.unlinked.isEmpty)
  }

  @Test func `running init again adds what is newly ticked and removes nothing`() throws {
    defer { remove() }
    let manager = FileManager.default
    let made = try manager.subpathsOfDirectory(atPath: root).sorted()
    #expect(try DossierSetup.run(root: root).folders == [])
    #expect(try manager.subpathsOfDirectory(atPath: root).sorted() == made)
    // 二 建立了共享车间、共享工厂 is not ticked in the Word form; answers.yaml settles it.
    #expect(!made.contains { $0.contains("2-2-4") })
    try "answers:\n  industry.sharing.shared-workshop: true\n".write(
      toFile: "\(root)/answers.yaml", atomically: true, encoding: .utf8)
    let again = try DossierSetup.run(root: root)
    #expect(again.folders == ["佐证材料/二、主导产业情况/2-2-4 建立了共享车间、共享工厂"])
    let after = try manager.subpathsOfDirectory(atPath: root)
    #expect(Set(made).isSubset(of: Set(after)))
  }

  @Test func `links are written, kept and taken back`() throws {
    defer { remove() }
    let file = "\(evidence)/活动材料.zip"
    try Data([1]).write(to: URL(filePath: file))
    #expect(try Linking.link([file], to: "7-2-1", in: root).count == 1)
    #expect(try Linking.link([file], to: "7-2-2", in: root, place: "第3页").count == 1)
    #expect(try Linking.link([file], to: "7-2-1", in: root).isEmpty)
    let held = try DossierFolder(root).assess().items(.held).map(\.requirement.number.description)
    #expect(held == ["7-2-1", "7-2-2"])
    #expect(try Linking.unlink([file], from: "7-2-1", in: root).count == 1)
    #expect(throws: DeskError.self) { try Linking.unlink([file], from: "7-2-1", in: root) }
    #expect(throws: DeskError.self) { try Linking.link([file], to: "9-9", in: root) }
    #expect(throws: DeskError.self) { try Linking.link(["/etc/passwd"], to: "7-2-1", in: root) }
    #expect(throws: DeskError.self) { try Linking.link([evidence], to: "7-2-1", in: root) }
  }
}

extension FolderDefectTests {
  @Test(arguments: ["CON.pdf", "nul", "com1.txt", "a?.pdf", "a:b.pdf", "a .", "a ", "LPT9"])
  func `a name that Windows can't hold is told`(name: String) {
    #expect(FileName.defects(of: name).contains(.windows))
  }

  @Test(arguments: ["CONTRACT.pdf", "合同（1）.pdf", "com10.txt", "a .pdf", "COMX", ".x"])
  func `a name that it can hold is not`(name: String) {
    #expect(!FileName.defects(of: name).contains(.windows))
  }

  @Test func `where the Word form says otherwise, what was settled counts and is told`() throws {
    defer { remove() }
    try "answers:\n  industry.chain-map.yes: false\n".write(
      toFile: "\(root)/answers.yaml", atomically: true, encoding: .utf8)
    let report = try DossierFolder(root).assess()
    #expect(
      report.findings.filter { $0.place == "industry.chain-map.yes" }
        == [
          Finding(
            "answers-and-form-differ", .warning, at: "industry.chain-map.yes",
            ["what": "form-ticked"])
        ])
    #expect(
      report.items.first { $0.requirement.number.description == "2-1" }?.state == .notRequired)
  }

  @Test func `an unpacked package is told and not entered`() throws {
    defer { remove() }
    let manager = FileManager.default
    for package in ["\(root)/福清", root] {
      let payload = "\(package)/data/evidence/3-3-1 绘制了集群主导产业技术路线图"
      try manager.createDirectory(atPath: payload, withIntermediateDirectories: true)
      try Data([1]).write(to: URL(filePath: "\(payload)/3-3-1 路线图 .pdf"))
      try Data([1]).write(to: URL(filePath: "\(package)/bagit.txt"))
    }
    // Only one of the two things that make a package.
    try Data([1]).write(to: URL(filePath: "\(evidence)/bagit.txt"))
    try Data([1]).write(to: URL(filePath: "\(evidence)/3-3-2 难点.pdf"))
    let report = try DossierFolder(root).assess()
    #expect(report.items(.held).map(\.requirement.number.description) == ["3-3-2"])
    let told = report.findings.filter { $0.rule == "attachment-package" }
    #expect(told.map(\.place) == ["data", "福清"])
    #expect(try NameMending.plan(root).items.isEmpty)
    #expect(try Suggesting.suggest(root, from: root).items.allSatisfy { !$0.path.contains("data") })
  }

  @Test func `a run cut short is completed by the next, and nothing of it is in the way`() throws {
    defer { remove() }
    let new = "\(root)-neu"
    defer { try? FileManager.default.removeItem(atPath: new) }
    // As a kill leaves it before the folder has its name, and after the form was copied into one.
    let partial = "\(root.split(separator: "/").last ?? "")-neu"
    let outer = "/" + root.split(separator: "/").dropLast().joined(separator: "/")
    let remains = "\(outer)/.\(partial).evpack-partial"
    try FileManager.default.createDirectory(
      atPath: "\(remains)/佐证材料", withIntermediateDirectories: true)
    #expect(try DossierSetup.run(root: new, source: "\(root)/申报表.docx").isNew)
    #expect(!FileManager.default.fileExists(atPath: remains))
    try FileManager.default.removeItem(atPath: "\(new)/dossier.yaml")
    #expect(try DossierSetup.run(root: new, source: "\(root)/申报表.docx").isNew)
    #expect(!(try DossierSetup.run(root: new, source: "\(root)/申报表.docx").isNew))
    // A form that says something else stays as it is.
    try Data("x".utf8).write(to: URL(filePath: "\(new)/申报表.docx"))
    #expect(throws: DeskError.self) {
      try DossierSetup.run(root: new, source: "\(root)/申报表.docx")
    }
  }

  @Test func `a definition of one's own may be named again, another one not`() throws {
    defer { remove() }
    let new = "\(root)-neu"
    defer { try? FileManager.default.removeItem(atPath: new) }
    let text = BundledForms.definitions[0].definition
    try text.write(toFile: "\(root)/表.yaml", atomically: true, encoding: .utf8)
    #expect(try DossierSetup.run(root: new, formID: "\(root)/表.yaml").isNew)
    #expect(!(try DossierSetup.run(root: new, formID: "\(root)/表.yaml").isNew))
    try (text + "# 2027\n").write(toFile: "\(root)/表.yaml", atomically: true, encoding: .utf8)
    #expect(throws: DeskError.self) {
      try DossierSetup.run(root: new, formID: "\(root)/表.yaml")
    }
  }

  @Test func `no file of the dossier itself is evidence, whatever its name`() throws {
    defer { remove() }
    try FileManager.default.moveItem(atPath: "\(root)/申报表.docx", toPath: "\(root)/福清.docx")
    try BundledForms.definitions[0].definition.write(
      toFile: "\(root)/表.yaml", atomically: true, encoding: .utf8)
    try DossierFile.change(in: root) { $0.form = "表.yaml" }
    for name in ["福清.docx", "表.yaml", "dossier.yaml"] {
      #expect(throws: DeskError.self) { try Linking.link(["\(root)/\(name)"], to: "2-1", in: root) }
    }
  }

  @Test func `what is read in a form has nothing of the folder in it`() throws {
    defer { remove() }
    symlink("/etc/passwd", "\(evidence)/2-1 链接.pdf")
    #expect(try DossierFolder(root).findings.contains { $0.rule == "attachment-symlink" })
    #expect(try !AnswersReading(root).findings.contains { $0.rule == "attachment-symlink" })
  }

  @Test func `a Word file beyond the limit is told as such`() throws {
    defer { remove() }
    let path = "\(root)/大.docx"
    try Data().write(to: URL(filePath: path))
    truncate(path, off_t(DossierFolder.largestDocument) + 1)
    func isTooLarge(_ work: () throws -> Void) -> Bool {
      do { try work() } catch DeskError.tooLarge { return true } catch {}
      return false
    }
    #expect(isTooLarge { _ = try FormDrafting(path, id: "x") })
    #expect(isTooLarge { _ = try AnswersReading(path) })
    #expect(isTooLarge { _ = try DossierSetup.run(root: "\(root)-neu", source: path) })
  }
}
