internal import Definitions
public import Evidence
internal import Files
import Glibc
internal import Inspection
internal import Office

/// The forms that are known here: those that the program brings, and the definition files in the
/// user's folder for them.
///
/// Definitions that lie anywhere else, as beside a dossier or in a package, are a stranger's.
public struct FormCatalogue: Sendable {
  public struct Entry: Sendable {
    public var definition: FormDefinition
    /// Nil for a form that the program brings.
    public var file: String?

    public var form: Form { definition.form }
    /// The edition, or else the version of the definition.
    public var edition: String { form.edition.isEmpty ? form.version : form.edition }

    /// What a dossier calls the form: its id where the program brings it, else a file of its own.
    var nameInDossier: String {
      file.flatMap { $0.split(separator: "/").last.map(String.init) } ?? form.id
    }
  }

  /// The newest edition of a form after its older ones.
  public let entries: [Entry]
  /// Files that are no definitions.
  public let defects: [DeskError]

  /// More definitions are not read: each document is held against all of them.
  static let most = 60

  public init() throws(DeskError) { try self.init(folder: Self.folder) }

  init(folder: String?) throws(DeskError) {
    var entries = try BundledForms.definitions.map { bundled throws(DeskError) in
      Entry(definition: try FormDefinition(bundled: bundled.id), file: nil)
    }
    var defects: [DeskError] = []
    for file in folder.map(Self.files) ?? [] {
      do throws(DeskError) {
        entries.append(Entry(definition: try FormDefinition(file: file), file: file))
      } catch {
        defects.append(error)
      }
    }
    // Of two definitions of one edition the program's goes first, then the first by name.
    var seen: Set<[String]> = []
    entries = entries.filter { seen.insert([$0.form.id, $0.edition]).inserted }
    self.entries = entries.sorted {
      ($0.form.id, $0.edition) < ($1.form.id, $1.edition)
    }
    self.defects = defects
  }

  /// XDG Base Directory Specification: `evpack/forms` in `$XDG_DATA_HOME`, which must be absolute, or
  /// in `~/.local/share`; nil where the user has no folder.
  public static var folder: String? {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return (variable("XDG_DATA_HOME") ?? variable("HOME").map { "\($0)/.local/share" })
      .map { "\($0)/evpack/forms" }
  }

  private static func files(in folder: String) -> [String] {
    guard let entries = try? DirectoryTree(root: folder).entries(descend: { _ in false }) else {
      return []
    }
    return entries.filter { $0.identity?.kind == .regular }
      .compactMap { String(validating: $0.path, as: UTF8.self) }
      .filter { FormDefinition.isFile($0) && !$0.hasPrefix(".") }.sorted().prefix(most)
      .map { "\(folder)/\($0)" }
  }

  // MARK: Names

  /// The form with this id, its newest edition, or the edition named as `id@edition`.
  public func entry(named name: String) -> Entry? {
    guard let mark = name.lastIndex(of: "@") else { return entries.last { $0.form.id == name } }
    let (id, edition) = (name[..<mark], name[mark...].dropFirst())
    return entries.last { $0.form.id == id && $0.edition == edition }
  }

  /// The newest edition of each form.
  var newest: [Entry] { entries.filter { newer(than: $0) == nil } }

  /// The newest edition of a form where it is another than `entry`.
  public func newer(than entry: Entry) -> Entry? {
    self.entry(named: entry.form.id).flatMap { $0.edition == entry.edition ? nil : $0 }
  }

  /// The edition on which a package was filled: the one that asks what its `form.json` does, else
  /// the newest.
  func entry(id: String, sealedAs definition: [UInt8]?) -> Entry? {
    let editions = entries.filter { $0.form.id == id }
    guard editions.count > 1, let definition else { return editions.last }
    return editions.last { $0.definition.asksTheSame(as: definition) } ?? editions.last
  }

  // MARK: Documents

  /// Which form a Word document is, by its printed rows and its title.
  ///
  /// - Throws: ``DeskError``: `otherWordForm` or `unknownWordForm` where it is none of them,
  ///   `severalForms` where it may be more than one.
  func identify(
    _ document: (name: String, bytes: [UInt8]), _ inspector: Inspector
  ) throws(DeskError) -> (entry: Entry, filled: FilledForm) {
    var best: [(entry: Entry, filled: FilledForm, defects: Int)] = []
    for entry in entries {
      let filled = try DossierFolder.answers(entry.definition, document, inspector)
      if filled.findings.contains(where: { $0.rule == "form-other" }) { continue }
      let defects = filled.findings.count { Self.rules.contains($0.rule) }
      if let first = best.first, first.defects < defects { continue }
      best.removeAll { $0.defects > defects }
      best.append((entry, filled, defects))
    }
    if best.count > 1 {
      let title = try onDisk { () throws(SystemError) in
        try inspector.title(of: document.bytes)
      }
      let titled = best.filter { $0.entry.form.title.isTitle(title ?? "") }
      if !titled.isEmpty { best = titled }
    }
    guard let last = best.last else {
      throw entries.count == 1
        ? .otherWordForm(file: document.name, form: entries[0].form.title)
        : .unknownWordForm(file: document.name, known: entries.map { $0.form.title })
    }
    // Editions that print the same are one as far as a document tells.
    guard best.allSatisfy({ $0.entry.form.id == last.entry.form.id }) else {
      throw .severalForms(
        file: document.name, forms: best.map { ($0.entry.form.id, $0.entry.form.title) })
    }
    return (last.entry, last.filled)
  }

  /// What is found where a document is another form, or another edition.
  private static let rules: Set<Finding.Rule> = [
    "form-altered", "form-place-missing", "form-section-missing",
  ]
}

extension String {
  /// Whether the first line of a document is this title, spaces apart.
  fileprivate func isTitle(_ line: String) -> Bool {
    func plain(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    return !isEmpty && plain(line).contains(plain(self))
  }
}
