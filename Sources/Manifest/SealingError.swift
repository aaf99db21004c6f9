public import Evidence
public import Files

/// Why a package could not be sealed. Nothing is left behind, and an earlier package is untouched.
public enum SealingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// How a source file differs from what it was when the caller looked at it.
  public enum Change: String, Hashable, Sendable {
    case size, content, replaced
    case notAFile = "not-a-file"
  }

  case badBagName(String, PackagePath.Problem)
  /// A payload path outside `data/`, or a tag file's path inside it or of the bag's own.
  case misplacedPath(PackagePath)
  /// Name and path together are longer than a package path may be.
  case pathTooLong(PackagePath)
  /// Two paths that some systems take for one file, or a file and a folder of one name.
  case twins(PackagePath, PackagePath)
  case noPayload
  /// A bag-info label that is malformed or that sealing itself sets.
  case badInfoLabel(String)
  /// A sealing time before 1970 or after 2242, which a header can't hold.
  case badDate(Int64)
  /// A source file that is not what it was when the caller looked at it.
  case sourceChanged(path: String, Change)
  case sourceUnreadable(SystemError)
  case targetExists(path: String)
  case targetBusy(path: String)
  case targetUnwritable(SystemError)
  /// libarchive reads the new package otherwise than it was written: a fault in evpack.
  case witnessDisagrees(member: Int, reason: String)
  case libcrypto(LibcryptoError)
  case cancelled

  public var description: String {
    switch self {
    case .badBagName(let name, let problem):
      "unusable package name \"\(name)\": \(problem.rawValue)"
    case .misplacedPath(let path): "\(path) has no place in a package"
    case .pathTooLong(let path): "\(path) is too long for a package"
    case .twins(let one, let other): "\(one) and \(other) are one file on some systems"
    case .noPayload: "nothing to seal"
    case .badInfoLabel(let label): "\"\(label)\" can't be a field of bag-info.txt"
    case .badDate(let seconds): "sealing time \(seconds) is out of range"
    case .sourceChanged(let path, let change):
      "\(path) changed while it was sealed (\(change.rawValue))"
    case .sourceUnreadable(let error): error.description
    case .targetExists(let path): "\(path) already exists"
    case .targetBusy(let path): "\(path) is being written by another process"
    case .targetUnwritable(let error): error.description
    case .witnessDisagrees(let member, let reason):
      "the new package reads back wrongly at member \(member): \(reason)"
    case .libcrypto(let error): error.description
    case .cancelled: "cancelled"
    }
  }

  init(_ failure: StagedFile.Failure) {
    switch failure {
    case .targetExists(let path): self = .targetExists(path: path)
    case .busy(let path): self = .targetBusy(path: path)
    case .system(let error): self = .targetUnwritable(error)
    }
  }
}
