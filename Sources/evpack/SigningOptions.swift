import ArgumentParser
import Desk
import Evidence
import Files
import Manifest
import Reports
import Review

/// Who signs: the key, its certificate, and the role.
struct SigningOptions: ParsableArguments {
  /// Keys and certificates have some KB; a chain in one file some dozens.
  static let largestFile = 1 << 20

  @Option(
    help: ArgumentHelp(
      say("证书（PEM、DER 或 .p7b）", "The certificate (PEM, DER or .p7b)."), valueName: "file"))
  var cert: String?

  @Option(
    help: ArgumentHelp(
      say("上级证书，一并放进签章；可写多次", "Further certificates to put along; may be repeated."),
      valueName: "file"))
  var chain: [String] = []

  @Option(
    name: .customLong("p12"),
    help: ArgumentHelp(
      say("含私钥和证书的 .p12 或 .pfx 文件", "A .p12 or .pfx with key and certificate."),
      valueName: "file"))
  var pkcs12: String?

  @Option(
    help: ArgumentHelp(
      say(
        "以什么身份签：applicant、county、city、province 或其他文字",
        "What you sign as: applicant, county, city, province or other words.")))
  var role: String?

  @Option(
    help: ArgumentHelp(
      say(
        "从这个文件描述符读密码（默认在终端询问）",
        "Read the passphrase from this file descriptor (default: ask on the terminal)."),
      valueName: "n"))
  var passphraseFd: Int32?

  func validate() throws {
    if let role, role.allSatisfy(\.isWhitespace) {
      throw ValidationError(
        say(
          "--role 后面要写明身份，例如 --role applicant；不写身份就去掉 --role",
          "say what you sign as after --role, as in --role applicant, or leave --role out"))
    }
    if let role, role.utf8.count > 200 || role.contains(where: \.isNewline) {
      throw ValidationError(
        say("身份要写在一行内，不超过 200 字节", "a role is one line of at most 200 bytes"))
    }
    if let passphraseFd, passphraseFd < 0 {
      throw ValidationError(say("文件描述符是 0 或更大的数字", "a file descriptor is 0 or more"))
    }
  }

  /// Whether the options name a key at all, and one only.
  ///
  /// - Parameter option: the command's own option for a key file, whose value is `key`.
  /// - Throws: `ValidationError` where they contradict each other.
  func namesKey(_ key: String?, option: String) throws -> Bool {
    if key != nil, pkcs12 != nil {
      throw ValidationError(
        say("\(option) 和 --p12 只能选一个", "choose one of \(option) and --p12"))
    }
    if key != nil, cert == nil {
      throw ValidationError(say("请用 --cert 指明证书", "name the certificate with --cert"))
    }
    if key == nil, cert != nil {
      throw ValidationError(say("请用 \(option) 指明私钥", "name the key with \(option)"))
    }
    return key != nil || pkcs12 != nil
  }

  /// Opens the key that the command's own option or `--p12` names.
  ///
  /// - Throws: `SignatureError`, `SystemError`.
  func signingKey(_ key: String?) throws -> SigningKey {
    let source = PassphraseSource(descriptor: passphraseFd)
    if let pkcs12 {
      return try SigningKey(pkcs12: try Self.file(pkcs12), ask: { try source.ask(for: $0) })
    }
    guard let key, let cert else { preconditionFailure("the options were validated") }
    let opened = try SigningKey(
      key: try Self.file(key), certificate: try Self.file(cert),
      chain: try chain.map(Self.file), ask: { try source.ask(for: $0) })
    Self.warn(ofOpenKey: key)
    return opened
  }

  static func file(_ path: String) throws -> SigningKey.File {
    SigningKey.File(name: path, bytes: try readFile(at: path, limit: largestFile))
  }

  private static func warn(ofOpenKey path: String) {
    guard (try? Descriptor.openFile(path).isReadableByOthers()) == true else { return }
    Console(language: Language.spoken).remark(
      say(
        "提醒：这台电脑上的其他用户也能读取私钥 \(path)",
        "note: other users of this computer can read the key \(path)"))
  }
}

extension Console {
  /// Verifies a package before it is signed or stamped.
  func examine(_ package: String) throws -> PackageSigning.Candidate {
    try follow(say("正在校验", "verifying")) {
      try PackageSigning.examine(
        package, now: Today.now, progress: $0, isCancelled: $1)
    }
  }

  /// Tells who signed what.
  func tell(_ outcome: SignatureFile.Outcome, of candidate: PackageSigning.Candidate) throws {
    let review = candidate.review
    let number = review.package.sealNumber
    let wording = Wording(language)
    let name =
      (outcome.signer.name ?? "").shown
      + (outcome.signer.role.map { wording.phrase("signer.role", ["role": wording.role($0)]) }
        ?? "")
    try print(
      say(
        """
        已签章 \(outcome.file)（共 \(outcome.signers.count) 个签章）
        签章人   \(name)
        材料包   \(review.package.bagName.shown)，\(review.verdict.headline(wording))
        封装编号 \(number?.hex ?? "")
        短编号   \(number?.shortForm ?? "")（请与纸质封面核对）
        报送时把 \(outcome.file) 与材料包放在一起
        """,
        """
        signed \(outcome.file) (signatures in it: \(outcome.signers.count))
        signer      \(name)
        package     \(review.package.bagName.shown): \(review.verdict.headline(wording))
        seal number \(number?.hex ?? "")
        short form  \(number?.shortForm ?? "") (compare it with the paper cover)
        send \(outcome.file) along with the package
        """))
  }
}
