internal import Desk
internal import Evidence
internal import Reports

/// Everything that is wrong or doubtful in a dossier, each with the way to its place.
struct FindingsPage: Sendable {
  struct Level: Sendable {
    var level: String
    var title: String
    var groups: [Group]
  }

  struct Group: Sendable {
    var hint: String?
    var lines: [Line]
    var more: String?
  }

  struct Line: Sendable {
    var place: String
    var href: String?
    var message: String
  }

  /// Findings of one rule that are listed.
  private static let most = 200

  let frame: DossierFrame
  let say: Words
  let heading: String
  let levels: [Level]

  init(_ view: DossierView, _ frame: DossierFrame) {
    let wording = frame.wording
    let report = view.report
    let words = PlaceWords(report.form, wording)
    let addresses = PlaceAddresses(report, frame.base)
    self.frame = frame
    say = frame.say
    heading = wording["workbench.findings"]
    levels = Finding.Level.allCases.compactMap { level in
      let findings = report.findings.filter { $0.level == level }
      if findings.isEmpty { return nil }
      var rules: [Finding.Rule] = []
      for finding in findings where !rules.contains(finding.rule) { rules.append(finding.rule) }
      let groups = rules.map { rule in
        let own = findings.filter { $0.rule == rule }
        return Group(
          hint: wording.hint(own[0]),
          lines: own.prefix(Self.most).map { finding in
            Line(
              place: words[finding.place], href: addresses[finding.place],
              message: wording.message(finding, in: report.form))
          },
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
}

/// Where on the pages of a dossier a finding's place is.
struct PlaceAddresses: Sendable {
  private var addresses: [String: String] = [:]

  init(_ report: CompletenessReport, _ base: String) {
    let sections = Dictionary(
      report.form.sections.map { ($0.number, $0.id) }, uniquingKeysWith: { first, _ in first })
    for item in report.items {
      let requirement = item.requirement
      guard let section = sections[requirement.section] else { continue }
      let address = "\(base)/section/\(section)#r\(requirement.number)"
      addresses[requirement.number.description] = address
      if let place = requirement.placeID { addresses[place] = address }
      for attachment in item.attachments { addresses[attachment.path.description] = address }
    }
  }

  subscript(place: String) -> String? { addresses[place] }
}
