import Evidence
import Testing

@testable import Office

/// Reads the sample forms; all expected values are those of the truth files.
struct FilledFormTests {
  static let filled = [1, 2].flatMap { cluster in
    [1, 2, 4, 5, 8].map { "forms/cluster\(cluster)-v\($0)" }
  }

  @Test(arguments: filled + ["blank/申报表-空白"])
  func `every box, blank and cell is read as it is`(name: String) throws {
    let form = try Samples.form()
    let truth = try Samples.truth(name + ".truth.json")
    let filled = FilledForm(form, in: try Samples.document(name + ".docx"))
    try #require(form.places.count == truth.count)
    for (place, expected) in zip(form.places, truth) {
      let answer: Answers.Answer? =
        expected.value.map { .text($0) } ?? expected.ticked.map { .ticked($0) }
      #expect(filled.answers[place.id] == answer, "\(place.id)")
    }
    #expect(filled.findings == [])
  }

  @Test func `a form saved anew by LibreOffice is read as before`() throws {
    let form = try Samples.form()
    let filled = FilledForm(form, in: try Samples.document("blank/申报表-空白-LibreOffice另存.docx"))
    let blank = FilledForm(form, in: try Samples.document("blank/申报表-空白.docx"))
    #expect(filled == blank)
  }

  @Test func `another form is named as such, and nothing else is said`() throws {
    let filled = FilledForm(
      try Samples.form(), in: try Samples.document("damaged/other-form.docx"))
    #expect(filled.findings.map(\.rule) == ["form-other"])
    #expect(filled.answers.values.isEmpty)
  }
}
