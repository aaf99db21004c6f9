import Evidence
import Foundation
import Manifest

extension FuzzTarget {
  /// The signed package in Tests/Fixtures/Golden.
  private enum Golden {
    static let folder = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/Golden")
    static let signatures = bytes("golden.tar.p7s")
    private static let certificate = bytes("ca.pem")
    static var authority: SigningKey.File { SigningKey.File(name: "ca.pem", bytes: certificate) }
    /// What was signed.
    static let seal: [UInt8] = {
      let path = folder.appending(path: "golden.tar").path(percentEncoded: false)
      let report = try? Verification.verify(
        path: path, capture: { $0.is(BagLayout.tagManifestPath) })
      guard let seal = report?.captured[BagLayout.tagManifestPath] else {
        preconditionFailure("no golden.tar")
      }
      return seal
    }()
    /// After its time stamps, and within its certificates' validity.
    static let now: Int64 = 1_795_600_000

    static let policy: SignaturePolicy = {
      do {
        let anchors = try TrustAnchors(
          certificates: [authority], revocationLists: [], usesSystemStore: false)
        return SignaturePolicy(trust: anchors, isRequired: true, now: now)
      } catch { preconditionFailure("\(error)") }
    }()

    private static func bytes(_ name: String) -> [UInt8] {
      guard let data = try? Data(contentsOf: folder.appending(path: name)) else {
        preconditionFailure("no \(name)")
      }
      return Array(data)
    }
  }

  /// Reads the input as whatever a signature file may hold.
  static func checkSignatures(_ input: [UInt8]) {
    if let message = try? SignedMessage(input) {
      let encoded = message.encoded
      precondition((try? SignedMessage(encoded))?.encoded == encoded)
    }
    let report = SignatureCheck.check(
      input, named: "b.tar.p7s", content: Golden.seal, Golden.policy)
    precondition(report.signers.allSatisfy { $0.state != .unconfirmed })
    // Nobody has the keys, so that what is trusted was signed before.
    if report.signers.contains(where: { $0.state == .trusted }) {
      precondition(signed(in: input).contains(where: signed(in: Golden.signatures).contains))
    }
    precondition(!report.findings.isEmpty || !report.signers.isEmpty)
    _ = try? TimeStampToken(input)
    let file = SigningKey.File(name: "input", bytes: input)
    let anchors = try? TrustAnchors(
      certificates: [file], revocationLists: [], usesSystemStore: false)
    let list = try? TrustAnchors(
      certificates: [Golden.authority], revocationLists: [file], usesSystemStore: false)
    for trust in [anchors, list].compactMap(\.self) {
      _ = SignatureCheck.check(
        Golden.signatures, named: "b.tar.p7s", content: Golden.seal,
        SignaturePolicy(trust: trust, now: Golden.now))
    }
  }

  /// What was signed, with each signature.
  private static func signed(in bytes: [UInt8]) -> [[[UInt8]?]] {
    let message = try? SignedMessage(bytes)
    return message?.signers.map { [$0.signature, $0.signedBytes] } ?? []
  }

  /// Reads the input as a key, as a certificate and as both in one.
  static func readKey(_ input: [UInt8]) {
    let file = SigningKey.File(name: "input", bytes: input)
    func ask(_: String) -> Passphrase {
      var text = Array("p12".utf8)
      return Passphrase(wiping: &text)
    }
    _ = try? SigningKey(pkcs12: file, ask: ask)
    _ = try? SigningKey(key: file, certificate: file, ask: ask)
    _ = try? SigningKey(key: file, certificate: Golden.authority, ask: ask)
  }
}
