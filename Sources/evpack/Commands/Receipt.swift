import ArgumentParser
import Desk
import Reports

struct Receipt: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt",
    abstract: say(
      "核验材料包，写出可打印的回执", "Verify a package and write a receipt to print."),
    discussion: say(
      """
      一页 A4：文件数、字节数、SHA-256、封装时间、签章人、封装编号（文字和二维码），以及双方盖章的地方。
      不完好的材料包不出具回执。

      示例：
        evpack receipt 福清电子.tar -o 回执.html
      """,
      """
      One page of A4: files, bytes, SHA-256, the time of sealing, the signers, the seal number as text
      and as a QR code, and room for both stamps. There is none for a package that is not intact.

      Example:
        evpack receipt fuqing.tar -o receipt.html
      """))

  @Argument(help: ArgumentHelp(say("材料包", "The package."), valueName: "package"))
  var package: String

  @OptionGroup var trust: TrustOptions
  @OptionGroup var target: PaperTarget
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if target.ending != "html" {
      throw ValidationError(
        say("-o 的文件名要以 .html 结尾", "the file name of -o must end in .html"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    try ReportTarget.check(target.output)
    let date = try Today.text()
    let policy = try trust.policy(at: Today.now)
    let receipt = try console.follow(console.say("正在校验", "verifying")) { progress, isCancelled in
      try Papers.receipt(
        of: package, signatures: policy, on: date, program: "evpack \(Version.number)",
        console.language, progress: progress, isCancelled: isCancelled)
    }
    _ = try target.deliver(Array(receipt.page.utf8), console)
    return Exit(receipt.review)
  }
}
