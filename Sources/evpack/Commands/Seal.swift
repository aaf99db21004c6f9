import ArgumentParser
import Desk
import Evidence
import Glibc
import Files
import Manifest
import Reports

struct Seal: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "seal",
    abstract: say("把申报材料封装成一个佐证材料包", "Seal a dossier into one package."),
    discussion: say(
      """
      材料不齐时不封装；确需先行封装时加 --incomplete，材料包里会写明缺什么。
      设置环境变量 SOURCE_DATE_EPOCH 可指定封装时间，相同的材料会得到完全相同的文件。

      示例：
        evpack seal 福清电子
        evpack seal 福清电子 -o 福清电子-20260420.tar
        evpack seal 福清电子 -o - | ssh 服务器 'cat > 福清电子.tar'
        evpack seal 福清电子 --sign 私钥.pem --cert 证书.pem --role applicant
      """,
      """
      An incomplete dossier is not sealed, but with --incomplete, and the package then says so.
      SOURCE_DATE_EPOCH sets the sealing time: the same dossier then gives the same bytes.

      Examples:
        evpack seal fuqing
        evpack seal fuqing -o fuqing-20260420.tar
        evpack seal fuqing -o - | ssh server 'cat > fuqing.tar'
        evpack seal fuqing --sign key.pem --cert cert.pem --role applicant
      """))

  @Argument(
    help: ArgumentHelp(say("材料文件夹（默认当前文件夹）", "The folder (default: this one)."), valueName: "dir"))
  var folder = "."

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      say(
        "材料包的文件名（默认：文件夹名.tar）；- 表示标准输出",
        "The package (default: the folder's name with .tar); - is standard output."),
      valueName: "file.tar"))
  var output: String?

  @Flag(help: ArgumentHelp(say("材料不齐也封装", "Seal although evidence is missing.")))
  var incomplete = false

  @Option(
    help: ArgumentHelp(
      say(
        "补正时：被取代的材料包，或它的完整封装编号",
        "For a correction: the package that this one replaces, or its seal number."),
      valueName: "package|number"))
  var supersedes: String?

  @Option(
    help: ArgumentHelp(
      say("在 SHA-256 之外再加一份国密 SM3 清单", "Add a manifest of SM3 digests beside SHA-256."),
      valueName: "sm3"))
  var digest: FurtherDigest?

  enum FurtherDigest: String, ExpressibleByArgument {
    case sm3
  }

  @Option(
    name: .customLong("sign"),
    help: ArgumentHelp(
      say("封装后用这个私钥（PEM）签章，与 --cert 同用", "Sign it with this key (PEM); goes with --cert."),
      valueName: "key"))
  var key: String?

  @OptionGroup var signing: SigningOptions
  @OptionGroup var common: CommonOptions

  private var isStreaming: Bool { output == "-" }

  func validate() throws {
    if let output, output != "-", !output.lowercased().hasSuffix(".tar") {
      throw ValidationError(say("材料包的文件名要以 .tar 结尾", "the package's name must end in .tar"))
    }
    let isSigned = try signing.namesKey(key, option: "--sign")
    if isStreaming, isSigned {
      throw ValidationError(
        say(
          "-o - 不能与 --sign 同用：签章写在材料包旁边的文件里",
          "-o - does not go with --sign: signatures stand in a file beside the package"))
    }
    if isStreaming, isatty(STDOUT_FILENO) == 1 {
      throw ValidationError(
        say(
          "-o - 把材料包写到标准输出，要用 | 或 > 接到别处",
          "-o - writes the package to standard output: send it on with | or >"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    Interruption.watch()
    // A passphrase is asked for, and a key refused, before the work and not after it.
    let isSigned = try signing.namesKey(key, option: "--sign")
    let key = isSigned ? try signing.signingKey(key) : nil
    try key?.check(at: Today.now)
    let outcome = try console.follow(console.say("正在检查", "checking")) { reading, _ in
      try console.follow(console.say("正在封装", "sealing")) { progress, isCancelled in
        try DossierSealing.seal(
          folder, to: isStreaming ? nil : output,
          streamingTo: isStreaming ? .standardOutput : nil, sealedAt: try Today.sealingTime(),
          allowIncomplete: incomplete,
          withSM3: digest == .sm3,
          supersedes: try supersedes.map { try DossierSealing.sealNumber(of: $0) },
          reading: reading, progress: progress, isCancelled: isCancelled)
      }
    }
    try tell(outcome, console)
    guard let key else { return .well }
    let package = outcome.receipt.path
    do {
      let candidate = try console.examine(package)
      let signed = try PackageSigning.sign(
        candidate, with: key, role: signing.role, claimedTime: Today.now)
      try console.tell(signed, of: candidate)
    } catch {
      console.remark(
        console.say(
          "材料包已经封装好，但没有签章；解决下面的问题后，运行 evpack sign \(package) 补签",
          "the package is sealed, but not signed; once the following is mended, sign it with "
            + "evpack sign \(package)"))
      throw error
    }
    return .well
  }

  private func tell(_ outcome: DossierSealing.Outcome, _ console: Console) throws {
    let receipt = outcome.receipt
    let size = ByteCount.text(receipt.byteCount)
    let (held, asked) = outcome.report.progress
    let path = isStreaming ? console.say("到标准输出", "to standard output") : receipt.path
    let text = console.say(
      """
      已封装 \(path)（\(receipt.fileCount) 个文件，\(size)）
      封装编号 \(receipt.sealNumber)
      短编号   \(receipt.sealNumber.shortForm)（可写在盖章的封面上，与材料包对应）
      佐证材料 \(held) / \(asked) 项已齐
      """,
      """
      sealed \(path) (\(receipt.fileCount) files, \(size))
      seal number \(receipt.sealNumber)
      short form  \(receipt.sealNumber.shortForm) (for the stamped cover)
      evidence    \(held) of \(asked) required items held
      """)
    if isStreaming {
      console.remark(text)
    } else {
      try console.print(text)
      try console.print(
        console.say("报送之前可以再校验一次：", "before you send it: ") + "evpack verify \(path)")
    }
    if !outcome.isComplete {
      console.remark(
        console.say(
          "材料不齐，材料包里已写明缺少的内容", "the dossier is incomplete, and the package says so"))
    }
    // What can't be opened is sealed all the same; what can't even be read is not.
    let wording = Wording(console.language)
    for finding in outcome.leftOut {
      console.remark(
        console.say("没有放进材料包：", "left out: ")
          + "\(wording.place(finding.place, in: nil)): \(wording.message(finding))")
    }
    let unlinked = outcome.unlinked
    if unlinked > 0 {
      console.complain(
        console.say(
          "有 \(unlinked) 个文件没有关联到任何佐证要求，没有放进材料包",
          "left out, since they are linked to nothing: \(unlinked) file(s)"),
        hint: console.say("运行 evpack check \(folder) 查看", "evpack check \(folder) lists them"))
    }
  }
}
