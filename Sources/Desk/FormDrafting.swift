public import Evidence
internal import Files
internal import Inspection
internal import Office

/// A form definition drafted out of a blank form in Word.
public struct FormDrafting: Sendable {
  public let form: Form
  /// What is to be checked by hand, in the order of the form.
  public let checks: [Finding]

  /// - Parameters:
  ///   - path: the Word file.
  ///   - id: the id that the form gets.
  /// - Throws: ``DeskError/notAForm(file:)`` where nothing in it asks for an answer;
  ///   ``DeskError/wordForm(file:_:)``.
  public init(_ path: String, id: String) throws(DeskError) {
    let bytes = try content(of: path, limit: DossierFolder.largestDocument)
    let outcome = try onDisk { () throws(SystemError) in
      try Inspector().draft(of: bytes, id: id)
    }
    let draft: FormDraft
    switch outcome {
    case .success(let drafted): draft = drafted
    case .failure(let error): throw .wordForm(file: path, error)
    }
    guard !draft.form.fields.isEmpty else { throw .notAForm(file: path) }
    form = draft.form
    checks = draft.checks
  }
}
