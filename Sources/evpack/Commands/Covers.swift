import ArgumentParser
import Desk
import Reports

struct Covers: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "covers",
    abstract: say("写出隔页（Word），每项佐证要求一页", "Write cover sheets for Word, one for each requirement."),
    discussion: say(
      """
      隔页打印出来，放在纸质佐证材料每一项的前面：大号的编号、名称、文件和页数。

      示例：
        evpack covers 福清电子 -o 隔页.docx
      """,
      """
      To be printed and laid before the paper evidence of each requirement: its number, its title,
      its files and their pages.

      Example:
        evpack covers fuqing -o covers.docx
      """))

  @OptionGroup var source: PaperSource
  @OptionGroup var target: PaperTarget
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if target.ending != "docx" {
      throw ValidationError(
        say("-o 的文件名要以 .docx 结尾", "the file name of -o must end in .docx"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    let papers = try source.papers(for: target, console)
    return try target.deliver(papers.covers(console.language), console)
  }
}
