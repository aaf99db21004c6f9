internal import Files
internal import FoundationEssentials

/// A log of renamed files: a line of JSON for each, written to the disk before the file is renamed,
/// so that a crash at any moment leaves a log that undoes what was done.
///
/// Each line ends in an HMAC by the user's own key (``OwnKey``), which covers all lines before it, so
/// that nobody can send along a log with their dossier.
struct NamesLog {
  /// One renaming: the path when it was done, whose folders had their old names still.
  struct Line {
    var path: [UInt8]
    var newName: [UInt8]
    /// What tells the file from another that has taken its name since.
    var inode: UInt64

    var newPath: [UInt8] {
      let slash = path.lastIndex(of: UInt8(ascii: "/"))
      return (slash.map { Array(path[...$0]) } ?? []) + newName
    }
  }

  private static let folder = DossierFolder.workFolder
  static let undoneSuffix = ".undone"
  private static let prefix = "names-"
  private static let suffix = ".log"
  /// The largest log that is read: several hundred thousand names.
  private static let largest = 256 << 20

  /// The log's path below the dossier.
  let name: String
  private let descriptor: Descriptor
  private var length: Int64 = 0
  private var chain: Chain?

  /// Starts a log in the dossier at `root`.
  ///
  /// - Parameters:
  ///   - moment: in the name of the file; digits and letters.
  ///   - key: the user's own; without one the log counts only where the user names it.
  /// - Throws: `SystemError`.
  init(
    in root: String, at moment: String, key: [UInt8]? = OwnKey.own()
  ) throws(SystemError) {
    chain = try Chain(root, key)
    let folder = try TargetFolder(root)
    var number = 1
    while true {
      let mark = number == 1 ? "" : "-\(number)"
      let name = "\(Self.folder)/\(Self.prefix)\(moment)\(mark)\(Self.suffix)"
      let isTaken = ["", Self.undoneSuffix].contains { folder.contains(Array((name + $0).utf8)) }
      if !isTaken {
        self.name = name
        descriptor = try folder.create(Array(name.utf8))
        var source = try SourceFolder(root)
        try source.synchroniseFolder(of: Array(name.utf8))
        return
      }
      number += 1
    }
  }

  /// Adds a line and waits until it is on the disk.
  mutating func append(_ line: Line) throws(SystemError) {
    var text =
      "{\"from\": \(Self.json(line.path)), \"to\": \(Self.json(line.newName)), "
      + "\"inode\": \(line.inode)"
    if let code = chain?.next(text.utf8) {
      text += Self.codeKey + String(decoding: code, as: UTF8.self) + "\""
    }
    text += "}\n"
    var outcome: Result<Void, SystemError> = .success(())
    Array(text.utf8).withUnsafeBytes { buffer in
      do throws(SystemError) { try descriptor.write(buffer, at: length) } catch {
        outcome = .failure(error)
      }
    }
    try outcome.get()
    length += Int64(text.utf8.count)
    try descriptor.synchronise()
  }

  private static let codeKey = ", \"hmac\": \""

  /// The codes of a log's lines, each of which goes into the next one.
  private struct Chain {
    let key: [UInt8]
    let inode: UInt64
    private var last: [UInt8] = []

    /// nil where the user has no key.
    init?(_ root: String, _ key: [UInt8]?) throws(SystemError) {
      guard let key else { return nil }
      self.key = key
      inode = try FileIdentity.at(root).inode
    }

    /// The code of the next line.
    ///
    /// - Parameter line: as far as before its code.
    mutating func next(_ line: some Collection<UInt8>) -> [UInt8]? {
      let code = OwnKey.code(of: (last + line)[...], as: "evpack names 1\n", in: inode, key: key)
      last = code ?? []
      return code
    }
  }

  /// Bytes as a JSON string where they are UTF-8, else as the list of the bytes.
  private static func json(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self),
      let data = try? JSONEncoder().encode(text)
    else { return "[" + bytes.map(String.init).joined(separator: ", ") + "]" }
    return String(decoding: data, as: UTF8.self)
  }

  // MARK: Reading

  /// The logs in the dossier that have not been undone, the newest first, by their names.
  private static func names(in root: String) throws(SystemError) -> [String] {
    try DirectoryTree(root: root).entries { $0.elementsEqual(folder.utf8) }
      .filter { $0.kind == .regular }
      .map { String(decoding: $0.path, as: UTF8.self) }
      .filter { $0.hasPrefix("\(folder)/\(prefix)") && $0.hasSuffix(suffix) }
      .sorted { age($0) > age($1) }
  }

  /// The newest log in the dossier that is the user's own and has not been undone.
  ///
  /// - Returns: its path below the dossier, and its lines.
  /// - Throws: ``DeskError``: `noNamesLog` where there is none at all, `foreignNamesLog` where those
  ///   that are there are not this user's.
  static func newest(
    in root: String, key: [UInt8]? = OwnKey.own()
  ) throws(DeskError) -> (name: String, lines: [Line]) {
    let names = try onDisk { () throws(SystemError) in try Self.names(in: root) }
    for name in names {
      let bytes: [UInt8]
      do throws(DeskError) { bytes = try content(of: name, in: root, limit: largest) } catch {
        guard case .tooLarge = error else { throw error }
        continue
      }
      let chain = try onDisk { () throws(SystemError) -> Chain? in try Chain(root, key) }
      guard let chain, isOwn(bytes, chain) else { continue }
      return (name, try lines(bytes, of: "\(root)/\(name)"))
    }
    guard let other = names.first else { throw .noNamesLog(folder: root) }
    throw .foreignNamesLog(folder: root, log: "\(root)/\(other)")
  }

  /// Whether there are lines, and the user wrote each of them, in this order.
  private static func isOwn(_ bytes: [UInt8], _ chain: Chain) -> Bool {
    var chain = chain
    let tail = codeKey.utf8.count + OwnKey.codeLength + "\"}".utf8.count
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.count > 1
      && lines.dropLast().allSatisfy { line in
        guard line.count > tail, let code = chain.next(line.dropLast(tail)) else { return false }
        return line.suffix(tail).elementsEqual(codeKey.utf8 + code + "\"}".utf8)
      }
  }

  /// When a log was started: the moment, and its number among those of the same moment.
  private static func age(_ name: String) -> (moment: String, number: Int) {
    let parts = name.dropFirst(folder.count + 1 + prefix.count).dropLast(suffix.count)
      .split(separator: "-")
    return (parts.first.map(String.init) ?? "", parts.dropFirst().first.flatMap { Int($0) } ?? 1)
  }

  /// The lines of a log that the user named, who answers for it.
  ///
  /// - Throws: ``DeskError/notANamesLog(file:line:)``.
  static func lines(of path: String) throws(DeskError) -> [Line] {
    try lines(try content(of: path, limit: largest), of: path)
  }

  /// The lines of a log, in their order. A last line that a crash cut short is none: what it was
  /// written for had not been done.
  private static func lines(_ bytes: [UInt8], of path: String) throws(DeskError) -> [Line] {
    var lines: [Line] = []
    let parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, part) in parts.dropLast().enumerated() {
      guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(part)) else {
        throw .notANamesLog(file: path, line: index + 1)
      }
      lines.append(Line(path: stored.from.bytes, newName: stored.to.bytes, inode: stored.inode))
    }
    if lines.isEmpty, parts.last?.isEmpty == false { throw .notANamesLog(file: path, line: 1) }
    return lines
  }

  private struct Stored: Decodable {
    var from: Name
    var to: Name
    var inode: UInt64
  }

  private struct Name: Decodable {
    var bytes: [UInt8]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        bytes = Array(text.utf8)
      } else {
        bytes = try container.decode([UInt8].self)
      }
    }
  }
}
