import Inspection
import Volume

/// The work that evpack starts itself for, in processes of their own.
///
/// No user asks for it, and so nothing is parsed: a process that opens one file lives for some
/// milliseconds.
enum Service: String, CaseIterable {
  case inspectFiles = "inspect-files"
  case makeVolume = "make-volume"

  /// The one that this process was started for.
  static var asked: Service? {
    CommandLine.arguments.count == 2 ? Service(rawValue: CommandLine.arguments[1]) : nil
  }

  func run() {
    switch self {
    case .inspectFiles: InspectionService.run()
    case .makeVolume: VolumeService.run()
    }
  }

  /// This very program, whatever has become of its file since it was started (proc(5)).
  var program: Inspector.Program {
    Inspector.Program(path: "/proc/self/exe", arguments: [rawValue])
  }
}
