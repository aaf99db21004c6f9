/// What one list file holds, as a form's row schemas read it.
public struct ListReport: Sendable {
  /// One list of the file.
  public struct Item: Sendable {
    public var requirement: ListRequirement
    public var list: EvidenceList
  }

  public var form: Form
  public var file: String
  public var items: [Item]
  public var findings: [Finding]

  /// Reads the lists in the sheets of `file`.
  public init(_ form: Form, sheets: [Sheet], of file: String) {
    self.form = form
    self.file = file
    let requirements = form.listRequirements
    let lists = requirements.lists(in: sheets, of: file)
    items = lists.map { Item(requirement: requirements[$0.index], list: $0.list) }
    findings = requirements.enumerated().flatMap { index, requirement -> [Finding] in
      let own = lists.filter { $0.index == index }.map { $0.list }
      return own.isEmpty ? [] : requirement.findings(own, against: nil)
    }
  }

  /// What the file's lists of one requirement come to, in the form's order.
  public var tallies: [(requirement: ListRequirement, tally: ListTally)] {
    form.listRequirements.compactMap { requirement in
      let lists = items.filter { $0.requirement.field.id == requirement.field.id }.map { $0.list }
      return lists.isEmpty ? nil : (requirement, requirement.tally(lists))
    }
  }
}
