import ArgumentParser
import Desk
import Files
import Manifest
import Reports

struct Verify: EvpackSubcommand {
  /// A large authority's list of a million certificates has some 40 MB.
  static let largestRevocationList = 64 << 20

  static let configuration = CommandConfiguration(
    abstract: say("校验佐证材料包是否完好、齐全", "Verify that packages are intact and complete."),
    discussion: say(
      """
      材料包可以是 .tar，也可以是 .zip、.tar.gz 等压缩包，或解开后的文件夹；其他软件制作的 BagIt 包
      （0.93 至 1.0 版）也能核验。

      示例：
        evpack verify 福清电子.tar
        evpack verify *.tar
        evpack verify 福清电子.tar --json
        evpack verify 福清电子.tar --trust 发证机构.pem --crl 吊销列表.crl --require-signature

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
        evpack verify fuqing.tar --trust ca.pem --crl ca.crl --require-signature

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

  @Option(
    help: ArgumentHelp(
      say("信任的发证机构或签章人的证书；可写多次", "A certificate to trust; may be repeated."),
      valueName: "file"))
  var trust: [String] = []

  @Flag(
    help: ArgumentHelp(
      say("也信任本机系统信任的发证机构", "Trust the authorities that this computer trusts, too.")))
  var trustSystem = false

  @Option(
    help: ArgumentHelp(
      say("证书吊销列表；可写多次", "A certificate revocation list; may be repeated."),
      valueName: "file"))
  var crl: [String] = []

  @Option(
    help: ArgumentHelp(
      say("签章文件（默认：材料包文件名.p7s）", "The signatures (default: the package's name with .p7s)."),
      valueName: "file"))
  var signature: String?

  @Flag(
    help: ArgumentHelp(say("没有可信的签章就不通过", "Refuse a package without a trusted signature.")))
  var requireSignature = false

  @Flag(help: ArgumentHelp(say("输出 JSON，每个材料包一个对象", "Print JSON, one object a package.")))
  var json = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if signature != nil, packages.count > 1 {
      throw ValidationError(
        say("--signature 只能用于一个材料包", "--signature goes with one package only"))
    }
    if !crl.isEmpty, trust.isEmpty, !trustSystem {
      throw ValidationError(
        say(
          "--crl 要与 --trust 同用：不知道信任谁，就无法核对吊销列表是谁出的",
          "--crl goes with --trust: a list is only believed from an authority that is trusted"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    Interruption.watch()
    let anchors = try TrustAnchors(
      certificates: try trust.map(SigningOptions.file),
      revocationLists: try crl.map { path in
        SigningKey.File(
          name: path, bytes: try readFile(at: path, limit: Self.largestRevocationList))
      }, usesSystemStore: trustSystem)
    let policy = SignaturePolicy(
      trust: anchors, isRequired: requireSignature, now: Today.now)
    var worst = Exit.well
    for package in packages {
      do {
        let review = try console.follow(console.say("正在校验", "verifying")) {
          try PackageReviewing.review(
            package, form: form, signatureFile: signature, signatures: policy, progress: $0,
            isCancelled: $1)
        }
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
    let evidence: Exit =
      !review.isIntact ? .notIntact : review.isComplete || isForeign ? .well : .incomplete
    self = max(evidence, review.isSignatureRefused ? .notTrusted : .well)
  }
}
