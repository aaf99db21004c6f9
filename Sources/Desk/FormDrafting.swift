public import Evidence
internal import Office

/// A form definition drafted out of a blank form in Word.
public struct FormDrafting: Sendable {
  public let form: Form
  /// What is to be checked by hand, in the order of the form.
  public let checks: [Finding]

  /// A form of twenty pages has 250; beyond this the definition would be larger than is read.
  private static let mostPlaces = 10_000

  /// - Parameters:
  ///   - path: the Word file.
  ///   - id: the id that the form gets.
  /// - Throws: ``DeskError/notAForm(file:)`` where nothing in it asks for an answer;
  ///   ``DeskError/wordForm(file:_:)``.
  public init(_ path: String, id: String) throws(DeskError) {
    let bytes = try content(of: path, limit: DossierFolder.largestDocument)
    let draft: FormDraft
    do throws(WordDocumentError) {
      draft = FormDraft(try WordDocument(bytes: bytes), id: id)
    } catch {
      throw .wordForm(file: path, error)
    }
    guard draft.form.places.count <= Self.mostPlaces else {
      throw .wordForm(file: path, .tooLarge(part: "word/document.xml", .elements))
    }
    guard !draft.form.fields.isEmpty else { throw .notAForm(file: path) }
    form = draft.form
    checks = draft.checks
  }
}
