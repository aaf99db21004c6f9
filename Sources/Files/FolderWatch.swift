@preconcurrency import Dispatch
import Glibc
import Synchronization

/// Tells when something changes in a folder or below it (inotify(7)); hidden files and folders are
/// left out.
public final class FolderWatch: Sendable {
  /// Changes that come in a row are told once, after so long a rest.
  private static let rest = DispatchTimeInterval.milliseconds(150)

  private let root: String
  private let descriptor: Descriptor
  private let source: any DispatchSourceRead
  private let queue = DispatchQueue(label: "evpack.folder-watch")
  private let isPending = Atomic<Bool>(false)
  private let onChange: @Sendable () -> Void

  /// - Parameter onChange: called on a thread of its own.
  /// - Throws: ``SystemError`` where the kernel has no watch left.
  public init(_ root: String, onChange: @escaping @Sendable () -> Void) throws(SystemError) {
    // inotify_init1(2) takes the flags of open(2).
    let number = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
    guard number >= 0 else { throw SystemError(.open, root) }
    self.root = root
    self.onChange = onChange
    descriptor = Descriptor(taking: number, path: root)
    source = DispatchSource.makeReadSource(fileDescriptor: number, queue: queue)
    watch()
    source.setEventHandler { [weak self] in self?.drain() }
    // The descriptor must outlive the source.
    source.setCancelHandler { [descriptor] in _ = descriptor }
    source.activate()
  }

  deinit { source.cancel() }

  /// Watches the folder and all below it; those that are watched already stay so.
  private func watch() {
    let mask = UInt32(
      IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR
        | IN_DONT_FOLLOW)
    inotify_add_watch(descriptor.number, root, mask)
    var folders: [[UInt8]] = []
    _ = try? DirectoryTree(root: root).entries { path in
      let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
      guard name.first != UInt8(ascii: ".") else { return false }
      folders.append(path)
      return true
    }
    for folder in folders {
      _ = withName(Array(root.utf8) + [UInt8(ascii: "/")] + folder) { path in
        inotify_add_watch(descriptor.number, path, mask)
      }
    }
  }

  private func drain() {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
    defer { buffer.deallocate() }
    var isChanged = false
    var hasNewFolder = false
    while true {
      let count = uninterrupted { read(descriptor.number, buffer.baseAddress, buffer.count) }
      guard count > 0 else { break }
      var offset = 0
      while offset < count {
        let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        let start = offset + MemoryLayout<inotify_event>.size
        if event.len == 0 || buffer[start] != UInt8(ascii: ".") {
          isChanged = true
          if event.mask & UInt32(IN_ISDIR) != 0 { hasNewFolder = true }
        }
        offset = start + Int(event.len)
      }
    }
    if hasNewFolder { watch() }
    guard isChanged, !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
    queue.asyncAfter(deadline: .now() + Self.rest) { [weak self] in
      guard let self else { return }
      isPending.store(false, ordering: .releasing)
      onChange()
    }
  }
}
