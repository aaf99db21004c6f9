internal import Notation

extension Form {
  /// What is wrong with a figure, or told of it since it is not written as the form asks for it.
  ///
  /// | finding | level | details |
  /// | --- | --- | --- |
  /// | `not-a-figure` | warning | `stated`; `what`: `dash`, `several` |
  /// | `figure-notation` | note | `stated`, `understood` |
  /// | `figure-inexact` | warning | `stated`, `understood` |
  /// | `figure-unit` | warning | `stated`, `unit`, `understood`; `what`: `unlike`, `bare` |
  /// | `decimals`, `range` | warning, error | as below |
  func figureFindings(_ field: Field, _ place: Place, _ text: String) -> [Finding] {
    let stated = text.singleSpaced
    guard place.kind == .number || place.kind == .tableCell, stated != "无" else { return [] }
    func found(
      _ rule: Finding.Rule, _ level: Finding.Level, _ details: [String: String] = [:]
    ) -> Finding {
      let stated = stated.count > Self.longestShown ? nil : stated
      return Finding(
        rule, level, at: place.id,
        details.adding(["stated": stated].compactMapValues { $0 }))
    }
    // Only of a question for figures is it known that one is meant.
    let isFigure =
      place.kind == .number || field.range != nil || field.evidence?.counting != nil
    guard let figure = Figure(text) else {
      guard isFigure || rules.contains(where: { $0.kind.compares(place.id) }) else { return [] }
      let what =
        text.isDash ? "dash" : stated.unicodeScalars.contains { $0.isDigit } ? "several" : nil
      return [found("not-a-figure", .warning, ["what": what].present)]
    }
    var findings: [Finding] = []
    let printed = Unit(field.unit ?? "")
    let value =
      figure.value(in: printed)
      ?? (field.unit == nil ? divisor(ofQuotient: place.id).flatMap(figure.value(per:)) : nil)
    if isFigure {
      findings += notation(figure, value, in: printed, named: field.unit).map {
        found($0.rule, $0.level, $0.details)
      }
    }
    let isAsTyped =
      value == figure.value && figure.departures.isDisjoint(with: [.scientific, .words])
    if isAsTyped || !isFigure && Unit(figure.unit).dimension == nil, figure.decimals != 0,
      figure.decimals != 2
    {
      findings.append(
        Finding("decimals", .warning, at: place.id, ["decimals": String(figure.decimals)]))
    }
    if let value, let range = field.range, !range.contains(value) {
      var details = ["least": range.lowerBound.plain]
      if range.upperBound.isFinite {
        details["most"] = range.upperBound.plain
      } else {
        details["what"] = "least"
      }
      findings.append(Finding("range", .error, at: place.id, details))
    }
    return findings
  }

  /// Of how many the figure in a place tells, where it follows from two others: 10,000 of 每万人.
  private func divisor(ofQuotient place: String) -> Double? {
    for rule in rules {
      if case .quotient(place, _, _, let divisor) = rule.kind { return divisor }
    }
    return nil
  }

  /// What is longer is a text, and not shown in a finding.
  private static let longestShown = 24

  private func notation(
    _ figure: Figure, _ value: Double?, in printed: Unit, named unit: String?
  ) -> [Finding] {
    func found(_ rule: Finding.Rule, _ level: Finding.Level, _ details: [String: String]) -> Finding
    {
      Finding(rule, level, at: "", details)
    }
    guard let value else {
      let what = unit == nil ? "bare" : "unlike"
      return [
        found("figure-unit", .warning, ["what": what, "unit": unit ?? "", "other": figure.unit])
      ]
    }
    let isTypedFiner = value == figure.value && figure.decimals > 2
    let understood = isTypedFiner ? value.rounded(to: 6).plain : value.asAskedFor
    if value != figure.value {
      return [found("figure-unit", .warning, ["understood": understood, "unit": unit].present)]
    }
    if figure.departures.contains(.inexact) {
      return [found("figure-inexact", .warning, ["understood": understood])]
    }
    if !figure.departures.isEmpty || !figure.unit.isEmpty {
      return [found("figure-notation", .note, ["understood": understood])]
    }
    return []
  }
}

/// Two figures that a rule holds against each other, in one unit.
struct ComparedFigures {
  let base: Double
  let target: Double
  /// As they are typed.
  let shown: (base: String, target: String)
  /// What is to be told of their units: `converted` where they differ, `unlike` where they have nothing
  /// in common and are not compared.
  let units: Units

  enum Units: String { case same, converted, unlike }

  /// - Parameter unit: the printed unit of both, for the figures that have none of their own.
  init?(_ base: String?, _ target: String?, unit: (base: String?, target: String?)) {
    guard let from = base.flatMap(Figure.init(_:)), let to = target.flatMap(Figure.init(_:)) else {
      return nil
    }
    shown = (from.shown, to.shown)
    let own = from.unit.isEmpty ? unit.base ?? "" : from.unit
    let other = to.unit.isEmpty ? unit.target ?? "" : to.unit
    let (first, second) = (Unit(own), Unit(other))
    if own == other
      || (first.dimension == second.dimension && first.factor == second.factor
        && first.dimension != nil)
    {
      (self.base, self.target, units) = (from.value, to.value, .same)
    } else if first.dimension != nil, second.dimension != nil,
      first.dimension == second.dimension || first.isBare && !own.isEmpty
        || second.isBare && !other.isEmpty
    {
      // Both in the larger of the two units, whose figures are the shorter ones.
      let factor = max(first.factor, second.factor)
      self.base = from.value * first.factor / factor
      self.target = to.value * second.factor / factor
      units = .converted
    } else if own.isEmpty || other.isEmpty, (own.isEmpty ? second : first).dimension == .share {
      // A share is often written without its sign.
      (self.base, self.target, units) = (from.value, to.value, .same)
    } else {
      (self.base, self.target, units) = (from.value, to.value, .unlike)
    }
  }
}

extension Form {
  /// The figures in two places, if both hold one.
  func compared(_ base: String, _ target: String, _ answers: Answers) -> ComparedFigures? {
    func unit(_ id: String) -> String? {
      fields.first { id == $0.id || id.hasPrefix($0.id + ".") }?.unit
    }
    return ComparedFigures(
      answers.text(base), answers.text(target), unit: (unit(base), unit(target)))
  }
}

extension ComparedFigures {
  /// What is told of their units.
  func findings(at place: String) -> [Finding] {
    if units == .same { return [] }
    return [
      Finding(
        "units-differ", units == .unlike ? .warning : .note, at: place,
        ["what": units.rawValue, "base": shown.base, "stated": shown.target])
    ]
  }
}

extension [String: String?] {
  fileprivate var present: [String: String] { compactMapValues { $0 } }
}

extension Double {
  /// The figure as a form asks for it: whole, or with two digits behind the point; with more where
  /// two would leave nothing of it.
  var asAskedFor: String {
    let value = rounded(to: 6)
    let hundredths = (abs(value) * 100).rounded()
    guard value != value.rounded(), hundredths > 0, hundredths < 1e15 else { return value.plain }
    let digits = String(Int64(hundredths) % 100 + 100).dropFirst()
    return (value < 0 ? "-" : "") + String(Int64(hundredths) / 100) + "." + String(digits)
  }

  /// Rounded to so many digits behind the point.
  func rounded(to digits: Int) -> Double {
    var power = 1.0
    for _ in 0..<digits { power *= 10 }
    let scaled = (self * power).rounded()
    return scaled.isFinite ? scaled / power : self
  }
}
