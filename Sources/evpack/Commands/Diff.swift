import ArgumentParser
import Desk
import Evidence
import Manifest
import Reports

struct Diff: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
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

  @OptionGroup var report: ReportOptions<PackageDifference.Format>
  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    try report.checkTarget()
    let difference = try console.follow(console.say("正在比较", "comparing")) {
      try PackageComparing.compare(old, with: new, progress: $0, isCancelled: $1)
    }
    try report.deliver(
      difference.rendered(
        as: report.format ?? .text, language: console.language, on: try Today.text()), console)
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
