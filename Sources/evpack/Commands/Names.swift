import ArgumentParser
import Desk
import Evidence
import Manifest
import Reports

struct Names: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "names",
    abstract: say("检查并改好文件和文件夹的名称", "Check the names of files and folders, and mend them."),
    discussion: say(
      """
      不带选项时只检查，不改动。--fix 按列出的新名称改名，dossier.yaml 里的关联一起改；每次改名都有记录，--undo 可以撤销。
      不会覆盖任何文件。有名称要改时退出码是 3。

      示例：
        evpack names 福清电子
        evpack names 福清电子 --fix
        evpack names 福清电子 --undo
      """,
      """
      Without options nothing is changed. --fix gives the new names that are listed, and changes the
      links in dossier.yaml along with them; each renaming is logged, and --undo takes it back.
      Nothing is ever overwritten. The exit code is 3 while there are names to be mended.

      Examples:
        evpack names fuqing
        evpack names fuqing --fix
        evpack names fuqing --undo
      """))

  @Argument(
    help: ArgumentHelp(say("材料文件夹（默认当前文件夹）", "The folder (default: this one)."), valueName: "dir"))
  var folder = "."

  @Flag(help: ArgumentHelp(say("改名", "Rename.")))
  var fix = false

  @Flag(help: ArgumentHelp(say("撤销上一次改名", "Take the last renaming back.")))
  var undo = false

  @Option(
    help: ArgumentHelp(
      say("要撤销的改名记录（默认最近一次）", "The log to take back (default: the newest)."), valueName: "file"))
  var log: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if fix, undo {
      throw ValidationError(say("--fix 和 --undo 只能选一个", "choose either --fix or --undo"))
    }
    if log != nil, !undo {
      throw ValidationError(say("--log 要和 --undo 一起用", "--log goes with --undo"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    if undo { return try tell(NameMending.undo(folder, log: log), console, isUndo: true) }
    if fix {
      let moment = civilDate(ofUnixSeconds: try Today.sealingTime()).moment
        .filter { $0.isLetter || $0.isNumber }
      let exit = try tell(NameMending.mend(folder, at: moment), console, isUndo: false)
      let rest = try NameMending.plan(folder)
      if !rest.items.isEmpty {
        try console.print("\n" + rest.text(console.language, folder: folder))
      }
      return max(exit, Self.exit(rest))
    }
    let plan = try NameMending.plan(folder)
    try console.print(plan.text(console.language, folder: folder))
    return Self.exit(plan)
  }

  private static func exit(_ plan: NamePlan) -> Exit {
    plan.items.contains(where: \.isUrgent) ? .incomplete : .well
  }

  private func tell(
    _ outcome: NameMending.Outcome, _ console: Console, isUndo: Bool
  ) throws -> Exit {
    for (from, to) in outcome.renamed {
      try console.print("\(console.shown(from)) → \(console.shown(to))")
    }
    for (path, error) in outcome.failed {
      let failure = Failure(error, console.language)
      console.complain(
        console.say(
          "没有改名：\(console.shown(path))（\(failure.message)）",
          "not renamed: \(console.shown(path)) (\(failure.message))")
      )
    }
    let count = outcome.renamed.count
    if count == 0, outcome.failed.isEmpty {
      try console.print(console.say("没有要改的名称", "there was nothing to rename"))
    } else if isUndo {
      try console.print(
        console.say("已恢复 \(count) 个名称", "names restored: \(count)"))
    } else {
      try console.print(console.say("已改名 \(count) 个", "renamed: \(count)"))
    }
    if outcome.links > 0 {
      try console.print(
        console.say(
          "dossier.yaml 里的关联改了 \(outcome.links) 处",
          "links changed in dossier.yaml: \(outcome.links)"))
    }
    if let log = outcome.log, count > 0 {
      try console.print(
        console.say(
          "记录在 \(folder)/\(log)；撤销：evpack names \(folder) --undo",
          "logged in \(folder)/\(log); to take it back: evpack names \(folder) --undo"))
    }
    return outcome.failed.isEmpty ? .well : .failed
  }
}

extension NamePlan.Item {
  /// Whether it is more than a note, or can be mended at once.
  fileprivate var isUrgent: Bool { newName != nil || findings.contains { $0.level != .note } }
}
