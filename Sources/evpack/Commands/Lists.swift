import ArgumentParser
import Desk
import Evidence
import Reports

struct Lists: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "lists",
    abstract: say(
      "查看标准、专利清单是怎样读取和计数的，或生成空白样表", "Show how a list is read and counted, or write an empty one."),
    discussion: say(
      """
      示例：
        evpack lists 标准清单.xlsx
        evpack lists 专利清单.csv --json
        evpack lists --template standards -o 标准清单.xlsx
        evpack lists --template patents -o 专利清单.xlsx
        evpack lists --form 新申报表.yaml --template 合同清单 -o 合同清单.xlsx
      """,
      """
      Examples:
        evpack lists standards.xlsx
        evpack lists patents.csv --json
        evpack lists --template standards -o standards.xlsx
        evpack lists --template patents -o patents.xlsx
        evpack lists --form form.yaml --template 合同清单 -o contracts.xlsx
      """))

  @Argument(
    help: ArgumentHelp(
      say("清单文件（.xlsx、.csv、.tsv）", "The list (.xlsx, .csv, .tsv)."), valueName: "file"))
  var file: String?

  @Option(
    help: ArgumentHelp(
      say(
        "生成空白样表：standards 标准清单，patents 专利清单，或申报表里清单的名称",
        "Write an empty list: standards, patents, or what the form calls the list."),
      valueName: "standards|patents"))
  var template: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(say("样表的文件名（.xlsx）", "The empty list's file (.xlsx)."), valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp(say("申报表的编号或定义文件", "The form's id or definition file.")))
  var form: String?

  @Flag(help: ArgumentHelp(say("输出 JSON", "Print JSON.")))
  var json = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let template {
      guard form != nil || ["standards", "patents"].contains(template) else {
        throw ValidationError(
          say(
            "样表只能是 standards 或 patents；其他清单要用 --form 写明申报表",
            "the template is standards or patents; for another list name its form with --form"))
      }
      guard file == nil, !json, let output, output.lowercased().hasSuffix(".xlsx") else {
        throw ValidationError(
          say(
            "生成样表要用 -o 写明文件名，以 .xlsx 结尾，不再写清单文件",
            "a template needs -o with a file name that ends in .xlsx, and nothing else"))
      }
    } else if file == nil {
      throw ValidationError(
        say("请写明清单文件，或用 --template 生成样表", "name a list, or use --template"))
    } else if output != nil {
      throw ValidationError(
        say("-o 只用于 --template", "-o goes with --template only"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    if let template, let output {
      try ListTemplates.write(template, to: output, formID: form)
      console.remark(console.say("已写入 \(output)", "wrote \(output)"))
      return .well
    }
    guard let file else { return .failed }
    let report = try ListReport(file: file, formID: form)
    try console.print(
      json
        ? ListRendering.json(report, console.language)
        : ListRendering.text(report, console.language))
    return report.items.isEmpty ? .failed : .well
  }
}
