import CCrypto
import Glibc
import SwiftASN1

/// A certificate revocation list (RFC 5280 §5), read by libcrypto; never changed after it was read.
final class RevocationList: @unchecked Sendable {
  private let pointer: OpaquePointer
  /// What the authority signed, how, and its signature.
  private let signedBytes: [UInt8]
  private let algorithm: ASN1ObjectIdentifier
  private let signature: [UInt8]

  init?(_ encoded: [UInt8]) {
    // libcrypto 3.0 gives a list no SM2 identity, so its signature is taken apart and verified here.
    guard let parts = try? DER.parse(encoded).sequence(), parts.count == 3,
      let algorithm = try? parts[1].sequence().first?.objectIdentifier(),
      let bits = try? ASN1BitString(derEncoded: parts[2])
    else { return nil }
    signedBytes = parts[0].encoded
    self.algorithm = algorithm
    signature = Array(bits.bytes)
    let pointer = encoded.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var position = bytes.baseAddress
      return d2i_X509_CRL(nil, &position, bytes.count)
    }
    guard let pointer else {
      LibcryptoError.forget()
      return nil
    }
    self.pointer = pointer
  }

  deinit { X509_CRL_free(pointer) }

  /// Every list in a file, PEM or DER.
  static func all(in bytes: [UInt8]) -> [RevocationList] {
    if let one = RevocationList(bytes) { return [one] }
    let text = String(decoding: bytes, as: UTF8.self)
    let documents = (try? PEMDocument.parseMultiple(pemString: text)) ?? []
    return documents.filter { $0.discriminator == "X509 CRL" }
      .compactMap { RevocationList($0.derBytes) }
  }

  /// Whether `issuer` made this list: by name, and by signature.
  func isMade(by issuer: Certificate) throws(LibcryptoError) -> Bool {
    guard
      X509_NAME_cmp(X509_CRL_get_issuer(pointer), X509_get_subject_name(issuer.pointer)) == 0,
      let key = issuer.publicKey, let kind = key.kind
    else { return false }
    for digest in MessageDigest.allCases {
      guard let scheme = PublicKey.Scheme(algorithm, digest, kind),
        algorithm != ObjectID.rsaEncryption, algorithm != ObjectID.ecPublicKey
      else { continue }
      if try key.verifies(signature, over: signedBytes, digest, scheme) { return true }
    }
    return false
  }

  /// When the next list is due, in Unix seconds.
  var nextUpdate: Int64? { Certificate.seconds(X509_CRL_get0_nextUpdate(pointer)) }

  /// When a certificate was revoked, in Unix seconds; nil where it is not on the list.
  func revocation(of certificate: Certificate) -> Int64? {
    var entry: OpaquePointer?
    // 2 would mean "removed from the list" (RFC 5280 §5.3.1, removeFromCRL).
    guard X509_CRL_get0_by_cert(pointer, &entry, certificate.pointer) == 1, let entry else {
      return nil
    }
    return Certificate.seconds(X509_REVOKED_get0_revocationDate(entry)) ?? 0
  }
}
