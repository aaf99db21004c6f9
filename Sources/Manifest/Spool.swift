import Evidence
import Files

/// Puts one file at a time on the disk, for an inspection that needs it at hand, where a package
/// comes as a stream.
final class Spool {
  /// A larger file is not looked at: a package shall not fill the disk.
  static let largest: Int64 = 1 << 30

  private let inspection: PayloadInspection.Inspect
  private let largest: Int64
  /// Absent before the first file, and where there is no room for one.
  private var file: Descriptor?
  private var count: Int64 = 0
  private var isWhole = false

  init(_ inspection: @escaping PayloadInspection.Inspect, largest: Int64 = Spool.largest) {
    self.inspection = inspection
    self.largest = largest
  }

  /// Forgets the file before, and begins one of `size` bytes.
  ///
  /// - Throws: `SystemError` where descriptors run out.
  func begin(_ size: Int64) throws(SystemError) {
    count = 0
    isWhole = size <= largest
    guard isWhole, size > 0 else { return }
    do throws(SystemError) {
      if let file { try file.truncate() } else { file = try Descriptor.temporary() }
    } catch {
      if error.isShortage { throw error }
      isWhole = false
    }
  }

  func append(_ piece: UnsafeRawBufferPointer) {
    guard isWhole, !piece.isEmpty else { return }
    isWhole = count + Int64(piece.count) <= largest
    guard isWhole, let file else { return }
    do {
      try file.write(piece, at: count)
      count += Int64(piece.count)
    } catch {
      isWhole = false
    }
  }

  /// What the file is that was put on the disk; `unchecked` where there was no room for it.
  ///
  /// - Throws: `SystemError` where descriptors or memory run out.
  func inspect() throws(SystemError) -> FileFacts {
    guard isWhole else { return FileFacts(.other, .unchecked) }
    guard count > 0, let file else { return FileFacts(.other, .empty) }
    return try inspection(file, 0, count)
  }
}
