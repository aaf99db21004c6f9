internal import Evidence
internal import Notation

extension SettledAnswers {
  /// The file's text with one box settled, or left to the form again, and all else as it was:
  /// comments, order, and what the form does not know.
  ///
  /// - Parameters:
  ///   - text: empty where there is no file yet.
  ///   - isTicked: nil takes the settled answer out.
  /// - Throws: ``DeskError/malformed(file:line:problem:)``, also where the answers are written in a
  ///   way (in braces, over several lines) that only a person should change.
  static func text(
    _ text: String, settling id: String, as isTicked: Bool?, form: Form
  ) throws(DeskError) -> String {
    if text.isEmpty {
      guard let isTicked else { return text }
      let first = "answers:\n  \(YAMLScalar.plain(id)): \(isTicked)\n"
      guard let read = try? SettledAnswers(text: first, form: form),
        read.values == [id: .ticked(isTicked)], read.findings.isEmpty
      else { throw .malformed(file: name, line: 1, problem: .notChangeable) }
      return first
    }
    var wanted = try SettledAnswers(text: text, form: form)
    wanted.values[id] = isTicked.map { .ticked($0) }
    let root = try YAMLFile.parse(text, file: name)
    guard let answers = root.mapping?.first, let mapping = answers.value.mapping else {
      return try SettledAnswers.text("", settling: id, as: isTicked, form: form)
    }
    var lines = text.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { String($0) }
    let none = answers.key.line - 1
    if let key = mapping.first(where: { $0.key.text == id })?.key {
      let line = key.line - 1
      if let isTicked {
        lines[line] = replacing(in: lines[line], after: id, by: "\(isTicked)")
      } else {
        lines.remove(at: line)
        if mapping.count == 1 {
          lines[none] = replacing(in: lines[none], after: "answers", by: "{}")
        }
      }
    } else if let isTicked {
      if mapping.isEmpty { lines[none] = replacing(in: lines[none], after: "answers", by: "") }
      let margin = String(repeating: " ", count: (mapping.first?.key.column ?? 3) - 1)
      if lines.last?.isEmpty == true { lines.removeLast() }
      lines += ["\(margin)\(id): \(isTicked)", ""]
    }
    let edited = lines.joined(separator: "\n")
    let isBare = wanted.values.isEmpty && wanted.findings.isEmpty && !edited.contains("#")
    if isBare { return "" }
    guard let read = try? SettledAnswers(text: edited, form: form), read.values == wanted.values,
      read.findings.count == wanted.findings.count
    else { throw .malformed(file: name, line: none + 1, problem: .notChangeable) }
    return edited
  }

  /// A line whose value, the word after the key and its colon, is another one; what follows stays.
  private static func replacing(in line: String, after key: String, by value: String) -> String {
    guard let range = line.firstRange(of: "\(key):") else { return line }
    let rest = line[range.upperBound...].drop { $0 == " " }
    let tail = rest.drop { $0 != " " && $0 != "\r" && $0 != "\r\n" }
    return line[..<range.upperBound] + (value.isEmpty ? "" : " ") + value + tail
  }
}
