import CCrypto
import Glibc
import SwiftASN1

/// An X.509 certificate (RFC 5280), read by libcrypto; never changed after it was read.
final class Certificate: @unchecked Sendable {
  let pointer: OpaquePointer
  /// The DER, as it was read.
  let encoded: [UInt8]
  let issuerEncoded: [UInt8]
  let serialEncoded: [UInt8]

  /// Reads one certificate's DER; nil for anything else.
  convenience init?(_ encoded: [UInt8]) {
    let pointer = encoded.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var position = bytes.baseAddress
      return d2i_X509(nil, &position, bytes.count)
    }
    guard let pointer else {
      LibcryptoError.forget()
      return nil
    }
    self.init(taking: pointer)
  }

  /// Takes over a certificate of libcrypto's.
  init(taking pointer: OpaquePointer) {
    self.pointer = pointer
    encoded = derBytes { i2d_X509(pointer, $0) }
    let (issuer, serial) = (X509_get_issuer_name(pointer), X509_get0_serialNumber(pointer))
    issuerEncoded = derBytes { i2d_X509_NAME(issuer, $0) }
    serialEncoded = derBytes { i2d_ASN1_INTEGER(serial, $0) }
    // Certificates signed with SM2 are checked under the identity that GM/T 0009 prescribes;
    // libcrypto would take an empty one.
    if X509_get_signature_nid(pointer) == NID_SM2_with_SM3 {
      let identity = ASN1_OCTET_STRING_new()
      ASN1_OCTET_STRING_set(identity, SM2.identity, Int32(SM2.identity.count))
      X509_set0_distinguishing_id(pointer, identity)
    }
  }

  deinit { X509_free(pointer) }

  /// Every certificate in a file: PEM, several after one another, or DER, or PKCS#7 in either form.
  ///
  /// Empty where there is none.
  static func all(in bytes: [UInt8]) -> [Certificate] {
    if let one = Certificate(bytes) { return [one] }
    if let message = try? SignedMessage(bytes) {
      return message.certificates.compactMap { Certificate($0) }
    }
    guard
      let documents = try? PEMDocument.parseMultiple(
        pemString: String(decoding: bytes, as: UTF8.self))
    else { return [] }
    return documents.flatMap { document -> [Certificate] in
      switch document.discriminator {
      case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
        return Certificate(document.derBytes).map { [$0] } ?? []
      case "PKCS7", "CMS":
        return (try? SignedMessage(document.derBytes))?.certificates
          .compactMap { Certificate($0) } ?? []
      default: return []
      }
    }
  }

  // MARK: Names

  /// The serial number in hexadecimal digits.
  var serial: String {
    guard let node = try? DER.parse(serialEncoded), let octets = try? node.octets else { return "" }
    let significant = octets.count > 1 && octets[0] == 0 ? octets.dropFirst() : octets[...]
    return significant.map { hexadecimal($0) }.joined()
  }

  var keyIdentifier: [UInt8]? {
    guard let octets = X509_get0_subject_key_id(pointer) else { return nil }
    return Array(
      UnsafeBufferPointer(
        start: ASN1_STRING_get0_data(octets), count: Int(ASN1_STRING_length(octets))))
  }

  /// The whole name, as `CN=林岚,O=云溪县…,C=CN`.
  var subject: String { Self.text(X509_get_subject_name(pointer)) }
  var issuer: String { Self.text(X509_get_issuer_name(pointer)) }
  /// The common name, or else the whole name.
  var shortSubject: String { Self.commonName(X509_get_subject_name(pointer)) ?? subject }

  private static func text(_ name: OpaquePointer?) -> String {
    guard let name, let out = BIO_new(BIO_s_mem()) else { return "" }
    defer { BIO_free_all(out) }
    guard ccrypto_print_name(out, name) >= 0 else { return "" }
    return String(decoding: bytes(of: out), as: UTF8.self)
  }

  private static func commonName(_ name: OpaquePointer?) -> String? {
    guard let name else { return nil }
    let index = X509_NAME_get_index_by_NID(name, NID_commonName, -1)
    guard index >= 0, let entry = X509_NAME_get_entry(name, index) else { return nil }
    var text: UnsafeMutablePointer<UInt8>?
    let count = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry))
    guard count > 0, let text else { return nil }
    defer { CRYPTO_free(text, nil, 0) }
    return String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
  }

  /// Whether this is the certificate that a signer names.
  func isNamed(by name: SignerInfo.CertificateName) -> Bool {
    switch name {
    case .keyIdentifier(let identifier): return keyIdentifier == identifier
    case .issuerAndSerial(let issuer, let serial):
      guard serial == serialEncoded else { return false }
      if issuer == issuerEncoded { return true }
      // The same name may be written with another kind of string (RFC 5280 §7.1).
      let other = issuer.withUnsafeBufferPointer { bytes -> OpaquePointer? in
        var position = bytes.baseAddress
        return d2i_X509_NAME(nil, &position, bytes.count)
      }
      defer { X509_NAME_free(other) }
      guard let other else {
        LibcryptoError.forget()
        return false
      }
      return X509_NAME_cmp(other, X509_get_issuer_name(pointer)) == 0
    }
  }

  // MARK: Validity and use

  /// Unix seconds; nil where the certificate has none that can be read.
  var notBefore: Int64? { Self.seconds(X509_get0_notBefore(pointer)) }
  var notAfter: Int64? { Self.seconds(X509_get0_notAfter(pointer)) }

  static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
    var parts = tm()
    guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
    return Int64(timegm(&parts))
  }

  var isAuthority: Bool {
    X509_check_ca(pointer) > 0 && X509_get_extension_flags(pointer) & UInt32(EXFLAG_CA) != 0
  }

  /// Whether the key itself signed the certificate.
  var isSelfSigned: Bool { X509_get_extension_flags(pointer) & UInt32(EXFLAG_SS) != 0 }

  /// Whether the key may sign: its usage is not restricted, or to signatures (RFC 5280 §4.2.1.3).
  var maySign: Bool {
    let usage = X509_get_key_usage(pointer)
    return usage & UInt32(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION) != 0
  }

  var publicKey: PublicKey? {
    guard let key = X509_get0_pubkey(pointer) else {
      LibcryptoError.forget()
      return nil
    }
    return PublicKey(key, keptAliveBy: self)
  }
}

/// The bytes that an `i2d_` function of libcrypto gives.
func derBytes(_ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> [UInt8] {
  let count = encode(nil)
  guard count > 0 else { return [] }
  var bytes = [UInt8](repeating: 0, count: Int(count))
  bytes.withUnsafeMutableBufferPointer { buffer in
    var position = buffer.baseAddress
    _ = encode(&position)
  }
  return bytes
}

/// What was written to a memory BIO.
func bytes(of bio: OpaquePointer) -> [UInt8] {
  var start: UnsafeMutablePointer<CChar>?
  let count = ccrypto_bio_bytes(bio, &start)
  guard count > 0, let start else { return [] }
  return Array(UnsafeRawBufferPointer(start: start, count: count))
}

func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
