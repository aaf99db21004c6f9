internal import Files
import Synchronization

/// The digests of files below a folder, computed in parallel.
public enum FileDigests {
  /// Hashes each of `paths`, reading it once.
  ///
  /// - Parameters:
  ///   - paths: relative to `root`; opened without following links.
  /// - Returns: one digest a path, in the same order; nil for a file that can't be read.
  /// - Throws: `LibcryptoError`, or a failure to start threads.
  public static func digests(of paths: [[UInt8]], in root: String) throws -> [Digest?] {
    let digests = Mutex([Digest?](repeating: nil, count: paths.count))
    try WorkQueue<Int>.run(
      threads: Parallelism.threads, depth: Parallelism.queueDepth,
      makeWorker: {
        var folder: SourceFolder? = try? SourceFolder(root)
        let hasher = try ContentHasher()
        return { index in
          guard let digest = try Self.digest(of: paths[index], in: &folder, hasher) else { return }
          digests.withLock { $0[index] = digest }
        }
      },
      feed: { queue in for index in paths.indices { try queue.submit(index) } })
    return digests.withLock { $0 }
  }

  private static func digest(
    of path: [UInt8], in folder: inout SourceFolder?, _ hasher: ContentHasher
  ) throws -> Digest? {
    do {
      guard let file = try folder?.open(path) else { return nil }
      let size = try file.identity().size
      return try hasher.digest(count: size) { piece, offset in
        guard try file.read(into: piece, at: offset) == piece.count else {
          throw SystemError(.read, file.path, code: 0)
        }
      }
    } catch is SystemError {
      return nil
    }
  }
}
