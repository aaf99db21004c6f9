public import Evidence
public import Reports

/// What a volume is to be made of, in the order in which it is bound.
public struct VolumeOrder: Hashable, Sendable {
  /// A file that is bound.
  public struct Source: Hashable, Sendable {
    /// The name as the applicant gave it.
    public var name: String
    public var type: FileType
    public var size: Int64
    /// In hexadecimal digits; empty where it is not known.
    public var sha256: String
    /// What was found when it was opened.
    public var state: FileFacts.State
    /// Whether what is handed over is a PDF that another program made of the file.
    public var isConverted: Bool
    /// Why it could not be converted, where that was tried.
    public var failure: ConversionFailure?

    public init(
      name: String, type: FileType, size: Int64, sha256: String, state: FileFacts.State = .ok,
      isConverted: Bool = false, failure: ConversionFailure? = nil
    ) {
      self.name = name
      self.type = type
      self.size = size
      self.sha256 = sha256
      self.state = state
      self.isConverted = isConverted
      self.failure = failure
    }
  }

  /// Why another program made no PDF of a document.
  public enum ConversionFailure: String, Hashable, Sendable, CaseIterable {
    /// No such program is installed.
    case absent
    case tooLong = "too-long"
    /// It ended without a PDF, whatever it said.
    case failed
  }

  /// One requirement and its files, by their places in ``VolumeOrder/sources``.
  public struct Requirement: Hashable, Sendable {
    public var number: String
    public var title: String
    /// The printed words that ask for it.
    public var asked: String?
    public var isMissing: Bool
    public var sources: [Int]

    public init(
      number: String, title: String, asked: String? = nil, isMissing: Bool = false,
      sources: [Int] = []
    ) {
      self.number = number
      self.title = title
      self.asked = asked
      self.isMissing = isMissing
      self.sources = sources
    }
  }

  public struct Section: Hashable, Sendable {
    public var title: String
    public var requirements: [Requirement]

    public init(title: String, requirements: [Requirement]) {
      self.title = title
      self.requirements = requirements
    }
  }

  public var language: Language
  /// The form's title.
  public var form: String
  public var applicant: String
  /// The day to print, as `2026-11-24`.
  public var date: String
  /// The seal number and its short form; nil for a dossier.
  public var seal: (full: String, short: String)? {
    sealNumber.map { ($0, sealShort ?? $0) }
  }
  public var sealNumber: String?
  public var sealShort: String?
  public var settings = VolumeSettings()
  public var split = VolumeSplit.whole
  /// The form's own pages.
  public var formSources: [Int] = []
  public var sections: [Section] = []
  public var sources: [Source] = []
  /// What is bound already, which this volume goes on from: only what is not in it is bound.
  public var earlier: VolumeRecord?
  /// Files that are linked to nothing and not bound.
  public var unbound = 0

  public init(language: Language, form: String, applicant: String, date: String) {
    self.language = language
    self.form = form
    self.applicant = applicant
    self.date = date
  }

  /// All requirements in their order.
  var requirements: [Requirement] { sections.flatMap(\.requirements) }
}

/// What a volume turned out to be.
public struct VolumeSummary: Hashable, Sendable {
  /// Pages of each part.
  public var parts: [Int]
  /// What a reader of the paper should know, in words; the volume's last page lists the same.
  public var remarks: [String]

  public init(parts: [Int], remarks: [String]) {
    self.parts = parts
    self.remarks = remarks
  }

  public var pages: Int { parts.reduce(0, +) }
}

/// Why there is no volume.
public enum VolumeFailure: Error, Hashable, Sendable {
  /// pango, cairo or libqpdf is not installed.
  case noLibraries
  /// There is no font that has Chinese characters.
  case noChineseFont
  /// The volume that was made is not what was planned; the words say where.
  case wrong(String)
  /// Everything is in the earlier volume already.
  case nothingNew
  /// The work took more memory or time than any volume should, or a file brought it down.
  case brokenDown
  /// The result could not be written; the disk may be full.
  case unwritable
  /// The caller asked to stop.
  case cancelled
}
