import ArgumentParser
import Desk
import Evidence
import Manifest
import Reports

struct List: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: say("列出佐证材料包里的文件", "List the files of a package."),
    discussion: say(
      """
      只看文件目录，不校验内容；校验请用 evpack verify。

      示例：
        evpack list 福清电子.tar
      """,
      """
      Reads the headers only; evpack verify checks the content.

      Example:
        evpack list fuqing.tar
      """))

  @Argument(help: ArgumentHelp(say("材料包", "The package."), valueName: "package"))
  var package: String

  @Flag(help: ArgumentHelp(say("输出 JSON", "Print JSON.")))
  var json = false

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    let listing = try PackageListing.read(package == "-" ? "/dev/stdin" : package)
    try console.print(
      json ? ListingRendering.json(listing) : ListingRendering.text(listing))
    let wording = Wording(console.language)
    for finding in listing.findings where finding.level == .error {
      console.remark("\(wording.place(finding.place, in: nil)): \(wording.message(finding))")
    }
    return listing.findings.contains { $0.level == .error } ? .notIntact : .well
  }
}
