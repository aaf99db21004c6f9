internal import Evidence
internal import Pages

/// A list of requirements on a page, section by section.
struct RequirementsPart: Sendable {
  struct Table: Sendable {
    var numberLabel: String
    var requirementLabel: String
    /// The heading of the form's own words; nil where none of the requirements has any.
    var printedLabel: String?
    var columns: Int
    var groups: [Group]
  }
  struct Group: Sendable {
    var section: String
    var rows: [Row]
  }
  struct Row: Sendable {
    var number: String
    var requirement: String
    var printed: String
  }

  var heading: String
  /// What to do about the list.
  var todo: String?
  var table: Table?

  init(
    _ items: [CompletenessReport.Item], of form: Form, heading: String, todo: String?,
    _ wording: Wording
  ) {
    self.todo = todo
    self.heading = items.isEmpty ? heading : wording.counted(heading, items.count)
    guard !items.isEmpty else { return }
    let hasPrinted = items.contains { $0.requirement.note != nil }
    let groups = form.sections.compactMap { section -> Group? in
      let own = items.filter { $0.requirement.section == section.number }
      if own.isEmpty { return nil }
      return Group(
        section: section.words,
        rows: own.map { item in
          Row(
            number: item.requirement.number.description, requirement: item.title(wording),
            printed: (item.requirement.note ?? "").shown)
        })
    }
    table = Table(
      numberLabel: wording["column.number"], requirementLabel: wording["column.requirement"],
      printedLabel: hasPrinted ? wording["column.printed"] : nil, columns: hasPrinted ? 3 : 2,
      groups: groups)
  }
}

extension Wording {
  /// A heading with the number of things below it.
  func counted(_ text: String, _ count: Int) -> String {
    phrase("page.counted", ["text": text, "count": String(count)])
  }
}

extension RequirementsPart {
  var html: HTML {
    HTML {
      "<section>"
      "<h2>\(heading)</h2>"
      if let todo { #"<p class="todo">\#(todo)</p>"# }
      if let table { table.html }
      "</section>"
    }
  }
}

extension RequirementsPart.Table {
  fileprivate var html: HTML {
    let printed = printedLabel
    return HTML {
      "<table>"
      #"<thead><tr><th scope="col" class="number">\#(numberLabel)</th><th scope="col">\#(requirementLabel)</th>\#(printed, { #"<th scope="col" class="words">\#($0)</th>"# })</tr></thead>"#
      for group in groups {
        #"<tbody class="group" lang="zh-CN">"#
        #"<tr><th colspan="\#(columns)" scope="rowgroup">\#(group.section)</th></tr>"#
        for row in group.rows {
          #"<tr><td class="number">\#(row.number)</td><td>\#(row.requirement)</td>\#(#"<td class="words">\#(row.printed)</td>"#, if: printed != nil)</tr>"#
        }
        "</tbody>"
      }
      "</table>"
    }
  }
}
