import ArgumentParser
import Desk
import Evidence
import Inspection
import Reports

struct Check: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    abstract: say("核对佐证材料，列出缺件", "Check a dossier and say what is missing."),
    discussion: say(
      """
      示例：
        evpack check 福清电子
        evpack check 福清电子 -o 缺件报告.html
        evpack check 福清电子 --json
      """,
      """
      Examples:
        evpack check fuqing
        evpack check fuqing -o report.html
        evpack check fuqing --json
      """))

  @Argument(
    help: ArgumentHelp(say("材料文件夹（默认当前文件夹）", "The folder (default: this one)."), valueName: "dir"))
  var folder = "."

  @Flag(help: ArgumentHelp(say("提醒也算作问题", "Count warnings as errors.")))
  var strict = false

  @Flag(
    exclusivity: .exclusive,
    help: ArgumentHelp(
      say(
        "报告的格式（默认文本；也可由 -o 的扩展名决定）", "The report's format (default: text, or by the ending of -o).")
    ))
  var flag: FormatFlag?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(say("把报告写入文件", "Write the report to a file."), valueName: "file"))
  var output: String?

  @OptionGroup var common: CommonOptions

  enum FormatFlag: String, EnumerableFlag {
    case text, json, csv, html
  }

  private var format: ReportFormat? {
    flag.flatMap { ReportFormat(rawValue: $0.rawValue) }
  }

  func validate() throws {
    guard let output else { return }
    guard let byName = ReportFormat(fileName: output), format == nil || format == byName else {
      throw ValidationError(
        say(
          "-o 的文件名要以 .txt、.json、.csv 或 .html 结尾，并与所选格式一致",
          "the file name of -o must end in .txt, .json, .csv or .html, as the format does"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    let format = format ?? output.flatMap(ReportFormat.init(fileName:)) ?? .text
    Interruption.watch()
    let line = ProgressLine(console.say("正在检查", "checking"))
    defer { line?.end() }
    var folder = try DossierFolder(self.folder)
    try folder.read(
      inspector: .own, progress: { line?.show($0) }, isCancelled: { Interruption.isRequested })
    line?.end()
    let report = folder.assess()
    let today = try Today.text()
    try console.deliver(
      report.rendered(
        as: format, language: console.language, on: today,
        colour: output == nil && Console.isColoured), to: output)
    if output != nil {
      try console.print(
        report.rendered(
          as: .text, language: console.language, on: today, colour: Console.isColoured))
    }
    if strict, report.isComplete, !report.isStrictlyComplete {
      console.remark(
        console.say("按 --strict，提醒也算作问题", "with --strict the warnings count as errors"))
    }
    return (strict ? report.isStrictlyComplete : report.isComplete) ? .well : .incomplete
  }
}
