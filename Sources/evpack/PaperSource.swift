import ArgumentParser
import Desk

/// What a paper is about.
struct PaperSource: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      say("材料文件夹或材料包（默认当前文件夹）", "The folder or package (default: this folder)."),
      valueName: "dir|package"))
  var source = "."

  @Option(
    help: ArgumentHelp(
      say(
        "材料包用的申报表：编号或定义文件（默认：材料包写明的编号）",
        "A package's form: an id or a definition file (default: the id that it names).")))
  var form: String?

  func papers(for target: PaperTarget, _ console: Console) throws -> Papers {
    try ReportTarget.check(target.output)
    return try console.follow(console.say("正在读取", "reading")) { progress, isCancelled in
      try Papers(
        of: source, form: form, at: Today.now, progress: progress,
        isCancelled: isCancelled)
    }
  }
}
