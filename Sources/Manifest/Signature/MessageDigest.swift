import CCrypto
import SwiftASN1

/// A digest algorithm that a signature may rest on; older ones are not accepted.
public enum MessageDigest: String, CaseIterable, Sendable {
  case sha256 = "SHA-256"
  case sha384 = "SHA-384"
  case sha512 = "SHA-512"
  case sm3 = "SM3"

  /// The same algorithm among those of manifests, which has libcrypto's name.
  var digestAlgorithm: DigestAlgorithm {
    switch self {
    case .sha256: .sha256
    case .sha384: .sha384
    case .sha512: .sha512
    case .sm3: .sm3
    }
  }

  var identifier: ASN1ObjectIdentifier {
    switch self {
    case .sha256: "2.16.840.1.101.3.4.2.1"
    case .sha384: "2.16.840.1.101.3.4.2.2"
    case .sha512: "2.16.840.1.101.3.4.2.3"
    case .sm3: "1.2.156.10197.1.401"
    }
  }

  init?(_ identifier: ASN1ObjectIdentifier) {
    guard let found = Self.allCases.first(where: { $0.identifier == identifier }) else {
      return nil
    }
    self = found
  }

  /// The AlgorithmIdentifier, without parameters (RFC 5754 §2).
  var algorithm: [UInt8] { DERBytes.sequence(DERBytes.objectIdentifier(identifier)) }

  /// - Throws: ``LibcryptoError`` where libcrypto lacks the algorithm.
  func digest(of bytes: [UInt8]) throws(LibcryptoError) -> [UInt8] {
    try Self.digest(of: bytes, by: digestAlgorithm)
  }

  /// A digest by any algorithm of libcrypto's, for what is compared but not relied on alone.
  static func digest(
    of bytes: [UInt8], by algorithm: DigestAlgorithm
  ) throws(LibcryptoError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 64)
    var count = 0
    guard EVP_Q_digest(nil, algorithm.libcryptoName, nil, bytes, bytes.count, &digest, &count) == 1
    else {
      throw LibcryptoError("EVP_Q_digest")
    }
    return Array(digest[..<count])
  }

  /// The digest of what comes in pieces.
  static func digest(
    by algorithm: DigestAlgorithm,
    of chunks: (_ each: ([UInt8]) throws -> Void) throws -> Void
  ) throws -> [UInt8] {
    guard let type = EVP_MD_fetch(nil, algorithm.libcryptoName, nil), let context = EVP_MD_CTX_new()
    else { throw LibcryptoError("EVP_MD_fetch") }
    defer {
      EVP_MD_CTX_free(context)
      EVP_MD_free(type)
    }
    guard EVP_DigestInit_ex2(context, type, nil) == 1 else {
      throw LibcryptoError("EVP_DigestInit_ex2")
    }
    try chunks { bytes in
      guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else {
        throw LibcryptoError("EVP_DigestUpdate")
      }
    }
    var digest = [UInt8](repeating: 0, count: 64)
    var count: UInt32 = 0
    guard EVP_DigestFinal_ex(context, &digest, &count) == 1 else {
      throw LibcryptoError("EVP_DigestFinal_ex")
    }
    return Array(digest[..<Int(count)])
  }
}
