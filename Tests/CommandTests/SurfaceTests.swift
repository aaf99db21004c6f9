import Foundation
import Testing

/// One folder of packages, honest and tampered, as every surface shows them.
struct SurfaceTests {
  static let script = Shell.project.appending(path: "Tests/CommandTests/Verdict/surfaces.py")
    .path(percentEncoded: false)

  /// What each package is to be told, and how `verify` ends, is in the script.
  @Test func `commands, pages, papers and exit codes give each package one verdict`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let outcome = try shell.run(
      "timeout -k 5 500 python3 '\(Self.script)' \"$EXAMPLES/云溪竹木家居\" \"$SAMPLES\" .")
    #expect(outcome.output == "packages 33\n", Comment(rawValue: outcome.output + outcome.errors))
  }
}
