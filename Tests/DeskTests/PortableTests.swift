import Definitions
import Evidence
import Foundation
import Reports
import Testing

@testable import Desk

/// The portable core, compiled for a browser and run in node, against the same sources here.
struct PortableTests {
  private static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Compiled once, where the sources are newer than it.
  private static let core = Result {
    _ = try output(of: project.appending(path: "Tools/portable"), [], Data())
    return project.appending(path: ".build/portable/core.wasm").path(percentEncoded: false)
  }

  private static func output(of program: URL, _ arguments: [String], _ input: Data) throws -> Data {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let (stdin, stdout) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (stdin, stdout)
    try process.run()
    Thread.detachNewThread {
      try? stdin.fileHandleForWriting.write(contentsOf: input)
      try? stdin.fileHandleForWriting.close()
    }
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program.lastPathComponent)")
    return output
  }

  /// What the core answers to a request about the form.
  private func answer(_ call: String, _ request: [String: Any]) throws -> Any {
    let form = try FormDefinition(named: "fujian-sme-cluster-2026").json
    let members = try JSONSerialization.data(withJSONObject: request)
    // A dictionary would lose the order of the definition's members, which counts.
    return try answer(call, Data("{\"form\": \(form),".utf8) + members.dropFirst())
  }

  private func answer(_ call: String, _ request: Data) throws -> Any {
    let run = Self.project.appending(path: "Tests/Portable/run.mjs")
    let output = try Self.output(
      of: URL(filePath: "/usr/bin/env"),
      ["node", run.path(percentEncoded: false), try Self.core.get(), call], request)
    return try JSONSerialization.jsonObject(with: output)
  }

  @Test(arguments: [1, 2], [1, 2, 4, 5, 8])
  func `the core assesses the sample dossiers as check does`(cluster: Int, variant: Int) throws {
    let sample = try SampleDossier(cluster: cluster, variant: variant)
    defer { sample.remove() }
    try expectSame(try sample.read())
  }

  @Test func `the core assesses the example dossier as check does`() throws {
    let example = Self.project.appending(path: "Examples/云溪竹木家居").path(percentEncoded: false)
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
    #expect(try scratch.shell("cp -r '\(example)' dossier") == 0)
    var folder = try DossierFolder("\(scratch.path)/dossier")
    try folder.read()
    try expectSame(folder)
  }

  private func expectSame(_ folder: DossierFolder) throws {
    let dossier = folder.dossier
    let request: [String: Any] = [
      "name": dossier.name,
      "answers": dossier.answers.values.map { id, answer -> [String: Any] in
        switch answer {
        case .text(let text): ["id": id, "value": text]
        case .ticked(let isTicked): ["id": id, "ticked": isTicked]
        case .undetermined: ["id": id, "ticked": NSNull()]
        }
      },
      "attachments": dossier.attachments.map { attachment -> [String: Any] in
        var members: [String: Any] = [
          "path": attachment.path.description, "size": attachment.size,
        ]
        members["sha256"] = attachment.sha256?.hex
        members["facts"] = attachment.facts.map(json)
        return members
      },
      "links": dossier.links.map { link in
        [
          "requirement": link.requirement.description, "attachment": link.attachment.description,
          "place": link.place, "note": link.note,
        ].compactMapValues { $0 }
      },
      "findings": folder.findings.map(json),
    ]
    let report = folder.assess()
    // What `check --json` prints.
    let printed = try #require(
      try JSONSerialization.jsonObject(with: Data(report.json(.zh).bytes)) as? [String: Any])
    let told = try #require(try answer("assess", request) as? [String: Any])
    #expect(told["error"] == nil)
    #expect(told["verdict"] as? String == printed["verdict"] as? String)
    let members = ["number", "level", "state", "reason"]
    #expect(try values(told["requirements"], members) == values(printed["requirements"], members))
    let parts = ["rule", "level", "place"]
    #expect(try values(told["findings"], parts) == values(printed["findings"], parts))
    let details = try #require(told["findings"] as? [[String: Any]])
      .map { $0["details"] as? [String: String] }
    #expect(details == report.findings.map(\.details))
    let items = try #require(told["requirements"] as? [[String: Any]])
    #expect(items.map { $0["byDeclaration"] as? Bool } == report.items.map(\.byDeclaration))
    #expect(
      items.map { $0["attachments"] as? [String] }
        == report.items.map { $0.attachments.map(\.path.description) })
    #expect(report.items.count > 50 && report.findings.count > 1)
  }

  private func values(_ objects: Any?, _ members: [String]) throws -> [[String?]] {
    try #require(objects as? [[String: Any]]).map { object in
      members.map { object[$0] as? String }
    }
  }

  private func json(_ finding: Finding) -> [String: Any] {
    [
      "rule": finding.rule.rawValue, "level": finding.level.rawValue, "place": finding.place,
      "details": finding.details,
    ]
  }

  private func json(_ facts: FileFacts) -> [String: Any] {
    var members: [String: Any] = ["type": facts.type.rawValue, "state": facts.state.rawValue]
    members["otherMediaType"] = facts.otherMediaType
    members["pages"] = facts.pages
    members["pixels"] = facts.pixels.map { ["width": $0.width, "height": $0.height] }
    members["resolution"] = facts.resolution
    members["title"] = facts.title
    members["traits"] = facts.traits.map(\.rawValue)
    members["protection"] = facts.protection?.rawValue
    members["flaw"] = facts.flaw?.rawValue
    return members
  }

  @Test func `the core matches loose files as suggest does`() throws {
    let form = try #require(try BundledForms.form("fujian-sme-cluster-2026"))
    let names = try String(
      contentsOf: Self.project.appending(path: "Tests/Fixtures/LooseNames.tsv"), encoding: .utf8)
    let files = names.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { String($0.prefix { $0 != "\t" }) }
    let matcher = EvidenceMatcher(form, asked: [])
    let expected = files.map { file in
      let parts = file.split(separator: "/").map(String.init)
      return matcher.suggestions(for: LooseFile(folders: parts.dropLast(), name: parts.last ?? ""))
        .map { [$0.requirement.description, $0.confidence.rawValue] }
    }
    let told = try answer("suggest", ["files": files])
    #expect(told as? [[[String]]] == expected)
    #expect(expected.count { !$0.isEmpty } > 50)
  }

  @Test func `the core judges and composes names as names does`() throws {
    let names = [
      "3-3-1 技术路线图.pdf", "CON.txt", "e\u{301}té.pdf", "été.pdf", "ＡＢ　c", "测试：x ", "a\u{200B}b😀",
      "a%b?.doc", "\u{F900}\u{FA10}.doc", "\u{1100}\u{1161}\u{11A8}", "Ω\u{2126}.txt",
      "a\u{323}\u{302}",
      String(repeating: "长", count: 90) + ".pdf", "tab\there",
    ]
    let expected = names.map { name -> [[String]] in
      [
        FileName.defects(of: name).map(\.rawValue),
        // Foundation's composing, which Evidence does without.
        [FileName.twinKey(name).precomposedStringWithCanonicalMapping], [FileName.mended(name)],
      ]
    }
    let told = try #require(try answer("names", JSONEncoder().encode(names)) as? [[[String]]])
    let bytes = { (answers: [[[String]]]) in answers.map { $0.map { $0.map { Array($0.utf8) } } } }
    #expect(bytes(told) == bytes(expected))
  }

  /// A page hands in what a stranger wrote.
  @Test(
    arguments: [
      (#"{"form": 1"#, "JSON, line 1, column 11"),
      (#"{"a": 1, "a": 2}"#, "JSON, line 1, column 10"),
      ("[]", "answers is missing"), (#"{"answers": 1}"#, "no array, line 1"),
    ])
  func `a bad request is an answer, not a trap`(request: String, error: String) throws {
    let told = try answer("assess", Data(request.utf8)) as? [String: String]
    #expect(told == ["error": error])
  }
}
