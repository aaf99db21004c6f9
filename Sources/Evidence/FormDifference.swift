extension Form {
  /// Whether both print the same and ask for the same evidence.
  ///
  /// What helps to read and to check an applicant's files and answers may differ, since later
  /// releases know more of it: keywords, general words, which boxes claim nothing, ranges, rules, what
  /// the columns of lists hold. Nor does the edition's name.
  public func asksTheSame(as other: Form) -> Bool { asPrinted == other.asPrinted }

  private var asPrinted: Form {
    var form = self
    form.edition = ""
    form.generalWords = []
    form.rules = []
    for section in form.sections.indices {
      for field in form.sections[section].fields.indices {
        form.sections[section].fields[field].keywords = []
        form.sections[section].fields[field].range = nil
        let columns = form.sections[section].fields[field].evidence?.list ?? []
        form.sections[section].fields[field].evidence?.list = columns.map {
          Form.ListColumn(id: $0.id, label: $0.label, synonyms: $0.synonyms)
        }
        for option in form.sections[section].fields[field].options.indices {
          form.sections[section].fields[field].options[option].keywords = []
          form.sections[section].fields[field].options[option].claims = true
        }
      }
    }
    return form
  }
}
