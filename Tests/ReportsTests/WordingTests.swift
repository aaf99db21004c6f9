import Evidence
import Foundation
import Testing

@testable import Reports

@Suite struct WordingTests {
  /// The rules that `Desk` finds, whose sources need not be there yet.
  static let deskRules = [
    "attachment-symlink", "attachment-special", "attachment-unreadable", "attachment-too-deep",
    "attachment-too-many", "attachment-name-not-utf8", "attachment-name",
    "attachment-name-percent", "attachment-junk", "attachment-twins", "attachment-two-numbers",
    "answer-settled", "answer-settled-unknown", "answers-and-form-differ", "form-several",
    "form-absent", "form-unknown", "form-differs", "report-differs", "answers-differ",
    "path-absolute", "path-parent", "path-control", "path-unsafe",
  ]

  /// The Swift sources below `Sources`, or below one target of it.
  static func sources(_ target: String = "") throws -> [String] {
    let folder = repository.appending(path: "Sources/\(target)")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    return try files.compactMap { file in
      guard let file = file as? URL, file.pathExtension == "swift" else { return nil }
      return try String(contentsOf: file, encoding: .utf8)
    }
  }

  /// Rule ids, and the values of `what`, in calls that make findings.
  static func rulesInSources() throws -> Set<String> {
    let call =
      #/\b(?:Finding|find|found|report|doubt)\(\s*(?:[^,"()]*(?:\([^()]*\))?\s*\?\s*"([a-z0-9-]+)"\s*:\s*)?"([a-z0-9-]+)"/#
      // By Unicode's default, `package.find` is one word.
      .wordBoundaryKind(.simple)
    var rules: Set<String> = []
    for source in try sources() {
      for match in source.matches(of: call) {
        if let first = match.1 { rules.insert(String(first)) }
        rules.insert(String(match.2))
      }
    }
    return rules
  }

  @Test func everyRuleInTheSourcesIsWordedInBothLanguages() throws {
    let rules = try Self.rulesInSources()
    // That the search finds what it should: one of each way of making a finding.
    #expect(
      rules.isSuperset(of: [
        "blank", "form-type", "same", "digest-mismatch", "tagfile-missing", "payload-missing",
        "truncated", "row-added",
      ]))
    for rule in rules.union(Self.deskRules) {
      let entry =
        Phrasebook.findings.entries[rule] ?? Phrasebook.findings.entries["form-altered/\(rule)"]
      #expect(entry?["zh"]?.isEmpty == false, "\(rule) has no Chinese words")
      #expect(entry?["en"]?.isEmpty == false, "\(rule) has no English words")
    }
  }

  @Test func bothLanguagesFillInTheSameDetails() {
    for book in [Phrasebook.findings, Phrasebook.phrases] {
      for (id, entry) in book.entries {
        #expect(Self.names(entry["zh"]) == Self.names(entry["en"]), "\(id)")
        #expect((entry["zh-review"] == nil) == (entry["en-review"] == nil), "\(id)")
        #expect(Self.names(entry["zh-review"]) == Self.names(entry["en-review"]), "\(id)")
        #expect((entry["zh-page"] == nil) == (entry["en-page"] == nil), "\(id)")
        #expect((entry["zh-hint"] == nil) == (entry["en-hint"] == nil), "\(id)")
        #expect(Self.names(entry["zh-hint"]) == Self.names(entry["en-hint"]), "\(id)")
      }
    }
  }

  @Test func `no options and commands stand in what a page says of a package`() {
    #expect(Phrasebook.packageFindings.entries.count > 80)
    for language in Language.allCases {
      let wording = Wording(language, for: .reviewer, isOnPage: true)
      let finding = Phrasebook.packageFindings.entries.keys.map { id in
        let parts = id.split(separator: "/").map(String.init)
        return Finding(
          Finding.Rule(rawValue: parts[0]), .error, at: "x",
          parts.count > 1 ? ["what": parts[1]] : [:])
      }
      let phrases = ["verify.authentic.unconfirmed", "item.because.unconfirmed"].map {
        wording.phrase($0, ["count": "1"])
      }
      for text in finding.compactMap({ wording.hint($0) }) + phrases {
        #expect(!text.contains(/(^|[^-])--[a-z]/), "\(text)")
        #expect(!text.contains(/evpack (sign|verify|timestamp|link|unlink)\b/), "\(text)")
      }
    }
  }

  private static func names(_ template: String?) -> [String] {
    (template ?? "").matches(of: #/\{([^}]*)\}/#).map { String($0.1) }.sorted()
  }

  @Test func everyPhraseThatIsAskedForExistsAndNoneIsLeftOver() throws {
    let sources = try (Self.sources("Reports") + Self.sources("Volume")).joined()
    let all = try sources + Self.sources("Desk").joined()
    let asked = sources.matches(
      of: #/(?:phrase\(|wording\[|self\[|title: |add\()\s*"([a-z0-9.-]+)"/#
    ).map {
      String($0.1)
    }
    #expect(asked.count > 30)
    for id in asked { #expect(Phrasebook.phrases.entries[id] != nil, "\(id)") }
    let composed = [
      "value.", "level.", "requirement.", "state.", "column.", "verify.", "answers.", "reason.",
      "confidence.", "diff.change.", "lists.other.", "template.", "signer.", "item.",
      "property.", "batch.", "verdict.", "verifier.", "paper.importance.", "workbench.",
      "volume.why.", "volume.remark.",
    ]
    for id in Phrasebook.phrases.entries.keys where !composed.contains(where: id.hasPrefix) {
      #expect(all.contains("\"\(id)\""), "\(id) is not used")
    }
  }

  @Test func everyProblemOfANameIsWorded() {
    let problems: [PackagePath.Problem] = [
      .empty, .notUTF8, .absolute, .emptyComponent, .dotComponent, .controlCharacter, .backslash,
      .componentTooLong, .tooLong, .tooDeep,
    ]
    for problem in problems {
      for language in Language.allCases {
        #expect(
          Phrasebook.phrases.template("value.problem.\(problem.rawValue)", language.rawValue)
            != nil)
      }
    }
  }

  @Test func aRuleOfALaterReleaseIsStillReadable() {
    let finding = Finding("brand-new", .error, at: "x", ["b": "2", "a": "1"])
    #expect(Wording(.zh).message(finding) == "brand-new（a = 1、b = 2）")
    #expect(Wording(.en).message(finding) == "brand-new (a = 1, b = 2)")
    #expect(Wording(.en).message(Finding("bare", .note, at: "x")) == "bare")
    #expect(Wording(.en).hint(finding) == nil)
  }

  @Test func aDetailThatIsNotGivenTakesItsPartOfTheSentenceAlong() {
    let known = Finding("truncated", .error, at: "", ["offset": "512"])
    #expect(Wording(.zh).message(known) == "文件不完整，后面的内容丢失了（从第 512 字节起）")
    let bare = Finding("truncated", .error, at: "")
    #expect(Wording(.en).message(bare) == "the file is cut off; the rest is lost")
  }

  @Test func aReviewerIsNotToldToMendAFileInAPackage() {
    let unreadable = Finding("list-unreadable", .warning, at: "x", ["reason": "encrypted"])
    let password = Finding("attachment-encrypted", .error, at: "x")
    for language in Language.allCases {
      let applicant = Wording(language)
      let reviewer = Wording(language, for: .reviewer)
      #expect(applicant.hint(unreadable) != reviewer.hint(unreadable))
      #expect(
        reviewer.hint(password)
          == reviewer.phrase(
            "hint.for-applicant", ["hint": applicant.hint(password) ?? "nothing"]))
      // What is found in packages is worded for reviewers as it is.
      let cut = Finding("truncated", .error, at: "")
      #expect(applicant.hint(cut) == reviewer.hint(cut))
    }
    #expect(Wording(.zh, for: .reviewer).hint(password)?.hasPrefix("请申报单位处理：") == true)
  }

  @Test func aFileNameIsNeverTakenForAPlaceholder() {
    let finding = Finding(
      "attachment-twins", .error, at: "x", ["other": "{name}[[{rule}]]", "name": "secret"])
    #expect(Wording(.en).message(finding).contains("“{name}[[{rule}]]”"))
  }

  @Test func placesAreToldInTheFormsWords() throws {
    let form = try SampleDossier().form
    let wording = Wording(.zh)
    #expect(
      wording.place("basics.operator-contact", in: form) == "一、基本情况 › 集群运营管理机构 › 联系人")
    #expect(wording.place("cover.name", in: form) == "封面 › 集群名称")
    #expect(wording.place("industry.output.2021", in: form) == "二、主导产业情况 › 集群总产值（亿元） › 2021年")
    #expect(
      wording.place("basics.sector.primary", in: form) == "一、基本情况 › 主导产业所属产业类型 › 第一产业")
    #expect(wording.place("innovation", in: form) == "三、创新能力情况")
    #expect(wording.place("3-3-1", in: form) == "3-3-1 绘制了集群主导产业技术路线图")
    #expect(wording.place("佐证材料/a.pdf", in: form) == "佐证材料/a.pdf")
    #expect(wording.place("3-3-1", in: nil) == "3-3-1")
  }

  @Test func aNameCannotForgeALineOrTurnOneAround() {
    let name = "a\u{202E}fdp.exe\u{1B}[31m\nok\u{7}"
    #expect(Wording(.en).place(name, in: nil) == "afdp.exe[31m ok")
  }

  @Test func everyDefectOfANameAndEveryReasonIsWorded() {
    for language in Language.allCases {
      for defect in FileName.Defect.allCases {
        let words = Phrasebook.findings.template(defect.rawValue, language.rawValue)
        #expect(words?.isEmpty == false, "\(defect)")
      }
      for source in Suggestion.Source.allCases {
        for kind in ["number", "words"] {
          let id = "reason.\(kind).\(source.rawValue)"
          #expect(Phrasebook.phrases.template(id, language.rawValue) != nil, "\(id)")
        }
      }
      for confidence in Suggestion.Confidence.allCases {
        let id = "confidence.\(confidence.rawValue)"
        #expect(Phrasebook.phrases.template(id, language.rawValue) != nil, "\(id)")
      }
    }
  }
}
