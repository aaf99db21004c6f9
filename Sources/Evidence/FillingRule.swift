internal import Notation

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
    /// A figure that follows from two others: `dividend` by `divisor`, times `per`.
    case quotient(place: String, dividend: String, divisor: String, per: Double)
    /// The texts of a section together, in Word's 字数.
    case totalLength(section: String, limit: Int)

    /// Whether a place must hold one figure for the rule to be kept.
    func compares(_ place: String) -> Bool {
      switch self {
      case .targetAtLeast(let target, _): place == target
      case .targetAbove(let base, let target), .targetGrowth(let base, let target, _, _),
        .targetFall(let base, let target, _):
        place == base || place == target
      case .nested, .same, .namesCount, .quotient, .totalLength: false
      }
    }
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
        : places.flatMap { textFindings(field, $0, answers) } + dayFindings(field, answers)
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
    var findings = figureFindings(field, place, text) + dayFindings(place, text)
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
      [Finding(name, rule.level, at: place, details.adding(["note": rule.note]))]
    }
    /// Holds two figures against each other in one unit; those of unlike units are told alone.
    func compare(
      _ base: String, _ target: String, _ name: Finding.Rule,
      isBroken: (_ base: Double, _ target: Double) -> Bool
    ) -> [Finding] {
      guard let pair = compared(base, target, answers) else { return [] }
      let told = pair.findings(at: target)
      guard pair.units != .unlike, isBroken(pair.base, pair.target) else { return told }
      return told
        + found(name, at: target, ["base": pair.shown.base, "stated": pair.shown.target])
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
      guard let figure = answers.text(target).flatMap(Figure.init(_:)),
        let value = figure.value(in: Unit("%")) ?? figure.amount as Double?, value < floor
      else { return [] }
      return found("target-at-least", at: target, ["stated": figure.shown])
    case .targetAbove(let base, let target):
      return compare(base, target, "target-above") { $1 <= $0 }
    case .targetGrowth(let base, let target, let percent, let years):
      // Compounded, since the form speaks of a yearly mean: base × (1 + p)^years.
      return compare(base, target, "target-growth") { from, to in
        var floor = from
        for _ in 0..<years { floor *= 1 + percent / 100 }
        return from > 0 && to < floor - 1e-9
      }
    case .targetFall(let base, let target, let percent):
      return compare(base, target, "target-fall") { from, to in
        from > 0 && to > from * (1 - percent / 100) + 1e-9
      }
    case .quotient(let place, let dividend, let divisor, let factor):
      guard let figure = answers.text(place).flatMap(Figure.init(_:)),
        let above = answers.number(dividend), let below = answers.number(divisor), below > 0
      else { return [] }
      let stated = figure.value(per: factor) ?? figure.amount
      let right = above / below * factor
      // The last digit may be rounded up or cut off; a half per cent is no other figure.
      guard right.isFinite, abs(stated - right) > max(0.01 + 1e-9, abs(right) * 0.005) else {
        return []
      }
      return found(
        "quotient", at: place,
        [
          "stated": stated.rounded(to: 6).plain, "right": right.asAskedFor, "dividend": dividend,
          "divisor": divisor,
        ])
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
    let columns = fields.first.flatMap(field)?.columns.map { $0.id } ?? []
    return zip(fields, fields.dropFirst()).flatMap { outer, inner in
      (columns.isEmpty ? [nil] : columns.map(Optional.some)).flatMap { column -> [Finding] in
        let suffix = column.map { ".\($0)" } ?? ""
        guard let pair = compared(outer + suffix, inner + suffix, answers) else { return [] }
        let told = pair.findings(at: inner + suffix)
        guard pair.units != .unlike, pair.target > pair.base else { return told }
        return told + [
          Finding(
            "nested", rule.level, at: inner + suffix,
            [
              "larger": pair.shown.base, "smaller": pair.shown.target, "outer": outer,
              "note": rule.note,
            ])
        ]
      }
    }
  }
}

extension String {
  /// Whether nothing was typed: no character but spaces and the dots of a blank form.
  var isBlankAnswer: Bool {
    unicodeScalars.allSatisfy { $0.properties.isWhitespace } || self == "......"
  }

  /// Whether it is a stroke, which people write where there is nothing.
  var isDash: Bool {
    unicodeScalars.contains { !$0.properties.isWhitespace }
      && unicodeScalars.allSatisfy {
        $0.properties.isWhitespace || "/／\\-−–—―".unicodeScalars.contains($0)
      }
  }

  /// The text with one space where there are several, and none around it.
  var singleSpaced: String {
    unicodeScalars.split { $0.properties.isWhitespace }
      .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
  }

  /// The text without its spaces, by which two spellings of one answer are compared.
  var compacted: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { !$0.properties.isWhitespace }))
  }
}

extension Double {
  /// The figure without a needless point: `12`, `9.64`.
  package var plain: String {
    self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self)
  }
}
