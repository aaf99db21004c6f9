import ArgumentParser
import Inspection
import Reports

@main
struct EvpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evpack",
    abstract: say(
      "把申报表与佐证材料核对、封装、校验。",
      "Checks, seals and verifies the evidence of government application forms."),
    discussion: say(
      """
      常用步骤：
        evpack init 申报材料 --from 申报表.docx   建立材料文件夹
        evpack check 申报材料                     看还缺什么
        evpack seal 申报材料                      封装成一个文件
        evpack verify 申报材料.tar                校验收到的材料包

      退出码：0 正常（可有提醒）· 1 没能完成 · 2 材料包不完好 · 3 佐证材料不齐或有文件名要改 · 4 签章缺失或不可信 · 64 用法有误
      """,
      """
      The usual steps:
        evpack init dossier --from 申报表.docx    make the folder
        evpack check dossier                      see what is missing
        evpack seal dossier                       seal it into one file
        evpack verify dossier.tar                 verify a package that came in

      Exit codes: 0 all well (warnings allowed) · 1 could not do it · 2 not intact · 3 evidence
      incomplete, or names to be mended · 4 signature missing or not trusted · 64 wrong usage
      """),
    version: "evpack \(Version.number)",
    subcommands: [
      Init.self, AnswersCommand.self, Lists.self, Check.self, Link.self, Unlink.self, Suggest.self,
      Names.self, Catalogue.self, Covers.self, VolumeCommand.self, Seal.self, Sign.self,
      Timestamp.self, Verify.self,
      Verifier.self, Receipt.self, List.self, Extract.self, Diff.self, Serve.self, Forms.self,
    ])

  static func main() {
    if let service = Service.asked { return service.run() }
    Inspector.program = Service.inspectFiles.program
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(error)
    }
  }

  static var _errorPrefix: String { "evpack: " }

  /// Ends as the library would, with what it says in the language that is spoken.
  private static func end(_ error: any Error) -> Never {
    let asksForScript = CommandLine.arguments.contains { $0.hasPrefix("--generate-completion") }
    if Language.spoken == .en || asksForScript { exit(withError: error) }
    let text = UsageWords.inChinese(fullMessage(for: error))
    let code = exitCode(for: error)
    if !text.isEmpty { Console.say(text, isResult: code == .success) }
    exit(withError: code)
  }
}

enum Version {
  static let number = "0.2.0"
}
