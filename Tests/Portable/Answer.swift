import Evidence

extension CompletenessReport {
  var json: String {
    let requirements = items.map { item in
      object([
        ("number", quoted(item.requirement.number.description)),
        ("level", quoted(item.requirement.level.rawValue)), ("state", quoted(item.state.rawValue)),
        ("reason", quoted(item.reason.rawValue)),
        ("byDeclaration", item.byDeclaration ? "true" : "false"),
        ("attachments", array(item.attachments.map { quoted($0.path.description) })),
      ])
    }
    let findings = findings.map { finding in
      object([
        ("rule", quoted(finding.rule.rawValue)), ("level", quoted(finding.level.rawValue)),
        ("place", quoted(finding.place)),
        (
          "details",
          object(finding.details.sorted { $0.key < $1.key }.map { ($0.key, quoted($0.value)) })
        ),
      ])
    }
    return object([
      ("verdict", quoted(isComplete ? "complete" : "incomplete")),
      ("requirements", array(requirements)), ("findings", array(findings)),
    ])
  }
}

func object(_ members: [(String, String)]) -> String {
  "{" + members.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
}

func array(_ values: [String]) -> String { "[" + values.joined(separator: ", ") + "]" }

func quoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": quoted += "\\" + String(scalar)
    case "\u{0}"..."\u{1F}":
      let digits = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
