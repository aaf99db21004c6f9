import ArgumentParser
import Inspection
import Volume

/// The service that evpack starts for itself to make a volume in.
struct MakeVolume: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make-volume", abstract: "Serves evpack itself.", shouldDisplay: false)

  func run() { VolumeService.run() }
}

extension Inspector.Program {
  /// This very program, to make a volume.
  static let volume = Self(path: "/proc/self/exe", arguments: ["make-volume"])
}
