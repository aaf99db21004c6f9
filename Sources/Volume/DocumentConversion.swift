import CLinux
public import Evidence
public import Files
internal import FoundationEssentials
import Glibc

/// Has Word files and the like made into PDFs by LibreOffice, where it is installed.
///
/// It gets a profile and a folder of its own, no network where the system lets that be taken away, and
/// a minute. It ends with 0 when it has failed, so that what it wrote is looked at.
public enum DocumentConversion {
  /// Whether a file of this type has to be converted to be printed.
  public static func isNeeded(for type: FileType) -> Bool {
    switch type {
    case .docx, .docm, .doc, .odt, .rtf, .pptx, .pptm, .ppt, .odp, .xls, .ods: true
    default: false
    }
  }

  private static let patience = Duration.seconds(60)
  private static let largest: Int64 = 200 << 20
  private static let prefix = "evpack-office-"

  /// Makes a PDF of a document.
  ///
  /// - Parameters:
  ///   - file: where the document is, or a part of which it is.
  ///   - isCancelled: asked often.
  /// - Returns: the PDF, in a file without a name; or why there is none.
  /// - Throws: ``VolumeFailure/cancelled``.
  public static func pdf(
    of input: VolumeProcess.Input, _ type: FileType, isCancelled: () -> Bool
  ) throws(VolumeFailure) -> Result<Descriptor, ConversionError> {
    guard let program = program(named: ["soffice", "libreoffice"]) else {
      return .failure(ConversionError(.absent))
    }
    guard input.count <= largest, let folder = makeFolder() else {
      return .failure(ConversionError(.failed))
    }
    defer { clinux_remove_tree(folder) }
    let name = "document.\(type.rawValue)"
    guard mkdir("\(folder)/tmp", 0o700) == 0, copy(input, to: "\(folder)/\(name)") else {
      return .failure(ConversionError(.failed))
    }
    let arguments =
      isolation(folder) + [
        "/usr/bin/env", "HOME=\(folder)", "TMPDIR=\(folder)/tmp", program, "--headless",
        "--norestore", "--nolockcheck",
        "-env:UserInstallation=file://\(folder)/profile", "--convert-to", "pdf", "--outdir",
        "\(folder)/out", "\(folder)/\(name)",
      ]
    switch run(arguments, isCancelled) {
    case .cancelled: throw .cancelled
    case .tooLong: return .failure(ConversionError(.tooLong))
    case .ended: break
    }
    guard let pdf = try? Descriptor.openFile("\(folder)/out/document.pdf"),
      let beginning = try? pdf.bytes(at: 0, count: 5), beginning == Array("%PDF-".utf8)
    else { return .failure(ConversionError(.failed)) }
    return .success(pdf)
  }

  /// Why there is no PDF, as an error.
  public struct ConversionError: Error, Hashable, Sendable {
    public let reason: VolumeOrder.ConversionFailure

    init(_ reason: VolumeOrder.ConversionFailure) { self.reason = reason }
  }

  private static func program(named names: [String]) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let folders = path.split(separator: ":").map(String.init)
    return names.lazy.flatMap { name in folders.lazy.map { "\($0)/\(name)" } }
      .first { access($0, X_OK) == 0 }
  }

  /// What takes the network away, and all that could be written but for a folder, where it is there
  /// and works. LibreOffice needs a place for its socket: /tmp or /var/tmp.
  private static func isolation(_ folder: String) -> [String] {
    if let bwrap = program(named: ["bwrap"]) {
      let command = [
        bwrap, "--unshare-net", "--unshare-pid", "--die-with-parent", "--ro-bind", "/", "/",
        "--dev", "/dev", "--proc", "/proc", "--bind", "\(folder)/tmp", "/var/tmp", "--bind", folder,
        folder,
      ]
      if succeeds(command + ["/bin/true"]) { return command }
    }
    if let unshare = program(named: ["unshare"]) {
      let command = [unshare, "--user", "--map-root-user", "--net"]
      if succeeds(command + ["/bin/true"]) { return command }
    }
    return []
  }

  private static func succeeds(_ arguments: [String]) -> Bool {
    if case .ended(0) = run(arguments, { false }) { true } else { false }
  }

  // MARK: Folders

  /// A new folder of this user's own. Those that a killed process left are removed.
  private static func makeFolder() -> String? {
    let own = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let place = own.isEmpty ? "/var/tmp" : own
    for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    where name.hasPrefix(prefix) {
      let number = name.dropFirst(prefix.count).split(separator: "-").first.flatMap { pid_t($0) }
      var status = stat()
      guard let number, kill(number, 0) != 0, errno == ESRCH,
        lstat("\(place)/\(name)", &status) == 0, status.st_uid == geteuid()
      else { continue }
      clinux_remove_tree("\(place)/\(name)")
    }
    var template = Array("\(place)/\(prefix)\(getpid())-XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { name in
      name.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
  }

  private static func copy(_ input: VolumeProcess.Input, to path: String) -> Bool {
    guard let content = try? MappedFile(input.file, at: input.offset, count: input.count) else {
      return false
    }
    let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number >= 0 else { return false }
    let file = Descriptor(taking: number, path: path)
    return (try? file.write(content.bytes, at: 0)) != nil
  }

  // MARK: Processes

  private enum Ending {
    case ended(Int32)
    case tooLong, cancelled
  }

  /// Runs a program with limits, and ends it and all that it started when its time is over.
  private static func run(_ arguments: [String], _ isCancelled: () -> Bool) -> Ending {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    _ = clinux_spawn_without(&actions, STDERR_FILENO + 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    // Seconds of a processor, and blocks of 512 bytes that a file may have: 1 GB.
    let limited =
      ["/bin/sh", "-c", "ulimit -t 120; ulimit -f 2097152; ulimit -c 0; exec \"$@\"", "sh"]
      + arguments
    var texts = limited.map { strdup($0) }
    defer { for text in texts { free(text) } }
    texts.append(nil)
    var process = pid_t()
    guard posix_spawn(&process, "/bin/sh", &actions, &attributes, texts, environ) == 0 else {
      return .ended(127)
    }
    let deadline = ContinuousClock.now + patience
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process || ended < 0 && errno != EINTR { break }
      let isOver = ContinuousClock.now > deadline
      if isOver || isCancelled() {
        kill(-process, SIGKILL)
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return isOver ? .tooLong : .cancelled
      }
      usleep(20_000)
    }
    // What it left running would write on.
    kill(-process, SIGKILL)
    // WIFEXITED and WEXITSTATUS (wait(2)), which are macros.
    return .ended(status & 0x7F == 0 ? status >> 8 & 0xFF : 128)
  }
}
