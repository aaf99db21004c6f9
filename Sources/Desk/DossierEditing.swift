public import Evidence
internal import Files
internal import Inspection
internal import Office

/// Changes to a dossier by someone who sees it on a page: each is made only where the dossier is
/// still as it was seen, alone, and can be taken back while it is the last one.
public enum DossierEditing {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case assign, settle, form, receive, remove
  }

  /// Which boxes and blanks a new form fills in otherwise.
  public struct FormChange: Sendable {
    /// In the form's order.
    public var changed: [(place: String, before: Answers.Answer?, after: Answers.Answer?)]

    init(_ form: Form, from before: Answers, to after: Answers) {
      changed = form.places.map(\.id).filter { before[$0] != after[$0] }
        .map { ($0, before[$0], after[$0]) }
    }
  }

  /// Where files go that belong to no requirement any more.
  static let unsorted = "\(AttachmentScan.folder)/待整理"

  /// Gives attachments to the requirement `to` instead of to `from`.
  ///
  /// A loose file, which no requirement has, is linked. A file that is linked in `dossier.yaml` gets
  /// the other link; one that its folder or its own name links is moved to the other requirement's
  /// folder, and where there is none, to 待整理.
  ///
  /// - Parameter revision: the dossier's, as it was seen.
  /// - Returns: the dossier's revision since.
  /// - Throws: ``DeskError``, `outdated` among them; the dossier is then as it was.
  @discardableResult
  public static func assign(
    _ moves: [(path: PackagePath, from: Requirement.Number?, to: Requirement.Number?)],
    in root: String, seen revision: String
  ) throws(DeskError) -> String {
    try change(.assign, of: moves.count, in: root, seen: revision) {
      folder, change throws(DeskError) in
      var file = folder.file
      for move in moves {
        try assign(move, folder, &file, &change)
      }
      if file != folder.file {
        try change.write(Array(file.text.utf8), to: DossierFile.name, in: root)
      }
    }.revision
  }

  /// Gives every loose file to the requirement that it is suggested for, where that is as sure as asked
  /// for: to each of those that are certain, or to the first of those that are not.
  ///
  /// - Parameters:
  ///   - confidence: that of the files' first suggestions; surer and less sure ones are left.
  ///   - revision: the dossier's, as it was seen.
  /// - Returns: the dossier's revision since, and how many files were given.
  /// - Throws: ``DeskError``, `outdated` among them; the dossier is then as it was.
  public static func assignSuggested(
    _ confidence: Suggestion.Confidence, in root: String, seen revision: String
  ) throws(DeskError) -> (revision: String, count: Int) {
    let items = try Suggesting.suggest(root).items.filter { $0.confidence == confidence }
    let moves = items.flatMap { item in
      let meant = item.suggestions.filter { $0.confidence == confidence }
        .prefix(confidence == .certain ? .max : 1)
      return (try? PackagePath(item.path)).map { path in
        meant.map { (path: path, from: Requirement.Number?.none, to: Optional($0.requirement)) }
      } ?? []
    }
    return (try assign(moves, in: root, seen: revision), items.count)
  }

  /// Takes a file out of the dossier, with its links; it is kept in `.evpack/removed`.
  ///
  /// - Returns: the dossier's revision since.
  /// - Throws: ``DeskError``; the dossier is then as it was.
  @discardableResult
  public static func remove(
    _ path: PackagePath, in root: String, seen revision: String
  ) throws(DeskError) -> String {
    try change(.remove, in: root, seen: revision) { folder, change throws(DeskError) in
      guard folder.dossier.attachments.contains(where: { $0.path == path }) else {
        throw .vanished(file: path.description)
      }
      try change.remove(path, in: root)
      var file = folder.file
      file.links.removeAll { $0.attachment == path }
      if file != folder.file {
        try change.write(Array(file.text.utf8), to: DossierFile.name, in: root)
      }
    }.revision
  }

  private static func assign(
    _ move: (path: PackagePath, from: Requirement.Number?, to: Requirement.Number?),
    _ folder: DossierFolder, _ file: inout DossierFile, _ change: inout LastChange
  ) throws(DeskError) {
    let requirements = folder.dossier.form.requirements
    for number in [move.from, move.to].compactMap({ $0 })
    where !requirements.contains(where: { $0.number == number }) {
      throw .unknownRequirement(number: number.description)
    }
    let isThere = folder.dossier.attachments.contains { $0.path == move.path }
    // A link can be taken away after its file is gone.
    let isLinkAlone =
      move.to == nil
      && file.links.contains { $0.requirement == move.from && $0.attachment == move.path }
    guard isThere || isLinkAlone else { throw .vanished(file: move.path.description) }
    guard let from = move.from else {
      guard let to = move.to else { return }
      let link = EvidenceLink(requirement: to, attachment: move.path)
      let isThere = folder.dossier.links.contains {
        $0.requirement == to && $0.attachment == move.path
      }
      if !isThere { file.links.append(link) }
      return
    }
    let isMeant = { (link: EvidenceLink) in
      link.requirement == from && link.attachment == move.path
    }
    if let index = file.links.firstIndex(where: isMeant) {
      if let to = move.to {
        file.links[index].requirement = to
      } else {
        file.links.remove(at: index)
      }
      return
    }
    guard folder.dossier.links.contains(where: isMeant) else {
      throw .notLinked(number: from.description, file: move.path.description)
    }
    let place = try place(of: move.to, in: folder.root, folder.dossier.form)
    let target = try free(renumbered(move.path.name, as: move.to, requirements), in: place, folder)
    try change.move(move.path, to: target, in: folder.root)
    for index in file.links.indices where file.links[index].attachment == move.path {
      file.links[index].attachment = target
    }
  }

  /// Settles a box that could not be read, or leaves it to the form again.
  ///
  /// - Parameter isTicked: nil takes the settled answer out.
  /// - Returns: the dossier's revision since.
  /// - Throws: ``DeskError``; the dossier is then as it was.
  @discardableResult
  public static func settle(
    _ id: String, _ isTicked: Bool?, in root: String, seen revision: String
  ) throws(DeskError) -> String {
    try change(.settle, in: root, seen: revision) { folder, change throws(DeskError) in
      let form = folder.dossier.form
      guard form.places.contains(where: { $0.id == id && $0.kind == .checkbox }) else {
        throw .unknownBox(id: id)
      }
      let text = try SettledAnswers.text(
        folder.settledText, settling: id, as: isTicked, form: form)
      try change.write(
        text.isEmpty ? nil : Array(text.utf8), to: SettledAnswers.name, in: root)
    }.revision
  }

  /// Puts a newer Word form in the place of the dossier's, which is kept in `.evpack/removed`.
  ///
  /// - Parameters:
  ///   - batch: what tells the files of one drop, which are taken back together.
  ///   - replacing: whether it may take the place of a form that is there.
  ///   - confirmed: whether the person was asked and wants it though it is all but blank.
  /// - Returns: what it answers otherwise.
  /// - Throws: ``DeskError``, `otherWordForm` for a file that is not this form, `blankerForm` for one
  ///   that would blank out what is filled in.
  public static func replaceForm(
    with bytes: [UInt8], named name: String, in root: String, batch: String = "",
    replacing: Bool = true, confirmed: Bool = false
  ) throws(DeskError) -> FormChange {
    try change(.form, batch: batch, in: root, seen: nil) { folder, change throws(DeskError) in
      if !replacing, let document = folder.document { throw .alreadyThere(file: document.name) }
      let form = folder.dossier.form
      let (definition, inspector) = (folder.definition, folder.inspector)
      let filled = try DossierFolder.answers(definition, (name: name, bytes: bytes), inspector)
      if filled.findings.contains(where: { $0.rule == "form-other" }) {
        throw .otherWordForm(file: name, form: form.title)
      }
      let before = try folder.document.map { document throws(DeskError) in
        try DossierFolder.answers(definition, document, inspector).answers
      }
      let (given, kept) = (form.filledIn(filled.answers), form.filledIn(before ?? Answers()))
      if !confirmed, given * mostLost < kept {
        throw .blankerForm(file: name, given: given, kept: kept)
      }
      if let document = folder.document, document.bytes != bytes {
        try LastChange.keep(document.bytes, named: document.name, in: root)
      }
      try change.write(
        bytes, to: folder.document?.name ?? folder.file.document ?? DossierFolder.documentName,
        in: root)
      return FormChange(form, from: before ?? Answers(), to: filled.answers)
    }.result
  }

  /// A form with this part of the answers, or less, is taken for a blank one.
  private static let mostLost = 5

  /// Whether a Word file is the dossier's form, filled in or not.
  ///
  /// - Throws: ``DeskError`` where the dossier can't be read.
  public static func isForm(_ bytes: [UInt8], in root: String) throws(DeskError) -> Bool {
    let definition = try FormDefinition(
      named: try DossierFolder.file(in: root).form, ofDossier: root)
    let inspector = Inspector()
    inspector.start()
    let filled = try? DossierFolder.answers(definition, (name: "", bytes: bytes), inspector)
    return filled.map { !$0.findings.contains { $0.rule == "form-other" } } ?? false
  }

  /// What the newest form answers otherwise than the one before it, while it is the last change.
  public static func lastFormChange(of folder: DossierFolder) -> FormChange? {
    guard let change = try? LastChange.read(in: folder.root), change.kind == .form,
      let document = folder.document,
      case .wrote(_, let text?, _)? = change.steps.first,
      let old = change.bytes(text),
      let before = try? DossierFolder.answers(
        folder.definition, (document.name, old), folder.inspector),
      let after = try? DossierFolder.answers(folder.definition, document, folder.inspector)
    else { return nil }
    return FormChange(folder.dossier.form, from: before.answers, to: after.answers)
  }

  /// What the last change was; nil where none can be taken back.
  public static func lastChange(in root: String) -> (kind: Kind, count: Int)? {
    (try? LastChange.read(in: root)).map { ($0.kind, $0.count ?? $0.steps.count) }
  }

  /// Takes the last change back.
  ///
  /// - Returns: the dossier's revision since.
  /// - Throws: ``DeskError/nothingToUndo(folder:)`` where what it made has changed since.
  @discardableResult
  public static func undo(in root: String) throws(DeskError) -> String {
    try FolderLock.hold(root) { () throws(DeskError) in
      guard let change = try LastChange.read(in: root) else { throw .nothingToUndo(folder: root) }
      try change.undo(in: root)
      try LastChange.forget(in: root)
      return (try? DossierFolder.revision(of: root)) ?? ""
    }
  }

  // MARK: Changing

  /// Changes the dossier alone, if it is as it was seen, and keeps what was done.
  private static func change<Result>(
    _ kind: Kind, of count: Int? = nil, batch: String = "", in root: String,
    seen revision: String?,
    _ work: (DossierFolder, inout LastChange) throws(DeskError) -> Result
  ) throws(DeskError) -> (result: Result, revision: String) {
    try FolderLock.hold(root) { () throws(DeskError) in
      let folder = try DossierFolder(root)
      if let revision, (try? folder.revision()) != revision { throw .outdated(folder: root) }
      var change = LastChange(kind: kind, batch: batch)
      do throws(DeskError) {
        let result = try work(folder, &change)
        if !change.steps.isEmpty {
          var last = try LastChange.begun(kind, batch: batch, in: root)
          last.steps += change.steps
          last.count = count
          try last.save(in: root)
        }
        return (result, (try? DossierFolder.revision(of: root)) ?? "")
      } catch {
        // Of several moves one could not be made: those before it are taken back.
        try? change.undo(in: root)
        throw error
      }
    }
  }

  // MARK: Places and names

  /// The folder of a requirement's evidence: the one that is there, or as `init` makes it.
  static func place(
    of number: Requirement.Number?, in root: String, _ form: Form
  ) throws(DeskError) -> String {
    guard let number else { return unsorted }
    guard let requirement = form.requirements.first(where: { $0.number == number }),
      let section = form.sections.first(where: { $0.number == requirement.section })
    else { throw .unknownRequirement(number: number.description) }
    let entries = try onDisk { () throws(SystemError) in try DossierWalk(root).entries }
    let own = entries.first { entry in
      entry.kind == .directory && entry.path.starts(with: "\(AttachmentScan.folder)/".utf8)
        && (try? PackagePath(bytes: entry.path)).flatMap { Requirement.Number(prefixOf: $0.name) }
          == number
    }
    if let own { return String(decoding: own.path, as: UTF8.self) }
    return "\(AttachmentScan.folder)/\(section.folderName)/\(requirement.folderName)"
  }

  /// A name whose own number, where it begins with one of the form's, is another one, or none.
  static func renumbered(
    _ name: String, as number: Requirement.Number?, _ requirements: [Requirement]
  ) -> String {
    guard let own = Requirement.Number(prefixOf: name), own != number,
      requirements.contains(where: { $0.number == own })
    else { return name }
    let rest = name.drop { "0123456789０１２３４５６７８９-－–— ".contains($0) }
    let bare = rest.isEmpty || rest.first == "." ? "文件\(rest)" : String(rest)
    return number.map { "\($0) \(bare)" } ?? bare
  }

  /// A path in a folder of the dossier that no attachment has.
  private static func free(
    _ name: String, in place: String, _ folder: DossierFolder
  ) throws(DeskError) -> PackagePath {
    for name in names(name) {
      guard let path = try? PackagePath("\(place)/\(name)") else { break }
      var source = try onDisk { () throws(SystemError) in try SourceFolder(folder.root) }
      if (try? source.identity(path.bytes)) == nil { return path }
    }
    throw .notAnAttachment(file: name)
  }

  /// A name, and the names that stand in for it where it is taken.
  static func names(_ name: String) -> some Sequence<String> {
    (1...9_999).lazy.map { $0 == 1 ? name : FileName.numbered(name, $0) }
  }
}

extension Form {
  /// How many boxes and blanks are surely filled in.
  fileprivate func filledIn(_ answers: Answers) -> Int {
    places.count { place in
      switch answers[place.id] {
      case .ticked(true)?: true
      case .text(let text)?: !text.isEmpty
      default: false
      }
    }
  }
}
