import ArgumentParser
import Desk
import Evidence

struct Link: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: say("把文件关联到佐证要求", "Link files to a requirement."),
    discussion: say(
      """
      放在对应编号文件夹里的文件不需要再关联。一个文件要证明几项时用这个命令。

      示例：
        evpack link 7-2-1 福清电子/佐证材料/活动材料.zip --dir 福清电子
        evpack link 3-3-4 佐证材料/协议.pdf --place 第3页
      """,
      """
      A file in the folder of a requirement is linked anyway; use this where one file proves several.

      Examples:
        evpack link 7-2-1 fuqing/佐证材料/activities.zip --dir fuqing
        evpack link 3-3-4 佐证材料/agreement.pdf --place "page 3"
      """))

  @Argument(help: ArgumentHelp(say("佐证要求的编号，如 3-3-1", "The requirement's number, as 3-3-1.")))
  var number: String

  @Argument(help: ArgumentHelp(say("要关联的文件", "The files to link."), valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp(say("材料文件夹（默认当前文件夹）", "The dossier's folder (default: this one).")))
  var dir = "."

  @Option(help: ArgumentHelp(say("在文件中的位置，如“第3页”", "The place in the file, as \"page 3\".")))
  var place: String?

  @Option(help: ArgumentHelp(say("说明", "A note.")))
  var note: String?

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    let added = try Linking.link(files, to: number, in: dir, place: place, note: note)
    for link in added { try console.print("\(number) ← \(link.attachment)") }
    if added.isEmpty {
      try console.print(console.say("已经关联过，没有改动", "linked already, nothing changed"))
    }
    return .well
  }
}

struct Unlink: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "unlink",
    abstract: say("取消关联", "Take links back."),
    discussion: say(
      """
      示例：
        evpack unlink 7-2-1 福清电子/佐证材料/活动材料.zip --dir 福清电子
      """,
      """
      Example:
        evpack unlink 7-2-1 fuqing/佐证材料/activities.zip --dir fuqing
      """))

  @Argument(help: ArgumentHelp(say("佐证要求的编号，如 3-3-1", "The requirement's number, as 3-3-1.")))
  var number: String

  @Argument(help: ArgumentHelp(say("要取消关联的文件", "The files."), valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp(say("材料文件夹（默认当前文件夹）", "The dossier's folder (default: this one).")))
  var dir = "."

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    for link in try Linking.unlink(files, from: number, in: dir) {
      try console.print("\(number) ✕ \(link.attachment)")
    }
    return .well
  }
}
