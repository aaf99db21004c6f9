internal import Notation

/// Whether an entry counts for a figure of the form.
public enum EntryCount: Hashable, Sendable {
  case counts
  /// The row does not tell.
  case mayCount
  /// By what the row itself says.
  case never
}

/// A standard in a list: what its row says of it, and which of the form's cells it may belong to.
public struct StandardEntry: Hashable, Sendable {
  /// Nil where it can't be read.
  public var number: StandardNumber?
  /// What the number and the row say; one where they agree, none where neither says anything.
  public var categories: [StandardNumber.Category]
  public var years: [Int]
  public var roles: [DraftingRole]
  /// Whether it is a published standard of a kind that counts, for all that its number says.
  public var count: EntryCount

  init(
    _ cells: [String: Sheet.Cell], _ schema: ListSchema, _ header: ListHeader,
    _ doubts: inout RowDoubts
  ) {
    let text = cells["number"]?.text ?? ""
    number = StandardNumber(text)
    let isAmendment = StandardNumber.isAmendment(text)
    let hasSeveral = StandardNumber.all(in: text).count > 1
    switch number {
    case nil: count = .mayCount
    case let number? where !number.isCounted: count = hasSeveral ? .mayCount : .never
    case _?: count = isAmendment ? .mayCount : .counts
    }
    let shown = ["number": text.inSentence]
    if let number {
      if number.category == .enterprise {
        doubts.doubt("standard-enterprise", .warning, shown)
      } else if number.standing == .plan {
        doubts.doubt("standard-plan", .warning, shown)
      } else if number.standing == .draft {
        doubts.doubt("standard-draft", .warning, shown)
      } else if number.isForeign {
        doubts.doubt("standard-foreign", .warning, shown)
      } else if isAmendment {
        doubts.doubt("standard-amendment", .warning, shown)
      }
      if number.isRange || hasSeveral {
        doubts.doubt("list-cell-several", .warning, shown)
      }
    } else if !text.isEmpty {
      doubts.doubt("standard-number-unknown", .warning, shown)
    }
    categories = Self.categories(
      number, cells["level"], schema.columns["level"]?.choices ?? [], &doubts)
    years = Self.years(number, cells["year"], shown, &doubts)
    roles = Self.roles(cells, schema, header, &doubts)
  }

  private static func categories(
    _ number: StandardNumber?, _ cell: Sheet.Cell?, _ levels: [Form.ListChoice],
    _ doubts: inout RowDoubts
  ) -> [StandardNumber.Category] {
    let stated = cell.flatMap { levels.choice(in: $0.text) }
      .flatMap(StandardNumber.Category.init(rawValue:))
    guard let own = number?.category, let stated, own != stated else {
      let category = number?.category ?? stated
      if let number, category == nil, number.standing == .published, !number.isForeign {
        doubts.doubt("standard-level-unknown", .warning, ["number": number.description.inSentence])
      }
      return [category].compactMap { $0 }
    }
    doubts.doubt(
      "standard-level-differs", .warning,
      ["number": number?.description ?? "", "level": stated.rawValue, "by-number": own.rawValue])
    return [own, stated]
  }

  private static func years(
    _ number: StandardNumber?, _ cell: Sheet.Cell?, _ shown: [String: String],
    _ doubts: inout RowDoubts
  ) -> [Int] {
    let stated = cell.flatMap { ListDate($0.text)?.year }
    if let cell, stated == nil {
      doubts.doubt("list-year-unknown", .warning, ["text": cell.text.inSentence])
    }
    guard let own = number?.year, let stated, own != stated else {
      let year = stated ?? number?.year
      if year == nil, number?.standing != .plan, number != nil, cell == nil {
        doubts.doubt("standard-year-missing", .warning, shown)
      }
      return [year].compactMap { $0 }
    }
    doubts.doubt(
      "standard-year-differs", .warning,
      ["number": number?.description ?? "", "year": String(stated), "by-number": String(own)])
    return [own, stated]
  }

  private static func roles(
    _ cells: [String: Sheet.Cell], _ schema: ListSchema, _ header: ListHeader,
    _ doubts: inout RowDoubts
  ) -> [DraftingRole] {
    let counting = schema.counting
    let words = schema.columns["role"]?.choices ?? []
    guard counting.cell?.uses(.role) == true else { return [] }
    func role(_ id: String) -> DraftingRole? {
      cells[id].flatMap { DraftingRole($0.text, words, leadRanks: counting.leadRanks) }
    }
    let (stated, ranked) = (role("role"), role("rank"))
    if let stated, let ranked, stated != ranked {
      doubts.doubt(
        "standard-role-differs", .warning,
        [
          "role": stated.rawValue, "rank": cells["rank"]?.text.inSentence ?? "",
          "ranks": counting.leadRanks.map(String.init) ?? "",
        ])
      return [stated, ranked]
    }
    if let role = stated ?? ranked { return [role] }
    // A column that is missing is told once, for the whole list.
    if header["role"] != nil || header["rank"] != nil {
      let text = (cells["role"] ?? cells["rank"])?.text.inSentence
      doubts.doubt("standard-role-unknown", .warning, text.map { ["text": $0] } ?? [:])
    }
    return DraftingRole.allCases
  }
}

extension StandardNumber {
  /// Whether it is a published standard of one of the kinds that forms count.
  fileprivate var isCounted: Bool {
    standing == .published && category != .enterprise && !isForeign
  }
}

/// A patent or another right in a list.
public struct RightEntry: Hashable, Sendable {
  public var number: RightNumber
  /// What the number or else the row says that it is; nil where neither does.
  public var right: Right?
  public var granted: ListDate?
  /// Whether it is of a kind that the form counts, granted in time and in force.
  public var count: EntryCount

  init(
    _ cells: [String: Sheet.Cell], _ counting: Form.Counting, _ header: ListHeader,
    _ doubts: inout RowDoubts
  ) {
    let text = cells["number"].map(Self.numberText) ?? ""
    number = RightNumber(text)
    let stated = cells["kind"].flatMap { Right(words: $0.text) }
    let shown = ["number": text.inSentence]
    var own: Right?
    switch number {
    case .patent(let patent):
      own = patent.kind.map(Right.init)
      Self.check(patent, shown, &doubts)
    case .other(let right, _): own = right
    case .publication(let publication):
      own = Right(publication: publication)
      doubts.doubt("patent-publication-number", .warning, shown)
    case .rounded: doubts.doubt("patent-number-rounded", .warning, shown)
    case .unknown:
      // The other rights have numbers of many kinds; a row that says what it is, is believed.
      if !text.isEmpty, stated == nil || stated == .invention {
        doubts.doubt("patent-number-unknown", .warning, shown)
      }
    }
    // What a number with a wrong digit says of the patent may be that digit's.
    var isNumberSound = true
    if case .patent(let patent) = number {
      isNumberSound = patent.isCheckDigitRight != false
      if PatentNumber.all(in: text).count > 1 {
        isNumberSound = false
        doubts.doubt("list-cell-several", .warning, shown)
      }
    }
    right = own ?? stated ?? (number.isOfAPatent ? .invention : nil)
    let isCounted = right.map(counting.rights.contains) ?? false
    if let right, !isCounted {
      doubts.doubt(
        "right-not-counted", .warning, ["number": text.inSentence, "kind": right.rawValue])
    } else if let own, let stated, own != stated, !(own == .invention && stated == .defencePatent) {
      // A defence patent's number is that of an invention.
      doubts.doubt(
        "right-kind-differs", .warning,
        ["number": text.inSentence, "kind": stated.rawValue, "by-number": own.rawValue])
    }
    if right == nil || right == .invention && number == .unknown {
      // A patent is known by its number alone.
      count = .mayCount
    } else if isCounted {
      count = .counts
    } else {
      count = own != nil && !isNumberSound ? .mayCount : .never
    }
    if case .patent(let patent) = number, isCounted, let until = counting.until,
      patent.hasExpired(by: until)
    {
      count = isNumberSound ? .never : .mayCount
      doubts.doubt(
        "right-expired", .warning,
        shown.adding(["year": String(patent.year), "until": until.description]))
    }
    granted = Self.granted(cells["granted"], number, counting, header, &doubts)
    if let granted, let until = counting.until, granted.isAfter(until) { count = .never }
  }

  /// The number's text; a spreadsheet drops a check digit of 0 from what it takes for a number:
  /// 202319731673.0 becomes 202319731673.
  private static func numberText(_ cell: Sheet.Cell) -> String {
    let text = cell.text
    guard text.utf8.count == 12, text.unicodeScalars.allSatisfy({ $0.isDigit }),
      let patent = PatentNumber(text), patent.expectedCheckDigit == "0"
    else { return text }
    return text + ".0"
  }

  private static func check(
    _ patent: PatentNumber, _ shown: [String: String], _ doubts: inout RowDoubts
  ) {
    let details = shown.adding(["expected-digit": String(patent.expectedCheckDigit)])
    switch patent.isCheckDigitRight {
    case nil: doubts.doubt("patent-check-digit-missing", .warning, details)
    case false?: doubts.doubt("patent-check-digit", .warning, details)
    case true?: break
    }
  }

  private static func granted(
    _ cell: Sheet.Cell?, _ number: RightNumber, _ counting: Form.Counting, _ header: ListHeader,
    _ doubts: inout RowDoubts
  ) -> ListDate? {
    guard let cell else {
      if header["granted"] != nil { doubts.doubt("right-grant-missing", .warning) }
      return nil
    }
    guard let date = ListDate(cell.text) else {
      doubts.doubt("right-grant-unknown", .warning, ["text": cell.text.inSentence])
      return nil
    }
    if case .patent(let patent) = number, date.year < patent.year {
      doubts.doubt(
        "right-grant-early", .warning,
        ["date": date.description, "year": String(patent.year)])
    }
    if let until = counting.until, date.isAfter(until) {
      doubts.doubt(
        "right-grant-late", .warning,
        ["date": date.description, "until": until.description])
    }
    return date
  }
}

extension RightNumber {
  /// Whether the number is a patent's, well written or not.
  fileprivate var isOfAPatent: Bool {
    switch self {
    case .patent, .publication, .rounded: true
    case .other, .unknown: false
    }
  }

  /// By which two rows are the same right.
  var key: String? {
    switch self {
    case .patent(let number): number.digits
    case .publication(let number): number
    case .other(_, let number): number
    case .rounded, .unknown: nil
    }
  }
}

extension String {
  /// The text as a sentence can take it: on one line, and not too long.
  var inSentence: String {
    let line = String(
      String.UnicodeScalarView(unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
    return line.count > 60 ? line.prefix(60) + "…" : line
  }
}
