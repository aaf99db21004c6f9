import Evidence
import Foundation
import Testing

@testable import Office

/// The sample forms written in other ways, by the programs in `Variants` and by other programs.
struct VariantTests {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()

  private static func python(_ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-B", "-X", "utf8"] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Holds a form against what is true of it, place by place; what nobody can tell must be told.
  private func compare(_ document: URL, _ truth: URL, in form: Form, _ name: String) throws {
    let filled = FilledForm(
      form, in: try WordDocument(bytes: Array(Data(contentsOf: document))))
    let places = try JSONDecoder().decode(
      [Samples.TruePlace].self, from: Data(contentsOf: truth))
    try #require(places.count == form.places.count)
    for (place, expected) in zip(form.places, places) {
      let isBox = place.kind == .checkbox
      let answer: Answers.Answer =
        isBox ? expected.ticked.map { .ticked($0) } ?? .undetermined : .text(expected.value ?? "")
      #expect(filled.answers[place.id] == answer, "\(name): \(place.id)")
      if answer == .undetermined {
        #expect(filled.findings.contains { $0.place == place.id }, "\(name): \(place.id)")
      }
    }
  }

  @Test func `every way of writing the form is read alike`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let made = try Self.python([
      Self.tests.appending(path: "Variants/make.py").path(percentEncoded: false),
      Samples.folder.path(percentEncoded: false), folder.path(percentEncoded: false),
    ])
    try #require(made == 0)
    let form = try Samples.form()
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "docx" }
    #expect(files.count > 300)
    for file in files {
      try compare(
        file, file.deletingPathExtension().appendingPathExtension("json"), in: form,
        file.lastPathComponent)
    }
  }

  /// Forms saved anew by other programs; each is named cluster-way-program, and its answers are the
  /// sample's.
  static let saved =
    (try? FileManager.default.contentsOfDirectory(
      atPath: tests.deletingLastPathComponent().appending(path: "Fixtures/Saved")
        .path(percentEncoded: false)
    ).filter { $0.hasSuffix(".docx") }.sorted()) ?? []

  @Test(arguments: saved) func `a form saved by another program is read alike`(
    name: String
  ) throws {
    let file = Samples.folder.deletingLastPathComponent().appending(path: "Saved/\(name)")
    let truth = Samples.folder.appending(path: "forms/cluster\(name.prefix(1))-v1.truth.json")
    try compare(file, truth, in: try Samples.form(), name)
  }
}
