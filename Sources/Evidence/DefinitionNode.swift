internal import Notation

/// One node of a form definition with its place in the file; reading it notes what is wrong
/// instead of stopping.
struct DefinitionNode {
  let node: Node
  /// From the root, as `sections[2].fields[0].label`.
  let path: String
  let problems: Problems

  /// What has been found wrong so far, shared by all nodes of a file.
  final class Problems {
    var findings: [Finding] = []
    /// The ids of sections and fields so far.
    var ids: Set<String> = []
    /// The ids of places, and the sections' numbers before attachments, so far.
    var placeIDs: Set<String> = []
    var ordinals: Set<Int> = []
  }

  var line: Int { node.line }

  func report(_ rule: Finding.Rule, _ details: [String: String] = [:]) {
    problems.findings.append(
      Finding(
        rule, .error, at: path, details.adding(["line": String(line)])))
  }

  /// The children by key; reports keys that are not among `known`, and repeated ones.
  func mapping(_ known: Set<String>) -> [String: DefinitionNode] {
    guard let mapping = node.mapping else {
      report("form-type", ["expected": "mapping"])
      return [:]
    }
    var children: [String: DefinitionNode] = [:]
    for entry in mapping {
      let name = entry.key.text ?? ""
      let child = DefinitionNode(node: entry.value, path: below(name), problems: problems)
      if !known.contains(name) {
        DefinitionNode(node: entry.key, path: below(name), problems: problems)
          .report("form-unknown-key", ["key": name])
      }
      children[name] = child
    }
    return children
  }

  /// The children in order, with their keys.
  func entries() -> [(key: String, value: DefinitionNode)] {
    guard let mapping = node.mapping else {
      report("form-type", ["expected": "mapping"])
      return []
    }
    return mapping.map { entry in
      let name = entry.key.text ?? ""
      return (name, DefinitionNode(node: entry.value, path: below(name), problems: problems))
    }
  }

  func items() -> [DefinitionNode] {
    guard let sequence = node.sequence else {
      report("form-type", ["expected": "list"])
      return []
    }
    return sequence.enumerated().map { index, item in
      DefinitionNode(node: item, path: "\(path)[\(index)]", problems: problems)
    }
  }

  /// The node's text as an id that no other section or field may have.
  func uniqueID(in section: String? = nil) -> String {
    let id = [section, text()].compactMap { $0 }.joined(separator: ".")
    if !problems.ids.insert(id).inserted { report("form-duplicate-id", ["id": id]) }
    return id
  }

  func text() -> String {
    guard let text = node.text else {
      report("form-type", ["expected": "text"])
      return ""
    }
    return text
  }

  func number() -> Double {
    guard let value = node.text.flatMap({ Double($0) }), value.isFinite else {
      report("form-type", ["expected": "number"])
      return 0
    }
    return value
  }

  func integer() -> Int {
    guard let value = node.text.flatMap({ Int($0) }) else {
      report("form-type", ["expected": "whole number"])
      return 0
    }
    return value
  }

  func flag() -> Bool {
    switch node.text {
    case "true"?: return true
    case "false"?: return false
    default:
      report("form-type", ["expected": "true or false"])
      return false
    }
  }

  func choice<Value: RawRepresentable & CaseIterable>(_: Value.Type) -> Value?
  where Value.RawValue == String {
    let text = text()
    if let value = Value(rawValue: text) { return value }
    report(
      "form-value",
      ["value": text, "allowed": Value.allCases.map { $0.rawValue }.joined(separator: ", ")])
    return nil
  }

  private func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension [String: DefinitionNode] {
  /// The child that must be there; reports its absence at `parent`.
  func required(_ key: String, in parent: DefinitionNode) -> DefinitionNode? {
    if let child = self[key] { return child }
    parent.report("form-missing-key", ["key": key])
    return nil
  }
}
