import Definitions
import Evidence
import Testing

struct FormDifferenceTests {
  private let text: String
  private let form: Form

  init() throws {
    text = try #require(BundledForms.definitions.first?.definition)
    form = try Form(definition: text)
  }

  /// The definition as 0.2 had it, before a box could be said to claim nothing, and its later checks.
  @Test func `what only helps to read files makes no difference`() throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let earlier = lines.filter { !$0.contains("claims-nothing:") }.joined(separator: "\n")
    var before = try Form(definition: earlier)
    // Nor did it know ranges of growth, and how one figure follows from two others.
    before.rules.removeLast()
    for section in before.sections.indices {
      for field in before.sections[section].fields.indices {
        before.sections[section].fields[field].range = nil
      }
    }
    #expect(before != form)
    #expect(before.asksTheSame(as: form))
  }

  @Test func `what is printed or asked for makes one`() {
    var others = [form, form, form]
    others[0].sections[2].fields[0].label += "？"
    others[1].sections[2].fields.removeAll { $0.evidence != nil }
    others[2].limits.attachment += 1
    for other in others where other != form { #expect(!other.asksTheSame(as: form)) }
    #expect(others.allSatisfy { $0 != form })
  }
}
