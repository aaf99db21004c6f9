import Glibc
import Synchronization

/// A folder walked by descriptor, byte for byte, never through a symbolic link.
///
/// Foundation's listing loses names that are not UTF-8 and follows links; this one reports both.
/// Within a folder the order is by bytes; a folder stands before what is in it.
public struct DirectoryTree: Sendable {
  /// Deeper nesting is reported, not walked: PATH_MAX leaves no useful path below it.
  public static let deepest = 64
  /// More entries than this are reported and the rest left out, so that a walk started in the
  /// wrong place (a whole disk) ends.
  public static let mostEntries = 4_000_000

  /// Why an entry can't be used.
  public enum Problem: Hashable, Sendable {
    /// The kernel's reason, an errno.
    case unreadable(code: Int32)
    case symbolicLink
    /// A device, FIFO or socket.
    case notAFile
    case tooDeep
    case tooMany
  }

  public struct Entry: Hashable, Sendable {
    /// The path below the root, `/` between its parts; any bytes but NUL.
    public var path: [UInt8]
    /// Absent only where the entry could not even be inspected.
    public var identity: FileIdentity?
    /// Present where the entry is neither a readable folder nor a regular file.
    public var problem: Problem?
    /// Whether its mode lets everyone read it, so that it need not be opened to know.
    public var isOpenToAll = false

    public var kind: FileIdentity.Kind? { identity?.kind }

    /// Why the entry can't be read; nil where the kernel did not refuse it.
    ///
    /// - Parameter root: the folder that was walked, as it is to be told.
    public func error(in root: String) -> SystemError? {
      guard case .unreadable(let code) = problem else { return nil }
      return SystemError(
        kind == .directory ? .list : .inspect, "\(root)/\(String(decoding: path, as: UTF8.self))",
        code: code)
    }

    public var name: ArraySlice<UInt8> {
      path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    }
  }

  public let root: String

  public init(root: String) {
    self.root = root
  }

  /// Everything below the root, files and folders, with what is wrong with each.
  ///
  /// - Parameter descend: asked for each folder, with its path; `false` lists it but not what is
  ///   in it. Hidden folders are the caller's choice. Folders are asked for level by level.
  /// - Throws: ``SystemError`` where the root itself can't be opened, or descriptors or memory run
  ///   out; all else is in the entries.
  /// - Complexity: folders of the same level are listed on several threads.
  public func entries(
    descend: (_ path: [UInt8]) -> Bool = { _ in true }
  ) throws(SystemError) -> [Entry] {
    let folder = Descriptor(taking: try Self.openRoot(root), path: root)
    let (listing, code) = Self.list(folder.number, below: [])
    if let code { throw SystemError(.list, root, code: code) }
    var walk = Walk(root: listing)
    var level = walk.folders(in: Walk.root, depth: 0, descend)
    while !level.isEmpty {
      level = try walk.list(level, below: root, descend)
    }
    if let error = walk.shortage(below: root) { throw error }
    return walk.entries
  }

  private static func openRoot(_ root: String) throws(SystemError) -> Int32 {
    let number = uninterrupted {
      Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
    }
    guard number >= 0 else { throw SystemError(.open, root) }
    return number
  }

  /// What lies in the folder that is open as `number`, in the order of the names.
  ///
  /// - Returns: the entries, and an errno where the folder could not be read to its end.
  private static func list(_ number: Int32, below path: [UInt8]) -> (entries: [Entry], code: Int32?)
  {
    // A stream closes what it reads from.
    let own = fcntl(number, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { return ([], errno) }
    guard let stream = fdopendir(own) else {
      let code = errno
      close(own)
      return ([], code)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while names.count <= mostEntries {
      // readdir(3): "To distinguish end of stream from an error, set errno to zero before".
      errno = 0
      guard let record = readdir(stream) else { break }
      let name = withUnsafePointer(to: &record.pointee.d_name) { name in
        let bytes = UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self)
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: strlen(bytes)))
      }
      if name == [0x2E] || name == [0x2E, 0x2E] { continue }
      names.append(name)
    }
    let code = errno
    names.sort(by: precedes)
    let prefix = path.isEmpty ? [] : path + [UInt8(ascii: "/")]
    let entries = names.map { name in entry(name, at: prefix + name, in: number) }
    return (entries, code == 0 ? nil : code)
  }

  private static func entry(_ name: [UInt8], at path: [UInt8], in folder: Int32) -> Entry {
    var status = stat()
    guard withName(name, { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
      return Entry(path: path, problem: .unreadable(code: errno))
    }
    let identity = FileIdentity(status)
    let problem: Problem? =
      switch identity.kind {
      case .regular, .directory: nil
      case .symlink: .symbolicLink
      case .other: .notAFile
      }
    return Entry(
      path: path, identity: identity, problem: problem,
      isOpenToAll: status.st_mode & 0o444 == 0o444)
  }

  /// A folder that is to be listed: the entry `index` of the listing of another.
  private struct Folder: Sendable {
    var listing: Int
    var index: Int
    var path: [UInt8]
    var depth: Int
  }

  /// The listings of folders, and which belongs to which entry.
  private struct Walk {
    private var listings: [[Entry]]
    /// The listing of each folder that was listed, by the listing and the index of its entry.
    private var children: [[Int: Int]] = [[:]]
    private var count: Int

    /// The listing that the others hang on.
    static let root = 0

    init(root: [Entry]) {
      listings = [root]
      count = root.count
    }

    /// The folders in a listing that are to be listed.
    mutating func folders(
      in listing: Int, depth: Int, _ descend: ([UInt8]) -> Bool
    ) -> [Folder] {
      var folders: [Folder] = []
      for index in listings[listing].indices where listings[listing][index].kind == .directory {
        let path = listings[listing][index].path
        guard descend(path) else { continue }
        if depth + 1 < DirectoryTree.deepest {
          folders.append(Folder(listing: listing, index: index, path: path, depth: depth + 1))
        } else {
          listings[listing][index].problem = .tooDeep
        }
      }
      return folders
    }

    /// Lists the folders of one level, and gives those of the next.
    mutating func list(
      _ level: [Folder], below root: String, _ descend: ([UInt8]) -> Bool
    ) throws(SystemError) -> [Folder] {
      var next: [Folder] = []
      for (folder, outcome) in zip(level, try DirectoryTree.list(level, below: root)) {
        if let code = outcome.code {
          listings[folder.listing][folder.index].problem = .unreadable(code: code)
        }
        // What is beyond the limit is told as such, and looked into no further.
        guard count <= DirectoryTree.mostEntries else { continue }
        count += outcome.entries.count
        children[folder.listing][folder.index] = listings.count
        listings.append(outcome.entries)
        children.append([:])
        next += folders(in: listings.count - 1, depth: folder.depth, descend)
      }
      return next
    }

    /// Descriptors or memory that ran out: what was not looked at for that is not there to be judged.
    func shortage(below root: String) -> SystemError? {
      listings.lazy.joined().lazy.compactMap { $0.error(in: root) }.first(where: \.isShortage)
    }

    /// All entries, a folder before what is in it.
    var entries: [Entry] {
      var entries: [Entry] = []
      entries.reserveCapacity(min(count, DirectoryTree.mostEntries + 1))
      append(Self.root, to: &entries)
      return entries
    }

    private func append(_ listing: Int, to entries: inout [Entry]) {
      for index in listings[listing].indices {
        guard entries.count < DirectoryTree.mostEntries else {
          if entries.count == DirectoryTree.mostEntries {
            entries.append(Entry(path: listings[listing][index].path, problem: .tooMany))
          }
          return
        }
        entries.append(listings[listing][index])
        if let child = children[listing][index] { append(child, to: &entries) }
      }
    }
  }

  /// Lists folders, on several threads where there are many.
  private static func list(
    _ folders: [Folder], below root: String
  ) throws(SystemError) -> [(entries: [Entry], code: Int32?)] {
    let outcomes = Mutex<[(entries: [Entry], code: Int32?)]>(
      Array(repeating: ([], nil), count: folders.count))
    let listOne = { @Sendable (index: Int, source: inout SourceFolder?) in
      var outcome: (entries: [Entry], code: Int32?) = ([], nil)
      do throws(SystemError) {
        guard let folder = try source?.openFolder(folders[index].path) else { return }
        outcome = list(folder.number, below: folders[index].path)
      } catch {
        outcome.code = error.code
      }
      outcomes.withLock { $0[index] = outcome }
    }
    let some = 4
    do {
      if folders.count < some {
        var source: SourceFolder? = try SourceFolder(root)
        for index in folders.indices { listOne(index, &source) }
      } else {
        try WorkQueue<Int>.run(
          threads: Parallelism.threads, reserve: Parallelism.reserve, depth: folders.count,
          makeWorker: {
            var source: SourceFolder? = try SourceFolder(root)
            return { index in listOne(index, &source) }
          },
          feed: { queue in for index in folders.indices { try queue.submit(index) } })
      }
    } catch {
      // The folder has gone, or no descriptor or thread is to be had.
      throw error as? SystemError ?? SystemError(.list, root, code: EAGAIN)
    }
    return outcomes.withLock { $0 }
  }
}
