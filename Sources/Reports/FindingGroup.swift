public import Evidence

/// The findings of one rule that ask for the same, told together: what is wrong once where it is the
/// same everywhere, then where, then once what to do.
struct FindingGroup {
  var level: Finding.Level
  var rule: Finding.Rule
  var count: Int
  /// What is wrong, where all findings of the group say the same.
  var heading: String?
  /// Where, or where and what.
  var lines: [String]
  var hint: String?

  /// Groups findings by level and rule, the errors first, in the order of their first findings.
  static func groups(
    _ findings: [Finding], in form: Form?, _ places: PlaceWords, _ wording: Wording
  ) -> [FindingGroup] {
    Finding.Level.allCases.flatMap { level -> [FindingGroup] in
      var order: [Key] = []
      var members: [Key: [Finding]] = [:]
      for finding in findings where finding.level == level {
        let isVariant = finding.details["what"] != nil
        let key = Key(rule: finding.rule, hint: isVariant ? wording.hint(finding) : nil)
        if members[key] == nil { order.append(key) }
        members[key, default: []].append(finding)
      }
      return order.map { key in
        FindingGroup(members[key, default: []], in: form, places, wording)
      }
    }
  }

  private struct Key: Hashable {
    var rule: Finding.Rule
    /// Of a variant of the rule's words, which may ask for something else.
    var hint: String?
  }

  private init(
    _ findings: [Finding], in form: Form?, _ places: PlaceWords, _ wording: Wording
  ) {
    let messages = findings.map { finding in
      let text = wording.message(finding, in: form)
      guard let clause = finding.details["clause"] else { return text }
      return wording.phrase("verify.clause", ["text": text, "clause": clause])
    }
    level = findings[0].level
    rule = findings[0].rule
    count = findings.count
    hint = wording.hint(findings[0])
    if findings.count > 1, messages.allSatisfy({ $0 == messages[0] }) {
      heading = messages[0]
      lines = places.lines(findings.map(\.place), wording)
      if findings[0].hasCause, lines.count > 1 {
        lines = [wording.phrase("places-first", ["place": lines[0], "count": String(count)])]
      }
    } else {
      lines = Self.lines(findings, messages, places, wording)
    }
  }

  /// Where and what; of what has one cause, a file that lies in thirty folders, the first place and
  /// the count.
  private static func lines(
    _ findings: [Finding], _ messages: [String], _ places: PlaceWords, _ wording: Wording
  ) -> [String] {
    var counts: [String: Int] = [:]
    for (finding, message) in zip(findings, messages) where finding.hasCause {
      counts[message, default: 0] += 1
    }
    return zip(findings, messages).compactMap { finding, message in
      var place = places[finding.place]
      if finding.hasCause {
        guard let count = counts.removeValue(forKey: message) else { return nil }
        if count > 1 {
          place = wording.phrase("places-first", ["place": place, "count": String(count)])
        }
      }
      return place + wording["colon"] + message
    }
  }

  /// The group as lines of text, indented by two blanks.
  func text(_ wording: Wording) -> [String] {
    var text: [String] = []
    if let heading {
      let number = String(count)
      text.append("  " + wording.phrase("counted", ["text": heading, "count": number]))
      text += lines.map { "    \($0)" }
    } else {
      text += lines.map { "  \($0)" }
    }
    if let hint { text.append("    → \(hint)") }
    return text
  }
}

extension Wording {
  /// Findings that say and ask for the same, told once.
  public struct Group: Sendable {
    public var message: String
    /// In words, in the order of the findings.
    public var places: [String]
    public var hint: String?
  }

  /// - Parameter form: puts the ids of places into words.
  public func groups(_ findings: [Finding], in form: Form?) -> [Group] {
    let words = PlaceWords(form, self)
    var order: [String] = []
    var groups: [String: Group] = [:]
    for finding in findings {
      let message = message(finding, in: form)
      if groups[message] == nil {
        order.append(message)
        groups[message] = Group(message: message, places: [], hint: hint(finding))
      }
      groups[message]?.places.append(words[finding.place])
    }
    return order.compactMap { groups[$0] }
  }
}

extension Finding {
  /// Whether another file is the cause of it.
  fileprivate var hasCause: Bool { level == .note && details["other"] != nil }
}
