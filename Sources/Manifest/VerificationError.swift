public import Files
internal import Glibc

/// Why a package could not be checked at all; what is wrong *in* a package is a finding.
public enum VerificationError: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(SystemError)
  /// A folder, device or other thing where a file or pipe was wanted.
  case notAFile(path: String)
  /// A zip or compressed tar where only a plain tar will do.
  case notATar(path: String)
  /// The package was written to while it was read.
  case changedWhileRead(path: String)
  case libcrypto(LibcryptoError)
  case cancelled

  init(_ error: SystemError) {
    self = error.code == ECANCELED ? .cancelled : .unreadable(error)
  }

  public var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .notAFile(let path): "\(path) is not a file"
    case .notATar(let path): "\(path) is a zip or compressed"
    case .changedWhileRead(let path): "\(path) changed while it was read"
    case .libcrypto(let error): error.description
    case .cancelled: "cancelled"
    }
  }
}
