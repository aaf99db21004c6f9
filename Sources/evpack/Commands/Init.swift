import ArgumentParser
import Desk
import Evidence

struct Init: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: say(
      "建立材料文件夹，按已勾选的项目建好子文件夹", "Make a dossier's folder, with a folder for each ticked box."),
    discussion: say(
      """
      再次运行会补建新勾选项目的文件夹，不会改动或删除任何文件。

      示例：
        evpack init 福清电子 --from 申报表.docx
        evpack init 福清电子
      """,
      """
      Run again, it adds the folders for what has been ticked since; nothing is changed or removed.

      Examples:
        evpack init fuqing --from 申报表.docx
        evpack init fuqing
      """))

  @Argument(
    help: ArgumentHelp(say("材料文件夹（默认当前文件夹）", "The folder (default: this one)."), valueName: "dir"))
  var folder = "."

  @Option(
    help: ArgumentHelp(say("申报表的编号，见 evpack forms list", "The form's id, see evpack forms list.")))
  var form: String?

  @Option(
    help: ArgumentHelp(
      say("填好的 Word 申报表，会复制进来", "The filled Word form, which is copied in."), valueName: "docx"))
  var from: String?

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    let outcome = try DossierSetup.run(root: folder, formID: form, source: from)
    try console.print(
      outcome.isNew
        ? console.say("已建立材料文件夹 \(folder)", "made the dossier \(folder)")
        : console.say(
          "材料文件夹 \(folder) 已存在，只补建缺少的部分",
          "the dossier \(folder) exists already; adding only what it lacks"))
    if let form = outcome.identified {
      try console.print(
        console.say(
          "申报表：《\(form.title)》（\(form.edition)）", "form: \(form.title) (\(form.edition))"))
      if let newer = form.newer {
        console.remark(
          console.say(
            "注意：这是 \(form.edition) 版的申报表，已有 \(newer) 版。确认要用旧版的不用处理；不是的，换用新版申报表重新填写",
            "note: this is the form's edition \(form.edition), and there is an edition \(newer); fill in the newer form unless the older one is meant"
          ))
      }
    }
    for name in outcome.folders { try console.print("  + \(name)/") }
    if outcome.folders.isEmpty {
      try console.print(console.say("  没有需要新建的文件夹", "  no new folders needed"))
    }
    try console.print(next(outcome, console))
    return .well
  }

  private func next(_ outcome: DossierSetup.Outcome, _ console: Console) -> String {
    let needed = outcome.report.progress.asked
    if outcome.report.findings.contains(where: { $0.rule == "form-absent" }) {
      return console.say(
        "还没有申报表。把填好的 申报表.docx 放进 \(folder)，再运行 evpack check \(folder)",
        "There is no form yet. Put the filled 申报表.docx into \(folder), then run evpack check \(folder)"
      )
    }
    if needed == 0 {
      return console.say(
        "申报表里还没有需提供佐证材料的项目。填好并保存后，再运行 evpack init \(folder)",
        "Nothing in the form asks for evidence yet. Fill it in, save it, and run evpack init \(folder) again"
      )
    }
    return console.say(
      "需提供佐证材料的共 \(needed) 项。把文件放进对应编号的文件夹，再运行 evpack check \(folder)",
      "\(needed) items need evidence. Put the files into the numbered folders, then run evpack check \(folder)"
    )
  }
}
