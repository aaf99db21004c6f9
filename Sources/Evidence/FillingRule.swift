/// A rule that the printed form sets for its answers across fields.
///
/// Rules about one field (blank, decimals, range, length, one box of a question) follow from the
/// field itself; see ``Form/fillingFindings(in:)``.
public struct FillingRule: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Figures that nest, the largest first: each not over the one before, column by column.
    case nested([String])
    /// Places that must say the same.
    case same([String])
    /// A number of things and their names, which are to agree.
    case namesCount(count: String, names: String)
    /// A target not below `floor` per cent.
    case targetAtLeast(target: String, floor: Double)
    /// A target above its base.
    case targetAbove(base: String, target: String)
    /// A growth from base to target of at least `percent` a year.
    case targetGrowth(base: String, target: String, percent: Double, years: Int)
    /// A fall from base to target of at least `percent`.
    case targetFall(base: String, target: String, percent: Double)
    /// The texts of a section together, in Word's 字数.
    case totalLength(section: String, limit: Int)
  }

  public var kind: Kind
  public var level: Finding.Level
  /// The printed words of the rule, verbatim.
  public var note: String

  public init(kind: Kind, level: Finding.Level, note: String) {
    self.kind = kind
    self.level = level
    self.note = note
  }
}

extension Form {
  /// Everything in `answers` that breaks a filling rule of this form, in the form's order.
  ///
  /// - Complexity: linear in the length of the answers.
  public func fillingFindings(in answers: Answers) -> [Finding] {
    fields.flatMap { field -> [Finding] in
      guard let section = section(of: field) else { return [] }
      let places = field.places(in: section)
      return field.kind.hasBoxes
        ? boxFindings(field, places, answers)
        : places.flatMap { textFindings(field, $0, answers) }
    } + rules.flatMap { ruleFindings($0, answers) }
  }

  private func boxFindings(_ field: Field, _ places: [Place], _ answers: Answers) -> [Finding] {
    let states = places.map { answers[$0.id] ?? .undetermined }
    guard !states.contains(.undetermined), field.kind != .checklist else { return [] }
    let ticked = states.filter { $0 == .ticked(true) }.count
    if ticked == 0, let level = field.blank { return [Finding("none-ticked", level, at: field.id)] }
    if ticked > 1 {
      return [Finding("several-ticked", .error, at: field.id, ["count": String(ticked)])]
    }
    return []
  }

  private func textFindings(_ field: Field, _ place: Place, _ answers: Answers) -> [Finding] {
    guard let text = answers.text(place.id) else { return [] }
    if text.isBlankAnswer {
      if place.optional { return [] }
      switch field.blank {
      case nil: return []
      // What is written, stamped and dated by hand after printing.
      case .note?: return [Finding("blank-by-hand", .note, at: place.id)]
      case let level?: return [Finding("blank", level, at: place.id)]
      }
    }
    var findings: [Finding] = []
    if place.kind == .number || place.kind == .tableCell, text != "无" {
      let figure = Figure(text)
      if figure == nil, place.kind == .number || field.range != nil {
        findings.append(Finding("not-a-figure", .warning, at: place.id))
      }
      if let figure, figure.decimals != 0, figure.decimals != 2 {
        findings.append(
          Finding("decimals", .warning, at: place.id, ["decimals": String(figure.decimals)]))
      }
      if let figure, let range = field.range, !range.contains(figure.value) {
        findings.append(
          Finding(
            "range", .error, at: place.id,
            ["least": range.lowerBound.plain, "most": range.upperBound.plain]))
      }
    }
    if let limit = field.limit {
      findings += lengthFindings(text, limit: limit, at: place.id)
    }
    return findings
  }

  private func lengthFindings(_ text: String, limit: Int, at place: String) -> [Finding] {
    let length = WordCount(text)
    guard length.most > limit else { return [] }
    return [
      Finding(
        "length", length.least > limit ? .error : .warning, at: place,
        ["count": String(length.most), "limit": String(limit)])
    ]
  }

  private func ruleFindings(_ rule: FillingRule, _ answers: Answers) -> [Finding] {
    func found(_ name: Finding.Rule, at place: String, _ details: [String: String]) -> [Finding] {
      [Finding(name, rule.level, at: place, details.merging(["note": rule.note]) { $1 })]
    }
    func figures(_ base: String, _ target: String) -> (base: Double, target: Double)? {
      guard let from = answers.number(base), let to = answers.number(target) else { return nil }
      return (from, to)
    }
    switch rule.kind {
    case .nested(let fields):
      return nestedFindings(fields, rule, answers)
    case .same(let ids):
      let texts = ids.compactMap { id in answers.text(id)?.compacted }.filter { !$0.isEmpty }
      guard let first = texts.first, texts.contains(where: { $0 != first }) else { return [] }
      return found("same", at: ids[0], ["places": ids.joined(separator: " ")])
    case .namesCount(let count, let names):
      guard let number = answers.number(count), number > 0, let text = answers.text(names) else {
        return []
      }
      let parts = text.split { "、，,；;\n".contains($0) }.count
      let named = text.isBlankAnswer || text == "无" ? 0 : parts
      guard Double(named) != number else { return [] }
      return found("names-count", at: count, ["count": number.plain, "names": String(named)])
    case .targetAtLeast(let target, let floor):
      guard let value = answers.number(target), value < floor else { return [] }
      return found("target-at-least", at: target, ["stated": value.plain])
    case .targetAbove(let base, let target):
      guard let (from, to) = figures(base, target), to <= from else { return [] }
      return found("target-above", at: target, ["base": from.plain, "stated": to.plain])
    case .targetGrowth(let base, let target, let percent, let years):
      // Compounded, since the form speaks of a yearly mean: base × (1 + p)^years.
      guard let (from, to) = figures(base, target), from > 0 else { return [] }
      var floor = from
      for _ in 0..<years { floor *= 1 + percent / 100 }
      guard to < floor - 1e-9 else { return [] }
      return found("target-growth", at: target, ["base": from.plain, "stated": to.plain])
    case .targetFall(let base, let target, let percent):
      guard let (from, to) = figures(base, target), from > 0,
        to > from * (1 - percent / 100) + 1e-9
      else { return [] }
      return found("target-fall", at: target, ["base": from.plain, "stated": to.plain])
    case .totalLength(let section, let limit):
      guard let section = sections.first(where: { $0.id == section }) else { return [] }
      let whole = section.fields.filter { !$0.kind.hasBoxes }
        .flatMap { $0.places(in: section) }
        .compactMap { answers.text($0.id) }.joined(separator: "\n")
      return lengthFindings(whole, limit: limit, at: section.id)
    }
  }

  private func nestedFindings(
    _ fields: [String], _ rule: FillingRule, _ answers: Answers
  ) -> [Finding] {
    let columns = fields.first.flatMap(field)?.columns.map(\.id) ?? []
    return zip(fields, fields.dropFirst()).flatMap { outer, inner in
      (columns.isEmpty ? [nil] : columns.map(Optional.some)).compactMap { column -> Finding? in
        let suffix = column.map { ".\($0)" } ?? ""
        guard let larger = answers.number(outer + suffix),
          let smaller = answers.number(inner + suffix), smaller > larger
        else { return nil }
        return Finding(
          "nested", rule.level, at: inner + suffix,
          ["larger": larger.plain, "smaller": smaller.plain, "outer": outer, "note": rule.note])
      }
    }
  }
}

extension String {
  /// Whether nothing was typed: no character but spaces and the dots of a blank form.
  var isBlankAnswer: Bool {
    unicodeScalars.allSatisfy { $0.properties.isWhitespace } || self == "......"
  }

  /// The text without its spaces, by which two spellings of one answer are compared.
  var compacted: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { !$0.properties.isWhitespace }))
  }
}

extension Double {
  /// The figure without a needless point: `12`, `9.64`.
  package var plain: String {
    self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self)
  }
}
