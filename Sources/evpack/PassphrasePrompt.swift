import Files
import Glibc
import Manifest

/// Where the passphrase of an encrypted key comes from: a file descriptor, or the terminal.
struct PassphraseSource {
  /// Passphrases are typed by people.
  static let longest = 1_024

  /// The descriptor to read it from; nil asks on the terminal.
  var descriptor: Int32?

  /// - Throws: ``PassphraseError``, `SystemError`.
  func ask(for file: String) throws -> Passphrase {
    if let descriptor { return try Self.read(descriptor, file) }
    let terminal = uninterruptedOpen("/dev/tty")
    guard terminal >= 0 else { throw PassphraseError.noTerminal(file: file) }
    let keeper = Descriptor(taking: terminal, path: "/dev/tty")
    defer { withExtendedLifetime(keeper) {} }
    write(say("\(file) 的密码：", "Passphrase for \(file): "), to: terminal)
    var settings = termios()
    let isTerminal = tcgetattr(terminal, &settings) == 0
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    if isTerminal { tcsetattr(terminal, TCSAFLUSH, &silent) }
    defer {
      if isTerminal { tcsetattr(terminal, TCSAFLUSH, &settings) }
      write("\n", to: terminal)
    }
    return try Self.read(terminal, file)
  }

  /// Reads up to the first line end.
  private static func read(_ descriptor: Int32, _ file: String) throws -> Passphrase {
    var text: [UInt8] = []
    text.reserveCapacity(longest + 1)
    while text.count <= longest {
      // poll(2) ends with every signal, where read(2) would go on after it.
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&waiting, 1, -1) < 0 {
        if Interruption.isRequested { throw PassphraseError.interrupted }
        if errno == EINTR { continue }
        throw SystemError(.read, "fd \(descriptor)", code: errno)
      }
      var byte: UInt8 = 0
      let count = Glibc.read(descriptor, &byte, 1)
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError(.read, "fd \(descriptor)", code: errno)
      }
      if count == 0 || byte == 0x0A { break }
      text.append(byte)
    }
    if text.last == 0x0D { text.removeLast() }
    return Passphrase(wiping: &text)
  }

  private func uninterruptedOpen(_ path: String) -> Int32 {
    while true {
      let number = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY)
      if number >= 0 || errno != EINTR { return number }
    }
  }

  private func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}

enum PassphraseError: Error {
  /// The key is encrypted, and there is nobody to ask.
  case noTerminal(file: String)
  case interrupted
}
