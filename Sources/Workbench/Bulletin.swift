internal import Files
internal import Manifest
internal import Desk
internal import Reports
import Synchronization

/// What is told to the pages that are open: that something changed, and how far long work is.
final class Bulletin: Sendable {
  enum Notice: Sendable {
    case changed
    /// How far work is, in words.
    case progress(String)
  }

  private struct Folder {
    var watch: FolderWatch?
    var readers: [Int: AsyncStream<Notice>.Continuation] = [:]
  }

  private struct State {
    var folders: [String: Folder] = [:]
    var lastReader = 0
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Pages that are told; one more gets a stream that ends, and asks again.
  private static let mostReaders = 64

  /// What happens in a folder from now on; the folder is watched while anyone reads.
  func notices(about folder: String) -> AsyncStream<Notice> {
    let (stream, continuation) = AsyncStream<Notice>.makeStream(
      bufferingPolicy: .bufferingNewest(16))
    let reader = state.withLock { state -> Int? in
      let count = state.folders.values.reduce(0) { $0 + $1.readers.count }
      guard !state.isClosed, count < Self.mostReaders else { return nil }
      state.lastReader += 1
      state.folders[folder, default: Folder()].readers[state.lastReader] = continuation
      return state.lastReader
    }
    guard let reader else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.remove(reader, of: folder) }
    let isWatched = state.withLock { $0.folders[folder]?.watch != nil }
    if !isWatched {
      let watch = try? FolderWatch(folder) { [weak self] in self?.post(.changed, about: folder) }
      state.withLock { state in
        if state.folders[folder]?.watch == nil { state.folders[folder]?.watch = watch }
      }
    }
    return stream
  }

  func post(_ notice: Notice, about folder: String) {
    let readers = state.withLock { Array($0.folders[folder, default: Folder()].readers.values) }
    for reader in readers { reader.yield(notice) }
  }

  /// Tells the pages how far work is, some times a second and no more.
  ///
  /// - Parameter name: what is worked on, before the figures.
  func progress(about folder: String, of name: String? = nil) -> @Sendable (Progress) -> Void {
    let last = Mutex(ContinuousClock.now)
    return { progress in
      let isDue = last.withLock { last in
        guard last.duration(to: .now) > .milliseconds(200) else { return false }
        last = .now
        return true
      }
      guard isDue else { return }
      let words = [name, progress.figures].compactMap { $0 }.joined(separator: " ")
      self.post(.progress(words), about: folder)
    }
  }

  /// Ends all streams, and lets none begin.
  func close() {
    let readers = state.withLock { state in
      state.isClosed = true
      return state.folders.values.flatMap(\.readers.values)
    }
    for reader in readers { reader.finish() }
  }

  private func remove(_ reader: Int, of folder: String) {
    let left = state.withLock { state -> Folder? in
      state.folders[folder]?.readers[reader] = nil
      guard state.folders[folder]?.readers.isEmpty == true else { return nil }
      return state.folders.removeValue(forKey: folder)
    }
    // Its watch ends here, outside of the lock.
    _ = left
  }
}

/// Opens attachments behind the pages' back, where that takes longer than anyone waits for a page.
actor Readings {
  /// Bytes of new files that a page waits for.
  static let most: Int64 = 24 << 20
  /// What was written just now may be written on in the same tick of the disk's clock, and would be
  /// read again.
  private static let settling = Duration.milliseconds(3_500)

  private let bulletin: Bulletin
  private var running: Set<String> = []

  init(bulletin: Bulletin) {
    self.bulletin = bulletin
  }

  /// Starts to read a dossier's attachments, unless that is under way.
  func start(_ root: String) {
    guard running.insert(root).inserted else { return }
    Task {
      try? await Task.sleep(for: Self.settling)
      try? await read(root)
      running.remove(root)
      bulletin.post(.changed, about: root)
    }
  }

  private func read(_ root: String) async throws {
    let bulletin = bulletin
    try await offThread {
      var folder = try DossierFolder(root)
      try folder.read(progress: bulletin.progress(about: root))
    }
  }
}

extension Progress {
  /// `12 / 50, 3.1 MB / 9.9 MB`: figures alone, which need no language.
  var figures: String {
    "\(filesDone) / \(filesTotal) · \(ByteCount.text(bytesDone)) / \(ByteCount.text(bytesTotal))"
  }
}
