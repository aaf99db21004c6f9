internal import Notation

extension Form {
  /// How the entries of a list are counted against the figures of the form.
  public struct Counting: Hashable, Sendable {
    /// What an entry of the list is.
    public enum Entries: String, Hashable, Sendable, CaseIterable {
      case standards
      /// Patents and the other rights that stand beside them.
      case patents
      /// Rows of which the definition says all: contracts, prizes, projects.
      case rows
    }

    public var entries: Entries
    /// The id of the cell that an entry belongs to, below its field:
    /// `{category}.{year}-{role}`. Nil where all entries count for the field's one figure.
    public var cell: CellPattern?
    /// Up to which rank among the drafting units a firm leads; ranks are not read where it is nil.
    public var leadRanks: Int?
    /// The rights that count; the others are told.
    public var rights: [Right]
    /// The first day that counts, of rows.
    public var from: ListDate?
    /// The last day that counts.
    public var until: ListDate?
    /// Of rows, the columns by which two of them are one.
    public var same: [String] = []
    /// Of rows, what is added up for figures of the form.
    public var sums: [Sum] = []

    public init(
      entries: Entries, cell: CellPattern? = nil, leadRanks: Int? = nil, rights: [Right] = [],
      until: ListDate? = nil
    ) {
      self.entries = entries
      self.cell = cell
      self.leadRanks = leadRanks
      self.rights = rights
      self.until = until
    }
  }

  /// A column whose amounts are added up, and the figures that are held against the sums.
  public struct Sum: Hashable, Sendable {
    public var column: String
    /// The cells; nil where the field has but one figure.
    public var cell: CellPattern?

    public init(column: String, cell: CellPattern?) {
      self.column = column
      self.cell = cell
    }
  }

  /// The id of a cell with places for what an entry says of itself.
  public struct CellPattern: Hashable, Sendable {
    public enum Name: String, Hashable, Sendable, CaseIterable {
      case category, year, role
    }

    public var text: String

    /// A pattern of rows, whose names are the ids of columns; it may have none.
    ///
    /// Nil where it names a column that is not among `columns`, or one of them twice.
    public init?(_ text: String, columns: Set<String>) {
      let names = Self.names(in: text)
      guard names.count <= Self.mostNames, Set(names).count == names.count,
        names.allSatisfy(columns.contains)
      else { return nil }
      self.text = text
    }

    /// Groups within groups; no form has more than level, year and role.
    private static let mostNames = 3

    /// What stands in braces.
    public var names: [String] { Self.names(in: text) }

    /// The values by which the pattern makes `id`; nil where it makes another one.
    ///
    /// - Parameter values: the values that a name may have; nil for four digits of a year.
    func values(of id: String, _ values: (String) -> [String]?) -> [String: String]? {
      Self.match(text[...], id[...], values)
    }

    private static func match(
      _ pattern: Substring, _ id: Substring, _ values: (String) -> [String]?
    ) -> [String: String]? {
      guard let open = pattern.firstIndex(of: "{"),
        let close = pattern[open...].firstIndex(of: "}")
      else { return pattern == id ? [:] : nil }
      let before = pattern[..<open]
      guard id.hasPrefix(before) else { return nil }
      let rest = id.dropFirst(before.count)
      let name = String(pattern[open..<close].dropFirst())
      let year = rest.prefix { $0.isASCII && $0.isNumber }
      let possible = values(name) ?? (year.count == 4 ? [String(year)] : [])
      for value in possible where rest.hasPrefix(value) {
        let behind = rest.dropFirst(value.count)
        if var found = match(pattern[close...].dropFirst(), behind, values) {
          found[name] = value
          return found
        }
      }
      return nil
    }

    /// Nil where it names something else than ``Name``, or nothing.
    public init?(_ text: String) {
      let names = Self.names(in: text)
      guard !names.isEmpty, Set(names).count == names.count,
        names.allSatisfy({ Name(rawValue: $0) != nil })
      else { return nil }
      self.text = text
    }

    /// What stands in braces.
    private static func names(in text: String) -> [String] {
      var names: [String] = []
      var rest = text[...]
      while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        names.append(String(rest[open..<close].dropFirst()))
        rest = rest[close...].dropFirst()
      }
      return names
    }

    /// The cell's id below its field.
    func id(category: StandardNumber.Category, year: String, role: DraftingRole) -> String {
      let values: [Name: String] = [
        .category: category.rawValue, .year: year, .role: role.rawValue,
      ]
      return values.reduce(text) { $0.replacing("{\($1.key.rawValue)}", with: $1.value) }
    }

    public func uses(_ name: Name) -> Bool { text.contains("{\(name.rawValue)}") }
  }
}

extension Form.Counting {
  /// What a cell of the field holds of a list of rows: how many there are of these values, or what
  /// the amounts of a column come to; nil for a cell that no row reaches.
  func figure(
    of id: String, _ field: Form.Field
  ) -> (sum: String?, values: [String: String])? {
    func values(_ name: String) -> [String]? {
      let choices = field.evidence?.list[name]?.choices ?? []
      return choices.isEmpty ? nil : choices.map { $0.id }
    }
    let isAlone = field.rows.isEmpty && field.columns.isEmpty
    for sum in sums {
      guard let cell = sum.cell else { return isAlone ? (sum.column, [:]) : nil }
      if let found = cell.values(of: id, values) { return (sum.column, found) }
    }
    guard let cell else { return isAlone ? (nil, [:]) : nil }
    return cell.values(of: id, values).map { (nil, $0) }
  }

  /// The years that `field` has cells for, in its order; the form's definition names them.
  public func years(of field: Form.Field) -> [Int] {
    guard let cell, cell.uses(.year) else { return [] }
    let headings = (field.rows + field.columns).flatMap { heading in
      Self.years(in: heading.id)
    }
    var seen: Set<Int> = []
    return headings.filter { seen.insert($0).inserted }
  }

  /// Each four digits that stand together.
  private static func years(in id: String) -> [Int] {
    var digits = ""
    return id.compactMap { character in
      let isDigit = character.isASCII && character.isNumber
      digits = isDigit ? digits + String(character) : ""
      guard digits.utf8.count == 4 else { return nil }
      defer { digits = "" }
      return Int(digits)
    }
  }
}

/// What a firm did for a standard.
public enum DraftingRole: String, Hashable, Sendable, CaseIterable {
  /// 主持：起草单位排名前三位
  case lead
  /// 参与
  case join

  /// Reads 主持, 参与 and the like, or a rank: `3`, `第3`, `3/12`, `第三`.
  ///
  /// - Parameter leadRanks: up to which rank a firm leads.
  init?(_ text: String, _ choices: [Form.ListChoice], leadRanks: Int?) {
    if let role = choices.choice(in: text).flatMap(DraftingRole.init(rawValue:)) {
      self = role
      return
    }
    let plain = text.normalised
    let saysRole = choices.contains { $0.words.contains { plain.contains($0.normalised) } }
    guard !saysRole, let leadRanks, let rank = Self.rank(plain) else { return nil }
    self = rank <= leadRanks ? .lead : .join
  }

  private static func rank(_ text: String) -> Int? {
    let digits = text.unicodeScalars.drop { !$0.isDigit }.prefix { $0.isDigit }
    if let number = Int64(String(String.UnicodeScalarView(digits))) {
      return number > 0 ? Int(clamping: number) : nil
    }
    let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
    return numerals.firstIndex { text.contains("第\($0)") || text == $0 }.map { $0 + 1 }
  }
}
