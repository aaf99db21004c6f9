internal import Notation

/// The entries of one or several lists, counted for each figure that the form asks for.
public struct ListTally: Sendable {
  /// What the lists say of one figure.
  public struct Count: Hashable, Sendable {
    /// The id of the figure's place in the form.
    public var place: String
    /// Entries that count here beyond doubt.
    public var certain: Int
    /// Those, and the doubtful ones that may; none that certainly don't.
    public var possible: Int
    public var entries: [EntryPlace]
    /// Where the figure is no number of entries: what their amounts come to.
    public var sum: Sum?

    /// Whether `figure` can be what the lists say.
    func allows(_ figure: Figure) -> Bool {
      if let sum { return sum.allows(figure) }
      return figure.amount >= Double(certain) && figure.amount <= Double(possible)
    }
  }

  /// The amounts of entries, added up.
  public struct Sum: Hashable, Sendable {
    public var unit: String
    /// With and without the entries that are doubtful, the smaller first.
    public var least = 0.0
    public var most = 0.0
    /// Whether an amount is missing, so that there is no telling what they come to.
    public var isOpen = false

    /// Adds an amount, or one of the two where rows of one entry have several.
    mutating func add(_ amounts: ClosedRange<Double>, isCertain: Bool) {
      let none =
        isCertain ? amounts : Swift.min(0, amounts.lowerBound)...Swift.max(0, amounts.upperBound)
      least = (least + none.lowerBound).rounded(to: 6)
      most = (most + none.upperBound).rounded(to: 6)
    }

    /// A form states sums to some decimals: half a unit of the last one is no difference.
    fileprivate func allows(_ figure: Figure) -> Bool {
      var half = 0.5
      for _ in 0..<Swift.min(figure.decimals, 9) { half /= 10 }
      guard let stated = figure.value(in: Unit(unit)) else { return false }
      let step = Figure(value: half, decimals: 0, unit: figure.unit, departures: [])
      let margin = (step.value(in: Unit(unit)) ?? half) + 1e-6
      return stated >= least - margin && (isOpen || stated <= most + margin)
    }

    /// `1250.5万元`, `1250.5–1300万元`, or `≥1250.5万元`.
    fileprivate var text: String {
      if isOpen { return "≥\(least.plain)\(unit)" }
      return (least == most ? least.plain : "\(least.plain)–\(most.plain)") + unit
    }
  }

  /// Where an entry stands.
  public struct EntryPlace: Hashable, Sendable {
    public var file: String
    public var sheet: String?
    public var row: Int
  }

  /// One for each figure, in the form's order.
  public private(set) var counts: [Count]
  /// Entries that stand twice, and those that no figure is for.
  public private(set) var findings: [Finding] = []

  private var indices: [String: Int] = [:]
  /// The years that the form counts.
  private var years: [Int] = []
  /// The same of rows, whose cells name the years.
  private var rowYears: Set<Int> = []

  init(_ lists: [EvidenceList], of field: Form.Field, in section: Form.Section) {
    counts = field.places(in: section).map {
      Count(place: $0.id, certain: 0, possible: 0, entries: [])
    }
    for (index, count) in counts.enumerated() { indices[count.place] = index }
    guard let counting = field.evidence?.counting else { return }
    years = counting.years(of: field)
    let figures = counting.entries == .rows ? self.figures(of: field, counting) : []
    rowYears = Set(figures.flatMap { figure in figure.values.values.compactMap { Int($0) } })
    for figure in figures {
      guard let column = figure.sum, let schema = field.evidence?.list[column],
        case .amount(let unit) = schema.content
      else { continue }
      counts[figure.index].sum = Sum(unit: unit)
    }
    var order: [String] = []
    var groups: [String: [Member]] = [:]
    for list in lists {
      for entry in list.entries {
        let member = member(entry, of: list, field, counting)
        if groups[member.key] == nil { order.append(member.key) }
        groups[member.key, default: []].append(member)
      }
    }
    for key in order {
      let group = groups[key, default: []]
      if counting.entries == .rows {
        count(group, for: figures)
      } else {
        count(group, counting.entries)
      }
      tellRepeated(group)
    }
  }

  /// An entry on its way into the count.
  private struct Member {
    /// Equal for entries that are one thing.
    var key: String
    var number: String
    var place: EntryPlace
    /// The figures that it may count for.
    var cells: [Int]
    var count: EntryCount
    var row: RowEntry?
  }

  /// A figure that rows count for.
  private struct RowFigure {
    var index: Int
    /// The column whose amounts it sums; nil where it counts the rows.
    var sum: String?
    /// What a row must be to count for it.
    var values: [String: String]

    /// Whether the row belongs here; nil where it may.
    func takes(_ row: RowEntry) -> Bool? {
      var isCertain = true
      for (name, value) in values {
        let groups = row.groups[name] ?? []
        guard groups.contains(value) else { return false }
        isCertain = isCertain && groups.count == 1
      }
      return isCertain ? true : nil
    }
  }

  private func figures(of field: Form.Field, _ counting: Form.Counting) -> [RowFigure] {
    counts.indices.compactMap { index in
      let id = String(counts[index].place.dropFirst(field.id.utf8.count + 1))
      return counting.figure(of: id, field).map {
        RowFigure(index: index, sum: $0.sum, values: $0.values)
      }
    }
  }

  private mutating func member(
    _ entry: EvidenceList.Entry, of list: EvidenceList, _ field: Form.Field,
    _ counting: Form.Counting
  ) -> Member {
    let place = EntryPlace(file: list.file, sheet: list.sheet, row: entry.row)
    // What has no number is like nothing else.
    var member = Member(
      key: "\(list.file)\n\(list.sheet ?? "")\n\(entry.row)", number: "", place: place, cells: [],
      count: .never)
    if let number = entry.number { (member.key, member.number) = (number, number) }
    switch entry.content {
    case .right(let right):
      member.cells = counts.indices.first.map { [$0] } ?? []
      member.count = right.count
    case .row(let row):
      member.row = row
      member.count = row.count
      tellOutside(row, place)
    case .standard(let standard):
      let ids = cells(of: standard, field, counting)
      member.cells = ids.compactMap { indices["\(field.id).\($0)"] }
      member.count = standard.count
      tellOutside(standard, place)
    }
    return member
  }

  private func cells(
    of standard: StandardEntry, _ field: Form.Field, _ counting: Form.Counting
  ) -> [String] {
    guard let cell = counting.cell else { return [] }
    return standard.categories.flatMap { category in
      standard.years.flatMap { year in
        standard.roles.map { cell.id(category: category, year: String(year), role: $0) }
      }
    }
  }

  private mutating func tellOutside(_ row: RowEntry, _ place: EntryPlace) {
    let stated = row.groups.values.filter { $0.count == 1 }.compactMap { Int($0[0]) }
    guard row.count != .never, !rowYears.isEmpty, let year = stated.first,
      !stated.contains(where: rowYears.contains)
    else { return }
    doubt(
      "list-year-outside", place,
      ["year": String(year), "years": RowRanges(Array(rowYears)).description])
  }

  /// Counts rows that are one entry once, and adds up their amounts.
  private mutating func count(_ group: [Member], for figures: [RowFigure]) {
    let counted = group.filter { $0.count != .never }
    for figure in figures {
      let takes = counted.map { member in member.row.map(figure.takes) ?? false }
      let members = zip(counted, takes).filter { $1 != false }.map { $0.0 }
      guard !members.isEmpty else { continue }
      // Rows of one entry that say different things leave it open.
      let isCertain =
        !takes.contains { $0 != true } && members.contains { $0.count == .counts }
      counts[figure.index].certain += isCertain ? 1 : 0
      counts[figure.index].possible += 1
      counts[figure.index].entries += members.map { $0.place }
      guard let column = figure.sum else { continue }
      let amounts = members.compactMap { $0.row?.amounts[column] }
      if let least = amounts.min(), let most = amounts.max() {
        counts[figure.index].sum?.add(least...most, isCertain: isCertain)
      } else {
        counts[figure.index].sum?.isOpen = true
      }
    }
  }

  private mutating func tellOutside(_ standard: StandardEntry, _ place: EntryPlace) {
    guard standard.count == .counts, !years.isEmpty, !standard.years.isEmpty,
      !standard.years.contains(where: years.contains)
    else { return }
    doubt(
      "standard-year-outside", place,
      [
        "year": standard.years.map(String.init).joined(separator: ", "),
        "years": RowRanges(years).description,
      ])
  }

  /// Counts what is one thing once.
  ///
  /// A patent in two rows is one patent; a standard may count for each of the firms.
  private mutating func count(_ group: [Member], _ entries: Form.Counting.Entries) {
    let counted = group.filter { $0.count != .never }
    let cells = Set(counted.flatMap { $0.cells })
    let isCertain = cells.count == 1 && counted.contains { $0.count == .counts }
    for cell in cells {
      let members = counted.filter { $0.cells.contains(cell) }
      counts[cell].certain += isCertain ? 1 : 0
      counts[cell].possible += entries == .patents ? 1 : members.count
      counts[cell].entries += members.map { $0.place }
    }
  }

  private mutating func tellRepeated(_ group: [Member]) {
    guard let first = group.first else { return }
    for other in group.dropFirst() {
      var details = ["number": first.number, "first-row": String(first.place.row)]
      if first.row != nil { details["what"] = "row" }
      if first.place.file != other.place.file { details["first-file"] = first.place.file }
      if first.place.sheet != other.place.sheet { details["first-sheet"] = first.place.sheet }
      doubt("list-entry-repeated", other.place, details)
    }
  }

  private mutating func doubt(
    _ rule: Finding.Rule, _ place: EntryPlace, _ details: [String: String]
  ) {
    var details = details
    details["row"] = String(place.row)
    details["sheet"] = place.sheet
    findings.append(Finding(rule, .warning, at: place.file, details))
  }
}

extension ListTally {
  /// Every figure of the form that the lists contradict.
  ///
  /// Doubtful entries count either way, since they are told one by one: a figure is wrong where no
  /// reading of the lists gives it. A blank, 无 and a dash stand for 0.
  func disagreements(with answers: Answers) -> [Finding] {
    counts.compactMap { count in
      let text = answers.text(count.place) ?? ""
      let isBlank = text.isBlankAnswer
      let isNone = isBlank || ["无", "-", "/"].contains(text.normalised)
      guard let figure = isNone ? Figure.none : Figure(text) else {
        return Finding(
          "count-not-compared", .warning, at: count.place, ["listed": count.listed])
      }
      guard !count.allows(figure) else { return nil }
      let stated = count.sum.map { figure.shown(in: $0.unit) } ?? figure.amount.plain
      var details = ["stated": isBlank ? "" : stated, "listed": count.listed]
      if isBlank { details["what"] = "blank" }
      return Finding(
        "count-differs-from-list", .error, at: count.place, details.adding(count.whereDetails))
    }
  }
}

extension ListTally.Count {
  /// The count in figures: `16`, or `15–16` where entries are doubtful.
  public var listed: String {
    if let sum { return sum.text }
    return certain == possible ? String(certain) : "\(certain)–\(possible)"
  }

  /// The files; where it is but one list, its rows as well.
  fileprivate var whereDetails: [String: String] {
    var files: [String] = []
    for entry in entries where !files.contains(entry.file) { files.append(entry.file) }
    guard let first = entries.first else { return [:] }
    guard entries.allSatisfy({ $0.file == first.file && $0.sheet == first.sheet }) else {
      return ["files": files.joined(separator: ", ")]
    }
    let rows = RowRanges(entries.map { $0.row }).description
    guard let sheet = first.sheet else { return ["file": first.file, "rows": rows] }
    return ["workbook": first.file, "sheet": sheet, "rows": rows]
  }
}

extension Figure {
  /// Nothing.
  fileprivate static let none = Figure(value: 0, decimals: 0, unit: "", departures: [])

  /// The figure with its unit, or else with the one that its place has.
  fileprivate func shown(in unit: String) -> String {
    value.plain + (self.unit.isEmpty ? unit : self.unit)
  }
}
