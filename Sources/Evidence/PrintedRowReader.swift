internal import Notation

/// Reads printed rows: `{id}` is an answer or a box, `[[words]]` may be typed over, `{id.*}` stands
/// for all boxes of a question, one a line, `{@id}` for a question's own table, `^` for a merged
/// cell.
struct PrintedRowReader {
  let sectionID: String
  let fields: [Form.Field]
  let places: [String: Place]
  /// The rows of questions that stand as a table inside a cell.
  let nested: [String: [PrintedRow]]

  init(section: Form.Section, nested: [String: [PrintedRow]] = [:]) {
    sectionID = section.id
    fields = section.fields
    places = Dictionary(
      firstOf: section.fields.flatMap { $0.places(in: section) }.map { ($0.id, $0) })
    self.nested = nested
  }

  func row(_ node: DefinitionNode) -> PrintedRow {
    PrintedRow(cells: node.items().map { cell($0.text(), at: $0) })
  }

  /// A question's rows: those that its definition gives, or the label beside the answers.
  func rows(of field: Form.Field, at node: DefinitionNode) -> [PrintedRow] {
    if let printed = node.node["printed"] {
      let child = DefinitionNode(
        node: printed, path: "\(node.path).printed", problems: node.problems)
      return child.items().map(row)
    }
    return [PrintedRow(cells: field.defaultRow(inSection: sectionID).map { cell($0, at: node) })]
  }

  private func cell(_ text: String, at node: DefinitionNode) -> PrintedCell {
    if text == "^" { return .mergedAbove }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return .lines(lines.flatMap { line(String($0), at: node) })
  }

  private func line(_ text: String, at node: DefinitionNode) -> [PrintedLine] {
    if text.hasPrefix("{@"), text.hasSuffix("}") {
      let id = "\(sectionID).\(text.dropFirst(2).dropLast())"
      guard let rows = nested[id] else {
        node.report("form-unknown-field", ["id": id])
        return []
      }
      return [.table(rows)]
    }
    if text.hasPrefix("{"), text.hasSuffix(".*}") {
      let id = "\(sectionID).\(text.dropFirst().dropLast(3))"
      guard let field = fields.first(where: { $0.id == id }) else {
        node.report("form-unknown-field", ["id": id])
        return []
      }
      return field.options.map { .tokens([.box("\(id).\($0.id)", label: $0.label)]) }
    }
    return [.tokens(tokens(text, at: node))]
  }

  private func tokens(_ text: String, at node: DefinitionNode) -> [PrintedToken] {
    var tokens: [PrintedToken] = []
    var words = ""
    var rest = Substring(text)
    func flush() {
      if !words.isEmpty { tokens.append(.words(words, optional: false)) }
      words = ""
    }
    while let character = rest.first {
      if rest.hasPrefix("[["), let end = rest.firstRange(of: "]]") {
        flush()
        let from = rest.index(rest.startIndex, offsetBy: 2)
        tokens.append(.words(String(rest[from..<end.lowerBound]), optional: true))
        rest = rest[end.upperBound...]
      } else if character == "{", let end = rest.firstIndex(of: "}") {
        flush()
        let id = "\(sectionID).\(rest[rest.index(after: rest.startIndex)..<end])"
        if let place = places[id] {
          tokens.append(
            place.option.map { .box(id, label: $0) } ?? .answer(id))
        } else {
          node.report("form-unknown-place", ["id": id])
        }
        rest = rest[rest.index(after: end)...]
      } else {
        words.append(character)
        rest.removeFirst()
      }
    }
    flush()
    return tokens
  }
}

extension Form.Field {
  /// The cells of a question's row where its definition gives none: the label beside the answers.
  func defaultRow(inSection section: String) -> [String] {
    let own = id.dropFirst(section.count + 1)
    if !kind.hasBoxes, !columns.isEmpty {
      return [label] + columns.map { "{\(own).\($0.id)}" }
    }
    let note = evidence?.note.flatMap { label.contains($0) ? nil : $0 }
    let answer = kind.hasBoxes ? "{\(own).*}" : "{\(own)}"
    return [label, [answer, note].compactMap { $0 }.joined(separator: "\n")]
  }
}
