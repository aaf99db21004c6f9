internal import Files

/// What comes in, and has its place once it is whole.
public protocol Incoming: Sendable {
  var content: IncomingContent { get }
}

/// The content of a file that comes in piece by piece.
public struct IncomingContent: Sendable {
  let staged: StagedFile
  let name: String
  private let folder: Descriptor

  /// Starts a file in an open folder, under a name of its own for now, so that several of one name
  /// can come in at once.
  ///
  /// - Parameter target: the file's path, to be told in errors.
  init(_ name: String, in folder: Descriptor, target: String) throws(DeskError) {
    self.name = name
    self.folder = folder
    do throws(StagedFile.Failure) {
      staged = try StagedFile(
        named: Array(".\(UInt64.random(in: 0...UInt64.max)).incoming".utf8), in: folder,
        target: target)
    } catch {
      throw DeskError(error)
    }
  }

  /// Writes a piece.
  ///
  /// - Throws: ``DeskError``; a full disk is told by its error.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(DeskError) {
    try onDisk { () throws(SystemError) in try staged.descriptor.write(bytes, at: offset) }
  }

  /// All of it so far.
  ///
  /// - Throws: ``DeskError/tooLarge(file:limit:)`` where it is larger than `limit`.
  public func bytes(limit: Int) throws(DeskError) -> [UInt8] {
    do throws(SystemError) {
      return try staged.descriptor.readAll(limit: limit)
    } catch {
      throw error.isTooLarge ? .tooLarge(file: name, limit: limit) : .system(error)
    }
  }

  /// Puts the file in its place, under the first of `names` that is free there.
  ///
  /// - Parameter place: a folder of the same file system; nil takes the one that it was started in.
  /// - Returns: the name.
  func commit(
    in place: Descriptor? = nil, underFirstFreeOf names: some Sequence<String>
  ) throws(DeskError) -> [UInt8] {
    do throws(StagedFile.Failure) {
      return try staged.commit(
        in: place ?? folder, underFirstFreeOf: names.lazy.map { Array($0.utf8) })
    } catch {
      throw DeskError(error)
    }
  }
}
