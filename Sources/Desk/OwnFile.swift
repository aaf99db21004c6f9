internal import Evidence
internal import Files
import Glibc
internal import Manifest

/// A file in a dossier's `.evpack` that counts only where this user wrote it on this computer, for
/// this very folder.
///
/// Whatever lies in a dossier may have come with it from a stranger, `.evpack` included. So the file
/// begins with a line that tells its kind and a line with an HMAC by a key that never leaves the
/// user's own cache folder; it covers the kind, the folder's inode and all that follows. A file that
/// lacks the right one is none.
struct OwnFile {
  /// Its name in `.evpack`.
  let name: String
  /// The first line; what tells more or other things has another.
  let heading: String
  let largest: Int

  /// What the file holds after its first two lines, and when it was written by the clock of its own
  /// file system, in nanoseconds since 1970; nil where it is not the user's own, or there is none.
  ///
  /// - Throws: `SystemError` where descriptors or memory run out.
  func content(
    in root: String, key: [UInt8]?
  ) throws(SystemError) -> (body: ArraySlice<UInt8>, written: Int64)? {
    guard let key else { return nil }
    let bytes: [UInt8]
    let (written, inode): (Int64, UInt64)
    do throws(SystemError) {
      var folder = try SourceFolder(root)
      inode = try FileIdentity.at(root).inode
      written = try folder.identity(path).modified
      bytes = try folder.read(path, limit: largest)
    } catch {
      if error.isShortage { throw error }
      return nil
    }
    let start = heading.utf8.count + OwnKey.codeLength + 1
    guard bytes.count >= start, bytes.starts(with: heading.utf8),
      bytes[start - 1] == UInt8(ascii: "\n")
    else { return nil }
    let body = bytes[start...]
    let code = bytes[heading.utf8.count..<(start - 1)]
    guard OwnKey.code(of: body, as: heading, in: inode, key: key).map(code.elementsEqual) == true
    else { return nil }
    return (body, written)
  }

  /// Replaces the file, whole or not at all; without a key nothing is written.
  ///
  /// - Throws: ``DeskError``.
  func write(_ body: [UInt8], in root: String, key: [UInt8]?) throws(DeskError) {
    guard let key else { return }
    let inode = try onDisk { () throws(SystemError) in try FileIdentity.at(root).inode }
    guard let code = OwnKey.code(of: body[...], as: heading, in: inode, key: key) else { return }
    try Desk.write(
      heading.utf8 + code + [UInt8(ascii: "\n")] + body, to: "\(DossierFolder.workFolder)/\(name)",
      in: root, replacing: true)
  }

  /// Removes the file.
  ///
  /// - Throws: ``DeskError``.
  func remove(in root: String) throws(DeskError) {
    try onDisk { () throws(SystemError) in try TargetFolder(root).remove(path) }
  }

  private var path: [UInt8] { Array("\(DossierFolder.workFolder)/\(name)".utf8) }
}

/// The secret by which a user's own files in dossiers are known: 32 random bytes in
/// `~/.cache/evpack/key`.
enum OwnKey {
  static let length = 32

  /// The key, made on the first call; nil where the user has no folder for it.
  static func own() -> [UInt8]? { key(in: folder) }

  /// XDG Base Directory Specification: `$XDG_CACHE_HOME`, which must be absolute, or `~/.cache`.
  private static var folder: String? {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return (variable("XDG_CACHE_HOME") ?? variable("HOME").map { "\($0)/.cache" })
      .map { "\($0)/evpack" }
  }

  /// Digits of a code.
  static let codeLength = 64

  /// The HMAC of a text as hexadecimal digits; another kind of text, or the same one in another
  /// folder, has another.
  ///
  /// - Parameter inode: the dossier's folder.
  static func code(
    of text: ArraySlice<UInt8>, as kind: String, in inode: UInt64, key: [UInt8]
  ) -> [UInt8]? {
    try? SHA256.authenticationCode(of: Array("\(kind)\(inode)\n".utf8) + text, key: key).hexBytes
  }

  static func key(in folder: String?) -> [UInt8]? {
    guard let folder else { return nil }
    let path = "\(folder)/key"
    do throws(SystemError) {
      if let key = try existing(path) { return key }
    } catch {
      // One that is there and can't be read now is not replaced.
      if error.isShortage || error.isForbidden { return nil }
    }
    let parent = String(folder.prefix(upTo: folder.lastIndex(of: "/") ?? folder.endIndex))
    _ = try? makeFolders([parent, folder], isPrivate: true)
    var generator = SystemRandomNumberGenerator()
    let key = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
    // A key that is there and can't be relied on is replaced; what was written under it counts no
    // longer.
    do { try StagedFile.write(key, to: path, replacing: true, isPrivate: true) } catch {
      return nil
    }
    return key
  }

  /// The key where it is the user's own, and nobody else may read it.
  private static func existing(_ path: String) throws(SystemError) -> [UInt8]? {
    let file = try Descriptor.openFile(path)
    guard try file.isPrivate() else { return nil }
    let key = try file.readAll(limit: length)
    return key.count == length ? key : nil
  }
}
