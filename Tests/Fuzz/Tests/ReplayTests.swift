import Foundation
import FuzzTargets
import Testing

/// Inputs that once crashed, hung or broke a promise.
struct ReplayTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The most that any input may take, in a debug build on a busy machine.
  /// Under the address sanitizer all takes several times as long.
  static let longest = Duration.seconds(
    ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil ? 10 : 100)

  private static func inputs(_ kind: String, _ target: FuzzTarget) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: "\(kind)/\(target.rawValue)"), includingPropertiesForKeys: nil
    ).filter { !$0.lastPathComponent.hasPrefix(".") }
  }

  @Test(arguments: FuzzTarget.allCases) func `what failed once is read`(target: FuzzTarget) throws {
    let inputs = try Self.inputs("failures", target) + Self.inputs("seeds", target)
    try #require(!inputs.isEmpty)
    for input in inputs {
      let bytes = try Array(Data(contentsOf: input))
      let time = ContinuousClock().measure { target.run(bytes) }
      #expect(time < Self.longest, "\(input.lastPathComponent)")
    }
  }
}
