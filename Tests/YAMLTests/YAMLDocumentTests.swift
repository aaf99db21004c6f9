import Definitions
import Notation
import Testing
import YAML

/// Right values are those of the YAML 1.1 specification.
struct YAMLDocumentTests {
  @Test func `scalars, lists and mappings have their text and place`() throws {
    let root = try YAMLDocument.parse(
      """
      # 注
      form: 申报表
      list:
        - "true"
        - true
        - |
          两
          行
      none:
      flow: {a: [1, '2']}
      """)
    #expect(root.mapping?.map(\.key.text) == ["form", "list", "none", "flow"])
    #expect(root["form"]?.text == "申报表")
    #expect(root["list"]?.sequence?.map(\.text) == ["true", "true", "两\n行\n"])
    #expect(root["list"]?.sequence?.map(\.scalar?.isPlain) == [false, true, false])
    #expect(root["list"]?.sequence?.map(\.line) == [4, 5, 6])
    #expect(root["list"]?.sequence?.map(\.column) == [5, 5, 5])
    #expect(root["none"]?.isNull == true)
    #expect(root["list"]?.isNull == false)
    #expect(root["flow"]?["a"]?.sequence?.map(\.text) == ["1", "2"])
  }

  @Test func `JSON is read as well`() throws {
    let root = try YAMLDocument.parse(#"{"form": "\u7533\u62a5", "list": [1, null]}"#)
    #expect(root["form"]?.text == "申报")
    #expect(root["list"]?.sequence?.map(\.isNull) == [false, true])
  }

  @Test func `a mark of byte order and CR LF are passed over`() throws {
    let root = try YAMLDocument.parse("\u{FEFF}a: 1\r\nb: 2\r\n")
    #expect(root["a"]?.text == "1")
    #expect(root["b"]?.line == 2)
  }

  @Test func `an alias stands for what it refers to`() throws {
    let root = try YAMLDocument.parse("a: &x [1, 2]\nb: *x\n")
    #expect(root["b"] == root["a"])
  }

  @Test(arguments: [
    ("", YAMLError.empty), ("# 注\n", .empty),
    ("a: 1\nb: 2\na: 3\n", .repeatedKey("a", line: 3)),
    ("a: 1\n[b]: 2\n", .syntax("a key must be text", line: 2)),
    ("a: 1\n---\nb: 2\n", .syntax("a second document begins here", line: 2)),
    ("a: *x\n", .syntax("found undefined alias", line: 1)),
    ("a: &x [*x]\n", .syntax("found undefined alias", line: 1)),
    ("a: 1\n\u{0}", .syntax("control characters are not allowed", line: 2)),
  ])
  func `what is no YAML is refused with its line`(text: String, error: YAMLError) {
    #expect(throws: error) { try YAMLDocument.parse(text) }
  }

  @Test(arguments: ["a: \"b\n", "a: [1\n", "\ta: 1\n", "a: 1\n b: 2\n"])
  func `broken syntax is refused`(text: String) {
    #expect { try YAMLDocument.parse(text) } throws: { error in
      if case YAMLError.syntax = error { true } else { false }
    }
  }

  @Test func `depth has a limit`() {
    #expect(throws: YAMLError.tooDeep(line: 1)) {
      try YAMLDocument.parse(String(repeating: "[", count: 5_000))
    }
    let deep = 500
    let nested = (0..<deep).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(throws: YAMLError.tooDeep(line: YAMLDocument.mostLevels + 1)) {
      try YAMLDocument.parse(nested + String(repeating: " ", count: deep) + "b\n")
    }
  }

  @Test func `a billion laughs are refused`() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(throws: YAMLError.tooManyAliases(line: 6)) { try YAMLDocument.parse(bomb) }
    for (_, definition) in BundledForms.definitions {
      #expect(throws: Never.self) { try YAMLDocument.parse(definition) }
    }
  }
}
