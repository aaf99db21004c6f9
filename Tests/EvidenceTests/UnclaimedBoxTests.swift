import Definitions
import Testing

@testable import Evidence

/// Boxes by which nothing is claimed: 否, 不涉及, 不适用.
struct UnclaimedBoxTests {
  let form: Form

  init() throws { form = try #require(try BundledForms.form("fujian-sme-cluster-2026")) }

  private func item(
    _ place: String, ticked: Answers.Answer, linked: Bool = false
  ) throws -> (item: CompletenessReport.Item, report: CompletenessReport) {
    let requirement = try #require(form.requirements.first { $0.placeID == place })
    let path = try PackagePath("佐证材料/说明.pdf")
    let report = Dossier(
      form: form, name: "", answers: Answers(values: [place: ticked]),
      attachments: linked ? [Attachment(path: path, size: 1)] : [],
      links: linked ? [EvidenceLink(requirement: requirement.number, attachment: path)] : []
    ).assess()
    return (try #require(report.items.first { $0.requirement.placeID == place }), report)
  }

  @Test func `the form's own are 否, 不涉及 and 不适用, and no others`() {
    let boxes = form.requirements.filter { $0.placeID != nil }
    for box in boxes {
      let option = box.option ?? ""
      #expect(box.claims == !(option == "否" || option == "不涉及" || option.hasSuffix("不适用")))
    }
    // Counted on the printed form: 否 of ten questions, 不涉及 of two, 不适用 of two.
    #expect(boxes.count { !$0.claims } == 14)
  }

  @Test(arguments: [
    "basics.not-restricted.no", "basics.water-benchmark.not-concerned", "industry.chain-map.no",
    "green.solid-waste-above.not-industrial",
  ]) func `what claims nothing is listed and never asked for`(place: String) throws {
    for answer in [Answers.Answer.ticked(true), .undetermined] {
      let (item, report) = try item(place, ticked: answer)
      #expect(item.state == .notRequired)
      #expect(!report.findings.contains { $0.place == item.requirement.number.description })
    }
    let (held, report) = try item(place, ticked: .ticked(true), linked: true)
    #expect(held.state == .held)
    #expect(held.attachments.count == 1)
    #expect(!report.findings.contains { $0.rule == "evidence-unasked" })
    let (other, warned) = try item(place, ticked: .ticked(false), linked: true)
    #expect(other.state == .notRequired)
    #expect(warned.findings.contains { $0.rule == "evidence-unasked" })
  }

  @Test func `its counterpart is asked for as before`() throws {
    let (item, report) = try item("basics.not-restricted.yes", ticked: .ticked(true))
    #expect(item.state == .missing)
    #expect(report.findings.contains { $0.rule == "evidence-expected" })
  }

  @Test(arguments: [
    ("options: {x: 甲, y: 乙}\n        claims-nothing: [z]", "form-unknown-option"),
    ("options: {x: 甲, y: 乙}\n        claims-nothing: [y]", "form-claims-nothing"),
  ]) func `a definition that contradicts itself is told`(text: String, rule: String) {
    let definition = FormReaderTests.sound.replacing("options: {x: 甲, y: 乙}", with: text)
    #expect {
      try Form(definition: definition)
    } throws: { error in
      (error as? FormDefinitionError)?.findings.map(\.rule.rawValue) == [rule]
    }
  }
}
