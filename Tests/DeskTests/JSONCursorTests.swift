import Evidence
import Foundation
import Notation
import Reports
import Testing

@testable import Desk

struct JSONCursorTests {
  private func isJSON(_ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      do {
        try cursor.skip()
        try cursor.end()
        return true
      } catch {
        return false
      }
    }
  }

  /// RFC 8259, §2 to §7, and of §8.1 that there is no byte order mark.
  @Test func `what the grammar has is JSON, and nothing else`() {
    let good = [
      "{}", "[]", "null", "true", "false", "0", "-0", "1.5e-7", "1E+2", "\"\"", " [ 1 , 2 ] ",
      "\t\r\n1\n", "{\"a\":{\"b\":[null,true]}}", "\"集群\"", "[[[[]]]]",
      "\"\\u0041\\ud83d\\ude00\\n\\/\\\"\"", "\"\u{7F}\"",
    ]
    for text in good { #expect(isJSON(Array(text.utf8)), "\(text.debugDescription)") }
    let bad = [
      "", " ", "{", "[", "]", "[1", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
      "{\"a\" 1}", "01", "+1", "1.", ".5", "1e", "1e+", "-", "--1", "0x10", "NaN", "Infinity",
      "nul", "nullx", "true false", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
      "\"\\ud800\"", "\"\\ude00\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "\"a\tb\"", "'a'", "[1 2]",
      "[1]]", "{}}", "/**/1", "1 // x", "\u{FEFF}1", "\u{A0}1", "\"\\u0000",
    ]
    for text in bad { #expect(!isJSON(Array(text.utf8)), "\(text.debugDescription)") }
    #expect(!isJSON([0x22, 0xFF, 0x22]))
    #expect(!isJSON([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]))
  }

  @Test func `nesting has an end`() {
    func nested(_ depth: Int) -> [UInt8] {
      Array(
        (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(isJSON(nested(JSONCursor.deepest)))
    #expect(!isJSON(nested(JSONCursor.deepest + 1)))
    #expect(!isJSON(Array(String(repeating: "[", count: 1_000_000).utf8)))
  }

  private struct Decoded: Decodable, Equatable {
    struct Form: Decodable, Equatable { var id: String }
    struct Requirement: Decodable, Equatable {
      var number: String
      var state: String
      var attachments: [Attachment]
    }
    struct Attachment: Decodable, Equatable {
      var path: String
      var sha256: String?
      var place: String?
      var note: String?
      var size: Int64?
      var type: String?
    }
    var form: Form
    var name: String
    var requirements: [Requirement]
  }

  /// What JSONDecoder reads of a record and what the cursor does, spelled alike.
  private func spelled(_ record: Decoded) -> String {
    let requirements = record.requirements.map { requirement in
      let attachments = requirement.attachments.map { file in
        let path = (try? PackagePath(file.path))?.description ?? "-"
        let sha256 = file.sha256.flatMap { Digest(hex: $0) }?.hex ?? "-"
        return "\(path)|\(sha256)|\(file.place ?? "-")|\(file.note ?? "-")"
          + "|\(file.size ?? -1)|\(file.type ?? "-")"
      }
      return "\(requirement.number)|\(requirement.state)\n" + attachments.joined(separator: "\n")
    }
    return "\(record.form.id)|\(record.name)\n" + requirements.joined(separator: "\n")
  }

  private func spelled(_ record: StatedEvidence) -> String {
    let requirements = record.requirements.map { requirement in
      let attachments = requirement.attachments.map { file in
        "\(file.path?.description ?? "-")|\(file.sha256?.hex ?? "-")|\(file.place ?? "-")"
          + "|\(file.note ?? "-")|\(file.size ?? -1)|\(file.type ?? "-")"
      }
      return "\(requirement.number)|\(requirement.state)\n" + attachments.joined(separator: "\n")
    }
    return "\(record.formID)|\(record.name)\n" + requirements.joined(separator: "\n")
  }

  @Test func `a record is read as JSONDecoder reads it, and so is a damaged one`() throws {
    let sample = try SampleDossier(cluster: 1)
    defer { sample.remove() }
    let record = try sample.read().assess().json(.zh).bytes
    var random = SystemRandomNumberGenerator()
    var (accepted, stricter) = (0, 0)
    for round in 0..<2_000 {
      var bytes = record
      for _ in 0..<(round == 0 ? 0 : Int.random(in: 1...2, using: &random)) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[place], at: place)
        default: bytes[place] = Array("\"\\{}[],:0123456789eE+-.ntfu ".utf8).randomElement() ?? 0x20
        }
      }
      let isText = String(validating: bytes, as: UTF8.self) != nil
      let decoded = try? JSONDecoder().decode(Decoded.self, from: Data(bytes))
      let stated = try? StatedEvidence(json: bytes)
      if let stated {
        accepted += 1
        #expect(isText)
        let isSame = decoded.map(spelled) == spelled(stated)
        let place = zip(bytes, record).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
        let around = bytes[max(0, place - 20)..<min(bytes.count, place + 20)]
        #expect(isSame, "\(String(decoding: around, as: UTF8.self).debugDescription)")
      } else if decoded != nil, isText {
        stricter += 1
      }
      if round == 0 { #expect(stated != nil) }
    }
    #expect(accepted > 200)
    // JSONDecoder takes a comma before a bracket, which RFC 8259 does not, and 1e3 as a whole number.
    #expect(stricter < 20)
  }

  @Test(
    arguments: [
      ("\"size\": 3", "\"size\": 3, \"size\": 3"), ("\"size\": 3", "\"size\": \"3\""),
      ("\"path\": \"data/a\"", "\"other\": 1"), ("\"name\": \"甲\"", "\"name\": 5"),
      ("\"name\": \"甲\"", "\"name\": \"甲\", \"name\": \"乙\""), ("{\"form\"", "[{\"form\""),
      ("\"held\"", "\"held\", \"state\": \"missing\""), ("}]}]}", "}]}]} {}"),
      ("\"id\": \"f\"", ""),
    ])
  func `what is no record, or says two things, is refused`(
    part: String, other: String
  ) throws {
    let record = """
      {"form": {"id": "f"}, "name": "甲", "requirements": [{"number": "1-1", "state": "held", \
      "attachments": [{"path": "data/a", "size": 3}]}]}
      """
    #expect((try? StatedEvidence(json: Array(record.utf8))) != nil)
    let changed = record.replacingOccurrences(of: part, with: other)
    #expect(changed != record)
    #expect(throws: JSONCursor.Failure.self) { try StatedEvidence(json: Array(changed.utf8)) }
  }
}
