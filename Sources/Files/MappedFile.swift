import Glibc

/// A part of an open file as memory (mmap(2)); nothing is read before it is looked at.
///
/// A file that is cut while it is mapped ends the process that looks (SIGBUS), so this is for
/// processes that may end.
public final class MappedFile {
  /// The part asked for, as far as the file has it.
  public let bytes: UnsafeRawBufferPointer
  private let whole: UnsafeMutableRawPointer?
  private let mappedCount: Int

  /// Maps `count` bytes from `offset` on; nil maps to the file's end.
  ///
  /// - Throws: ``SystemError``.
  public init(
    _ descriptor: Descriptor, at offset: Int64 = 0, count: Int64? = nil
  ) throws(SystemError) {
    let size = try descriptor.identity().size
    let start = min(max(0, offset), size)
    let wanted = Int(min(count ?? Int64.max, size - start))
    guard wanted > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      whole = nil
      mappedCount = 0
      return
    }
    // mmap(2): "offset must be a multiple of the page size".
    let excess = Int(start % Int64(sysconf(Int32(_SC_PAGESIZE))))
    let address = mmap(
      nil, wanted + excess, PROT_READ, MAP_PRIVATE, descriptor.number, off_t(start) - off_t(excess))
    guard let address, address != MAP_FAILED else { throw SystemError(.read, descriptor.path) }
    whole = address
    mappedCount = wanted + excess
    bytes = UnsafeRawBufferPointer(start: address + excess, count: wanted)
  }

  deinit {
    if let whole { munmap(whole, mappedCount) }
  }
}
