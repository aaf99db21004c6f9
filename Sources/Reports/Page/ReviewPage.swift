internal import Evidence
internal import Manifest
internal import Pages
public import Review

/// The review of one package or of several as a page that needs nothing else and prints on A4.
///
/// Each package is put into its part as soon as it is reviewed; what was read of it need not be kept.
public struct ReviewPage: Sendable {
  struct Table: Sendable {
    var headings: [String]
    var rows: [Row]
    var summary: String
  }
  struct Row: Sendable {
    var file: String
    var cells: [Cell]
    var isWell: Bool
  }
  struct Cell: Sendable {
    var text: String
    /// The outcome's class in the style sheet; empty for a number.
    var kind: String
  }

  var frame: PageFrame
  /// Only of several packages.
  var table: Table?
  var packages: [ReviewedPart] = []
  private let wording: Wording

  /// - Parameters:
  ///   - moment: of the review, in Unix seconds.
  ///   - program: the program's name and version.
  public init(_ language: Language, at moment: Int64, program: String) {
    wording = Wording(language, for: .reviewer, clock: .local)
    frame = PageFrame(
      title: "review.title", form: "", name: "", remarks: ["review.made-by", "review.digest"],
      wording)
    frame.add("review.checked-at", wording.moment(ofUnixSeconds: moment), wording)
    frame.add("review.program", program, wording)
  }

  /// - Parameter isWell: whether nothing is wrong with it, as its exit code has it.
  public mutating func add(_ review: PackageReview, isWell: Bool) {
    packages.append(ReviewedPart(review, isWell: isWell, wording))
    if packages.count == 1 {
      frame.form = (review.form ?? "").shown
      let source = review.package.info.values(of: BagLayout.sourceField).first
      frame.name = source.flatMap { $0.isEmpty ? nil : $0.shown }
    }
  }

  /// Adds a file that could not be looked at, and why.
  public mutating func add(unreadable file: String, _ message: String, hint: String?) {
    packages.append(ReviewedPart(unreadable: file, message, hint, wording))
  }

  /// The whole page.
  ///
  /// - Parameter batch: the table of several packages; nil for one.
  public func html(_ batch: ReviewBatch?) -> String {
    var page = self
    if let batch {
      page.frame.form = ""
      page.frame.name = nil
      page.table = Table(
        headings: batch.headings,
        rows: batch.rows.map { row in
          let outcomes = row.outcomes.map {
            Cell(text: wording["verify.\($0.rawValue)"], kind: $0.rawValue)
          }
          let counts = [row.errors, row.warnings].map { Cell(text: $0, kind: "") }
          return Row(file: row.file, cells: outcomes + counts, isWell: row.isWell)
        }, summary: batch.summary)
    }
    return page.frame.page(page.content).text
  }
}

/// One package on the page of a review.
struct ReviewedPart: Sendable {
  struct Fact: Sendable {
    var label: String
    var value: String
  }
  struct Card: Sendable {
    var name: String
    var outcome: String
    /// The outcome's class in the style sheet.
    var kind: String
    var remark: String
  }
  struct Items: Sendable {
    var heading: String
    var numberLabel: String
    var nameLabel: String
    var outcomeLabel: String
    var remarkLabel: String
    var groups: [ItemGroup]
  }
  struct ItemGroup: Sendable {
    var property: String
    var rows: [Item]
  }
  struct Item: Sendable {
    var number: String
    var name: String
    var outcome: String
    var kind: String
    var remark: String
  }
  struct Requirements: Sendable {
    var heading: String
    var numberLabel: String
    var requirementLabel: String
    var stateLabel: String
    var filesLabel: String
    var rows: [RequirementRow]
  }
  struct RequirementRow: Sendable {
    var number: String
    var requirement: String
    var state: String
    var kind: String
    var files: [String]
  }
  struct Lines: Sendable {
    var heading: String
    var lines: [String]
  }
  struct Signers: Sendable {
    var heading: String
    var signers: [SignerPart]
  }
  struct SignerPart: Sendable {
    var title: String
    var kind: String
    var facts: [Fact]
  }

  var file: String
  var headline: String
  var isWell: Bool
  var facts: [Fact] = []
  var cards: [Card] = []
  var items: Items?
  var requirements: Requirements?
  var findings: FindingsPart?
  var signers: Signers?
  var notChecked: Lines?

  init(unreadable file: String, _ message: String, _ hint: String?, _ wording: Wording) {
    self.file = file.shown
    headline = message.shown
    isWell = false
    if let hint { facts = [Fact(label: wording["hint"], value: hint.shown)] }
  }

  init(_ review: PackageReview, isWell: Bool, _ wording: Wording) {
    file = review.file.shown
    let verdict = review.verdict
    headline = verdict.headline(wording)
    self.isWell = isWell
    facts = review.facts(wording).map { Fact(label: wording[$0.label], value: $0.value.shown) }
    cards = verdict.answers.map { Card($0, wording) }
    items = Items(review.items, wording)
    requirements = review.completeness.flatMap { Requirements($0, wording) }
    let found =
      review.told + review.findings + review.attachmentFindings + review.signatures.findings
      + (review.completeness?.otherFindings ?? [])
    findings = FindingsPart(found, of: review.completeness?.form, wording)
    if !review.signatures.signers.isEmpty {
      signers = Signers(
        heading: wording.phrase(
          "verify.signers", ["count": String(review.signatures.signers.count)]),
        signers: review.signatures.signers.map { SignerPart($0, review.isIntact, wording) })
    }
    if !review.package.notChecked.isEmpty {
      notChecked = Lines(
        heading: wording["verify.not-checked-heading"], lines: review.notChecked(wording))
    }
  }
}

extension ReviewedPart.Card {
  fileprivate init(_ answer: Verdict.Answer, _ wording: Wording) {
    name = answer.name(wording)
    outcome = answer.outcomeWords(wording)
    kind = answer.outcome.rawValue
    remark = answer.words(wording)
  }
}

extension ReviewedPart.Items {
  fileprivate init(_ items: [ReviewItem], _ wording: Wording) {
    heading = wording["review.items"]
    numberLabel = wording["column.number"]
    nameLabel = wording["review.item"]
    outcomeLabel = wording["review.outcome"]
    remarkLabel = wording["column.note"]
    groups = ReviewItem.Property.allCases.map { property in
      ReviewedPart.ItemGroup(
        property: wording["property.\(property)"],
        rows: items.filter { $0.kind.property == property }.map { item in
          ReviewedPart.Item(
            number: item.kind.rawValue, name: item.name(wording),
            outcome: wording["verify.\(item.outcome.rawValue)"], kind: item.outcome.rawValue,
            remark: item.remark(wording))
        })
    }
  }
}

extension ReviewedPart.Requirements {
  /// nil where the form asks for nothing.
  fileprivate init?(_ report: CompletenessReport, _ wording: Wording) {
    let asked = report.items.filter { $0.state != .notRequired }
    if asked.isEmpty { return nil }
    heading = wording.counted(wording["review.requirements"], asked.count)
    numberLabel = wording["column.number"]
    requirementLabel = wording["column.requirement"]
    stateLabel = wording["column.state"]
    filesLabel = wording["review.files"]
    rows = asked.map { item in
      let isHeld = item.state == .held
      let isAdvised = item.requirement.level == .expected
      let state = wording["state.\(item.byDeclaration ? "declared" : item.state.rawValue)"]
      return ReviewedPart.RequirementRow(
        number: item.requirement.number.description, requirement: item.title(wording),
        state: isHeld || !isAdvised
          ? state
          : wording.phrase(
            "page.counted", ["text": state, "count": wording["requirement.expected"]]),
        kind: isHeld ? "passed" : isAdvised ? "not-checked" : "failed",
        files: item.linkedAttachments.map { attachment, link in
          let details = [
            "name": attachment.path.name.shown, "size": ByteCount.text(attachment.size),
          ]
          return wording.phrase("diff.file", details) + (link.place.map { " \($0)".shown } ?? "")
        })
    }
  }
}

extension ReviewedPart.SignerPart {
  fileprivate init(_ signer: Signer, _ isPackageIntact: Bool, _ wording: Wording) {
    title = signer.title(wording, isPackageIntact: isPackageIntact)
    kind =
      signer.isRight && isPackageIntact
      ? signer.state == .trusted ? "passed" : "not-checked" : "failed"
    facts = signer.facts(wording).map {
      ReviewedPart.Fact(label: wording[$0.label], value: $0.value.shown)
    }
  }
}

// MARK: Markup

extension ReviewPage {
  private var content: HTML {
    HTML {
      if let table { table.html }
      for package in packages { package.html }
    }
  }
}

extension ReviewPage.Table {
  fileprivate var html: HTML {
    HTML {
      #"""
      <section class="batch">
      <p class="verdict">\#(summary)</p>
      <table>
      <thead><tr>\#(each: headings, { #"<th scope="col">\#($0)</th>"# })</tr></thead>
      <tbody>
      """#
      for row in rows {
        #"<tr>\#(each: row.cells, { #"<td class="\#($0.kind)">\#($0.text)</td>"# })<td class="file \#(row.isWell ? "done" : "open")" lang="zh-CN">\#(row.file)</td></tr>"#
      }
      """
      </tbody>
      </table>
      </section>
      """
    }
  }
}

extension ReviewedPart {
  fileprivate var html: HTML {
    HTML {
      #"""
      <section class="package">
      <h2 lang="zh-CN">\#(file)</h2>
      <p class="verdict \#(isWell ? "done" : "open")">\#(headline)</p>
      """#
      Self.table(facts)
      #"<div class="cards">"#
      for card in cards {
        #"<div class="card \#(card.kind)"><p>\#(card.name)</p><b>\#(card.outcome)</b><p>\#(card.remark)</p></div>"#
      }
      "</div>"
      if let findings { findings.html }
      if let items { items.html }
      if let requirements { requirements.html }
      if let signers {
        "<h2>\(signers.heading)</h2>"
        for signer in signers.signers {
          #"<h3 class="\#(signer.kind)" lang="zh-CN">\#(signer.title)</h3>"#
          Self.table(signer.facts)
        }
      }
      if let notChecked {
        "<h2>\(notChecked.heading)</h2>"
        "<ul>"
        for line in notChecked.lines { "<li>\(line)</li>" }
        "</ul>"
      }
      "</section>"
    }
  }

  private static func table(_ facts: [Fact]) -> HTML {
    HTML {
      #"<table class="facts-table">"#
      "<tbody>"
      for fact in facts {
        #"<tr><th scope="row">\#(fact.label)</th><td lang="zh-CN">\#(fact.value)</td></tr>"#
      }
      "</tbody>"
      "</table>"
    }
  }
}

extension ReviewedPart.Items {
  fileprivate var html: HTML {
    HTML {
      #"""
      <h2>\#(heading)</h2>
      <table>
      <thead><tr><th scope="col" class="number">\#(numberLabel)</th><th scope="col">\#(nameLabel)</th><th scope="col" class="outcome">\#(outcomeLabel)</th><th scope="col">\#(remarkLabel)</th></tr></thead>
      """#
      for group in groups {
        #"<tbody class="group">"#
        #"<tr><th colspan="4" scope="rowgroup">\#(group.property)</th></tr>"#
        for row in group.rows {
          #"<tr><td class="number">\#(row.number)</td><td>\#(row.name)</td><td class="outcome \#(row.kind)">\#(row.outcome)</td><td>\#(row.remark)</td></tr>"#
        }
        "</tbody>"
      }
      "</table>"
    }
  }
}

extension ReviewedPart.Requirements {
  fileprivate var html: HTML {
    HTML {
      #"""
      <h2>\#(heading)</h2>
      <table>
      <thead><tr><th scope="col" class="number">\#(numberLabel)</th><th scope="col">\#(requirementLabel)</th><th scope="col" class="outcome">\#(stateLabel)</th><th scope="col">\#(filesLabel)</th></tr></thead>
      <tbody lang="zh-CN">
      """#
      for row in rows {
        #"<tr><td class="number">\#(row.number)</td><td>\#(row.requirement)</td><td class="outcome \#(row.kind)">\#(row.state)</td><td>\#(each: row.files, { "<p>\($0)</p>" })</td></tr>"#
      }
      "</tbody>"
      "</table>"
    }
  }
}
