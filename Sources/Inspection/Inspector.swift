import CLinux
public import Evidence
public import Files
internal import FoundationEssentials
import Glibc

/// Inspects files in a process of its own, which a hostile file may starve, hang or crash without
/// harm to this one.
///
/// The process is started with the first file, kept for the next ones, and started anew after one
/// that ended it. An instance belongs to one thread.
public final class Inspector {
  /// A program that runs ``InspectionService``.
  public struct Program: Hashable, Sendable {
    public var path: String
    public var arguments: [String]

    public init(path: String, arguments: [String]) {
      self.path = path
      self.arguments = arguments
    }
  }

  /// How long a file may take by the clock: the service's own limit counts the processor's time,
  /// this one ends waiting for a disk or a network drive.
  private static let patience: Int32 = 20_000

  private let program: Program?
  private var service: (socket: Descriptor, process: pid_t)?

  /// - Parameter program: nil inspects in this process, for tests of files that are well known.
  public init(program: Program?) { self.program = program }

  deinit { stop() }

  /// What the file is, or the part of it that begins at `offset`.
  ///
  /// A file that ends the service, or takes it too long, has the state `unchecked`.
  ///
  /// - Throws: `SystemError` where the service can't be started or the file can't be read.
  public func inspect(
    _ file: Descriptor, at offset: Int64 = 0, count: Int64
  ) throws(SystemError) -> FileFacts {
    guard count > 0 else { return FileFacts(.other, .empty) }
    guard let program else {
      return try FileInspection.inspect(file, at: offset, count: count)
    }
    if count <= FileInspection.longestShortText {
      let content = try file.bytes(at: offset, count: Int(count))
      if content.count == count,
        let facts = content.withUnsafeBytes({ FileInspection.shortText($0) })
      {
        return facts
      }
    }
    if service == nil { service = try start(program) }
    guard let service else { return FileFacts(.other, .unchecked) }
    let request = InspectionService.Request(offset: offset, count: count)
    let sent = withUnsafeBytes(of: request) { bytes in
      clinux_send_descriptor(
        service.socket.number, file.number, bytes.baseAddress, UInt(bytes.count))
    }
    if sent == MemoryLayout<InspectionService.Request>.size, let facts = answer(service.socket) {
      return facts
    }
    stop()
    return FileFacts(.other, .unchecked)
  }

  private func answer(_ socket: Descriptor) -> FileFacts? {
    var poll = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
    let deadline = ContinuousClock.now + .milliseconds(Int(Self.patience))
    while true {
      let left = (deadline - .now).components
      let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
      let ready = Glibc.poll(&poll, 1, Int32(clamping: max(0, milliseconds)))
      if ready > 0 { break }
      guard ready < 0, errno == EINTR else { return nil }
    }
    var bytes = [UInt8](repeating: 0, count: InspectionService.longestAnswer)
    let count = recv(socket.number, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return try? JSONDecoder().decode(FileFacts.self, from: Data(bytes[..<count]))
  }

  private func start(
    _ program: Program
  ) throws(SystemError) -> (socket: Descriptor, process: pid_t) {
    var ends: [Int32] = [-1, -1]
    // Packets, so that a request and an answer are one each (unix(7)).
    let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw SystemError(.open, program.path, code: errno)
    }
    let own = Descriptor(taking: ends[0], path: program.path)
    let other = Descriptor(taking: ends[1], path: program.path)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, other.number, STDIN_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var arguments = ([program.path] + program.arguments).map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var process = pid_t()
    let code = posix_spawn(&process, program.path, &actions, nil, arguments, environ)
    guard code == 0 else { throw SystemError(.open, program.path, code: code) }
    return (own, process)
  }

  private func stop() {
    guard let service else { return }
    self.service = nil
    kill(service.process, SIGKILL)
    var status: Int32 = 0
    while waitpid(service.process, &status, 0) < 0, errno == EINTR {}
  }
}
