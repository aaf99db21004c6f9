import ArgumentParser
import Desk
import Evidence
import Files
import Glibc
import Manifest
import Reports

// The rules of output:
// - Results go to standard output, all else to standard error, as `evpack: …`, with a `hint:` line
//   where the next step is known.
// - Progress is shown on standard error, and only where that is a terminal.
// - Names of files are shown; answers and names of persons never are.

/// How a command ends.
enum Exit: Int32, Comparable {
  case well = 0
  case failed = 1
  case notIntact = 2
  case incomplete = 3
  case notTrusted = 4

  /// Worse is later: with several packages the worst counts.
  static func < (left: Exit, right: Exit) -> Bool { left.badness < right.badness }

  private var badness: Int {
    switch self {
    case .well: 0
    case .incomplete: 1
    case .notTrusted: 2
    case .notIntact: 3
    case .failed: 4
    }
  }
}

/// The options of every command.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      say(
        "显示语言：zh 或 en（默认按系统设置）", "The language: zh or en (by default the system's)."),
      valueName: "zh|en"))
  var language: String?

  func validate() throws {
    if let language, Language(rawValue: language) == nil {
      throw ValidationError(say("语言只能是 zh 或 en", "the language is zh or en"))
    }
  }
}

/// A command that reports through a console.
protocol EvpackSubcommand: ParsableCommand {
  var common: CommonOptions { get }
  func work(_ console: Console) throws -> Exit
}

extension EvpackSubcommand {
  func run() throws {
    Parallelism.shareMemory()
    let console = Console(language: Language.spoken)
    let exit: Exit
    do {
      exit = try work(console)
    } catch let error as ValidationError {
      throw error
    } catch let error as CleanExit {
      throw error
    } catch {
      let failure = Failure(error, console.language)
      console.complain(failure.message, hint: failure.hint)
      if failure.isInterruption { Interruption.dieOfIt() }
      exit = failure.exit
    }
    if exit != .well { throw ExitCode(exit.rawValue) }
  }
}

struct Console {
  let language: Language

  /// Whether standard output is a terminal that takes colours (no-color.org).
  static let isColoured =
    isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil
    && getenv("TERM").map { String(cString: $0) } != "dumb"

  /// Prints a result.
  func print(_ text: String) throws {
    try Self.write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
  }

  /// Prints what is asked for on its own, such as help, or says why a command was not understood.
  static func say(_ text: String, isResult: Bool) {
    try? write(text + "\n", to: isResult ? STDOUT_FILENO : STDERR_FILENO)
  }

  /// Prints a question, the cursor staying on its line.
  func ask(_ prompt: String) throws { try Self.write(prompt, to: STDOUT_FILENO) }

  /// Tells something beside the result.
  func remark(_ text: String) { try? Self.write("evpack: \(text)\n", to: STDERR_FILENO) }

  func complain(_ message: String, hint: String? = nil) {
    remark(message)
    if let hint { try? Self.write("hint: \(hint)\n", to: STDERR_FILENO) }
  }

  func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  /// A path without characters that steer the terminal or can't be seen.
  func shown(_ path: String) -> String { Wording(language).place(path, in: nil) }

  /// Writes a result to a file, or prints it.
  func deliver(_ text: String, to file: String?, replacing: Bool) throws {
    guard let file else { return try print(text) }
    try deliver(Array(text.utf8), to: file, replacing: replacing)
  }

  /// Writes a result to a file.
  func deliver(_ bytes: [UInt8], to file: String, replacing: Bool = true) throws {
    try StagedFile.write(bytes, to: file, replacing: replacing)
    remark(say("已写入 \(file)", "wrote \(file)"))
  }

  /// Does long work: a line on the terminal tells how far it is, and Ctrl-C asks it to stop.
  ///
  /// - Parameter work: is given what tells its progress and what asks whether to stop, both for
  ///   any thread.
  func follow<Result>(
    _ label: String,
    _ work: (
      _ progress: @escaping @Sendable (Progress) -> Void,
      _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Result
  ) rethrows -> Result {
    Interruption.watch()
    let line = ProgressLine(label)
    defer { line?.end() }
    return try work({ line?.show($0) }, { Interruption.isRequested })
  }

  private static func write(_ text: String, to descriptor: Int32) throws {
    var text = text
    let failure = text.withUTF8 { bytes -> Int32? in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return nil
    }
    if let failure { throw DeskError.system(SystemError(.write, "-", code: failure)) }
  }
}

extension Language {
  /// `--language`, else what the environment says (setlocale(3): LC_ALL, LC_MESSAGES, LANG).
  static let spoken: Language = {
    let arguments = CommandLine.arguments
    for (index, argument) in arguments.enumerated() {
      if argument == "--language", index + 1 < arguments.count {
        if let language = Language(rawValue: arguments[index + 1]) { return language }
      }
      if argument.hasPrefix("--language=") {
        if let language = Language(rawValue: String(argument.dropFirst(11))) { return language }
      }
    }
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
      if let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty {
        return Language(locale: value)
      }
    }
    return .en
  }()
}

/// A text in the language that is spoken.
func say(_ zh: String, _ en: String) -> String { Language.spoken == .zh ? zh : en }
