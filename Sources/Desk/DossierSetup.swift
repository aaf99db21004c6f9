public import Evidence
internal import Files
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
  }

  /// Makes the folder `root` a dossier, or completes the one that it is.
  ///
  /// Nothing that exists is changed or removed: run again, it adds the folders for what has been
  /// ticked since. Everything that the form says 需提供 for, and each signed page, gets a folder.
  ///
  /// - Parameters:
  ///   - formID: for a new dossier; nil takes the first form that the program brings.
  ///   - source: a filled Word form to copy in as `申报表.docx`.
  /// - Throws: ``DeskError``.
  public static func run(
    root: String, formID: String? = nil, source: String? = nil
  ) throws(DeskError) -> Outcome {
    let folderName = name(of: root)
    guard (try? PackagePath(folderName)) != nil else { throw .badFolderName(folderName) }
    do throws(DeskError) { try DossierFolder.checkFolder(root) } catch {
      guard case .noFolder = error else { throw error }
    }
    let path = "\(root)/\(DossierFile.name)"
    let existing = try DossierFolder.text(DossierFile.name, in: root)
    let file: DossierFile
    if let existing {
      file = try DossierFile(text: existing)
      if let formID, formID != file.form { throw .otherForm(folder: root, form: file.form) }
    } else {
      let id = formID ?? BundledForms.definitions[0].id
      file = DossierFile(form: id, title: folderName, comment: comment)
    }
    // The user names a definition from where the command runs; the dossier from its own folder.
    let definition = try FormDefinition(named: file.form, in: existing == nil ? "." : root)
    let document = try source.map { source throws(DeskError) in
      try checkedDocument(source, form: definition.form)
    }
    try onDisk { () throws(SystemError) in _ = try makeFolders([root]) }
    if let document { try write(document, to: "\(root)/\(DossierFolder.documentName)") }
    if existing == nil {
      var file = file
      if !BundledForms.definitions.contains(where: { $0.id == file.form }) {
        file.form = file.form.split(separator: "/").last.map(String.init) ?? file.form
        try write(Array(definition.text.utf8), to: "\(root)/\(file.form)")
      }
      try write(Array(file.text.utf8), to: path)
    }
    let report = try DossierFolder(root).assess()
    let wanted = folders(for: report).map { "\(root)/\($0)" }
    let made = try onDisk { () throws(SystemError) in try makeFolders(wanted) }
    return Outcome(
      root: root, isNew: existing == nil, copied: document == nil ? nil : source,
      folders: made.map { String($0.dropFirst(root.count + 1)) }, report: report)
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

  private static func checkedDocument(
    _ path: String, form: Form
  ) throws(DeskError) -> [UInt8] {
    let bytes = try content(of: path, limit: DossierFolder.largestDocument)
    let filled = try DossierFolder.answers(form, (name: path, bytes: bytes))
    if filled.findings.contains(where: { $0.rule == "form-other" }) {
      throw .otherWordForm(file: path, form: form.title)
    }
    return bytes
  }

  private static func name(of root: String) -> String {
    absolutePath(root).split(separator: "/").last.map(String.init) ?? "dossier"
  }

  private static let comment = """
    # 佐证材料的关联。放进“佐证材料”里对应编号文件夹的文件会自动关联，不必写在这里。
    # Links between requirements and files. A file in the folder of a requirement is linked anyway.

    """
}
