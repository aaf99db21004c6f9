/// One file given as evidence.
public struct Attachment: Hashable, Sendable {
  /// Where it lies, relative to the dossier's folder or, once sealed, to the package's.
  public var path: PackagePath
  /// Where a sealed attachment lay in the dossier's folder.
  public var source: PackagePath?
  public var size: Int64
  public var mediaType: String
  /// Known once the file has been read.
  public var sha256: String?

  public init(
    path: PackagePath, source: PackagePath? = nil, size: Int64, mediaType: String,
    sha256: String? = nil
  ) {
    self.path = path
    self.source = source
    self.size = size
    self.mediaType = mediaType
    self.sha256 = sha256
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
