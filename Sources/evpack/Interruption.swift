import CLinux
import Files
import Glibc
import Synchronization

/// Ctrl-C and `kill`: long work is asked to stop and leaves nothing behind.
enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)

  /// From now on SIGINT, SIGTERM and SIGHUP are noted; a second one ends the program at once.
  ///
  /// A hang-up that is ignored already, as nohup(1) has it, stays so.
  static func watch() {
    // A mask is inherited, and programs that start others from a worker thread block them all.
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&mask, number) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    for number in [SIGINT, SIGTERM, SIGHUP] where number != SIGHUP || !isIgnored(number) {
      signal(number) { number in
        if Interruption.signalNumber.exchange(number, ordering: .relaxed) != 0 {
          StagedFile.removePartialOnSignal()
          _exit(128 + number)
        }
      }
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    // SIG_IGN is 1 (signal.h); a C function pointer can't be compared in Swift.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
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
