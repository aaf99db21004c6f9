public import Evidence
internal import Notation
public import Volume

/// `dossier.yaml`: which form a dossier is for, its name, and the links that folders can't say.
public struct DossierFile: Hashable, Sendable {
  public static let name = "dossier.yaml"

  /// The id of a form that the program brings, or the path of a definition in the dossier.
  public var form: String
  public var title: String
  /// The filled form, where there are several Word files to choose from.
  public var document: String?
  public var links: [EvidenceLink]
  /// How the bound volume is to be made.
  public var volume: VolumeSettings
  /// The comment at the head of the file, which is kept as it is.
  public var comment: String

  public init(
    form: String, title: String, document: String? = nil, links: [EvidenceLink] = [],
    volume: VolumeSettings = VolumeSettings(), comment: String = ""
  ) {
    self.form = form
    self.title = title
    self.document = document
    self.links = links
    self.volume = volume
    self.comment = comment
  }

  /// Reads the file's text.
  ///
  /// - Throws: ``DeskError/malformed(file:line:problem:)``.
  public init(text: String) throws(DeskError) {
    let node = try YAMLFile.parse(text, file: Self.name)
    guard let mapping = node.mapping else {
      throw .malformed(file: Self.name, line: 1, problem: .notAMapping)
    }
    var form: String?
    var title = ""
    var document: String?
    var links: [EvidenceLink] = []
    var volume = VolumeSettings()
    for entry in mapping {
      let (key, value) = (entry.key, entry.value)
      switch key.text {
      case "form"?:
        let name = try YAMLFile.text(value, key: "form", file: Self.name)
        form = FormDefinition.isFile(name) ? try Self.ownName(name, value) : name
      case "name"?: title = try YAMLFile.text(value, key: "name", file: Self.name)
      case "document"?:
        document = try Self.ownName(
          try YAMLFile.text(value, key: "document", file: Self.name), value)
      case "links"?: links = try Self.links(value)
      case "volume"?: volume = try VolumeSettings(value, file: Self.name)
      default:
        throw YAMLFile.error(key, .unknownKey(key.text ?? ""), file: Self.name)
      }
    }
    guard let form else {
      throw .malformed(file: Self.name, line: 1, problem: .missingKey("form"))
    }
    self.init(
      form: form, title: title, document: document, links: links,
      volume: volume, comment: Self.comment(of: text))
  }

  /// The name of a file in the dossier, which may have come from a stranger: neither a file elsewhere
  /// nor a hidden one is read or written at its word.
  static func ownName(_ name: String, _ node: Node) throws(DeskError) -> String {
    guard let path = try? PackagePath(name), !FileName.isHidden(path.bytes) else {
      throw YAMLFile.error(node, .notInDossier(name), file: Self.name)
    }
    return name
  }

  /// The lines at the head that are comments, whatever ends them: Notepad writes CR LF, which Swift
  /// takes for one character, and a mark of byte order before all.
  private static func comment(of text: String) -> String {
    let text =
      text.unicodeScalars.first == "\u{FEFF}"
      ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
    return Substring(text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .prefix { $0.unicodeScalars.first == "#" }.map { $0 + "\n" }.joined()
  }

  private static func links(_ node: Node) throws(DeskError) -> [EvidenceLink] {
    if node.isNull { return [] }
    guard let items = node.sequence else { throw YAMLFile.error(node, .notAList, file: name) }
    var links: [EvidenceLink] = []
    for item in items {
      guard let mapping = item.mapping else {
        throw YAMLFile.error(item, .notAMapping, file: name)
      }
      var parts: [String: (text: String, node: Node)] = [:]
      for entry in mapping {
        let known = ["requirement", "file", "place", "note"]
        guard let key = entry.key.text, known.contains(key) else {
          throw YAMLFile.error(entry.key, .unknownKey(entry.key.text ?? ""), file: name)
        }
        parts[key] = (try YAMLFile.text(entry.value, key: key, file: name), entry.value)
      }
      guard let requirement = parts["requirement"] else {
        throw YAMLFile.error(item, .missingKey("requirement"), file: name)
      }
      guard let file = parts["file"] else {
        throw YAMLFile.error(item, .missingKey("file"), file: name)
      }
      guard let number = Requirement.Number(requirement.text) else {
        throw YAMLFile.error(requirement.node, .notANumber(requirement.text), file: name)
      }
      guard let path = try? PackagePath(file.text) else {
        throw YAMLFile.error(file.node, .notAPath, file: name)
      }
      links.append(
        EvidenceLink(
          requirement: number, attachment: path, place: parts["place"]?.text,
          note: parts["note"]?.text))
    }
    return links
  }

  /// The file's text; reading it gives this value back, but for U+FEFF at a text's beginning, which
  /// is taken for a mark of byte order.
  public var text: String {
    var text = comment
    text += "form: \(YAMLScalar.quoted(form))\n"
    text += "name: \(YAMLScalar.quoted(title))\n"
    if let document { text += "document: \(YAMLScalar.quoted(document))\n" }
    text += volume.text
    if links.isEmpty { return text + "links: []\n" }
    text += "links:\n"
    for link in links {
      text += "  - requirement: \(YAMLScalar.quoted(link.requirement.description))\n"
      text += "    file: \(YAMLScalar.quoted(link.attachment.description))\n"
      if let place = link.place { text += "    place: \(YAMLScalar.quoted(place))\n" }
      if let note = link.note { text += "    note: \(YAMLScalar.quoted(note))\n" }
    }
    return text
  }
}

extension DossierFile {
  /// Changes the file in the dossier at `root`, whole or not at all, with nobody else in between.
  ///
  /// - Throws: ``DeskError``, ``DeskError/busy(file:)`` where another process keeps the dossier
  ///   locked, and what `body` throws; the file is then as it was.
  static func change<Result>(
    in root: String, _ body: (inout DossierFile) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    try FolderLock.hold(root) { () throws(DeskError) in try rewrite(in: root, body) }
  }

  /// As ``change(in:_:)``, for one who holds the folder's lock.
  static func rewrite<Result>(
    in root: String, _ body: (inout DossierFile) throws(DeskError) -> Result
  ) throws(DeskError) -> Result {
    let before = try DossierFolder.file(in: root)
    var file = before
    let result = try body(&file)
    if file != before { try write(Array(file.text.utf8), to: name, in: root, replacing: true) }
    return result
  }

  /// The dossier's own files as far as this one tells: they prove nothing and keep their names.
  var ownFiles: Set<PackagePath> {
    let names = [
      Self.name, SettledAnswers.name, DossierFolder.documentName, document, form,
    ]
    return Set(names.compactMap { name in name.flatMap { try? PackagePath($0) } })
  }
}
