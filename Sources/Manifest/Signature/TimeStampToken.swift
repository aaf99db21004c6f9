import SwiftASN1

/// A request to a time-stamp authority (RFC 3161 §2.4.1), for the signature of one signer.
///
/// It has no nonce: the digest of a signature stands for something that exists once, so a token for
/// it can't be an old one played again.
public struct TimeStampRequest: Hashable, Sendable {
  /// The DER.
  public let encoded: [UInt8]

  /// Asks for the time of `bytes`, and for the authority's certificate along with it.
  init(for bytes: [UInt8], _ digest: MessageDigest) throws(LibcryptoError) {
    encoded = DERBytes.sequence(
      DERBytes.integer(1),
      DERBytes.sequence(
        // Authorities expect the parameters NULL in an imprint.
        DERBytes.sequence(DERBytes.objectIdentifier(digest.identifier), DERBytes.null),
        DERBytes.octetString(try digest.digest(of: bytes))),
      DERBytes.true)
  }
}

extension TimeStampRequest {
  /// Whether bytes are a request: the version, then an imprint, which is an algorithm and a digest.
  static func isRequest(_ bytes: [UInt8]) -> Bool {
    guard let parts = try? DER.parse(bytes).sequence(), parts.count >= 2,
      (try? parts[0].integer()) == 1, let imprint = try? parts[1].sequence(), imprint.count == 2
    else { return false }
    return (try? imprint[1].octetString()) != nil
  }
}

/// A time-stamp token (RFC 3161 §2.4.2): a signed message about a digest and a moment.
package struct TimeStampToken {
  let encoded: [UInt8]
  let message: SignedMessage
  let signer: SignerInfo
  let digest: MessageDigest
  let imprint: [UInt8]
  /// Unix seconds.
  package let time: Int64
  /// What was signed: the DER of TSTInfo.
  let content: [UInt8]

  /// Reads a token; a pure function of the bytes.
  package init(_ bytes: [UInt8]) throws(Malformed) {
    encoded = bytes
    message = try SignedMessage(bytes)
    // RFC 3161 §2.4.2: one signer, the authority.
    guard message.contentType == ObjectID.timeStampInfo, message.signers.count == 1,
      let content = message.content
    else { throw Malformed() }
    signer = message.signers[0]
    self.content = content
    let root: ASN1Node
    do { root = try DER.parse(content) } catch { throw Malformed() }
    let parts = try root.sequence()
    guard parts.count >= 5 else { throw Malformed() }
    let imprint = try parts[2].sequence()
    guard imprint.count == 2, let name = try imprint[0].sequence().first,
      let digest = MessageDigest(try name.objectIdentifier())
    else { throw Malformed() }
    self.digest = digest
    self.imprint = try imprint[1].octetString()
    guard let time = try? GeneralizedTime(derEncoded: parts[4]) else { throw Malformed() }
    self.time = time.unixSeconds
  }

  /// Whether the token is for `bytes`.
  func isFor(_ bytes: [UInt8]) throws(LibcryptoError) -> Bool {
    try digest.digest(of: bytes) == imprint
  }

  /// Reads what an authority sent: a response (RFC 3161 §2.4.2) or a bare token.
  ///
  /// - Throws: ``SignatureError/tokenRefused(status:reason:)`` where the authority gave none,
  ///   ``SignatureError/tokenMalformed(file:)``.
  static func read(_ bytes: [UInt8], file: String) throws(SignatureError) -> TimeStampToken {
    if let token = try? TimeStampToken(bytes) { return token }
    if TimeStampRequest.isRequest(bytes) { throw .tokenIsRequest(file: file) }
    guard bytes.count <= SignedMessage.largest, let root = try? BER.parse(bytes),
      let parts = try? root.sequence(), let state = try? parts.first?.sequence(),
      let status = try? state.first?.integer()
    else { throw .tokenMalformed(file: file) }
    // 0 granted, 1 granted with modifications.
    guard status == 0 || status == 1 else {
      let texts = state.count > 1 ? (try? state[1].sequence()) ?? [] : []
      let reason = texts.compactMap { try? $0.octets }
        .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "; ")
      throw .tokenRefused(status: status, reason: reason)
    }
    guard parts.count == 2, let token = try? TimeStampToken(parts[1].encoded) else {
      throw .tokenMalformed(file: file)
    }
    return token
  }
}
