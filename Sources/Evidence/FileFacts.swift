/// What a file turned out to be when it was opened.
public struct FileFacts: Hashable, Sendable {
  /// Whether it can be opened by whoever receives it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    case ok
    /// No bytes at all, or none that say anything: blanks, zeros, a document without a word.
    case empty
    /// The end is missing.
    case truncated
    case damaged
    /// It opens only with a password, or in a certain place; ``FileFacts/protection`` says which.
    case encrypted
    /// One volume of an archive that was cut in several.
    case part
    /// A download that was not finished, or what stands for a file that still lies in a cloud.
    case unfinished
    /// A program, a shortcut, or what a system left behind.
    case notEvidence = "not-evidence"
    /// It could not be looked at: too complicated, or a library is missing.
    case unchecked

    /// Whether a reviewer can open it and see evidence; what could not be checked gets the benefit
    /// of the doubt.
    public var isUsable: Bool { self == .ok || self == .unchecked }
  }

  /// What keeps an ``State/encrypted`` file from being opened.
  public enum Protection: String, Hashable, Sendable, CaseIterable {
    /// A certificate that only its recipients have.
    case certificate
    /// A program that must be bought or installed for it.
    case plugin
    /// Rights management: it opens for those whom a server allows to.
    case rights
    /// Encryption software of an enterprise, which opens files on its own computers only.
    case enterprise
  }

  /// What shows that an ``State/empty`` or ``State/damaged`` file is so.
  public enum Flaw: String, Hashable, Sendable, CaseIterable {
    /// It has bytes, and nothing in them.
    case blank
    /// Several PDFs stand in it one after the other, of which readers show one.
    case joined
  }

  /// What a reviewer may want to know of a file that opens.
  public enum Trait: String, Hashable, Sendable, CaseIterable {
    /// Programs of Word, Excel or PowerPoint.
    case macros
    /// Programs that run when a PDF is opened.
    case script
    /// Copying or printing is forbidden by an owner's password.
    case restricted
    case embeddedFiles = "embedded-files"
    /// Readers open it by mending it.
    case mended
    /// Contents that are filled in by Adobe's reader only.
    case dynamicForm = "dynamic-form"
  }

  public struct PixelSize: Hashable, Sendable {
    public var width: Int
    public var height: Int
    public init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  public var type: FileType
  public var state: State
  /// Absent for most files, of which nothing but type and state is known.
  private var box: Box?

  public init(_ type: FileType, _ state: State = .ok) {
    self.type = type
    self.state = state
  }

  /// A file that something else than a password keeps closed.
  public init(_ type: FileType, encryptedBy protection: Protection) {
    self.init(type, .encrypted)
    self.protection = protection
  }

  /// A file that is not empty, and has nothing in it.
  public static func blank(_ type: FileType) -> FileFacts {
    var facts = FileFacts(type, .empty)
    facts.flaw = .blank
    return facts
  }

  /// What is known of some files besides type and state.
  private struct Details: Hashable, Sendable {
    var otherMediaType: String?
    var pages: Int?
    var pixels: PixelSize?
    var resolution: Int?
    var title: String?
    var traits: Set<Trait> = []
    var protection: Protection?
    var flaw: Flaw?
  }

  /// The media type that another program gave a type that is not known here.
  public var otherMediaType: String? {
    get { details.otherMediaType }
    set { details.otherMediaType = newValue }
  }

  /// Pages, of a PDF, an OFD or a TIFF.
  public var pages: Int? {
    get { details.pages }
    set { details.pages = newValue }
  }

  /// Of an image.
  public var pixels: PixelSize? {
    get { details.pixels }
    set { details.pixels = newValue }
  }

  /// Dots per inch of what looks like a scanned page, the worst page's where there are several.
  public var resolution: Int? {
    get { details.resolution }
    set { details.resolution = newValue }
  }

  /// The first words of the document, or the title that it states.
  public var title: String? {
    get { details.title }
    set { details.title = newValue }
  }

  public var traits: Set<Trait> {
    get { details.traits }
    set { details.traits = newValue }
  }

  /// nil for a password.
  public var protection: Protection? {
    get { details.protection }
    set { details.protection = newValue }
  }

  public var flaw: Flaw? {
    get { details.flaw }
    set { details.flaw = newValue }
  }

  private var details: Details {
    get { box?.details ?? Details() }
    set { box = newValue == Details() ? nil : Box(newValue) }
  }

  /// Behind a reference: there may be facts for each of a million files, and several copies of them.
  private final class Box: Hashable, Sendable {
    let details: Details

    init(_ details: Details) { self.details = details }

    static func == (left: Box, right: Box) -> Bool {
      left === right || left.details == right.details
    }

    func hash(into hasher: inout Hasher) { hasher.combine(details) }
  }

  /// What a scan of a page of A4 must have to be read well: DA/T 31-2017 7.1 asks for 200 dpi and
  /// more, 300 where the writing is small.
  public static let goodResolution = 200
  /// Below this small print and seals can't be read.
  public static let poorResolution = 150

  /// The resolution that `pixels` give a page of A4 (ISO 216: 210 × 297 mm), upright or lying.
  public static func resolutionOfA4(_ pixels: PixelSize) -> Int {
    let long = Double(max(pixels.width, pixels.height)) / (297 / 25.4)
    let short = Double(min(pixels.width, pixels.height)) / (210 / 25.4)
    return Int(min(long, short).rounded())
  }
}
