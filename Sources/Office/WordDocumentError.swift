/// Why a file can't be read as a Word document.
public enum WordDocumentError: Error, Hashable, Sendable {
  /// What a part has too much of.
  public enum Limit: String, Hashable, Sendable {
    case partSize = "part-size"
    case depth, elements, text
  }

  /// A file of no bytes.
  case empty
  /// Neither a Word file nor one of an older Word.
  case notAWordFile
  /// A file of Word 97–2003 or an older WPS (OLE2), whatever its name says; saving it as .docx
  /// mends it.
  case oldWordFile
  /// Opens only with a password.
  case encrypted
  /// A .docx whose end is missing.
  case truncated
  /// A part that every Word file has is not there.
  case missingPart(String)
  /// A part that is no well-formed XML; counted from 1.
  case malformedXML(part: String, line: Int, column: Int)
  /// A part that declares a document type, which Office never writes.
  case documentTypeDeclared(part: String)
  /// A part beyond the limits within which a form can be.
  case tooLarge(part: String, Limit)
  /// The zip itself can't be read; the reason in the words of the library.
  case unreadable(String)
  /// Reading it took the process that did beyond its limits, or ended it.
  case unchecked
}
