import CCrypto
import SwiftASN1

/// SM2 (GB/T 32918), where it departs from other curves.
enum SM2 {
  /// The signer's identity, which enters every signature: the default of GM/T 0009-2012 §10, which
  /// Chinese authorities use. libcrypto's own default is an empty one.
  static let identity = Array("1234567812345678".utf8)
}

/// A key that signatures are verified with.
struct PublicKey {
  /// The kinds of keys that sign.
  enum Kind: Hashable {
    case rsa, ecdsa, sm2
  }

  let pointer: OpaquePointer
  private let owner: AnyObject

  init(_ pointer: OpaquePointer, keptAliveBy owner: AnyObject) {
    self.pointer = pointer
    self.owner = owner
  }

  var kind: Kind? { Self.kind(of: pointer) }

  /// Bits of security below which signatures are no longer relied on: RSA of 2,048 bits and curves
  /// of 224 bits have 112 (NIST SP 800-131A Rev. 2 §3, SP 800-57 Part 1 table 2).
  static let leastSecurity: Int32 = 112

  var isWeak: Bool { Self.isWeak(pointer) }

  static func isWeak(_ key: OpaquePointer) -> Bool {
    EVP_PKEY_get_security_bits(key) < leastSecurity
  }

  static func kind(of key: OpaquePointer) -> Kind? {
    if EVP_PKEY_is_a(key, "RSA") == 1 { return .rsa }
    if EVP_PKEY_is_a(key, "SM2") == 1 { return .sm2 }
    return EVP_PKEY_is_a(key, "EC") == 1 ? .ecdsa : nil
  }

  /// The key in words, as `RSA 2048` or `EC P-256`.
  var name: String { Self.name(of: pointer) }

  static func name(of key: OpaquePointer) -> String {
    switch kind(of: key) {
    case .rsa: return "RSA \(EVP_PKEY_get_bits(key))"
    case .sm2: return "SM2"
    case .ecdsa: return "EC \(EVP_PKEY_get_bits(key))"
    case nil:
      guard let name = EVP_PKEY_get0_type_name(key) else { return "?" }
      return String(cString: name)
    }
  }

  /// How a signature was made.
  enum Scheme: Hashable {
    case rsaPKCS1, rsaPSS, ecdsa, sm2

    /// - Returns: nil for what is not accepted. An algorithm that names its digest must agree with
    ///   the signer's.
    init?(_ algorithm: ASN1ObjectIdentifier, _ digest: MessageDigest, _ kind: Kind) {
      switch (kind, algorithm, digest) {
      case (.rsa, ObjectID.rsaEncryption, _), (.rsa, ObjectID.sha256WithRSA, .sha256),
        (.rsa, ObjectID.sha384WithRSA, .sha384), (.rsa, ObjectID.sha512WithRSA, .sha512):
        self = .rsaPKCS1
      case (.rsa, ObjectID.rsaPSS, _): self = .rsaPSS
      case (.ecdsa, ObjectID.ecdsaWithSHA256, .sha256),
        (.ecdsa, ObjectID.ecdsaWithSHA384, .sha384),
        (.ecdsa, ObjectID.ecdsaWithSHA512, .sha512), (.ecdsa, ObjectID.ecPublicKey, _):
        self = .ecdsa
      case (.sm2, ObjectID.sm2WithSM3, .sm3), (.sm2, ObjectID.sm2Signing, .sm3),
        (.sm2, ObjectID.sm2, .sm3), (.sm2, ObjectID.ecPublicKey, .sm3):
        self = .sm2
      default: return nil
      }
    }
  }

  /// Whether `signature` is this key's over `bytes`.
  ///
  /// - Throws: ``LibcryptoError`` where it could not be tried.
  func verifies(
    _ signature: [UInt8], over bytes: [UInt8], _ digest: MessageDigest, _ scheme: Scheme
  ) throws(LibcryptoError) -> Bool {
    guard let context = EVP_MD_CTX_new() else { throw LibcryptoError("EVP_MD_CTX_new") }
    defer { EVP_MD_CTX_free(context) }
    var keyContext: OpaquePointer?
    guard
      EVP_DigestVerifyInit_ex(
        context, &keyContext, digest.digestAlgorithm.libcryptoName, nil, nil, pointer, nil)
        == 1
    else { throw LibcryptoError("EVP_DigestVerifyInit_ex") }
    switch scheme {
    case .sm2:
      guard EVP_PKEY_CTX_set1_id(keyContext, SM2.identity, Int32(SM2.identity.count)) > 0 else {
        throw LibcryptoError("EVP_PKEY_CTX_set1_id")
      }
    case .rsaPSS:
      // The mask's digest is the signature's own; the length of the salt is read from the signature.
      guard EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING) > 0,
        EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_AUTO) > 0
      else { throw LibcryptoError("EVP_PKEY_CTX_set_rsa_padding") }
    case .rsaPKCS1, .ecdsa: break
    }
    let isGood = EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    LibcryptoError.forget()
    return isGood
  }
}
