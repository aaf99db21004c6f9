import ArgumentParser
internal import Definitions
import Desk
import Evidence
import Reports

struct Forms: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forms",
    abstract: say("申报表的定义", "The definitions of forms."),
    subcommands: [ListForms.self, ShowForm.self, LintForm.self, ExportForm.self, DraftForm.self])
}

struct ListForms: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: say("列出可用的申报表", "List the forms that are known."),
    discussion: say("示例：evpack forms list", "Example: evpack forms list"))

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    let catalogue = try FormCatalogue()
    for entry in catalogue.entries {
      try console.print("\(entry.form.id)  \(entry.edition)  \(entry.form.title)")
    }
    if let folder = FormCatalogue.folder {
      console.remark(
        console.say(
          "要增加申报表，把它的定义文件（.yaml）放进 \(folder)",
          "to add a form, put its definition file (.yaml) into \(folder)"))
    }
    for defect in catalogue.defects {
      let failure = Failure(defect, console.language)
      console.complain(failure.message, hint: failure.hint)
    }
    return catalogue.defects.isEmpty ? .well : .failed
  }
}

struct ShowForm: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: say("列出申报表的全部佐证要求", "List all that a form asks to be proven."),
    discussion: say(
      "示例：evpack forms show fujian-sme-cluster-2026",
      "Example: evpack forms show fujian-sme-cluster-2026"))

  @Argument(help: ArgumentHelp(say("申报表的编号或定义文件", "The form's id, or a definition file.")))
  var form = BundledForms.definitions[0].id

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    try console.print(FormRendering.text(FormDefinition(named: form).form, console.language))
    return .well
  }
}

struct LintForm: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: say("检查申报表定义文件", "Check a form's definition file."),
    discussion: say("示例：evpack forms lint 新申报表.yaml", "Example: evpack forms lint form.yaml"))

  @Argument(help: ArgumentHelp(say("定义文件", "The definition file.")))
  var file: String

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    do {
      let form = try FormDefinition(file: file).form
      let asked = form.requirements.count { $0.level == .required }
      try console.print(
        console.say(
          "\(file)：没有问题（\(form.sections.count) 个部分，\(form.places.count) 处填写，\(asked) 项需提供佐证材料）",
          "\(file): no problems (\(form.sections.count) sections, \(form.places.count) places, \(asked) items need evidence)"
        ))
      return .well
    } catch DeskError.badForm(_, let error) {
      for finding in error.findings {
        try console.print(FormRendering.problem(finding, in: file, console.language))
      }
      console.complain(
        console.say("共 \(error.findings.count) 处问题", "\(error.findings.count) problems"))
      return .failed
    }
  }
}

struct ExportForm: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: say("导出申报表的定义，可修改后另用", "Write out a form's definition, to be changed and used."),
    discussion: say(
      """
      示例：
        evpack forms export fujian-sme-cluster-2026 > 申报表定义.yaml
        evpack forms export fujian-sme-cluster-2026 --json
      """,
      """
      Examples:
        evpack forms export fujian-sme-cluster-2026 > form.yaml
        evpack forms export fujian-sme-cluster-2026 --json
      """))

  @Argument(help: ArgumentHelp(say("申报表的编号", "The form's id.")))
  var form: String

  @Flag(
    help: ArgumentHelp(say("输出 JSON，与材料包中的 form.json 相同", "Print JSON, as form.json in a package."))
  )
  var json = false

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    let definition = try FormDefinition(named: form)
    try console.print(json ? definition.json : definition.text)
    return .well
  }
}
