/// One file given as evidence.
public struct Attachment: Hashable, Sendable {
  /// Where it lies, relative to the dossier's folder or, once sealed, to the package's.
  public var path: PackagePath
  /// Where a sealed attachment lay in the dossier's folder.
  public var source: PackagePath?
  public var size: Int64
  /// Known once the file has been read.
  public var sha256: Digest?
  /// Known once the file has been opened.
  public var facts: FileFacts?

  public init(
    path: PackagePath, source: PackagePath? = nil, size: Int64, sha256: Digest? = nil,
    facts: FileFacts? = nil
  ) {
    self.path = path
    self.source = source
    self.size = size
    self.sha256 = sha256
    self.facts = facts
  }

  /// The type by the content, or by the name's ending where the content does not tell.
  public var type: FileType {
    let promised = promised
    guard let type = facts?.type, type != .other else { return promised ?? .other }
    // Plain text may be anything that is written in it, and a zip whatever a program packs so.
    if type == .text || type == .zip, let promised, type.suits(promised) { return promised }
    return type
  }

  public var mediaType: String {
    facts?.type == .other
      ? facts?.otherMediaType ?? FileType.other.mediaType : type.mediaType
  }

  /// Whether it may prove something; one that has not been opened may, unless its name says that it
  /// does not.
  public var isUsable: Bool { state?.isUsable ?? true }

  /// Whether it opens and is evidence, by its content and by its name; nil where nobody has opened it
  /// and its name says nothing against it.
  public var state: FileFacts.State? {
    if size == 0 { return .empty }
    if isUnfinished { return .unfinished }
    if isJunk || isProgram { return .notEvidence }
    guard let facts else { return nil }
    if isUnrecognisable { return .damaged }
    return isVolume ? .part : facts.state
  }

  /// Whether its name is one of those that systems and programs leave behind.
  package var isJunk: Bool { FileName.isJunk(path.bytes) }

  /// Whether it is a download that was not finished, or still lies in a cloud.
  var isUnfinished: Bool { isInCloud || FileName.isUnfinished(path.nameBytes) }

  var isInCloud: Bool { FileName.isInCloud(path.nameBytes) }

  /// Whether opening it runs or leads to something else: by its content, or by its name, which is
  /// what Windows goes by.
  var isProgram: Bool {
    if let facts, facts.state == .ok, facts.type.family == .program { return true }
    return promised?.family == .program
  }

  /// The type that the name's ending promises.
  ///
  /// `.com` promises nothing of a picture or a document: it is where the address of a website ends,
  /// after which screenshots are named.
  var promised: FileType? {
    let promised = FileType(ofFileNamed: path.nameBytes)
    if promised == .program, let type = facts?.type, type.isMarked,
      FileType.ending(of: path.name) == "com"
    {
      return nil
    }
    return promised
  }

  /// Whether its name promises a type that its content bears no mark of.
  var isUnrecognisable: Bool {
    guard let facts, facts.state == .ok else { return false }
    guard facts.type == .other || facts.type.family == .text else { return false }
    // A byte or two are neither a drawing nor a page, whatever the program that shows them.
    if facts.type == .other, size < Self.leastContent { return true }
    guard let promised, promised.isMarked else { return false }
    return facts.type == .other || size < Self.leastContent || !promised.mayBeText
  }

  /// No file in a format of its own is shorter: the least GIF has 26 bytes.
  private static let leastContent = 16

  /// Whether it is one volume of an archive that was cut in pieces of equal size, by its name.
  private var isVolume: Bool {
    guard let facts, facts.type == .other || facts.state != .ok else { return false }
    return FileName.isVolume(path.nameBytes)
  }
}

/// A requirement and the attachment that proves it.
public struct EvidenceLink: Hashable, Sendable {
  public var requirement: Requirement.Number
  public var attachment: PackagePath
  /// The place in the attachment, as `第3页` or a sheet's name.
  public var place: String?
  public var note: String?

  public init(
    requirement: Requirement.Number, attachment: PackagePath, place: String? = nil,
    note: String? = nil
  ) {
    self.requirement = requirement
    self.attachment = attachment
    self.place = place
    self.note = note
  }
}

/// One applicant's form, answers, attachments and links.
public struct Dossier: Sendable {
  public var form: Form
  public var name: String
  public var answers: Answers
  /// In the order of their paths.
  public var attachments: [Attachment]
  public var links: [EvidenceLink]

  public init(
    form: Form, name: String, answers: Answers, attachments: [Attachment], links: [EvidenceLink]
  ) {
    self.form = form
    self.name = name
    self.answers = answers
    self.attachments = attachments
    self.links = links
  }
}
