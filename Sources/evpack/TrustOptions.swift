import ArgumentParser
import Files
import Manifest

/// Whom a reviewer trusts to sign.
struct TrustOptions: ParsableArguments {
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

  @Flag(
    help: ArgumentHelp(say("没有可信的签章就不通过", "Refuse a package without a trusted signature.")))
  var requireSignature = false

  func validate() throws {
    if !crl.isEmpty, trust.isEmpty, !trustSystem {
      throw ValidationError(
        say(
          "--crl 要与 --trust 同用：不知道信任谁，就无法核对吊销列表是谁出的",
          "--crl goes with --trust: a list is only believed from an authority that is trusted"))
    }
  }

  /// A large authority's list of a million certificates has some 40 MB.
  static let largestRevocationList = 64 << 20

  /// - Parameter now: the present in Unix seconds.
  func policy(at now: Int64) throws -> SignaturePolicy {
    let anchors = try TrustAnchors(
      certificates: try trust.map(SigningOptions.file),
      revocationLists: try crl.map { path in
        SigningKey.File(
          name: path, bytes: try readFile(at: path, limit: Self.largestRevocationList))
      }, usesSystemStore: trustSystem)
    return SignaturePolicy(trust: anchors, isRequired: requireSignature, now: now)
  }
}
