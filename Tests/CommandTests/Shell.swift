import Foundation
import Synchronization

/// Runs shell commands in a scratch folder, with the built evpack on the path.
struct Shell {
  struct Outcome {
    var output: String
    var errors: String
    var exit: Int32
  }

  static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Where this test was built, and evpack beside it.
  static let products: URL = {
    var url = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    while url.path(percentEncoded: false) != "/",
      !FileManager.default.isExecutableFile(
        atPath: url.appending(path: "evpack").path(percentEncoded: false))
    {
      url.deleteLastPathComponent()
    }
    return url
  }()

  let folder: URL
  var environment: [String: String]

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "evpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    environment = ProcessInfo.processInfo.environment
    environment["PATH"] =
      "\(Self.products.path(percentEncoded: false)):\(environment["PATH"] ?? "/usr/bin:/bin")"
    environment["EXAMPLES"] = Self.project.appending(path: "Examples").path(percentEncoded: false)
    environment["SAMPLES"] = Self.project.appending(path: "Tests/Fixtures/Samples").path(
      percentEncoded: false)
    environment["CERTIFICATES"] = Self.project.appending(path: "Tests/Fixtures/Certificates").path(
      percentEncoded: false)
    environment["GOLDEN"] = Self.project.appending(path: "Tests/Fixtures/Golden").path(
      percentEncoded: false)
    environment["OTHER"] = Self.project.appending(path: "Tests/Fixtures/OtherForm").path(
      percentEncoded: false)
    // Definitions that a user of the machine has are no part of a test.
    environment["XDG_DATA_HOME"] = folder.appending(path: ".data").path(percentEncoded: false)
    environment["LC_ALL"] = "C.UTF-8"
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Runs `command` to its end, reading both pipes while it runs.
  func run(_ command: String) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let errorText = Mutex("")
    let done = DispatchSemaphore(value: 0)
    let errorFile = errors.fileHandleForReading
    Thread {
      let text = String(decoding: errorFile.readDataToEndOfFile(), as: UTF8.self)
      errorText.withLock { $0 = text }
      done.signal()
    }.start()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    done.wait()
    process.waitUntilExit()
    let exit =
      process.terminationReason == .uncaughtSignal
      ? 128 + process.terminationStatus : process.terminationStatus
    return Outcome(output: text, errors: errorText.withLock { $0 }, exit: exit)
  }
}
