internal import Evidence
internal import Reports

/// Draws the pages of one part: our own whole, and of all others what comes on top.
struct PageDrawing {
  let order: VolumeOrder
  let plan: VolumePlan
  let sources: [OpenedSource]
  let catalogue: CatalogueLayout
  let remarks: RemarkLayout
  let wording: Wording
  let canvas: Canvas

  private static let a4 = PagePlacement.a4

  /// Draws all pages of a part.
  ///
  /// - Returns: the links of each page.
  func draw(_ part: Int) -> [[PageLink]] {
    let leaves = plan.parts[part].leaves
    return leaves.enumerated().map { index, leaf in
      let number = plan.parts[part].first + index
      let size = size(of: leaf)
      canvas.begin(width: size.width, height: size.height)
      let links = draw(leaf, number: number, part: part)
      stamp(number, width: size.width, height: size.height)
      canvas.end()
      return links
    }
  }

  private func size(of leaf: VolumePlan.Leaf) -> (width: Double, height: Double) {
    guard case .source(let source, let page) = leaf else { return Self.a4 }
    switch sources[source].body {
    case .pages:
      let placement = sources[source].placements[page]
      return (placement.width, placement.height)
    case .table(let layout): return layout.size(of: page)
    case .notice: return Self.a4
    }
  }

  private func draw(_ leaf: VolumePlan.Leaf, number: Int, part: Int) -> [PageLink] {
    let margins = PageMargins(order.settings, number: number)
    switch leaf {
    case .cover: drawCover(part, margins)
    case .blank: break
    case .catalogue(let page): return drawCatalogue(page, margins)
    case .divider(let requirement, let page): return drawDivider(requirement, page, margins)
    case .remarks(let page): remarks.draw(page, margins, self)
    case .source(let source, let page):
      let opened = sources[source]
      switch opened.body {
      case .table(let layout):
        let sheet = layout.tables[layout.pages[page].table].name
        let title =
          sheet.map {
            wording.phrase(
              "volume.table-sheet", ["file": order.sources[source].name, "sheet": $0.shown])
          } ?? order.sources[source].name
        layout.draw(page, titled: title, on: canvas)
        if layout.omitted > 0, page == layout.pages.count - 1 {
          canvas.write(
            wording.phrase("volume.table-more", ["rows": String(layout.omitted)]),
            TextStyle(size: 9), x: TableLayout.margin,
            y: layout.size(of: page).height - TableLayout.foot + 6,
            width: layout.size(of: page).width - 2 * TableLayout.margin, lines: 1)
        }
      case .notice(let why):
        drawNotice(order.sources[source], why, inside: opened.inside, margins)
      case .pages:
        guard page < opened.captions.count, opened.captions[page] else { break }
        let size = size(of: leaf)
        canvas.write(
          order.sources[source].name,
          TextStyle(size: 10, alignment: .center, grey: 0.25), x: 90,
          y: size.height - ImagePlacement.footMargin + 10, width: size.width - 180, lines: 2)
      }
    }
    return []
  }

  // MARK: The number

  static let numberStyle = TextStyle(size: 11)
  /// From the foot of the page to the middle of the number: 11 mm.
  private static let numberFoot = 31.0
  private static let numberSide = 42.0

  /// Writes the number on a white plate, so that it is read on any page.
  private func stamp(_ number: Int, width: Double, height: Double) {
    let text = String(number)
    let room = canvas.width(of: text, Self.numberStyle)
    let (plate, tall) = (room + 10, 17.0)
    let isLeft = order.settings.numbers == .outer && order.settings.isTwoSided && number % 2 == 0
    let x =
      switch order.settings.numbers {
      case .center: (width - plate) / 2
      default: isLeft ? Self.numberSide : width - Self.numberSide - plate
      }
    let y = height - Self.numberFoot - tall / 2
    canvas.area(x: x, y: y, width: plate, height: tall, grey: 1)
    canvas.write(text, Self.numberStyle, x: x + 5, y: y + 1, width: room + 4)
  }

  // MARK: The cover

  private func drawCover(_ part: Int, _ margins: PageMargins) {
    let width = margins.width
    var y = 150.0
    y += canvas.write(
      order.form, TextStyle(size: 22, isBold: true, alignment: .center, leading: 6),
      x: margins.left, y: y, width: width, lines: 4)
    y = max(y + 50, 280)
    y += canvas.write(
      wording["volume.title"], TextStyle(size: 32, isBold: true, alignment: .center),
      x: margins.left, y: y, width: width, lines: 2)
    if let earlier = order.earlier {
      y += 14
      y += canvas.write(
        wording.phrase("volume.supplement-to", ["page": String(earlier.last)]),
        TextStyle(size: 16, alignment: .center), x: margins.left, y: y, width: width, lines: 2)
    }
    if order.settings.isSmall {
      y += 10
      y += canvas.write(
        wording.phrase(
          "volume.small", ["resolution": String(VolumeSettings.smallResolution)]),
        TextStyle(size: 12, alignment: .center), x: margins.left, y: y, width: width, lines: 2)
    }
    let partWords = partWords(part)
    if let partWords {
      y += 14
      canvas.write(
        partWords, TextStyle(size: 16, alignment: .center), x: margins.left, y: y, width: width)
      let pages = plan.parts[part]
      canvas.write(
        wording.phrase(
          "volume.pages", ["first": String(pages.first), "last": String(pages.last)]),
        TextStyle(size: 12, alignment: .center), x: margins.left, y: y + 26, width: width)
    }
    drawFields(margins, from: 530)
    let supplement = order.earlier.map { _ in wording["volume.supplement"] }
    drawSpine(
      [supplement, partWords].compactMap(\.self).joined(separator: wording["volume.spine-gap"]))
  }

  private func partWords(_ part: Int) -> String? {
    plan.parts.count > 1
      ? wording.phrase(
        "volume.part", ["part": String(part + 1), "parts": String(plan.parts.count)]) : nil
  }

  private func drawFields(_ margins: PageMargins, from top: Double) {
    var fields = [
      ("volume.applicant", "\(order.applicant) \(wording["volume.stamp"])"),
      ("volume.date", order.date),
    ]
    if let office = order.settings.office { fields.insert(("volume.office", office), at: 1) }
    if order.settings.copies > 1 {
      fields.append(
        (
          "volume.copy",
          wording.phrase("volume.copy-of", ["copies": String(order.settings.copies)])
        ))
    }
    if let seal = order.seal { fields.append(("volume.seal", seal.short)) }
    let (label, value) = (margins.left + 40, margins.left + 140)
    let room = margins.width - 180
    var y = top
    for (id, text) in fields {
      canvas.write(wording[id], TextStyle(size: 14), x: label, y: y, width: 96, lines: 1)
      let height = canvas.write(text, TextStyle(size: 14), x: value, y: y, width: room, lines: 2)
      y += max(height, 19) + 3
      canvas.line(fromX: value - 4, y: y, toX: value + room, y: y)
      y += 13
    }
    if order.seal != nil {
      canvas.write(
        wording["volume.seal-note"], TextStyle(size: 9, grey: 0.25), x: label, y: y,
        width: room + 100, lines: 2)
    }
  }

  /// What is to stand on the spine, along the edge that is bound.
  private func drawSpine(_ part: String) {
    var details = ["applicant": order.applicant, "form": order.form]
    if !part.isEmpty { details["part"] = part }
    let text = wording.phrase("volume.spine", details)
    let (x, length) = (16.0, Self.a4.height - 120)
    if order.language == .zh {
      // One character below the other, as Chinese spines have it.
      let size = min(13, length / (Double(max(1, text.count)) * 1.25))
      canvas.write(
        text, TextStyle(size: size, alignment: .center, leading: -size * 0.2), x: x, y: 60,
        width: size * 1.05, lines: text.count)
    } else {
      canvas.writeTurned(text, TextStyle(size: 11), x: x + 16, y: 60, length: length)
    }
    canvas.frame(x: x - 5, y: 50, width: 26, height: length + 20, grey: 0.6)
  }

  // MARK: The catalogue

  /// Numbers of pages, as the catalogue has them: `3–5`, with the part where there are several.
  private func words(_ range: ClosedRange<Int>?) -> String {
    guard let range else { return wording["volume.none"] }
    let pages =
      range.count == 1
      ? String(range.lowerBound) : "\(range.lowerBound)–\(range.upperBound)"
    if let earlier = order.earlier, range.lowerBound <= earlier.last {
      return wording.phrase("volume.in-earlier", ["pages": pages])
    }
    guard plan.parts.count > 1 else { return pages }
    return wording.phrase(
      "volume.in-part", ["part": String(plan.part(of: range.lowerBound) + 1), "pages": pages])
  }

  private func drawCatalogue(_ page: Int, _ margins: PageMargins) -> [PageLink] {
    let columns = CatalogueColumns(
      hasVolumes: order.namesVolumes, x: margins.left, width: margins.width)
    var y = margins.top
    if page == 0 {
      canvas.write(
        wording["volume.catalogue"], TextStyle(size: 20, isBold: true, alignment: .center),
        x: margins.left, y: y, width: margins.width)
      if let seal = order.seal {
        canvas.write(
          wording["volume.seal"] + wording["colon"] + seal.full,
          TextStyle(size: 8.5, alignment: .center), x: margins.left, y: y + 32,
          width: margins.width, lines: 1)
      }
      y += CatalogueLayout.titleHeight
    }
    let heads = [
      "volume.column.ordinal", "volume.column.number", "volume.column.name",
      "volume.column.pages", "volume.column.count", "volume.column.copies",
    ]
    for (column, id) in zip(columns.all, heads) {
      canvas.write(
        wording[id], TextStyle(size: 10.5, isBold: true, alignment: .center), x: column.x,
        y: y + 4, width: column.width, lines: 1)
    }
    canvas.line(fromX: margins.left, y: y, toX: margins.left + margins.width, y: y, width: 1)
    let edges = [margins.left] + columns.all.map { $0.x + $0.width }
    func rule(_ edges: [Double], height: Double) {
      for x in edges { canvas.line(fromX: x, y: y, toX: x, y: y + height) }
    }
    rule(edges, height: CatalogueLayout.headHeight)
    y += CatalogueLayout.headHeight
    var links: [PageLink] = []
    for index in catalogue.pages[page] {
      canvas.line(fromX: margins.left, y: y, toX: margins.left + margins.width, y: y)
      let height = catalogue.heights[index]
      if let target = draw(catalogue.rows[index], columns, y: y, height: height) {
        links.append(
          PageLink(x: margins.left, y: y, width: margins.width, height: height, target: target))
      }
      if case .section = catalogue.rows[index] {
        rule([edges[0], edges[edges.count - 1]], height: height)
      } else {
        rule(edges, height: height)
      }
      y += height
    }
    canvas.line(fromX: margins.left, y: y, toX: margins.left + margins.width, y: y, width: 1)
    return links
  }

  /// - Returns: the page that the row leads to.
  private func draw(
    _ row: CatalogueRow, _ columns: CatalogueColumns, y: Double, height: Double
  ) -> Int? {
    let padding = CatalogueLayout.padding
    func cell(
      _ column: CatalogueColumns.Column, _ text: String, isBold: Bool = false,
      _ alignment: TextStyle.Alignment = .center, lines: Int? = 1
    ) {
      var style = CatalogueLayout.style
      style.isBold = isBold
      style.alignment = alignment
      canvas.write(
        text, style, x: column.x + padding, y: y + padding, width: column.width - 2 * padding,
        lines: lines)
    }
    func file(_ source: Int, _ ordinal: Int, isElsewhere: Bool) -> Int? {
      let range = plan.range(of: source)
      let name = order.sources[source].name
      let text =
        isElsewhere
        ? wording.phrase(
          "volume.same-as", ["name": name, "page": String(range?.lowerBound ?? 0)]) : name
      cell(columns.ordinal, String(ordinal))
      cell(columns.name, text, .left, lines: nil)
      cell(columns.pages, words(range))
      cell(columns.count, range.map { String($0.count) } ?? "")
      if !isElsewhere { cell(columns.copies, "1") }
      return range?.lowerBound
    }
    switch row {
    case .section(let title):
      let width = columns.copies.x + columns.copies.width - columns.ordinal.x
      canvas.area(
        x: columns.ordinal.x + 0.5, y: y + 0.5, width: width - 1, height: height - 1, grey: 0.92)
      canvas.write(
        title, TextStyle(size: 11, isBold: true), x: columns.ordinal.x + padding, y: y + 4,
        width: width - 2 * padding, lines: 1)
      return nil
    case .requirement(let index):
      let requirement = order.requirements[index]
      let range = plan.range(of: requirement, at: index)
      let isEmpty = requirement.sources.isEmpty
      cell(columns.number, requirement.number, isBold: true)
      cell(columns.name, requirement.title, isBold: true, .left, lines: nil)
      if isEmpty {
        cell(columns.pages, wording["volume.none"])
      } else if let range {
        cell(columns.pages, words(range), isBold: true)
        cell(columns.count, String(range.count), isBold: true)
      }
      return range?.lowerBound
    case .form(let source, let ordinal):
      return file(source, ordinal, isElsewhere: false)
    case .file(let source, let requirement, let ordinal):
      return file(
        source, ordinal, isElsewhere: plan.isElsewhere(source, than: requirement))
    }
  }

  // MARK: Dividers

  static let filesOnADivider = 14
  static let filesOnAFurtherDivider = 30

  /// How many pages come before a requirement's files.
  static func dividerPages(files: Int) -> Int {
    1 + max(0, files - filesOnADivider + filesOnAFurtherDivider - 1) / filesOnAFurtherDivider
  }

  private func drawDivider(
    _ index: Int, _ page: Int, _ margins: PageMargins
  ) -> [PageLink] {
    let requirement = order.requirements[index]
    var y = margins.top + 40
    if page == 0 {
      let section = order.sections.first { $0.requirements.contains(requirement) }
      canvas.write(
        section?.title ?? "", TextStyle(size: 12, alignment: .center, grey: 0.25),
        x: margins.left, y: y, width: margins.width, lines: 1)
      y += 70
      canvas.write(
        requirement.number, TextStyle(size: 44, isBold: true, alignment: .center),
        x: margins.left, y: y, width: margins.width, lines: 1)
      y += 84
      y += canvas.write(
        requirement.title,
        TextStyle(size: 21, isBold: true, alignment: .center, leading: 5), x: margins.left + 20,
        y: y, width: margins.width - 40, lines: 4)
      if let asked = requirement.asked {
        y += 18
        canvas.write(
          wording.phrase("volume.divider-asked", ["asked": asked]),
          TextStyle(size: 11, alignment: .center, grey: 0.2, leading: 3), x: margins.left + 20,
          y: y, width: margins.width - 40, lines: 4)
      }
      y = 430
    }
    canvas.write(
      wording["volume.divider-files"], TextStyle(size: 12, isBold: true), x: margins.left + 20,
      y: y, width: margins.width - 40)
    y += 24
    let start = page == 0 ? 0 : Self.filesOnADivider + (page - 1) * Self.filesOnAFurtherDivider
    let count = page == 0 ? Self.filesOnADivider : Self.filesOnAFurtherDivider
    var links: [PageLink] = []
    for source in requirement.sources.dropFirst(start).prefix(count) {
      guard let range = plan.range(of: source) else { continue }
      var name = order.sources[source].name
      if plan.isElsewhere(source, than: index) {
        name = wording.phrase(
          "volume.same-as", ["name": name, "page": String(range.lowerBound)])
      }
      canvas.write(
        name, TextStyle(size: 11), x: margins.left + 20, y: y, width: margins.width - 140, lines: 1)
      canvas.write(
        words(range), TextStyle(size: 11, alignment: .right),
        x: margins.left + margins.width - 110, y: y, width: 90, lines: 1)
      canvas.line(
        fromX: margins.left + 20, y: y + 18, toX: margins.left + margins.width - 20, y: y + 18,
        grey: 0.7)
      links.append(
        PageLink(
          x: margins.left + 20, y: y, width: margins.width - 40, height: 18,
          target: range.lowerBound))
      y += 22
    }
    return links
  }

  // MARK: Notices

  private func drawNotice(
    _ source: VolumeOrder.Source, _ why: String, inside: [String], _ margins: PageMargins
  ) {
    var y = margins.top + (inside.isEmpty ? 90 : 40)
    canvas.write(
      wording["volume.notice"], TextStyle(size: 22, isBold: true, alignment: .center),
      x: margins.left, y: y, width: margins.width)
    y += 60
    let digits = Array(source.sha256)
    let groups = stride(from: 0, to: digits.count, by: 8)
      .map { String(digits[$0..<min($0 + 8, digits.count)]) }
    let digest =
      groups.prefix(4).joined(separator: " ") + "\n"
      + groups.dropFirst(4).joined(separator: " ")
    let rows = [
      ("volume.notice-file", source.name),
      ("volume.notice-type", source.type == .other ? "—" : source.type.rawValue.uppercased()),
      ("volume.notice-size", ByteCount.text(source.size)),
      ("volume.notice-digest", digest), ("volume.notice-why", wording["volume.why.\(why)"]),
    ]
    let (label, value) = (margins.left + 14, margins.left + 110)
    let room = margins.width - 124
    let top = y
    for (id, text) in rows {
      canvas.line(fromX: margins.left, y: y, toX: margins.left + margins.width, y: y)
      canvas.write(wording[id], TextStyle(size: 12, isBold: true), x: label, y: y + 8, width: 86)
      let height = canvas.write(
        text, TextStyle(size: 12, leading: 2), x: value, y: y + 8, width: room, lines: 6)
      y += max(height, 16) + 16
    }
    canvas.frame(x: margins.left, y: top, width: margins.width, height: y - top)
    canvas.line(fromX: value - 10, y: top, toX: value - 10, y: y)
    canvas.write(
      wording["volume.notice-next"], TextStyle(size: 10.5, grey: 0.2, leading: 3),
      x: margins.left, y: y + 18, width: margins.width, lines: 4)
    if !inside.isEmpty { write(inside, from: y + 62, margins) }
  }

  /// What is inside an archive, as far as there is room.
  private func write(_ names: [String], from top: Double, _ margins: PageMargins) {
    canvas.write(
      wording.phrase("volume.notice-inside", ["count": String(names.count)]),
      TextStyle(size: 11, isBold: true), x: margins.left, y: top, width: margins.width, lines: 1)
    var y = top + 22
    let end = margins.top + margins.height - 16
    for name in names {
      guard y < end - 16 || name == names.last else {
        canvas.write("…", TextStyle(size: 10), x: margins.left + 12, y: y, width: margins.width)
        return
      }
      canvas.write(
        name, TextStyle(size: 10), x: margins.left + 12, y: y, width: margins.width - 12, lines: 1)
      y += 16
    }
  }
}
