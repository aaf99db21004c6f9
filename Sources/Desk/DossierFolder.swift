public import Evidence
public import Files
internal import Inspection
public import Manifest
internal import Office

/// An applicant's working folder, read anew: form, answers, attachments and links.
public struct DossierFolder: Sendable {
  /// The filled form's usual name.
  public static let documentName = "申报表.docx"
  /// What is kept beside the dossier's content: the cache and the logs of renamed files.
  static let workFolder = ".evpack"
  /// The largest Word form that is read into memory; a form of this kind is below 1 MB.
  public static let largestDocument = 64 << 20

  public let root: String
  public let file: DossierFile
  public let definition: FormDefinition
  /// With what is in the attachments once ``read(hashing:atMost:progress:isCancelled:)`` has seen
  /// them.
  public private(set) var dossier: Dossier
  /// What was found while the form and the settled answers were read.
  public let answerFindings: [Finding]
  private let folderFindings: [Finding]
  private var readingFindings: [Finding] = []
  /// What was found while the folder was read, the answers' findings included; and once the
  /// attachments were read, about those that can't be and about the lists.
  public var findings: [Finding] { folderFindings + readingFindings }
  /// The Word form and its content, the very bytes that the answers were read from.
  public let document: (name: String, bytes: [UInt8])?
  /// The state of each attachment when it was listed, in the attachments' order.
  public let identities: [FileIdentity]
  /// `dossier.yaml` as it was read.
  let fileText: String
  /// `answers.yaml` as it was read; empty where there is none.
  let settledText: String

  /// Opens the dossier's files.
  let inspector: Inspector

  /// Reads the dossier in the folder `root`.
  ///
  /// What is wrong with the dossier is in ``findings``.
  ///
  /// - Throws: ``DeskError`` where the folder is no dossier, or a file of it can't be read at all.
  public init(_ root: String) throws(DeskError) {
    self.root = root
    let inspector = Inspector()
    inspector.start()
    self.inspector = inspector
    fileText = try Self.fileText(in: root)
    file = try DossierFile(text: fileText)
    let source = try FormDefinition.Source(named: file.form, ofDossier: root)
    var findings: [Finding] = []
    document = try Self.document(named: file.document, in: root, &findings)
    // The definition is read here while the form is read elsewhere.
    let document = document
    let reading = document.map { document in
      Background { inspector.reading(document.bytes, by: source.text) }
    }
    definition = try FormDefinition(source)
    let form = definition.form
    var answers = Answers()
    if let document, let reading {
      let filled = try Self.answers(form, document.name, reading.value)
      answers = filled.answers
      findings += filled.findings
    }
    let settled = try Self.text(SettledAnswers.name, in: root)
    settledText = settled ?? ""
    if let settled {
      findings = try SettledAnswers(text: settled, form: form)
        .apply(to: &answers, found: findings)
    } else if document == nil, !findings.contains(where: { $0.rule == "form-several" }) {
      findings.append(Finding("form-absent", .error, at: Self.documentName))
    }
    answerFindings = findings
    let scan: AttachmentScan
    do throws(SystemError) {
      scan = try AttachmentScan(root: root, form: form, links: file.links)
    } catch {
      throw .system(error)
    }
    findings += scan.findings
    var links = scan.links
    for link in file.links {
      let isSame = { (other: EvidenceLink) in
        other.requirement == link.requirement && other.attachment == link.attachment
      }
      if let index = links.firstIndex(where: isSame) {
        links[index] = link
      } else {
        links.append(link)
      }
    }
    dossier = Dossier(
      form: form, name: file.title, answers: answers, attachments: scan.attachments, links: links)
    folderFindings = findings
    identities = scan.identities
  }

  /// Why files of the folder are no attachments that might serve as evidence.
  var leftOut: [Finding] {
    folderFindings.filter { $0.level == .error && $0.rule.rawValue.hasPrefix("attachment-") }
  }

  /// What the dossier holds and lacks.
  public func assess() -> CompletenessReport { dossier.assess(with: findings) }

  /// The dossier's own files, which prove nothing and keep their names.
  var ownFiles: Set<PackagePath> {
    let document = document.flatMap { try? PackagePath($0.name) }
    return file.ownFiles.union([document].compactMap { $0 })
  }

  // MARK: The files of the folder

  static func file(in root: String) throws(DeskError) -> DossierFile {
    try DossierFile(text: try fileText(in: root))
  }

  private static func fileText(in root: String) throws(DeskError) -> String {
    try checkFolder(root)
    guard let text = try text(DossierFile.name, in: root) else {
      throw .noDossier(
        folder: root, enclosing: EnclosingDossier(around: root).map { $0.shown(from: root) })
    }
    return text
  }

  /// Makes sure that a folder is there.
  static func checkFolder(_ root: String) throws(DeskError) {
    let kind: FileIdentity.Kind
    do throws(SystemError) {
      kind = try FileIdentity.at(root).kind
    } catch {
      throw error.isNotFound ? .noFolder(root) : .system(error)
    }
    if kind != .directory { throw .notAFolder(file: root) }
  }

  /// The text of a small file of the folder; nil where there is none.
  static func text(_ name: String, in root: String) throws(DeskError) -> String? {
    let path = "\(root)/\(name)"
    let bytes: [UInt8]
    do throws(DeskError) {
      bytes = try content(of: name, in: root, limit: YAMLFile.largest)
    } catch {
      if case .system(let error) = error, error.isNotFound { return nil }
      throw error
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(file: path) }
    return text
  }

  /// Whether there is a filled form; it is not opened.
  static func hasDocument(in root: String) throws(DeskError) -> Bool {
    var findings: [Finding] = []
    return try chosenDocument(try file(in: root).document, in: root, &findings) != nil
  }

  /// The names of the files that are written in a dossier: its own, and those of its form.
  static func ownNames(in root: String) throws(DeskError) -> Set<String> {
    var findings: [Finding] = []
    let chosen = try chosenDocument(try file(in: root).document, in: root, &findings)
    return [DossierFile.name, SettledAnswers.name, chosen ?? documentName]
  }

  /// The filled form with its content.
  static func document(
    named name: String?, in root: String, _ findings: inout [Finding]
  ) throws(DeskError) -> (name: String, bytes: [UInt8])? {
    guard let chosen = try chosenDocument(name, in: root, &findings) else { return nil }
    return (chosen, try content(of: chosen, in: root, limit: largestDocument))
  }

  /// The filled form's name: the one that is given, `申报表.docx`, or the only Word file there is.
  private static func chosenDocument(
    _ name: String?, in root: String, _ findings: inout [Finding]
  ) throws(DeskError) -> String? {
    let entries = try onDisk { () throws(SystemError) in
      try DirectoryTree(root: root).entries { _ in false }
    }
    // What can't be inspected may be the form.
    if let error = entries.lazy.filter({ $0.identity == nil }).compactMap({ $0.error(in: root) })
      .first
    {
      throw .system(error)
    }
    let names = entries.filter { $0.kind == .regular }
      .compactMap { String(validating: $0.path, as: UTF8.self) }
      .filter { $0.lowercased().hasSuffix(".docx") && !FileName.isJunk($0.utf8) }
    if let name { return name }
    if names.contains(documentName) { return documentName }
    if names.count > 1 {
      findings.append(
        Finding("form-several", .error, at: documentName, ["names": names.joined(separator: "、")]))
      return nil
    }
    return names.first
  }

  /// The answers in a Word form, opened by `inspector`.
  static func answers(
    _ definition: FormDefinition, _ document: (name: String, bytes: [UInt8]),
    _ inspector: Inspector
  ) throws(DeskError) -> FilledForm {
    try answers(
      definition.form, document.name, inspector.reading(document.bytes, by: definition.text))
  }

  private static func answers(
    _ form: Form, _ name: String, _ reading: Result<FormInspection, SystemError>
  ) throws(DeskError) -> FilledForm {
    let reading = try onDisk { () throws(SystemError) in try reading.get() }
    switch reading.filled(form) {
    case .success(let filled): return filled
    case .failure(let error): throw .wordForm(file: name, error)
    }
  }
}

extension Inspector {
  /// As ``answers(in:to:)``, for a thread beside.
  func reading(
    _ document: [UInt8], by definition: String
  ) -> Result<FormInspection, SystemError> {
    do throws(SystemError) { return .success(try answers(in: document, to: definition)) } catch {
      return .failure(error)
    }
  }
}

extension DossierFolder {
  /// Opens every attachment: what it is, whether it opens, its pages, its SHA-256 if wanted; and
  /// holds the lists among them against the form.
  ///
  /// A file that can't be read has neither. What an earlier check found out about files that have
  /// not changed since is taken from the dossier's cache.
  ///
  /// - Parameters:
  ///   - hashing: whether the digests are wanted; sealing makes its own.
  ///   - progress: called from several threads.
  ///   - most: bytes of changed files; where there are more, none of them is opened.
  ///   - isCancelled: asked often, from several threads.
  /// - Returns: how many files were not opened, being more than `most`.
  /// - Throws: ``DeskError/cancelled``, `LibcryptoError`, or a failure to start threads.
  /// - Complexity: reads every attachment that changed once.
  @discardableResult
  public mutating func read(
    hashing: Bool = true, atMost most: Int64 = .max,
    progress: (@Sendable (Progress) -> Void)? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> Int {
    let reading = AttachmentReading(
      root: root, hashing: hashing, inspector: inspector, progress: progress,
      isCancelled: isCancelled ?? { false }, most: most)
    let (unread, findings) = try reading.read(&dossier.attachments, identities)
    readingFindings = findings + (try compareLists(LinkIndex(dossier)))
    return unread
  }

  /// Takes over what earlier checks found out about attachments that have not changed since.
  ///
  /// - Throws: `SystemError` where descriptors run out.
  mutating func recall() throws(SystemError) {
    var cache = try ReadingCache(root: root)
    for (index, identity) in identities.enumerated() {
      dossier.attachments[index].facts = cache.entry(of: identity)?.facts
    }
  }

  /// Takes over what sealing found out about the attachments, and holds the lists among them
  /// against the form.
  ///
  /// - Throws: `SystemError` where the lists can't be opened.
  mutating func read(
    _ contents: PackageContents, in files: [SealedFile]
  ) throws(SystemError) {
    dossier.attachments = contents.read(dossier.attachments, in: files)
    readingFindings = try compareLists(contents.links)
  }

  private func compareLists(_ links: LinkIndex) throws(SystemError) -> [Finding] {
    try ListComparison(dossier, links, inspector).read { attachment in
      if let facts = attachment.facts, facts.state != .unchecked, facts.type.isWithoutSheets {
        throw ListFileError.notAList
      }
      guard attachment.size <= ListFile.largest else {
        // A scan, a video: only what may be a list is too large to be one.
        throw attachment.type.mayBeList ? ListFileError.tooLarge : .notAList
      }
      var source = try SourceFolder(root)
      return try source.open(attachment.path.bytes).readAll(limit: ListFile.largest)
    }.findings
  }
}
