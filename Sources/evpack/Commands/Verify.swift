import ArgumentParser
import Desk
import Manifest
import Reports

struct Verify: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    abstract: say("校验佐证材料包是否完好、齐全", "Verify that packages are intact and complete."),
    discussion: say(
      """
      示例：
        evpack verify 福清电子.tar
        evpack verify *.tar
        evpack verify 福清电子.tar --json
      """,
      """
      Examples:
        evpack verify fuqing.tar
        evpack verify *.tar
        evpack verify fuqing.tar --json
      """))

  @Argument(
    help: ArgumentHelp(
      say("材料包；- 表示标准输入", "The packages; - is standard input."), valueName: "package"))
  var packages: [String]

  @Option(
    help: ArgumentHelp(
      say("审核方自己的申报表编号或定义文件", "The reviewer's own form: an id or a definition file.")))
  var form: String?

  @Flag(help: ArgumentHelp(say("输出 JSON，每个材料包一个对象", "Print JSON, one object a package.")))
  var json = false

  @OptionGroup var common: CommonOptions

  func work(_ console: Console) throws -> Exit {
    Interruption.watch()
    var worst = Exit.well
    for package in packages {
      let line = ProgressLine(console.say("正在校验", "verifying"))
      do {
        defer { line?.end() }
        let review = try PackageReviewing.review(
          package, form: form, progress: { line?.show($0) },
          isCancelled: { Interruption.isRequested })
        line?.end()
        try console.print(
          json ? review.json(console.language) : review.text(console.language))
        worst = max(worst, Exit(review))
      } catch {
        let failure = Failure(error, console.language)
        if failure.isInterruption || packages.count == 1 { throw error }
        console.complain(failure.message, hint: failure.hint)
        worst = max(worst, failure.exit)
      }
    }
    return worst
  }
}

extension Exit {
  init(_ review: PackageReview) {
    // Of another tool's bag nothing is known but that it is intact.
    let isForeign = review.completeness == nil && !review.package.isEvpackPackage
    self = !review.isIntact ? .notIntact : review.isComplete || isForeign ? .well : .incomplete
  }
}
