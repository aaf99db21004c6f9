import Evidence
import Files
import Foundation
import Testing

@testable import Desk

/// What a stranger may have put into a dossier steers no writing and no reading outside it.
struct HostileDossierTests {
  /// A dossier with a folder beside it whose content must stay as it is.
  struct Setting {
    let scratch: ScratchFolder
    let root: String
    let outside: String

    init() throws {
      scratch = try ScratchFolder()
      let sample = try SampleDossier(cluster: 1).root
      root = "\(scratch.path)/shelf/dossier"
      outside = "\(scratch.path)/outside"
      try FileManager.default.createDirectory(
        atPath: "\(scratch.path)/shelf", withIntermediateDirectories: true)
      try FileManager.default.moveItem(atPath: sample, toPath: root)
      try FileManager.default.createDirectory(
        atPath: "\(outside)/folder", withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: URL(filePath: "\(outside)/file"))
      try Data("id: secret-id\ntitle: secret\n".utf8)
        .write(to: URL(filePath: "\(outside)/form.yaml"))
    }

    func remove() { scratch.remove() }

    func plant(_ text: String, at path: String) throws {
      let url = URL(filePath: "\(root)/\(path)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }

    func link(_ path: String, to target: String) throws {
      try? FileManager.default.removeItem(atPath: "\(root)/\(path)")
      try FileManager.default.createSymbolicLink(
        atPath: "\(root)/\(path)", withDestinationPath: target)
    }

    /// That nothing but the dossier has changed.
    func expectUntouched(_ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation)
      throws
    {
      let found = try FileManager.default.subpathsOfDirectory(atPath: scratch.path)
        .filter { !$0.hasPrefix("shelf/dossier") }.sorted()
      #expect(
        found == ["outside", "outside/file", "outside/folder", "outside/form.yaml", "shelf"],
        comment, sourceLocation: sourceLocation)
      let file = try String(contentsOfFile: "\(outside)/file", encoding: .utf8)
      #expect(file == "mine", comment, sourceLocation: sourceLocation)
    }
  }

  // MARK: The last change

  private static let emptyDigest =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  private static func hostileSteps(_ setting: Setting) throws -> [LastChange.Step] {
    let inode = try FileIdentity.at("\(setting.outside)/file").inode
    var steps: [LastChange.Step] = []
    for name in [
      "../../outside/x", "\(setting.outside)/x", ".evpack/x", "佐证材料/x", "link/x", "",
      "./dossier.yaml", "新/x",
    ] {
      steps.append(.wrote(name: name, before: "ZXZpbA==", after: emptyDigest))
    }
    for name in ["../../outside/file", "\(setting.outside)/file", "link/file"] {
      steps.append(.moved(from: "佐证材料/x", to: name, inode: inode))
      steps.append(.added(path: name, inode: inode))
    }
    let own = try FileIdentity.at("\(setting.root)/dossier.yaml").inode
    for name in ["../../outside/x", ".evpack/x", "link/x"] {
      steps.append(.moved(from: name, to: "dossier.yaml", inode: own))
    }
    return steps
  }

  @Test func `a change that the user did not make is not taken back`() throws {
    let setting = try Setting()
    defer { setting.remove() }
    let step: LastChange.Step = .wrote(
      name: "answers.yaml", before: "ZXZpbA==", after: Self.emptyDigest)
    var change = LastChange(kind: .settle, batch: "b")
    change.steps = [step]
    let body = [UInt8](try JSONEncoder().encode(change))
    // As the version before wrote it, and under another user's key.
    try setting.plant(String(decoding: body, as: UTF8.self), at: ".evpack/last-change.json")
    try LastChange.file.write(
      body, in: setting.root, key: [UInt8](repeating: 7, count: OwnKey.length))
    #expect(DossierEditing.lastChange(in: setting.root) == nil)
    #expect(throws: DeskError.self) { try DossierEditing.undo(in: setting.root) }
    #expect(!FileManager.default.fileExists(atPath: "\(setting.root)/answers.yaml"))
    // The same, made by the user.
    try change.save(in: setting.root)
    try DossierEditing.undo(in: setting.root)
    let text = try String(contentsOfFile: "\(setting.root)/answers.yaml", encoding: .utf8)
    #expect(text == "evil")
  }

  @Test func `whatever a change says, taking it back stays in the dossier`() throws {
    let setting = try Setting()
    defer { setting.remove() }
    try setting.link("link", to: setting.outside)
    for step in try Self.hostileSteps(setting) {
      var change = LastChange(kind: .assign, batch: "b")
      change.steps = [step]
      try change.save(in: setting.root)
      #expect(throws: DeskError.self, "\(step)") { try DossierEditing.undo(in: setting.root) }
      try setting.expectUntouched("\(step)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(setting.root)/新"))
    #expect(FileManager.default.fileExists(atPath: "\(setting.root)/dossier.yaml"))
  }

  // MARK: The log of names

  @Test func `a log that the user did not write renames nothing`() throws {
    let setting = try Setting()
    defer { setting.remove() }
    let file = "\(setting.root)/佐证材料/mine.pdf"
    try Data("x".utf8).write(to: URL(filePath: file))
    let inode = try FileIdentity.at(file).inode
    let line = "{\"from\": \"佐证材料/evil.pdf\", \"to\": \"mine.pdf\", \"inode\": \(inode)}\n"
    try setting.plant(line, at: ".evpack/names-9.log")
    #expect {
      try NameMending.undo(setting.root)
    } throws: { error in
      if case .foreignNamesLog(_, let log) = error as? DeskError {
        log == "\(setting.root)/.evpack/names-9.log"
      } else {
        false
      }
    }
    #expect(FileManager.default.fileExists(atPath: file))
    // The user's own is taken back though a stranger's seems to be newer.
    try setting.plant("x", at: "佐证材料/增长10%.pdf")
    let mended = try NameMending.mend(setting.root, at: "8").renamed.count
    #expect(mended > 0)
    #expect(try NameMending.undo(setting.root).renamed.count == mended)
    #expect(FileManager.default.fileExists(atPath: file))
    // One that the user has looked at is carried out.
    let log = "\(setting.root)/.evpack/names-9.log"
    #expect(try NameMending.undo(setting.root, log: log).renamed.count == 1)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test func `one's own log with a line more, less or changed is no longer one's own`() throws {
    let setting = try Setting()
    defer { setting.remove() }
    for name in ["一%.pdf", "二%.pdf"] { try setting.plant("x", at: "佐证材料/\(name)") }
    _ = try NameMending.mend(setting.root, at: "1")
    let path = "\(setting.root)/.evpack/names-1.log"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.count > 2)
    let inode = try #require(lines[0].firstMatch(of: /"inode": [0-9]+/)).output
    for altered in [
      [lines[1]], [lines[1], lines[0]], [lines[0], lines[0]], lines + ["{}"], lines + [""],
      [lines[0].replacing(inode, with: "\"inode\": 1")],
      [lines[0].replacing("\"to\": \"", with: "\"to\": \"x")],
    ] {
      try Data((altered.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
      #expect(throws: DeskError.self, "\(altered)") { try NameMending.undo(setting.root) }
    }
    try Data(text.utf8).write(to: URL(filePath: path))
    #expect(try NameMending.undo(setting.root).renamed.count == lines.count)
  }

  @Test func `a log that the user names can't lead outside, nor to what is never renamed`() throws {
    let setting = try Setting()
    defer { setting.remove() }
    try setting.link("link", to: setting.outside)
    let inode = try FileIdentity.at("\(setting.outside)/file").inode
    let own = try FileIdentity.at("\(setting.root)/dossier.yaml").inode
    for (from, to, inode) in [
      ("../../outside/evil", "file", inode), ("link/evil", "file", inode),
      ("\(setting.outside)/evil", "file", inode), ("佐证材料/x", "../../../outside/file", inode),
      ("evil.yaml", "dossier.yaml", own), ("evil", "../../outside/file", inode),
    ] {
      let line = "{\"from\": \"\(from)\", \"to\": \"\(to)\", \"inode\": \(inode)}\n"
      try setting.plant(line, at: "x.log")
      let outcome = try NameMending.undo(setting.root, log: "\(setting.root)/x.log")
      #expect(outcome.failed.count == 1 && outcome.renamed.isEmpty, "\(line)")
      try setting.expectUntouched("\(line)")
    }
    #expect(FileManager.default.fileExists(atPath: "\(setting.root)/dossier.yaml"))
  }

  // MARK: Links in the place of folders and files

  @Test(arguments: [".evpack", "佐证材料", "佐证材料/一、集群总体情况"])
  func `nothing is written through a link in a folder's place`(path: String) throws {
    let setting = try Setting()
    defer { setting.remove() }
    try setting.plant("x", at: "佐证材料/增长10%.pdf")
    try setting.link(path, to: "\(setting.outside)/folder")
    let number = Requirement.Number([1, 1, 1])
    _ = try? DossierSetup.run(root: setting.root)
    _ = try? NameMending.mend(setting.root, at: "1")
    _ = try? NameMending.undo(setting.root)
    for target in [nil, number] {
      _ = try? IncomingFile(["a.txt"], for: target, in: setting.root).commit(batch: "b")
    }
    _ = try? IncomingFile(["一、集群总体情况", "a.txt"], for: nil, in: setting.root)
      .commit(batch: "b")
    _ = try? DossierEditing.undo(in: setting.root)
    var folder = try DossierFolder(setting.root)
    _ = try folder.read()
    try setting.expectUntouched("\(path)")
  }

  @Test(arguments: ["dossier.yaml", "answers.yaml", "申报表.docx", "form.yaml"])
  func `a link in the place of one of the dossier's own files is not followed`(
    name: String
  ) throws {
    let setting = try Setting()
    defer { setting.remove() }
    if name == "form.yaml" {
      try setting.plant("form: form.yaml\nname: x\n", at: "dossier.yaml")
    }
    if name == "申报表.docx" {
      try setting.plant(
        "form: fujian-sme-cluster-2026\nname: x\ndocument: 申报表.docx\n", at: "dossier.yaml")
    }
    try setting.link(name, to: "\(setting.outside)/form.yaml")
    #expect {
      try DossierFolder(setting.root)
    } throws: { error in
      if case .system(let error) = error as? DeskError { error.isSymbolicLink } else { false }
    }
    try setting.expectUntouched("\(name)")
  }

  @Test(arguments: [
    "document: ../../outside/file", "document: /etc/passwd", "document: .evpack/x.docx",
    "document: 佐证材料/../../../outside/file", "document: ./申报表.docx", "document: \"\"",
    "form: ../../outside/form.yaml", "form: /etc/form.yaml", "form: .evpack/form.json",
    "links: [{requirement: 1-1, file: ../../outside/file}]",
    "links: [{requirement: 1-1, file: /etc/passwd}]",
  ])
  func `dossier-yaml names no file outside of the dossier`(line: String) throws {
    let setting = try Setting()
    defer { setting.remove() }
    let form = line.hasPrefix("form") ? "" : "form: fujian-sme-cluster-2026\n"
    try setting.plant("name: x\n\(form)\(line)\n", at: "dossier.yaml")
    for body in [
      { _ = try DossierFolder(setting.root) },
      { _ = try DossierSetup.run(root: setting.root) },
      { _ = try DossierEditing.replaceForm(with: [], named: "a.docx", in: setting.root) },
      { _ = try DossierSealing.seal(setting.root, to: "\(setting.root)/x.tar", sealedAt: 0) },
    ] as [() throws -> Void] {
      #expect {
        try body()
      } throws: { error in
        if case .malformed(_, let at, _) = error as? DeskError {
          at == (form.isEmpty ? 2 : 3)
        } else {
          false
        }
      }
    }
    try setting.expectUntouched("\(line)")
  }

  // MARK: What is no file

  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["dossier.yaml", "answers.yaml", "申报表.docx", "form.yaml", ".evpack/cache"])
  func `what is no file is refused at once`(name: String) throws {
    let setting = try Setting()
    defer { setting.remove() }
    let form = name == "form.yaml" ? name : "fujian-sme-cluster-2026"
    try setting.plant("form: \(form)\nname: x\ndocument: 申报表.docx\n", at: "dossier.yaml")
    try setting.plant("", at: name)
    let socket = "python3 -c 'import socket, sys; socket.socket(1).bind(sys.argv[1])'"
    for making in ["mkfifo", "mkdir", socket] {
      let status = try setting.scratch.shell(
        "cd shelf/dossier && rm -rf '\(name)' && \(making) '\(name)'")
      #expect(status == 0)
      if name == ".evpack/cache" {
        var folder = try DossierFolder(setting.root)
        let unread = try folder.read()
        #expect(unread == 0)
      } else {
        #expect {
          try DossierFolder(setting.root)
        } throws: { error in
          guard case .system(let error) = error as? DeskError else { return false }
          return making == "mkdir" ? error.isFolder : error.isNotAFile
        }
      }
    }
  }

  // MARK: Uploads

  @Test func `a file that comes in while folders are renamed goes to where they are then`() throws {
    let setting = try Setting()
    defer { setting.remove() }
    try setting.plant("x", at: "佐证材料/盒%/a.txt")
    let before = try FileManager.default.subpathsOfDirectory(atPath: setting.root)
    let incoming = try IncomingFile(["盒%", "b.txt"], for: nil, in: setting.root)
    let number = Requirement.Number([2, 2, 3])
    let numbered = try IncomingFile(["c.txt"], for: number, in: setting.root)
    // Nothing has a place before it is whole.
    #expect(try FileManager.default.subpathsOfDirectory(atPath: setting.root) == before)
    _ = try NameMending.mend(setting.root, at: "1")
    #expect(try incoming.commit(batch: "1").description == "佐证材料/盒％/b.txt")
    try FileManager.default.createDirectory(
      atPath: "\(setting.root)/佐证材料/2-2-3 别名", withIntermediateDirectories: true)
    #expect(try numbered.commit(batch: "1").description == "佐证材料/2-2-3 别名/c.txt")
    let after = try FileManager.default.subpathsOfDirectory(atPath: setting.root)
    #expect(!after.contains("佐证材料/盒%"))
  }
}
