import ArgumentParser
import Desk
import Evidence
import Reports

struct AnswersCommand: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "answers",
    abstract: say("显示从申报表里读到的内容", "Show what was read in a form."),
    discussion: say(
      """
      示例：
        evpack answers 申报表.docx
        evpack answers 福清电子 --json
      """,
      """
      Examples:
        evpack answers 申报表.docx
        evpack answers fuqing --json
      """))

  @Argument(
    help: ArgumentHelp(
      say("Word 申报表，或材料文件夹", "A Word form, or a dossier's folder."), valueName: "file|dir"))
  var source: String

  @Option(
    help: ArgumentHelp(
      say("申报表的编号或定义文件（用于 Word 文件）", "The form's id or definition file, for a Word file.")))
  var form: String?

  @Flag(help: ArgumentHelp(say("输出 JSON", "Print JSON.")))
  var json = false

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    let reading = try AnswersReading(source, formID: form)
    try console.print(
      json
        ? AnswersRendering.json(
          form: reading.form, answers: reading.answers, findings: reading.findings,
          language: console.language)
        : AnswersRendering.text(
          form: reading.form, answers: reading.answers, findings: reading.findings,
          language: console.language))
    return .well
  }
}
