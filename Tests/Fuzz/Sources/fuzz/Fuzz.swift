import CLibFuzzer
import Foundation
import FuzzTargets

/// Hands libFuzzer's inputs to the target that the environment names.
@main
enum Fuzz {
  private static let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      fatalError("FUZZ_TARGET must be one of \(FuzzTarget.allCases.map(\.rawValue))")
    }
    return target
  }()

  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &arguments) { start, length in
        Fuzz.target.run(Array(UnsafeBufferPointer(start: start, count: length)))
        return 0
      })
  }
}
