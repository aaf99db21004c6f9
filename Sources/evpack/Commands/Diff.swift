import ArgumentParser
import Desk
import Evidence
import Manifest
import Reports

struct Diff: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    abstract: say("比较前后两次报送的材料包", "Compare an earlier and a later package."),
    discussion: say(
      """
      按佐证要求列出新增、删除、替换、改名、改关联的文件，以及改动的填报内容。

      示例：
        evpack diff 福清电子.tar 福清电子-补正.tar
        evpack diff 福清电子.tar 福清电子-补正.tar -o 变化.html
      """,
      """
      Lists, requirement by requirement, the files that were added, removed, replaced, renamed or
      linked elsewhere, and the answers that changed.

      Examples:
        evpack diff fuqing.tar fuqing-2.tar
        evpack diff fuqing.tar fuqing-2.tar -o changes.html
      """))

  @Argument(help: ArgumentHelp(say("前一次的材料包", "The earlier package."), valueName: "old"))
  var old: String

  @Argument(help: ArgumentHelp(say("后一次的材料包", "The later package."), valueName: "new"))
  var new: String

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
    case text, json, html
  }

  private var format: ReportFormat? {
    flag.flatMap { ReportFormat(rawValue: $0.rawValue) }
  }

  func validate() throws {
    guard let output else { return }
    guard let byName = ReportFormat(fileName: output), byName != .csv,
      format == nil || format == byName
    else {
      throw ValidationError(
        say(
          "-o 的文件名要以 .txt、.json 或 .html 结尾，并与所选格式一致",
          "the file name of -o must end in .txt, .json or .html, as the format does"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    Interruption.watch()
    let line = ProgressLine(console.say("正在比较", "comparing"))
    defer { line?.end() }
    let difference = try PackageComparing.compare(
      old, with: new, progress: { line?.show($0) },
      isCancelled: { Interruption.isRequested })
    line?.end()
    let format = format ?? output.flatMap(ReportFormat.init(fileName:)) ?? .text
    try console.deliver(
      difference.rendered(as: format, language: console.language, on: try Today.text()),
      to: output)
    let broken = [difference.old, difference.new].filter { !$0.package.isIntact }
    for side in broken {
      console.complain(
        console.say(
          "\(side.file) 不完好，只比较了读得出的部分",
          "\(side.file) is not intact; only what could be read was compared"),
        hint: console.say(
          "运行 evpack verify \(side.file) 查看原因", "evpack verify \(side.file) says why"))
    }
    return broken.isEmpty ? .well : .notIntact
  }
}
