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
    let promised = FileType(ofFileNamed: path.nameBytes)
    guard let type = facts?.type, type != .other else { return promised ?? .other }
    // Plain text may be anything that is written in it.
    if type == .text, let promised, type.suits(promised) { return promised }
    return type
  }

  public var mediaType: String {
    facts?.type == .other
      ? facts?.otherMediaType ?? FileType.other.mediaType : type.mediaType
  }

  /// Whether it may prove something; one that has not been opened may, unless it is empty.
  public var isUsable: Bool {
    guard size > 0, !isProgram else { return false }
    return facts.map { $0.isUsable && !isUnrecognisable } ?? true
  }

  /// Whether opening it runs it: by its content, or by its name, which is what Windows goes by.
  var isProgram: Bool {
    facts?.type == .program || FileType(ofFileNamed: path.nameBytes) == .program
  }

  /// Whether its name promises a type that its content bears no mark of.
  var isUnrecognisable: Bool {
    facts?.type == .other && facts?.state == .ok
      && FileType(ofFileNamed: path.nameBytes)?.isMarked == true
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
