import ArgumentParser
import Desk
import Evidence
import Reports

struct Check: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: say("核对佐证材料，列出缺件", "Check a dossier and say what is missing."),
    discussion: say(
      """
      示例：
        evpack check 福清电子
        evpack check 福清电子 -o 缺件报告.html
        evpack check 福清电子 -o 缺件报告.xlsx
        evpack check 福清电子 --json
      """,
      """
      Examples:
        evpack check fuqing
        evpack check fuqing -o report.html
        evpack check fuqing -o report.xlsx
        evpack check fuqing --json
      """))

  @Argument(
    help: ArgumentHelp(say("材料文件夹（默认当前文件夹）", "The folder (default: this one)."), valueName: "dir"))
  var folder = "."

  @Flag(help: ArgumentHelp(say("提醒也算作问题", "Count warnings as errors.")))
  var strict = false

  /// Text formats, and a workbook.
  enum Format: String, EnumerableFlag, Sendable {
    case text, json, csv, html, xlsx
  }

  @OptionGroup var report: ReportOptions<Format>
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if report.format == .xlsx, report.output == nil {
      throw ValidationError(
        say("--xlsx 要用 -o 写明文件名", "--xlsx needs a file name, with -o"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    try report.checkTarget()
    var folder = try DossierFolder(self.folder)
    try console.follow(console.say("正在检查", "checking")) { progress, isCancelled in
      _ = try folder.read(progress: progress, isCancelled: isCancelled)
    }
    let found = folder.assess()
    let today = try Today.text()
    func rendered(as format: ReportFormat, colour: Bool) -> String {
      found.rendered(
        as: format, language: console.language, on: today, folder: self.folder, colour: colour)
    }
    let isFile = report.output != nil
    let format = report.format ?? .text
    if let format = ReportFormat(rawValue: format.rawValue) {
      try report.deliver(rendered(as: format, colour: !isFile && Console.isColoured), console)
    } else {
      try report.deliver(Papers(found).workbook(console.language, on: today), console)
    }
    if isFile { try console.print(rendered(as: .text, colour: Console.isColoured)) }
    if strict, found.isComplete, !found.isStrictlyComplete {
      console.remark(
        console.say("按 --strict，提醒也算作问题", "with --strict the warnings count as errors"))
    }
    return (strict ? found.isStrictlyComplete : found.isComplete) ? .well : .incomplete
  }
}
