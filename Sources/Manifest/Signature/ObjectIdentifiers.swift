import SwiftASN1

/// The object identifiers that signatures and time tokens are made of.
enum ObjectID {
  // RFC 5652 §4, §5, §11.
  static let data: ASN1ObjectIdentifier = "1.2.840.113549.1.7.1"
  static let signedData: ASN1ObjectIdentifier = "1.2.840.113549.1.7.2"
  static let contentType: ASN1ObjectIdentifier = "1.2.840.113549.1.9.3"
  static let messageDigest: ASN1ObjectIdentifier = "1.2.840.113549.1.9.4"
  static let signingTime: ASN1ObjectIdentifier = "1.2.840.113549.1.9.5"

  // GM/T 0010-2012 §6: the same structures under numbers of China's own.
  static let chineseSignedData: ASN1ObjectIdentifier = "1.2.156.10197.6.1.4.2.2"

  // RFC 2634 §5.4, RFC 5035 §3.
  static let signingCertificate: ASN1ObjectIdentifier = "1.2.840.113549.1.9.16.2.12"
  static let signingCertificateV2: ASN1ObjectIdentifier = "1.2.840.113549.1.9.16.2.47"

  // RFC 5126 §5.11.3, and its successor in ETSI EN 319 122-1 §5.2.6.1.
  static let signerAttributes: ASN1ObjectIdentifier = "1.2.840.113549.1.9.16.2.18"
  static let signerAttributesV2: ASN1ObjectIdentifier = "0.4.0.19122.1.1"
  // X.520: `name`, which EU DSS writes claimed roles under, and `title`.
  static let name: ASN1ObjectIdentifier = "2.5.4.41"
  static let title: ASN1ObjectIdentifier = "2.5.4.12"

  // RFC 3161 §2.4.2, appendix A.
  static let timeStampInfo: ASN1ObjectIdentifier = "1.2.840.113549.1.9.16.1.4"
  static let timeStampToken: ASN1ObjectIdentifier = "1.2.840.113549.1.9.16.2.14"

  // RFC 8017, RFC 5754, RFC 5480.
  static let rsaEncryption: ASN1ObjectIdentifier = "1.2.840.113549.1.1.1"
  static let sha256WithRSA: ASN1ObjectIdentifier = "1.2.840.113549.1.1.11"
  static let sha384WithRSA: ASN1ObjectIdentifier = "1.2.840.113549.1.1.12"
  static let sha512WithRSA: ASN1ObjectIdentifier = "1.2.840.113549.1.1.13"
  static let rsaPSS: ASN1ObjectIdentifier = "1.2.840.113549.1.1.10"
  static let ecPublicKey: ASN1ObjectIdentifier = "1.2.840.10045.2.1"
  static let ecdsaWithSHA256: ASN1ObjectIdentifier = "1.2.840.10045.4.3.2"
  static let ecdsaWithSHA384: ASN1ObjectIdentifier = "1.2.840.10045.4.3.3"
  static let ecdsaWithSHA512: ASN1ObjectIdentifier = "1.2.840.10045.4.3.4"

  // GM/T 0006: SM2 as a key, as a way of signing, and with SM3.
  static let sm2: ASN1ObjectIdentifier = "1.2.156.10197.1.301"
  static let sm2Signing: ASN1ObjectIdentifier = "1.2.156.10197.1.301.1"
  static let sm2WithSM3: ASN1ObjectIdentifier = "1.2.156.10197.1.501"
}
