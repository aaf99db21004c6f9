internal import CXlsxWriter
internal import Files
internal import Glibc
internal import Synchronization

/// Writes workbooks with libxlsxwriter.
enum WorkbookFile {
  typealias Book = UnsafeMutablePointer<lxw_workbook>

  /// Writes the workbook that `fill` fills into a file that may have no name yet.
  ///
  /// - Parameter path: how the file is called where writing fails.
  static func write(
    to file: Descriptor, named path: String, _ fill: (Book) -> Void
  ) throws(SystemError) {
    // libxlsxwriter writes to a name; an unnamed file has one here (proc(5), /proc/PID/fd).
    let name = "/proc/self/fd/\(file.number)"
    let failure = silently { () -> (operation: SystemError.Operation, code: Int32)? in
      guard let book = workbook_new(name) else { return (.create, ENOMEM) }
      fill(book)
      errno = 0
      if workbook_close(book) == LXW_NO_ERROR { return nil }
      return (.write, errno == 0 ? EIO : errno)
    }
    if let failure { throw SystemError(failure.operation, path, code: failure.code) }
  }

  private static let turn = Mutex(())

  /// Runs what prints its own complaints, which are told in words of our own.
  private static func silently<Result>(_ work: () -> Result) -> Result {
    turn.withLock { _ in
      guard let nowhere = fopen("/dev/null", "we") else { return work() }
      let shown = evpack_exchange_stderr(nowhere)
      defer {
        _ = evpack_exchange_stderr(shown)
        fclose(nowhere)
      }
      return work()
    }
  }
}
