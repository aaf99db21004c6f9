import Foundation
import Testing

/// Another program's reading of what was written.
enum Python {
  /// The lines that a script prints when it is given `input`.
  static func lines(_ script: String, _ input: String, _ arguments: [String] = []) throws
    -> [String]
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-X", "utf8", "-c", script] + arguments
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    try process.run()
    // Written from another thread: a script that prints before it has read all would stall us.
    let bytes = Data(input.utf8)
    Thread.detachNewThread {
      try? stdin.fileHandleForWriting.write(contentsOf: bytes)
      try? stdin.fileHandleForWriting.close()
    }
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// The repository that this test was built from.
let repository = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
