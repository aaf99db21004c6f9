internal import Definitions
public import Evidence
internal import Files
internal import Inspection
internal import Office

/// Makes a dossier's folder, and later the folders for what has since been ticked.
public enum DossierSetup {
  /// What was made.
  public struct Outcome: Sendable {
    public var root: String
    /// Whether the dossier is new.
    public var isNew: Bool
    /// The Word form that was copied in.
    public var copied: String?
    /// The folders that were made, relative to the dossier, outermost first.
    public var folders: [String]
    public var report: CompletenessReport
    /// The form of the Word file that was identified, and a newer edition of it that is known.
    public var identified: (title: String, edition: String, newer: String?)?
  }

  /// Makes the folder `root` a dossier, or completes the one that it is.
  ///
  /// Nothing that exists is changed or removed: run again, it adds the folders for what has been
  /// ticked since. Everything that the form says 需提供 for, and each signed page, gets a folder. A
  /// folder that is not there yet appears with all that is to be in it, or not at all.
  ///
  /// - Parameters:
  ///   - formID: for a new dossier; nil takes the form that `source` is, without which the first that
  ///     the program brings.
  ///   - source: a filled Word form to copy in as `申报表.docx`.
  /// - Throws: ``DeskError``.
  public static func run(
    root: String, formID: String? = nil, source: String? = nil
  ) throws(DeskError) -> Outcome {
    let name = name(of: root)
    guard (try? PackagePath(name)) != nil else { throw .badFolderName(name) }
    let document = try source.map { source throws(DeskError) in
      (name: source, bytes: try content(of: source, limit: DossierFolder.largestDocument))
    }
    do throws(DeskError) { try DossierFolder.checkFolder(root) } catch {
      guard case .noFolder = error else { throw error }
      if let outcome = try make(root, name: name, formID: formID, document) { return outcome }
    }
    return try complete(root, name: name, formID: formID, document)
  }

  /// Makes a new dossier in the folder `parent`.
  ///
  /// - Parameter document: a filled Word form, to stand in it as `申报表.docx`, for the form that it is;
  ///   nil makes it for the first that the program brings.
  /// - Throws: ``DeskError``: `badFolderName` for what names no folder, `alreadyThere` where
  ///   something has the name; nothing is made or changed then.
  public static func create(
    _ name: String, in parent: String, document: (name: String, bytes: [UInt8])?
  ) throws(DeskError) {
    guard !name.contains("/"), name == FileName.mended(name), (try? PackagePath(name)) != nil,
      !FileName.isHidden(Array(name.utf8))
    else { throw .badFolderName(name) }
    let root = "\(parent)/\(name)"
    guard try make(root, name: name, formID: nil, document) != nil else {
      throw .alreadyThere(file: root)
    }
  }

  /// Bytes of a new dossier's name: its package's and its partial folder's are longer by some.
  private static let longestName = 200

  /// Makes a new dossier; nil where another process was faster.
  private static func make(
    _ root: String, name: String, formID: String?, _ document: (name: String, bytes: [UInt8])?
  ) throws(DeskError) -> Outcome? {
    guard name.utf8.count <= longestName else { throw .badFolderName(name) }
    let staged: StagedFolder
    do throws(StagedFile.Failure) { staged = try StagedFolder(for: root) } catch {
      if case .targetExists = error { return nil }
      throw DeskError(error)
    }
    var outcome = try complete(staged.path, name: name, formID: formID, document)
    do throws(StagedFile.Failure) { try staged.commit() } catch {
      if case .targetExists = error { return nil }
      throw DeskError(error)
    }
    outcome.root = root
    return outcome
  }

  private static func complete(
    _ root: String, name: String, formID: String?, _ document: (name: String, bytes: [UInt8])?
  ) throws(DeskError) -> Outcome {
    let existing = try DossierFolder.text(DossierFile.name, in: root)
    // The user names a definition from where the command runs; the dossier from its own folder.
    var asked = try formID.map { id throws(DeskError) in try FormDefinition(named: id) }
    var askedName = formID
    var identified: (title: String, edition: String, newer: String?)?
    if existing == nil, formID == nil, let document {
      let catalogue = try FormCatalogue()
      let entry = try catalogue.identify(document, Inspector()).entry
      (asked, askedName) = (entry.definition, entry.nameInDossier)
      identified = (entry.form.title, entry.edition, catalogue.newer(than: entry)?.edition)
    } else if existing == nil, let formID, !FormDefinition.isFile(formID),
      let entry = try FormCatalogue().entry(named: formID)
    {
      askedName = entry.nameInDossier
    }
    let file: DossierFile
    let definition: FormDefinition
    if let existing {
      file = try DossierFile(text: existing)
      definition = try FormDefinition(named: file.form, ofDossier: root)
      if let asked, asked.text != definition.text {
        throw .otherForm(folder: root, form: file.form)
      }
    } else {
      let id = askedName ?? BundledForms.definitions[0].id
      file = DossierFile(form: id, title: name, comment: comment)
      if let asked { definition = asked } else { definition = try FormDefinition(named: id) }
    }
    if let document {
      if identified == nil { try check(document, is: definition) }
      try add(document.bytes, as: DossierFolder.documentName, in: root)
    }
    if existing == nil {
      var file = file
      if !BundledForms.definitions.contains(where: { $0.id == file.form }) {
        file.form = file.form.split(separator: "/").last.map(String.init) ?? file.form
        try add(Array(definition.text.utf8), as: file.form, in: root)
      }
      try add(Array(file.text.utf8), as: DossierFile.name, in: root)
    }
    let report = try DossierFolder(root).assess()
    let wanted = folders(for: report)
    let made = try onDisk { () throws(SystemError) in try TargetFolder(root).makeFolders(wanted) }
    return Outcome(
      root: root, isNew: existing == nil, copied: document?.name,
      folders: made, report: report, identified: identified)
  }

  /// Writes a file that is not there yet; one that an earlier run cut short has left is as good.
  private static func add(
    _ bytes: [UInt8], as name: String, in root: String
  ) throws(DeskError) {
    do throws(DeskError) { try write(bytes, to: name, in: root) } catch {
      guard case .alreadyThere = error,
        (try? content(of: name, in: root, limit: bytes.count)) == bytes
      else { throw error }
    }
  }

  /// The folders that a dossier with these answers should have, each after its parents.
  static func folders(for report: CompletenessReport) -> [String] {
    let folder = AttachmentScan.folder
    var names = [folder]
    for section in report.form.sections {
      let items = report.items.filter { item in
        item.requirement.section == section.number && item.state != .notRequired
          && (item.requirement.level == .required || item.requirement.accepts == .signedPage)
      }
      if items.isEmpty { continue }
      names.append("\(folder)/\(section.folderName)")
      names += items.map { "\(folder)/\(section.folderName)/\($0.requirement.folderName)" }
    }
    return names
  }

  private static func check(
    _ document: (name: String, bytes: [UInt8]), is definition: FormDefinition
  ) throws(DeskError) {
    let filled = try DossierFolder.answers(definition, document, Inspector())
    if filled.findings.contains(where: { $0.rule == "form-other" }) {
      throw .otherWordForm(file: document.name, form: definition.form.title)
    }
  }

  private static func name(of root: String) -> String {
    absolutePath(root).split(separator: "/").last.map(String.init) ?? "dossier"
  }

  private static let comment = """
    # 佐证材料的关联。放进“佐证材料”里对应编号文件夹的文件会自动关联，不必写在这里。
    # Links between requirements and files. A file in the folder of a requirement is linked anyway.

    """
}
