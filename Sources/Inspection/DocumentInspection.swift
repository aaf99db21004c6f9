internal import Definitions
internal import Evidence
internal import Files
internal import Office

/// Reads documents: what an ``Inspector`` has done by its service, and without one in this process.
enum DocumentInspection {
  /// The answers to the form that is defined by `definition`.
  static func answers(
    in document: [UInt8], to definition: String
  ) -> Result<FilledForm, WordDocumentError> {
    // Each takes as long as the other.
    let (known, read) = inParallel {
      form(of: definition)
    } and: {
      self.document(document)
    }
    guard let known else { return .failure(.unchecked) }
    return read.map { FilledForm(known, in: $0) }
  }

  /// The form, which whoever asks has read as well and tells of what is wrong with it.
  private static func form(of definition: String) -> Form? {
    if let bundled = BundledForms.definitions.first(where: { $0.definition == definition }) {
      return try? BundledForms.form(bundled.id)
    }
    return try? Form(definition: definition)
  }

  static func sheets(in list: [UInt8]) -> Result<[Sheet], ListFileError> {
    do throws(ListFileError) { return .success(try ListFile.sheets(of: list)) } catch {
      return .failure(error)
    }
  }

  static func draft(of document: [UInt8], id: String) -> Result<FormDraft, WordDocumentError> {
    self.document(document).flatMap { document in
      let draft = FormDraft(document, id: id)
      guard draft.form.places.count <= mostPlaces else {
        return .failure(.tooLarge(part: "word/document.xml", .elements))
      }
      return .success(draft)
    }
  }

  /// A form of twenty pages has 250; beyond this the definition would be larger than is read.
  private static let mostPlaces = 10_000

  /// The longest title that tells anything, in characters.
  private static let longestTitle = 500

  /// The first line of a Word file; empty where there is none, or the file is no Word file.
  static func title(of document: [UInt8]) -> String {
    guard case .success(let document) = self.document(document) else { return "" }
    return String((document.title ?? "").prefix(longestTitle))
  }

  static func text(of document: [UInt8]) -> Result<DocumentText, WordDocumentError> {
    self.document(document).map { DocumentText($0) }
  }

  private static func document(_ bytes: [UInt8]) -> Result<WordDocument, WordDocumentError> {
    do throws(WordDocumentError) { return .success(try WordDocument(bytes: bytes)) } catch {
      return .failure(error)
    }
  }
}

extension WordDocument {
  /// The first paragraph with text in it, tables left out.
  fileprivate var title: String? {
    for case .paragraph(let paragraph) in blocks {
      let text = paragraph.pieces.map { piece in
        if case .text(let text) = piece { text } else { " " }
      }.joined()
      if text.contains(where: { !$0.isWhitespace }) { return text }
    }
    return nil
  }
}
