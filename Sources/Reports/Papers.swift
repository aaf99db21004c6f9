public import Evidence
internal import Manifest
internal import Pages

extension CompletenessReport {
  /// The catalogue of evidence (佐证材料目录): every attachment under what it proves, and what lacks one.
  ///
  /// - Parameters:
  ///   - date: the day to print on it, as `2026-11-24`.
  ///   - seal: the seal number of the package that it is of; nil for a dossier.
  ///   - bound: the pages of the bound volume; nil leaves them out.
  public func cataloguePaper(
    _ language: Language, on date: String, seal: String? = nil, bound: BoundPages? = nil
  ) -> Paper {
    let wording = Wording(language)
    func numbers(_ attachment: Attachment?) -> [Paper.Cell] {
      bound.map { [.text(attachment.flatMap($0.words) ?? "")] } ?? []
    }
    let rows = items.flatMap { item -> [[Paper.Cell]] in
      let number = Paper.Cell.text(item.requirement.number.description)
      guard !item.attachments.isEmpty else {
        guard item.isMissed else { return [] }
        let missing = Paper.Cell.text(wording["paper.missing"])
        return [
          [number, .text(item.title(wording))] + numbers(nil) + [.figure(nil), missing, .text("")]
        ]
      }
      return item.linkedAttachments.enumerated().map { index, linked in
        [number, .text(index == 0 ? item.requirement.title.shown : "")]
          + numbers(linked.attachment) + [
            .figure(bound?.count(linked.attachment) ?? linked.attachment.facts?.pages),
            .text(
              [linked.attachment.path.name, linked.link.place].compactMap(\.self).joined(
                separator: " "
              ).shown),
            .text(String((linked.attachment.sha256?.hex ?? "").prefix(16))),
          ]
      }
    }
    return Paper(
      title: wording["page.catalogue-heading"], lines: lines(wording, on: date, seal: seal),
      columns: [
        .init(wording["column.number"], width: 8),
        .init(wording["column.requirement"], width: bound == nil ? 35 : 30),
      ] + (bound == nil ? [] : [.init(wording["column.bound"], width: 11)]) + [
        .init(wording["column.pages"], width: 7),
        .init(wording["column.file"], width: bound == nil ? 38 : 32),
        .init(wording["column.sha256-short"], width: 23),
      ],
      rows: rows, footer: footer("page.catalogue-heading", wording))
  }

  /// What is missing and what is wrong, as two tables for a workbook.
  public func completenessPapers(_ language: Language, on date: String) -> [Paper] {
    let wording = Wording(language)
    let places = PlaceWords(form, wording)
    let lines = lines(wording, on: date, seal: nil)
    let findings = Paper(
      title: wording["paper.findings"], lines: lines,
      columns: [
        .init(wording["paper.importance"], width: 8), .init(wording["paper.where"], width: 40),
        .init(wording["paper.what"], width: 60), .init(wording["paper.next"], width: 60),
      ],
      rows: findings.map { finding in
        [
          .text(wording["paper.importance.\(finding.level.rawValue)"]),
          .text(places[finding.place]),
          .text(wording.message(finding, in: form)), .text(wording.hint(finding) ?? ""),
        ]
      }, footer: footer("paper.findings", wording))
    let requirements = Paper(
      title: wording["page.title"], lines: lines,
      columns: [
        .init(wording["column.number"], width: 8), .init(wording["column.section"], width: 22),
        .init(wording["column.requirement"], width: 50), .init(wording["column.level"], width: 9),
        .init(wording["column.state"], width: 9), .init(wording["column.file"], width: 50),
        .init(wording["column.pages"], width: 7), .init(wording["column.size"], width: 12),
        .init(wording["column.sha256"], width: 66), .init(wording["column.note"], width: 40),
      ],
      rows: items.flatMap { requirementRows($0, wording) }, footer: footer("page.title", wording))
    return [requirements, findings]
  }

  private func requirementRows(_ item: Item, _ wording: Wording) -> [[Paper.Cell]] {
    let requirement = item.requirement
    let section = form.sections.first { $0.number == requirement.section }
    let beginning: [Paper.Cell] = [
      .text(requirement.number.description), .text(section?.words ?? requirement.section.shown),
      .text(requirement.title.shown), .text(wording["requirement.\(requirement.level.rawValue)"]),
      .text(wording["state.\(item.state.rawValue)"]),
    ]
    guard !item.attachments.isEmpty else {
      let note = item.byDeclaration ? wording["state.declared"] : requirement.note ?? ""
      return [beginning + [.text(""), .figure(nil), .figure(nil), .text(""), .text(note.shown)]]
    }
    return item.linkedAttachments.map { attachment, link in
      beginning + [
        .text(attachment.path.description.shown), .figure(attachment.facts?.pages),
        .figure(attachment.size), .text(attachment.sha256?.hex ?? ""),
        .text([link.place, link.note].compactMap(\.self).joined(separator: " ").shown),
      ]
    }
  }

  /// A sheet for each requirement that has evidence, or must have some.
  public func coverSheets(_ language: Language) -> [CoverSheet] {
    let wording = Wording(language)
    return items.filter { !$0.attachments.isEmpty || $0.isMissed }.map { item in
      let section = form.sections.first { $0.number == item.requirement.section }
      return CoverSheet(
        number: item.requirement.number.description, title: item.requirement.title.shown,
        section: section?.words ?? item.requirement.section.shown,
        lines: coverLines(item, wording), owner: name.shown)
    }
  }

  /// More names would leave no room for the title.
  private static let mostNamesOnACover = 12

  private func coverLines(_ item: Item, _ wording: Wording) -> [String] {
    let names = item.attachments.prefix(Self.mostNamesOnACover).map { attachment in
      var details = ["file": attachment.path.name.shown]
      details["pages"] = attachment.facts?.pages.map(String.init)
      return wording.phrase("paper.cover-file", details)
    }
    let count = item.attachments.count
    return count == names.count
      ? names : names + [wording.phrase("paper.cover-more", ["count": String(count)])]
  }

  private func lines(_ wording: Wording, on date: String, seal: String?) -> [String] {
    let attachments = linkedAttachments
    let pages = attachments.reduce(0) { $0 + ($1.facts?.pages ?? 0) }
    let lines = [
      wording.phrase("paper.form", ["form": form.title.shown]),
      wording.phrase("paper.whose", ["name": name.shown, "date": date]),
      wording.phrase(
        "paper.progress",
        [
          "held": String(progress.held), "asked": String(progress.asked),
          "files": String(attachments.count), "pages": String(pages),
        ]),
    ]
    return lines + (seal.map { [wording.phrase("paper.sealed", ["seal": $0])] } ?? [])
  }

  private func footer(_ title: String, _ wording: Wording) -> String {
    wording.phrase("paper.footer", ["name": name.shown, "title": wording[title]])
  }

  /// The catalogue as a page by itself.
  ///
  /// - Parameters:
  ///   - seal: the seal number of the package that it is of; nil for a dossier.
  ///   - bound: the pages of the bound volume; nil leaves them out.
  public func catalogueHTML(
    _ language: Language, on date: String, seal: String? = nil, bound: BoundPages? = nil
  ) -> String {
    var page = CataloguePage(self, on: date, seal: seal, Wording(language))
    if bound != nil { page.catalogue.table?.boundLabel = Wording(language)["column.bound"] }
    var bytes: [UInt8] = []
    CatalogueRows(of: items, .none, bound).write(
      between: page.frame.opening + page.catalogue.opening,
      and: page.catalogue.closing + page.frame.closing
    ) { bytes.append(contentsOf: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension CompletenessReport.Item {
  /// Whether evidence must be there and is not.
  fileprivate var isMissed: Bool { state == .missing && requirement.level == .required }
}

/// The catalogue of evidence as a page by itself.
struct CataloguePage: Sendable {
  var frame: PageFrame
  var catalogue: CataloguePart

  init(_ report: CompletenessReport, on date: String, seal: String?, _ wording: Wording) {
    frame = PageFrame(
      title: "page.catalogue-heading", form: report.form.title, name: report.name,
      remarks: ["page.made-by", "page.not-opened"], wording)
    frame.add("verify.source", report.name, isName: true, wording)
    frame.add("page.date", date, wording)
    if let seal { frame.add("verify.seal", seal, wording) }
    catalogue = CataloguePart(report, wording)
  }
}

/// The numbers that are printed on the pages of a bound volume, by the file.
public struct BoundPages: Sendable {
  private let pages: [String: ClosedRange<Int>]

  /// - Parameter pages: by SHA-256, in hexadecimal digits.
  public init(_ pages: [String: ClosedRange<Int>]) { self.pages = pages }

  /// How many files that prove something are not bound.
  public func lacking(of report: CompletenessReport) -> Int {
    report.linkedAttachments.count { self[$0] == nil }
  }

  private subscript(attachment: Attachment) -> ClosedRange<Int>? {
    attachment.sha256.flatMap { pages[$0.hex] }
  }

  /// The first and the last number, as `12–15`; nil for what is not bound.
  func words(_ attachment: Attachment) -> String? {
    self[attachment].map {
      $0.count == 1 ? String($0.lowerBound) : "\($0.lowerBound)–\($0.upperBound)"
    }
  }

  func count(_ attachment: Attachment) -> Int? { self[attachment]?.count }
}
