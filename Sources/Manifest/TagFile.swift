public import Evidence
import Files
import Synchronization

/// A tag file beside those that every package has, whose content is made piece by piece.
public struct TagFile: Sendable {
  public typealias Output = (UnsafeRawBufferPointer) throws -> Void

  public var path: PackagePath
  let write: @Sendable (Output) throws -> Void

  /// - Parameter write: gives the content to its argument, in order; called once, on any thread.
  public init(path: PackagePath, write: @escaping @Sendable (Output) throws -> Void) {
    self.path = path
    self.write = write
  }

  public init(path: PackagePath, bytes: [UInt8]) {
    self.init(path: path) { output in try bytes.withUnsafeBytes(output) }
  }
}

/// The content of a tag file and its digest: in memory, or on the disk where it is long.
struct TagContent: Sendable {
  /// Beyond that it goes to the disk; the record of some 8,000 attachments.
  static let mostInMemory = 4 << 20

  private var bytes: [UInt8] = []
  /// What stands before `bytes`.
  private var file: Descriptor?
  private var written: Int64 = 0
  let digest: Digest

  var count: Int64 { written + Int64(bytes.count) }

  /// Makes a file's content.
  ///
  /// - Throws: ``SealingError``, ``LibcryptoError``, or what the file's own code throws.
  init(of tagFile: TagFile) throws {
    let sha256 = try SHA256()
    var (bytes, file, written): ([UInt8], Descriptor?, Int64) = ([], nil, 0)
    try tagFile.write { piece in
      try sha256.update(piece)
      bytes.append(contentsOf: piece)
      // Where there is no room on the disk for it, there is in memory or nowhere.
      if file == nil, bytes.count > Self.mostInMemory { file = try? Descriptor.temporary() }
      guard let file, bytes.count >= Parallelism.bufferSize else { return }
      try bytes.withUnsafeBytes { bytes in
        do throws(SystemError) { try file.write(bytes, at: written) } catch {
          throw SealingError.targetUnwritable(error)
        }
      }
      written += Int64(bytes.count)
      bytes.removeAll(keepingCapacity: true)
    }
    digest = try sha256.finish()
    (self.bytes, self.file, self.written) = (bytes, file, written)
  }

  /// The contents of several files, made at once.
  static func all(of tagFiles: [TagFile]) throws -> [TagContent] {
    let contents = Mutex<[TagContent?]>(Array(repeating: nil, count: tagFiles.count))
    try WorkQueue<Int>.run(
      threads: min(Parallelism.processors, tagFiles.count), depth: tagFiles.count,
      makeWorker: {
        { index in
          let content = try TagContent(of: tagFiles[index])
          contents.withLock { $0[index] = content }
        }
      },
      feed: { queue in for index in tagFiles.indices { try queue.submit(index) } })
    return contents.withLock { $0.compactMap(\.self) }
  }

  /// Gives the content away piece by piece.
  func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    if let file, written > 0 {
      let buffer = Buffer(count: Parallelism.bufferSize)
      var offset: Int64 = 0
      while offset < written {
        let piece = buffer[0..<Int(min(written - offset, Int64(Parallelism.bufferSize)))]
        let count: Int
        do throws(SystemError) { count = try file.read(into: piece, at: offset) } catch {
          throw SealingError.targetUnwritable(error)
        }
        guard count == piece.count else {
          throw SealingError.targetUnwritable(SystemError(.read, file.path, code: 0))
        }
        try body(UnsafeRawBufferPointer(piece))
        offset += Int64(count)
      }
    }
    try bytes.withUnsafeBytes(body)
  }
}
