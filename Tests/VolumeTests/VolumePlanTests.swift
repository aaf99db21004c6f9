import Evidence
import Reports
import Testing

@testable import Volume

@Suite struct VolumePlanTests {
  /// An order of requirements with so many files each, and its measures: every file has `pages`.
  static func order(
    _ files: [Int], pages: Int = 3, _ change: (inout VolumeOrder) -> Void = { _ in }
  ) -> (VolumeOrder, VolumePlan.Measures) {
    var order = VolumeOrder(language: .zh, form: "申报表", applicant: "某单位", date: "2026-12-01")
    for (index, count) in files.enumerated() {
      let first = order.sources.count
      order.sources += (0..<count).map {
        VolumeOrder.Source(
          name: "\(index)-\($0).pdf", type: .pdf, size: 1_000_000, sha256: "\(index)/\($0)")
      }
      let requirement = VolumeOrder.Requirement(
        number: "3-\(index + 1)", title: "第\(index + 1)项", isMissing: count == 0,
        sources: Array(first..<(first + count)))
      if order.sections.isEmpty {
        order.sections.append(VolumeOrder.Section(title: "三", requirements: []))
      }
      order.sections[0].requirements.append(requirement)
    }
    change(&order)
    let measures = VolumePlan.Measures(
      dividers: order.requirements.map { _ in 1 },
      sources: order.sources.map { _ in (pages, 1_000_000) })
    return (order, measures)
  }

  @Test func numbersRunOverEverything() {
    let (order, measures) = Self.order([2, 0, 1])
    let plan = VolumePlan(order, measures)
    // Cover, its back, catalogue; divider and two files of 3; divider and one file; an even count.
    #expect(
      plan.parts.map(\.leaves) == [
        [
          .cover, .blank, .catalogue(0), .divider(0, 0), .source(0, 0), .source(0, 1),
          .source(0, 2), .source(1, 0), .source(1, 1), .source(1, 2), .divider(2, 0),
          .source(2, 0), .source(2, 1), .source(2, 2),
        ]
      ])
    #expect(plan.ranges == [0: 5...7, 1: 8...10, 2: 12...14])
    #expect(plan.starts == [0: 4, 2: 11])
    #expect(plan.range(of: order.requirements[0], at: 0) == 4...10)
    #expect(plan.range(of: order.requirements[1], at: 1) == nil)
  }

  @Test func oneSidedPaperHasNoBlanks() {
    let (order, measures) = Self.order([1]) {
      $0.settings.isTwoSided = false
      $0.settings.rightHandStarts = .file
    }
    let plan = VolumePlan(order, measures)
    #expect(!plan.parts[0].leaves.contains(.blank))
    #expect(plan.ranges == [0: 4...6])
  }

  @Test(arguments: VolumeSettings.RightHandStarts.allCases)
  func startsOnTheRight(_ starts: VolumeSettings.RightHandStarts) {
    let (order, measures) = Self.order([2, 1, 3]) { $0.settings.rightHandStarts = starts }
    let plan = VolumePlan(order, measures)
    if starts != .none { #expect(plan.starts.values.allSatisfy { $0 % 2 == 1 }) }
    if starts == .file { #expect(plan.ranges.values.allSatisfy { $0.lowerBound % 2 == 1 }) }
    #expect(plan.parts[0].leaves.count % 2 == 0)
    // Nothing is lost, nothing is there twice.
    let pages = plan.parts[0].leaves.filter { if case .source = $0 { true } else { false } }
    #expect(pages.count == 18)
    #expect(Set(pages).count == 18)
  }

  @Test func partsByPagesKeepFilesWholeAndNumbersRunningOn() {
    let (order, measures) = Self.order([4, 4, 4], pages: 10) { $0.split = .pages(40) }
    let plan = VolumePlan(order, measures)
    #expect(plan.parts.count > 1)
    var next = 1
    for part in plan.parts {
      #expect(part.first == next)
      #expect(part.leaves.count <= 40)
      #expect(part.leaves.count % 2 == 0)
      #expect(part.leaves.first == .cover)
      #expect(part.leaves.contains(.catalogue(0)))
      next += part.leaves.count
    }
    for (_, range) in plan.ranges {
      #expect(plan.part(of: range.lowerBound) == plan.part(of: range.upperBound))
    }
    #expect(plan.ranges.count == 12)
  }

  @Test func partsBySizeAreNotLargerThanTheLimit() {
    let (order, measures) = Self.order([5, 5], pages: 1) { $0.split = .bytes(3_500_000) }
    let plan = VolumePlan(order, measures)
    for part in plan.parts {
      let files = part.leaves.count { if case .source = $0 { true } else { false } }
      #expect(files <= 3)
      #expect(!part.isOverLimit)
    }
  }

  @Test func aFileBeyondTheLimitHasAPartOfItsOwn() {
    let (order, measures) = Self.order([1, 1, 1], pages: 50) { $0.split = .pages(20) }
    let plan = VolumePlan(order, measures)
    #expect(plan.parts.count == 3)
    #expect(plan.parts.map(\.isOverLimit) == [true, true, true])
  }

  @Test func identicalFilesAreBoundOnce() {
    let (order, measures) = Self.order([1, 1]) {
      $0.sources[1].sha256 = $0.sources[0].sha256
    }
    let plan = VolumePlan(order, measures)
    #expect(plan.copies == [1: 0])
    #expect(plan.range(of: 1) == plan.range(of: 0))
    #expect(plan.ranges.keys.sorted() == [0])
    // Its divider is there, and says where the file is.
    #expect(plan.starts[1] != nil)
  }

  @Test func filesOfNoBytesAreNoCopies() {
    let (order, measures) = Self.order([1, 1]) {
      $0.sources[1].sha256 = $0.sources[0].sha256
      for index in 0...1 { $0.sources[index].size = 0 }
    }
    #expect(VolumePlan(order, measures).copies.isEmpty)
  }

  @Test func aFileOfTwoRequirementsIsBoundUnderTheFirst() {
    let (order, measures) = Self.order([2, 1]) {
      $0.sections[0].requirements[1].sources.insert(0, at: 0)
      $0.sections[0].requirements[1].sources.append(0)
    }
    let plan = VolumePlan(order, measures)
    #expect(plan.ranges == [0: 5...7, 1: 8...10, 2: 12...14])
    #expect(!plan.isElsewhere(0, than: 0))
    #expect(plan.isElsewhere(0, than: 1))
    #expect(plan.range(of: order.requirements[1], at: 1) == 11...14)
    let pages = plan.parts[0].leaves.filter { if case .source(0, _) = $0 { true } else { false } }
    #expect(pages.count == 3)
  }

  @Test func aDividerStaysWithItsFirstFile() {
    let (order, measures) = Self.order([1, 1], pages: 5) { $0.split = .pages(10) }
    let plan = VolumePlan(order, measures)
    for part in plan.parts {
      for (index, leaf) in part.leaves.enumerated() {
        guard case .divider = leaf else { continue }
        guard case .source = part.leaves[index + 1] else {
          Issue.record("a divider at a part's end")
          continue
        }
      }
    }
  }

  @Test func catalogueRowsCountFilesAndNameWhatIsMissing() {
    let (order, _) = Self.order([2, 0, 1])
    #expect(
      CatalogueRow.rows(of: order) == [
        .section("三"), .requirement(0), .file(source: 0, of: 0, ordinal: 1),
        .file(source: 1, of: 0, ordinal: 2), .requirement(1), .requirement(2),
        .file(source: 2, of: 2, ordinal: 3),
      ])
  }

  @Test(arguments: [
    // ISO 32000-1, 8.3: the page's corner comes to lie in the corner of the sheet.
    (PageGeometry(left: 0, bottom: 0, right: 595, top: 842), 595.0, 842.0),
    (PageGeometry(left: 10, bottom: 20, right: 605, top: 862, rotation: 90), 842, 595),
    (PageGeometry(left: 10, bottom: 20, right: 605, top: 862, rotation: 180), 595, 842),
    (PageGeometry(left: 0, bottom: 0, right: 595, top: 842, rotation: 270), 842, 595),
    (PageGeometry(left: 0, bottom: 0, right: 297.5, top: 421, unit: 2), 595, 842),
  ])
  func aPageFillsItsSheet(_ page: PageGeometry, _ width: Double, _ height: Double) {
    let placement = PagePlacement(page, largePages: .fit)
    #expect(abs(placement.width - width) < 0.01)
    #expect(abs(placement.height - height) < 0.01)
    #expect(placement.scale == 1)
    let corners = [(page.left, page.bottom), (page.right, page.top)]
      .map { placement.matrix.apply($0.0, $0.1) }
    let xs = corners.map(\.x).sorted()
    let ys = corners.map(\.y).sorted()
    #expect(abs(xs[0]) < 0.01 && abs(xs[1] - width) < 0.01)
    #expect(abs(ys[0]) < 0.01 && abs(ys[1] - height) < 0.01)
  }

  @Test func largePagesFitOrAreKept() {
    let a3 = PageGeometry(left: 0, bottom: 0, right: 1190.55, top: 841.89)
    let fitted = PagePlacement(a3, largePages: .fit)
    #expect(abs(fitted.width - 841.89) < 0.01)
    #expect(abs(fitted.scale - 0.7071) < 0.001)
    let kept = PagePlacement(a3, largePages: .keep)
    #expect(kept.scale == 1)
    #expect(abs(kept.width - 1190.55) < 0.01)
  }

  @Test func numbersHaveNoExponents() {
    #expect(PDFNumber.text(0.000_012_3) == "0.000012")
    #expect(PDFNumber.text(-1.5) == "-1.5")
    #expect(PDFNumber.text(841.889_763_8) == "841.889764")
    #expect(PDFNumber.text(-0.000_000_1) == "0")
    #expect(PDFNumber.text(.nan) == "0")
  }

  /// Exif 2.3, tag 274: where the stored picture's upper left corner is seen.
  @Test(arguments: [
    (1, 0.0, 1.0), (2, 1, 1), (3, 1, 0), (4, 0, 0), (5, 0, 1), (6, 1, 1), (7, 1, 0), (8, 0, 0),
  ])
  func picturesStandUpright(_ orientation: Int, _ x: Double, _ y: Double) {
    let isTurned = orientation >= 5
    let place = ImagePlacement(seenWidth: isTurned ? 300 : 400, seenHeight: isTurned ? 400 : 300)
    // In PDF the unit square's (0, 1) is the picture's first pixel (ISO 32000-1, 8.9.5.1).
    let corner = place.matrix(orientation: orientation).apply(0, 1)
    #expect(abs(corner.x - (place.x + x * place.shownWidth)) < 0.01)
    #expect(abs(corner.y - (place.y + y * place.shownHeight)) < 0.01)
  }
}
