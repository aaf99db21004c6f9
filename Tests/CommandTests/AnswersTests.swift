import Foundation
import Testing

/// `evpack answers --json` held against what is true of the sample forms.
struct AnswersTests {
  struct Place: Decodable, Equatable {
    var section: String
    var label: String
    var parent: String?
    var kind: String
    var option: String?
    var ticked: Bool?
    var row: String?
    var column: String?
    var value: String?
  }

  struct Printed: Decodable {
    var form: String
    var answers: [Place]
    var findings: [Finding]
  }

  struct Finding: Decodable {
    var rule: String
  }

  @Test(arguments: [
    "cluster1-v1", "cluster1-v2", "cluster2-v1", "cluster2-v2", "cluster1-v4", "cluster2-v4",
    "cluster1-v5", "cluster2-v5", "cluster1-v8", "cluster2-v8",
  ])
  func `every box and every field is as in the truth file`(name: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run("evpack answers --json \"$SAMPLES/forms/\(name).docx\"")
    #expect(outcome.exit == 0, "\(outcome.errors)")
    let printed = try JSONDecoder().decode(Printed.self, from: Data(outcome.output.utf8))
    let truth = try JSONDecoder().decode(
      [Place].self,
      from: Data(
        contentsOf: Shell.project.appending(
          path: "Tests/Fixtures/Samples/forms/\(name).truth.json")))
    #expect(printed.form == "fujian-sme-cluster-2026")
    #expect(printed.findings.isEmpty)
    #expect(printed.answers.count == truth.count)
    for (found, expected) in zip(printed.answers, truth) { #expect(found == expected) }
  }
}
