import CLinux
package import Files
internal import FoundationEssentials
import Glibc

/// A process that this program starts of itself to have strangers' files opened in, as seen from the
/// one that started it: bytes and open files go to it over a socket, bytes come back.
package final class HelperProcess: Sendable {
  /// What errors name: the user knows no path of the program's.
  private static let name = "evpack"

  private let socket: Descriptor
  private let number: pid_t

  /// Starts the process; it is ready some 10 ms later.
  ///
  /// - Throws: `SystemError`.
  package init(_ program: Inspector.Program) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw SystemError(.open, Self.name, code: errno)
    }
    socket = Descriptor(taking: ends[0], path: Self.name)
    let other = Descriptor(taking: ends[1], path: Self.name)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, other.number, STDIN_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    _ = clinux_spawn_without(&actions, STDERR_FILENO + 1)
    var arguments = ([program.path] + program.arguments).map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var process = pid_t()
    let code = posix_spawn(&process, program.path, &actions, nil, arguments, environ)
    guard code == 0 else { throw SystemError(.open, Self.name, code: code) }
    number = process
  }

  /// Ends the process.
  deinit {
    kill(number, SIGKILL)
    var status: Int32 = 0
    while waitpid(number, &status, 0) < 0, errno == EINTR {}
  }

  /// Sends an open file along with some bytes, no more than fit into one message.
  package func send(_ file: Descriptor, with bytes: UnsafeRawBufferPointer) -> Bool {
    clinux_send_descriptor(socket.number, file.number, bytes.baseAddress, UInt(bytes.count))
      == bytes.count
  }

  package func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) -> Bool {
    var done = 0
    while done < bytes.count {
      guard isReady(for: POLLOUT, until: deadline) else { return false }
      let count = bytes.withUnsafeBytes { bytes in
        Glibc.send(
          socket.number, bytes.baseAddress.map { $0 + done }, bytes.count - done,
          Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// The next bytes; nil where the process ends or takes too long.
  package func receive(_ count: Int, until deadline: ContinuousClock.Instant) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      guard isReady(for: POLLIN, until: deadline) else { return nil }
      let received = bytes.withUnsafeMutableBytes { bytes in
        recv(
          socket.number, bytes.baseAddress.map { $0 + done }, bytes.count - done,
          Int32(MSG_DONTWAIT))
      }
      if received < 0, errno == EINTR || errno == EAGAIN { continue }
      guard received > 0 else { return nil }
      done += received
    }
    return bytes
  }

  /// Whether there is something to receive, or the process has ended, before `deadline`.
  package func hasAnswer(until deadline: ContinuousClock.Instant) -> Bool {
    isReady(for: POLLIN, until: deadline)
  }

  private func isReady(for event: Int32, until deadline: ContinuousClock.Instant) -> Bool {
    var poll = pollfd(fd: socket.number, events: Int16(event), revents: 0)
    while true {
      let left = (deadline - .now).components
      let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
      let ready = Glibc.poll(&poll, 1, Int32(clamping: max(0, milliseconds)))
      if ready > 0 { return true }
      guard ready < 0, errno == EINTR else { return false }
    }
  }
}

/// The other side of a ``HelperProcess``: standard input is its socket.
package enum HelperSocket {
  /// Sends bytes; false where the other side has gone.
  package static func send(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        Glibc.send(
          STDIN_FILENO, bytes.baseAddress.map { $0 + done }, bytes.count - done,
          Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// The next bytes; nil where the other side has gone.
  package static func receive(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try? bytes.withUnsafeMutableBytes {
      try Descriptor.standardInput.readNext(into: $0)
    }
    return read == count ? bytes : nil
  }

  /// The next open file and the bytes that came with it; nil where there is none.
  package static func receiveFile(with bytes: UnsafeMutableRawBufferPointer) -> Descriptor? {
    var number: Int32 = -1
    var received: Int
    repeat {
      received = clinux_receive_descriptor(
        STDIN_FILENO, &number, bytes.baseAddress, UInt(bytes.count))
    } while received < 0 && errno == EINTR
    guard number >= 0 else { return nil }
    let file = Descriptor(taking: number, path: "-")
    return received == bytes.count ? file : nil
  }
}
