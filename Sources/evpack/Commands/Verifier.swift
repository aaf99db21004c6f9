import ArgumentParser
import Desk
import Reports

struct Verifier: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "verifier",
    abstract: say(
      "生成核验网页，给没有安装 evpack 的人用", "Write a page that verifies packages in any browser."),
    discussion: say(
      """
      写出一个网页文件，用浏览器打开，把材料包拖进去就能核验是否完好；不联网，不上传。
      它不核验签章，不打开佐证材料，不重新核对是否齐全，这些请用 evpack verify。

      示例：
        evpack verifier -o 验证.html
      """,
      """
      One file to open in a browser; a package dropped on it is verified there, without network.
      It does not verify signatures, open attachments or judge completeness; evpack verify does.

      Example:
        evpack verifier -o verify.html
      """))

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      say("网页文件，代替以前的", "The page to write, in place of an earlier one."),
      valueName: "file.html"))
  var output: String

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if ReportFormat(fileName: output) != .html {
      throw ValidationError(
        say("-o 的文件名要以 .html 结尾", "the file name of -o must end in .html"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    try ReportTarget.check(output)
    let page = try VerifierPage(
      common.language.flatMap(Language.init(rawValue:)), program: "evpack \(Version.number)")
    try console.deliver(page.html, to: output, replacing: true)
    return .well
  }
}
