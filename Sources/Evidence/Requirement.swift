internal import Notation

/// One thing that must be proven: a ticked box, a list, a figure above 0, a signed page.
public struct Requirement: Hashable, Sendable {
  public enum Level: String, Hashable, Sendable, CaseIterable {
    /// The form says 需提供; without evidence the dossier is incomplete.
    case required
    /// Proven by a file of its own or by the signed declaration; without either, a warning.
    case expected
  }

  /// As applicants number their attachments: section, evidence-bearing group, option.
  public var number: Number
  public var fieldID: String
  /// The place of the box that calls for it; nil where the field itself does.
  public var placeID: String?
  /// The section's printed number.
  public var section: String
  /// The field's label, verbatim.
  public var label: String
  /// What it is about, in the form's words.
  public var title: String
  /// What applicants call it, where the label is long.
  public var short: String?
  public var parent: String?
  /// The box's label, verbatim.
  public var option: String?
  public var level: Level
  public var trigger: Form.Demand.Trigger
  public var accepts: Form.Demand.Accepted
  /// Whether this is the declaration that stands for all that is only expected.
  public var declares: Bool
  /// Whether the box claims anything. What doesn't is listed and may be linked; it is never asked for.
  public var claims = true
  /// The printed words that ask for it.
  public var note: String?
  /// What applicants call it in the names of their files.
  public var keywords: [String] = []

  /// The printed words that ask for it, unless the title holds them already.
  public var noteBesideTitle: String? { note.flatMap { title.contains($0) ? nil : $0 } }

  /// A requirement's number, as `3-3-1`; ordered by its parts.
  public struct Number: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What the names of files can say: three digits.
    static let largestPart = 999

    public let parts: [Int]

    public init(_ parts: [Int]) { self.parts = parts }

    /// Reads a number that is written with hyphens and nothing else.
    public init?(_ text: some StringProtocol) {
      let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { part in
        part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
      }
      guard parts.count >= 2, !parts.contains(nil) else { return nil }
      self.parts = parts.compactMap { $0 }
    }

    /// Reads the number that the name of a file or folder begins with: `3-3-1 技术路线图.pdf`.
    ///
    /// The full-width forms of digits and hyphens are taken as well. What follows must not
    /// continue the number.
    public init?(prefixOf name: String) {
      guard Self.mayBegin(name.utf8) else { return nil }
      var parts: [Int] = []
      var digits = ""
      var rest = Substring(name)
      while let character = rest.first {
        if "0123456789０１２３４５６７８９".contains(character), digits.count < 3,
          let digit = character.wholeNumberValue
        {
          digits.append(String(digit))
        } else if "-－–—".contains(character), let part = Int(digits) {
          parts.append(part)
          digits = ""
        } else {
          break
        }
        rest.removeFirst()
      }
      guard let last = Int(digits), parts.count >= 1 else { return nil }
      guard rest.first?.isNumber != true else { return nil }
      self.parts = parts + [last]
    }

    /// Whether a name may begin with a number: digits are ASCII or, from EF on, full-width. Most
    /// names are told by their first byte.
    @inlinable
    package static func mayBegin(_ name: some Collection<UInt8>) -> Bool {
      guard let first = name.first else { return false }
      return (0x30...0x39).contains(first) || first == 0xEF
    }

    public var description: String { parts.map(String.init).joined(separator: "-") }

    public static func < (left: Number, right: Number) -> Bool {
      left.parts.lexicographicallyPrecedes(right.parts)
    }
  }
}

extension Form {
  /// Everything that this form can ask to be proven, in the order of the numbers.
  ///
  /// The groups of a section are counted in the form's order, the required ones first; a group in
  /// which several boxes ask for evidence has one more part for the box.
  public var requirements: [Requirement] {
    sections.flatMap { section -> [Requirement] in
      guard let ordinal = section.ordinal else { return [] }
      var groups: [[Requirement]] = []
      for level in Requirement.Level.allCases {
        for field in section.fields {
          let members = section.demands(of: field).filter { $0.level == level }
          if !members.isEmpty { groups.append(members) }
        }
      }
      return groups.enumerated().flatMap { index, members in
        members.enumerated().map { part, member in
          var numbered = member
          numbered.number = Requirement.Number(
            [ordinal, index + 1] + (members.count == 1 ? [] : [part + 1]))
          return numbered
        }
      }
    }
  }
}

extension Form.Section {
  /// The requirements of one field, without their numbers.
  func demands(of field: Form.Field) -> [Requirement] {
    func requirement(
      option: Form.Choice?, level: Requirement.Level, trigger: Form.Demand.Trigger,
      demand: Form.Demand?
    ) -> Requirement {
      var requirement = Requirement(
        number: Requirement.Number([]), fieldID: field.id,
        placeID: option.map { "\(field.id).\($0.id)" }, section: number, label: field.label,
        title: title(of: field, option), short: demand == nil ? nil : field.short,
        parent: field.parent, option: option?.label,
        level: level, trigger: trigger,
        accepts: demand?.accepts ?? .any, declares: demand?.declares ?? false,
        note: demand?.note)
      requirement.keywords = option.map { $0.keywords } ?? field.keywords
      requirement.claims = option?.claims ?? true
      return requirement
    }
    guard field.kind.hasBoxes else {
      guard let demand = field.evidence else { return [] }
      return [
        requirement(
          option: nil, level: demand.level, trigger: demand.when, demand: demand)
      ]
    }
    // A box that the form asks nothing about is still a claim: expected.
    let asked = field.evidence?.when == .yes ? Array(field.options.prefix(1)) : field.options
    let unasked = field.evidence?.when == .yes ? Array(field.options.dropFirst()) : []
    let level = field.evidence?.level ?? .expected
    return asked.map { option in
      requirement(option: option, level: level, trigger: .ticked, demand: field.evidence)
    }
      + unasked.map { option in
        requirement(option: option, level: .expected, trigger: .ticked, demand: nil)
      }
  }

  /// The box's own label, or the question as well where the box answers no more than 是 or 否.
  private func title(of field: Form.Field, _ option: Form.Choice?) -> String {
    guard let option else {
      return field.kind == .signaturePage ? field.parent ?? field.label : field.label
    }
    if field.kind == .checklist { return option.label }
    return [field.parent, field.label].compactMap { $0 }.joined(separator: "·") + "：" + option.label
  }
}
