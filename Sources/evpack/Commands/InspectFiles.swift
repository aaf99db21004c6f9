import ArgumentParser
import Inspection

/// The service that evpack starts for itself to open files in.
struct InspectFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect-files", abstract: "Serves evpack itself.", shouldDisplay: false)

  func run() { InspectionService.run() }
}

extension Inspector.Program {
  /// This very program, whatever has become of its file since it was started (proc(5)).
  static let own = Self(path: "/proc/self/exe", arguments: ["inspect-files"])
}
