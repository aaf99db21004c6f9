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

    /// Whether `figure` can be what the lists say.
    func allows(_ figure: Double) -> Bool {
      figure >= Double(certain) && figure <= Double(possible)
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

  init(_ lists: [EvidenceList], of field: Form.Field, in section: Form.Section) {
    counts = field.places(in: section).map {
      Count(place: $0.id, certain: 0, possible: 0, entries: [])
    }
    for (index, count) in counts.enumerated() { indices[count.place] = index }
    guard let counting = field.evidence?.counting else { return }
    years = counting.years(of: field)
    var order: [String] = []
    var groups: [String: [Member]] = [:]
    for list in lists {
      for entry in list.entries {
        let member = member(entry, of: list, field, counting)
        if groups[member.key] == nil { order.append(member.key) }
        groups[member.key, default: []].append(member)
      }
    }
    for key in order { count(groups[key, default: []], counting.entries) }
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

  /// Counts what is one thing once, and tells that it stands in several rows.
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
    guard let first = group.first else { return }
    for other in group.dropFirst() {
      var details = ["number": first.number, "first-row": String(first.place.row)]
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
      guard let figure = isNone ? 0 : Figure(text)?.amount else {
        return Finding(
          "count-not-compared", .warning, at: count.place, ["listed": count.listed])
      }
      guard !count.allows(figure) else { return nil }
      var details = ["stated": isBlank ? "" : figure.plain, "listed": count.listed]
      if isBlank { details["what"] = "blank" }
      return Finding(
        "count-differs-from-list", .error, at: count.place, details.adding(count.whereDetails))
    }
  }
}

extension ListTally.Count {
  /// The count in figures: `16`, or `15–16` where entries are doubtful.
  public var listed: String {
    certain == possible ? String(certain) : "\(certain)–\(possible)"
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
