import Foundation
import Synchronization
import Testing

import Reports

@testable import Workbench

/// A folder that is served for one test, and curl to ask with: another program, which sends paths and
/// headers as they are written.
struct ServedFolder: Sendable {
  struct Answer: Sendable {
    var status: Int
    var head: String
    var body: String

    /// The value of a header; nil where there is none.
    func header(_ name: String) -> String? {
      head.split(whereSeparator: \.isNewline).first {
        $0.lowercased().hasPrefix(name.lowercased() + ":")
      }.map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
  }

  let port: Int
  let token: String
  let entrance: Entrance
  var authority: String { "127.0.0.1:\(port)" }
  /// What a browser sends once it has opened the address.
  var cookie: String { "Cookie: evpack-\(port)=\(token)" }

  /// Serves `folder` while `body` runs.
  static func serve(
    _ folder: String, _ connections: Connections = Connections(),
    _ body: @Sendable (ServedFolder) async throws -> Void
  ) async throws {
    let workbench = try Workbench(
      folder, language: .zh, program: "evpack",
      explain: { error, _ in ("\(error)", nil) })
    let (entrances, ready) = AsyncStream<Entrance>.makeStream()
    let server = Task {
      defer { ready.finish() }
      try await workbench.serve(port: 0, connections) { ready.yield($0) }
    }
    var waiting = entrances.makeAsyncIterator()
    let entrance = try #require(await waiting.next())
    let match = try #require(
      entrance.address.wholeMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)\/\?token=([0-9a-f]{64})/))
    do {
      try await body(
        ServedFolder(
          port: try #require(Int(match.1)), token: String(match.2), entrance: entrance))
    } catch {
      server.cancel()
      _ = await server.result
      throw error
    }
    server.cancel()
    _ = await server.result
  }

  /// Asks as the browser would that has the token.
  func get(_ path: String, _ arguments: String...) async throws -> Answer {
    try await curl([path, "-H", cookie] + arguments)
  }

  /// Sends a form as the page would.
  func post(_ path: String, _ arguments: String...) async throws -> Answer {
    try await curl(
      [path, "-H", cookie, "-H", "Origin: http://\(authority)", "-X", "POST"] + arguments)
  }

  /// Runs a program to its end. The server is in this process: no thread that it needs may wait.
  func run(_ process: Process) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in done.resume() }
      do { try process.run() } catch { done.resume(throwing: error) }
    }
  }

  /// Runs curl(1); the first argument is a path on the server, which curl leaves as it is.
  func curl(_ arguments: [String]) async throws -> Answer {
    let output = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: output) }
    _ = FileManager.default.createFile(atPath: output.path(percentEncoded: false), contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/curl")
    process.arguments =
      ["-sS", "-i", "--path-as-is", "--noproxy", "*", "--max-time", "300"]
      + ["http://\(authority)\(arguments[0])"] + arguments.dropFirst()
    process.standardOutput = try FileHandle(forWritingTo: output)
    try await run(process)
    var text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    // A client that offers a large body is first told to go on.
    while text.hasPrefix("HTTP/1.1 100"), let end = text.range(of: "\r\n\r\n") {
      text = String(text[end.upperBound...])
    }
    guard let end = text.range(of: "\r\n\r\n") else {
      return Answer(status: 0, head: "", body: text)
    }
    let head = String(text[..<end.lowerBound])
    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return Answer(status: status, head: head, body: String(text[end.upperBound...]))
  }
}

extension ServedFolder {
  /// What a Python script prints that is given the port, and what the test gives it besides.
  func python(_ script: String, _ arguments: String...) async throws -> String {
    let output = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: output) }
    _ = FileManager.default.createFile(atPath: output.path(percentEncoded: false), contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, String(port)] + arguments
    process.standardOutput = try FileHandle(forWritingTo: output)
    try await run(process)
    return String(decoding: try Data(contentsOf: output), as: UTF8.self)
  }
}
