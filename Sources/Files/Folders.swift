import Glibc

/// Makes folders, each of whose parents exists or stands before it in the list.
///
/// - Parameter isPrivate: whether nobody but the user may look into them.
/// - Returns: those that were not there before.
/// - Throws: ``SystemError``, with EEXIST where the name is taken by something else.
@discardableResult
public func makeFolders(
  _ paths: [String], isPrivate: Bool = false
) throws(SystemError) -> [String] {
  var made: [String] = []
  for path in paths {
    if mkdir(path, isPrivate ? 0o700 : 0o755) == 0 {
      made.append(path)
      continue
    }
    guard errno == EEXIST else { throw SystemError(.create, path) }
    var status = stat()
    guard stat(path, &status) == 0, FileIdentity(status).kind == .directory else {
      throw SystemError(.create, path, code: EEXIST)
    }
  }
  return made
}

/// Whether anything stands at `path`, a dangling link included; it is not opened.
public func isTaken(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0
}

/// Whether a folder stands at `path` itself, not behind a symbolic link.
public func isFolder(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0 && FileIdentity(status).kind == .directory
}

/// The absolute form of a path, without `.`, `..` and doubled slashes; links are not resolved.
public func absolutePath(_ path: String) -> String {
  var parts: [Substring] = []
  var whole = path
  if !path.hasPrefix("/") {
    let current = getcwd(nil, 0)
    defer { free(current) }
    whole = (current.map { String(cString: $0) } ?? "") + "/" + path
  }
  for part in whole.split(separator: "/") where part != "." {
    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
  }
  return "/" + parts.joined(separator: "/")
}

/// The absolute form of a path with all links resolved (realpath(3)); as it is where that fails.
public func resolvedPath(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return absolutePath(path) }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// As ``resolvedPath(_:)``, but for the last part, which may be a link or missing.
public func resolvedFolder(of path: String) -> String {
  let whole = absolutePath(path)
  guard let slash = whole.lastIndex(of: "/"), slash > whole.startIndex else { return whole }
  return resolvedPath(String(whole[..<slash])) + whole[slash...]
}

/// The folders that a path lies in, the innermost first; absolute, links resolved, `/` left out.
public func enclosingFolders(of path: String) -> [String] {
  var folders: [String] = []
  var folder = resolvedFolder(of: path)
  while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
    folder = String(folder[..<slash])
    folders.append(folder)
  }
  return folders
}

extension StagedFile {
  /// Writes a small file whole, or not at all.
  ///
  /// - Parameter isPrivate: whether nobody but the user may read it.
  /// - Throws: ``Failure``.
  public static func write(
    _ bytes: [UInt8], to path: String, replacing: Bool = false, isPrivate: Bool = false
  ) throws(Failure) {
    let file = try StagedFile(for: path, replacing: replacing)
    try file.fill(with: bytes, isPrivate: isPrivate)
    try file.commit()
  }

  /// Writes the whole content at once.
  ///
  /// - Parameter isPrivate: whether nobody but the user may read it.
  /// - Throws: ``Failure``.
  public func fill(with bytes: [UInt8], isPrivate: Bool = false) throws(Failure) {
    do throws(SystemError) {
      if isPrivate, fchmod(descriptor.number, 0o600) != 0 {
        throw SystemError(.create, descriptor.path)
      }
      var outcome: Result<Void, SystemError> = .success(())
      bytes.withUnsafeBytes { buffer in
        do throws(SystemError) { try descriptor.write(buffer, at: 0) } catch {
          outcome = .failure(error)
        }
      }
      try outcome.get()
    } catch {
      throw .system(error)
    }
  }
}

extension SystemError {
  /// The file is larger than the reader takes.
  public var isTooLarge: Bool { code == EFBIG }
}

extension SystemError {
  public var isForbidden: Bool { code == EACCES || code == EPERM || code == EROFS }
  public var isFolder: Bool { code == EISDIR }
  public var isNotAFolder: Bool { code == ENOTDIR }
  public var isNameTooLong: Bool { code == ENAMETOOLONG }
}
