// `tm` is Glibc's or CCrypto's, whichever the compiler happens to read first.
import CCrypto
import Glibc
import SwiftASN1

/// The attributes that evpack signs, and what a reader takes from them.
enum SignedAttributes {
  /// The DER of the SET that is signed: content type, signing time and digest (RFC 5652 §11), the
  /// signer's certificate (RFC 5035 §3), and the role that the signer claims (RFC 5126 §5.11.3).
  static func encode(
    _ contentType: ASN1ObjectIdentifier, contentDigest: [UInt8], certificate: Certificate,
    claimedTime: Int64, role: String?
  ) throws(LibcryptoError) -> [UInt8] {
    var attributes = [
      SignerInfo.attribute(
        ObjectID.contentType, DERBytes.objectIdentifier(contentType)),
      SignerInfo.attribute(ObjectID.signingTime, time(claimedTime)),
      SignerInfo.attribute(ObjectID.messageDigest, DERBytes.octetString(contentDigest)),
      SignerInfo.attribute(
        ObjectID.signingCertificateV2, try signingCertificate(certificate)),
    ]
    if let role { attributes.append(SignerInfo.attribute(ObjectID.signerAttributes, claim(role))) }
    return DERBytes.set(attributes)
  }

  /// SigningCertificateV2 with one ESSCertIDv2, whose digest is SHA-256 by default.
  private static func signingCertificate(
    _ certificate: Certificate
  ) throws(LibcryptoError) -> [UInt8] {
    let digest = try MessageDigest.sha256.digest(of: certificate.encoded)
    // GeneralNames with the one directoryName, [4] (explicit, since Name is a CHOICE).
    let issuer = DERBytes.sequence(
      DERBytes.constructed(.context(4), [certificate.issuerEncoded]))
    let entry = DERBytes.sequence(
      DERBytes.octetString(digest), DERBytes.sequence(issuer, certificate.serialEncoded))
    return DERBytes.sequence(DERBytes.sequence(entry))
  }

  /// SignerAttribute with one claimed attribute, written as EU DSS writes claimed roles.
  private static func claim(_ role: String) -> [UInt8] {
    let attribute = DERBytes.sequence(
      DERBytes.objectIdentifier(ObjectID.name), DERBytes.set([DERBytes.utf8String(role)]))
    return DERBytes.sequence(DERBytes.constructed(.context(0), [DERBytes.sequence(attribute)]))
  }

  /// UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5652 §11.3).
  private static func time(_ seconds: Int64) -> [UInt8] {
    let digits = civilDate(ofUnixSeconds: seconds).moment.filter { $0.isNumber }
    let isLate = digits >= "20500000000000"
    return DERBytes.primitive(
      isLate ? .generalizedTime : .utcTime,
      Array(((isLate ? digits : String(digits.dropFirst(2))) + "Z").utf8))
  }
}

extension SignerInfo {
  /// The time that the signer says it was, in Unix seconds.
  var claimedTime: Int64? {
    guard let node = signed(ObjectID.signingTime) else { return nil }
    if let time = try? UTCTime(derEncoded: node) {
      return unixSeconds(
        time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
    }
    return (try? GeneralizedTime(derEncoded: node))?.unixSeconds
  }

  /// The first role that the signer claims; none is proven by the certificate.
  var claimedRole: String? {
    for type in [ObjectID.signerAttributes, ObjectID.signerAttributesV2] {
      guard let node = signed(type), let parts = try? node.sequence(),
        let claimed = parts.first(where: { $0.identifier == .context(0) }),
        let inner = try? claimed.children
      else { continue }
      // [0] holds SEQUENCE OF Attribute; with implicit tagging the attributes stand right inside.
      let isExplicit =
        inner.count == 1 && (try? inner[0].sequence())?.first?.identifier == .sequence
      let attributes = isExplicit ? (try? inner[0].sequence()) ?? [] : inner
      for attribute in attributes {
        guard let pair = try? attribute.sequence(), pair.count == 2,
          let type = try? pair[0].objectIdentifier(),
          type == ObjectID.name || type == ObjectID.title,
          let value = (try? pair[1].set())?.first,
          value.identifier == .utf8String
            || value.identifier == .printableString,
          let octets = try? value.octets
        else { continue }
        return String(decoding: octets, as: UTF8.self)
      }
    }
    return nil
  }

  /// The digests of the certificate that the signer signed along (RFC 2634 §5.4, RFC 5035 §3); the
  /// first entry names the signer's own.
  ///
  /// - Returns: nil where the signer signed none along.
  func certificateDigest() throws(Malformed) -> (algorithm: DigestAlgorithm, digest: [UInt8])? {
    func firstEntry(_ node: ASN1Node) throws(Malformed) -> [ASN1Node] {
      guard let list = try node.sequence().first, let entry = try list.sequence().first else {
        throw Malformed()
      }
      return try entry.sequence()
    }
    if let node = signed(ObjectID.signingCertificateV2) {
      var entry = try firstEntry(node)[...]
      var algorithm = MessageDigest.sha256
      if let first = entry.first, first.identifier == .sequence {
        guard let name = try first.sequence().first,
          let known = MessageDigest(try name.objectIdentifier())
        else { throw Malformed() }
        algorithm = known
        entry.removeFirst()
      }
      guard let digest = entry.first else { throw Malformed() }
      return (algorithm.digestAlgorithm, try digest.octetString())
    }
    if let node = signed(ObjectID.signingCertificate) {
      guard let digest = try firstEntry(node).first else { throw Malformed() }
      return (.sha1, try digest.octetString())
    }
    return nil
  }
}

extension GeneralizedTime {
  /// Whole seconds; a fraction is cut off.
  var unixSeconds: Int64 {
    Manifest.unixSeconds(year, month, day, hours, minutes, seconds)
  }
}

private func unixSeconds(
  _ year: Int, _ month: Int, _ day: Int, _ hours: Int, _ minutes: Int, _ seconds: Int
) -> Int64 {
  var parts = tm()
  parts.tm_year = Int32(year - 1900)
  parts.tm_mon = Int32(month - 1)
  parts.tm_mday = Int32(day)
  parts.tm_hour = Int32(hours)
  parts.tm_min = Int32(minutes)
  parts.tm_sec = Int32(seconds)
  return Int64(timegm(&parts))
}
