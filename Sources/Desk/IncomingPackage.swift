internal import Evidence
internal import Files
internal import Manifest

/// A package, or the signature of one, that comes in, and stands in a folder of packages once it is
/// whole, or not at all.
public struct IncomingPackage: Incoming {
  public let content: IncomingContent
  private let path: String

  /// Starts a file.
  ///
  /// - Parameter name: the file's own; nothing that has it is replaced.
  /// - Throws: ``DeskError``: `notAPackage` for the name of anything else, `alreadyThere` where the
  ///   folder has a file of this name.
  public init(_ name: String, in folder: String) throws(DeskError) {
    let isPlain = (try? PackagePath(name)) != nil && !name.contains("/")
    guard isPlain, !FileName.isHidden(Array(name.utf8)),
      BagLayout.isArchive(name) || SignatureFile.isSignatures(name)
    else { throw .notAPackage(file: name) }
    path = "\(folder)/\(name)"
    if isTaken(path) { throw .alreadyThere(file: path) }
    let place = try onDisk { () throws(SystemError) in try Descriptor.openFolder(folder) }
    content = try IncomingContent(name, in: place, target: path)
  }

  /// Puts the file in its place.
  ///
  /// - Throws: ``DeskError``, `alreadyThere` where a file has the name by now; there is none of this
  ///   one then.
  public func commit() throws(DeskError) {
    _ = try content.commit(underFirstFreeOf: [content.name])
  }
}
