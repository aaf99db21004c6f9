public import Evidence
internal import Pages

/// When and as what a dossier was sealed, to be told on its page.
public struct SealFacts: Hashable, Sendable {
  /// The package's file, as `福清电子.tar`.
  public var package: String
  /// The day, as `2026-11-24`.
  public var date: String

  public init(package: String, date: String) {
    self.package = package
    self.date = date
  }
}

extension CompletenessReport {
  /// The report as a page that needs nothing else, works in any browser and prints on A4.
  ///
  /// - Parameters:
  ///   - date: the day to print on it, as `2026-11-24`; a report knows no clock.
  ///   - links: where the attachments' names lead.
  ///   - seal: for the page inside a package, which then is titled a catalogue first.
  public func html(
    _ language: Language, on date: String, links: FileLinks, seal: SealFacts? = nil
  ) -> String {
    var bytes: [UInt8] = []
    writeHTML(language, on: date, links: links, seal: seal) { bytes.append(contentsOf: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes ``html(_:on:links:seal:)`` in UTF-8, piece by piece.
  public func writeHTML(
    _ language: Language, on date: String, links: FileLinks, seal: SealFacts? = nil,
    to output: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    let page = CompletenessPage(self, on: date, seal: seal, Wording(language))
    try CatalogueRows(of: items, links)
      .write(between: page.opening, and: page.closing, to: output)
  }
}

/// The completeness report as a page: how far it is, what is missing, what is wrong, what there is.
struct CompletenessPage: Sendable {
  var frame: PageFrame
  var progress: ProgressPart
  /// What is missing: the required evidence, then what is only expected.
  var lists: [RequirementsPart]
  var findings: FindingsPart
  var catalogue: CataloguePart

  init(
    _ report: CompletenessReport, on date: String, seal: SealFacts?, _ wording: Wording
  ) {
    frame = PageFrame(
      title: seal == nil ? "page.title" : "page.title-sealed", form: report.form.title,
      name: report.name, remarks: ["page.made-by", "page.not-opened"], wording)
    if !report.name.isEmpty { frame.add("page.dossier", report.name, isName: true, wording) }
    if let seal {
      frame.add("page.package", seal.package, isName: true, wording)
      frame.add("page.sealed-on", seal.date, wording)
    }
    // A page made by the sealing itself has but one date to tell.
    if seal?.date != date { frame.add("page.date", date, wording) }
    progress = ProgressPart(report, wording)
    lists = Self.lists(report, wording)
    findings = FindingsPart(report.otherFindings, of: report.form, wording)
    catalogue = CataloguePart(report, wording)
  }

  private static func lists(
    _ report: CompletenessReport, _ wording: Wording
  ) -> [RequirementsPart] {
    let missing = report.missing(.required)
    let todo =
      missing.isEmpty
      ? wording["page.nothing-missing"]
      : report.hint("evidence-missing", wording)
    var lists = [
      RequirementsPart(
        missing, of: report.form, heading: wording["page.missing-heading"], todo: todo, wording)
    ]
    let expected = report.missing(.expected)
    if !expected.isEmpty {
      lists.append(
        RequirementsPart(
          expected, of: report.form, heading: wording["page.expected-heading"],
          todo: report.hint("evidence-expected", wording), wording))
    }
    return lists
  }
}

/// How much of the required evidence is held, in all and section by section.
struct ProgressPart: Sendable {
  struct Section: Sendable {
    var title: String
    var held: Int
    var asked: Int
    var percent: Int
  }

  var requiredLabel: String
  var held: Int
  var asked: Int
  var heldLabel: String
  var verdict: String
  /// The verdict's class in the style sheet.
  var verdictClass: String
  var bySection: String
  var sections: [Section]

  init(_ report: CompletenessReport, _ wording: Wording) {
    let count = report.count(.required)
    requiredLabel = wording["page.of-required"]
    held = count.held
    asked = count.asked
    heldLabel = wording["page.held"]
    verdict = report.verdict(wording)
    verdictClass = report.isComplete ? "done" : "open"
    bySection = wording["page.by-section"]
    sections = report.progressBySection.map { section, count in
      Section(
        title: section.words, held: count.held, asked: count.asked,
        percent: count.held * 100 / count.asked)
    }
  }
}

extension CompletenessPage {
  /// What stands before the rows of the catalogue.
  var opening: HTML {
    frame.opening
      + HTML {
        progress.html
        for list in lists { list.html }
        findings.html
        catalogue.opening
      }
  }

  /// What stands after them.
  var closing: HTML { catalogue.closing + frame.closing }
}

extension ProgressPart {
  fileprivate var html: HTML {
    HTML {
      #"""
      <section class="summary">
      <div>
      <p class="label">\#(requiredLabel)</p>
      <div class="count">\#(held) / \#(asked) <small>\#(heldLabel)</small></div>
      <p class="verdict \#(verdictClass)">\#(verdict)</p>
      </div>
      <div>
      <p class="label">\#(bySection)</p>
      <table class="progress">
      <tbody>
      """#
      for section in sections {
        #"<tr><td lang="zh-CN">\#(section.title)</td><td><span class="bar"><i style="width: \#(section.percent)%"></i></span></td><td>\#(section.held) / \#(section.asked)</td></tr>"#
      }
      """
      </tbody>
      </table>
      </div>
      </section>
      """
    }
  }
}
