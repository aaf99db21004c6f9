extension Form {
  /// Whether both print and ask for the same.
  ///
  /// What only helps to read an applicant's files and answers may differ, since later releases know
  /// more of it: keywords, general words, and which boxes claim nothing.
  public func asksTheSame(as other: Form) -> Bool { asPrinted == other.asPrinted }

  private var asPrinted: Form {
    var form = self
    form.generalWords = []
    for section in form.sections.indices {
      for field in form.sections[section].fields.indices {
        form.sections[section].fields[field].keywords = []
        for option in form.sections[section].fields[field].options.indices {
          form.sections[section].fields[field].options[option].keywords = []
          form.sections[section].fields[field].options[option].claims = true
        }
      }
    }
    return form
  }
}
