public import Evidence
internal import Files
internal import FoundationEssentials

/// What a reviewer thinks of a package, requirement by requirement: kept in a file beside it, never
/// in it.
public struct ReviewMarks: Hashable, Sendable {
  public enum Mark: String, Codable, Sendable, CaseIterable {
    /// 认可
    case accepted
    /// 存疑
    case doubtful
    /// 需补正
    case toMend = "to-mend"
  }

  /// One requirement's mark and remark.
  public struct Entry: Codable, Hashable, Sendable {
    public var number: String
    public var mark: Mark?
    public var remark: String
  }

  /// What was thought of another package that had the name before.
  public struct Earlier: Codable, Hashable, Sendable {
    public var sealNumber: String
    /// In the order of the numbers.
    public var entries: [Entry]
  }

  /// The file, as `Documentation/schemas/review-marks.schema.json` has it.
  private struct File: Codable {
    static let schema = "evpack/review-marks/2"
    /// What 0.2 wrote, which had no `earlier`.
    static let firstSchema = "evpack/review-marks/1"

    var schema = Self.schema
    var sealNumber: String
    var entries: [Entry]
    var earlier: [Earlier]?
  }

  /// The ending of the file's name, after the package's.
  static let suffix = ".review.json"
  static let largest = 16 << 20
  /// Characters of a remark.
  public static let longestRemark = 2_000
  /// Earlier packages of one name whose marks are kept.
  private static let mostEarlier = 20

  /// The seal number of the package that the marks are about.
  public let sealNumber: String
  /// In the order of the numbers.
  public private(set) var entries: [Entry] = []
  /// The newest first; they count for nothing.
  public private(set) var earlier: [Earlier] = []

  public init(sealNumber: String) { self.sealNumber = sealNumber }

  public subscript(number: Requirement.Number) -> Entry? {
    entries.first { $0.number == number.description }
  }

  private var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let earlier = Array(earlier.prefix(Self.mostEarlier))
    let file = File(
      sealNumber: sealNumber, entries: entries, earlier: earlier.isEmpty ? nil : earlier)
    return (try? encoder.encode(file)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
  }

  /// The marks beside the package at `path`; none yet where there is no such file.
  ///
  /// - Throws: ``DeskError``, `notReviewMarks` for a file that is something else.
  public static func read(beside path: String, sealNumber: String) throws(DeskError) -> ReviewMarks
  {
    var marks = ReviewMarks(sealNumber: sealNumber)
    let name = path + suffix
    let bytes: [UInt8]
    do throws(DeskError) {
      bytes = try content(of: name, limit: largest)
    } catch {
      guard case .system(let error) = error, error.isNotFound else { throw error }
      return marks
    }
    guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)),
      [File.schema, File.firstSchema].contains(file.schema)
    else { throw .notReviewMarks(file: name) }
    let all =
      [Earlier(sealNumber: file.sealNumber, entries: file.entries)] + (file.earlier ?? [])
    marks.entries = all.first { $0.sealNumber == sealNumber }?.entries ?? []
    guard all.allSatisfy({ $0.entries.areOfDifferentRequirements }) else {
      throw .notReviewMarks(file: name)
    }
    marks.earlier = all.filter { $0.sealNumber != sealNumber && !$0.entries.isEmpty }
    return marks
  }

  /// Sets the mark and the remark of a requirement, in the file beside the package.
  ///
  /// - Parameter seen: what was seen of the requirement; of others nothing is asked.
  /// - Throws: ``DeskError``, `outdated` where it has changed since; the file is then as it was.
  public static func set(
    _ number: Requirement.Number, _ mark: Mark?, _ remark: String, beside path: String,
    sealNumber: String, over seen: (mark: Mark?, remark: String)
  ) throws(DeskError) {
    let file = path + suffix
    let folder = enclosingFolders(of: path).first ?? "/"
    try FolderLock.hold(folder, toChange: file) { () throws(DeskError) in
      var marks = try read(beside: path, sealNumber: sealNumber)
      let now = marks[number]
      // In a field of one line, a remark has no ends of lines.
      let plain = (now?.remark ?? "").filter { !$0.isNewline }
      let isAsSeen = now?.mark == seen.mark && plain == seen.remark.filter { !$0.isNewline }
      guard isAsSeen || now?.mark == mark && now?.remark ?? "" == remark else {
        throw .outdated(folder: file)
      }
      marks.set(Entry(number: number.description, mark: mark, remark: remark))
      try write(Array(marks.text.utf8), to: file, replacing: true)
    }
  }

  /// Accepts those of the requirements of which nothing is said yet, in the file beside the package.
  ///
  /// - Returns: how many they are.
  /// - Throws: ``DeskError``; the file is then as it was.
  public static func accept(
    _ numbers: [Requirement.Number], beside path: String, sealNumber: String
  ) throws(DeskError) -> Int {
    let file = path + suffix
    let folder = enclosingFolders(of: path).first ?? "/"
    var count = 0
    try FolderLock.hold(folder, toChange: file) { () throws(DeskError) in
      var marks = try read(beside: path, sealNumber: sealNumber)
      let open = numbers.filter { marks[$0] == nil }
      for number in open {
        marks.set(Entry(number: number.description, mark: .accepted, remark: ""))
      }
      count = open.count
      if !open.isEmpty { try write(Array(marks.text.utf8), to: file, replacing: true) }
    }
    return count
  }

  /// Puts an entry in the place of the requirement's; one without mark and remark is none.
  private mutating func set(_ entry: Entry) {
    var entry = entry
    entry.remark = String(entry.remark.prefix(Self.longestRemark))
    entries.removeAll { $0.number == entry.number }
    if entry.mark != nil || !entry.remark.isEmpty { entries.append(entry) }
    entries.sort { left, right in
      guard let one = Requirement.Number(left.number), let other = Requirement.Number(right.number)
      else { return left.number < right.number }
      return one < other
    }
  }
}

extension ReviewMarks.Entry {
  private enum Key: String, CodingKey {
    case number, mark, remark
  }

  /// Takes the remark without what can't be seen or turns others around: anyone may have written the
  /// file.
  public init(from decoder: any Decoder) throws {
    let entry = try decoder.container(keyedBy: Key.self)
    number = try entry.decode(String.self, forKey: .number)
    mark = try entry.decodeIfPresent(ReviewMarks.Mark.self, forKey: .mark)
    let text = try entry.decode(String.self, forKey: .remark)
    remark = String(String.UnicodeScalarView(text.unicodeScalars.filter(\.isOfRemark)))
  }
}

extension [ReviewMarks.Entry] {
  /// Whether each requirement has one, and there are no more than a form could ask for.
  fileprivate var areOfDifferentRequirements: Bool {
    count <= 10_000 && Set(map(\.number)).count == count
  }
}

extension Unicode.Scalar {
  fileprivate var isOfRemark: Bool {
    switch properties.generalCategory {
    case .control: self == "\n"
    // Joiners, which some writing needs.
    case .format: self == "\u{200C}" || self == "\u{200D}"
    case .lineSeparator, .paragraphSeparator: false
    default: !properties.isNoncharacterCodePoint
    }
  }
}
