internal import Evidence
internal import Manifest
internal import Office

/// The lists among a package's evidence, as far as they were kept while it was read.
struct SealedLists {
  /// How many may be kept in memory, and how large each may be: a list of a thousand entries has
  /// 0.1 MB, and a package may hold anything.
  struct Allowance {
    static let mostLists = 24
    static let largest = 4 << 20
    private var count = 0

    /// The size in bytes up to which the next one is kept.
    mutating func next() -> Int {
      count += 1
      return count > Self.mostLists ? 0 : Self.largest
    }
  }

  private let package: PackageReport
  private let altered: Set<String>

  init(_ package: PackageReport) {
    self.package = package
    altered = Set(package.findings.filter { $0.rule == "digest-mismatch" }.map(\.place))
  }

  private static let evidence = PackageContents.evidenceFolder + "/"

  /// Whether a file of the package may be a list; its name alone is known before it is read.
  static func mayHold(_ path: PackagePath) -> Bool {
    path.isBelow(evidence) && FileType(ofFileNamed: path.nameBytes)?.mayBeList == true
  }

  /// The content of a list.
  ///
  /// - Throws: `ListFileError.notAList` for what is none by what it turned out to be, or else by its
  ///   name; ``ListComparison/NotKept`` for what may be one and was not kept.
  func content(of attachment: Attachment) throws -> [UInt8] {
    let path = attachment.path.description
    if let bytes = package.captured[path] { return bytes }
    let isPromised = Self.mayHold(attachment.path)
    let type = attachment.facts.flatMap { $0.state == .unchecked ? nil : attachment.type }
    // Plain text has no mark of its own: whatever is damaged may pass for it.
    guard type.map({ $0.mayBeList && (isPromised || $0 != .text) }) ?? isPromised else {
      throw ListFileError.notAList
    }
    guard isPromised else { throw ListComparison.NotKept.misnamed }
    if altered.contains(path) { throw ListComparison.NotKept.altered }
    throw attachment.size > Allowance.largest
      ? ListComparison.NotKept.tooLarge : ListComparison.NotKept.tooMany
  }
}
