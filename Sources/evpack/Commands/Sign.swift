import ArgumentParser
import Desk
import Manifest
import Reports

struct Sign: EvpackSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: say("给佐证材料包签章", "Sign a package."),
    discussion: say(
      """
      签章写在材料包旁边的 .p7s 文件里，材料包本身不变；县、市可以在同一个文件里加上自己的签章。
      签章之前先校验材料包，不完好的不签。支持 RSA、ECDSA 和国密 SM2 证书。

      示例：
        evpack sign 福清电子.tar --key 私钥.pem --cert 证书.pem --role applicant
        evpack sign 福清电子.tar --p12 证书.pfx --role county
      """,
      """
      Signatures stand in a .p7s file beside the package, which itself never changes; county and city
      add theirs to the same file. The package is verified first, and not signed if it is not
      intact. RSA, ECDSA and SM2 keys are supported.

      Examples:
        evpack sign fuqing.tar --key key.pem --cert cert.pem --role applicant
        evpack sign fuqing.tar --p12 cert.pfx --role county
      """))

  @Argument(help: ArgumentHelp(say("材料包", "The package."), valueName: "package"))
  var package: String

  @Option(help: ArgumentHelp(say("私钥（PEM）", "The private key (PEM)."), valueName: "file"))
  var key: String?

  @OptionGroup var signing: SigningOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard try signing.namesKey(key, option: "--key") else {
      throw ValidationError(
        say(
          "请用 --key 和 --cert，或用 --p12 指明密钥", "name the key with --key and --cert, or with --p12"))
    }
  }

  func work(_ console: Console) throws -> Exit {
    Interruption.watch()
    let key = try signing.signingKey(key)
    let now = Today.now
    try key.check(at: now)
    let candidate = try console.examine(package)
    let outcome = try PackageSigning.sign(
      candidate, with: key, role: signing.role, claimedTime: now)
    try console.tell(outcome, of: candidate)
    return .well
  }
}
