import Files
import Glibc
import Reports
import Testing

/// Why a file could not be read or written, in words of ours.
struct SystemReasonTests {
  /// What read(2), write(2), open(2), and file systems over networks and USB answer with (errno(3)).
  @Test(arguments: [
    EPERM, ENOENT, EIO, EACCES, EBUSY, ENODEV, ENOTDIR, EISDIR, EMFILE, EFBIG, EROFS, ENAMETOOLONG,
    ELOOP, EOVERFLOW, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH, ENOTCONN, ESTALE, EUCLEAN,
    EBADMSG, EREMOTEIO, ENOMEDIUM, ENOKEY, ENOMEM, EAGAIN, ETXTBSY, EOPNOTSUPP, ENXIO,
  ])
  func `the system's reasons are told in Chinese`(code: Int32) {
    let reason = Wording(.zh).reason(SystemError(.read, "a", code: code).reason)
    #expect(
      !reason.isEmpty && !reason.contains { $0.isASCII && $0.isLetter && $0 != "U" }, "\(reason)")
    #expect(!Wording(.en).reason(SystemError(.read, "a", code: code).reason).isEmpty)
  }
}
