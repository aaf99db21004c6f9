internal import Evidence
internal import Files
internal import Inspection
internal import Manifest
internal import Reports

/// Makes a volume out of open files: in a process of its own, since the files are strangers'.
final class VolumeMaking {
  /// How far the work is: what is being looked at, and pages that are done.
  struct Step: Hashable, Sendable {
    /// The source, or none.
    var source: Int?
    var done: Int
    var total: Int
  }

  let order: VolumeOrder
  let plan: VolumePlan
  private let wording: Wording
  private let sources: [OpenedSource]
  private let catalogue: CatalogueLayout
  private let remarkLayout: RemarkLayout
  /// Texts with characters that no font has.
  private let unshown: Set<String>
  private let tell: (Step) -> Void
  private let scratch: Descriptor
  private var pagesDone = 0

  /// Opens all sources and plans the volume.
  ///
  /// - Parameters:
  ///   - files: the sources' bytes, in the order's sequence.
  ///   - broken: sources that ended a process before; they get a notice.
  ///   - tell: called before each source and now and then between.
  /// - Throws: ``VolumeFailure``.
  init(
    _ order: VolumeOrder, _ files: [MappedFile], broken: Set<Int> = [],
    tell: @escaping (Step) -> Void
  ) throws(VolumeFailure) {
    self.order = order
    self.tell = tell
    let wording = Wording(order.language)
    self.wording = wording
    let canvas = try Canvas()
    if !canvas.shows("目录佐证材料") { throw .noChineseFont }
    let scratch: Descriptor
    do throws(SystemError) { scratch = try Descriptor.temporary() } catch { throw .unwritable }
    self.scratch = scratch
    var opening = SourceOpening(order.settings, canvas: canvas, scratch: scratch)
    var sources: [OpenedSource] = []
    for (index, source) in order.sources.enumerated() {
      tell(Step(source: index, done: 0, total: 0))
      guard !broken.contains(index), index < files.count else {
        sources.append(.notice("broke"))
        continue
      }
      do throws(SystemError) {
        sources.append(try opening.open(source, files[index]))
      } catch {
        throw .unwritable
      }
    }
    self.sources = sources

    var measures = VolumePlan.Measures(
      dividers: order.requirements.map { PageDrawing.dividerPages(files: $0.sources.count) },
      sources: zip(sources, order.sources).map { opened, source in
        if case .notice = opened.body { return (opened.count, 4_000) }
        if case .table = opened.body { return (opened.count, Int64(opened.count) * 20_000) }
        return (opened.count, source.size)
      })
    catalogue = CatalogueLayout(order, VolumePlan(order, measures), canvas, wording)
    measures.catalogue = catalogue.pages.count
    let bound = Set(VolumePlan(order, measures).ranges.keys)
    if bound.isEmpty, order.earlier?.withdrawn(from: order.sources).isEmpty == true {
      throw .nothingNew
    }
    var remarks: [(sources: [Int], remark: VolumeRemark)] = []
    for index in sources.indices where bound.contains(index) {
      for remark in VolumeRemark.remarks(on: sources[index], of: order.sources[index]) {
        // The same fonts are missing in many files.
        if case .fonts = remark, let place = remarks.firstIndex(where: { $0.remark == remark }) {
          remarks[place].sources.append(index)
        } else {
          remarks.append(([index], remark))
        }
      }
    }
    var general: [String] = []
    if order.unbound > 0 {
      general.append(
        wording.phrase("volume.remark.unbound", ["count": String(order.unbound)]))
    }
    general += (order.earlier?.withdrawn(from: order.sources) ?? []).map { file in
      wording.phrase(
        "volume.remark.withdrawn",
        [
          "name": file.name,
          "pages": file.pages.count == 1
            ? String(file.pages.lowerBound) : "\(file.pages.lowerBound)–\(file.pages.upperBound)",
        ])
    }
    let texts = order.sources.map(\.name) + order.requirements.map(\.title) + [order.applicant]
    unshown = Set(texts.filter { !canvas.shows($0) })
    general += texts.filter(unshown.contains).prefix(Self.mostUnshown).map {
      wording.phrase("volume.remark.glyphs", ["text": $0])
    }
    let draft = VolumePlan(order, measures)
    let over = draft.parts.indices.filter { draft.parts[$0].isOverLimit }
    general += over.map { wording.phrase("volume.remark.over", ["part": String($0 + 1)]) }
    remarkLayout = RemarkLayout(remarks, general: general, order, canvas, wording)
    measures.remarks = remarkLayout.pages.count
    plan = VolumePlan(order, measures)
  }

  /// No more texts are told that lack a character.
  private static let mostUnshown = 20

  /// What the catalogue must say.
  private var catalogued: [String] {
    (order.requirements.map(\.title) + order.sources.map(\.name)).filter { !unshown.contains($0) }
  }

  private var total: Int { plan.parts.reduce(0) { $0 + $1.leaves.count } }

  /// What the volume is like.
  var summary: VolumeSummary {
    VolumeSummary(
      parts: plan.parts.map(\.leaves.count),
      remarks: remarkLayout.words(order, wording) { plan.range(of: $0)?.lowerBound ?? 0 })
  }

  /// Draws, assembles and writes a part, and checks what was written.
  ///
  /// - Throws: ``VolumeFailure``.
  func make(_ part: Int, to output: Descriptor) throws(VolumeFailure) {
    tell(Step(source: nil, done: pagesDone, total: total))
    let drawn = try draw(part)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: drawn.bytes.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: drawn.bytes)
    try assemble(part, UnsafeRawBufferPointer(buffer), drawn.links, to: output)
    let written: MappedFile
    do throws(SystemError) { written = try MappedFile(output) } catch { throw .unwritable }
    // Where the disk is full libqpdf may not notice.
    guard written.bytes.suffix(6).elementsEqual("%%EOF\n".utf8) else { throw .unwritable }
    let check = VolumeCheck(
      plan: plan.parts[part], bookmarks: bookmarks(part), catalogued: catalogued)
    try check.check(written.bytes)
  }

  private func draw(
    _ part: Int
  ) throws(VolumeFailure) -> (bytes: [UInt8], links: [[PageLink]]) {
    let canvas = try Canvas()
    let drawing = PageDrawing(
      order: order, plan: plan, sources: sources, catalogue: catalogue, remarks: remarkLayout,
      wording: wording, canvas: canvas)
    let links = drawing.draw(part)
    return (try canvas.finish(), links)
  }

  private func assemble(
    _ part: Int, _ drawn: UnsafeRawBufferPointer, _ links: [[PageLink]], to output: Descriptor
  ) throws(VolumeFailure) {
    let assembly = try VolumeAssembly(
      drawn: drawn,
      resolution: order.settings.isSmall ? Double(VolumeSettings.smallResolution) : nil)
    let planned = plan.parts[part]
    guard assembly.document.pageCount == planned.leaves.count else { throw .wrong("pages") }
    var targets: [Int: [(from: Int, to: Int)]] = [:]
    for (index, leaf) in planned.leaves.enumerated() {
      if case .source(let source, let page) = leaf {
        targets[source, default: []].append((page, index))
      }
    }
    for source in targets.keys.sorted() {
      tell(Step(source: source, done: pagesDone, total: total))
      let pages = targets[source] ?? []
      pagesDone += pages.count
      guard case .pages(let file, let known) = sources[source].body else { continue }
      guard let document = try? PDFDocument(file.bytes) else { throw .brokenDown }
      let lost = assembly.add(
        document,
        pages.map { page in
          (
            page.from, page.to, known.pages[page.from].geometry,
            sources[source].placements[page.from]
          )
        })
      // What could be opened and not be copied is not left blank: the next attempt has a notice.
      if lost.contains(where: { known.pages[$0].isReadable }) { throw .brokenDown }
      assembly.document.release()
    }
    tell(Step(source: nil, done: pagesDone, total: total))
    for (index, links) in links.enumerated() where !links.isEmpty {
      let own = links.compactMap { link -> (PageLink, to: Int)? in
        let target = link.target - planned.first
        return planned.leaves.indices.contains(target) ? (link, target) : nil
      }
      assembly.link(index, own, height: PagePlacement.a4.height)
    }
    assembly.complete(
      bookmarks(part), first: planned.first,
      title: "\(order.applicant) \(order.form) \(wording["volume.title"])",
      date: order.date, language: order.language == .zh ? "zh-CN" : "en",
      isTwoSided: order.settings.isTwoSided, identifier: try identifier(part))
    assembly.attach(VolumeRecord(order, plan).json, named: VolumeRecord.name)
    try assembly.document.write(to: output.number)
  }

  /// Half of the SHA-256 of all that decides what the volume is.
  private func identifier(_ part: Int) throws(VolumeFailure) -> String {
    var writer = MessageWriter()
    writer.put(order)
    writer.put(part)
    guard let digest = try? SHA256.digest(of: writer.bytes) else { throw .brokenDown }
    return String(digest.hex.prefix(32))
  }

  private func bookmarks(_ part: Int) -> [VolumeAssembly.Bookmark] {
    let planned = plan.parts[part]
    func place(_ number: Int?) -> Int? {
      number.flatMap {
        planned.leaves.indices.contains($0 - planned.first) ? $0 - planned.first : nil
      }
    }
    var all = [VolumeAssembly.Bookmark(title: wording["volume.cover-bookmark"], page: 0)]
    if let page = planned.leaves.firstIndex(of: .catalogue(0)) {
      all.append(.init(title: wording["volume.catalogue-bookmark"], page: page))
    }
    let form = order.formSources.compactMap { source -> VolumeAssembly.Bookmark? in
      place(plan.range(of: source)?.lowerBound).map {
        .init(title: order.sources[source].name, page: $0)
      }
    }
    let formBookmarks = form.first.map {
      [
        VolumeAssembly.Bookmark(
          title: wording["volume.form-bookmark"], page: $0.page, children: form)
      ]
    }
    if order.settings.form == .first { all += formBookmarks ?? [] }
    var index = 0
    for section in order.sections {
      var below: [VolumeAssembly.Bookmark] = []
      for requirement in section.requirements {
        let files = requirement.sources.compactMap { source -> VolumeAssembly.Bookmark? in
          guard !plan.isElsewhere(source, than: index) else { return nil }
          return place(plan.ranges[source]?.lowerBound).map {
            .init(title: order.sources[source].name, page: $0)
          }
        }
        if let page = place(plan.starts[index]) ?? files.first?.page {
          below.append(
            .init(title: "\(requirement.number) \(requirement.title)", page: page, children: files))
        }
        index += 1
      }
      if let first = below.first {
        all.append(.init(title: section.title, page: first.page, children: below))
      }
    }
    if order.settings.form == .last { all += formBookmarks ?? [] }
    if let page = planned.leaves.firstIndex(of: .remarks(0)) {
      all.append(.init(title: wording["volume.remarks"], page: page))
    }
    return all
  }
}
