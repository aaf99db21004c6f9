import SwiftASN1

extension SignerInfo {
  /// Why a signature is not right in itself.
  enum Problem: Error {
    /// It is over other content.
    case otherContent
    /// The signature does not fit what was signed.
    case altered
    /// The certificate is not the one that the signer signed along.
    case otherCertificate
    case noCertificate
    /// An algorithm that is old, weak or unknown.
    case unsupported
  }

  /// Certificates of the name that a signer gives are tried up to this number. An authority gives
  /// a serial number once, a key that is certified anew keeps its identifier, and each certificate
  /// that somebody invents costs a verification.
  static let mostNamesakes = 4

  /// Whether this is a signature over `content` (RFC 5652 §5.6), and by whose certificate.
  ///
  /// By hand and not by CMS_verify(3): that has no way to give SM2 its identity, and takes the first
  /// certificate that fits by name.
  ///
  /// - Parameters:
  ///   - type: the content type that must have been signed along.
  ///   - known: where the certificate may be found.
  ///   - mustNameCertificate: whether the signer must have signed the certificate's digest along.
  func verify(
    over content: [UInt8], typed type: ASN1ObjectIdentifier, by known: [Certificate],
    mustNameCertificate: Bool
  ) -> Result<Certificate, Problem> {
    guard let digest = MessageDigest(digestAlgorithm) else { return .failure(.unsupported) }
    if signedBytes != nil {
      guard let signedType = try? signed(ObjectID.contentType)?.objectIdentifier(),
        signedType == type, let told = try? signed(ObjectID.messageDigest)?.octetString(),
        let actual = try? digest.digest(of: content)
      else { return .failure(.altered) }
      guard told == actual else { return .failure(.otherContent) }
    }
    var candidates = known.filter { $0.isNamed(by: certificateName) }
    if candidates.isEmpty { return .failure(.noCertificate) }
    guard let named = try? certificateDigest() else {
      // Absent, or malformed; the latter is no reason to believe.
      let isAbsent =
        signed(ObjectID.signingCertificateV2) == nil && signed(ObjectID.signingCertificate) == nil
      guard isAbsent, !mustNameCertificate else { return .failure(.otherCertificate) }
      return Self.first(of: candidates, self, content, digest)
    }
    candidates = candidates.filter {
      (try? MessageDigest.digest(of: $0.encoded, by: named.algorithm)) == named.digest
    }
    if candidates.isEmpty { return .failure(.otherCertificate) }
    return Self.first(of: candidates, self, content, digest)
  }

  private static func first(
    of candidates: [Certificate], _ info: SignerInfo, _ content: [UInt8], _ digest: MessageDigest
  ) -> Result<Certificate, Problem> {
    var problem = Problem.unsupported
    var tried: [[UInt8]] = []
    for candidate in candidates where !tried.contains(candidate.encoded) {
      guard tried.count < mostNamesakes else { break }
      tried.append(candidate.encoded)
      guard let key = candidate.publicKey, let kind = key.kind,
        let scheme = PublicKey.Scheme(info.signatureAlgorithm, digest, kind)
      else { continue }
      let isGood = try? key.verifies(
        info.signature, over: info.signedBytes ?? content, digest, scheme)
      if isGood == true { return .success(candidate) }
      problem = .altered
    }
    return .failure(problem)
  }
}

extension TimeStampToken {
  /// The certificate of the authority that really signed; nil where the token is not right.
  func verify(by known: [Certificate]) -> Certificate? {
    guard signer.signedBytes != nil else { return nil }
    let outcome = signer.verify(
      over: content, typed: ObjectID.timeStampInfo, by: known, mustNameCertificate: true)
    return try? outcome.get()
  }
}

extension SignedMessage {
  /// The signers by the times that they claim; DER keeps them in an order that says nothing.
  var signersByTime: [SignerInfo] {
    signers.sorted {
      ($0.claimedTime ?? .max) != ($1.claimedTime ?? .max)
        ? ($0.claimedTime ?? .max) < ($1.claimedTime ?? .max)
        : $0.signature.lexicographicallyPrecedes($1.signature)
    }
  }
}
