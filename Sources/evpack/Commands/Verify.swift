import ArgumentParser
import Evidence
import Desk
import Files
import Manifest
import Reports
import Review

struct Verify: EvpackSubcommand {

  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: say("校验佐证材料包是否完好、齐全、打得开", "Verify that packages are intact, complete and usable."),
    discussion: say(
      """
      材料包可以是 .tar，也可以是 .zip、.tar.gz 等压缩包，或解开后的文件夹；其他软件制作的 BagIt 包
      （0.93 至 1.0 版）也能核验。

      示例：
        evpack verify 福清电子.tar
        evpack verify *.tar
        evpack verify 福清电子.tar --json
        evpack verify 福清电子.tar --seal 7189-4353-0C2E-91AA-5D10
        evpack verify *.tar --report 核验报告.html
        evpack verify 福清电子.tar --trust 发证机构.pem --crl 吊销列表.crl --require-signature

      佐证材料会逐个打开检查，不解压到磁盘。几个材料包时先列一张表，每个一行，再说明有问题的；最后一行
      是以上内容的 SHA-256，用 head -n -1 结果.txt | sha256sum 可以核对。

      旁边的 .p7s 签章文件会一并核验。不用 --trust 指明信任谁时，只能核对签章是否属于这个材料包，
      不能确认签章人是谁，这不影响退出码；用了 --trust 或 --require-signature，不可信的签章退出码为 4。
      """,
      """
      A package is a .tar, or a .zip, .tar.gz and the like, or a folder that was unpacked; bags of
      other programs (BagIt 0.93 to 1.0) are verified too.

      Examples:
        evpack verify fuqing.tar
        evpack verify *.tar
        evpack verify fuqing.tar --json
        evpack verify fuqing.tar --seal 7189-4353-0C2E-91AA-5D10
        evpack verify *.tar --report review.html
        evpack verify fuqing.tar --trust ca.pem --crl ca.crl --require-signature

      Every attachment is opened, without unpacking anything. Several packages give a table with a
      line each, then what is wrong; the last line is the SHA-256 of all above it, which
      head -n -1 result.txt | sha256sum checks.

      The signatures in the .p7s file beside a package are verified as well. Without --trust it stays
      open whose they are, which does not change the exit code; with --trust or
      --require-signature a signature that is not trusted ends in 4.
      """))

  @Argument(
    help: ArgumentHelp(
      say("材料包或文件夹；- 表示标准输入", "The packages or folders; - is standard input."), valueName: "package"
    ))
  var packages: [String]

  @Option(
    help: ArgumentHelp(
      say("审核方自己的申报表编号或定义文件", "The reviewer's own form: an id or a definition file.")))
  var form: String?

  @OptionGroup var trust: TrustOptions

  @Option(
    help: ArgumentHelp(
      say("签章文件（默认：材料包文件名.p7s）", "The signatures (default: the package's name with .p7s)."),
      valueName: "file"))
  var signature: String?

  @Option(
    help: ArgumentHelp(
      say(
        "盖章封面上的封装编号，完整的或短的；与材料包的核对",
        "The seal number on the stamped cover, in full or short, to hold the package against."),
      valueName: "number"))
  var seal: String?

  @Flag(help: ArgumentHelp(say("输出 JSON，每个材料包一个对象", "Print JSON, one object a package.")))
  var json = false

  @Option(
    help: ArgumentHelp(
      say(
        "把核验报告写成可以打印的网页，旁边的 .sha256 文件用来核对报告有没有改动",
        "Write the review as a page to print, and a .sha256 file beside it to check the page by."),
      valueName: "file.html"))
  var report: String?

  @Flag(
    name: [.short, .long],
    help: ArgumentHelp(
      say(
        "逐项列出检测项；几个材料包时，没有问题的也列出",
        "List every item, and of several packages also those that are well.")))
  var verbose = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let report, ReportFormat(fileName: report) != .html {
      throw ValidationError(
        say("--report 的文件名要以 .html 结尾", "the file name of --report must end in .html"))
    }
    if signature != nil, packages.count > 1 {
      throw ValidationError(
        say("--signature 只能用于一个材料包", "--signature goes with one package only"))
    }
    if let seal {
      guard packages.count == 1 else {
        throw ValidationError(say("--seal 只能用于一个材料包", "--seal goes with one package only"))
      }
      guard SealExpectation(seal) != nil else {
        throw ValidationError(
          say(
            "“\(seal)”不是封装编号：短的是 20 位、完整的是 64 位，由数字和字母 A 至 F 组成",
            "“\(seal)” is no seal number: the short one has 20, the full one 64 digits and letters A to F"
          ))
      }
    }
  }

  func work(_ console: Console) throws -> Exit {
    Interruption.watch()
    let policy = try trust.policy(at: Today.now)
    var output = try VerifyOutput(
      console, json: json, isVerbose: verbose,
      batch: packages.count > 1 ? ReviewBatch(console.language) : nil,
      report: try report.map { try DigestedReport(to: $0) }, at: try Today.sealingTime())
    var worst = Exit.well
    try output.begin()
    for package in packages {
      let review: PackageReview
      do {
        review = try console.follow(console.say("正在校验", "verifying")) {
          try PackageReviewing.review(
            package, form: form, signatureFile: signature, signatures: policy,
            seal: seal.flatMap { SealExpectation($0) },
            progress: $0, isCancelled: $1)
        }
      } catch {
        let failure = Failure(error, console.language)
        if failure.isInterruption || packages.count == 1 { throw error }
        console.complain(failure.message, hint: failure.hint)
        try output.add(failure, of: package)
        worst = max(worst, failure.exit)
        continue
      }
      try output.add(review)
      worst = max(worst, Exit(review))
    }
    try output.end()
    return worst
  }
}

extension Exit {
  init(_ review: PackageReview) {
    let verdict = review.verdict
    self =
      !review.isIntact
      ? .notIntact
      : verdict[.authentic].outcome == .failed
        ? .notTrusted : verdict.isWell ? .well : .incomplete
  }
}
