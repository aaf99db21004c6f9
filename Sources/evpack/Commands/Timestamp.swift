import ArgumentParser
import Desk
import Manifest
import Reports

struct Timestamp: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "timestamp",
    abstract: say("给签章加上时间戳", "Add a time stamp to a signature."),
    discussion: say(
      """
      时间戳由第三方机构出具（RFC 3161），证明签章在某一时刻已经存在；证书过期以后签章仍然有效。
      不能上网的单位分两步：生成请求，拿到能上网的电脑上取得时间戳，再加入。

      示例：
        evpack timestamp 福清电子.tar --url http://tsa.example.cn/
        evpack timestamp 福清电子.tar --request 请求.tsq
        evpack timestamp 福清电子.tar --token 应答.tsr
      """,
      """
      An authority (RFC 3161) proves that the signature was there at a time, so that it stays good
      when its certificate has expired. Without internet, make a request, have it answered
      elsewhere, and add the answer.

      Examples:
        evpack timestamp fuqing.tar --url http://tsa.example.cn/
        evpack timestamp fuqing.tar --request request.tsq
        evpack timestamp fuqing.tar --token answer.tsr
      """))

  @Argument(help: ArgumentHelp(say("材料包", "The package."), valueName: "package"))
  var package: String

  @Option(
    help: ArgumentHelp(
      say("把时间戳请求写入这个文件", "Write a request to this file."), valueName: "file"))
  var request: String?

  @Option(
    help: ArgumentHelp(
      say("加入时间戳机构的应答（.tsr）或时间戳", "Add an authority's answer (.tsr) or token."),
      valueName: "file"))
  var token: String?

  @Option(
    help: ArgumentHelp(
      say(
        "向这个地址的时间戳机构申请（http:// 或 https://）",
        "Ask the authority at this address (http or https)."),
      valueName: "url"))
  var url: String?

  @Option(
    help: ArgumentHelp(
      say(
        "第几个签章（默认最后一个没有时间戳的）", "Which signature (default: the last without one)."),
      valueName: "n"))
  var signer: Int?

  @Option(
    help: ArgumentHelp(
      say("请求用的摘要算法", "The digest of the request."), valueName: "sha256|sm3"))
  var digest: RequestDigest = .sha256

  @OptionGroup var common: CommonOptions

  enum RequestDigest: String, ExpressibleByArgument {
    case sha256, sm3

    var algorithm: MessageDigest {
      switch self {
      case .sha256: .sha256
      case .sm3: .sm3
      }
    }
  }

  func validate() throws {
    let ways = [request, token, url].compactMap(\.self)
    guard ways.count == 1 else {
      throw ValidationError(
        say("请在 --request、--token、--url 中选一个", "choose one of --request, --token and --url"))
    }
    if token != nil, signer != nil {
      throw ValidationError(
        say("--token 自己能找到对应的签章，不需要 --signer", "--token finds its signature; leave --signer out"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    Interruption.watch()
    let answer = try token.map(SigningOptions.file)
    let candidate = try console.examine(package)
    if let answer {
      try tell(try PackageSigning.add(timeStamp: answer, to: candidate), console)
    } else if let url {
      let (outcome, redirection) = try PackageSigning.stamp(
        candidate, signer: signer, digest.algorithm, askingAt: url,
        as: "evpack/\(Version.number)")
      if let redirection {
        console.remark(
          console.say(
            "\(url) 转到了 \(redirection.shown)", "\(url) sent on to \(redirection.shown)"))
      }
      try tell(outcome, console)
    } else if let request {
      try PackageSigning.writeRequest(
        for: candidate, signer: signer, digest.algorithm, to: request)
      try console.print(
        console.say(
          """
          已写入时间戳请求 \(request)
          取得应答后运行：evpack timestamp \(package) --token 应答文件
          """,
          """
          wrote the request \(request)
          when it has been answered: evpack timestamp \(package) --token ANSWER
          """))
    }
    return .well
  }

  private func tell(_ outcome: SignatureFile.Outcome, _ console: Console) throws {
    let signer = outcome.signer
    let wording = Wording(console.language, clock: .local)
    let time = signer.timeStamp.map { wording.moment(ofUnixSeconds: $0.time) } ?? ""
    let name = (signer.name ?? "").shown
    let authority = (signer.timeStamp?.authority ?? "").shown
    try console.print(
      console.say(
        """
        已给第 \(signer.number) 个签章（\(name)）加上时间戳
        时间       \(time)
        时间戳机构 \(authority)
        """,
        """
        added a time stamp to signature \(signer.number) (\(name))
        time      \(time)
        authority \(authority)
        """))
  }
}
