/// Which page has which number: everything about a volume that can be told before it is drawn.
///
/// Numbers run from 1 on through all parts. Where paper is printed on both sides each part has an even
/// number of pages, so that odd numbers are on the right everywhere.
struct VolumePlan: Hashable, Sendable {
  /// What stands on a page.
  enum Leaf: Hashable, Sendable {
    case cover
    case blank
    /// A page of the catalogue, counted from 0.
    case catalogue(Int)
    /// What comes before a requirement's files: the requirement, and which page of it.
    case divider(Int, Int)
    case source(Int, Int)
    case remarks(Int)
  }

  struct Part: Hashable, Sendable {
    /// The number of its first page.
    var first: Int
    var leaves: [Leaf]
    /// Whether one file alone is more than a part may have.
    var isOverLimit = false

    var last: Int { first + leaves.count - 1 }
  }

  /// How much everything takes.
  struct Measures: Sendable {
    var catalogue = 1
    /// By requirement.
    var dividers: [Int]
    /// By source.
    var sources: [(pages: Int, bytes: Int64)]
    var remarks = 0
  }

  private(set) var parts: [Part] = []
  /// By source that is bound in an earlier volume: the numbers of its pages there.
  let earlier: [Int: ClosedRange<Int>]
  /// By source that is bound: the numbers of its pages.
  private(set) var ranges: [Int: ClosedRange<Int>] = [:]
  /// By source that is the copy of another one: that one.
  let copies: [Int: Int]
  /// By source that is bound: the requirement under which it is; absent for the form.
  private var owners: [Int: Int] = [:]
  /// By requirement: the number of the page it begins on; absent where it has none of its own.
  private(set) var starts: [Int: Int] = [:]

  /// Bytes that a part's own pages and fonts take at most, for predicting its size.
  static let ownBytes: Int64 = 400_000
  private static let bytesAPage: Int64 = 1_500

  init(_ order: VolumeOrder, _ measures: Measures) {
    let known = order.earlier?.pages ?? [:]
    let earlier = order.sources.map { known[$0.sha256] }
    self.earlier = Dictionary(
      uniqueKeysWithValues: earlier.enumerated().compactMap { place, pages in
        pages.map { (place, $0) }
      })
    copies = Self.copies(in: order).filter { earlier[$0.key] == nil }
    var blocks: [Block] = []
    let form = order.formSources.filter { earlier[$0] == nil }
      .map { Block(source: $0, isStart: true) }
    if order.settings.form == .first { blocks += form }
    for (index, requirement) in order.requirements.enumerated() {
      var bound: [Int] = []
      for source in requirement.sources
      where copies[source] == nil && owners[source] == nil && !order.formSources.contains(source) {
        owners[source] = index
        if earlier[source] == nil { bound.append(source) }
      }
      guard !requirement.sources.allSatisfy({ earlier[$0] != nil }) else { continue }
      if order.settings.hasDividers {
        blocks.append(Block(divider: index, source: bound.first, isStart: true))
        blocks += bound.dropFirst().map { Block(source: $0, requirement: index) }
      } else {
        blocks += bound.enumerated().map {
          Block(source: $1, requirement: index, isStart: $0 == 0)
        }
      }
    }
    if order.settings.form == .last { blocks += form }
    var layout = Layout(order, measures)
    for block in blocks { layout.add(block) }
    layout.end()
    parts = layout.parts
    ranges = layout.ranges
    starts = layout.starts
  }

  /// Whether a source is not bound under this requirement, but elsewhere.
  func isElsewhere(_ source: Int, than requirement: Int) -> Bool { owners[source] != requirement }

  /// The pages of a source, or of the one that it is a copy of.
  func range(of source: Int) -> ClosedRange<Int>? {
    earlier[source] ?? ranges[copies[source] ?? source]
  }

  /// The pages of a requirement: its divider and its files; nil where all of them are copies of
  /// others' files and it has no divider, or where some are in an earlier volume.
  func range(of requirement: VolumeOrder.Requirement, at index: Int) -> ClosedRange<Int>? {
    guard requirement.sources.allSatisfy({ earlier[$0] == nil }) else { return nil }
    let own = requirement.sources.filter { !isElsewhere($0, than: index) }
      .compactMap { ranges[$0] }
    let numbers =
      own.flatMap { [$0.lowerBound, $0.upperBound] } + [starts[index]].compactMap(\.self)
    guard let first = numbers.min(), let last = numbers.max() else { return nil }
    return first...last
  }

  /// Which part a page's number is in.
  func part(of number: Int) -> Int {
    parts.firstIndex { ($0.first...max($0.first, $0.last)).contains(number) } ?? 0
  }

  /// Sources with the same bytes as one that is bound before.
  private static func copies(in order: VolumeOrder) -> [Int: Int] {
    var first: [String: Int] = [:]
    var copies: [Int: Int] = [:]
    let form = order.settings.form == .first ? order.formSources : []
    let rest = order.settings.form == .last ? order.formSources : []
    for source in form + order.requirements.flatMap(\.sources) + rest {
      let digest = order.sources[source].sha256
      // Files of no bytes are all the same, and none is a copy of another.
      guard !digest.isEmpty, order.sources[source].size > 0 else { continue }
      if let earlier = first[digest] {
        if earlier != source { copies[source] = earlier }
      } else {
        first[digest] = source
      }
    }
    return copies
  }

  /// What stays together: a divider goes nowhere without the first of its files.
  private struct Block {
    var divider: Int?
    var source: Int?
    var requirement: Int?
    /// Whether a requirement, or the form, begins with it.
    var isStart = false

    init(divider: Int? = nil, source: Int?, requirement: Int? = nil, isStart: Bool = false) {
      self.divider = divider
      self.source = source
      self.requirement = requirement ?? divider
      self.isStart = isStart
    }
  }

  private struct Layout {
    private let settings: VolumeSettings
    private let split: VolumeSplit
    private let measures: Measures
    var parts: [Part] = []
    var ranges: [Int: ClosedRange<Int>] = [:]
    var starts: [Int: Int] = [:]
    private var leaves: [Leaf] = []
    private var first = 1
    private var bytes: Int64 = 0
    private var isOverLimit = false
    private var hasBlocks = false

    init(_ order: VolumeOrder, _ measures: Measures) {
      settings = order.settings
      split = order.split
      self.measures = measures
      if let earlier = order.earlier {
        first = earlier.last + 1
        // Odd numbers are on the right everywhere.
        if settings.isTwoSided, first % 2 == 0 { first += 1 }
      }
      begin()
    }

    private var next: Int { first + leaves.count }

    private mutating func begin() {
      leaves = [.cover]
      if settings.isTwoSided { leaves.append(.blank) }
      leaves += (0..<measures.catalogue).map { .catalogue($0) }
      bytes = VolumePlan.ownBytes
      isOverLimit = false
      hasBlocks = false
    }

    private mutating func finish() {
      if settings.isTwoSided, leaves.count % 2 == 1 { leaves.append(.blank) }
      parts.append(Part(first: first, leaves: leaves, isOverLimit: isOverLimit))
      first += leaves.count
    }

    mutating func add(_ block: Block) {
      let dividers = block.divider.map { measures.dividers[$0] } ?? 0
      let own = block.source.map { measures.sources[$0] } ?? (pages: 0, bytes: 0)
      if hasBlocks, exceeds(pages: dividers + own.pages + 1, bytes: own.bytes) {
        finish()
        begin()
      }
      if startsOnTheRight(block), next % 2 == 0 { leaves.append(.blank) }
      if let divider = block.divider {
        starts[divider] = next
        leaves += (0..<dividers).map { .divider(divider, $0) }
        if block.source != nil, settings.rightHandStarts == .file, settings.isTwoSided,
          next % 2 == 0
        {
          leaves.append(.blank)
        }
      }
      if let requirement = block.requirement, starts[requirement] == nil {
        starts[requirement] = next
      }
      if let source = block.source {
        ranges[source] = next...(next + max(own.pages, 1) - 1)
        leaves += (0..<max(own.pages, 1)).map { .source(source, $0) }
        bytes += own.bytes
      }
      if exceeds(pages: 0, bytes: 0) { isOverLimit = true }
      hasBlocks = true
    }

    mutating func end() {
      if measures.remarks > 0 {
        leaves += (0..<measures.remarks).map { .remarks($0) }
      }
      finish()
    }

    private func startsOnTheRight(_ block: Block) -> Bool {
      guard settings.isTwoSided else { return false }
      switch settings.rightHandStarts {
      case .none: return false
      case .requirement: return block.isStart
      case .file: return true
      }
    }

    private func exceeds(pages: Int, bytes more: Int64) -> Bool {
      let count = leaves.count + pages
      switch split {
      case .whole: return false
      case .pages(let limit): return count > limit
      case .bytes(let limit):
        return bytes + more + Int64(count) * VolumePlan.bytesAPage > limit
      }
    }
  }
}

/// A line of the catalogue.
enum CatalogueRow: Hashable, Sendable {
  case section(String)
  case form(source: Int, ordinal: Int)
  case requirement(Int)
  /// A file of a requirement and its running number.
  case file(source: Int, of: Int, ordinal: Int)

  /// The rows of a volume, in the order in which it is bound.
  static func rows(of order: VolumeOrder) -> [CatalogueRow] {
    var rows: [CatalogueRow] = []
    var ordinal = 0
    func form() -> [CatalogueRow] {
      order.formSources.map { source in
        ordinal += 1
        return .form(source: source, ordinal: ordinal)
      }
    }
    if order.settings.form == .first { rows += form() }
    var index = 0
    for section in order.sections {
      if !section.requirements.isEmpty { rows.append(.section(section.title)) }
      for requirement in section.requirements {
        rows.append(.requirement(index))
        for source in requirement.sources {
          ordinal += 1
          rows.append(.file(source: source, of: index, ordinal: ordinal))
        }
        index += 1
      }
    }
    if order.settings.form == .last { rows += form() }
    return rows
  }
}
