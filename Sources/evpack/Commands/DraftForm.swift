import ArgumentParser
import Desk
import Evidence
import Glibc
import Reports

struct DraftForm: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "draft",
    abstract: say("根据空白的 Word 申报表起草定义", "Draft a definition out of a blank form in Word."),
    discussion: say(
      """
      起草的是初稿：请人工核对标有 # check: 的地方，改好后用 evpack forms lint 检查。
      示例：
        evpack forms draft 空白申报表.docx -o 新申报表.yaml --id xinzhan-2026
      """,
      """
      The draft is to start from: look at every # check: by hand, then run evpack forms lint.
      Example:
        evpack forms draft blank.docx -o form.yaml --id new-form-2026
      """))

  @Argument(
    help: ArgumentHelp(say("空白申报表（.docx）", "The blank form (.docx)."), valueName: "file"))
  var document: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      say("写入文件（默认显示在屏幕上）", "The file to write; standard output by default."),
      valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      say("申报表的编号：小写字母、数字和连字符", "The form's id: lower case, digits, hyphens.")))
  var id = "new-form"

  @OptionGroup var common: CommonOptions

  func validate() throws {
    let isID =
      !id.isEmpty && id.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
    if !isID {
      throw ValidationError(
        say("编号只能用小写字母、数字和连字符（-）", "an id has lower case letters, digits and hyphens only"))
    }
    if let output, ![".yaml", ".yml"].contains(where: output.lowercased().hasSuffix) {
      throw ValidationError(
        say("-o 的文件名要以 .yaml 或 .yml 结尾", "the file name of -o must end in .yaml or .yml"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    if let output, access(output, F_OK) == 0 { throw DeskError.alreadyThere(file: output) }
    let drafting = try FormDrafting(document, id: id)
    let name = document.split(separator: "/").last.map(String.init) ?? document
    try console.deliver(
      DraftRendering.definition(
        drafting.form, checks: drafting.checks, from: name, console.language),
      to: output, replacing: false)
    console.remark(
      DraftRendering.summary(
        drafting.form, checks: drafting.checks, in: output, console.language))
    return .well
  }
}
