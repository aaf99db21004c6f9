import Testing

@testable import Evidence

struct YAMLAliasesTests {
  @Test func `a billion laughs are refused before they are parsed`() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(YAMLAliases.areTooMany(in: bomb))
    #expect(throws: FormDefinitionError.self) { try Form(definition: bomb) }
  }

  @Test func `the bundled forms are far below the limit`() {
    for (_, definition) in BundledForms.definitions {
      #expect(!YAMLAliases.areTooMany(in: definition))
    }
  }
}
