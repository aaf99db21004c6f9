import ArgumentParser
import Desk
import Evidence
import Manifest
import Reports

struct Extract: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: say("解开佐证材料包", "Extract a package."),
    discussion: say(
      """
      解到目标文件夹里以材料包命名的新文件夹，不写进已有内容的文件夹；内容与清单不符的文件不会写出。

      示例：
        evpack extract 福清电子.tar
        evpack extract 福清电子.tar --directory 审核
      """,
      """
      Makes a folder of the package's name in the target, never in one that holds something; what differs from the manifest stays out.

      Examples:
        evpack extract fuqing.tar
        evpack extract fuqing.tar --directory review
      """))

  @Argument(help: ArgumentHelp(say("材料包", "The package."), valueName: "package"))
  var package: String

  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp(say("目标文件夹（默认当前文件夹）", "The target folder (default: this one).")))
  var directory = "."

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    let report = try console.follow(console.say("正在解开", "extracting")) {
      try Extraction.extract(path: package, to: directory, progress: $0, isCancelled: $1)
    }
    guard report.package.isPackage else { throw SignatureError.notAPackage(file: package) }
    let size = ByteCount.text(report.files.reduce(0) { $0 + $1.size })
    try console.print(
      console.say(
        "已解开 \(report.files.count) 个文件（\(size)）到 \(directory)/\(report.folder)",
        "extracted \(report.files.count) files (\(size)) to \(directory)/\(report.folder)"))
    if report.package.isIntact { return .well }
    let wording = Wording(console.language)
    for finding in report.package.findings where finding.level == .error {
      console.remark(
        "\(wording.place(finding.place, in: nil)): \(wording.message(finding))")
    }
    console.complain(
      console.say(
        "这个材料包不完好，只解开了内容无误的文件",
        "this package is not intact; only files that are as they were sealed were extracted"),
      hint: console.say(
        "运行 evpack verify \(package) 查看全部问题", "evpack verify \(package) lists all defects"))
    return .notIntact
  }
}
