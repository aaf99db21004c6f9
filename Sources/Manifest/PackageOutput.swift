import Files
import Glibc

/// Where a package's bytes go while it is sealed.
protocol PackageOutput: Sendable {
  /// Puts bytes at their place in the package; called from several threads.
  ///
  /// - Throws: `SystemError`.
  func put(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError)

  /// Lets go of whoever waits: something else has failed.
  func abandon()
}

/// A file, which takes each piece at its place (pwrite(2)).
extension StagedFile: PackageOutput {
  func put(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
    try descriptor.write(bytes, at: offset)
    if bytes.count >= 256 << 10 { descriptor.startWriteback(at: offset, count: bytes.count) }
  }

  func abandon() {}
}

/// A pipe, which takes the pieces in their order: a thread that is ahead waits for its turn.
///
/// Threads take their work in the package's order, so that the one whose turn it is never waits; the
/// others hold one buffer each, and memory stays what it is for a file.
final class PipeOutput: PackageOutput, @unchecked Sendable {
  private let descriptor: Descriptor
  private let monitor = Monitor()
  // Guarded by `monitor`.
  private var position: Int64 = 0
  private var isAbandoned = false

  init(_ descriptor: Descriptor) { self.descriptor = descriptor }

  func put(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
    // Nothing takes no turn: the next thread's may come and go before it.
    if bytes.isEmpty { return }
    let isOver = monitor.locked {
      while position != offset, !isAbandoned { monitor.wait() }
      return isAbandoned
    }
    if isOver { throw SystemError(.write, descriptor.path, code: ECANCELED) }
    // Nobody else's turn comes before this piece is through.
    try descriptor.writeNext(bytes)
    monitor.locked {
      position += Int64(bytes.count)
      monitor.wakeAll()
    }
  }

  func abandon() {
    monitor.locked {
      isAbandoned = true
      monitor.wakeAll()
    }
  }
}
