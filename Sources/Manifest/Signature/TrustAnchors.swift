import CCrypto

/// The certificates that a reviewer trusts, and what was revoked since.
public struct TrustAnchors: Sendable {
  let certificates: [Certificate]
  let usesSystemStore: Bool
  let revocationLists: [RevocationList]

  /// Authorities between a certificate and a trusted one; in practice there are one or two.
  private static let longestChain: Int32 = 10

  /// Nothing trusted: a signature can be right, and nobody says whose it is.
  public static let none = TrustAnchors(
    certificates: [], usesSystemStore: false, revocationLists: [])

  /// Whether the reviewer named anyone to trust.
  public var isEmpty: Bool { certificates.isEmpty && !usesSystemStore }

  private init(
    certificates: [Certificate], usesSystemStore: Bool, revocationLists: [RevocationList]
  ) {
    self.certificates = certificates
    self.usesSystemStore = usesSystemStore
    self.revocationLists = revocationLists
  }

  /// Reads certificates (PEM, DER, PKCS#7) and revocation lists (PEM, DER).
  ///
  /// - Throws: ``SignatureError`` for a file that holds none.
  public init(
    certificates files: [SigningKey.File], revocationLists lists: [SigningKey.File],
    usesSystemStore: Bool
  ) throws(SignatureError) {
    var certificates: [Certificate] = []
    for file in files {
      let found = Certificate.all(in: file.bytes)
      if found.isEmpty { throw .noCertificate(file: file.name) }
      certificates += found
    }
    var revocationLists: [RevocationList] = []
    for file in lists {
      let found = RevocationList.all(in: file.bytes)
      if found.isEmpty { throw .noRevocationList(file: file.name) }
      revocationLists += found
    }
    self.init(
      certificates: certificates, usesSystemStore: usesSystemStore,
      revocationLists: revocationLists)
  }

  /// Why a certificate leads to nobody who is trusted.
  enum Failure: Error {
    case expired
    case notYetValid
    case untrusted(UntrustedReason)
  }

  /// What a certificate is to be used for.
  enum Purpose {
    case signing, timeStamping
  }

  /// The certificates from `leaf` up to one that is trusted (RFC 5280 §6).
  ///
  /// A trusted certificate needs not be a root: a reviewer may trust one office's certificate alone.
  ///
  /// - Parameters:
  ///   - others: certificates that may stand in between.
  ///   - time: Unix seconds at which all must be valid.
  func chain(
    from leaf: Certificate, by others: [Certificate], at time: Int64, for purpose: Purpose
  ) throws(LibcryptoError) -> Result<[Certificate], Failure> {
    guard let store = X509_STORE_new() else { throw LibcryptoError("X509_STORE_new") }
    defer { X509_STORE_free(store) }
    for anchor in certificates { X509_STORE_add_cert(store, anchor.pointer) }
    if usesSystemStore { X509_STORE_set_default_paths(store) }
    guard let context = X509_STORE_CTX_new(), let between = ccrypto_certificates_new() else {
      throw LibcryptoError("X509_STORE_CTX_new")
    }
    defer {
      X509_STORE_CTX_free(context)
      ccrypto_certificates_free(between)
    }
    for other in others { _ = ccrypto_certificates_push(between, other.pointer) }
    guard X509_STORE_CTX_init(context, store, leaf.pointer, between) == 1 else {
      throw LibcryptoError("X509_STORE_CTX_init")
    }
    let parameters = X509_STORE_CTX_get0_param(context)
    X509_VERIFY_PARAM_set_time(parameters, time_t(time))
    X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    X509_VERIFY_PARAM_set_depth(parameters, Self.longestChain)
    // Level 2 asks for 112 bits of security of every key and digest (SSL_CTX_set_security_level(3)),
    // as `PublicKey.leastSecurity` does.
    X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    if purpose == .timeStamping {
      X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_TIMESTAMP_SIGN)
    }
    let isTrusted = X509_verify_cert(context) == 1
    LibcryptoError.forget()
    guard isTrusted else {
      return .failure(Self.failure(X509_STORE_CTX_get_error(context)))
    }
    let found = X509_STORE_CTX_get0_chain(context)
    var chain: [Certificate] = []
    for index in 0..<ccrypto_certificates_count(found) {
      guard let one = ccrypto_certificates_at(found, index) else { continue }
      X509_up_ref(one)
      chain.append(Certificate(taking: one))
    }
    return .success(chain)
  }

  private static func failure(_ code: Int32) -> Failure {
    switch code {
    case X509_V_ERR_CERT_HAS_EXPIRED: .expired
    case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED:
      .untrusted(.unknownIssuer)
    case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
      .untrusted(.forgedCertificate)
    case X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA, X509_V_ERR_PATH_LENGTH_EXCEEDED,
      X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
      .untrusted(.issuerNoAuthority)
    case X509_V_ERR_INVALID_PURPOSE: .untrusted(.wrongUse)
    case X509_V_ERR_CA_MD_TOO_WEAK, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_EE_KEY_TOO_SMALL:
      .untrusted(.weakAlgorithm)
    default: .untrusted(.brokenChain)
    }
  }
}

/// Why a certificate is not trusted.
public enum UntrustedReason: String, Error, Hashable, Sendable, CaseIterable {
  case unknownIssuer = "unknown-issuer"
  /// The authority's signature on a certificate is wrong.
  case forgedCertificate = "forged-certificate"
  case issuerNoAuthority = "issuer-no-authority"
  case wrongUse = "wrong-use"
  case weakAlgorithm = "weak-algorithm"
  case brokenChain = "broken-chain"
}
