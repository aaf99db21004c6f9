internal import Definitions
public import Evidence
internal import Files
internal import Office
internal import Reports

/// Writes empty lists with the columns that a form asks for.
public enum ListTemplates {
  /// Writes an empty list of `entries`, whole or not at all; a file that is there is not replaced.
  ///
  /// Its words are Chinese, as the form is, whoever writes it.
  ///
  /// - Parameter formID: nil takes the first form that the program brings.
  /// - Throws: ``DeskError``.
  public static func write(
    _ entries: Form.Counting.Entries, to path: String, formID: String? = nil
  ) throws(DeskError) {
    try write(entries.rawValue, to: path, formID: formID)
  }

  /// - Parameter name: what the entries are (`standards`), or what the form calls the list, or the id
  ///   of its question.
  public static func write(
    _ name: String, to path: String, formID: String? = nil
  ) throws(DeskError) {
    let form = try FormDefinition(named: formID ?? BundledForms.definitions[0].id).form
    guard let list = form.listRequirements.first(where: { $0.isCalled(name) }) else {
      throw .noSuchList(form: form.title)
    }
    do throws(StagedFile.Failure) {
      try template(list, of: form).write(to: path)
    } catch {
      throw DeskError(error)
    }
  }

  private static func template(_ list: ListRequirement, of form: Form) -> ListTemplate {
    let wording = Wording(.zh)
    let entries = list.counting.entries.rawValue
    let name =
      list.requirement.short
      ?? (list.counting.entries == .rows
        ? list.requirement.title : wording["template.name.\(entries)"])
    return ListTemplate(
      name: name,
      title: wording.phrase("template.title", ["form": form.title, "list": name]),
      note: wording.phrase(
        "template.note.\(entries)", ["ranks": list.counting.leadRanks.map(String.init) ?? ""]),
      refusal: (wording["template.refusal"], wording["template.refusal-message"]),
      columns: list.columns.map { column($0, of: list, wording) })
  }

  private static func column(
    _ schema: Form.ListColumn, of list: ListRequirement, _ wording: Wording
  ) -> ListTemplate.Column {
    let years = list.counting.years(of: list.field).map(String.init)
    var column = ListTemplate.Column(heading: schema.label, width: 16)
    if list.counting.entries == .rows {
      fill(&column, schema, wording)
      return column
    }
    let isStandard = list.counting.entries == .standards
    switch schema.id {
    case "serial":
      column.width = 6
      column.content = .figure
      column.example = wording["template.example"]
    case "name":
      column.width = 40
      column.example = wording["template.example-name.\(list.counting.entries.rawValue)"]
    case "number":
      column.width = 26
      column.example =
        isStandard
        ? "GB/T 12345" + (years.last.map { "-\($0)" } ?? "") : wording["template.example-patent"]
      column.prompt = wording["template.prompt-number.\(list.counting.entries.rawValue)"]
    case "level":
      column.width = 10
      column.choices = list.field.rows.map(\.label)
      column.example = StandardNumber.Category.national.label(among: list.field.rows)
    case "role":
      column.width = 12
      column.choices = DraftingRole.allCases.map { wording["value.role.\($0.rawValue)"] }
      column.example = wording["value.role.lead"]
    case "rank":
      column.width = 10
      column.content = .figure
      column.example = "2"
    case "holder":
      column.width = 34
      column.example = wording["template.example-holder"]
    case "year":
      column.width = 10
      column.content = .figure
      column.choices = years
      column.example = years.last ?? ""
    case "kind":
      column.choices = list.counting.rights.map { wording["value.kind.\($0.rawValue)"] }
      column.example = wording["value.kind.invention"]
    case "granted":
      column.width = 14
      column.content = .date
      column.example = list.counting.until.map { "\($0.year)-06-30" } ?? ""
    default: break
    }
    return column
  }
}

extension ListTemplates {
  /// What a column offers of which the definition says all.
  private static func fill(
    _ column: inout ListTemplate.Column, _ schema: Form.ListColumn, _ wording: Wording
  ) {
    if schema.id == "serial" {
      column.width = 6
      column.content = .figure
      column.example = wording["template.example"]
      return
    }
    switch schema.content {
    case .text, .standardNumber, .patentNumber: column.width = 28
    case .choice(let choices):
      column.choices = choices.compactMap(\.words.first)
      column.example = column.choices.first ?? ""
    case .date:
      column.content = .date
      column.width = 14
    case .year:
      column.content = .figure
      column.width = 10
    case .amount(let unit):
      column.content = .figure
      column.heading += "（\(unit)）"
    case .code(let pattern):
      column.width = 20
      column.example = pattern.example
    }
  }
}

extension ListRequirement {
  fileprivate func isCalled(_ name: String) -> Bool {
    counting.entries != .rows && counting.entries.rawValue == name
      || requirement.short == name || field.id == name || requirement.number.description == name
  }
}

extension StandardNumber.Category {
  /// The label of the row that has this category's name; the first row's where none has.
  fileprivate func label(among rows: [Form.Heading]) -> String {
    (rows.first { $0.id == rawValue } ?? rows.first)?.label ?? ""
  }
}
