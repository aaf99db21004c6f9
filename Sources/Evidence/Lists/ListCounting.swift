internal import Notation

extension Form {
  /// How the entries of a list are counted against the figures of the form.
  public struct Counting: Hashable, Sendable {
    /// What an entry of the list is.
    public enum Entries: String, Hashable, Sendable, CaseIterable {
      case standards
      /// Patents and the other rights that stand beside them.
      case patents
    }

    public var entries: Entries
    /// The id of the cell that an entry belongs to, below its field:
    /// `{category}.{year}-{role}`. Nil where all entries count for the field's one figure.
    public var cell: CellPattern?
    /// Up to which rank among the drafting units a firm leads; ranks are not read where it is nil.
    public var leadRanks: Int?
    /// The rights that count; the others are told.
    public var rights: [Right]
    /// The last day that counts.
    public var until: ListDate?

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

  /// The id of a cell with places for what an entry says of itself.
  public struct CellPattern: Hashable, Sendable {
    public enum Name: String, Hashable, Sendable, CaseIterable {
      case category, year, role
    }

    public var text: String

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
  init?(_ text: String, leadRanks: Int?) {
    let plain = text.normalised
    let leads = ["主持", "牵头", "主导", "主编", "主要起草", "第一起草"].contains { plain.contains($0) }
    let joins = ["参与", "参加", "参编", "参制", "协助", "配合"].contains { plain.contains($0) }
    if leads != joins {
      self = leads ? .lead : .join
      return
    }
    guard !leads, let leadRanks, let rank = Self.rank(plain) else { return nil }
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

extension StandardNumber.Category {
  /// Reads 国家标准, 国标 and the like; nil where it says none, or several.
  init?(words: String) {
    let words = words.normalised
    let marks: [(StandardNumber.Category, [String])] = [
      (.international, ["国际"]), (.national, ["国家", "国标"]), (.industry, ["行业", "行标"]),
      (.local, ["地方", "地标"]), (.group, ["团体", "团标", "协会"]), (.enterprise, ["企业", "企标"]),
    ]
    let said = marks.filter { $0.1.contains { words.contains($0) } }
    guard said.count == 1 else { return nil }
    self = said[0].0
  }
}
