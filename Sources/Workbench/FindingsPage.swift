internal import Desk
internal import Evidence
internal import Reports
internal import Review
internal import Pages

/// Findings by their level and rule, each with the way to its place, and once for each rule what to
/// do.
struct FindingTable: Sendable {
  struct Level: Sendable {
    var level: String
    var title: String
    var groups: [Group]
  }

  struct Group: Sendable {
    /// Where it is mended.
    var mended: RuleCatalogue.Mended
    var hint: String?
    var lines: [Line]
    var count: Int
    var more: String?
  }

  struct Line: Sendable {
    var place: String
    var href: String?
    var message: String
  }

  /// Findings of one rule that are listed.
  private static let most = 200

  let levels: [Level]

  /// - Parameter shown: puts what is told into what the page's reader may see.
  init(
    _ all: [Finding], in form: Form?, _ addresses: PlaceAddresses, _ wording: Wording,
    shown: (String) -> String = { $0 }
  ) {
    let words = PlaceWords(form, wording)
    levels = Finding.Level.allCases.compactMap { level in
      let findings = all.filter { $0.level == level }
      if findings.isEmpty { return nil }
      var order: [Key] = []
      var members: [Key: [Finding]] = [:]
      for finding in findings {
        let key = Key(rule: finding.rule, hint: wording.hint(finding).map(shown))
        if members[key] == nil { order.append(key) }
        members[key, default: []].append(finding)
      }
      let groups = order.map { key in
        let own = members[key, default: []]
        return Group(
          mended: Self.mended(own[0]), hint: key.hint,
          lines: own.prefix(Self.most).map { finding in
            Line(
              place: shown(words[finding.place]),
              href: addresses[finding.place] ?? finding.details["number"].flatMap { addresses[$0] },
              message: shown(wording.message(finding, in: form)))
          },
          count: own.count,
          more: own.count <= Self.most
            ? nil
            : wording.phrase("workbench.more-findings", ["count": String(own.count - Self.most)]))
      }
      return Level(
        level: level.rawValue,
        title: wording.phrase(
          "page.counted",
          ["text": wording["level.\(level.rawValue)"], "count": String(findings.count)]),
        groups: groups)
    }
  }

  /// A rule that only dossiers know is about a file or about the form.
  private static func mended(_ finding: Finding) -> RuleCatalogue.Mended {
    RuleCatalogue[finding.rule]?.mended ?? (finding.place.contains("/") ? .file : .form)
  }

  private struct Key: Hashable {
    var rule: Finding.Rule
    var hint: String?
  }
}

/// Everything that is wrong or doubtful in a dossier.
struct FindingsPage: Sendable {
  let frame: DossierFrame
  let say: Words
  let heading: String
  let levels: [FindingTable.Level]
  /// How many findings are mended where.
  let counts: [(mended: RuleCatalogue.Mended, count: Int)]

  init(_ view: DossierView, _ frame: DossierFrame) {
    let report = view.report
    self.frame = frame
    say = frame.say
    heading = frame.wording["workbench.findings"]
    levels =
      FindingTable(
        report.findings, in: report.form, PlaceAddresses(report, frame.base), frame.wording
      ).levels
    // As the way to this page counts them.
    let groups = levels.filter { $0.level != Finding.Level.note.rawValue }.flatMap(\.groups)
    counts = RuleCatalogue.Mended.allCases.compactMap { mended in
      let count = groups.filter { $0.mended == mended }.reduce(0) { $0 + $1.count }
      return count == 0 ? nil : (mended, count)
    }
  }
}

/// Where on the pages a finding's place is.
struct PlaceAddresses: Sendable {
  private var addresses: [String: String] = [:]

  /// On the pages of a dossier.
  init(_ report: CompletenessReport, _ base: String) {
    let sections = Dictionary(
      report.form.sections.map { ($0.number, $0.id) }, uniquingKeysWith: { first, _ in first })
    add(report) { requirement in
      sections[requirement.section].map { "\(base)/section/\($0)#r\(requirement.number)" }
    }
  }

  /// On the page of a package, which shows all that is asked for.
  init(_ report: CompletenessReport?) {
    if let report {
      let shown = Set(report.items.filter { $0.state != .notRequired }.map(\.requirement.number))
      add(report) { shown.contains($0.number) ? "#r\($0.number)" : nil }
    }
  }

  private mutating func add(_ report: CompletenessReport, _ address: (Requirement) -> String?) {
    for item in report.items {
      let requirement = item.requirement
      guard let address = address(requirement) else { continue }
      addresses[requirement.number.description] = address
      if let place = requirement.placeID { addresses[place] = address }
      for attachment in item.attachments { addresses[attachment.path.description] = address }
    }
  }

  subscript(place: String) -> String? { addresses[place] }
}

extension FindingsPage {
  var html: HTML {
    frame.page(
      scripts: #"<script src="/assets/findings.js" defer></script>"#,
      HTML {
        "<h2>\(heading)</h2>"
        #"<div id="findings" data-live>"#
        if levels.isEmpty { #"<p class="empty">\#(say["no-findings"])</p>"# }
        if counts.count > 1 { filters }
        for level in levels {
          #"<section data-level="\#(level.level)">"#
          level.html
          "</section>"
        }
        "</div>"
      })
  }
}

extension FindingsPage {
  private var filters: HTML {
    let all = counts.reduce(0) { $0 + $1.count }
    return HTML {
      #"<p class="filters" role="group" aria-label="\#(say["filter"])">"#
      filter("", say["filter-all"], all)
      for (mended, count) in counts {
        filter(mended.rawValue, say["mended-\(mended.rawValue)"], count)
      }
      "</p>"
    }
  }

  private func filter(_ id: String, _ words: String, _ count: Int) -> HTML {
    #"<button type="button" data-findings="\#(id)" aria-pressed="\#(id.isEmpty ? "true" : "false")">\#(words) \#(count)</button>"#
  }
}

extension FindingTable.Level {
  var html: HTML {
    HTML {
      #"<h3 class="\#(level)">\#(title)</h3>"#
      for group in groups {
        #"<div class="finding \#(level)" data-mended="\#(group.mended.rawValue)">"#
        "<ul>"
        for line in group.lines { line.html }
        "</ul>"
        if let more = group.more { "<p>\(more)</p>" }
        if let hint = group.hint { #"<p class="hint">\#(hint)</p>"# }
        "</div>"
      }
    }
  }
}

extension FindingTable.Line {
  fileprivate var html: HTML {
    let name: HTML =
      if let href {
        #"<a href="\#(href)" lang="zh-CN">\#(place)</a>"#
      } else {
        #"<span lang="zh-CN">\#(place)</span>"#
      }
    return "<li>\(name) \(message)</li>"
  }
}
