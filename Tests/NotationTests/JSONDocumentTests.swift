import Foundation
import Testing

@testable import Notation

struct JSONDocumentTests {
  /// What Python's reader says of each text: the value, spelled by ``spelled(_:)``, or the line of
  /// what is wrong.
  private func python(_ texts: [String]) throws -> [String] {
    let script = """
      import json, sys
      class Plain(str): pass
      def pairs(members):
          if len({key for key, _ in members}) < len(members): raise json.JSONDecodeError('twice', '', 0)
          return ('object', members)
      def constant(name): raise json.JSONDecodeError(name, '', 0)
      def spelled(value):
          if value is None: value = Plain('null')
          if value is True: value = Plain('true')
          if value is False: value = Plain('false')
          if isinstance(value, tuple): return '{' + ' '.join(spelled(k) + ' ' + spelled(v) for k, v in value[1]) + '}'
          if isinstance(value, list): return '[' + ' '.join(map(spelled, value)) + ']'
          return ('p' if isinstance(value, Plain) else 'q') + value.encode('utf-8').hex()
      for text in json.load(sys.stdin):
          try:
              value = json.loads(text, object_pairs_hook=pairs, parse_int=Plain, parse_float=Plain, parse_constant=constant)
              print(spelled(value))
          except json.JSONDecodeError as error: print('line', error.lineno if error.doc else 0)
          except UnicodeEncodeError: print('line', 0)
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-X", "utf8", "-c", script]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let bytes = try JSONEncoder().encode(texts)
    Thread.detachNewThread {
      try? input.fileHandleForWriting.write(contentsOf: bytes)
      try? input.fileHandleForWriting.close()
    }
    let lines = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: lines, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func spelled(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar):
      (scalar.isPlain ? "p" : "q") + scalar.text.utf8.map { String(format: "%02x", $0) }.joined()
    case .sequence(let items): "[" + items.map(spelled).joined(separator: " ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\(spelled($0.key)) \(spelled($0.value))" }.joined(separator: " ") + "}"
    }
  }

  private func spelled(_ text: String) -> String {
    do { return spelled(try JSONDocument.parse(Array(text.utf8))) } catch {
      return error.reason == .syntax ? "line \(error.line)" : "line 0"
    }
  }

  private let record = """
    {
      "form": "甲", "version": 2026,
      "sections": [
        {"id": "a", "range": [0, 1.50, -2e+10], "note": "☑ é e\u{301} \\u00e9 \\/ \\"\\\\"},
        {"flag": true, "none": null, "not": false, "": "", "empty": [[], {}]}
      ]
    }

    """

  @Test func `JSON is read as Python reads it, and what is none is refused in the same line`()
    throws
  {
    var texts = [
      record, "{}", "[]", "\"\"", "0", " -0.0e-7 ", "true", "null", "01", "1.", "+1", ".5", "NaN",
      "-Infinity", "nul", "'a'", "[1,]", "{\"a\":1,}", "{\"a\":1,\n\"a\":2}",
      "{\"a\":1,\"\\u0061\":2}",
      "", " \n ", "[1] 2", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\nb\"", "{1: 2}", "[\n1\n2\n]",
      "{\"é\": 1, \"e\u{301}\": 2}", "\"\\ud83d\\ude00\"",
    ]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      var scalars = Array(record.unicodeScalars)
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let place = Int.random(in: scalars.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: scalars.remove(at: place)
        case 1: scalars.insert(scalars[place], at: place)
        default: scalars[place] = "\"\\{}[],: \n019eE+-.ntfu甲\u{1}".unicodeScalars.randomElement()!
        }
      }
      texts.append(String(String.UnicodeScalarView(scalars)))
    }
    let expected = try python(texts)
    try #require(expected.count == texts.count)
    var read = 0
    for (text, expected) in zip(texts, expected) {
      let own = spelled(text)
      // Where one has no line for it, or finds another defect first, both refuse.
      let isRefused = own.hasPrefix("line") && expected.hasPrefix("line")
      #expect(
        own == expected || isRefused && (own == "line 0" || expected == "line 0"),
        "\(text.debugDescription): \(own), \(expected)")
      read += expected.hasPrefix("line") ? 0 : 1
    }
    #expect(read > 200 && read < 1_900)
  }

  @Test func `each node knows its line and column, counted in characters`() throws {
    let root = try JSONDocument.parse(Array("[1,\n  {\"甲é\": \"乙\", \"b\": [ true ]}]".utf8))
    let mapping = try #require(root.sequence?.last)
    let entries = try #require(mapping.mapping)
    let places = [root, mapping, entries[0].key, entries[0].value, entries[1].key]
      .map { [$0.line, $0.column] }
    #expect(places == [[1, 1], [2, 3], [2, 4], [2, 10], [2, 15]])
    #expect(entries[1].value.sequence?.first.map { [$0.line, $0.column] } == [2, 22])
  }

  private func failure(_ json: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      _ = try JSONDocument.parse(json)
      return nil
    } catch {
      return error
    }
  }

  @Test func `what is too deep, too long, told twice or not UTF-8 is refused as that`() {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(failure(Array(deep.utf8)) == nil)
    #expect(failure(Array("[\(deep)]".utf8))?.reason == .tooDeep)
    #expect(failure([UInt8](repeating: 0x5B, count: 1 << 20))?.reason == .tooDeep)
    let long = [UInt8](repeating: 0x20, count: JSONDocument.mostBytes)
    #expect(failure(long)?.reason == .syntax)
    #expect(failure(long + [0x30])?.reason == .tooLong)
    let twice = failure(Array("{\"a\": 1,\n \"b\": 2, \"a\": 3}".utf8))
    #expect(twice == JSONError(reason: .repeatedKey, line: 2, column: 10))
    #expect(failure([0x22, 0xFF, 0x22])?.reason == .encoding)
    #expect(failure([0xEF, 0xBB, 0xBF, 0x30])?.reason == .encoding)
  }
}
