/// What a file turned out to be when it was opened.
public struct FileFacts: Hashable, Sendable {
  /// Whether it can be opened by whoever receives it.
  public enum State: String, Hashable, Sendable, CaseIterable, Codable {
    case ok
    /// No bytes at all.
    case empty
    /// The end is missing.
    case truncated
    case damaged
    /// It opens only with a password.
    case encrypted
    /// It could not be looked at: too complicated, or a library is missing.
    case unchecked
  }

  /// What a reviewer may want to know of a file that opens.
  public enum Trait: String, Hashable, Sendable, CaseIterable, Codable {
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

  public struct PixelSize: Hashable, Sendable, Codable {
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
  private var details: Details?

  public init(_ type: FileType, _ state: State = .ok) {
    self.type = type
    self.state = state
  }

  /// The media type that another program gave a type that is not known here.
  public var otherMediaType: String? {
    get { details?.values.otherMediaType }
    set { set { $0.otherMediaType = newValue } }
  }

  /// Pages, of a PDF, an OFD or a TIFF.
  public var pages: Int? {
    get { details?.values.pages }
    set { set { $0.pages = newValue } }
  }

  /// Of an image.
  public var pixels: PixelSize? {
    get { details?.values.pixels }
    set { set { $0.pixels = newValue } }
  }

  /// Dots per inch of what looks like a scanned page, the worst page's where there are several.
  public var resolution: Int? {
    get { details?.values.resolution }
    set { set { $0.resolution = newValue } }
  }

  /// The first words of the document, or the title that it states.
  public var title: String? {
    get { details?.values.title }
    set { set { $0.title = newValue } }
  }

  public var traits: Set<Trait> {
    get { details?.values.traits ?? [] }
    set { set { $0.traits = newValue } }
  }

  private mutating func set(_ change: (inout Details.Values) -> Void) {
    var values = details?.values ?? Details.Values()
    change(&values)
    details = values == Details.Values() ? nil : Details(values)
  }

  /// Behind a reference: there may be a fact for each of a million files, and several copies of it.
  private final class Details: Hashable, Sendable {
    struct Values: Hashable, Codable {
      var otherMediaType: String?
      var pages: Int?
      var pixels: PixelSize?
      var resolution: Int?
      var title: String?
      var traits: Set<Trait> = []
    }

    let values: Values

    init(_ values: Values) { self.values = values }

    static func == (left: Details, right: Details) -> Bool {
      left === right || left.values == right.values
    }

    func hash(into hasher: inout Hasher) { hasher.combine(values) }
  }

  /// Whether a reviewer can open it and see evidence; what could not be checked gets the benefit
  /// of the doubt.
  public var isUsable: Bool {
    switch state {
    case .ok, .unchecked: type != .program
    case .empty, .truncated, .damaged, .encrypted: false
    }
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

extension FileFacts: Codable {
  private enum CodingKeys: CodingKey {
    case type, state
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try container.decode(FileType.self, forKey: .type)
    state = try container.decode(State.self, forKey: .state)
    let values = try Details.Values(from: decoder)
    details = values == Details.Values() ? nil : Details(values)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(type, forKey: .type)
    try container.encode(state, forKey: .state)
    try (details?.values ?? Details.Values()).encode(to: encoder)
  }
}
