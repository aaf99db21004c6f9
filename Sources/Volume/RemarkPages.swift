internal import Evidence
internal import Reports

/// The last pages: what differs in print from the files.
struct RemarkLayout {
  /// What is said of sources, then what is said of the whole.
  let ofSources: [(sources: [Int], remark: VolumeRemark)]
  let general: [String]
  private(set) var pages: [Range<Int>] = []
  private var heights: [Double] = []

  private static let style = TextStyle(size: 11, leading: 3)
  private static let gap = 7.0
  private static let lead = 74.0

  init(
    _ ofSources: [(sources: [Int], remark: VolumeRemark)], general: [String], _ order: VolumeOrder,
    _ canvas: Canvas, _ wording: Wording
  ) {
    self.ofSources = ofSources
    self.general = general
    let margins = PageMargins(order.settings, number: 1)
    // Numbers are not known yet; these are as long as any.
    let texts = words(order, wording) { 88_888 + $0 }
    heights = texts.map {
      canvas.height(of: $0, Self.style, width: margins.width - 16) + Self.gap
    }
    var start = 0
    while start < texts.count {
      var left = margins.height - Self.lead
      var end = start
      while end < texts.count, end == start || heights[end] <= left {
        left -= heights[end]
        end += 1
      }
      pages.append(start..<end)
      start = end
    }
  }

  /// The remarks in words.
  func words(
    _ order: VolumeOrder, _ wording: Wording, page: (Int) -> Int
  ) -> [String] {
    ofSources.map { sources, remark in
      remark.words(
        order.sources[sources[0]].name, pages: Set(sources.map(page)).sorted(), wording)
    } + general
  }

  func draw(_ page: Int, _ margins: PageMargins, _ drawing: PageDrawing) {
    let texts = words(drawing.order, drawing.wording) {
      drawing.plan.range(of: $0)?.lowerBound ?? 0
    }
    let canvas = drawing.canvas
    canvas.write(
      drawing.wording["volume.remarks"], TextStyle(size: 18, isBold: true, alignment: .center),
      x: margins.left, y: margins.top, width: margins.width)
    canvas.write(
      drawing.wording[
        drawing.order.earlier == nil ? "volume.remarks-lead" : "volume.remarks-lead-supplement"],
      TextStyle(size: 11), x: margins.left,
      y: margins.top + 42, width: margins.width, lines: 2)
    var y = margins.top + Self.lead
    for index in pages[page] {
      canvas.write("·", Self.style, x: margins.left + 3, y: y, width: 10)
      canvas.write(texts[index], Self.style, x: margins.left + 16, y: y, width: margins.width - 16)
      y += heights[index]
    }
  }
}

extension VolumeRemark {
  /// - Parameter pages: where those begin that it is said of.
  func words(_ name: String, pages: [Int], _ wording: Wording) -> String {
    let page = pages.first ?? 0
    var details = ["name": name, "page": String(page)]
    let id: String
    switch self {
    case .notice(let why):
      id = "notice"
      details["why"] = wording["volume.why.\(why)"]
    case .scaled(let count):
      id = "scaled"
      details["count"] = String(count)
    case .kept(let count):
      id = "kept"
      details["count"] = String(count)
    case .signature: id = "signature"
    case .fields: id = "fields"
    case .fonts(let names):
      id = "fonts"
      details["fonts"] = names.joined(separator: wording["comma"]).shown
      details["pages"] = pages.map(String.init).joined(separator: wording["comma"])
    case .mended: id = "mended"
    case .missingPage(let index):
      id = "missing-page"
      details["page"] = String(page + index)
    case .converted: id = "converted"
    case .rows(let count):
      id = "rows"
      details["rows"] = String(count)
    }
    return wording.phrase("volume.remark.\(id)", details)
  }
}
