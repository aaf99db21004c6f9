import Evidence
import Testing

@testable import Manifest
@testable import Reports

/// That the words fit what the other targets give with their findings.
@Suite struct DetailsTests {
  /// One call that makes a finding: the rules it may name and the details it gives.
  struct Call {
    var text: Substring
    /// Rule ids that have words of their own.
    var rules: [String] {
      guard let arguments = text.split(separator: "[", maxSplits: 1).first else { return [] }
      return arguments.matches(of: #/"([a-z0-9-]+)"/#).map { String($0.1) }
        .filter { Phrasebook.findings.entries[$0] != nil }
    }
    var details: Set<String> {
      guard let start = text.firstIndex(of: "[") else { return [] }
      return Set(text[start...].matches(of: #/"([a-z-]+)"\s*:/#).map { String($0.1) })
    }
    /// Whether the details are a literal, and so all known.
    var isLiteral: Bool { !text.contains("details") }
  }

  static func calls(_ source: String) -> [Call] {
    let opening = #/\b(?:Finding|find|found|report|doubt)\(/#.wordBoundaryKind(.simple)
    return source.matches(of: opening).map { match in
      var depth = 1
      var isQuoted = false
      var end = match.range.upperBound
      while depth > 0, end < source.endIndex {
        switch source[end] {
        case "\"": isQuoted.toggle()
        case "(" where !isQuoted: depth += 1
        case ")" where !isQuoted: depth -= 1
        default: break
        }
        end = source.index(after: end)
      }
      return Call(text: source[match.range.lowerBound..<end])
    }
  }

  /// What the words need in any case: names outside of `[[…]]`.
  static func needed(_ template: String?) -> Set<String> {
    let always = (template ?? "").replacing(#/\[\[.*?\]\]/#, with: "")
    return Set(always.matches(of: #/\{([^}]*)\}/#).map { String($0.1) })
  }

  @Test(arguments: ["Evidence", "Manifest", "Office", "Desk"])
  func everyFindingGivesWhatItsWordsNeed(target: String) throws {
    var count = 0
    for call in try WordingTests.sources(target).flatMap(Self.calls) where call.isLiteral {
      // Added for all calls alike: `found` of FillingRule, `report` of DefinitionNode, `doubt` of
      // RowDoubts and ListTally.
      let byCall: [String: Set<String>] = [
        "found": ["note"], "report": ["line"], "doubt": ["row", "number", "expected-digit"],
      ]
      let added = byCall[String(call.text.prefix { $0 != "(" })] ?? []
      for rule in call.rules {
        count += 1
        for (key, template) in Phrasebook.findings.entries[rule] ?? [:] {
          let lacking = Self.needed(template).subtracting(call.details).subtracting(added)
          #expect(lacking.isEmpty, "\(target): \(rule), \(key): \(lacking) in \(call.text)")
        }
      }
    }
    // That the search finds anything at all.
    #expect(count >= (target == "Office" ? 3 : 8))
  }

  @Test func everyValueThatStandsForWordsHasSome() throws {
    var values: Set<String> = []
    for source in try WordingTests.sources("Manifest") + WordingTests.sources("Desk") {
      let literal = #/"(reason|type|problem|looks-like)": "([a-z-]+)"/#
      values.formUnion(source.matches(of: literal).map { "\($0.1).\($0.2)" })
      values.formUnion(
        source.matches(of: #/lose\([^"]*reason: "([a-z-]+)"/#).map { "reason.\($0.1)" })
    }
    #expect(values.isSuperset(of: ["reason.not-read", "reason.no-header", "type.directory"]))
    let reasons: [ManifestDefect.Reason] = [
      .notDigest, .noPath, .badPath(.backslash), .badPath(.tooDeep), .badEscape, .tooLong,
      .byteOrderMark, .wrongPlace, .noFinalNewline, .asterisk, .dotSlash,
    ]
    values.formUnion(reasons.map { "reason.\($0.id)" })
    let info: [BagInfo.Defect.Reason] = [
      .notUTF8, .byteOrderMark, .noColon, .badLabel, .noFinalNewline, .badBlank, .noLabel,
      .tooLong,
    ]
    values.formUnion(info.map { "reason.\($0.rawValue)" })
    let declaration: [BagDeclaration.Defect] = [
      .byteOrderMark, .notUTF8, .lineCount, .badVersion, .badEncoding, .noFinalNewline,
    ]
    values.formUnion(declaration.map { "reason.\($0.rawValue)" })
    let fetch: [FetchList.Reason] = [.fields, .url, .length, .path]
    values.formUnion(fetch.map { "reason.\($0.rawValue)" })
    for state in CompletenessReport.State.allCases {
      values.formUnion(["stated.\(state.rawValue)", "found.\(state.rawValue)"])
    }
    for value in values {
      for language in Language.allCases {
        #expect(
          Phrasebook.phrases.template("value.\(value)", language.rawValue)?.isEmpty == false,
          "value.\(value)")
      }
    }
  }

  @Test func aListOfWhichNoLineWasReadHasNoLineZero() {
    let unread = Finding(
      "manifest-malformed", .error, at: "manifest-sha256.txt", ["line": "0", "reason": "not-read"])
    #expect(Wording(.zh).message(unread) == "格式不对：文件太大或已损坏，没有读取")
    #expect(
      Wording(.en).message(unread) == "malformed: it is too large or damaged and was not read")
  }

  @Test func aStateIsToldInWords() {
    let finding = Finding(
      "report-differs", .error, at: "3-1", ["stated": "held", "found": "not-required"])
    #expect(Wording(.zh).message(finding) == "材料包里写的是“已齐”，重新核对的结果是“不涉及”")
    let odd = Finding("entry-type", .error, at: "x", ["type": "type-\u{202E}Z"])
    #expect(Wording(.zh).message(odd) == "里面有不认识的条目（Z），佐证材料包只能有普通文件")
  }
}
