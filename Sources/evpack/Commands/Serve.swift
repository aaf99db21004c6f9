import ArgumentParser
import CLinux
import Desk
import Dispatch
import Files
import Glibc
import Synchronization
import Workbench

struct Serve: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: say("在浏览器里整理、封装、审核材料", "Work on dossiers and packages in a browser."),
    discussion: say(
      """
      打开一个只供这台电脑使用的网页，不联网；按 Ctrl-C 结束。文件夹可以是一份申报材料，也可以是放有几份
      申报材料和材料包的文件夹。

      示例：
        evpack serve 福清电子
        evpack serve 收到的材料包
      """,
      """
      Opens a page for this computer alone, without the network; Ctrl-C ends it. The folder is a
      dossier, or one that holds dossiers and packages.

      Examples:
        evpack serve fuqing
        evpack serve received
      """))

  @Argument(
    help: ArgumentHelp(say("文件夹（默认当前文件夹）", "The folder (default: this one)."), valueName: "dir"))
  var folder = "."

  @Option(
    help: ArgumentHelp(
      say("端口（默认任选一个空闲的）", "The port (default: any that is free)."), valueName: "port"))
  var port = 0

  @Flag(help: ArgumentHelp(say("只显示地址，不打开浏览器", "Print the address, open no browser.")))
  var noOpen = false

  @OptionGroup var trust: TrustOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError(say("端口是 0 到 65535 的数字", "a port is a number from 0 to 65535"))
    }
  }

  /// Connections, the folders that are watched, and a seal or a review beside them; the server's own
  /// library ends the process where it gets none to begin with.
  private static let descriptors: UInt = 128

  func work(_ console: Console) throws -> Exit {
    try Descriptor.allow(Self.descriptors)
    let workbench = try Workbench(
      folder, language: console.language, isLanguageChosen: common.language != nil,
      program: "evpack \(Version.number)", volumes: Service.makeVolume.program,
      signatures: try trust.policy(at: Today.now),
      explain: { error, language in
        let failure = Failure(error, language)
        return (failure.message, failure.hint)
      })
    let (port, opens) = (port, !noOpen)
    let outcome = Mutex<Result<Void, any Error>>(.success(()))
    let done = DispatchSemaphore(value: 0)
    Task {
      do {
        try await workbench.serve(port: port) { entrance in
          try? console.print(
            console.say("请在浏览器里打开 \(entrance.address)", "open \(entrance.address) in a browser"))
          console.remark(console.say("按 Ctrl-C 结束", "Ctrl-C ends it"))
          if opens { Self.open(entrance) }
        }
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
      done.signal()
    }
    done.wait()
    do { try outcome.withLock { try $0.get() } } catch {
      console.complain(
        console.say("无法使用端口 \(port)：\(error)", "can't serve on port \(port): \(error)"),
        hint: console.say("不写 --port，会任选一个空闲的", "without --port any that is free is taken"))
      return .failed
    }
    return .well
  }

  /// Asks the desktop for its browser (xdg-open(1)); where there is none, the address was printed.
  private static func open(_ entrance: Entrance) {
    guard let file = try? entrance.file() else { return }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
    }
    _ = clinux_spawn_without(&actions, STDERR_FILENO + 1)
    // A group of its own: Ctrl-C ends this program and no browser.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let words: [String] = ["xdg-open", file]
    var arguments = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var process = pid_t()
    _ = posix_spawnp(&process, "xdg-open", &actions, &attributes, arguments, environ)
  }
}
