import Files
import Glibc
import Manifest

@testable import Evidence

/// A folder of its own for one test, removed with everything in it at the end.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/evpack-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError(.create, "/tmp", code: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = try? run("rm", "-rf", path) }

  subscript(_ name: String) -> String { path + "/" + name }

  /// Writes a file, with the folders that it lies in.
  @discardableResult
  func write(_ content: [UInt8], to name: String) throws -> String {
    let target = self[name]
    if let slash = target.lastIndex(of: "/") {
      let made = try run("mkdir", "-p", String(target[..<slash]))
      guard made.status == 0 else { throw SystemError(.create, target, code: EIO) }
    }
    let number = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard number >= 0 else { throw SystemError(.create, target, code: errno) }
    let file = Descriptor(taking: number, path: target)
    try content.withUnsafeBytes { try file.write($0, at: 0) }
    return target
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  func read(_ name: String) throws -> [UInt8] { try readFile(at: self[name], limit: 1 << 30) }

  /// Everything in the folder, by path.
  func names() throws -> [String] {
    try DirectoryTree(root: path).entries().map { String(decoding: $0.path, as: UTF8.self) }
  }

  /// Every file below `folder` as payload below `data/evidence/`.
  func payload(_ folder: String) throws -> [PayloadFile] {
    try DirectoryTree(root: self[folder]).entries().compactMap { entry in
      guard let identity = entry.identity, identity.kind == .regular else { return nil }
      return PayloadFile(
        path: try PackagePath(bytes: Array("data/evidence/".utf8) + entry.path),
        source: .file(root: self[folder], path: entry.path, identity: identity))
    }
  }
}

struct ProcessOutcome {
  var status: Int32
  var output: String
}

/// Runs a program and collects what it prints, standard error included.
@discardableResult
func run(_ arguments: String..., in folder: String = "/") throws -> ProcessOutcome {
  let quoted = arguments.map {
    "'"
      + $0.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }.joined(separator: " ")
  return try shell(quoted, in: folder)
}

func shell(_ command: String, in folder: String = "/") throws -> ProcessOutcome {
  guard let pipe = popen("cd '\(folder)' && { \(command)\n} 2>&1", "r") else {
    throw SystemError(.open, command, code: errno)
  }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, pipe)
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  let status = pclose(pipe)
  return ProcessOutcome(status: status >> 8 & 0xFF, output: String(decoding: bytes, as: UTF8.self))
}
