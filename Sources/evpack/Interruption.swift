import Files
import Glibc
import Synchronization

/// Ctrl-C and `kill`: long work is asked to stop and leaves nothing behind.
enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)

  /// From now on SIGINT, SIGTERM and SIGHUP are noted; a second one ends the program at once.
  static func watch() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { number in
        if Interruption.signalNumber.exchange(number, ordering: .relaxed) != 0 {
          StagedFile.removePartialOnSignal()
          _exit(128 + number)
        }
      }
    }
  }

  static var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// Ends the program by the signal itself, so that a shell's loop ends as well.
  static func dieOfIt() {
    let number = signalNumber.load(ordering: .relaxed)
    guard number != 0 else { return }
    signal(number, SIG_DFL)
    raise(number)
  }
}
