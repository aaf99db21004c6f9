internal import Notation
internal import YAML

/// Words in both languages, by id, as a YAML resource has them.
struct Phrasebook: Sendable {
  /// What is said of one id: `zh`, `en`, `zh-hint`, `en-hint`; where a reviewer is to do something
  /// else than who fills in the form, `zh-review`, `en-review`; what a command does about it, for
  /// who works with commands, `zh-command`, `en-command`; and on a page, where there are no options
  /// to give, `zh-page`, `en-page`. A phrase has its other words for pages under `ID.page`.
  private(set) var entries: [String: [String: String]] = [:]

  static let findings = Phrasebook([
    PackageResources.findings_yaml, PackageResources.package_findings_yaml,
    PackageResources.list_findings_yaml,
  ])
  /// What is found in packages; its hints are for reviewers.
  static let packageFindings = Phrasebook([PackageResources.package_findings_yaml])
  static let phrases = Phrasebook([
    PackageResources.phrases_yaml, PackageResources.list_phrases_yaml,
    PackageResources.review_phrases_yaml, PackageResources.verifier_phrases_yaml,
    PackageResources.paper_phrases_yaml, PackageResources.volume_phrases_yaml,
    PackageResources.workbench_phrases_yaml,
  ])

  private init(_ resources: [[UInt8]]) {
    resources.forEach { read($0) }
  }

  private mutating func read(_ resource: [UInt8]) {
    let root = try? YAMLDocument.parse(String(decoding: resource, as: UTF8.self))
    for entry in root?.mapping ?? [] {
      guard let id = entry.key.text, let words = entry.value.mapping else { continue }
      for word in words { entries[id, default: [:]][word.key.text ?? ""] = word.value.text }
    }
  }

  func template(_ id: String, _ key: String) -> String? { entries[id]?[key] }
}

/// Fills `{name}` in a template; a part in `[[…]]` is left out where one of its names has no value.
///
/// A value is never looked through for names again, so a file's name may contain braces.
func filled(_ template: String, with value: (String) -> String?) -> String {
  var result = ""
  var rest = template[...]
  while let open = rest.firstRange(of: "[[") {
    guard let close = rest[open.upperBound...].firstRange(of: "]]") else { break }
    result += filledPart(rest[..<open.lowerBound], with: value).text
    let part = filledPart(rest[open.upperBound..<close.lowerBound], with: value)
    if part.isWhole { result += part.text }
    rest = rest[close.upperBound...]
  }
  return result + filledPart(rest, with: value).text
}

private func filledPart(
  _ template: Substring, with value: (String) -> String?
) -> (text: String, isWhole: Bool) {
  var text = ""
  var isWhole = true
  var rest = template
  while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
    text += rest[..<open]
    let name = String(rest[rest.index(after: open)..<close])
    if let found = value(name) { text += found } else { isWhole = false }
    rest = rest[rest.index(after: close)...]
  }
  return (text + rest, isWhole)
}
