import Definitions
import Evidence
import Files
import Foundation
import Office
import Testing

@testable import Inspection

/// Documents that are read by a process of its own: what it answers is what stands in them, and it
/// is believed no further than it can be.
@Suite struct DocumentInspectionTests {
  private static let samples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Samples")

  private static func sample(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: samples.appending(path: name)))
  }

  private static let definition = BundledForms.definitions[0].definition

  /// What the service answers, without the process around it.
  private static func served<Answer: InspectionMessage>(
    _ kind: InspectionRequest.Kind, _ document: [UInt8], _ text: String = ""
  ) throws -> Answer {
    let request = InspectionRequest(
      kind: kind, count: Int64(document.count), text: Array(text.utf8))
    let bytes = InspectionService.answer(to: request, about: try .inMemory(document))
    #expect(bytes.count <= request.longestAnswer)
    var reader = MessageReader(bytes)
    let answer = try Answer(from: &reader)
    try reader.end()
    return answer
  }

  // MARK: What is answered

  @Test(arguments: ["cluster1-v1", "cluster2-v5"])
  func `a form's answers arrive as they were read`(name: String) throws {
    let document = try Self.sample("forms/\(name).docx")
    let form = try #require(try BundledForms.form(BundledForms.definitions[0].id))
    let read = FilledForm(form, in: try WordDocument(bytes: document))
    let told: Result<FilledForm, WordDocumentError> = try Self.served(
      .answers, document, Self.definition)
    #expect(told == .success(read))
    #expect(FormInspection(told).filled(form) == .success(read))
    #expect(read.answers.values.count > 200)
  }

  @Test func `a definition's form is drafted and arrives whole`() throws {
    let document = try Self.sample("blank/申报表-空白.docx")
    let drafted = FormDraft(try WordDocument(bytes: document), id: "draft")
    let told: Result<FormDraft, WordDocumentError> = try Self.served(.draft, document, "draft")
    #expect(try told.get().form == drafted.form)
    #expect(try told.get().checks == drafted.checks)
  }

  @Test func `the sheets of a list arrive as they were read`() throws {
    let rows = (1...300).map { "\($0),GB/T \($0)-2023,\"甲,乙\"" }
    let list = Array(("序号,标准编号,名称\n" + rows.joined(separator: "\n")).utf8)
    let told: Result<[Sheet], ListFileError> = try Self.served(.sheets, list)
    #expect(told == .success(try ListFile.sheets(of: list)))
    #expect(try told.get()[0].rows.count == 301)
  }

  @Test func `what can't be read is told by its reason`() throws {
    let old: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]
    let form: Result<FilledForm, WordDocumentError> = try Self.served(
      .answers, old, Self.definition)
    #expect(form == .failure(.oldWordFile))
    let list: Result<[Sheet], ListFileError> = try Self.served(.sheets, old)
    #expect(list == .failure(.oldWorkbook))
    let title: String = try Self.served(.title, old)
    #expect(title.isEmpty)
  }

  static let wordErrors: [WordDocumentError] = [
    .empty, .notAWordFile, .oldWordFile, .encrypted, .truncated, .missingPart("a"),
    .malformedXML(part: "a", line: 2, column: 3), .documentTypeDeclared(part: "a"),
    .tooLarge(part: "a", .depth), .unreadable("a"), .unchecked,
  ]
  static let listErrors: [ListFileError] = [
    .empty, .notAList, .oldWorkbook, .encrypted, .truncated, .damaged(part: "a", line: 2),
    .documentTypeDeclared(part: "a"), .tooLarge, .unreadable("a"), .unknownEncoding, .unchecked,
    .otherFormat(.webPage),
  ]

  @Test func `every reason arrives as it was told`() throws {
    func told<Message: InspectionMessage & Equatable>(_ message: Message) throws {
      var writer = MessageWriter()
      writer.put(message)
      var reader = MessageReader(writer.bytes)
      #expect(try Message(from: &reader) == message)
      try reader.end()
    }
    for protection in FileFacts.Protection.allCases {
      var facts = FileFacts(.pdf, .encrypted)
      (facts.otherMediaType, facts.pages, facts.resolution) = ("a/b", 3, 200)
      (facts.pixels, facts.title) = (.init(width: 1, height: 2), "甲")
      (facts.traits, facts.protection, facts.flaw) = ([.macros, .mended], protection, .joined)
      try told(facts)
      // What is known of a file and not told here is lost.
      let details = Mirror(reflecting: facts).descendant("box", "some", "details")
      #expect(Mirror(reflecting: try #require(details)).children.count == 8)
    }
    for error in Self.wordErrors { try told(error) }
    for error in Self.listErrors { try told(error) }
    for state in FileFacts.State.allCases {
      for protection in FileFacts.Protection.allCases {
        for flaw in FileFacts.Flaw.allCases {
          var facts = FileFacts(.pdf, state)
          facts.otherMediaType = "a/b"
          facts.pages = 3
          facts.pixels = FileFacts.PixelSize(width: 7, height: 5)
          facts.resolution = 300
          facts.title = "a"
          facts.traits = Set(FileFacts.Trait.allCases)
          facts.protection = protection
          facts.flaw = flaw
          try told(facts)
        }
      }
    }
  }

  // MARK: A service that was taken over

  /// A program that answers every question with the same bytes, after their length.
  private static func liar(_ answer: [UInt8], length: Int64? = nil) throws -> Inspector {
    let bytes = withUnsafeBytes(of: (length ?? Int64(answer.count)).littleEndian) { Array($0) }
    let hex = (bytes + answer).map {
      String($0, radix: 16).count == 1 ? "0" + String($0, radix: 16) : String($0, radix: 16)
    }.joined()
    let script = """
      import os, socket
      s = socket.socket(fileno=0)
      while s.recv(1 << 20):
          s.sendall(bytes.fromhex('\(hex)'))
      """
    return Inspector(program: .init(path: "/usr/bin/python3", arguments: ["-c", script]))
  }

  private static func message(_ body: (inout MessageWriter) -> Void) -> [UInt8] {
    var writer = MessageWriter()
    body(&writer)
    return writer.bytes
  }

  @Test func `a service that dies is told, and one that lies about lengths`() throws {
    let document: [UInt8] = Array("PK".utf8)
    let dead = Inspector(program: .init(path: "/bin/false", arguments: []))
    for _ in 0..<2 {
      #expect(try dead.answers(in: document, to: "form: a").failure == .unchecked)
      #expect(try dead.sheets(in: document) == .failure(.unchecked))
      #expect(try dead.title(of: document) == nil)
      guard case .failure(.unchecked) = try dead.draft(of: document, id: "a") else {
        Issue.record("drafted")
        continue
      }
    }
    for length in [Int64.max, -1, 1 << 40, 65 << 20] {
      #expect(try Self.liar([], length: length).sheets(in: document) == .failure(.unchecked))
    }
    // More in the answer than belongs to it, and less.
    #expect(try Self.liar([1, 0, 0, 0, 0, 7]).sheets(in: document) == .failure(.unchecked))
    #expect(
      try Self.liar([1, 0xFF, 0xFF, 0xFF, 0xFF]).sheets(in: document) == .failure(.unchecked))
    #expect(try Self.liar([1, 0, 0, 0, 0]).sheets(in: document) == .success([]))
    let absent = Inspector(program: .init(path: "/nowhere/evpack", arguments: []))
    #expect(throws: SystemError.self) { try absent.sheets(in: document) }
  }

  @Test func `a service has no file or socket of whoever starts it`() throws {
    let file = open("/dev/null", O_RDONLY)
    // Stays open in programs that are started, as some sockets of a server do.
    let copy = fcntl(file, F_DUPFD, 700)
    defer { for number in [file, copy] { close(number) } }
    try #require(copy >= 700)
    let script = """
      import os, socket
      others = [n for n in range(3, copy + 100) if os.path.exists(f'/proc/self/fd/{n}')]
      s = socket.socket(fileno=0)
      s.recv(1 << 20)
      s.sendall(bytes([5, 0, 0, 0, 0, 0, 0, 0, 0 if others else 1, 0, 0, 0, 0]))
      """.replacing("copy", with: String(copy))
    let inspector = Inspector(
      program: .init(path: "/usr/bin/python3", arguments: ["-c", script]))
    // An empty list where there were none, nothing that is understood where there were.
    #expect(try inspector.sheets(in: Array("PK".utf8)) == .success([]))
  }

  @Test(arguments: [0, -1, 5, Int(Int64.max), Int(Int64.min), 1 << 31])
  func `rows and columns out of their order or range are no list`(number: Int) throws {
    func sheet(row: Int, column: Int) -> [UInt8] {
      Self.message { writer in
        writer.put(true)
        writer.put([0]) { writer, _ in
          writer.put(false)
          writer.put(false)
          writer.put([5, row]) { writer, row in
            writer.put(row)
            writer.put(false)
            writer.put([2, column]) { writer, column in
              writer.put(column)
              writer.put(0 as UInt8)
              writer.put("甲")
            }
          }
        }
      }
    }
    var reader = MessageReader(sheet(row: 6, column: 3))
    #expect(
      try Result<[Sheet], ListFileError>(from: &reader).get()[0].rows.map(\.number) == [5, 6])
    for bytes in [sheet(row: number, column: 3), sheet(row: 6, column: number == 5 ? 1 : number)] {
      var reader = MessageReader(bytes)
      #expect(throws: MessageReader.Malformed.self) {
        try Result<[Sheet], ListFileError>(from: &reader)
      }
    }
  }

  @Test func `answers in places that the form has not got are no answers`() throws {
    let form = try #require(try BundledForms.form(BundledForms.definitions[0].id))
    let box = try #require(form.places.first { $0.kind == .checkbox }).id
    let blank = try #require(form.places.first { $0.kind == .text }).id
    func filled(_ values: [String: Answers.Answer], _ findings: [Finding] = []) -> Bool {
      let reading = FilledForm(answers: Answers(values: values), findings: findings)
      if case .success = FormInspection(.success(reading)).filled(form) { return true }
      return false
    }
    #expect(filled([box: .ticked(true), blank: .text("甲")]))
    #expect(!filled(["a.b": .ticked(true)]))
    #expect(!filled([box: .text("甲")]))
    #expect(!filled([blank: .ticked(true)]))
    #expect(filled([:], [Finding("box-undetermined", .error, at: box)]))
    #expect(filled([:], [Finding("answer-undetermined", .error, at: blank)]))
    #expect(!filled([:], [Finding("box-undetermined", .error, at: "../x")]))
    #expect(!filled([:], [Finding("digest-mismatch", .error, at: box)]))
  }

  @Test func `an answer cut or changed anywhere is refused or read, and never a crash`() throws {
    let document = try Self.sample("forms/cluster1-v1.docx")
    let answer = InspectionService.answer(
      to: InspectionRequest(
        kind: .answers, count: Int64(document.count), text: Array(Self.definition.utf8)),
      about: try .inMemory(document))
    for length in stride(from: 0, to: answer.count, by: 211) {
      var reader = MessageReader(Array(answer.prefix(length)))
      #expect(throws: MessageReader.Malformed.self) {
        try Result<FilledForm, WordDocumentError>(from: &reader)
      }
    }
    for place in stride(from: 0, to: answer.count, by: 173) {
      var changed = answer
      changed[place] ^= 0xFF
      var reader = MessageReader(changed)
      _ = try? Result<FilledForm, WordDocumentError>(from: &reader)
    }
  }
}
