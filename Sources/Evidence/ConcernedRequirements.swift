extension CompletenessReport {
  /// The requirements whose evidence or field a finding is about.
  public func requirements(concernedBy finding: Finding) -> [Requirement.Number] {
    let fields = Set(
      form.sections.flatMap { section in
        section.fields.filter { field in
          field.id == finding.place
            || field.places(in: section).contains { $0.id == finding.place }
        }
      }.map { $0.id })
    return items.filter { item in
      fields.contains(item.requirement.fieldID)
        || item.attachments.contains { $0.path.is(finding.place) }
    }.map { $0.requirement.number }
  }
}
