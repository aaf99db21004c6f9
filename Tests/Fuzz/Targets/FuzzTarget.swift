/// A reader of untrusted files that is fed with made-up input.
///
/// `Tests/Fuzz/run` looks for inputs that crash, hang or break a promise; those it found are in
/// `Tests/Fuzz/failures`, by the target's name, and are replayed by the ordinary tests.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// A whole .docx.
  case wordFile = "word-file"
  /// The markup of a body, made well-formed and put in the cells of the sample form.
  case wordMarkup = "word-markup"
  /// A whole .xlsx or a text file with a list.
  case workbook
  /// The markup of a sheet, made well-formed.
  case sheetMarkup = "sheet-markup"
  /// A file of any type among the attachments: pictures, PDFs, old and new Office files, archives.
  case attachment
  /// What a process answers that was to read a document and was taken over by it.
  case answer
  /// A manifest, in several encodings, by the rules of every version and algorithm.
  case manifest
  /// `bagit.txt`, `bag-info.txt` and `fetch.txt`.
  case bagInfo = "bag-info"
  /// A whole package, from a file and from a pipe; and again with its checksums made right.
  case tar
  /// A bag in a zip or a compressed tar; what is neither is compressed first.
  case archive
  /// `evidence.json` and `answers.json` in one, and the review that follows.
  case evidenceJSON = "evidence-json"
  /// Signatures, time-stamp tokens, certificates and revocation lists.
  case cms
  /// A private key with its certificate: PEM and PKCS#12.
  case keyFile = "key-file"
  /// A form's definition.
  case formYAML = "form-yaml"
  /// `dossier.yaml` and `answers.yaml`.
  case dossierYAML = "dossier-yaml"

  /// Reads the input and stops the program where a promise is broken.
  public func run(_ input: [UInt8]) {
    switch self {
    case .wordFile: Self.readWordFile(input)
    case .wordMarkup: Self.readWordMarkup(input)
    case .workbook: Self.readWorkbook(input)
    case .sheetMarkup: Self.readSheetMarkup(input)
    case .attachment: Self.inspectAttachment(input)
    case .answer: Self.readAnswer(input)
    case .manifest: Self.readManifest(input)
    case .bagInfo: Self.readTagFiles(input)
    case .tar: Self.verifyTar(input)
    case .archive: Self.verifyArchive(input)
    case .evidenceJSON: Self.reviewEvidence(input)
    case .cms: Self.checkSignatures(input)
    case .keyFile: Self.readKey(input)
    case .formYAML: Self.readForm(input)
    case .dossierYAML: Self.readDossier(input)
    }
  }
}
