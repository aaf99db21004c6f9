internal import Evidence
internal import Files
internal import Manifest

/// Which file of a dossier goes where in its package.
struct PackageContents {
  static let formFolder = "data/form"
  static let evidenceFolder = "data/evidence"
  static let answersPath = "data/form/answers.json"
  static let evidencePath = "evidence.json"
  static let formPath = "form.json"
  static let pagePath = "index.html"
  /// The bag-info field with the verdict at sealing and the required items: `complete 41/41`.
  static let completenessField = "Evpack-Completeness"

  private static let documentEndings = [".docx", ".docm", ".doc", ".wps"]
  static let formField = "Evpack-Form"
  static let identifierField = "External-Identifier"
  static let dayField = "Bagging-Date"
  /// The member of evidence.json that lists what is required, for messages.
  static let listPlace = "requirements"

  /// Whether a package of evpack's has a file there (PackageFormat.md §4.1). Which attachments stand
  /// below the folder of the evidence is for the record to say.
  static func mayHold(_ path: PackagePath) -> Bool {
    if path.isBelow(evidenceFolder + "/") { return true }
    if path.isBelow(formFolder + "/") {
      let isDeeper = path.bytes.count { $0 == UInt8(ascii: "/") } > 2
      return !isDeeper
        && (path.is(answersPath)
          || documentEndings.contains(where: path.description.lowercased().hasSuffix))
    }
    return isDescription(path) || BagLayout.isOwn(path)
  }

  /// Whether a file describes the package to those who read it: the record, the form, the page.
  static func isDescription(_ path: PackagePath) -> Bool {
    [evidencePath, formPath, pagePath].contains(where: path.is)
  }

  /// For each attachment of the dossier its place in the package; nil for those that are linked to
  /// nothing, which are not sealed.
  let places: [PackagePath?]
  /// Which attachment of the dossier each of its links names.
  let links: LinkIndex
  /// Whether each link leads from a requirement of the form to a file that is there.
  let hasAllLinks: Bool

  /// Gives each linked attachment one place: below its first requirement, in the order of the
  /// numbers.
  init(_ dossier: Dossier) throws(PackagePath.Problem) {
    let links = LinkIndex(dossier)
    self.links = links
    let attachments = dossier.attachments
    let folders = Dictionary(
      uniqueKeysWithValues: dossier.form.requirements.map { ($0.number, $0.folderName) })
    var places: [PackagePath?] = Array(repeating: nil, count: attachments.count)
    for number in links.byNumber.keys.sorted() {
      guard let folder = folders[number] else { continue }
      let linked = links.byNumber[number, default: []].compactMap { links.attachments[$0] }
      var place = PlaceNames("\(Self.evidenceFolder)/\(folder)/", expecting: linked.count)
      for index in Self.inOrder(linked, of: attachments) where places[index] == nil {
        places[index] = try place.next(attachments[index].path)
      }
    }
    self.places = places
    hasAllLinks =
      links.byNumber.keys.allSatisfy { folders[$0] != nil } && !links.attachments.contains(nil)
  }

  /// Attachments by their paths, which mostly is the order that they come in.
  private static func inOrder(_ indices: [Int], of attachments: [Attachment]) -> [Int] {
    let isSorted = zip(indices, indices.dropFirst()).allSatisfy {
      attachments[$0].path <= attachments[$1].path
    }
    return isSorted ? indices : indices.sorted { attachments[$0].path < attachments[$1].path }
  }

  /// The names of the files in one folder of the package.
  private struct PlaceNames {
    private let folder: [UInt8]
    private var taken: Set<FileName.TwinKey> = []

    init(_ folder: String, expecting count: Int) {
      self.folder = Array(folder.utf8)
      taken.reserveCapacity(count)
    }

    /// The place of one more file: its name, or its name with a number where another file has it;
    /// names that differ only by case or Unicode form are one on Windows and macOS.
    mutating func next(_ path: PackagePath) throws(PackagePath.Problem) -> PackagePath {
      // bsdtar composes the names that it extracts, and macOS hands them over decomposed; so that
      // the manifests hold for everyone, names are composed (NFC) here. `source` keeps the spelling.
      let name = FileName.inNFC(path.nameBytes)
      if taken.insert(FileName.TwinKey(name)).inserted {
        return try PackagePath(bytes: folder + name)
      }
      let text = String(decoding: name, as: UTF8.self)
      let dot = text.lastIndex(of: ".").flatMap { $0 > text.startIndex ? $0 : nil } ?? text.endIndex
      var count = 2
      while true {
        let candidate = Array("\(text[..<dot]) (\(count))\(text[dot...])".utf8)
        if taken.insert(FileName.TwinKey(candidate[...])).inserted {
          return try PackagePath(bytes: folder + candidate)
        }
        count += 1
      }
    }
  }

  /// The payload, the form and the answers included; attachments that nobody has opened yet are to
  /// be inspected.
  func payload(
    of folder: DossierFolder, answers: [UInt8]
  ) throws(PackagePath.Problem) -> [PayloadFile] {
    var files: [PayloadFile] = []
    files.reserveCapacity(places.count + 2)
    if let document = folder.document {
      files.append(
        PayloadFile(
          path: try PackagePath("\(Self.formFolder)/\(document.name)"),
          source: .bytes(document.bytes)))
    }
    files.append(PayloadFile(path: try PackagePath(Self.answersPath), source: .bytes(answers)))
    for (index, attachment) in folder.dossier.attachments.enumerated() {
      guard let place = places[index] else { continue }
      files.append(
        PayloadFile(
          path: place,
          source: .file(
            root: folder.root, path: attachment.path.bytes, identity: folder.identities[index]),
          isInspected: attachment.facts == nil))
    }
    return files
  }

  /// The dossier's attachments with what was found out of them while they were sealed.
  func read(_ attachments: [Attachment], in files: [SealedFile]) -> [Attachment] {
    let sealed = Dictionary(
      files.enumerated().map { ($0.element.path, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    var attachments = attachments
    for (index, place) in places.enumerated() {
      guard let place, let file = sealed[place].map({ files[$0] }) else { continue }
      attachments[index].sha256 = file.digest
      if let facts = file.facts { attachments[index].facts = facts }
    }
    return attachments
  }

  /// The dossier with its attachments where the package has them, and only those.
  func sealed(_ dossier: Dossier) -> Dossier {
    var sealed = dossier
    sealed.attachments = []
    sealed.attachments.reserveCapacity(places.count)
    for (attachment, place) in zip(dossier.attachments, places) {
      guard let place else { continue }
      sealed.attachments.append(
        Attachment(
          path: place, source: attachment.path, size: attachment.size, sha256: attachment.sha256,
          facts: attachment.facts))
    }
    sealed.links = []
    sealed.links.reserveCapacity(dossier.links.count)
    for (link, attachment) in zip(dossier.links, links.attachments) {
      guard let place = attachment.flatMap({ places[$0] }) else { continue }
      sealed.links.append(
        EvidenceLink(
          requirement: link.requirement, attachment: place, place: link.place, note: link.note))
    }
    return sealed
  }
}
