internal import Files
internal import FoundationEssentials

/// A log of renamed files: a line of JSON for each, written to the disk before the file is renamed,
/// so that a crash at any moment leaves a log that undoes what was done.
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

  /// Starts a log in the dossier at `root`.
  ///
  /// - Parameter moment: in the name of the file; digits and letters.
  /// - Throws: `SystemError`.
  init(in root: String, at moment: String) throws(SystemError) {
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
    let text =
      "{\"from\": \(Self.json(line.path)), \"to\": \(Self.json(line.newName)), "
      + "\"inode\": \(line.inode)}\n"
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

  /// Bytes as a JSON string where they are UTF-8, else as the list of the bytes.
  private static func json(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self),
      let data = try? JSONEncoder().encode(text)
    else { return "[" + bytes.map(String.init).joined(separator: ", ") + "]" }
    return String(decoding: data, as: UTF8.self)
  }

  // MARK: Reading

  /// The newest log in the dossier that has not been undone, by its name.
  static func newest(in root: String) throws(SystemError) -> String? {
    try DirectoryTree(root: root).entries { $0.elementsEqual(folder.utf8) }
      .filter { $0.kind == .regular }
      .map { String(decoding: $0.path, as: UTF8.self) }
      .filter { $0.hasPrefix("\(folder)/\(prefix)") && $0.hasSuffix(suffix) }
      .max { age($0) < age($1) }
  }

  /// When a log was started: the moment, and its number among those of the same moment.
  private static func age(_ name: String) -> (moment: String, number: Int) {
    let parts = name.dropFirst(folder.count + 1 + prefix.count).dropLast(suffix.count)
      .split(separator: "-")
    return (parts.first.map(String.init) ?? "", parts.dropFirst().first.flatMap { Int($0) } ?? 1)
  }

  /// The lines of a log, in their order. A last line that a crash cut short is none: what it was
  /// written for had not been done.
  ///
  /// - Throws: ``DeskError/notANamesLog(file:line:)``.
  static func lines(of path: String) throws(DeskError) -> [Line] {
    let bytes = try content(of: path, limit: largest)
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
