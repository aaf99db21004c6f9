internal import Reports

/// A place on a page that leads to another one; lengths from the upper left corner.
struct PageLink: Hashable, Sendable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
  /// The number of the page that it leads to.
  var target: Int
}

/// The margins of a page of our own.
struct PageMargins: Hashable, Sendable {
  var left: Double
  var right: Double
  var top: Double
  var bottom = 64.0

  /// 28 mm at the edge that is bound, as offices ask for at most.
  private static let bound = 28 / 25.4 * 72
  private static let free = 18 / 25.4 * 72

  init(_ settings: VolumeSettings, number: Int) {
    (left, right, top) = (Self.free, Self.free, 57)
    if settings.bindingEdge == .top {
      top = Self.bound
    } else if settings.isTwoSided, number % 2 == 0 {
      right = Self.bound
    } else {
      left = Self.bound
    }
  }

  /// The same on either side of a sheet.
  var width: Double { PagePlacement.a4.width - left - right }
  var height: Double { PagePlacement.a4.height - top - bottom }
}

/// The catalogue's rows, with how high each is and on which page it stands: known before any number is,
/// since the columns of numbers have a fixed width.
struct CatalogueLayout {
  var rows: [CatalogueRow]
  var heights: [Double]
  var pages: [Range<Int>]

  static let style = TextStyle(size: 10.5)
  static let padding = 4.0
  static let headHeight = 24.0
  static let titleHeight = 54.0
  private static let sectionHeight = 24.0

  init(_ order: VolumeOrder, _ draft: VolumePlan, _ canvas: Canvas, _ wording: Wording) {
    let columns = CatalogueColumns(hasVolumes: order.namesVolumes, x: 0, width: Self.width(order))
    let requirements = order.requirements
    rows = CatalogueRow.rows(of: order)
    heights = rows.map { row in
      var style = Self.style
      let text: String
      switch row {
      case .section: return Self.sectionHeight
      case .requirement(let index):
        style.isBold = true
        text = requirements[index].title
      case .form(let source, _): text = order.sources[source].name
      case .file(let source, let requirement, _):
        text =
          draft.isElsewhere(source, than: requirement)
          ? wording.phrase(
            "volume.same-as", ["name": order.sources[source].name, "page": "88888"])
          : order.sources[source].name
      }
      let height = canvas.height(of: text, style, width: columns.name.width - 2 * Self.padding)
      return max(height, style.size * 1.35) + 2 * Self.padding
    }
    pages = []
    let room = PageMargins(order.settings, number: 1).height - Self.headHeight
    var start = 0
    while start < rows.count {
      var left = room - (pages.isEmpty ? Self.titleHeight : 0)
      var end = start
      while end < rows.count, end == start || heights[end] <= left {
        left -= heights[end]
        end += 1
      }
      // A heading does not stay alone at the foot of a page.
      while end > start + 1, end < rows.count, rows[end - 1].leads(in: order) { end -= 1 }
      pages.append(start..<end)
      start = end
    }
    if pages.isEmpty { pages = [0..<0] }
  }

  static func width(_ order: VolumeOrder) -> Double {
    PageMargins(order.settings, number: 1).width
  }
}

extension VolumeOrder {
  /// Whether pages may be in another volume than the one at hand.
  var namesVolumes: Bool { split != .whole || earlier != nil }
}

extension CatalogueRow {
  /// Whether rows follow that belong to it.
  fileprivate func leads(in order: VolumeOrder) -> Bool {
    switch self {
    case .section: true
    case .requirement(let index): !order.requirements[index].sources.isEmpty
    case .form, .file: false
    }
  }
}

/// Where the catalogue's columns stand.
struct CatalogueColumns {
  typealias Column = (x: Double, width: Double)
  let ordinal: Column
  let number: Column
  let name: Column
  let pages: Column
  let count: Column
  let copies: Column

  /// - Parameter hasVolumes: whether the pages' volume stands beside their numbers.
  init(hasVolumes: Bool, x: Double, width: Double) {
    let widths = [34, 46, 0, hasVolumes ? 92 : 70, 40, 44] as [Double]
    let name = width - widths.reduce(0, +)
    var place = x
    func next(_ width: Double) -> Column {
      defer { place += width }
      return (place, width)
    }
    ordinal = next(widths[0])
    number = next(widths[1])
    self.name = next(name)
    pages = next(widths[3])
    count = next(widths[4])
    copies = next(widths[5])
  }

  var all: [Column] { [ordinal, number, name, pages, count, copies] }
}
