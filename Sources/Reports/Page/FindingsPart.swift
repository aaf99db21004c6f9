internal import Evidence
internal import Pages

/// Findings on a page: the errors first, those of one rule together.
struct FindingsPart: Sendable {
  struct Level: Sendable {
    var level: String
    var title: String
    var groups: [Group]
  }
  struct Group: Sendable {
    var level: String
    /// What is wrong, where it is the same in all places.
    var same: String?
    /// The only line, where there is but one and nothing above it.
    var only: String?
    var hasList: Bool
    var lines: [String]
    var hint: String?
  }

  var heading: String
  var noneWords: String
  var hintLabel: String
  var levels: [Level]

  init(_ findings: [Finding], of form: Form?, _ wording: Wording) {
    heading = wording["page.findings-heading"]
    noneWords = wording["page.no-findings"]
    hintLabel = wording["hint"]
    let groups = FindingGroup.groups(findings, in: form, PlaceWords(form, wording), wording)
    levels = Finding.Level.allCases.compactMap { level in
      let own = groups.filter { $0.level == level }
      if own.isEmpty { return nil }
      let title = wording["level.\(level.rawValue)"]
      return Level(
        level: level.rawValue, title: wording.counted(title, own.reduce(0) { $0 + $1.count }),
        groups: own.map { Group($0, wording) })
    }
  }
}

extension FindingsPart.Group {
  fileprivate init(_ group: FindingGroup, _ wording: Wording) {
    level = group.level.rawValue
    same = group.heading.map { wording.counted($0, group.count) }
    only = group.heading == nil && group.lines.count == 1 ? group.lines[0] : nil
    hasList = only == nil
    lines = group.lines
    hint = group.hint
  }
}

extension FindingsPart {
  var html: HTML {
    HTML {
      "<section>"
      "<h2>\(heading)</h2>"
      if levels.isEmpty { #"<p class="done">\#(noneWords)</p>"# }
      for level in levels {
        #"<h3 class="\#(level.level)">\#(level.title)</h3>"#
        for group in level.groups { html(of: group) }
      }
      "</section>"
    }
  }

  private func html(of group: Group) -> HTML {
    HTML {
      #"<div class="finding \#(group.level)">"#
      if let same = group.same { "<p>\(same)</p>" }
      if let only = group.only { "<p>\(only)</p>" }
      if group.hasList {
        "<ul>"
        for line in group.lines { "<li>\(line)</li>" }
        "</ul>"
      }
      if let hint = group.hint { #"<p class="next">\#(hintLabel)\#(hint)</p>"# }
      "</div>"
    }
  }
}
