public import Evidence
internal import Files
internal import Inspection
internal import Office

/// What was read in a Word form, or in a dossier with its `answers.yaml`.
public struct AnswersReading: Sendable {
  public let form: Form
  public let answers: Answers
  public let findings: [Finding]

  /// - Parameters:
  ///   - source: a Word file or a dossier's folder.
  ///   - formID: which form a Word file is; nil takes the one that it is by its title and rows.
  /// - Throws: ``DeskError``.
  public init(_ source: String, formID: String? = nil) throws(DeskError) {
    let inspector = Inspector()
    let kind = try onDisk { () throws(SystemError) in
      try FileIdentity.at(source).kind
    }
    if kind == .directory {
      let folder = try DossierFolder(source)
      form = folder.definition.form
      answers = folder.dossier.answers
      findings = folder.answerFindings
      return
    }
    inspector.start()
    let bytes = try content(of: source, limit: DossierFolder.largestDocument)
    guard let formID else {
      let found = try FormCatalogue().identify((name: source, bytes: bytes), inspector)
      (form, answers, findings) = (found.entry.form, found.filled.answers, found.filled.findings)
      return
    }
    let definition = try FormDefinition(named: formID)
    form = definition.form
    let filled = try DossierFolder.answers(definition, (name: source, bytes: bytes), inspector)
    if filled.findings.contains(where: { $0.rule == "form-other" }) {
      throw .otherWordForm(file: source, form: form.title)
    }
    answers = filled.answers
    findings = filled.findings
  }
}
